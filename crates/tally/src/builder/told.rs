//! What frequencies tell of who is who.

use std::collections::{BTreeMap, BTreeSet};

use tacit_form::{Analysis, Form, Kind};

use super::{Builder, subject::with};
use crate::plan::{Conditions, Moment};

impl Builder {
    /// Where the same sums are taken of groups of several questions, and frequencies of one of these are asked for, perhaps by another,
    /// they tell who is in several groups, or that nobody is. The parties decide by what they know: so these are counts then.
    pub(super) fn told_by_frequencies(&mut self, form: &Form) -> Option<()> {
        let divided = self.divided_together();
        for analysis in form.analyses() {
            let Analysis::Frequency { of, by } = *analysis else { continue };
            // Who ticked one option may have ticked another.
            if matches!(form.fields()[of].kind, Kind::Multi(_)) {
                continue;
            }
            let is_divided = |fields: &BTreeSet<usize>| {
                fields.len() > 1 && fields.contains(&of) && by.is_none_or(|by| fields.contains(&by))
            };
            if !divided.iter().any(is_divided) {
                continue;
            }
            for (option, indicator) in self.fields[of].options.clone().iter().enumerate() {
                let conditions = with(&Conditions::new(), of, option);
                let Some(by) = by else {
                    self.population(conditions, indicator);
                    continue;
                };
                for (group, members) in self.fields[by].options.clone().iter().enumerate() {
                    let both = self.product(members, indicator)?;
                    self.population(with(&conditions, by, group), &both);
                }
            }
        }
        Some(())
    }

    /// Of each moment of numbers, by which questions those of whom it is said are told apart, and those that divide people together
    /// with one of these.
    fn divided_together(&self) -> BTreeSet<BTreeSet<usize>> {
        let mut divided: BTreeMap<Moment, BTreeSet<usize>> = BTreeMap::new();
        let facts = self.plan.cells.iter().flat_map(|cell| &cell.facts);
        for &(population, moment) in facts.filter(|(_, moment)| moment.is_of_numbers()) {
            let conditions = &self.plan.populations[population].conditions;
            divided.entry(moment).or_default().extend(conditions.iter().map(|condition| condition.field));
        }
        divided.into_values().map(|fields| self.with_linked(fields)).collect()
    }

    fn with_linked(&self, fields: BTreeSet<usize>) -> BTreeSet<usize> {
        let populations = self.plan.populations.iter().map(|population| &population.conditions);
        let linked = populations.filter(|conditions| conditions.iter().any(|it| fields.contains(&it.field)));
        let divides = linked.flatten().filter(|condition| condition.option.is_some());
        fields.iter().copied().chain(divides.map(|condition| condition.field)).collect()
    }
}
