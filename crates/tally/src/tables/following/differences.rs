//! Few people who are left of a told number without others that are parts of it.
//!
//! If it is told how many are ill, how many of them are of the north, and how many are old, and nobody in the north is old, then the ill less these
//! two are those who are neither, few perhaps, though each number and each difference of two is large.

use std::{
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet, BinaryHeap},
};

use fixedbitset::FixedBitSet;
use prio::field::{Field64, FieldElement};

/// How many groups are looked at that are left of one number without two others, or more.
const FURTHER: usize = 1 << 8;
/// How many groups are found at most.
const FOUND: usize = 1 << 12;

/// People of whom it is told how many they are.
pub(super) struct Part<'a> {
    pub(super) set: &'a FixedBitSet,
    pub(super) people: u64,
    /// What is always told adds up to 0; so does what follows from it, and nothing else.
    pub(super) value: Field64,
}

/// Of which number people are left, and without which parts of it.
type Difference = (usize, Vec<usize>);

/// Groups that are left of one of these sets without parts that have nobody in common, somebody and fewer than the threshold, as far as they
/// are secret: of all without one or two parts; without more, of those that are the fewest first, as far as there aren't too many.
pub(super) fn of_few(told: &[Part<'_>], threshold: u64) -> Vec<Difference> {
    let mut few = BTreeMap::new();
    for whole in 0..told.len() {
        let Part { set, people, .. } = told[whole];
        let mut parts: Vec<usize> = (0..told.len()).collect();
        parts.retain(|&part| told[part].people < people && told[part].set.is_subset(set));
        parts.sort_by_key(|&part| Reverse(told[part].people));
        Search { told, whole, parts, threshold }.run(&mut few);
        if few.len() >= FOUND {
            break;
        }
    }
    few.into_values().collect()
}

struct Search<'a> {
    told: &'a [Part<'a>],
    whole: usize,
    /// The largest first.
    parts: Vec<usize>,
    threshold: u64,
}

/// What is left without some parts.
struct Left<'a> {
    key: &'a Key,
    set: FixedBitSet,
    value: Field64,
}

/// How many people are left; the first of the parts that weren't looked at; without which parts.
type Key = (u64, usize, Vec<usize>);

impl Search<'_> {
    /// Adds what is found, by its value.
    fn run(&self, few: &mut BTreeMap<u64, Difference>) {
        let start = (self.told[self.whole].people, 0, Vec::new());
        let start = self.left(&start);
        self.less_one_of_few(&start, few);
        let mut further = BinaryHeap::from_iter(self.less_one(&start).map(Reverse));
        further.iter().for_each(|Reverse(one)| self.less_one_of_few(&self.left(one), few));
        let mut seen = BTreeSet::new();
        while let Some(Reverse(key)) = further.pop() {
            if few.len() >= FOUND || seen.len() >= FURTHER {
                return;
            }
            let left = self.left(&key);
            if seen.insert((key.1, left.set.clone(), u64::from(left.value))) {
                self.less_one_of_few(&left, few);
                further.extend(self.less_one(&left).map(Reverse));
            }
        }
    }

    fn left<'a>(&self, key: &'a Key) -> Left<'a> {
        let Part { set, value, .. } = self.told[self.whole];
        let mut left = Left { key, set: set.clone(), value };
        for &part in &key.2 {
            left.set.difference_with(self.told[part].set);
            left.value -= self.told[part].value;
        }
        left
    }

    /// What is left without one part more, enough people.
    fn less_one<'a>(&'a self, left: &'a Left<'_>) -> impl Iterator<Item = Key> + 'a {
        let (people, from, less) = left.key;
        let parts = self.parts.iter().enumerate().skip(*from);
        let parts = parts.filter(move |(_, part)| {
            let part = &self.told[**part];
            part.people + self.threshold <= *people && part.set.is_subset(&left.set)
        });
        parts.map(move |(at, &part)| (people - self.told[part].people, at + 1, [&less[..], &[part]].concat()))
    }

    /// Adds what is left without one part more, too few people.
    fn less_one_of_few(&self, left: &Left<'_>, few: &mut BTreeMap<u64, Difference>) {
        let (people, from, less) = left.key;
        let parts = &self.parts[*from..];
        let first = parts.partition_point(|&part| self.told[part].people >= *people);
        let parts =
            parts[first..].iter().take_while(|&&part| self.told[part].people + self.threshold > *people);
        for &part in parts.filter(|&&part| self.told[part].set.is_subset(&left.set)) {
            let value = left.value - self.told[part].value;
            if few.len() < FOUND && value != Field64::zero() {
                few.entry(value.into()).or_insert_with(|| (self.whole, [&less[..], &[part]].concat()));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(of: impl IntoIterator<Item = usize>) -> FixedBitSet {
        of.into_iter().collect()
    }

    /// Which of these numbers less which others are few: those of the first so many are always told, the others as good as never.
    fn found(told: &[(FixedBitSet, u64)], open: usize) -> Vec<Difference> {
        let value = |at: usize| if at < open { Field64::zero() } else { Field64::from(1 << at) };
        let told = told.iter().enumerate();
        let told: Vec<Part<'_>> =
            told.map(|(at, (set, people))| Part { set, people: *people, value: value(at) }).collect();
        let mut found = of_few(&told, 5);
        found.sort();
        found
    }

    #[test]
    fn what_is_left_of_many_parts_is_found() {
        let mut told = vec![(set(0..41), 402)];
        told.extend((0..40).map(|part| (set([part]), 10)));
        let found = found(&told, 1);
        assert_eq!(found.len(), 1, "{found:?}");
        assert_eq!((found[0].0, found[0].1.len()), (0, 40));
    }

    #[test]
    fn what_is_always_told_is_no_find() {
        let told = [(set(0..3), 30), (set(0..2), 27), (set([1, 2]), 26)];
        assert_eq!(found(&told, 3), []);
        assert_eq!(found(&told, 2), [(0, vec![2])]);
        assert_eq!(found(&told, 0), [(0, vec![1]), (0, vec![2])]);
    }
}
