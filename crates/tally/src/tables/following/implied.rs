//! Numbers that follow from what is told, and ask fewer questions.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    plan::{Condition, Conditions, Plan},
    tables::{
        summed::{Adds, summed},
        told::{Number, Told, Unit},
    },
};

/// What is told, with what it is without asking whether questions were answered that everybody answered, and what follows by adding up all answers to a
/// question: where few questions are looked at together, numbers that ask others are left out.
pub(super) fn with(plan: &Plan, mut told: Told) -> Told {
    let (all, everybody) = answered_by_all(&told);
    told.numbers.extend(stand_ins(plan, &told, &all, everybody));
    let shorter: Vec<Number> = told
        .numbers
        .iter()
        .map(|number| Number { of: without_answered(&number.of, &all), ..number.clone() })
        .collect();
    told.numbers.extend(shorter);
    for few in told.few.iter_mut().flatten() {
        few.of = without_answered(&few.of, &all);
        few.less = without_answered(&few.less, &all);
    }
    let sums = sums(plan, &told, &all);
    told.numbers.extend(sums);
    told.numbers.sort();
    told.numbers.dedup();
    told
}

/// How many people, and what tells it.
#[derive(Clone)]
struct By(u64, Option<Unit>);

impl Adds for By {
    /// By what is taken back before the other.
    fn plus(&self, other: &Self) -> Self {
        Self(self.0 + other.0, self.1.max(other.1))
    }

    fn is_zero(&self) -> bool {
        self.0 == 0
    }
}

fn sums(plan: &Plan, told: &Told, all: &BTreeSet<usize>) -> Vec<Number> {
    let mut known: BTreeMap<Option<usize>, BTreeMap<Conditions, By>> = BTreeMap::new();
    for number in &told.numbers {
        if let ([conditions], Some(people)) = (&number.of[..], number.people) {
            let known = known.entry(number.part).or_default().entry(conditions.clone());
            known.and_modify(|By(_, by)| *by = number.by.min(*by)).or_insert(By(people, number.by));
        }
    }
    let of_part = |(part, known)| {
        let number = move |(conditions, By(people, by))| Number {
            part,
            of: vec![conditions],
            people: Some(people),
            by,
        };
        summed(plan, known, all).into_iter().map(number)
    };
    known.into_iter().flat_map(of_part).collect()
}

/// The questions of which it is always told that everybody answered them, and how many these are.
fn answered_by_all(told: &Told) -> (BTreeSet<usize>, Option<u64>) {
    let open = || told.numbers.iter().filter(|number| number.part.is_none() && number.by.is_none());
    let everybody = open().find(|number| number.of == [Conditions::new()]).and_then(|number| number.people);
    let of_all = open().filter(|number| everybody.is_some() && number.people == everybody);
    (of_all.flat_map(|number| number.of.iter().flatten()).map(|asked| asked.field).collect(), everybody)
}

/// That everybody answered those, too, that stand for such a question.
fn stand_ins(plan: &Plan, told: &Told, all: &BTreeSet<usize>, everybody: Option<u64>) -> Vec<Number> {
    let asked = told.numbers.iter().flat_map(|number| number.of.iter().flatten()).map(|asked| asked.field);
    let asked: BTreeSet<usize> = asked.collect();
    let stands = |field: &usize| plan.questions[*field].stands_for.is_some_and(|of| all.contains(&of));
    let answered = |field| vec![Condition { field, option: None }];
    let number = |field| Number { part: None, of: vec![answered(field)], people: everybody, by: None };
    asked.into_iter().filter(stands).map(number).collect()
}

fn without_answered(of: &[Conditions], all: &BTreeSet<usize>) -> Vec<Conditions> {
    let is_left = |asked: &&Condition| asked.option.is_some() || !all.contains(&asked.field);
    of.iter().map(|conditions| conditions.iter().filter(is_left).copied().collect()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::Question;

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
        let (numbers, few, few_of_everybody) = (numbers.to_vec(), Vec::new(), Vec::new());
        with(&plan(), Told { parts: 1, numbers, few, few_of_everybody }).numbers
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
        let [everybody, answered] = [&[][..], &[(REGION, None)]].map(|of| number(of, 20, None));
        let of = |region| number(&[(MEMBER, Some(1)), (REGION, Some(region))], 6, Some(0));
        let sum = number(&[(MEMBER, Some(1))], 12, Some(0));
        assert!(!with_implied(&[everybody.clone(), of(0), of(1)]).contains(&sum));
        assert!(with_implied(&[everybody, answered, of(0), of(1)]).contains(&sum), "nobody left it open");
    }

    #[test]
    fn an_option_of_nobody_is_added_too() {
        let of_members = number(&[(MEMBER, Some(0)), (REGION, Some(1))], 7, Some(0));
        let sum = number(&[(REGION, Some(1))], 7, Some(2));
        let nobody = |people| number(&[(MEMBER, Some(1))], people, Some(2));
        assert!(with_implied(&[of_members.clone(), nobody(0)]).contains(&sum));
        assert!(with_implied(&[of_members, nobody(1)]).iter().all(|number| number.of != sum.of));
    }

    #[test]
    fn what_is_told_directly_is_told_by_that_and_sums_are_added_up_further() {
        let of = |member, region, by| number(&[(MEMBER, Some(member)), (REGION, Some(region))], 5, Some(by));
        let direct = number(&[(REGION, Some(0))], 10, Some(9));
        let all = with_implied(&[of(0, 0, 1), of(1, 0, 2), of(0, 1, 3), of(1, 1, 4), direct.clone()]);
        let of_region: Vec<_> = all.iter().filter(|number| number.of == direct.of).collect();
        assert_eq!(of_region.iter().map(|number| number.by).collect::<Vec<_>>(), [direct.by]);
        assert!(
            all.iter().any(|number| number.of == [asked(&[(REGION, None)])] && number.people == Some(20))
        );
    }
}
