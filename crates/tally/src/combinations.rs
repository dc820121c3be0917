//! What several sums tell together: sets of people that are made of others by taking away and putting together.
//!
//! If sums over all, over the members, over the north and over the members of the north are open, then all less the members, less those
//! of the north who are no members, are the others of the south, few perhaps, though each of these sets is large. Here the sets of
//! which the same is said are taken as sets of combinations of answers, as far as counts don't tell that nobody gave them, and made into
//! others; none may be somebody and too few.

mod search;
mod world;

use std::collections::{BTreeMap, BTreeSet};

pub(crate) use self::world::{World, exclude};
use self::{search::Search, world::Answers};
use crate::{
    disclosure::{ReleaseError, Rules},
    plan::{Conditions, PopulationId},
};

/// How many combinations of answers are told apart at once.
const COMBINATIONS: usize = 1 << 12;
/// How many, with questions that only tell who gave the others' answers.
const MORE_COMBINATIONS: usize = 1 << 11;
/// How many choices of some of the questions are looked at, where all together have more combinations.
const CHOICES: usize = 300;

/// What was looked at already.
pub(crate) struct Combinations<'a> {
    rules: &'a Rules<'a>,
    /// How many answers to each question the populations tell apart.
    answers: BTreeMap<usize, usize>,
    worlds: BTreeMap<Vec<usize>, World>,
    /// Populations of which the same may be said.
    harmless: BTreeSet<Vec<PopulationId>>,
}

impl<'a> Combinations<'a> {
    pub(crate) fn new(rules: &'a Rules<'a>) -> Self {
        let asked = rules.plan.populations.iter().flat_map(|population| &population.conditions);
        let fields: BTreeSet<usize> = asked.map(|asked| asked.field).collect();
        let answers = fields.into_iter().map(|field| (field, Answers::to(rules.plan, field).len())).collect();
        Self { rules, answers, worlds: BTreeMap::new(), harmless: BTreeSet::new() }
    }

    /// Of the open cells, those that say something of the smallest population (the first of equal ones) among populations of
    /// which the same is said, and that together tell about too few; `None` if there are none such.
    pub(crate) fn telling(&mut self, open: &[bool]) -> Result<Option<Vec<usize>>, ReleaseError> {
        for said in self.rules.facts().into_values() {
            let mut cells: BTreeMap<PopulationId, Vec<usize>> = BTreeMap::new();
            for (cell, population) in said {
                if open[cell] && self.rules.populations[population] > 0 {
                    cells.entry(population).or_default().push(cell);
                }
            }
            let populations: Vec<PopulationId> = cells.keys().copied().collect();
            if populations.len() < 2 || self.harmless.contains(&populations) {
                continue;
            }
            for questions in self.choices(&populations) {
                if let Some(alike) = self.smallest_of_few(questions, &populations)? {
                    let cells = alike.iter().flat_map(|population| &cells[population]);
                    return Ok(Some(cells.copied().collect()));
                }
            }
            self.harmless.insert(populations);
        }
        Ok(None)
    }

    /// Which questions are looked at together, of all that these populations are told apart by: as many as can be.
    fn choices(&self, populations: &[PopulationId]) -> Vec<Vec<usize>> {
        let conditions = populations.iter().flat_map(|&population| self.conditions(population));
        let all: BTreeSet<usize> = conditions.map(|condition| condition.field).collect();
        let all: Vec<usize> = all.into_iter().collect();
        let mut most: Vec<usize> = all.iter().map(|field| self.answers[field]).collect();
        most.sort_unstable_by(|one, other| other.cmp(one));
        let fits = |size: &usize| {
            let combinations =
                most[..*size].iter().try_fold(1usize, |product, &answers| product.checked_mul(answers));
            let choices =
                (0..*size).try_fold(1usize, |count, at| Some(count.checked_mul(all.len() - at)? / (at + 1)));
            combinations.is_some_and(|count| count <= COMBINATIONS)
                && choices.is_some_and(|count| count <= CHOICES)
        };
        let size = (0..=all.len()).rev().find(fits).unwrap_or_default();
        choices_of(&all, size).into_iter().map(|choice| self.with_others(choice)).collect()
    }

    /// These questions, and some by which people are divided together with them: they may tell who is in two groups.
    fn with_others(&self, mut choice: Vec<usize>) -> Vec<usize> {
        let mut others: BTreeSet<usize> = BTreeSet::new();
        for population in &self.rules.plan.populations {
            let fields = population.conditions.iter().map(|condition| condition.field);
            if fields.clone().any(|field| choice.contains(&field)) {
                let asked = population.conditions.iter().filter(|condition| condition.option.is_some());
                others.extend(asked.map(|condition| condition.field));
            }
        }
        let mut combinations: usize = choice.iter().map(|field| self.answers[field]).product();
        for other in others {
            if !choice.contains(&other) && combinations * self.answers[&other] <= MORE_COMBINATIONS {
                combinations *= self.answers[&other];
                choice.push(other);
            }
        }
        choice.sort_unstable();
        choice
    }

    /// The smallest population of those that together tell about too few, and all that are the same people.
    fn smallest_of_few(
        &mut self,
        questions: Vec<usize>,
        populations: &[PopulationId],
    ) -> Result<Option<Vec<PopulationId>>, ReleaseError> {
        let rules = self.rules;
        let world = self.worlds.entry(questions).or_insert_with_key(|questions| World::new(rules, questions));
        let mut search = Search::new(rules.threshold);
        let of =
            |&population: &PopulationId| world.combinations(&rules.plan.populations[population].conditions);
        for population in populations {
            if let Some(combinations) = of(population) {
                let conditions = &rules.plan.populations[*population].conditions;
                search.add(combinations, rules.populations[*population], (*population, conditions));
            }
        }
        let Some(together) = search.run() else { return Ok(None) };
        let smallest = together.into_iter().min_by_key(|&population| rules.populations[population]);
        let smallest = smallest.ok_or(ReleaseError::Inconsistent)?;
        let same = populations.iter().filter(|population| of(population) == of(&smallest));
        Ok(Some(same.copied().collect()))
    }

    fn conditions(&self, population: PopulationId) -> &'a Conditions {
        &self.rules.plan.populations[population].conditions
    }
}

/// All choices of so many, in their order.
fn choices_of(all: &[usize], size: usize) -> Vec<Vec<usize>> {
    if size == 0 {
        return vec![Vec::new()];
    }
    let starts = 0..(all.len() + 1).saturating_sub(size);
    let from = |start: usize| {
        choices_of(&all[start + 1..], size - 1)
            .into_iter()
            .map(move |others| [&[all[start]], &others[..]].concat())
    };
    starts.flat_map(from).collect()
}
