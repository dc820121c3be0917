//! Numbers of people that follow by adding up all answers to a question.

use std::collections::BTreeMap;

use crate::plan::{Condition, Conditions, Plan};

/// What is known of those who meet some conditions, and of those of whom that follows: who gave any option of a question.
pub(super) fn summed<Known: Clone>(
    plan: &Plan,
    mut known: BTreeMap<Conditions, Known>,
    plus: impl Fn(&Known, &Known) -> Known,
) -> BTreeMap<Conditions, Known> {
    loop {
        // By the question and the others' conditions: of how many options it is known, and of all of them together.
        let mut divided: BTreeMap<(usize, Conditions), (usize, Known)> = BTreeMap::new();
        for (conditions, known) in &known {
            for asked in conditions.iter().filter(|asked| asked.option.is_some()) {
                let others = conditions.iter().copied().filter(|other| other.field != asked.field).collect();
                let so_far = divided.entry((asked.field, others));
                so_far
                    .and_modify(|(options, sum)| (*options, *sum) = (*options + 1, plus(sum, known)))
                    .or_insert_with(|| (1, known.clone()));
            }
        }
        let mut more = BTreeMap::new();
        for ((field, others), (options, sum)) in divided {
            let question = &plan.questions[field];
            if options == question.options {
                let mut answered = others.clone();
                answered.push(Condition { field, option: None });
                answered.sort_unstable();
                if !question.is_optional {
                    more.insert(others, sum.clone());
                }
                more.insert(answered, sum);
            }
        }
        more.retain(|conditions, _| !known.contains_key(conditions));
        if more.is_empty() {
            return known;
        }
        known.extend(more);
    }
}
