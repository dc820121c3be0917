//! What may be opened of cohorts, beside what is opened of everybody.
//!
//! The cells that say something of the same moments are opened of a cohort together or not at all: exactly those that are open
//! of everybody. So the cohorts that they are opened of, and the rest of the people as one more, are disjoint sets of people of
//! whom the same is said. Whatever is worked out from it is, in each of these sets, what is worked out from the cells of this
//! set alone; and each keeps the rules by itself, the rest too, though nothing is said of it but by subtraction.

use std::{
    collections::{BTreeMap, BTreeSet},
    ops::Range,
};

use super::Terms;
use crate::{
    circuit::Inner,
    disclosure::{Permitted, ReleaseError, Rules, population_sizes},
    joining,
    plan::{Cell, Contents, Moment, Plan, PopulationId},
};

/// What is opened of everybody and of the cohorts that are large enough.
pub(crate) struct Decision {
    /// All reports.
    pub(crate) accepted: u64,
    pub(crate) everybody: Permitted,
    pub(crate) cohorts: Vec<Cohort>,
}

/// What is opened of a cohort.
pub(crate) struct Cohort {
    pub(crate) accepted: u64,
    pub(crate) permitted: Permitted,
}

/// The cohorts that anything may be opened of, given how many reports of each were accepted: those that reach the threshold,
/// less the smallest as long as the others together are somebody, and too few. Number 0 is none.
pub(crate) fn eligible(accepted: &BTreeMap<u16, u64>, threshold: u64) -> Vec<u16> {
    let (mut enough, rest): (Vec<_>, Vec<_>) =
        accepted.iter().partition(|&(&cohort, &accepted)| cohort > 0 && accepted >= threshold);
    let mut rest: u64 = rest.into_iter().map(|(_, accepted)| accepted).sum();
    // The last is the smallest, the lowest number of equal ones.
    enough.sort_by_key(|&(&cohort, &accepted)| (std::cmp::Reverse(accepted), std::cmp::Reverse(cohort)));
    while (1..threshold).contains(&rest)
        && let Some((_, accepted)) = enough.pop()
    {
        rest += accepted;
    }
    let mut cohorts: Vec<u16> = enough.into_iter().map(|(&cohort, _)| cohort).collect();
    cohorts.sort_unstable();
    cohorts
}

impl Decision {
    /// Decides by the numbers of accepted reports and the opened counts, of everybody first, then of the eligible cohorts.
    pub(crate) fn make(
        circuit: &Inner,
        units: Vec<(u16, u64, Vec<u128>)>,
        terms: &Terms,
    ) -> Result<Self, ReleaseError> {
        let threshold = terms.threshold;
        let [(0, accepted, counts), cohorts @ ..] = &units[..] else { return Err(ReleaseError::Shape) };
        if terms.blur.is_some() {
            let permitted = |accepted, counts| Permitted::of_noisy(circuit, counts, accepted, threshold);
            let cohorts = cohorts.iter();
            return Ok(Self {
                accepted: *accepted,
                everybody: permitted(*accepted, counts)?,
                cohorts: cohorts
                    .map(|(_, accepted, counts)| {
                        Ok(Cohort { accepted: *accepted, permitted: permitted(*accepted, counts)? })
                    })
                    .collect::<Result<_, ReleaseError>>()?,
            });
        }
        let populations = cohorts
            .iter()
            .map(|(_, accepted, counts)| population_sizes(circuit, counts, *accepted))
            .collect::<Result<Vec<_>, _>>()?;
        let sizes: Vec<u64> = cohorts.iter().map(|(_, accepted, _)| *accepted).collect();
        let of_all = population_sizes(circuit, counts, *accepted)?;
        let left = sizes.iter().try_fold(*accepted, |left, taken| left.checked_sub(*taken));
        let rest = (rest(&of_all, populations.iter())?, left.ok_or(ReleaseError::Inconsistent)?);
        let parts: Vec<(&[u64], u64)> = populations
            .iter()
            .zip(&sizes)
            .map(|(populations, &accepted)| (populations.as_slice(), accepted))
            .chain([(rest.0.as_slice(), rest.1)])
            .collect();
        let rules = Rules::new(&circuit.plan, &of_all, *accepted, threshold.into()).made_of(&parts);
        let cells = rules.apply()?;
        let everybody = Permitted::of_cells(circuit, of_all.clone(), cells);
        let choice = Choice {
            plan: &circuit.plan,
            accepted: *accepted,
            everybody: &everybody,
            populations: &populations,
            sizes: &sizes,
        };
        let cells = choice.cells(threshold.into())?;
        let cohorts =
            sizes.iter().zip(populations.iter().zip(cells)).map(|(&accepted, (populations, cells))| Cohort {
                accepted,
                permitted: Permitted::of_cells(circuit, populations.clone(), cells),
            });
        let cohorts = cohorts.collect();
        Ok(Self { accepted: *accepted, everybody, cohorts })
    }

