//! Which bins of a histogram are shown as one.
//!
//! Neighbouring bins are joined until each holds nobody or at least the threshold, in every histogram of the same number: of
//! everybody, of each group that is shown, and of those who are left when these are taken from all. So no difference between
//! two of them is about too few.

use std::ops::Range;

use crate::{
    disclosure::ReleaseError,
    plan::{Cell, Contents, Plan, PopulationId},
};

/// The bins of the number that this histogram is of, in runs that are shown as one bin each.
pub(crate) fn runs(
    plan: &Plan,
    open: &[bool],
    populations: &[u64],
    whole: &[PopulationId],
    threshold: u64,
) -> Result<Vec<Range<usize>>, ReleaseError> {
    Ok(join(&lines(plan, open, populations, whole)?, whole.len(), threshold))
}

/// The runs of `base` that are shown as one bin each, so that the same holds of each of several disjoint sets of people.
pub(crate) fn common_runs(
    plan: &Plan,
    open: &[bool],
    sets: &[Vec<u64>],
    whole: &[PopulationId],
    base: &[Range<usize>],
    threshold: u64,
) -> Result<Vec<Range<usize>>, ReleaseError> {
    let mut all = Vec::new();
    for populations in sets {
        for line in lines(plan, open, populations, whole)? {
            all.push(base.iter().map(|run| line[run.clone()].iter().sum()).collect());
        }
    }
    let joined = join(&all, base.len(), threshold).into_iter();
    Ok(joined.map(|runs| base[runs.start].start..base[runs.end - 1].end).collect())
}

/// How many are in each bin, in every histogram of this number, and in what is left of the whole.
fn lines(
    plan: &Plan,
    open: &[bool],
    populations: &[u64],
    whole: &[PopulationId],
) -> Result<Vec<Vec<u64>>, ReleaseError> {
    let count = |bins: &[PopulationId]| bins.iter().map(|&bin| populations[bin]).collect::<Vec<u64>>();
    let histograms: Vec<Vec<&Cell>> = plan
        .analyses
        .iter()
        .map(|cells| cells.clone().filter(|&cell| open[cell]).map(|cell| &plan.cells[cell]))
        .map(|cells| cells.filter(|cell| bins_of(cell, whole).is_some()).collect())
        .filter(|cells: &Vec<&Cell>| !cells.is_empty())
        .collect();
    let mut lines: Vec<Vec<u64>> = Vec::new();
    for cells in &histograms {
        let shown: Vec<Vec<u64>> = cells.iter().filter_map(|cell| bins_of(cell, whole)).map(count).collect();
        if histograms.len() > 1 {
            lines.push(rest(count(whole), &shown).ok_or(ReleaseError::Inconsistent)?);
        }
        lines.extend(shown);
    }
    Ok(lines)
}

/// The bins of a histogram's cell, if it is of the same number.
fn bins_of<'a>(cell: &'a Cell, of: &[PopulationId]) -> Option<&'a [PopulationId]> {
    match &cell.contents {
        Contents::Histogram { bins, whole } if whole == of => Some(bins),
        _ => None,
    }
}

/// Those of all who are in none of the shown groups.
fn rest(mut whole: Vec<u64>, shown: &[Vec<u64>]) -> Option<Vec<u64>> {
    for line in shown {
        for (left, taken) in whole.iter_mut().zip(line) {
            *left = left.checked_sub(*taken)?;
        }
    }
    Some(whole)
}

/// From the first bin on, a run ends as soon as each line has nobody in it or enough; what is left at the end joins the runs
/// before.
fn join(lines: &[Vec<u64>], bins: usize, threshold: u64) -> Vec<Range<usize>> {
    let is_safe = |run: &Range<usize>| {
        lines.iter().all(|line| {
            let count: u64 = line[run.clone()].iter().sum();
            count == 0 || count >= threshold
        })
    };
    let mut runs: Vec<Range<usize>> = Vec::new();
    let mut start = 0;
    for bin in 0..bins {
        if is_safe(&(start..bin + 1)) {
            runs.push(start..bin + 1);
            start = bin + 1;
        }
    }
    let mut last = start..bins;
    if last.is_empty() {
        return runs;
    }
    while !is_safe(&last)
        && let Some(before) = runs.pop()
    {
        last.start = before.start;
    }
    runs.push(last);
    runs
}

#[cfg(test)]
#[path = "joining_tests.rs"]
mod tests;
