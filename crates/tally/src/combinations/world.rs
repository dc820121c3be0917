//! Combinations of answers to some questions, as far as counts leave them possible.

use std::collections::{BTreeMap, BTreeSet};

use fixedbitset::FixedBitSet;

use crate::{
    disclosure::Rules,
    plan::{Condition, Conditions},
};

/// Any other answer, and none.
pub(super) const OTHERS: usize = 2;

pub(super) struct World {
    /// Of each question, which answers there are: those that some population asks for; then [`OTHERS`].
    questions: BTreeMap<usize, Vec<usize>>,
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
        let questions: BTreeMap<usize, Vec<usize>> =
            options.into_iter().map(|(field, options)| (field, options.into_iter().collect())).collect();
        let size = questions.values().map(|options| options.len() + OTHERS).product();
        let mut possible = FixedBitSet::with_capacity(size);
        possible.insert_range(..);
        let mut world = Self { questions, possible };
        world.exclude(rules, rules.populations, rules.accepted);
        // What nobody gave in any part, nobody gave.
        let parts = rules.parts.iter().map(|(populations, accepted)| {
            let mut of_part = Self { questions: world.questions.clone(), possible: world.possible.clone() };
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
            combinations.intersect_with(&self.meeting(condition)?);
        }
        Some(combinations)
    }

    fn meeting(&self, condition: &Condition) -> Option<FixedBitSet> {
        let own = self.questions.get(&condition.field)?;
        let before: usize =
            self.questions.range(..condition.field).map(|(_, options)| options.len() + OTHERS).product();
        let answers = own.len() + OTHERS;
        let is_met = |combination: &usize| {
            let given = combination / before % answers;
            condition.option.map_or(given < answers - 1, |asked| own.get(given) == Some(&asked))
        };
        Some((0..self.possible.len()).filter(is_met).collect())
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
