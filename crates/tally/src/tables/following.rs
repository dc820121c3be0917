//! Small counts that follow from several analyses together, because counts tell who is who.
//!
//! If nobody of one division works for the departments of another, those of a division who gave an answer are those of its departments who gave
//! it; so a table by departments and one by divisions may tell together what each of them hides. Here people are told apart by
//! combinations of answers, as far as what is told leaves them possible, and of all numbers of people that are told it is asked
//! whether a small one that isn't follows by adding and taking away, and whether few are left of one without others; of everybody with cohorts, and without. Where it does, analyses are taken back: of cohorts first,
//! then tables, then the last ones of the form.

mod basis;
mod differences;
mod halves;
mod implied;
mod known;
mod people;
mod rows;

use std::collections::{BTreeMap, BTreeSet};

use self::known::Known;
use super::told::{Told, Unit};
use crate::{combinations::World, plan::Plan};

/// How many combinations of answers are told apart at once, in all parts together.
const COMBINATIONS: usize = 1 << 14;
/// About how many steps are taken each time that all is looked at, with the cohorts or without; what would take more isn't looked at.
const WORK: u64 = 1 << 34;

/// Which analyses are taken back so that no small count follows. Without what they tell, others may be possible combinations and secret
/// numbers, so all is looked at again then.
pub(super) fn withheld(plan: &Plan, mut told: Told, threshold: u64) -> BTreeSet<Unit> {
    // Everybody without cohorts, too: the same people are made of fewer combinations then.
    let views: &[fn(&Told) -> Told] =
        if told.parts == 1 { &[Told::clone] } else { &[Told::clone, Told::of_everybody] };
    let mut withheld = BTreeSet::new();
    loop {
        let before = withheld.len();
        for view in views {
            look(plan, &mut told, *view, threshold, &mut withheld);
        }
        if withheld.len() == before {
            return withheld;
        }
    }
}

/// Takes back so many analyses that no small count follows where some questions are looked at together, one choice of them after the other.
fn look(
    plan: &Plan,
    told: &mut Told,
    view: fn(&Told) -> Told,
    threshold: u64,
    withheld: &mut BTreeSet<Unit>,
) {
    let alike = people::alike(plan, &view(told), threshold);
    let mut now = implied::with(plan, view(told));
    let mut work = 0;
    for questions in together(plan, &now) {
        let world = World::of_all(plan, &questions);
        let known = Known::new(&world, &now, &alike);
        if known.work() > WORK - work {
            continue;
        }
        work += known.work();
        let more = known.withheld(threshold);
        if !more.is_empty() {
            withheld.extend(more);
            told.numbers
                .retain(|number| number.by.is_none_or(|by| withheld.iter().all(|unit| !unit.takes_back(by))));
            now = implied::with(plan, view(told));
        }
    }
}

/// The questions that are looked at together, as far as they aren't too many: each one, every two that are asked together, and each three of which
/// every two are, with and without all that stands for the same; then all, or if these are too many, those of which options are.
fn together(plan: &Plan, told: &Told) -> Vec<Vec<usize>> {
    let asked = || told.numbers.iter().flat_map(|number| &number.of).flatten();
    let all: BTreeSet<usize> = asked().map(|asked| asked.field).collect();
    let chosen: BTreeSet<usize> =
        asked().filter(|asked| asked.option.is_some()).map(|asked| asked.field).collect();
    let fits = |questions: &Vec<usize>| {
        let size = World::size(plan, questions);
        size.is_some_and(|size| size.saturating_mul(told.parts) <= COMBINATIONS)
    };
    let [all, chosen] = [all, chosen].map(|questions| questions.into_iter().collect());
    let mut together: Vec<Vec<usize>> = twos_and_threes(plan, told).into_iter().collect();
    let more = if fits(&all) { all } else { chosen };
    if !together.contains(&more) {
        together.push(more);
    }
    together.retain(fits);
    together
}

fn twos_and_threes(plan: &Plan, told: &Told) -> BTreeSet<Vec<usize>> {
    let mut beside: BTreeMap<usize, BTreeSet<usize>> = BTreeMap::new();
    for conditions in told.numbers.iter().flat_map(|number| &number.of) {
        let fields = conditions.iter().map(|asked| asked.field);
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
    // Of the options that can be ticked each is asked by itself, but together they tell who ticked several.
    let of = |field: &usize| plan.questions[*field].stands_for.unwrap_or(*field);
    let with_others = |few: &Vec<usize>| {
        let few: BTreeSet<usize> = few.iter().map(of).collect();
        beside.keys().copied().filter(|field| few.contains(&of(field))).collect()
    };
    let more: Vec<Vec<usize>> = found.iter().map(with_others).collect();
    found.extend(more);
    found
}
