//! A form as its author defines it, checked.

mod analysis;
mod check;
mod consistency;
mod error;
pub(crate) mod expression;
mod raw;
mod table;

use serde::{Deserialize, Serialize};

use crate::fixed::Fixed;
pub use analysis::{Analysis, AnalysisKind, Measure};
pub use consistency::{Check, Level, MAX_CHECKS};
pub use error::{AnalysisProblem, CheckProblem, ExpressionProblem, FieldProblem, FormError, TextProblem};
use raw::RawForm;
pub use table::{
    Blank, Cell, Column, Heading, MAX_COLUMNS, MAX_GROUP_LEVELS, MAX_ROWS, Part, Per, Place, Table, Totals,
};

/// The most fields a form may have, the cells of its tables included.
pub const MAX_FIELDS: usize = 2_000;
/// The most options a choice or multi field may have.
pub const MAX_OPTIONS: usize = 200;
/// The most analyses a form may declare.
pub const MAX_ANALYSES: usize = 500;
/// The most fields a regression may be on.
pub const MAX_PREDICTORS: usize = 20;
/// The most bins a histogram may have.
pub const MAX_BINS: usize = 100;
/// The most digits after the decimal point.
pub const MAX_DECIMALS: u8 = 9;

/// A checked form: what is asked ([`Question`]s, in the order they are shown) and what is computed ([`Analysis`]).
///
/// (De)serialises as the author's definition; deserialising checks every rule.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "RawForm", into = "RawForm")]
pub struct Form {
    title: String,
    purpose: String,
    questions: Vec<Question>,
    fields: Vec<Field>,
    tables: Vec<Table>,
    checks: Vec<Check>,
    analyses: Vec<Analysis>,
}

/// One of the things a form asks, as they are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Question {
    /// One answer: index into [`Form::fields`].
    Field(usize),
    /// Many numbers: index into [`Form::tables`].
    Table(usize),
}

/// One answer: to a question of its own, or in a cell of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    /// Name in answers and analyses: `[a-z][a-z0-9_]*`, at most 64 characters, unique in the form; of a cell, three
    /// such names with points between: table, row, column.
    pub key: String,
    /// The question as people read it, 1 to 200 characters; of a cell, the labels of table, row and column.
    pub label: String,
    /// Help below the label, 1 to 1000 characters.
    pub hint: Option<String>,
    /// Whether it may be left unanswered.
    pub optional: bool,
    /// Whether nothing means 0 (only cells of tables).
    pub blank_is_zero: bool,
    /// What kind of answer it takes.
    pub kind: Kind,
}

/// What kind of answer a field takes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A number within bounds.
    Number(Number),
    /// Yes or no.
    Boolean,
    /// Exactly one of these options (two or more).
    Choice(Vec<Choice>),
    /// One or more of these options. Ticking none leaves the field unanswered.
    Multi(Vec<Choice>),
}

/// A number's bounds, in units of its last decimal: with `decimals == 2`, `min == 150` is 1.50.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Number {
    /// Smallest answer, in units of 10^-decimals.
    pub min: i64,
    /// Largest answer, in units of 10^-decimals; at least `min`, and `max - min` is below 2^63.
    pub max: i64,
    /// Digits after the decimal point, 0 to 9.
    pub decimals: u8,
    /// What it counts ("US dollars", "years"), 1 to 60 characters.
    pub unit: Option<String>,
}

/// One option of a choice or multi field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Choice {
    /// Name in answers: as a field's key, unique in the field.
    pub key: String,
    /// The option as people read it, 1 to 200 characters, unique in the field.
    pub label: String,
}

impl Form {
    /// Reads a form as its author writes it, and checks it.
    ///
    /// # Errors
    ///
    /// [`FormError`]: what is wrong, where, and what to write instead.
    pub fn from_toml(text: &str) -> Result<Form, FormError> {
        raw::from_toml(text)?.try_into()
    }

    /// What the survey is called, 1 to 200 characters.
    pub fn title(&self) -> &str {
        &self.title
    }

    /// What the results are for, as participants read it, 1 to 2000 characters.
    pub fn purpose(&self) -> &str {
        &self.purpose
    }

    /// What is asked, in the order it is shown.
    pub fn questions(&self) -> &[Question] {
        &self.questions
    }

    /// All answers that are asked for, in the order of the questions, cells of tables row by row; 1 to [`MAX_FIELDS`].
    pub fn fields(&self) -> &[Field] {
        &self.fields
    }

    /// The tables, in the order of the questions.
    pub fn tables(&self) -> &[Table] {
        &self.tables
    }

    /// What is checked between answers, at most [`MAX_CHECKS`].
    pub fn checks(&self) -> &[Check] {
        &self.checks
    }

    /// What is computed, in the order it is reported; 1 to [`MAX_ANALYSES`].
    pub fn analyses(&self) -> &[Analysis] {
        &self.analyses
    }

    /// The parts that an analysis of this measure has one result for each of; a number has one, without labels.
    ///
    /// # Panics
    ///
    /// When the measure names what this form doesn't have; those of [`Form::analyses`] never do.
    pub fn parts(&self, measure: Measure) -> Vec<Part> {
        match measure {
            Measure::Number(field) => vec![Part { row: None, column: None, fields: vec![field] }],
            Measure::Table { table, per } => self.tables[table].parts(per),
        }
    }

