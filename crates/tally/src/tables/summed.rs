//! Numbers of people that follow by adding up all answers to a question.

use std::collections::{BTreeMap, BTreeSet};

use crate::plan::{Condition, Conditions, Plan};

/// What can be added up.
pub(super) trait Adds: Clone {
    fn plus(&self, other: &Self) -> Self;

    /// Whether it is of nobody.
    fn is_zero(&self) -> bool;
}

impl Adds for u64 {
    fn plus(&self, other: &Self) -> Self {
        self + other
    }

    fn is_zero(&self) -> bool {
        *self == 0
    }
}

/// What is known of those who meet some conditions, and of those of whom that follows: who gave any option of a question, which everybody did
/// if it must be answered or is among `answered`.
pub(super) fn summed<Known: Adds>(
    plan: &Plan,
    mut known: BTreeMap<Conditions, Known>,
    answered: &BTreeSet<usize>,
) -> BTreeMap<Conditions, Known> {
    let nobody: Vec<(Conditions, Known)> = known
        .iter()
        .filter(|(_, known)| known.is_zero())
        .map(|(of, known)| (of.clone(), known.clone()))
        .collect();
    loop {
        let mut divided: BTreeMap<(usize, Conditions), BTreeMap<usize, Known>> = BTreeMap::new();
        for (conditions, known) in &known {
            for (field, option) in conditions.iter().filter_map(|asked| Some((asked.field, asked.option?))) {
                let others = conditions.iter().copied().filter(|other| other.field != field).collect();
                divided.entry((field, others)).or_default().insert(option, known.clone());
            }
        }
        let mut more = BTreeMap::new();
        for ((field, others), mut of) in divided {
            let question = &plan.questions[field];
            let answer = |option| with(&others, Condition { field, option });
            for option in (0..question.options).filter(|option| !of.contains_key(option)).collect::<Vec<_>>()
            {
                let asked = answer(Some(option));
                let around =
                    nobody.iter().find(|(of, _)| of.iter().all(|condition| asked.contains(condition)));
                let Some((_, none)) = around else { break };
                of.insert(option, none.clone());
            }
            let sum = of.values().cloned().reduce(|sum, more| sum.plus(&more));
            if let Some(sum) = sum.filter(|_| of.len() == question.options) {
                more.insert(answer(None), sum.clone());
                if !question.is_optional || answered.contains(&field) {
                    more.insert(others, sum);
                }
            }
        }
        more.retain(|conditions, _| !known.contains_key(conditions));
        if more.is_empty() {
            return known;
        }
        known.extend(more);
    }
}

fn with(others: &Conditions, one: Condition) -> Conditions {
    let mut conditions = others.clone();
    conditions.push(one);
    conditions.sort_unstable();
    conditions
}
