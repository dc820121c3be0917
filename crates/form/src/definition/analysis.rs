//! What is computed from the answers.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::Per;

/// One thing to be computed. Fields are indices into [`Form::fields`](super::Form::fields).
///
/// `by` is a boolean or choice field, not `of` itself: one result for each of its [groups](super::Field::groups), over
/// those who answered both. Who is in which group stays secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Analysis {
    /// How many answered `of` (any kind), or how many submitted when `None`.
    Count {
        /// Any field, or nothing.
        of: Option<usize>,
        /// Boolean or choice field to group by.
        by: Option<usize>,
    },
    /// The sum of a number, or of each part of a table.
    Sum {
        /// What is added up.
        of: Measure,
        /// Boolean or choice field to group by.
        by: Option<usize>,
    },
    /// The mean of a number, or of each part of a table.
    Mean {
        /// What is added up.
        of: Measure,
        /// Boolean or choice field to group by.
        by: Option<usize>,
    },
    /// The sample standard deviation (divisor n - 1) of a number, or of each part of a table.
    StandardDeviation {
        /// What is added up.
        of: Measure,
        /// Boolean or choice field to group by.
        by: Option<usize>,
    },
    /// The sum of one thing divided by the sum of another, over those who answered both.
    Ratio {
        /// What is divided.
        of: Measure,
        /// What it is divided by: a number, or a table with the same rows and columns, and the same parts of it.
        to: Measure,
        /// Boolean or choice field to group by.
        by: Option<usize>,
    },
    /// How often each option of a boolean, choice or multi was given.
    Frequency {
        /// Boolean, choice or multi field.
        of: usize,
        /// Boolean or choice field to group by.
        by: Option<usize>,
    },
    /// Ordinary least squares of the number `of` on `on` (numbers or booleans, booleans as 0 and 1), with an intercept,
    /// over those who answered all of them.
    Regression {
        /// Number field: the dependent variable.
        of: usize,
        /// 1 to 20 different number or boolean fields, none of them `of`.
        on: Vec<usize>,
    },
    /// The mean of a number in which each answer counts as often as another number says, over those who answered both.
    WeightedMean {
        /// Number field.
        of: usize,
        /// Number field whose least answer is 0 or more, not `of`.
        weight: usize,
        /// Boolean or choice field to group by.
        by: Option<usize>,
    },
    /// How many answers to a number lie between limits; and from these counts the median and the quartiles.
    Histogram {
        /// Number field.
        of: usize,
        /// The limits between the [bins](super::Number::bins), in units of the number's last decimal, ascending, above its
        /// minimum and at most its maximum; 1 to [`MAX_BINS`](super::MAX_BINS) - 1.
        limits: Vec<i64>,
        /// Boolean or choice field to group by.
        by: Option<usize>,
    },
    /// How many gave each pair of options, over those who answered both.
    Crosstab {
        /// Boolean or choice field: one row an option.
        rows: usize,
        /// Boolean or choice field: one column an option.
        columns: usize,
    },
    /// Means, standard deviations, covariances and correlations of numbers and booleans (as 0 and 1), over those who
    /// answered all of them.
    Correlation {
        /// 2 to 21 different number or boolean fields.
        between: Vec<usize>,
    },
}

/// What an analysis adds up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Measure {
    /// A number field.
    Number(usize),
    /// Parts of a table: one result for each.
    Table {
        /// Index into [`Form::tables`](super::Form::tables).
        table: usize,
        /// Which parts.
        per: Per,
    },
}

/// An [`Analysis`]'s kind without its fields. (De)serialises as the word the author writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AnalysisKind {
    /// [`Analysis::Count`]
    Count,
    /// [`Analysis::Sum`]
    Sum,
    /// [`Analysis::Mean`]
    Mean,
    /// [`Analysis::StandardDeviation`]
    StandardDeviation,
    /// [`Analysis::Ratio`]
    Ratio,
    /// [`Analysis::Frequency`]
    Frequency,
    /// [`Analysis::Regression`]
    Regression,
    /// [`Analysis::WeightedMean`]
    WeightedMean,
    /// [`Analysis::Histogram`]
    Histogram,
    /// [`Analysis::Crosstab`]
    Crosstab,
    /// [`Analysis::Correlation`]
    Correlation,
}

