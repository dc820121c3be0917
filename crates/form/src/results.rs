//! What a form's private computation found, as plain data for a table, a CSV file or JSON.
//!
//! JSON, version 1, as [`Results`] serialises:
//!
//! ```json
//! {
//!   "version": 1,
//!   "title": "Hourly wages", "submitted": 526, "accepted": 526, "rejected": 0, "threshold": 5,
//!   "analyses": [
//!     { "title": "Mean of “Earnings” by “Female”", "kind": "mean", "rows": [
//!       { "group": "No", "count": 274, "outcome": { "mean": 7.099489 } },
//!       { "group": "Yes", "count": null, "outcome": "withheld" } ] }
//!   ]
//! }
//! ```
//!
//! `outcome` is the text `withheld` or `count`, or an object with one member: `sum` (a text with all its decimals), `mean`,
//! `weighted_mean`, `ratio`, `standard_deviation` (a [`Spread`]), `frequencies` (a list of `[option, count]`; null: withheld), `histogram`
//! ([`Histogram`]), `crosstab` ([`Crosstab`]), `regression` and `correlation` (`names`, `result`: [`Regression`],
//! [`Correlations`]) and `undefined` (the reason, a sentence). Of a table, a row also has the labels `row`, `column` or both,
//! unless it is about the whole. Where noise was added for differential privacy, the results have its budget as `epsilon` (a
//! text), and every row with figures `noise` ([`NoiseErrors`]).

use serde::{Deserialize, Serialize};

use crate::definition::{Analysis, AnalysisKind, Form, Number};
use crate::fixed::Fixed;
use crate::privacy::{Epsilon, NoiseErrors};
use crate::statistics::{
    self, Correlations, CrossMoments, Crosstab, Histogram, Moments, Regression, Spread, Variable,
};

/// The version of the JSON form that this crate writes.
pub const VERSION: u32 = 1;

/// Everything that a session has found.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Results {
    /// [`VERSION`].
    pub version: u32,
    /// The form's title.
    pub title: String,
    /// How many participants submitted.
    pub submitted: u64,
    /// How many of these submissions were found valid by both parties, and counted.
    pub accepted: u64,
    /// How many were not, and weren't counted.
    pub rejected: u64,
    /// The fewest people a figure may be about; below that it is withheld.
    pub threshold: u64,
    /// The privacy budget for which noise was added to every figure; `None`: all are exact.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub epsilon: Option<Epsilon>,
    /// One for each of [`Form::analyses`], in their order.
    pub analyses: Vec<AnalysisResult>,
    /// The same of each of the session's cohorts, in their order; empty if it has none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub cohorts: Vec<CohortResults>,
}

/// What was found of one cohort.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CohortResults {
    /// Its name.
    pub name: String,
    /// How many submissions of it were counted.
    pub accepted: u64,
    /// One for each of [`Form::analyses`], in their order; none if nothing is revealed of the cohort.
    pub analyses: Vec<AnalysisResult>,
}

/// What one analysis found.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AnalysisResult {
    /// The analysis in plain English, see [`Form::analysis_title`].
    pub title: String,
    /// What was computed.
    pub kind: AnalysisKind,
    /// One for each part of a table, else one; and of each, one for each group in the order of
    /// [`Field::groups`](crate::Field::groups), if it is grouped.
    pub rows: Vec<Row>,
}

/// What was found of everybody or of one group, in one part of a table if it is about a table.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Row {
    /// The label of the table's row, if it is about one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub row: Option<String>,
    /// The label of the table's column, or group of columns, if it is about one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub column: Option<String>,
    /// The group's label; `None` for everybody.
    pub group: Option<String>,
    /// How many people the figures are about; `None` if that is withheld too.
    pub count: Option<u64>,
    /// The figures.
    pub outcome: Outcome,
    /// How far noise moves them, where it was added.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub noise: Option<NoiseErrors>,
}

/// The figures of a [`Row`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// Not revealed: about fewer people than the threshold, or it would let another withheld figure be derived.
    Withheld,
    /// Only how many: see [`Row::count`].
    Count,
    /// The exact sum.
    Sum(Fixed),
    /// The mean.
    Mean(f64),
    /// The mean in which each answer counts as often as its weight.
    WeightedMean(f64),
    /// One sum divided by another.
    Ratio(f64),
    /// The sample standard deviation, with the mean that it is around.
    StandardDeviation(Spread),
    /// Each option's label and how many gave it, in the order of [`Field::groups`](crate::Field::groups); `None` where that is
    /// withheld.
    Frequencies(Vec<(String, Option<u64>)>),
    /// How many answers lie between limits, and the quartiles.
    Histogram(Histogram),
    /// How many gave each pair of options.
    Crosstab(Crosstab),
    /// A fit by ordinary least squares.
    Regression {
        /// The label of each predictor, in the order of the result's coefficients.
        names: Vec<String>,
        /// The fit.
        result: Regression,
    },
    /// How variables go together.
    Correlation {
        /// The label of each variable.
        names: Vec<String>,
        /// Covariances and correlations.
        result: Correlations,
    },
    /// There is no such figure; a sentence that says why.
    Undefined(String),
}

impl AnalysisResult {
    /// What one of the form's analyses found.
    ///
    /// # Panics
    ///
    /// As [`Form::analysis_title`]: when the analysis isn't one of this form.
    pub fn new(form: &Form, analysis: &Analysis, rows: Vec<Row>) -> AnalysisResult {
        AnalysisResult { title: form.analysis_title(analysis), kind: analysis.kind(), rows }
    }
}

