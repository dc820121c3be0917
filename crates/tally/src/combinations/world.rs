//! Combinations of answers to some questions, as far as counts leave them possible.

use std::{
    collections::{BTreeMap, BTreeSet},
    rc::Rc,
};

use fixedbitset::FixedBitSet;

use crate::{
    disclosure::Rules,
    plan::{Condition, Conditions},
};

/// Any other answer, and none.
pub(super) const OTHERS: usize = 2;

pub(super) struct World {
    /// Which combinations meet a condition that some population asks for.
    meeting: Rc<BTreeMap<Condition, FixedBitSet>>,
    /// Those that somebody may have given.
    possible: FixedBitSet,
}

impl World {
    pub(super) fn new(rules: &Rules<'_>, questions: &[usize]) -> Self {
        let mut options: BTreeMap<usize, BTreeSet<usize>> =
            questions.iter().map(|&field| (field, BTreeSet::new())).collect();
        for condition in rules.plan.populations.iter().flat_map(|population| &population.conditions) {
            if let Some(options) = options.get_mut(&condition.field) {
                options.extend(condition.option);
            }
        }
        let size = options.values().map(|options| options.len() + OTHERS).product();
        let mut possible = FixedBitSet::with_capacity(size);
        possible.insert_range(..);
        let mut world = Self { meeting: Rc::new(meeting(&options, size)), possible };
        world.exclude(rules, rules.populations, rules.accepted);
        // What nobody gave in any part, nobody gave.
        let parts = rules.parts.iter().map(|(populations, accepted)| {
            let mut of_part = Self { meeting: world.meeting.clone(), possible: world.possible.clone() };
            of_part.exclude(rules, populations, *accepted);
            of_part.possible
        });
        let together = parts.reduce(|mut all, more| {
            all.union_with(&more);
            all
        });
        together.into_iter().for_each(|together| world.possible.intersect_with(&together));
        world
    }

    /// Which possible combinations meet these conditions; `None` if they ask of another question.
    pub(super) fn combinations(&self, conditions: &Conditions) -> Option<FixedBitSet> {
        let mut combinations = self.possible.clone();
        for condition in conditions {
            combinations.intersect_with(self.meeting.get(condition)?);
        }
        Some(combinations)
    }

    /// Takes out what nobody gave: what a population of nobody asks for, and what is left of one of which others within it, or
    /// disjoint ones within it together, are all.
    fn exclude(&mut self, rules: &Rules<'_>, sizes: &[u64], accepted: u64) {
        let everybody = (Conditions::new(), accepted);
        let of_plan = rules.plan.populations.iter().zip(sizes);
        let sized = of_plan.map(|(population, &size)| (population.conditions.clone(), size));
        let populations: Vec<(Conditions, u64)> = sized
            .chain([everybody])
            .filter(|(conditions, _)| self.combinations(conditions).is_some())
            .collect();
        loop {
            let before = self.possible.clone();
            let mut sets: Vec<(FixedBitSet, u64)> = Vec::new();
            for (conditions, size) in &populations {
                let Some(set) = self.combinations(conditions) else { continue };
                if *size == 0 {
                    self.possible.difference_with(&set);
                } else {
                    sets.push((set, *size));
                }
            }
            sets.extend(self.divided(&populations));
            self.exclude_rests(sets);
            if self.possible == before {
                return;
            }
        }
    }

    /// Those who gave any of a question's answers and are otherwise alike, and how many they are.
    fn divided(&self, populations: &[(Conditions, u64)]) -> Vec<(FixedBitSet, u64)> {
        let mut by: BTreeMap<(usize, Conditions), (FixedBitSet, u64)> = BTreeMap::new();
        for (conditions, size) in populations {
            let Some(set) = self.combinations(conditions) else { continue };
            for divided in conditions.iter().filter(|condition| condition.option.is_some()) {
                let others: Conditions =
                    conditions.iter().copied().filter(|other| other.field != divided.field).collect();
                let (all, sum) = by.entry((divided.field, others)).or_default();
                all.grow(set.len());
                all.union_with(&set);
                *sum += size;
            }
        }
        by.into_values().filter(|(_, size)| *size > 0).collect()
    }

    fn exclude_rests(&mut self, sets: Vec<(FixedBitSet, u64)>) {
        let mut alike: BTreeMap<u64, Vec<FixedBitSet>> = BTreeMap::new();
        sets.into_iter().for_each(|(set, size)| alike.entry(size).or_default().push(set));
        for sets in alike.values() {
            for outer in sets {
                for inner in sets.iter().filter(|inner| inner.is_subset(outer) && *inner != outer) {
                    let mut rest = outer.clone();
                    rest.difference_with(inner);
                    self.possible.difference_with(&rest);
                }
            }
        }
    }
}

/// Which of so many combinations of these answers, or others, meet each condition.
fn meeting(options: &BTreeMap<usize, BTreeSet<usize>>, size: usize) -> BTreeMap<Condition, FixedBitSet> {
    let mut meeting = BTreeMap::new();
    // How often the answers to a question are gone through.
    let mut before = 1;
    for (&field, options) in options {
        let answers = options.len() + OTHERS;
        let given = |combination: usize| combination / before % answers;
        let where_given = |is_met: &dyn Fn(usize) -> bool| {
            let mut set = FixedBitSet::with_capacity(size);
            set.extend((0..size).filter(|&combination| is_met(given(combination))));
            set
        };
        for (at, &option) in options.iter().enumerate() {
            meeting.insert(Condition { field, option: Some(option) }, where_given(&|given| given == at));
        }
        // The last is none.
        meeting.insert(Condition { field, option: None }, where_given(&|given| given < answers - 1));
        before *= answers;
    }
    meeting
}