impl Analysis {
    /// Its kind.
    pub fn kind(&self) -> AnalysisKind {
        match self {
            Analysis::Count { .. } => AnalysisKind::Count,
            Analysis::Sum { .. } => AnalysisKind::Sum,
            Analysis::Mean { .. } => AnalysisKind::Mean,
            Analysis::StandardDeviation { .. } => AnalysisKind::StandardDeviation,
            Analysis::Ratio { .. } => AnalysisKind::Ratio,
            Analysis::Frequency { .. } => AnalysisKind::Frequency,
            Analysis::Regression { .. } => AnalysisKind::Regression,
            Analysis::WeightedMean { .. } => AnalysisKind::WeightedMean,
            Analysis::Histogram { .. } => AnalysisKind::Histogram,
            Analysis::Crosstab { .. } => AnalysisKind::Crosstab,
            Analysis::Correlation { .. } => AnalysisKind::Correlation,
        }
    }

    /// Its kind as the author writes it: "mean", "standard_deviation" and so on.
    pub fn kind_name(&self) -> &'static str {
        self.kind().name()
    }

    /// The one field it is about, an index into [`Form::fields`](super::Form::fields); `None` for a count of submissions, for
    /// tables, and for what is about several fields alike. Of a ratio, the field that is divided.
    pub fn of(&self) -> Option<usize> {
        match *self {
            Analysis::Count { of, .. } => of,
            Analysis::Frequency { of, .. }
            | Analysis::Regression { of, .. }
            | Analysis::WeightedMean { of, .. }
            | Analysis::Histogram { of, .. } => Some(of),
            _ => match self.measure()? {
                Measure::Number(field) => Some(field),
                Measure::Table { .. } => None,
            },
        }
    }

    /// What it adds up, if it is a sum, a mean, a standard deviation or a ratio (of which: what is divided).
    pub fn measure(&self) -> Option<Measure> {
        match *self {
            Analysis::Sum { of, .. }
            | Analysis::Mean { of, .. }
            | Analysis::StandardDeviation { of, .. }
            | Analysis::Ratio { of, .. } => Some(of),
            _ => None,
        }
    }

    /// The field it is grouped by, an index into [`Form::fields`](super::Form::fields).
    pub fn by(&self) -> Option<usize> {
        match self {
            Analysis::Count { by, .. }
            | Analysis::Sum { by, .. }
            | Analysis::Mean { by, .. }
            | Analysis::StandardDeviation { by, .. }
            | Analysis::Ratio { by, .. }
            | Analysis::Frequency { by, .. }
            | Analysis::WeightedMean { by, .. }
            | Analysis::Histogram { by, .. } => *by,
            Analysis::Regression { .. } | Analysis::Crosstab { .. } | Analysis::Correlation { .. } => None,
        }
    }
}

impl AnalysisKind {
    /// The kind as the author writes it: "mean", "standard_deviation" and so on.
    pub fn name(self) -> &'static str {
        match self {
            AnalysisKind::Count => "count",
            AnalysisKind::Sum => "sum",
            AnalysisKind::Mean => "mean",
            AnalysisKind::StandardDeviation => "standard_deviation",
            AnalysisKind::Ratio => "ratio",
            AnalysisKind::Frequency => "frequency",
            AnalysisKind::Regression => "regression",
            AnalysisKind::WeightedMean => "weighted_mean",
            AnalysisKind::Histogram => "histogram",
            AnalysisKind::Crosstab => "crosstab",
            AnalysisKind::Correlation => "correlation",
        }
    }
}

impl fmt::Display for AnalysisKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}
