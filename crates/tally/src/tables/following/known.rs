//! What is told of some questions, as sets of combinations of their answers.

use std::collections::{BTreeMap, BTreeSet};

use fixedbitset::FixedBitSet;
use prio::field::{Field64, FieldElement};

use super::{
    basis::{Basis, Sum},
    differences, halves,
};
use crate::{
    combinations::{World, exclude},
    plan::Conditions,
    tables::told::{Few, Told, Unit},
};

/// How many sets of small counts of one analysis are looked at.
const SETS: usize = 20_000;

/// What is known of some questions. Every set of people is one of columns; whom nothing tells apart are in the same column.
pub(super) struct Known {
    columns: usize,
    told: Vec<Said>,
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

impl Known {
    pub(super) fn new(world: &World, told: &Told) -> Self {
        let people = People::of(world, told);
        let set_of_one = |part: Option<usize>, of: &Conditions| people.set(part, std::slice::from_ref(of));
        let said = told.numbers.iter().filter_map(|number| {
            Some(Said { by: number.by, people: number.people, set: people.set(number.part, &number.of)? })
        });
        let sums = |few: &Vec<Few>| {
            let sums = few.iter().filter_map(|few| {
                let sets = |of: &[Conditions]| -> Option<Vec<_>> {
                    of.iter().map(|one| set_of_one(Some(few.part), one)).collect()
                };
                Some((few.people, Sum { of: sets(&few.of)?, less: sets(&few.less)? }))
            });
            sums.collect()
        };
        let mut known = Self { columns: 0, told: said.collect(), few: told.few.iter().map(sums).collect() };
        known.join(&people.possible);
        known
    }

    /// Makes one column of those whom nothing tells apart.
    fn join(&mut self, possible: &FixedBitSet) {
        let mut first: BTreeMap<Vec<bool>, usize> = BTreeMap::new();
        let mut columns: BTreeMap<usize, usize> = BTreeMap::new();
        for one in possible.ones() {
            let is_in = self.sets().map(|set| set.contains(one)).collect();
            let next = first.len();
            first.entry(is_in).or_insert_with(|| {
                columns.insert(one, next);
                next
            });
        }
        self.columns = first.len();
        for set in self.sets_mut() {
            let mut joined = FixedBitSet::with_capacity(first.len());
            joined.extend(set.ones().filter_map(|one| columns.get(&one).copied()));
            *set = joined;
        }
        self.told.sort();
        self.told.dedup();
    }

    fn sets(&self) -> impl Iterator<Item = &FixedBitSet> {
        let told = self.told.iter().map(|said| &said.set);
        told.chain(self.few.iter().flatten().flat_map(|(_, sum)| sum.sets()))
    }

    fn sets_mut(&mut self) -> impl Iterator<Item = &mut FixedBitSet> {
        let told = self.told.iter_mut().map(|said| &mut said.set);
        told.chain(self.few.iter_mut().flatten().flat_map(|(_, sum)| sum.sets_mut()))
    }

    /// About how many steps it takes to look for what follows.
    pub(super) fn work(&self) -> u64 {
        let (rows, columns) = (self.told.len() as u64, self.columns as u64);
        let following = rows.min(columns).saturating_mul(rows).saturating_mul(columns);
        following.saturating_add(halves::MOST as u64 * columns)
    }

    /// Which analyses are taken back so that no small count follows: as long as one does, all but those from which it doesn't, the
    /// first ones first.
    pub(super) fn withheld(&self, threshold: u64) -> BTreeSet<Unit> {
        let anyway = self.basis(&BTreeSet::new());
        let too_few = self.too_few(threshold, &anyway);
        if too_few.is_empty() && self.few.iter().all(Vec::is_empty) {
            return BTreeSet::new();
        }
        let units: BTreeSet<Unit> = self.told.iter().filter_map(|said| said.by).collect();
        let mut left = units.clone();
        loop {
            let all = self.basis(&left);
            let few = self.few_of(threshold, &all, &anyway).or_else(|| all.told_first(&too_few).cloned());
            drop(all);
            let Some(few) = few else { break };
            let mut basis = self.basis(&BTreeSet::new());
            left.retain(|unit| {
                let before = basis.len();
                self.told_by(*unit).for_each(|set| basis.add(set));
                let tells = basis.tells(&few);
                if tells {
                    basis.truncate(before);
                }
                !tells
            });
        }
        units.difference(&left).copied().collect()
    }

