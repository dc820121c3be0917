//! What may be opened: thresholds, decided from the counts before any value is seen (docs/PROTOCOL.md §8).

use std::{collections::BTreeMap, fmt};

use prio::field::{Field128, FieldElementWithInteger};
use zeroize::Zeroize;

use crate::{
    aggregate::{decode_element, encode_element},
    circuit::{Circuit, Inner},
    coincidences::Coincidences,
    combinations::Combinations,
    leader::LeaderAggregate,
    linear::{field, signed},
    plan::{Cell, Family, Moment, Plan, Population, PopulationId, Quantity},
};

/// What the leader releases: its share of the counts, and of the values that may be opened. Wiped when dropped;
/// `Debug` shows no share.
#[derive(PartialEq, Eq)]
pub struct Released {
    /// How many reports were accepted.
    pub accepted: u64,
    /// The leader's share of every count; empty if there are fewer reports than the threshold.
    pub counts: Vec<[u8; 16]>,
    /// The leader's share of every value, or `None` where it is withheld.
    pub values: Vec<Option<[u8; 16]>>,
}

impl Drop for Released {
    fn drop(&mut self) {
        self.counts.zeroize();
        self.values.iter_mut().flatten().for_each(Zeroize::zeroize);
    }
}

impl fmt::Debug for Released {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let opened = self.values.iter().flatten().count();
        write!(f, "Released({} reports, {opened} values of {}, secret)", self.accepted, self.values.len())
    }
}

/// Why a release can't be made or opened.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[non_exhaustive]
pub enum ReleaseError {
    /// The other party's shares aren't of this circuit.
    #[error("the other party's shares are not of this form. Use programs of the same version on both sides.")]
    Shape,
    /// Counts that no set of reports can have.
    #[error("the counts contradict each other: one of the parties didn't add up the same reports.")]
    Inconsistent,
    /// More or less was released than the thresholds allow.
    #[error("the server did not release what the thresholds say. Tell whoever runs it.")]
    WrongRelease,
}

impl LeaderAggregate {
    /// The leader's release, given the helper's share of the counts (none if `accepted` is below the threshold).
    ///
    /// The shares of values that aren't released must never leave the server.
    pub fn release(
        &self,
        circuit: &Circuit,
        helper_counts: &[[u8; 16]],
        accepted: u64,
        threshold: u32,
    ) -> Result<Released, ReleaseError> {
        let inner = &circuit.0;
        if accepted < u64::from(threshold) {
            return Ok(Released::nothing(circuit, accepted));
        }
        let counts = open_counts(inner, &self.elements[..inner.counts], helper_counts)?;
        let permitted = Permitted::decide(inner, &counts, accepted, threshold)?;
        Ok(self.released(circuit, accepted, &permitted))
    }

    /// The shares of the counts, and of the permitted values.
    pub(crate) fn released(&self, circuit: &Circuit, accepted: u64, permitted: &Permitted) -> Released {
        let (counts, values) = self.elements.split_at(circuit.0.counts);
        let values = values.iter().zip(&permitted.values);
        Released {
            accepted,
            counts: counts.iter().map(|&share| encode_element(share)).collect(),
            values: values.map(|(&share, &permitted)| permitted.then(|| encode_element(share))).collect(),
        }
    }
}

impl Released {
    /// Of fewer reports than the threshold.
    pub(crate) fn nothing(circuit: &Circuit, accepted: u64) -> Self {
        let values = vec![None; circuit.0.outputs.len() - circuit.0.counts];
        Self { accepted, counts: Vec::new(), values }
    }
}

/// Adds up both parties' shares of the counts.
pub(crate) fn open_counts(
    circuit: &Inner,
    own: &[Field128],
    others: &[[u8; 16]],
) -> Result<Vec<u128>, ReleaseError> {
    if others.len() != circuit.counts {
        return Err(ReleaseError::Shape);
    }
    let open = |(&own, other): (&Field128, &[u8; 16])| {
        let sum = own + decode_element(other).ok_or(ReleaseError::Shape)?;
        Ok(<Field128 as FieldElementWithInteger>::Integer::from(sum))
    };
    own.iter().zip(others).map(open).collect()
}

