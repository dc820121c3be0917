//! Sets made of others, until one is somebody and too few.
//!
//! What is left of a whole is looked for once disjoint parts of it are taken away. Parts are the sets of which something is said, and
//! what one of them is more than another within it; wholes are these sets, and several that have nobody in common, together.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use fixedbitset::FixedBitSet;

use crate::plan::{Condition, Conditions, PopulationId};

/// How many parts are made; where there would be more, that counts as having found something.
const PARTS: usize = 2_000;
/// How many wholes are made of two sets each; more are not looked at.
const PAIRS: usize = 500;
/// How many steps it takes to take parts from one whole; where that isn't done by then, it counts as having found something.
const STEPS: usize = 20_000;

pub(super) struct Search {
    threshold: u64,
    said: Vec<Set>,
    /// Sets that ask for one option of a question each, and else for the same: by the question and the rest.
    divisions: BTreeMap<(usize, Conditions), Vec<usize>>,
    seen: HashSet<FixedBitSet>,
}

/// People of whom the same is said, or follows.
#[derive(Clone)]
struct Set {
    combinations: FixedBitSet,
    people: u64,
    /// What they were made of.
    of: BTreeSet<PopulationId>,
}

impl Search {
    pub(super) fn new(threshold: u64) -> Self {
        Self { threshold, said: Vec::new(), divisions: BTreeMap::new(), seen: HashSet::new() }
    }

    /// Those who meet these conditions, somebody.
    pub(super) fn add(
        &mut self,
        combinations: FixedBitSet,
        people: u64,
        (population, conditions): (PopulationId, &[Condition]),
    ) {
        if !self.seen.insert(combinations.clone()) {
            return;
        }
        for divided in conditions.iter().filter(|condition| condition.option.is_some()) {
            let others = conditions.iter().filter(|condition| condition.field != divided.field);
            self.divisions
                .entry((divided.field, others.copied().collect()))
                .or_default()
                .push(self.said.len());
        }
        self.said.push(Set { combinations, people, of: BTreeSet::from([population]) });
    }

    /// What together tells about too few.
    pub(super) fn run(self) -> Option<BTreeSet<PopulationId>> {
        let mut parts = match self.parts() {
            Ok(parts) => parts,
            Err(few) => return Some(few),
        };
        parts.sort_by_key(|part| std::cmp::Reverse(part.people));
        let in_said = self.said.iter().find_map(|whole| self.all_but_few(whole, &parts));
        in_said.or_else(|| self.unions(&parts).iter().find_map(|whole| self.all_but_few(whole, &parts)))
    }

    /// What is said, and every difference of two within each other; or those of which it is too few, or that are too many.
    fn parts(&self) -> Result<Vec<Set>, BTreeSet<PopulationId>> {
        let mut parts = self.said.clone();
        let mut seen = self.seen.clone();
        for outer in &self.said {
            let within = self.said.iter().filter(|inner| inner.is_in(outer));
            for difference in within.map(|inner| outer.less(inner)) {
                if self.is_too_few(difference.people) || parts.len() >= PARTS {
                    return Err(difference.of);
                }
                if difference.people > 0 && seen.insert(difference.combinations.clone()) {
                    parts.push(difference);
                }
            }
        }
        Ok(parts)
    }

    /// Of each division, all together, and those in which the members of each part are; and some two that have nobody in common.
    fn unions(&self, parts: &[Set]) -> Vec<Set> {
        let mut seen = self.seen.clone();
        let mut unions = Vec::new();
        let mut keep = |union: Option<Set>| match union {
            Some(union) if seen.insert(union.combinations.clone()) => {
                unions.push(union);
                1
            }
            _ => 0,
        };
        for division in self.divisions.values().filter(|division| division.len() > 1) {
            let sets = || division.iter().map(|&at| &self.said[at]);
            keep(together(sets()));
            for part in parts {
                keep(together(sets().filter(|set| !set.combinations.is_disjoint(&part.combinations))));
            }
        }
        let mut pairs = 0;
        for (at, one) in self.said.iter().enumerate() {
            for other in &self.said[..at] {
                if pairs < PAIRS && one.combinations.is_disjoint(&other.combinations) {
                    pairs += keep(together([one, other].into_iter()));
                }
            }
        }
        unions
    }

    fn is_too_few(&self, people: u64) -> bool {
        people > 0 && people < self.threshold
    }

    /// Disjoint parts of a set that are all but too few of it, with the set.
    fn all_but_few(&self, whole: &Set, parts: &[Set]) -> Option<BTreeSet<PopulationId>> {
        let parts: Vec<&Set> = parts.iter().filter(|part| part.is_in(whole)).collect();
        let mut taking = Taking { threshold: self.threshold, parts: &parts, steps: 0, taken: Vec::new() };
        let all = (0..parts.len()).collect();
        taking.leaves_few(all, whole.combinations.clone(), whole.people).then(|| {
            let taken = taking.taken.iter().flat_map(|&part| &parts[part].of);
            taken.chain(&whole.of).copied().collect()
        })
    }
}

impl Set {
    fn is_in(&self, other: &Self) -> bool {
        self.combinations.is_subset(&other.combinations) && self.combinations != other.combinations
    }

    /// Those who aren't in this one within it.
    fn less(&self, inner: &Self) -> Self {
        let mut combinations = self.combinations.clone();
        combinations.difference_with(&inner.combinations);
        let people = self.people.saturating_sub(inner.people);
        Self { combinations, people, of: self.of.union(&inner.of).copied().collect() }
    }
}

/// All of these, of whom nobody is in two.
fn together<'a>(sets: impl Iterator<Item = &'a Set>) -> Option<Set> {
    sets.fold(None, |all: Option<Set>, set| {
        Some(match all {
            None => set.clone(),
            Some(mut all) => {
                all.combinations.union_with(&set.combinations);
                all.of.extend(&set.of);
                Set { people: all.people + set.people, ..all }
            }
        })
    })
}

/// A search for disjoint parts, the largest first.
struct Taking<'a> {
    threshold: u64,
    parts: &'a [&'a Set],
    steps: usize,
    taken: Vec<usize>,
}

impl Taking<'_> {
    /// Whether those who are left, less some of these parts, are somebody and too few.
    fn leaves_few(&mut self, mut others: Vec<usize>, left: FixedBitSet, people: u64) -> bool {
        self.steps += 1;
        if self.steps > STEPS || (people > 0 && people < self.threshold) {
            return true;
        }
        let is_left = |part: &Set| part.people < people && part.combinations.is_subset(&left);
        others.retain(|&at| is_left(self.parts[at]));
        let mut most: u64 = others.iter().map(|&at| self.parts[at].people).sum();
        for (next, &at) in others.iter().enumerate() {
            if people.saturating_sub(most) >= self.threshold {
                return false;
            }
            let part = self.parts[at];
            most -= part.people;
            let mut rest = left.clone();
            rest.difference_with(&part.combinations);
            self.taken.push(at);
            if self.leaves_few(others[next + 1..].to_vec(), rest, people - part.people) {
                return true;
            }
            self.taken.pop();
        }
        false
    }
}

#[cfg(test)]
#[path = "search_tests.rs"]
mod tests;
