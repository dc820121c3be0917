//! Few people who are left of a told number without others that are parts of it.
//!
//! If it is told how many are ill, how many of them are of the north, and how many are old, and nobody in the north is old, then the ill less these
//! two are those who are neither, few perhaps, though each number and each difference of two is large.

use std::{
    cmp::Reverse,
    collections::{BTreeSet, BinaryHeap, HashSet},
};

use fixedbitset::FixedBitSet;

/// How many groups are looked at that are left of one number without two or more others.
const FURTHER: usize = 1 << 8;
/// How many groups are found at most.
const FOUND: usize = 1 << 12;

/// Groups that are left of one of these sets without parts that have nobody in common, somebody and fewer than the threshold, as far as they are
/// secret: of all without one or two parts; without more, of those that are the fewest first, as far as there aren't too many.
pub(super) fn of_few(
    told: &[(&FixedBitSet, u64)],
    threshold: u64,
    is_secret: impl Fn(&FixedBitSet) -> bool,
) -> BTreeSet<FixedBitSet> {
    let mut few = BTreeSet::new();
    for &(whole, people) in told {
        let mut parts: Vec<(&FixedBitSet, u64)> = told.to_vec();
        parts.retain(|(part, size)| *size < people && part.is_subset(whole));
        parts.sort_by_key(|(_, size)| Reverse(*size));
        let search = Search { parts: &parts, threshold, is_secret: &is_secret };
        search.run(whole, people, &mut few);
        if few.len() >= FOUND {
            break;
        }
    }
    few
}

struct Search<'a, S> {
    /// The largest first.
    parts: &'a [(&'a FixedBitSet, u64)],
    threshold: u64,
    is_secret: &'a S,
}

/// What is left without some parts: how many people, the first of the parts that weren't looked at, and who.
type Left = (u64, usize, FixedBitSet);

impl<S: Fn(&FixedBitSet) -> bool> Search<'_, S> {
    fn run(&self, whole: &FixedBitSet, people: u64, few: &mut BTreeSet<FixedBitSet>) {
        let start = (people, 0, whole.clone());
        self.less_one_of_few(&start, few);
        let mut further: BinaryHeap<Reverse<Left>> = self.less_one(&start).map(Reverse).collect();
        further.iter().for_each(|Reverse(left)| self.less_one_of_few(left, few));
        let mut seen = HashSet::new();
        let mut steps = 0;
        while let Some(Reverse(left)) = further.pop() {
            for next in self.less_one(&left) {
                if seen.insert((next.1, next.2.clone())) && steps < FURTHER {
                    steps += 1;
                    self.less_one_of_few(&next, few);
                    further.push(Reverse(next));
                }
            }
            if steps >= FURTHER || few.len() >= FOUND {
                return;
            }
        }
    }

    /// What is left without one part more, enough people.
    fn less_one(&self, left: &Left) -> impl Iterator<Item = Left> {
        let &(people, from, ref set) = left;
        let parts = self.parts.iter().enumerate().skip(from);
        let parts =
            parts.filter(move |(_, (part, size))| size + self.threshold <= people && part.is_subset(set));
        parts.map(move |(at, (part, size))| {
            let mut rest = set.clone();
            rest.difference_with(part);
            (people - size, at + 1, rest)
        })
    }

    /// Adds what is left without one part more, too few people.
    fn less_one_of_few(&self, (people, from, set): &Left, few: &mut BTreeSet<FixedBitSet>) {
        let parts = &self.parts[*from..];
        let first = parts.partition_point(|(_, size)| size >= people);
        let parts = parts[first..].iter().take_while(|(_, size)| size + self.threshold > *people);
        for (part, _) in parts.filter(|(part, _)| part.is_subset(set)) {
            let mut rest = set.clone();
            rest.difference_with(part);
            if few.len() < FOUND && (self.is_secret)(&rest) {
                few.insert(rest);
            }
        }
    }
}
