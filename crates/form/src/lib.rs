//! What is asked and what is computed.
//!
//! A [`Form`] is read from its author's TOML ([`Form::from_toml`]) or from a manifest's JSON (serde); both ways
//! check every rule, so a `Form` in hand is a valid one. [`Answers`] are what somebody typed; [`Form::validate`]
//! turns them into [`ValidAnswers`], the only thing that can be shared; [`Numbers`] are the totals and checks meanwhile. [`statistics`] turns the sums that come out
//! of the private computation into the figures that the form declares, and [`results`] is how they are handed on.
//!
//! This crate does no input or output, reads no clock and builds for `wasm32-unknown-unknown`.

mod answers;
mod definition;
mod exact;
mod fixed;
mod numbers;
mod privacy;
pub mod results;
pub mod statistics;

pub use answers::{AnswerError, AnswerProblem, Answers, Need, ValidAnswers, Value};
pub use definition::{
    Analysis, AnalysisKind, AnalysisProblem, Blank, Cell, Check, CheckProblem, Choice, Column,
    ExpressionProblem, Field, FieldProblem, Form, FormError, Heading, Kind, Level, MAX_ANALYSES, MAX_BINS,
    MAX_CHECKS, MAX_COLUMNS, MAX_DECIMALS, MAX_FIELDS, MAX_GROUP_LEVELS, MAX_OPTIONS, MAX_PREDICTORS,
    MAX_ROWS, Measure, Number, Part, Per, Place, Question, Table, TextProblem, Totals,
};
pub use fixed::{Fixed, FixedError};
pub use numbers::{Failure, Numbers};
pub use privacy::{Epsilon, EpsilonError, NoiseErrors};
