//! Two-way tables of counts.

use serde::{Deserialize, Serialize};

/// How many people gave each pair of options. What is `None` is not revealed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Crosstab {
    /// The labels of the rows.
    pub rows: Vec<String>,
    /// The labels of the columns.
    pub columns: Vec<String>,
    /// Row by row.
    pub counts: Vec<Vec<Option<u64>>>,
    /// How many are in each row.
    pub row_totals: Vec<Option<u64>>,
    /// How many are in each column.
    pub column_totals: Vec<Option<u64>>,
    /// Whether rows and columns have to do with each other; `None` if a count isn't revealed, or if all are in one row or
    /// one column.
    pub chi_square: Option<ChiSquare>,
}

/// Pearson's test of independence, without a correction for continuity.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct ChiSquare {
    /// Σ (count - expected)² / expected, over the rows and columns in which anybody is.
    pub statistic: f64,
    /// (rows - 1)(columns - 1), of those.
    pub freedom: u64,
    /// The least count that would be expected. The test is rough where this is below 5.
    pub least_expected: f64,
    /// How likely so large a statistic is where rows and columns are independent, once it is worked out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub p: Option<f64>,
}

impl Crosstab {
    /// Pearson's test; `None` as of [`Crosstab::chi_square`].
    pub fn independence(&self) -> Option<ChiSquare> {
        let known = |counts: &[Option<u64>]| counts.iter().copied().collect::<Option<Vec<u64>>>();
        let (rows, columns) = (known(&self.row_totals)?, known(&self.column_totals)?);
        let total: u64 = rows.iter().sum();
        let mut statistic = 0.0;
        let mut least_expected = f64::INFINITY;
        for (counts, &row) in self.counts.iter().zip(&rows).filter(|(_, row)| **row > 0) {
            for (&count, &column) in counts.iter().zip(&columns).filter(|(_, column)| **column > 0) {
                let expected = row as f64 * column as f64 / total as f64;
                statistic += (count? as f64 - expected).powi(2) / expected;
                least_expected = least_expected.min(expected);
            }
        }
        let used = |totals: &[u64]| totals.iter().filter(|&&total| total > 0).count() as u64;
        let freedom = used(&rows).saturating_sub(1) * used(&columns).saturating_sub(1);
        (freedom > 0).then_some(ChiSquare { statistic, freedom, least_expected, p: None })
    }
}
