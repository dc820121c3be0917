//! Few people of whom it follows how many they are, however many told numbers it takes.
//!
//! People are looked for who are made of two halves: whom nothing that is told tells apart, two such, those in two told sets at
//! once, those in one and not in another, and those in neither.

use std::collections::{BTreeSet, HashMap, HashSet};

use fixedbitset::FixedBitSet;
use prio::field::{Field64, FieldElement};

use super::basis::Basis;

/// How many halves there are at most.
const MOST: usize = 1 << 16;
/// With how many others it is tried to put each together.
const OTHERS: usize = 1 << 12;
/// How many groups are found at most.
const FOUND: usize = 1 << 12;

/// Groups of which it follows, by how many are in the sets that are told, that they are somebody and fewer than the threshold, as far as they
/// are secret.
pub(super) fn of_few(
    told: &[(&FixedBitSet, u64)],
    columns: usize,
    threshold: u64,
    is_secret: impl Fn(&FixedBitSet) -> bool,
) -> BTreeSet<FixedBitSet> {
    let mut found = BTreeSet::new();
    let mut basis = Basis::new(columns);
    told.iter().for_each(|(set, _)| basis.add(set));
    let numbers = basis.witness();
    let Some(counted) = Counted::of(told, columns) else { return found };
    // Those that are told themselves and aren't few make none few.
    let is_any = |half: &FixedBitSet| {
        value(&numbers, half) != Field64::zero()
            || half.is_clear()
            || (1..threshold).contains(&counted.people(half))
    };
    let halves: Vec<FixedBitSet> = halves(told, columns).into_iter().filter(is_any).collect();
    let mut by_value: HashMap<u64, Vec<&FixedBitSet>> = HashMap::new();
    for half in &halves {
        by_value.entry(u64::from(value(&numbers, half))).or_default().push(half);
    }
    for half in &halves {
        let others = by_value.get(&u64::from(-value(&numbers, half))).into_iter().flatten();
        for other in others.take(OTHERS).filter(|other| half.is_disjoint(other)) {
            let both = half | *other;
            if (1..threshold).contains(&counted.people(&both)) && is_secret(&both) && !found.contains(&both) {
                found.insert(both);
            }
            if found.len() == FOUND {
                return found;
            }
        }
    }
    found
}

/// How many are in sets of which that follows.
struct Counted {
    numbers: Vec<Field64>,
    one: Field64,
}

impl Counted {
    /// By how many are in the sets that are told, of so many columns.
    fn of(told: &[(&FixedBitSet, u64)], columns: usize) -> Option<Self> {
        // With one column more for how many they are: numbers of a set that is told add up to that many times the last one.
        let mut basis = Basis::new(columns + 1);
        told.iter().for_each(|(set, people)| basis.add_counted(set, *people));
        let numbers = basis.witness();
        let one = numbers.last().filter(|one| **one != Field64::zero()).map(|one| -one.inv())?;
        Some(Self { numbers, one })
    }

    fn people(&self, set: &FixedBitSet) -> u64 {
        (value(&self.numbers, set) * self.one).into()
    }
}

fn value(numbers: &[Field64], set: &FixedBitSet) -> Field64 {
    set.ones().fold(Field64::zero(), |sum, column| sum + numbers[column])
}

/// How many halves there are at most of so many sets.
pub(super) fn at_most(told: usize, columns: usize) -> usize {
    let of_sets = told.saturating_mul(told).saturating_mul(3);
    columns.saturating_mul(columns).saturating_add(of_sets).saturating_add(1).min(MOST)
}

/// Nobody; one column; those in two told sets, in one and not in another, or in neither; two columns: as many as there may be.
fn halves(told: &[(&FixedBitSet, u64)], columns: usize) -> Vec<FixedBitSet> {
    let set = |of: &[usize]| {
        let mut set = FixedBitSet::with_capacity(columns);
        set.extend(of.iter().copied());
        set
    };
    let singles = (0..columns).map(|column| set(&[column]));
    let pairs = (0..columns).flat_map(|one| (0..one).map(move |other| [one, other]));
    let both = told.iter().flat_map(|(one, _)| told.iter().map(move |(other, _)| (*one, *other)));
    let parts = both.flat_map(|(one, other)| {
        let mut rest = one.clone();
        rest.difference_with(other);
        let mut neither = one | other;
        neither.toggle_range(..);
        [one & other, rest, neither]
    });
    let all = [set(&[])].into_iter().chain(singles).chain(parts).chain(pairs.map(|pair| set(&pair)));
    let mut seen = HashSet::new();
    all.filter(|half| seen.insert(half.clone())).take(MOST).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn few_that_many_numbers_tell_are_found() {
        let set = |columns: &[usize]| {
            let mut set = FixedBitSet::with_capacity(6);
            set.extend(columns.iter().copied());
            set
        };
        // Each two of the first three, and the last with two others; the first are 3, the others 9 each.
        let told = [
            (set(&[0, 1]), 12),
            (set(&[1, 2]), 18),
            (set(&[0, 2]), 12),
            (set(&[3, 4]), 18),
            (set(&[0, 3, 4, 5]), 30),
        ];
        let told: Vec<(&FixedBitSet, u64)> = told.iter().map(|(set, people)| (set, *people)).collect();
        assert_eq!(of_few(&told, 6, 5, |_| true), BTreeSet::from([set(&[0])]));
        assert_eq!(of_few(&told, 6, 5, |_| false), BTreeSet::new());
        assert_eq!(of_few(&told[..2], 6, 5, |_| true), BTreeSet::new());
    }
}
