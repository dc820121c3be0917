//! What is asked and what is computed.
//!
//! A [`Form`] is read from its author's TOML ([`Form::from_toml`]) or from a manifest's JSON (serde); both ways
//! check every rule, so a `Form` in hand is a valid one. [`Answers`] are what somebody typed; [`Form::validate`]
//! turns them into [`ValidAnswers`], the only thing that can be shared. [`statistics`] turns the sums that come out
//! of the private computation into the figures that the form declares, and [`results`] is how they are handed on.
//!
//! This crate does no input or output, reads no clock and builds for `wasm32-unknown-unknown`.

mod answers;
mod definition;
mod fixed;
pub mod results;
pub mod statistics;

pub use answers::{AnswerError, AnswerProblem, Answers, Need, ValidAnswers, Value};
pub use definition::{
    Analysis, AnalysisKind, AnalysisProblem, Choice, Field, FieldProblem, Form, FormError, Kind,
    MAX_ANALYSES, MAX_DECIMALS, MAX_FIELDS, MAX_OPTIONS, MAX_PREDICTORS, Number, TextProblem,
};
pub use fixed::{Fixed, FixedError};
