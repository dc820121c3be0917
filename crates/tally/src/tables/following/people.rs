//! Which combinations of answers somebody may have given.

use std::collections::BTreeMap;

use fixedbitset::FixedBitSet;

use crate::{
    combinations::{World, exclude},
    plan::{Condition, Conditions, Plan},
    tables::told::{Number, Told},
};

/// Combinations of answers in each part of the people, one part after the other.
pub(super) struct People<'a> {
    world: &'a World,
    parts: usize,
    /// Those who may be somebody.
    pub(super) possible: FixedBitSet,
}

impl<'a> People<'a> {
    /// Those who may be somebody by these numbers.
    pub(super) fn by<'b>(
        world: &'a World,
        parts: usize,
        numbers: impl Iterator<Item = &'b Number> + Clone,
    ) -> Self {
        let mut people = Self::all(world, parts);
        let sets = people.sets(numbers);
        exclude(&mut people.possible, sets);
        people
    }

    /// Those who may be somebody by what is always told, by where it is told that nobody is, and by what is told of many who are all alike: of all
    /// of an open number, or of all who answered a question.
    pub(super) fn anyway(world: &'a World, told: &Told, alike: &[Alike]) -> Self {
        let mut people = Self::all(world, told.parts);
        let open = people.sets(told.numbers.iter().filter(|number| number.by.is_none()));
        let zeros: Vec<_> =
            people.sets(told.numbers.iter()).into_iter().filter(|(_, people)| *people == 0).collect();
        exclude(&mut people.possible, [&open[..], &zeros].concat());
        let within = |mut set: FixedBitSet| {
            set.intersect_with(&people.possible);
            set
        };
        let open: Vec<_> = open.into_iter().map(|(set, count)| (within(set), count)).collect();
        let without = |all: &FixedBitSet, some: &FixedBitSet| {
            let mut nobody = all.clone();
            nobody.difference_with(some);
            (nobody, 0)
        };
        let nobody = people.sets(told.numbers.iter()).into_iter().flat_map(|(set, count)| {
            let set = within(set);
            let all = open.iter().filter(|(all, people)| *people == count && set.is_subset(all));
            all.map(|(all, _)| without(all, &set)).collect::<Vec<_>>()
        });
        let set = |number: &Number| people.set(number.part, &number.of);
        let alike = alike.iter().filter_map(|Alike { some, all }| Some(without(&set(all)?, &set(some)?)));
        let nobody: Vec<(FixedBitSet, u64)> = nobody.chain(alike).collect();
        exclude(&mut people.possible, [open, nobody].concat());
        people
    }

    fn all(world: &'a World, parts: usize) -> Self {
        let mut possible = FixedBitSet::with_capacity(world.possible().len() * parts);
        possible.insert_range(..);
        Self { world, parts, possible }
    }

    /// Those of these numbers, and those that several of them make, with how many they are.
    fn sets<'b>(&self, numbers: impl Iterator<Item = &'b Number> + Clone) -> Vec<(FixedBitSet, u64)> {
        let each = numbers.clone();
        let each = each.filter_map(|number| Some((self.set(number.part, &number.of)?, number.people?)));
        each.chain(self.divided(numbers)).collect()
    }

    /// Those who gave one of several options of a question, and are otherwise alike; and those who are in one of several parts.
    fn divided<'b>(&self, numbers: impl Iterator<Item = &'b Number>) -> Vec<(FixedBitSet, u64)> {
        let mut counts: BTreeMap<Option<usize>, BTreeMap<Conditions, u64>> = BTreeMap::new();
        let mut in_parts: BTreeMap<&Conditions, BTreeMap<usize, u64>> = BTreeMap::new();
        for number in numbers {
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
    pub(super) fn set(&self, part: Option<usize>, of: &[Conditions]) -> Option<FixedBitSet> {
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

/// Some of whom it is told that they are all of those.
pub(super) struct Alike {
    some: Number,
    all: Number,
}

/// What is told of many who are all alike: those who gave an answer to a question, where they are as many as all who answered it and are
/// otherwise alike (at least as many as the threshold, as any told number that asks for an option); and those who answered a question, where they
/// are as many as those who needn't have, and those who left it open are not few: none of these is like them.
pub(super) fn alike(plan: &Plan, told: &Told, threshold: u64) -> Vec<Alike> {
    let single = told.numbers.iter().filter_map(|number| match &number.of[..] {
        [conditions] => Some(((number.part, conditions.clone()), number)),
        _ => None,
    });
    let numbers: BTreeMap<(Option<usize>, Conditions), &Number> = single.collect();
    let people = |part, conditions| numbers.get(&(part, conditions)).and_then(|number| number.people);
    let mut found = Vec::new();
    for ((part, conditions), number) in &numbers {
        for asked in conditions {
            let others: Conditions = conditions.iter().copied().filter(|other| other != asked).collect();
            let answered = |field| Condition { field, option: None };
            let question = &plan.questions[asked.field];
            let mut around = Vec::new();
            if asked.option.is_some() {
                let mut with = others.clone();
                with.push(answered(asked.field));
                with.sort_unstable();
                around.push(with);
            }
            let is_answered = !question.is_optional
                || question.stands_for.is_some_and(|field| others.contains(&answered(field)));
            let left_open = people(*part, Vec::new()).zip(people(*part, vec![answered(asked.field)]));
            let are_many = left_open.is_some_and(|(all, answered)| all.saturating_sub(answered) >= threshold);
            if is_answered || asked.option.is_none() && are_many {
                around.push(others);
            }
            let all = around.into_iter().filter_map(|conditions| numbers.get(&(*part, conditions)));
            let all = all.filter(|all| number.people.is_some() && all.people == number.people);
            found.extend(all.map(|all| Alike { some: (*number).clone(), all: (*all).clone() }));
        }
    }
    found
}