    /// In the order in which they are opened.
    pub(crate) fn permitted(&self) -> impl Iterator<Item = &Permitted> {
        std::iter::once(&self.everybody).chain(self.cohorts.iter().map(|cohort| &cohort.permitted))
    }

    /// The disjoint sets of people of whom this cell is opened, by their populations; the rest is the last.
    pub(crate) fn populations_of(&self, cell: usize) -> Result<Vec<Vec<u64>>, ReleaseError> {
        let open: Vec<&Cohort> = self.cohorts.iter().filter(|cohort| cohort.permitted.cells[cell]).collect();
        let sets = open.iter().map(|cohort| cohort.permitted.populations.clone());
        Ok(sets.chain([self.rest_of(open.iter().copied())?]).collect())
    }

    /// Which bins of a number are shown as one, of everybody and of cohorts.
    pub(crate) fn runs(
        &self,
        plan: &Plan,
        whole: &[PopulationId],
        threshold: u64,
    ) -> Result<Runs, ReleaseError> {
        let Self { everybody, .. } = self;
        let of_everybody = joining::runs(plan, &everybody.cells, &everybody.populations, whole, threshold)?;
        let is_of_it =
            |cell: &Cell| matches!(&cell.contents, Contents::Histogram { whole: of, .. } if of == whole);
        let cell = (0..plan.cells.len()).find(|&cell| everybody.cells[cell] && is_of_it(&plan.cells[cell]));
        let sets = self.populations_of(cell.ok_or(ReleaseError::Shape)?)?;
        let of_cohorts =
            joining::common_runs(plan, &everybody.cells, &sets, whole, &of_everybody, threshold)?;
        Ok(Runs { of_everybody, of_cohorts })
    }

    /// Those who are in none of these cohorts.
    pub(crate) fn rest_of<'a>(
        &self,
        cohorts: impl Iterator<Item = &'a Cohort>,
    ) -> Result<Vec<u64>, ReleaseError> {
        rest(&self.everybody.populations, cohorts.map(|cohort| &cohort.permitted.populations))
    }
}

pub(crate) struct Runs {
    pub(crate) of_everybody: Vec<Range<usize>>,
    pub(crate) of_cohorts: Vec<Range<usize>>,
}

struct Choice<'a> {
    plan: &'a Plan,
    /// All reports.
    accepted: u64,
    everybody: &'a Permitted,
    /// Of each cohort.
    populations: &'a [Vec<u64>],
    sizes: &'a [u64],
}

