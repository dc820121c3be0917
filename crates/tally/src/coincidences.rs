//! What the counts tell of who is who: where a group has as many people as one within it, both are the same people.
//!
//! If every member lives in the north, a sum over those in the north less one over the members is a sum over the others there, though no
//! rule about the questions says that the ones are among the others. The parties know it from the counts, and so may whoever reads them.

use std::{
    collections::{BTreeMap, BTreeSet},
    rc::Rc,
};

use crate::{
    disclosure::{ReleaseError, Rules},
    plan::{Condition, Conditions, Family, Plan, PopulationId},
};

/// Of each population, what is known of all who are in it.
pub(crate) struct Coincidences(Vec<Conditions>);

impl Coincidences {
    pub(crate) fn new(plan: &Plan, sizes: &[u64], accepted: u64) -> Self {
        let populations = plan.populations.iter().map(|population| &population.conditions);
        let everybody = Conditions::new();
        let sets = populations.clone().zip(sizes.iter().copied()).chain([(&everybody, accepted)]);
        let same = Same::of(sets);
        Self(populations.map(|conditions| same.known(conditions)).collect())
    }

    /// What is known of a population's members: the same of those who are known to be the same people.
    pub(crate) fn of(&self, population: PopulationId) -> &Conditions {
        &self.0[population]
    }

    /// Whether everybody in `inner` is known to be in `outer`.
    pub(crate) fn is_inside(&self, inner: PopulationId, outer: PopulationId) -> bool {
        implies(&self.0[inner], &self.0[outer])
    }
}

/// Sets of people, and others within them who are as many.
pub(crate) struct Same(Vec<(Conditions, Conditions)>);

impl Same {
    /// By how many meet the conditions of each of these sets.
    pub(crate) fn of<'a>(sets: impl Iterator<Item = (&'a Conditions, u64)>) -> Self {
        let mut alike: BTreeMap<u64, BTreeSet<&Conditions>> = BTreeMap::new();
        for (conditions, size) in sets.filter(|(_, size)| *size > 0) {
            alike.entry(size).or_default().insert(conditions);
        }
        let mut same = Vec::new();
        for alike in alike.values() {
            for &outer in alike {
                let inside = alike.iter().filter(|&&inner| inner != outer && implies(inner, outer));
                same.extend(inside.map(|&inner| (outer.clone(), inner.clone())));
            }
        }
        Self(same)
    }

    /// All that is known of whoever meets these conditions. That a field is answered goes without saying where the option is known.
    pub(crate) fn known(&self, conditions: &Conditions) -> Conditions {
        let mut known = conditions.clone();
        known.sort_unstable();
        loop {
            let more =
                self.0.iter().filter(|(outer, inner)| implies(&known, outer) && !implies(&known, inner));
            let more: Vec<Condition> = more.flat_map(|(_, inner)| inner.iter().copied()).collect();
            if more.is_empty() {
                break;
            }
            known.extend(more);
            known.sort_unstable();
            known.dedup();
        }
        let says_more = |condition: &&Condition| {
            condition.option.is_some()
                || !known.iter().any(|other| other.field == condition.field && other.option.is_some())
        };
        known.iter().filter(says_more).copied().collect()
    }
}

/// Whether whoever meets these conditions meets the others too.
fn implies(conditions: &Conditions, others: &Conditions) -> bool {
    others.iter().all(|other| {
        conditions
            .iter()
            .any(|own| own.field == other.field && (other.option.is_none() || own.option == other.option))
    })
}

/// Groups of one question that are known to be within a population of which the same is said.
pub(crate) struct Division {
    base: PopulationId,
    /// What says it of the base: of one of these, one of each list of cells.
    of_base: Rc<[Vec<Vec<usize>>]>,
    /// Each part, with the cells that say it.
    parts: BTreeMap<PopulationId, Vec<usize>>,
    /// Everything of which it is said.
    others: Rc<[(usize, PopulationId)]>,
}

