//! What can be wrong with answers, in words for the person who answers.

use std::fmt;

use crate::definition::{Field, Kind};
use crate::fixed::Fixed;

/// How many options a sentence lists before it only counts them.
const LISTED_OPTIONS: usize = 12;

/// What is wrong with the answer to one field. It never repeats what was typed.
///
/// Displays as the field's label and the problem, for a list of errors; beside the field, show `problem` alone.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{label}: {problem}")]
pub struct AnswerError {
    /// The field's key, or the key that no field has: of a check between totals, the key of a table.
    pub key: String,
    /// The field's label, or again the key that no field has.
    pub label: String,
    /// What is wrong.
    pub problem: AnswerProblem,
}

/// What is wrong with an answer. Displays as a sentence that says what to do.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum AnswerProblem {
    /// A required field is unanswered.
    #[error("{0}.")]
    Missing(Need),
    /// The text can't be understood as what is needed.
    #[error("{need}{advice}.", need = .0, advice = .0.advice())]
    NotUnderstood(Need),
    /// A number has more decimals than are kept.
    #[error("{need}, {decimals}.", need = .0, decimals = .0.decimals())]
    TooManyDecimals(Need),
    /// A number is below `min` or above `max`.
    #[error("{0}.")]
    OutOfBounds(Need),
    /// A multi has the same option twice.
    #[error("Choose each option only once.")]
    Repeated,
    /// Several texts for a field that takes one.
    #[error("Give only one answer.")]
    Several,
    /// The answers don't fit together: the message of a check of the form.
    #[error("{0}")]
    Check(String),
    /// No field has this key.
    #[error("The form has no field with this key. Remove it, or correct the key.")]
    UnknownKey,
}

/// What a field needs. Displays as a request without a full stop: "Enter a number between 0.00 and 100.00 US dollars".
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Need {
    /// A number within bounds.
    Number {
        /// The smallest that is accepted.
        min: Fixed,
        /// The largest that is accepted; it has as many decimals as `min`.
        max: Fixed,
        /// What it counts.
        unit: Option<String>,
    },
    /// Yes or no.
    Boolean,
    /// The key of exactly one option.
    Choice {
        /// The options' keys, in order.
        options: Vec<String>,
    },
    /// The keys of one option or more.
    Multi {
        /// The options' keys, in order.
        options: Vec<String>,
    },
}

impl Need {
    pub(super) fn of(field: &Field) -> Need {
        match &field.kind {
            Kind::Number(number) => Need::Number {
                min: number.fixed(number.min),
                max: number.fixed(number.max),
                unit: number.unit.clone(),
            },
            Kind::Boolean => Need::Boolean,
            Kind::Choice(options) => {
                Need::Choice { options: options.iter().map(|option| option.key.clone()).collect() }
            }
            Kind::Multi(options) => {
                Need::Multi { options: options.iter().map(|option| option.key.clone()).collect() }
            }
        }
    }

    /// The end of the request for somebody who has tried: how to write it.
    fn advice(&self) -> String {
        match self {
            Need::Number { min: Fixed { decimals: 0, .. }, .. } => {
                ", in digits only, such as 1234".to_owned()
            }
            Need::Number { .. } => ", in digits with a point before the decimals, such as 1234.5".to_owned(),
            Need::Boolean => String::new(),
            Need::Choice { options } | Need::Multi { options } => {
                let listed = options.iter().take(LISTED_OPTIONS).cloned().collect::<Vec<_>>().join(", ");
                match options.len().saturating_sub(LISTED_OPTIONS) {
                    0 => format!(": {listed}"),
                    more => format!(": {listed} or {more} more"),
                }
            }
        }
    }

    fn decimals(&self) -> String {
        match self {
            Need::Number { min: Fixed { decimals: 0, .. }, .. } => "without decimals".to_owned(),
            Need::Number { min: Fixed { decimals: 1, .. }, .. } => "with at most 1 decimal".to_owned(),
            Need::Number { min, .. } => format!("with at most {} decimals", min.decimals),
            _ => String::new(),
        }
    }
}

impl fmt::Display for Need {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Need::Number { min, max, unit } => {
                let article = if min.decimals == 0 { "a whole number" } else { "a number" };
                write!(f, "Enter {article} between {min} and {max}")?;
                unit.as_ref().map_or(Ok(()), |unit| write!(f, " {unit}"))
            }
            Need::Boolean => f.write_str("Choose Yes or No"),
            Need::Choice { .. } => f.write_str("Choose one of the options"),
            Need::Multi { .. } => f.write_str("Choose one option or more"),
        }
    }
}
