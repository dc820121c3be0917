//! Whom and what an analysis is about.

use super::Builder;
use crate::{
    linear::Linear,
    plan::{Condition, Conditions, Fact, Moment, PopulationId},
};

/// Those who answered something, and what is added up over them.
pub(super) struct Subject {
    /// 1 for those it is about, else 0.
    pub(super) presence: Linear,
    pub(super) conditions: Conditions,
    /// What is added up: 0 for everybody else.
    pub(super) values: Vec<Linear>,
    /// What the sums say of those it is about.
    pub(super) moments: Vec<Moment>,
    /// What they say of others: of those who answered one of several fields.
    pub(super) facts: Vec<Fact>,
    /// Who these others are.
    pub(super) guards: Vec<PopulationId>,
}

impl Builder {
    /// Everybody, or those who answered the field.
    pub(super) fn people(&self, of: Option<usize>, moments: Vec<Moment>) -> Subject {
        let presence = of.map_or_else(|| Linear::constant(1), |of| self.fields[of].presence.clone());
        let conditions = self.answered(of.as_slice());
        Subject { presence, conditions, values: Vec::new(), moments, facts: Vec::new(), guards: Vec::new() }
    }

    /// The sum of these number fields: of one, over those who answered it; of several, over everybody, where what isn't
    /// answered counts as 0.
    pub(super) fn sum_of(&mut self, fields: &[usize]) -> Subject {
        if let &[field] = fields {
            let mut subject = self.people(Some(field), vec![Moment::Value(field)]);
            subject.values.push(self.fields[field].value.clone());
            return subject;
        }
        let mut subject = self.people(None, Vec::new());
        let mut parts = Vec::new();
        let mut floor = 0;
        for &field in fields {
            let (presence, min) = (self.fields[field].presence.clone(), i128::from(self.fields[field].min));
            parts.push((1, self.fields[field].value.clone()));
            if presence.is_one() {
                subject.moments.push(Moment::Value(field));
                continue;
            }
            parts.push((min, presence.clone()));
            floor += min.min(0);
            let population = self.population(self.answered(&[field]), &presence);
            subject.facts.push((population, Moment::Value(field)));
            subject.guards.push(population);
        }
        parts.push((-1, Linear::constant(floor)));
        subject.values.push(Linear::sum(parts.iter().map(|(times, part)| (*times, part))));
        subject
    }

    /// Two sums, over those who are in both.
    pub(super) fn both(&mut self, one: Subject, two: Subject) -> Option<Subject> {
        let presence = self.product(&one.presence, &two.presence)?;
        let mut conditions = one.conditions.clone();
        conditions.extend(&two.conditions);
        conditions.sort_unstable();
        conditions.dedup();
        let mut values = Vec::new();
        for subject in [&one, &two] {
            for value in &subject.values {
                let everybody = subject.presence == presence;
                values.push(if everybody { value.clone() } else { self.product(&presence, value)? });
            }
        }
        let mut both = Subject { presence, conditions, values, ..one };
        both.moments.extend(two.moments);
        both.facts.extend(two.facts);
        both.guards.extend(two.guards);
        Some(both)
    }

    /// What the squares of this sum say.
    pub(super) fn square_moment(&mut self, fields: &[usize]) -> Moment {
        if let &[field] = fields {
            return Moment::Product(field, field);
        }
        let next = self.square_of.len();
        Moment::Square(*self.square_of.entry(fields.to_vec()).or_insert(next))
    }

    /// That the optional ones of these fields are answered.
    pub(super) fn answered(&self, fields: &[usize]) -> Conditions {
        let optional = fields.iter().filter(|&&field| !self.fields[field].presence.is_one());
        let mut conditions: Conditions = optional.map(|&field| Condition { field, option: None }).collect();
        conditions.sort_unstable();
        conditions.dedup();
        conditions
    }
}

/// The same conditions, and that the field is answered with the option.
pub(super) fn with(conditions: &Conditions, field: usize, option: usize) -> Conditions {
    let mut conditions: Conditions =
        conditions.iter().copied().filter(|condition| condition.field != field).collect();
    conditions.push(Condition { field, option: Some(option) });
    conditions.sort_unstable();
    conditions
}