    /// What the sum of these number fields counts, and how finely; its bounds are those of the sum, where a field that
    /// isn't answered counts as 0. A single field's are its own.
    ///
    /// `None` for no fields, for others than numbers, and where the bounds' difference is 2^63 or more.
    pub fn number_of(&self, fields: &[usize]) -> Option<Number> {
        let numbers = fields.iter().map(|&field| {
            let field = &self.fields[field];
            match &field.kind {
                Kind::Number(number) => Some((number, field.optional)),
                _ => None,
            }
        });
        let numbers = numbers.collect::<Option<Vec<_>>>()?;
        let &(first, _) = numbers.first()?;
        if numbers.len() == 1 {
            return Some(first.clone());
        }
        let (mut min, mut max) = (0i64, 0i64);
        for (number, optional) in numbers {
            min = min.checked_add(if optional { number.min.min(0) } else { number.min })?;
            max = max.checked_add(if optional { number.max.max(0) } else { number.max })?;
        }
        max.checked_sub(min)?;
        Some(Number { min, max, ..first.clone() })
    }

    /// Where the field with this key is in [`Form::fields`].
    pub fn field_index(&self, key: &str) -> Option<usize> {
        self.fields.iter().position(|field| field.key == key)
    }

    /// The analysis in plain English: Mean of “Average hourly earnings” by “Sex”.
    ///
    /// # Panics
    ///
    /// When the analysis names a field that this form doesn't have; those of [`Form::analyses`] never do.
    pub fn analysis_title(&self, analysis: &Analysis) -> String {
        let label = |index: usize| format!("“{}”", self.fields[index].label);
        let measure = |measure: Measure| match measure {
            Measure::Number(field) => label(field),
            Measure::Table { table, per } => {
                let table = format!("“{}”", self.tables[table].label);
                match per {
                    Per::Cell => format!("{table}, each cell"),
                    Per::Row => format!("the row totals of {table}"),
                    Per::Column => format!("the column totals of {table}"),
                    Per::Group => format!("the group totals of {table}"),
                    Per::All => format!("the total of {table}"),
                }
            }
        };
        let what = match *analysis {
            Analysis::Count { of: None, .. } => "Number of submissions".to_owned(),
            Analysis::Count { of: Some(of), .. } => format!("Number of answers to {}", label(of)),
            Analysis::Sum { of, .. } => format!("Sum of {}", measure(of)),
            Analysis::Mean { of, .. } => format!("Mean of {}", measure(of)),
            Analysis::StandardDeviation { of, .. } => format!("Standard deviation of {}", measure(of)),
            Analysis::Ratio { of, to, .. } => format!("Ratio of {} to {}", measure(of), measure(to)),
            Analysis::Frequency { of, .. } => format!("Frequency of {}", label(of)),
            Analysis::Regression { of, ref on } => {
                let on: Vec<String> = on.iter().map(|&index| label(index)).collect();
                format!("Regression of {} on {}", label(of), enumerate(&on))
            }
            Analysis::WeightedMean { of, weight, .. } => {
                format!("Mean of {} weighted by {}", label(of), label(weight))
            }
            Analysis::Histogram { of, ref limits, .. } => {
                let number = self.number_of(&[of]);
                let limit = |&limit: &i64| {
                    number.as_ref().map_or_else(String::new, |number| number.fixed(limit).to_string())
                };
                let limits: Vec<String> = limits.iter().map(limit).collect();
                format!(
                    "Median, quartiles and histogram of {} with limits at {}",
                    label(of),
                    enumerate(&limits)
                )
            }
            Analysis::Crosstab { rows, columns } => {
                format!("Two-way table of {} and {}", label(rows), label(columns))
            }
            Analysis::Correlation { ref between } => {
                let between: Vec<String> = between.iter().map(|&index| label(index)).collect();
                format!("Correlations between {}", enumerate(&between))
            }
        };
        match analysis.by() {
            Some(by) => format!("{what} by {}", label(by)),
            None => what,
        }
    }
}

impl Field {
    /// What its answers can be told apart by, in the order of their index: the groups of an analysis `by` this
    /// field, and the options of its frequencies.
    ///
    /// A boolean has "No" (0) and "Yes" (1), a choice or multi its options' labels, a number nothing.
    pub fn groups(&self) -> Vec<String> {
        match &self.kind {
            Kind::Number(_) => Vec::new(),
            Kind::Boolean => [false, true].map(|yes| yes_or_no(yes).to_owned()).into(),
            Kind::Choice(options) | Kind::Multi(options) => {
                options.iter().map(|option| option.label.clone()).collect()
            }
        }
    }
}

impl Kind {
    /// The kind as the author writes it: "number", "boolean", "choice" or "multi".
    pub fn name(&self) -> &'static str {
        match self {
            Kind::Number(_) => "number",
            Kind::Boolean => "boolean",
            Kind::Choice(_) => "choice",
            Kind::Multi(_) => "multi",
        }
    }
}

impl Number {
    /// A value in units of this number's last decimal, as a decimal number.
    pub fn fixed(&self, units: i64) -> Fixed {
        Fixed { units: units.into(), decimals: self.decimals }
    }

    /// The bins between these limits (ascending, within the bounds), each as its least answer and the next one's least
    /// answer; the last one's end is the maximum, which is in it.
    pub fn bins(&self, limits: &[i64]) -> Vec<(i64, i64)> {
        let starts = std::iter::once(self.min).chain(limits.iter().copied());
        starts.zip(limits.iter().copied().chain([self.max])).collect()
    }
}

pub(crate) fn yes_or_no(yes: bool) -> &'static str {
    if yes { "Yes" } else { "No" }
}

/// "A", "A and B", "A, B and C".
fn enumerate(words: &[String]) -> String {
    match words {
        [] => String::new(),
        [only] => only.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}