    /// People, fewer than the threshold, of whom it follows from told numbers how many they are, though it isn't always told.
    fn too_few(&self, threshold: u64, anyway: &Basis) -> Vec<Sum> {
        let sum = |set: FixedBitSet| Sum { of: vec![set], less: Vec::new() };
        let is_secret = |set: &FixedBitSet| !anyway.tells(&sum(set.clone()));
        let told =
            self.told.iter().filter_map(|said| Some((&said.set, said.people.filter(|people| *people > 0)?)));
        let told: Vec<_> = told.collect::<BTreeMap<_, _>>().into_iter().collect();
        let mut few = differences::of_few(&told, threshold, is_secret);
        few.extend(halves::of_few(&told, self.columns, threshold, is_secret));
        few.into_iter().map(sum).collect()
    }

    /// What is always told, and what these analyses tell.
    fn basis(&self, by: &BTreeSet<Unit>) -> Basis {
        let mut basis = Basis::new(self.columns);
        let is_told = |said: &&Said| said.by.is_none_or(|unit| by.contains(&unit));
        self.told.iter().filter(is_told).for_each(|said| basis.add(&said.set));
        basis
    }

    fn told_by(&self, unit: Unit) -> impl Iterator<Item = &FixedBitSet> {
        self.told.iter().filter(move |said| said.by == Some(unit)).map(|said| &said.set)
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

/// Combinations of answers in each part of the people, one part after the other.
struct People<'a> {
    world: &'a World,
    parts: usize,
    /// Those who may be somebody, by all numbers that are told.
    possible: FixedBitSet,
}

impl<'a> People<'a> {
    fn of(world: &'a World, told: &Told) -> Self {
        let parts = told.parts;
        let mut possible = FixedBitSet::with_capacity(world.possible().len() * parts);
        possible.insert_range(..);
        let mut people = Self { world, parts, possible };
        let numbers = told.numbers.iter();
        let sets = numbers.filter_map(|number| Some((people.set(number.part, &number.of)?, number.people?)));
        let sets = sets.chain(people.divided(told)).collect();
        exclude(&mut people.possible, sets);
        people
    }

    /// Those who gave one of several options of a question, and are otherwise alike; and those who are in one of several parts.
    fn divided(&self, told: &Told) -> Vec<(FixedBitSet, u64)> {
        let mut counts: BTreeMap<Option<usize>, BTreeMap<Conditions, u64>> = BTreeMap::new();
        let mut in_parts: BTreeMap<&Conditions, BTreeMap<usize, u64>> = BTreeMap::new();
        for number in &told.numbers {
            let ([conditions], Some(people)) = (&number.of[..], number.people) else { continue };
            counts.entry(number.part).or_default().insert(conditions.clone(), people);
            if let Some(part) = number.part {
                in_parts.entry(conditions).or_default().insert(part, people);
            }
        }
        let by_options = counts.into_iter().flat_map(|(part, counts)| {
            let divided = self.world.divided(&counts.into_iter().collect::<Vec<_>>()).into_iter();
            divided.map(move |(set, people)| (self.in_part(part, &set), people)).collect::<Vec<_>>()
        });
        let by_parts = in_parts.into_iter().filter_map(|(conditions, parts)| {
            let of_one = self.world.combinations(conditions)?;
            let mut all = FixedBitSet::with_capacity(self.possible.len());
            parts.keys().for_each(|&part| all.union_with(&self.in_part(Some(part), &of_one)));
            Some((all, parts.values().sum()))
        });
        by_options.chain(by_parts).collect()
    }

    /// Those who meet one of these conditions; `None` if they ask of another question.
    fn set(&self, part: Option<usize>, of: &[Conditions]) -> Option<FixedBitSet> {
        let mut set = FixedBitSet::with_capacity(self.possible.len());
        for conditions in of {
            set.union_with(&self.in_part(part, &self.world.combinations(conditions)?));
        }
        set.intersect_with(&self.possible);
        Some(set)
    }

    fn in_part(&self, part: Option<usize>, combinations: &FixedBitSet) -> FixedBitSet {
        let mut set = FixedBitSet::with_capacity(self.possible.len());
        for at in part.map_or(0..self.parts, |part| part..part + 1) {
            set.extend(combinations.ones().map(|one| at * combinations.len() + one));
        }
        set
    }
}