impl Outcome {
    /// The figures that noise moves: a standard deviation, then its mean; a regression's coefficients from the intercept on,
    /// then R²; the correlation of each pair, then the covariance of each, then each variable's standard deviation and mean;
    /// the counts of bins, then the quartiles' estimates; the counts of a two-way table row by row, then the totals of its rows and
    /// of its columns. Those that are withheld or
    /// undefined are left out. How many people a row is about isn't among them.
    pub fn figures(&self) -> Vec<f64> {
        match self {
            Self::Withheld | Self::Count | Self::Undefined(_) => Vec::new(),
            Self::Sum(sum) => vec![sum.to_f64()],
            Self::Mean(value) | Self::WeightedMean(value) | Self::Ratio(value) => vec![*value],
            Self::StandardDeviation(spread) => vec![spread.standard_deviation, spread.mean],
            Self::Frequencies(options) => {
                options.iter().filter_map(|&(_, count)| Some(count? as f64)).collect()
            }
            Self::Histogram(histogram) => {
                let bins = histogram.bins.iter().map(|bin| bin.count as f64);
                bins.chain(histogram.quartiles.iter().map(|quartile| quartile.estimate)).collect()
            }
            Self::Crosstab(table) => {
                let totals = table.row_totals.iter().chain(&table.column_totals);
                let counts = table.counts.iter().flatten().chain(totals);
                counts.flatten().map(|&count| count as f64).collect()
            }
            Self::Regression { result, .. } => {
                let coefficients = std::iter::once(&result.intercept).chain(&result.coefficients);
                coefficients.map(|it| it.estimate).chain(result.r_squared).collect()
            }
            Self::Correlation { result, .. } => {
                let correlations = result.pairs.iter().filter_map(|pair| pair.correlation);
                let covariances = result.pairs.iter().map(|pair| pair.covariance);
                let spreads = result.variables.iter().flat_map(|it| [it.standard_deviation, it.mean]);
                correlations.chain(covariances).chain(spreads).collect()
            }
        }
    }

    /// Without what figures say of another sample of people, which can't be told from noise: standard errors, tests, and what
    /// is worked out from the residuals.
    pub fn without_inference(mut self) -> Outcome {
        let of_spread = |spread: &mut Spread| (spread.standard_error, spread.interval) = (None, None);
        match &mut self {
            Self::StandardDeviation(spread) => of_spread(spread),
            Self::Crosstab(table) => table.chi_square = None,
            Self::Regression { result, .. } => {
                let coefficients = result.coefficients.iter_mut().chain([&mut result.intercept]);
                coefficients.for_each(|it| (it.standard_error, it.inference) = (None, None));
                (result.adjusted_r_squared, result.residual_standard_error) = (None, None);
                (result.f, result.f_p) = (None, None);
            }
            Self::Correlation { result, .. } => {
                result.variables.iter_mut().for_each(of_spread);
                result.pairs.iter_mut().for_each(|pair| pair.inference = None);
            }
            _ => {}
        }
        self
    }

    /// The sum, see [`statistics::sum`].
    pub fn sum(number: &Number, moments: &Moments) -> Outcome {
        Outcome::Sum(statistics::sum(number, moments))
    }

    /// The mean, see [`statistics::mean`].
    pub fn mean(number: &Number, moments: &Moments) -> Outcome {
        statistics::mean(number, moments)
            .map_or_else(|| Outcome::Undefined("Nobody answered.".to_owned()), Outcome::Mean)
    }

    /// The first sum divided by the second, see [`statistics::ratio_of_sums`].
    pub fn ratio(of: (&Number, &Moments), to: (&Number, &Moments)) -> Outcome {
        statistics::ratio_of_sums(of, to)
            .map_or_else(|| Outcome::Undefined("The sum to divide by is 0.".to_owned()), Outcome::Ratio)
    }

    /// The sample standard deviation, see [`statistics::spread`].
    pub fn standard_deviation(number: &Number, moments: &Moments) -> Outcome {
        statistics::spread(number, moments).map_or_else(
            || Outcome::Undefined("A standard deviation needs at least two answers.".to_owned()),
            Outcome::StandardDeviation,
        )
    }

    /// The weighted mean, see [`statistics::weighted_mean`].
    pub fn weighted_mean(number: &Number, sum: u128, weights: (&Number, &Moments)) -> Outcome {
        statistics::weighted_mean(number, sum, weights)
            .map_or_else(|| Outcome::Undefined("The weights add up to 0.".to_owned()), Outcome::WeightedMean)
    }

    /// How variables with these names go together, see [`statistics::correlations`].
    pub fn correlation(names: Vec<String>, variables: &[Variable], moments: &CrossMoments) -> Outcome {
        match statistics::correlations(variables, moments) {
            Some(result) => Outcome::Correlation { names, result },
            None => Outcome::Undefined("A correlation needs at least two complete answers.".to_owned()),
        }
    }

    /// The fit of `variables[0]` on the others, which have these names; see [`statistics::regression`].
    pub fn regression(names: Vec<String>, variables: &[Variable], moments: &CrossMoments) -> Outcome {
        match statistics::regression(variables, moments) {
            Ok(result) => Outcome::Regression { names, result },
            Err(error) => Outcome::Undefined(error.to_string()),
        }
    }
}
