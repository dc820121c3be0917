//! Sets made of others, until one is somebody and too few.

use std::collections::{BTreeSet, HashSet};

use fixedbitset::FixedBitSet;

use crate::plan::PopulationId;

/// How many sets are made; more are not looked for.
const SETS: usize = 400;
/// How many steps the search for parts takes of one set; where it isn't done by then, it counts as one that found some.
const STEPS: usize = 20_000;

pub(super) struct Search {
    threshold: u64,
    sets: Vec<Set>,
    seen: HashSet<FixedBitSet>,
}

/// People of whom the same is said, or follows.
#[derive(Clone)]
struct Set {
    combinations: FixedBitSet,
    people: u64,
    /// What they were made of.
    of: BTreeSet<PopulationId>,
    /// Whether they were put together from others.
    is_union: bool,
}

impl Search {
    pub(super) fn new(threshold: u64) -> Self {
        Self { threshold, sets: Vec::new(), seen: HashSet::new() }
    }

    /// What is said.
    pub(super) fn add(&mut self, combinations: FixedBitSet, people: u64, population: PopulationId) {
        self.keep(Set { combinations, people, of: BTreeSet::from([population]), is_union: false });
    }

    fn keep(&mut self, set: Set) {
        if set.people > 0 && self.sets.len() < SETS && self.seen.insert(set.combinations.clone()) {
            self.sets.push(set);
        }
    }

    /// What together tells about too few.
    pub(super) fn run(mut self) -> Option<BTreeSet<PopulationId>> {
        let mut next = 0;
        while next < self.sets.len() {
            let newest = self.sets[next].clone();
            for at in 0..next {
                if let Some(made) = self.sets[at].and(&newest) {
                    if self.is_too_few(made.people) {
                        return Some(made.of);
                    }
                    self.keep(made);
                }
            }
            next += 1;
        }
        self.sets.iter().find_map(|whole| self.all_but_few(whole))
    }

    fn is_too_few(&self, people: u64) -> bool {
        people > 0 && people < self.threshold
    }

    /// Disjoint parts of a set that are all but too few of it, with the set.
    fn all_but_few(&self, whole: &Set) -> Option<BTreeSet<PopulationId>> {
        let is_part = |set: &&Set| {
            !set.is_union
                && set.combinations.is_subset(&whole.combinations)
                && set.combinations != whole.combinations
        };
        let mut parts: Vec<&Set> = self.sets.iter().filter(is_part).collect();
        parts.sort_by_key(|part| std::cmp::Reverse(part.people));
        let mut cover = Cover { threshold: self.threshold, parts: &parts, steps: 0, chosen: Vec::new() };
        let found = cover.go_on(0, whole.combinations.clone(), whole.people);
        found.then(|| {
            let parts = cover.chosen.iter().flat_map(|&part| &parts[part].of);
            parts.chain(&whole.of).copied().collect()
        })
    }
}

impl Set {
    /// The difference, if one is within the other, or both together, if they have nobody in common.
    fn and(&self, other: &Self) -> Option<Self> {
        let of = || self.of.union(&other.of).copied().collect();
        for (outer, inner) in [(self, other), (other, self)] {
            if inner.combinations.is_subset(&outer.combinations) {
                let mut combinations = outer.combinations.clone();
                combinations.difference_with(&inner.combinations);
                let people = outer.people.saturating_sub(inner.people);
                return Some(Self { combinations, people, of: of(), is_union: outer.is_union });
            }
        }
        if !self.combinations.is_disjoint(&other.combinations) {
            return None;
        }
        let mut combinations = self.combinations.clone();
        combinations.union_with(&other.combinations);
        Some(Self { combinations, people: self.people + other.people, of: of(), is_union: true })
    }
}

/// A search for disjoint parts, the largest first.
struct Cover<'a> {
    threshold: u64,
    parts: &'a [&'a Set],
    steps: usize,
    chosen: Vec<usize>,
}

impl Cover<'_> {
    /// Whether those who are left, less some of the parts from `first` on, are somebody and too few.
    fn go_on(&mut self, first: usize, left: FixedBitSet, people: u64) -> bool {
        self.steps += 1;
        if self.steps > STEPS || (people > 0 && people < self.threshold) {
            return true;
        }
        let mut others: u64 = self.parts[first..].iter().map(|part| part.people).sum();
        for (at, part) in self.parts.iter().enumerate().skip(first) {
            if people.saturating_sub(others) >= self.threshold {
                return false;
            }
            others -= part.people;
            if part.people < people && part.combinations.is_subset(&left) {
                let mut rest = left.clone();
                rest.difference_with(&part.combinations);
                self.chosen.push(at);
                if self.go_on(at + 1, rest, people - part.people) {
                    return true;
                }
                self.chosen.pop();
            }
        }
        false
    }
}

#[cfg(test)]
#[path = "search_tests.rs"]
mod tests;
