//! Small counts that follow from several analyses together, because counts tell who is who.
//!
//! If nobody of one division works for the departments of another, those of a division who gave an answer are those of its departments who gave
//! it; so a table by departments and one by divisions may tell together what each of them hides. Here people are told apart by
//! combinations of answers, as far as what is told leaves them possible, and of all numbers of people that are told it is asked
//! whether a small one that isn't follows by adding and taking away. Where it does, analyses are taken back: of cohorts first,
//! then tables, then the last ones of the form.

mod basis;
mod known;

use std::collections::{BTreeMap, BTreeSet};

use self::known::Known;
use super::told::{Told, Unit};
use crate::{combinations::World, plan::Plan};

/// How many combinations of answers are told apart at once, in all parts together.
const COMBINATIONS: usize = 1 << 12;
/// About how many steps are taken in all; what would take more isn't looked at.
const WORK: u64 = 1 << 34;

/// Which analyses are taken back so that no small count follows.
pub(super) fn withheld(plan: &Plan, mut told: Told, threshold: u64) -> BTreeSet<Unit> {
    let (mut withheld, mut work) = (BTreeSet::new(), 0);
    for questions in together(plan, &told) {
        let known = Known::new(&World::of_all(plan, &questions), &told, &questions);
        if known.work() > WORK - work {
            continue;
        }
        work += known.work();
        let more = known.withheld(threshold);
        told.numbers.retain(|number| number.by.is_none_or(|by| !more.contains(&by)));
        withheld.extend(more);
    }
    withheld
}

/// The questions that are looked at together: all that are asked of anybody, or those of which options are, or else every two that are asked
/// together, and each three of which every two are.
fn together(plan: &Plan, told: &Told) -> BTreeSet<Vec<usize>> {
    let asked = || told.numbers.iter().flat_map(|number| &number.of).flatten();
    let all: BTreeSet<usize> = asked().map(|asked| asked.field).collect();
    let chosen: BTreeSet<usize> =
        asked().filter(|asked| asked.option.is_some()).map(|asked| asked.field).collect();
    let fits = |questions: &Vec<usize>| {
        let size = World::size(plan, questions);
        size.is_some_and(|size| size.saturating_mul(told.parts) <= COMBINATIONS)
    };
    let whole = [all, chosen].into_iter().map(|questions| questions.into_iter().collect());
    match whole.into_iter().find(fits) {
        Some(questions) => BTreeSet::from([questions]),
        None => twos_and_threes(told).into_iter().filter(fits).collect(),
    }
}

fn twos_and_threes(told: &Told) -> BTreeSet<Vec<usize>> {
    let mut beside: BTreeMap<usize, BTreeSet<usize>> = BTreeMap::new();
    for conditions in told.numbers.iter().flat_map(|number| &number.of) {
        let fields = conditions.iter().filter(|asked| asked.option.is_some()).map(|asked| asked.field);
        for one in fields.clone() {
            beside.entry(one).or_default().extend(fields.clone().filter(|other| *other != one));
        }
    }
    let mut found = BTreeSet::new();
    for (one, others) in &beside {
        found.insert(vec![*one]);
        for other in others.iter().filter(|other| *other > one) {
            found.insert(vec![*one, *other]);
            let both = others.intersection(&beside[other]).filter(|third| *third > other);
            found.extend(both.map(|third| vec![*one, *other, *third]));
        }
    }
    found
}
