//! Of which sets of people it is told how many they are.

use std::collections::{BTreeMap, BTreeSet};

use fixedbitset::FixedBitSet;

use super::basis::{Basis, Sum};
use crate::tables::told::Unit;

/// Sets of people, each of some columns: whom nothing tells apart are in the same column.
pub(super) struct Rows {
    pub(super) columns: usize,
    /// Each with what tells how many they are; `None`: it is always told.
    sets: Vec<(Option<Unit>, FixedBitSet)>,
}

impl Rows {
    pub(super) fn new(columns: usize, sets: Vec<(Option<Unit>, FixedBitSet)>) -> Self {
        Self { columns, sets }
    }

    pub(super) fn set(&self, at: usize) -> &FixedBitSet {
        &self.sets[at].1
    }

    /// Whether it is always told how many are in this set.
    pub(super) fn is_open(&self, at: usize) -> bool {
        self.sets[at].0.is_none()
    }

    /// The same of these columns only.
    pub(super) fn of(&self, columns: &FixedBitSet) -> Self {
        let sets = self.sets.iter().map(|(unit, set)| (*unit, set & columns));
        Self { columns: self.columns, sets: sets.collect() }
    }

    /// What is always told, and what these analyses tell.
    pub(super) fn basis(&self, by: &BTreeSet<Unit>) -> Basis {
        let mut basis = Basis::new(self.columns);
        let told = self.sets.iter().filter(|(unit, _)| unit.is_none_or(|unit| by.contains(&unit)));
        told.for_each(|(_, set)| basis.add(set));
        basis
    }

    /// Takes back those of these analyses with which it would follow what the sum is, the first ones first.
    pub(super) fn take_back(&self, sum: &Sum, left: &mut BTreeSet<Unit>) {
        let mut basis = self.basis(&BTreeSet::new());
        left.retain(|unit| {
            let before = basis.len();
            let told = self.sets.iter().filter(|(by, _)| by == &Some(*unit));
            told.for_each(|(_, set)| basis.add(set));
            let tells = basis.tells(sum);
            if tells {
                basis.truncate(before);
            }
            !tells
        });
    }
}

/// Makes one column of those who may be somebody and whom none of these sets tells apart; the first of each.
pub(super) fn join(possible: &FixedBitSet, mut sets: Vec<&mut FixedBitSet>) -> Vec<usize> {
    let mut columns: BTreeMap<Vec<bool>, usize> = BTreeMap::new();
    let mut first = Vec::new();
    for one in possible.ones() {
        let is_in = sets.iter().map(|set| set.contains(one)).collect();
        columns.entry(is_in).or_insert_with(|| {
            first.push(one);
            first.len() - 1
        });
    }
    for set in &mut sets {
        let mut joined = FixedBitSet::with_capacity(first.len());
        joined.extend((0..first.len()).filter(|&column| set.contains(first[column])));
        **set = joined;
    }
    first
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whom_nothing_tells_apart_are_one_column() {
        let set = |of: &[usize]| of.iter().copied().collect::<FixedBitSet>();
        let (mut one, mut other) = (set(&[0, 1, 2]), set(&[2, 3]));
        // Nobody is 3; 0 and 1 are alike, and so are 4 and 5, who are in none.
        let first = join(&set(&[0, 1, 2, 4, 5]), vec![&mut one, &mut other]);
        assert_eq!(first, [0, 2, 4]);
        assert_eq!((one.count_ones(..), other.count_ones(..)), (2, 1));
        assert!(other.is_subset(&one));
    }
}
