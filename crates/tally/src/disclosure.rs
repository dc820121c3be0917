//! What may be opened: thresholds, decided from the counts before any value is seen (docs/PROTOCOL.md §8).

use prio::field::{Field128, FieldElementWithInteger};

use crate::{
    aggregate::{decode_element, encode_element},
    circuit::{Circuit, Inner},
    leader::LeaderAggregate,
    linear::field,
    plan::{Cell, Plan, PopulationId, Quantity},
};

/// What the leader releases: its share of the counts, and of the values that may be opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Released {
    /// How many reports were accepted.
    pub accepted: u64,
    /// The leader's share of every count; empty if there are fewer reports than the threshold.
    pub counts: Vec<[u8; 16]>,
    /// The leader's share of every value, or `None` where it is withheld.
    pub values: Vec<Option<[u8; 16]>>,
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
        let values = inner.outputs.len() - inner.counts;
        if accepted < u64::from(threshold) {
            return Ok(Released { accepted, counts: Vec::new(), values: vec![None; values] });
        }
        let (own_counts, own_values) = self.elements.split_at(inner.counts);
        let counts = open_counts(inner, own_counts, helper_counts)?;
        let permitted = Permitted::decide(inner, &counts, accepted, threshold)?;
        let values = own_values.iter().zip(&permitted.values);
        Ok(Released {
            accepted,
            counts: own_counts.iter().map(|&share| encode_element(share)).collect(),
            values: values.map(|(&share, &permitted)| permitted.then(|| encode_element(share))).collect(),
        })
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
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Permitted {
    /// How many are in each population.
    pub(crate) populations: Vec<u64>,
    /// For each analysis, for each cell, whether it is opened.
    pub(crate) cells: Vec<Vec<bool>>,
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
        let populations = plan
            .populations
            .iter()
            .map(|&count| population(count, counts, accepted).ok_or(ReleaseError::Inconsistent))
            .collect::<Result<Vec<_>, _>>()?;
        let threshold = u64::from(threshold);
        let withheld = withheld(plan, &populations, threshold)?;
        let opened = |cell: &Cell| !withheld[cell.population] && guarded(cell, &populations, threshold);
        let cells: Vec<Vec<bool>> =
            plan.analyses.iter().map(|cells| cells.iter().map(opened).collect()).collect();
        let mut values = vec![false; circuit.outputs.len() - circuit.counts];
        let all = plan.analyses.iter().flatten().zip(cells.iter().flatten());
        for (cell, _) in all.filter(|(_, opened)| **opened) {
            for quantity in cell.contents.quantities() {
                if let Some(value) = quantity.output.and_then(|output| output.checked_sub(circuit.counts)) {
                    values[value] = true;
                }
            }
        }
        Ok(Self { populations, cells, values })
    }
}

fn population(count: Quantity, counts: &[u128], accepted: u64) -> Option<u64> {
    let total = i128::from(accepted);
    let output =
        count.output.map_or(Some(0), |output| counts.get(output).and_then(|&n| i128::try_from(n).ok()))?;
    let sum = count.constant.checked_mul(total)?.checked_add(count.sign.checked_mul(output)?)?;
    u64::try_from(sum).ok().filter(|&sum| sum <= accepted)
}

/// Which populations nothing may be published about: those below the threshold, and as many others as it takes that no
/// difference of published sums is about fewer than the threshold.
fn withheld(plan: &Plan, populations: &[u64], threshold: u64) -> Result<Vec<bool>, ReleaseError> {
    let mut withheld: Vec<bool> = populations.iter().map(|&count| count < threshold).collect();
    let too_few = |count: u64| count > 0 && count < threshold;
    loop {
        let before = withheld.clone();
        for family in &plan.families {
            let is_published = |part: &&PopulationId| !withheld[**part];
            let published: u64 =
                family.parts.iter().filter(is_published).map(|&part| populations[part]).sum();
            // Those of the base whose part is withheld, or who didn't answer what divides it.
            let hidden = populations[family.base].checked_sub(published).ok_or(ReleaseError::Inconsistent)?;
            let smallest =
                family.parts.iter().filter(is_published).min_by_key(|&&part| populations[part]).copied();
            if let (true, Some(smallest)) = (too_few(hidden), smallest) {
                withheld[smallest] = true;
            }
        }
        for &(inner, outer) in &plan.nested {
            let rest =
                populations[outer].checked_sub(populations[inner]).ok_or(ReleaseError::Inconsistent)?;
            if too_few(rest) && !withheld[outer] {
                withheld[inner] = true;
            }
        }
        if withheld == before {
            return Ok(withheld);
        }
    }
}

/// Whether no subset that the cell's contents imply, nor its complement, is below the threshold.
fn guarded(cell: &Cell, populations: &[u64], threshold: u64) -> bool {
    cell.guards.iter().all(|&guard| {
        let rest = populations[cell.population].saturating_sub(populations[guard]);
        [populations[guard], rest].iter().all(|&count| count == 0 || count >= threshold)
    })
}

/// The sum that a quantity stands for, once everything it needs is open.
pub(crate) fn value_of(quantity: Quantity, outputs: &[Option<u128>], accepted: u64) -> Option<u128> {
    let output = quantity.output.map_or(Some(0), |output| outputs.get(output).copied().flatten())?;
    let constant = quantity.constant.checked_mul(i128::from(accepted))?;
    let sum = field(constant) + field(quantity.sign) * Field128::from(output);
    Some(sum.into())
}

#[cfg(test)]
#[path = "disclosure_tests.rs"]
mod tests;
