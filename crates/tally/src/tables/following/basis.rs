//! What follows from numbers of people by adding and taking away: linear algebra modulo a prime that no number here comes near.

use fixedbitset::FixedBitSet;
use prio::{
    field::{Field64, FieldElement},
    vdaf::xof::{IntoFieldVec, Xof, XofTurboShake128},
};

/// How many are in some sets, less those in others.
#[derive(Clone, Default)]
pub(super) struct Sum {
    pub(super) of: Vec<FixedBitSet>,
    pub(super) less: Vec<FixedBitSet>,
}

/// Sets of which it is known how many they are, in echelon form: rows over the columns.
#[derive(Default)]
pub(super) struct Basis {
    columns: usize,
    /// Each with the column where it is 1, and later rows are 0.
    rows: Vec<(usize, Vec<Field64>)>,
}

impl Basis {
    pub(super) fn new(columns: usize) -> Self {
        Self { columns, rows: Vec::new() }
    }

    pub(super) fn len(&self) -> usize {
        self.rows.len()
    }

    /// Forgets what came after so many rows.
    pub(super) fn truncate(&mut self, len: usize) {
        self.rows.truncate(len);
    }

    pub(super) fn add(&mut self, set: &FixedBitSet) {
        self.add_row(set.ones().map(|column| (column, Field64::one())));
    }

    /// With how many they are in the last column.
    pub(super) fn add_counted(&mut self, set: &FixedBitSet, people: u64) {
        let people = (self.columns - 1, Field64::from(people));
        self.add_row(set.ones().map(|column| (column, Field64::one())).chain([people]));
    }

    fn add_row(&mut self, cells: impl Iterator<Item = (usize, Field64)>) {
        let mut row = self.rest_of(cells);
        let Some(lead) = row.iter().position(|cell| *cell != Field64::zero()) else { return };
        let inverse = row[lead].inv();
        row[lead..].iter_mut().for_each(|cell| *cell *= inverse);
        self.rows.push((lead, row));
    }

    /// Whether it follows what this sum is.
    pub(super) fn tells(&self, sum: &Sum) -> bool {
        self.rest_of(sum.cells()).iter().all(|cell| *cell == Field64::zero())
    }

    /// The first of these sums of which it follows what it is.
    pub(super) fn told_first<'a>(&self, sums: &'a [Sum]) -> Option<&'a Sum> {
        let witness = self.witness();
        let mut told = sums.iter().filter(|sum| sum.value(&witness) == Field64::zero());
        told.find(|sum| self.tells(sum))
    }

    fn rest_of(&self, cells: impl Iterator<Item = (usize, Field64)>) -> Vec<Field64> {
        let mut row = vec![Field64::zero(); self.columns];
        cells.for_each(|(column, cell)| row[column] += cell);
        for (lead, other) in &self.rows {
            let factor = row[*lead];
            if factor != Field64::zero() {
                row.iter_mut().zip(other).for_each(|(cell, &other)| *cell -= factor * other);
            }
        }
        row
    }

    /// A number for each column, chosen at random among all of which those of every set that is told add up to 0. So the numbers
    /// of another set add up to 0 if it is told, and else hardly ever.
    pub(super) fn witness(&self) -> Vec<Field64> {
        let stream = XofTurboShake128::seed_stream(&[0; 32], &[b"tacit/numbers of people"], &[]);
        let mut witness: Vec<Field64> = stream.into_field_vec(self.columns);
        for (lead, row) in self.rows.iter().rev() {
            witness[*lead] = Field64::zero();
            let products = row.iter().zip(&witness).map(|(&cell, &number)| cell * number);
            witness[*lead] = -products.fold(Field64::zero(), |sum, product| sum + product);
        }
        witness
    }
}

impl Sum {
    pub(super) fn plus(&self, other: &Self) -> Self {
        let both = |one: &[FixedBitSet], other: &[FixedBitSet]| [one, other].concat();
        Self { of: both(&self.of, &other.of), less: both(&self.less, &other.less) }
    }

    pub(super) fn sets_mut(&mut self) -> impl Iterator<Item = &mut FixedBitSet> {
        self.of.iter_mut().chain(&mut self.less)
    }

    /// The same of a number for each column.
    pub(super) fn value(&self, numbers: &[Field64]) -> Field64 {
        self.cells().fold(Field64::zero(), |sum, (column, cell)| sum + cell * numbers[column])
    }

    fn cells(&self) -> impl Iterator<Item = (usize, Field64)> {
        let of = self.of.iter().flat_map(FixedBitSet::ones).map(|column| (column, Field64::one()));
        of.chain(self.less.iter().flat_map(FixedBitSet::ones).map(|column| (column, -Field64::one())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(columns: &[usize]) -> FixedBitSet {
        columns.iter().copied().collect()
    }

    fn sum(columns: &[usize]) -> Sum {
        Sum { of: vec![set(columns)], less: Vec::new() }
    }

    #[test]
    fn what_follows_is_told() {
        let mut basis = Basis::new(4);
        for told in [&[0, 1, 2, 3][..], &[0, 1], &[1, 2]] {
            basis.add(&set(told));
        }
        assert!(basis.tells(&sum(&[2, 3])) && basis.tells(&sum(&[0, 3])), "all less one of them");
        assert!(!basis.tells(&sum(&[0])) && !basis.tells(&sum(&[0, 2])));
        assert!(basis.tells(&Sum { of: vec![set(&[0])], less: vec![set(&[2])] }), "the difference of two");
        let witness = basis.witness();
        assert_eq!(sum(&[0, 3]).value(&witness), Field64::zero());
        assert_ne!(sum(&[0, 2]).value(&witness), Field64::zero());
    }

    #[test]
    fn half_of_a_sum_follows_too() {
        let mut basis = Basis::new(3);
        [[0, 1], [1, 2], [0, 2]].iter().for_each(|told| basis.add(&set(told)));
        assert!(basis.tells(&sum(&[0])));
    }

    #[test]
    fn what_is_forgotten_tells_no_more() {
        let mut basis = Basis::new(2);
        basis.add(&set(&[0, 1]));
        let before = basis.len();
        basis.add(&set(&[0]));
        assert!(basis.tells(&sum(&[1])));
        basis.truncate(before);
        assert!(!basis.tells(&sum(&[1])) && basis.tells(&sum(&[0, 1])));
    }
}