impl Choice<'_> {
    /// For each cohort, which cells are open.
    fn cells(&self, threshold: u64) -> Result<Vec<Vec<bool>>, ReleaseError> {
        let disturbed = |populations: &[u64], accepted| {
            Rules::new(self.plan, populations, accepted, threshold).disturbed(&self.everybody.cells)
        };
        let of_cohorts = self.populations.iter().zip(self.sizes);
        let of_cohorts = of_cohorts.map(|(populations, &accepted)| disturbed(populations, accepted));
        let of_cohorts = of_cohorts.collect::<Result<Vec<_>, _>>()?;
        let mut of_rests: BTreeMap<Vec<bool>, Vec<bool>> = BTreeMap::new();
        let mut cells = vec![vec![false; self.plan.cells.len()]; self.sizes.len()];
        for together in together(self.plan) {
            let together: Vec<usize> =
                together.into_iter().filter(|&cell| self.everybody.cells[cell]).collect();
            let keeps = |disturbed: &[bool]| !together.iter().any(|&cell| disturbed[cell]);
            let mut chosen: Vec<bool> = of_cohorts.iter().map(|disturbed| keeps(disturbed)).collect();
            while let Some(smallest) = self.smallest(&chosen) {
                if !of_rests.contains_key(&chosen) {
                    let taken: u64 = self
                        .sizes
                        .iter()
                        .zip(&chosen)
                        .filter(|(_, chosen)| **chosen)
                        .map(|(size, _)| size)
                        .sum();
                    let left = self.accepted.checked_sub(taken).ok_or(ReleaseError::Inconsistent)?;
                    of_rests.insert(chosen.clone(), disturbed(&self.rest(&chosen)?, left)?);
                }
                if keeps(&of_rests[&chosen]) {
                    break;
                }
                chosen[smallest] = false;
            }
            for (cells, _) in cells.iter_mut().zip(&chosen).filter(|(_, chosen)| **chosen) {
                together.iter().for_each(|&cell| cells[cell] = true);
            }
        }
        Ok(cells)
    }

    /// The smallest chosen cohort, the first of equal ones.
    fn smallest(&self, chosen: &[bool]) -> Option<usize> {
        (0..chosen.len()).filter(|&cohort| chosen[cohort]).min_by_key(|&cohort| self.sizes[cohort])
    }

    fn rest(&self, chosen: &[bool]) -> Result<Vec<u64>, ReleaseError> {
        let taken = self.populations.iter().zip(chosen).filter(|(_, chosen)| **chosen);
        rest(&self.everybody.populations, taken.map(|(populations, _)| populations))
    }
}

/// Those who are in none of the sets.
fn rest<'a>(all: &[u64], sets: impl Iterator<Item = &'a Vec<u64>>) -> Result<Vec<u64>, ReleaseError> {
    let mut rest = all.to_vec();
    for set in sets {
        for (left, taken) in rest.iter_mut().zip(set) {
            *left = left.checked_sub(*taken).ok_or(ReleaseError::Inconsistent)?;
        }
    }
    Ok(rest)
}

/// The plan's cells in sets, so that no two of different sets say anything of the same moment, or of groups of the same question.
fn together(plan: &Plan) -> Vec<Vec<usize>> {
    let mut set_of: Vec<usize> = (0..plan.cells.len()).collect();
    let mut join = |cells: &[usize]| {
        if let Some((&first, others)) = cells.split_first() {
            for &other in others {
                let (to, from) = (set_of[first], set_of[other]);
                set_of.iter_mut().filter(|set| **set == from).for_each(|set| *set = to);
            }
        }
    };
    let mut saying: BTreeMap<Moment, Vec<usize>> = BTreeMap::new();
    let mut grouping: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (index, cell) in plan.cells.iter().enumerate() {
        for &(_, moment) in &cell.facts {
            saying.entry(moment).or_default().push(index);
        }
        for question in questions(plan, cell) {
            grouping.entry(question).or_default().push(index);
        }
    }
    saying.values().chain(grouping.values()).for_each(|cells| join(cells));
    for family in &plan.families {
        let cells = family.moments.iter().filter_map(|moment| saying.get(moment)).flatten();
        join(&cells.copied().collect::<Vec<_>>());
    }
    let mut sets: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (cell, set) in set_of.into_iter().enumerate() {
        sets.entry(set).or_default().push(cell);
    }
    sets.into_values().collect()
}

/// Of which questions a cell tells how many gave some option.
pub(crate) fn questions(plan: &Plan, cell: &Cell) -> BTreeSet<usize> {
    let of_facts = cell.facts.iter().map(|(population, _)| population);
    let populations = cell.guards.iter().chain([&cell.population]).chain(of_facts);
    let conditions = populations.flat_map(|&population| &plan.populations[population].conditions);
    let grouped = conditions.filter(|asked| asked.option.is_some()).map(|asked| asked.field);
    let counted = match &cell.contents {
        Contents::Frequencies(frequencies) => {
            frequencies.options.iter().map(|(asked, _)| asked.field).collect()
        }
        // A two-way table is shown of cohorts that its questions are open of anyway.
        _ => Vec::new(),
    };
    grouped.chain(counted).collect()
}

#[cfg(test)]
#[path = "decision_tests.rs"]
mod tests;
