//! How much of what was computed isn't shown, or not as finely as the form declares it.

use serde::Serialize;
use tacit_form::{
    Analysis,
    results::{AnalysisResult, Outcome},
    statistics::Crosstab,
};

use super::Report;

/// Counts of what is held back, of everybody and of all cohorts together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub(super) struct Suppressed {
    /// Rows of results without a figure.
    pub(super) figures: u64,
    /// Counts of frequencies, and of two-way tables, totals included.
    pub(super) cells: u64,
    /// Limits between bins that are left out, so that two bins are one.
    pub(super) limits: u64,
    /// Cohorts of which nothing is shown but how many they are.
    pub(super) cohorts: u64,
}

impl Suppressed {
    pub(super) fn of(report: &Report) -> Self {
        let mut all = Self::default();
        let cohorts = &report.results.cohorts;
        all.cohorts = cohorts.iter().filter(|cohort| cohort.analyses.is_empty()).count() as u64;
        let lists = cohorts.iter().map(|cohort| &cohort.analyses).chain([&report.results.analyses]);
        for analyses in lists {
            for (analysis, result) in report.form().analyses().iter().zip(analyses) {
                all.add(analysis, result);
            }
        }
        all
    }

    /// What stands below results of which any isn't there.
    pub(super) fn explanation(self, threshold: u64) -> Option<String> {
        (self.figures + self.cells + self.cohorts > 0).then(|| {
            format!(
                "Withheld figures are about fewer than {threshold} people, or would let a figure about fewer than {threshold} be \
                 worked out, alone or beside others that are shown."
            )
        })
    }

    fn add(&mut self, analysis: &Analysis, result: &AnalysisResult) {
        for row in &result.rows {
            match (&row.outcome, analysis) {
                (Outcome::Withheld, _) => self.figures += 1,
                (Outcome::Frequencies(options), _) => {
                    self.cells += options.iter().filter(|(_, count)| count.is_none()).count() as u64;
                }
                (Outcome::Crosstab(table), _) => self.cells += hidden(table),
                (Outcome::Histogram(found), Analysis::Histogram { limits, .. }) => {
                    let shown = found.bins.len().saturating_sub(1);
                    self.limits += limits.len().saturating_sub(shown) as u64;
                }
                _ => {}
            }
        }
    }
}

fn hidden(table: &Crosstab) -> u64 {
    let counts = table.counts.iter().flatten().chain(&table.row_totals).chain(&table.column_totals);
    counts.filter(|count| count.is_none()).count() as u64
}
