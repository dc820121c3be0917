//! Numbers that follow from what is told, and ask fewer questions.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    plan::{Conditions, Plan},
    tables::{
        summed::summed,
        told::{Number, Told, Unit},
    },
};

/// How many people, and what tells it.
type By = (u64, Option<Unit>);

/// What is told, with what it is without questions that everybody answered, and what follows by adding up all answers to a question: where
/// few questions are looked at together, numbers that ask others are left out.
pub(super) fn with(plan: &Plan, mut told: Told) -> Told {
    let all = answered_by_all(&told);
    let shorter = told.numbers.iter().map(|number| without_answered(number, &all));
    told.numbers.extend(shorter.collect::<Vec<_>>());
    let mut known: BTreeMap<Option<usize>, BTreeMap<Conditions, By>> = BTreeMap::new();
    for number in &told.numbers {
        if let ([conditions], Some(people)) = (&number.of[..], number.people) {
            let known = known.entry(number.part).or_default().entry(conditions.clone());
            known.and_modify(|(_, by)| *by = number.by.min(*by)).or_insert((people, number.by));
        }
    }
    for (part, known) in known {
        // Of those that tell it together, the one that is taken back before the others.
        let sums = summed(plan, known, |(one, by), (other, also)| (one + other, *by.max(also)));
        told.numbers.extend(sums.into_iter().map(|(conditions, (people, by))| Number {
            part,
            of: vec![conditions],
            people: Some(people),
            by,
        }));
    }
    told.numbers.sort();
    told.numbers.dedup();
    told
}

/// The questions of which it is always told that everybody answered them.
fn answered_by_all(told: &Told) -> BTreeSet<usize> {
    let open = || told.numbers.iter().filter(|number| number.part.is_none() && number.by.is_none());
    let everybody = open().find(|number| number.of == [Conditions::new()]).map(|number| number.people);
    let of_all = open().filter(|number| Some(number.people) == everybody);
    of_all.flat_map(|number| number.of.iter().flatten()).map(|asked| asked.field).collect()
}

fn without_answered(number: &Number, all: &BTreeSet<usize>) -> Number {
    let mut number = number.clone();
    for conditions in &mut number.of {
        conditions.retain(|asked| asked.option.is_some() || !all.contains(&asked.field));
    }
    number
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::{Condition, Question};

    /// A required choice of two options.
    const MEMBER: usize = 0;
    /// Another that can be left open.
    const REGION: usize = 1;

    fn plan() -> Plan {
        let question = |is_optional| Question { options: 2, is_optional, stands_for: None };
        Plan { questions: [false, true].map(question).into(), ..Plan::default() }
    }

    fn asked(conditions: &[(usize, Option<usize>)]) -> Conditions {
        conditions.iter().map(|&(field, option)| Condition { field, option }).collect()
    }

    fn number(of: &[(usize, Option<usize>)], people: u64, by: Option<usize>) -> Number {
        let by = by.map(|analysis| Unit { of_cohorts: false, is_table: true, analysis });
        Number { part: None, of: vec![asked(of)], people: Some(people), by }
    }

    fn with_implied(numbers: &[Number]) -> Vec<Number> {
        with(&plan(), Told { parts: 1, numbers: numbers.to_vec(), few: Vec::new() }).numbers
    }

    #[test]
    fn what_everybody_answered_is_not_asked() {
        let of_region = number(&[(MEMBER, Some(0)), (REGION, None)], 7, Some(0));
        let [all, answered] = [&[][..], &[(REGION, None)]].map(|of| number(of, 20, None));
        let shorter = number(&[(MEMBER, Some(0))], 7, Some(0));
        assert!(with_implied(&[all.clone(), answered, of_region.clone()]).contains(&shorter));
        let some_answered = number(&[(REGION, None)], 19, None);
        assert!(!with_implied(&[all, some_answered, of_region]).contains(&shorter));
    }

    #[test]
    fn all_options_of_a_question_are_a_sum() {
        let of = |member, people, by| number(&[(MEMBER, Some(member)), (REGION, Some(1))], people, Some(by));
        let sum = number(&[(REGION, Some(1))], 12, Some(3));
        assert!(with_implied(&[of(0, 7, 3), of(1, 5, 2)]).contains(&sum), "told by both, so by the last one");
        assert!(with_implied(&[of(0, 7, 3)]).iter().all(|number| number.of != sum.of));
        let of_region = |region| number(&[(REGION, Some(region))], 6, Some(0));
        let all = with_implied(&[of_region(0), of_region(1)]);
        assert!(all.contains(&number(&[(REGION, None)], 12, Some(0))));
        assert!(all.iter().all(|number| number.of != [Conditions::new()]), "some may have left it open");
    }
}