/// What may be opened, given the counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Permitted {
    /// How many are in each population.
    pub(crate) populations: Vec<u64>,
    /// For each cell of the plan, whether it is opened.
    pub(crate) cells: Vec<bool>,
    /// For each output that is no count, whether it is opened.
    pub(crate) values: Vec<bool>,
}

impl Permitted {
    /// Decides for counts that were opened and `accepted` reports, at least `threshold`.
    pub(crate) fn decide(
        circuit: &Inner,
        counts: &[u128],
        accepted: u64,
        threshold: u32,
    ) -> Result<Self, ReleaseError> {
        let plan = &circuit.plan;
        let populations = population_sizes(circuit, counts, accepted)?;
        let cells = Rules::new(plan, &populations, accepted, threshold.into()).apply()?;
        Ok(Self::of_cells(circuit, populations, cells))
    }

    /// Decides for counts with noise: those cells that are about enough people by these counts. What is said of people with
    /// noise needs no protection from differences.
    pub(crate) fn of_noisy(
        circuit: &Inner,
        counts: &[u128],
        accepted: u64,
        threshold: u32,
    ) -> Result<Self, ReleaseError> {
        let populations = noisy_sizes(circuit, counts, accepted)?;
        let enough = |cell: &Cell| populations[cell.population] >= u64::from(threshold) + cell.margin;
        let cells = circuit.plan.cells.iter().map(enough).collect();
        Ok(Self::of_cells(circuit, populations, cells))
    }

    /// That these cells are opened, and the values that they need.
    pub(crate) fn of_cells(circuit: &Inner, populations: Vec<u64>, cells: Vec<bool>) -> Self {
        let plan = &circuit.plan;
        let mut values = vec![false; circuit.outputs.len() - circuit.counts];
        for (cell, _) in plan.cells.iter().zip(&cells).filter(|(_, opened)| **opened) {
            for quantity in cell.contents.quantities() {
                if let Some(value) = quantity.output.and_then(|output| output.checked_sub(circuit.counts)) {
                    values[value] = true;
                }
            }
        }
        Self { populations, cells, values }
    }
}

/// How many are in each population, by counts that were opened.
pub(crate) fn population_sizes(
    circuit: &Inner,
    counts: &[u128],
    accepted: u64,
) -> Result<Vec<u64>, ReleaseError> {
    let size = |population: &Population| population_size(population.count, counts, accepted);
    let sizes: Option<Vec<u64>> = circuit.plan.populations.iter().map(size).collect();
    sizes.ok_or(ReleaseError::Inconsistent)
}

/// The same by counts with noise: the nearest that there can be.
pub(crate) fn noisy_sizes(circuit: &Inner, counts: &[u128], accepted: u64) -> Result<Vec<u64>, ReleaseError> {
    let counts: Vec<Option<u128>> = counts.iter().copied().map(Some).collect();
    let size = |population: &Population| noisy_size(population, &counts, accepted);
    let sizes: Option<Vec<u64>> = circuit.plan.populations.iter().map(size).collect();
    sizes.ok_or(ReleaseError::Inconsistent)
}

/// The same of one population, by opened outputs.
pub(crate) fn noisy_size(population: &Population, outputs: &[Option<u128>], accepted: u64) -> Option<u64> {
    let size = noisy_value_of(population.count, outputs, accepted)?.min(accepted.into());
    u64::try_from(size).ok()
}

fn population_size(count: Quantity, counts: &[u128], accepted: u64) -> Option<u64> {
    let total = i128::from(accepted);
    let output =
        count.output.map_or(Some(0), |output| counts.get(output).and_then(|&n| i128::try_from(n).ok()))?;
    let sum = count.constant.checked_mul(total)?.checked_add(count.sign.checked_mul(output)?)?;
    u64::try_from(sum).ok().filter(|&sum| sum <= accepted)
}

