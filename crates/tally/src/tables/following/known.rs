//! What is told of some questions, as sets of combinations of their answers.

use std::collections::{BTreeMap, BTreeSet};

use fixedbitset::FixedBitSet;
use prio::field::{Field64, FieldElement};

use super::{
    basis::{Basis, Sum},
    differences::{self, Part},
    halves,
    people::{Alike, People},
    rows::{Rows, join},
};
use crate::{
    combinations::World,
    plan::Conditions,
    tables::told::{Few, Told, Unit},
};

/// How many sets of small counts of one analysis are looked at, and how many parts of few of whom it is open how many they are.
const SETS: usize = 20_000;

/// What is known of some questions.
pub(super) struct Known<'a> {
    world: &'a World,
    told: &'a Told,
    /// The first combination of each column.
    first: Vec<usize>,
    /// How many are in each set that is told, as far as it is known.
    people: Vec<Option<u64>>,
    /// The sets, of those who may be somebody anyway.
    anyway: Rows,
    /// The same sets, of those who may be somebody by all that is told.
    now: Rows,
    units: BTreeSet<Unit>,
    /// By the analysis that tells them apart, with how many they are.
    few: Vec<Vec<(u64, Sum)>>,
}

/// That it is told how many these are.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Said {
    by: Option<Unit>,
    people: Option<u64>,
    set: FixedBitSet,
}

impl<'a> Known<'a> {
    pub(super) fn new(world: &'a World, told: &'a Told, alike: &[Alike]) -> Self {
        let anyway = People::anyway(world, told, alike);
        let said = told.numbers.iter().filter_map(|number| {
            let set = anyway.set(number.part, &number.of)?;
            Some(Said { by: number.by, people: number.people, set })
        });
        let sums = |few: &Vec<Few>| {
            let sums = few.iter().filter_map(|few| {
                let set = |of: &Conditions| anyway.set(Some(few.part), std::slice::from_ref(of));
                let sets = |of: &[Conditions]| of.iter().map(set).collect::<Option<Vec<_>>>();
                Some((few.people, Sum { of: sets(&few.of)?, less: sets(&few.less)? }))
            });
            sums.collect()
        };
        let mut said: Vec<Said> = said.collect();
        let mut few: Vec<Vec<(u64, Sum)>> = told.few.iter().map(sums).collect();
        let sets = said.iter_mut().map(|said| &mut said.set);
        let sets = sets.chain(few.iter_mut().flatten().flat_map(|(_, sum)| sum.sets_mut()));
        let first = join(&anyway.possible, sets.collect());
        said.sort();
        said.dedup();

        let people = said.iter().map(|said| said.people).collect();
        let units: BTreeSet<Unit> = said.iter().filter_map(|said| said.by).collect();
        let anyway = Rows::new(first.len(), said.into_iter().map(|said| (said.by, said.set)).collect());
        let possible = columns(&first, world, told, &units);
        let now = anyway.of(&possible);
        few.iter_mut()
            .flatten()
            .for_each(|(_, sum)| sum.sets_mut().for_each(|set| set.intersect_with(&possible)));
        Self { world, told, first, people, anyway, now, units, few }
    }

    /// About how many steps it takes to look for what follows.
    pub(super) fn work(&self) -> u64 {
        let rows = self.people.len() as u64;
        let columns = self.first.len() as u64;
        let following = rows.min(columns).saturating_mul(rows).saturating_mul(columns);
        let halves = halves::at_most(self.people.len(), self.first.len()) as u64;
        // Several times: of all, and of what is left.
        following.saturating_add(halves * columns).saturating_mul(8)
    }

    /// Which analyses are taken back so that no small count follows: as long as one does, all but those from which it doesn't, the
    /// first ones first.
    pub(super) fn withheld(&self, threshold: u64) -> BTreeSet<Unit> {
        let anyway = self.now.basis(&BTreeSet::new());
        let (mut secret, differences) = (self.halves(threshold, &anyway), self.differences(threshold));
        let open = self.open(threshold);
        secret.extend(self.parts(&open, &anyway));
        let mut left = self.units.clone();
        loop {
            let now = self.now.basis(&left);
            let few = self.few_of(threshold, &now, &anyway).or_else(|| now.told_first(&secret).cloned());
            drop(now);
            if let Some(few) = few {
                self.now.take_back(&few, &mut left);
            } else if let Some(few) = self.anyway.basis(&left).told_first(&differences) {
                self.anyway.take_back(few, &mut left);
            } else {
                break;
            }
        }
        if left.len() == self.units.len() {
            let possible = columns(&self.first, self.world, self.told, &left);
            let narrowed = open.iter().filter(|few| !few.is_subset(&possible));
            narrowed.for_each(|few| self.widen(few, &mut left));
        }
        self.units.difference(&left).copied().collect()
    }

    /// People, fewer than the threshold, made of two halves, of whom it follows how many they are, though it isn't always told.
    fn halves(&self, threshold: u64, anyway: &Basis) -> Vec<Sum> {
        let sum = |set: FixedBitSet| Sum { of: vec![set], less: Vec::new() };
        let told: BTreeMap<&FixedBitSet, u64> =
            self.somebody().map(|(at, people)| (self.now.set(at), people)).collect();
        let told: Vec<_> = told.into_iter().collect();
        let is_secret = |set: &FixedBitSet| !anyway.tells(&sum(set.clone()));
        halves::of_few(&told, self.first.len(), threshold, is_secret).into_iter().map(sum).collect()
    }