impl Rules<'_> {
    /// Every division of what is said, or follows from all parts of a family.
    pub(crate) fn divisions(&self) -> Vec<Division> {
        let mut divisions = Vec::new();
        for (moment, said) in self.facts() {
            let said: Rc<[_]> = said.into();
            let mut cells: BTreeMap<PopulationId, Vec<usize>> = BTreeMap::new();
            let mut same: BTreeMap<&Conditions, Vec<usize>> = BTreeMap::new();
            for &(cell, population) in said.iter() {
                same.entry(self.known.of(population)).or_default().push(cell);
            }
            for &(_, population) in said.iter() {
                cells.entry(population).or_insert_with(|| same[self.known.of(population)].clone());
            }
            let mut bases: BTreeMap<PopulationId, Vec<Vec<Vec<usize>>>> = BTreeMap::new();
            for (&population, cells) in &cells {
                bases.insert(population, vec![vec![cells.clone()]]);
            }
            for family in self.plan.families.iter().filter(|family| family.moments.contains(&moment)) {
                if let Some(all) = self.all_parts(family, &cells) {
                    bases.entry(family.base).or_default().push(all);
                }
            }
            for (base, of_base) in bases {
                let of_base: Rc<[_]> = of_base.into();
                divisions.extend(self.parts_of(base, &cells).map(|parts| {
                    let parts = parts.into_iter().map(|part| (part, cells[&part].clone())).collect();
                    Division { base, of_base: of_base.clone(), parts, others: said.clone() }
                }));
            }
        }
        divisions
    }

    /// The cells of each part in which anybody is, if the parts are the whole base.
    fn all_parts(
        &self,
        family: &Family,
        cells: &BTreeMap<PopulationId, Vec<usize>>,
    ) -> Option<Vec<Vec<usize>>> {
        let parts = || family.parts.iter().filter(|&&part| self.populations[part] > 0);
        let sum: u64 = parts().map(|&part| self.populations[part]).sum();
        let cells = parts().map(|part| cells.get(part).cloned());
        cells.collect::<Option<_>>().filter(|_| sum == self.populations[family.base])
    }

    /// Those within this population, each set by one question and otherwise alike; and each by itself.
    fn parts_of(
        &self,
        base: PopulationId,
        cells: &BTreeMap<PopulationId, Vec<usize>>,
    ) -> impl Iterator<Item = BTreeSet<PopulationId>> {
        let mut by: BTreeMap<(Option<usize>, Conditions), BTreeSet<PopulationId>> = BTreeMap::new();
        for &part in cells.keys().filter(|&&part| part != base && self.known.is_inside(part, base)) {
            let conditions = &self.plan.populations[part].conditions;
            by.entry((None, conditions.clone())).or_default().insert(part);
            for divided in conditions.iter().filter(|condition| condition.option.is_some()) {
                let others = conditions.iter().filter(|condition| condition.field != divided.field);
                by.entry((Some(divided.field), others.copied().collect())).or_default().insert(part);
            }
        }
        by.into_values()
    }
}

impl Division {
    /// Withholds the smallest open part, the first of equal ones, if those of the base who are in no open one are too few, or
    /// are one part that, known by subtraction, would differ by too few from what is said.
    pub(crate) fn cover(&self, rules: &Rules<'_>, open: &mut [bool]) -> Result<(), ReleaseError> {
        let is_open = |cells: &[usize], open: &[bool]| cells.iter().any(|&cell| open[cell]);
        if !self.of_base.iter().any(|all| all.iter().all(|cells| is_open(cells, open))) {
            return Ok(());
        }
        let parts = self.parts.iter().filter(|(_, cells)| is_open(cells, open));
        let parts: Vec<(u64, &Vec<usize>)> =
            parts.map(|(&part, cells)| (rules.populations[part], cells)).collect();
        let hidden =
            self.parts.iter().filter(|&(&part, cells)| rules.populations[part] > 0 && !is_open(cells, open));
        let hidden: Vec<PopulationId> = hidden.map(|(&part, _)| part).collect();
        let sum: u64 = parts.iter().map(|(size, _)| size).sum();
        let left = rules.populations[self.base].checked_sub(sum).ok_or(ReleaseError::Inconsistent)?;
        let implied = if let [only] = &hidden[..] { self.conflicts(rules, *only, left, open) } else { false };
        if (rules.too_few(left) || implied)
            && let Some((_, cells)) = parts.iter().min_by_key(|(size, _)| size)
        {
            cells.iter().for_each(|&cell| open[cell] = false);
        }
        Ok(())
    }

    /// Whether the only withheld part, if it is all that is left of the base, differs by too few from an open one of the same.
    fn conflicts(&self, rules: &Rules<'_>, part: PopulationId, left: u64, open: &[bool]) -> bool {
        let size = rules.populations[part];
        size == left
            && self.others.iter().any(|&(cell, other)| {
                let nested = rules.known.is_inside(part, other) || rules.known.is_inside(other, part);
                open[cell]
                    && other != part
                    && nested
                    && rules.too_few(size.abs_diff(rules.populations[other]))
            })
    }
}
