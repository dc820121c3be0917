//! Checks between answers: what must hold, or should, beyond the bounds of each.

use serde::{Deserialize, Serialize};

use super::{expression::Condition, raw::RawCheck};

/// The most checks a form may have.
pub const MAX_CHECKS: usize = 200;

/// Something that must hold between answers, or should. It is checked where the answers are typed; the proof that goes
/// with a submission covers the bounds of each answer, not this.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Check {
    /// What it means if it doesn't hold.
    pub level: Level,
    /// What to say then, 1 to 300 characters.
    pub message: String,
    /// Where it applies; `None`: everywhere.
    pub(crate) when: Option<Condition>,
    /// What is to hold.
    pub(crate) rule: Condition,
    pub(super) source: RawCheck,
}

/// What a check that doesn't hold means.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// The answers can't be submitted.
    #[default]
    Error,
    /// Whoever answers is asked whether the answers are right.
    Warning,
}