    /// People, fewer than the threshold, who are left of a told number without others, unless that follows from what is open.
    fn differences(&self, threshold: u64) -> Vec<Sum> {
        let witness = self.anyway.basis(&BTreeSet::new()).witness();
        let sum = |of: &[usize], less: &[usize]| {
            let sets = |sets: &[usize]| sets.iter().map(|&at| self.anyway.set(at).clone()).collect();
            Sum { of: sets(of), less: sets(less) }
        };
        let told: BTreeMap<(&FixedBitSet, u64), (u64, usize)> = self
            .somebody()
            .map(|(at, people)| ((self.now.set(at), sum(&[at], &[]).value(&witness).into()), (people, at)))
            .collect();
        let (at, told): (Vec<usize>, Vec<Part<'_>>) = told
            .into_iter()
            .map(|((set, value), (people, at))| (at, Part { set, people, value: value.into() }))
            .unzip();
        let found = differences::of_few(&told, threshold).into_iter();
        found
            .map(|(whole, less)| {
                sum(&[at[whole]], &less.into_iter().map(|part| at[part]).collect::<Vec<_>>())
            })
            .collect()
    }

    /// People, fewer than the threshold, of whom it is open how many they are, as those who skipped a question: no more is told of them.
    fn open(&self, threshold: u64) -> BTreeSet<FixedBitSet> {
        let open = self.somebody().filter(|(at, _)| self.anyway.is_open(*at));
        let open: BTreeMap<&FixedBitSet, u64> =
            open.map(|(at, people)| (self.anyway.set(at), people)).collect();
        let open: Vec<_> = open.into_iter().collect();
        halves::of_few(&open, self.first.len(), threshold, |_| true)
    }

    /// Who of them is in a told set, as far as it isn't told anyway how many these are; of at most so many.
    fn parts(&self, open: &BTreeSet<FixedBitSet>, anyway: &Basis) -> Vec<Sum> {
        let sets: BTreeSet<&FixedBitSet> = (0..self.people.len()).map(|at| self.now.set(at)).collect();
        let parts = open.iter().flat_map(|few| sets.iter().map(move |set| few & *set));
        let parts: BTreeSet<FixedBitSet> = parts.take(SETS).collect();
        let parts = parts.into_iter().map(|part| Sum { of: vec![part], less: Vec::new() });
        let witness = anyway.witness();
        parts.filter(|part| part.value(&witness) != Field64::zero()).collect()
    }

    /// Takes back those of these analyses with which it would be told that these few aren't all that they could be by what is open, the first ones
    /// first: that they are all ill, if as many who are well answered a question as are well in all.
    fn widen(&self, few: &FixedBitSet, left: &mut BTreeSet<Unit>) {
        let narrow =
            |units: &BTreeSet<Unit>| !few.is_subset(&columns(&self.first, self.world, self.told, units));
        if narrow(left) {
            let mut kept = BTreeSet::new();
            for unit in std::mem::take(left) {
                kept.insert(unit);
                if narrow(&kept) {
                    kept.remove(&unit);
                }
            }
            *left = kept;
        }
    }

    /// The sets that are told and of somebody, with how many these are.
    fn somebody(&self) -> impl Iterator<Item = (usize, u64)> {
        let people = self.people.iter().enumerate();
        people.filter_map(|(at, people)| Some((at, people.filter(|people| *people > 0)?)))
    }

    /// Small counts of one analysis that together are few and follow, though they don't anyway.
    fn few_of(&self, threshold: u64, basis: &Basis, anyway: &Basis) -> Option<Sum> {
        let witness = basis.witness();
        self.few.iter().find_map(|few| {
            let each: Vec<Field64> = few.iter().map(|(_, sum)| sum.value(&witness)).collect();
            let mut sets = vec![(Vec::new(), 0, Field64::zero())];
            let mut next = 0;
            while next < sets.len() && sets.len() < SETS {
                let (set, people, value): (Vec<usize>, u64, Field64) = sets[next].clone();
                next += 1;
                for at in set.last().map_or(0, |last| last + 1)..few.len() {
                    let (people, value) = (people + few[at].0, value + each[at]);
                    if people >= threshold {
                        continue;
                    }
                    let with = [&set[..], &[at]].concat();
                    if value == Field64::zero() {
                        let all = with.iter().fold(Sum::default(), |all, &at| all.plus(&few[at].1));
                        if basis.tells(&all) && !anyway.tells(&all) {
                            return Some(all);
                        }
                    }
                    sets.push((with, people, value));
                }
            }
            None
        })
    }
}

/// Which columns may be somebody, by what is always told and what these analyses tell.
fn columns(first: &[usize], world: &World, told: &Told, units: &BTreeSet<Unit>) -> FixedBitSet {
    let numbers = told.numbers.iter();
    let numbers = numbers.filter(|number| number.by.is_none_or(|unit| units.contains(&unit)));
    let possible = People::by(world, told.parts, numbers).possible;
    let mut columns = FixedBitSet::with_capacity(first.len());
    columns.extend((0..first.len()).filter(|&column| possible.contains(first[column])));
    columns
}
