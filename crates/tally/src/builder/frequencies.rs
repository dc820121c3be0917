//! Frequencies: how many gave each option.

use tacit_form::{Form, Kind};

use super::{Asked, Builder, subject::with};
use crate::{
    linear::Linear,
    plan::{Condition, Contents, Frequencies, Moment},
};

impl Builder {
    /// Of everybody who answered, or of each group.
    pub(super) fn frequencies(&mut self, form: &Form, of: usize, by: Option<usize>) -> Option<()> {
        let asked = self.asked_of_options(form, of);
        let moments = (0..asked.len()).map(|option| Moment::Option(of, option)).collect();
        let subject = self.people(Some(of), moments);
        self.grouped(0, &subject, by, |builder, group| {
            let mut options = Vec::new();
            for (condition, indicator) in &asked {
                let (mut conditions, mut indicator) = (subject.conditions.clone(), indicator.clone());
                if let (Some(by), Some((group, members))) = (by, group) {
                    conditions = with(&conditions, by, group);
                    indicator = builder.product(members, &indicator)?;
                }
                if let Some(option) = condition.option {
                    conditions = with(&conditions, condition.field, option);
                }
                options.push((*condition, builder.population(conditions, &indicator)));
            }
            Some(Contents::Frequencies(Frequencies { by, options }))
        })
    }

    /// What each option asks of a report, and 1 for those who meet it. Where several can be ticked, each option is a field of its own.
    fn asked_of_options(&mut self, form: &Form, of: usize) -> Vec<(Condition, Linear)> {
        let options = self.fields[of].options.clone().into_iter().enumerate();
        if !matches!(form.fields()[of].kind, Kind::Multi(_)) {
            let asked = |(option, indicator)| (Condition { field: of, option: Some(option) }, indicator);
            return options.map(asked).collect();
        }
        let asked = |(option, indicator)| {
            let field = self.ticked(of, option, &indicator);
            (Condition { field, option: Some(1) }, indicator)
        };
        options.map(asked).collect()
    }

    fn ticked(&mut self, of: usize, option: usize, ticked: &Linear) -> usize {
        let known = self.plan.ticked.iter().find(|(_, stands_for)| **stands_for == (of, option));
        if let Some((&field, _)) = known {
            return field;
        }
        let presence = self.fields[of].presence.clone();
        let options = vec![presence.minus(ticked), ticked.clone()];
        self.fields.push(Asked { presence, value: Linear::constant(0), min: 0, options });
        self.plan.ticked.insert(self.fields.len() - 1, (of, option));
        self.fields.len() - 1
    }
}