/// The rules of docs/PROTOCOL.md §8.
pub(crate) struct Rules<'a> {
    pub(crate) plan: &'a Plan,
    pub(crate) populations: &'a [u64],
    pub(crate) accepted: u64,
    pub(crate) threshold: u64,
    pub(crate) known: Coincidences,
    /// Disjoint parts of the people of which the counts are known too: each part's populations, and how many they are.
    pub(crate) parts: &'a [(&'a [u64], u64)],
}

impl<'a> Rules<'a> {
    /// By how many are in each population.
    pub(crate) fn new(plan: &'a Plan, populations: &'a [u64], accepted: u64, threshold: u64) -> Self {
        let known = Coincidences::new(plan, populations, accepted);
        Self { plan, populations, accepted, threshold, known, parts: &[] }
    }

    /// Of people who are in these parts.
    pub(crate) fn made_of(self, parts: &'a [(&'a [u64], u64)]) -> Self {
        Self { parts, ..self }
    }

    /// Which cells are opened: those that are about enough people, less as many as it takes that no difference of two
    /// sums of the same thing is about too few.
    pub(crate) fn apply(&self) -> Result<Vec<bool>, ReleaseError> {
        let mut open: Vec<bool> = self.plan.cells.iter().map(|cell| self.is_large_enough(cell)).collect();
        let (differences, divisions, groupings) = (self.differences()?, self.divisions(), self.groupings());
        let mut combinations = Combinations::new(self);
        loop {
            let before = open.clone();
            for family in &self.plan.families {
                self.cover(family, &mut open)?;
            }
            groupings.iter().for_each(|grouping| grouping.cover(self, &mut open));
            for division in &divisions {
                division.cover(self, &mut open)?;
            }
            for &(inner, outer) in &differences {
                if open[outer] {
                    open[inner] = false;
                }
            }
            if open != before {
                continue;
            }
            let Some(telling) = combinations.telling(&open)? else { return Ok(open) };
            telling.into_iter().for_each(|cell| open[cell] = false);
        }
    }

    /// Which of these cells keep others from being open together with them, about these people. A cell about nobody keeps
    /// none: it says nothing.
    pub(crate) fn disturbed(&self, open: &[bool]) -> Result<Vec<bool>, ReleaseError> {
        let cells = self.plan.cells.iter().zip(open);
        let mut disturbed: Vec<bool> = cells.map(|(cell, &open)| open && !self.may_be_said(cell)).collect();
        for (inner, outer) in self.differences()? {
            disturbed[inner] |= open[inner] && open[outer];
        }
        let mut compare = |left: Vec<bool>| {
            for (disturbed, (open, left)) in disturbed.iter_mut().zip(open.iter().zip(left)) {
                *disturbed |= *open && !left;
            }
        };
        for family in &self.plan.families {
            let mut left = open.to_vec();
            self.cover(family, &mut left)?;
            compare(left);
        }
        for grouping in self.groupings() {
            let mut left = open.to_vec();
            grouping.cover(self, &mut left);
            compare(left);
        }
        for division in self.divisions() {
            let mut left = open.to_vec();
            division.cover(self, &mut left)?;
            compare(left);
        }
        let mut combinations = Combinations::new(self);
        let mut left: Vec<bool> =
            open.iter().zip(&disturbed).map(|(&open, &disturbed)| open && !disturbed).collect();
        while let Some(telling) = combinations.telling(&left)? {
            for cell in telling {
                (left[cell], disturbed[cell]) = (false, true);
            }
        }
        Ok(disturbed)
    }

    fn may_be_said(&self, cell: &Cell) -> bool {
        self.populations[cell.population] == 0 || self.is_large_enough(cell)
    }

    pub(crate) fn too_few(&self, count: u64) -> bool {
        count > 0 && count < self.threshold
    }

    fn is_large_enough(&self, cell: &Cell) -> bool {
        self.populations[cell.population] >= self.threshold + cell.margin
            && cell.guards.iter().all(|&guard| !self.too_few(self.populations[guard]))
    }

    /// Which cells say a moment, of whom.
    pub(crate) fn facts(&self) -> BTreeMap<Moment, Vec<(usize, PopulationId)>> {
        let mut facts: BTreeMap<Moment, Vec<(usize, PopulationId)>> = BTreeMap::new();
        for (index, cell) in self.plan.cells.iter().enumerate() {
            for &(population, moment) in &cell.facts {
                facts.entry(moment).or_default().push((index, population));
            }
        }
        facts
    }

    /// Pairs of cells (inner, outer) that say the same of nested populations whose difference is about too few.
    fn differences(&self) -> Result<Vec<(usize, usize)>, ReleaseError> {
        let mut pairs = Vec::new();
        for said in self.facts().values() {
            for &(inner_cell, inner) in said {
                for &(outer_cell, outer) in said {
                    if inner == outer || !self.known.is_inside(inner, outer) {
                        continue;
                    }
                    let rest = self.populations[outer].checked_sub(self.populations[inner]);
                    if self.too_few(rest.ok_or(ReleaseError::Inconsistent)?) && inner_cell != outer_cell {
                        pairs.push((inner_cell, outer_cell));
                    }
                }
            }
        }
        pairs.sort_unstable();
        pairs.dedup();
        Ok(pairs)
    }

    /// Withholds the smallest open part of a family, the first of equal ones, while those hidden (in withheld parts, or
    /// without an answer that divides the base) are too few and the base is known.
    fn cover(&self, family: &Family, open: &mut [bool]) -> Result<(), ReleaseError> {
        let says = |cell: &Cell, population: PopulationId| {
            cell.facts.iter().any(|&(of, moment)| of == population && family.moments.contains(&moment))
        };
        let is_open = |part: PopulationId, open: &[bool]| {
            self.plan.cells.iter().zip(open).any(|(cell, &open)| open && says(cell, part))
        };
        let published: Vec<PopulationId> =
            family.parts.iter().copied().filter(|&part| is_open(part, open)).collect();
        let sum: u64 = published.iter().map(|&part| self.populations[part]).sum();
        let hidden = self.populations[family.base].checked_sub(sum).ok_or(ReleaseError::Inconsistent)?;
        let smallest = published.iter().copied().min_by_key(|&part| self.populations[part]);
        let (true, Some(smallest)) = (self.too_few(hidden) && self.is_known(family), smallest) else {
            return Ok(());
        };
        for (cell, open) in self.plan.cells.iter().zip(open) {
            if says(cell, smallest) {
                *open = false;
            }
        }
        Ok(())
    }

    /// Whether what is said of the family's parts is said of its base too, or of another division of it.
    fn is_known(&self, family: &Family) -> bool {
        let of_base = |cell: &Cell| {
            cell.facts.iter().any(|&(of, moment)| of == family.base && family.moments.contains(&moment))
        };
        let divides_too = |other: &Family| {
            other.base == family.base
                && other.parts != family.parts
                && other.moments.iter().any(|moment| family.moments.contains(moment))
        };
        self.plan.cells.iter().any(of_base) || self.plan.families.iter().any(divides_too)
    }
}

/// The sum that a quantity stands for, once everything it needs is open.
pub(crate) fn value_of(quantity: Quantity, outputs: &[Option<u128>], accepted: u64) -> Option<u128> {
    let output = quantity.output.map_or(Some(0), |output| outputs.get(output).copied().flatten())?;
    let constant = quantity.constant.checked_mul(i128::from(accepted))?;
    let sum = field(constant) + field(quantity.sign) * Field128::from(output);
    Some(sum.into())
}

/// The same of outputs with noise: 0 if that is nearest. Sums are never negative.
pub(crate) fn noisy_value_of(quantity: Quantity, outputs: &[Option<u128>], accepted: u64) -> Option<u128> {
    let value = value_of(quantity, outputs, accepted)?;
    Some(u128::try_from(signed(value.into())).unwrap_or(0))
}

#[cfg(test)]
#[path = "disclosure_tests.rs"]
mod tests;
