//! What can be wrong with a form. Every message says what is wrong and where, then what to write instead.

use super::{AnalysisKind, MAX_ANALYSES, MAX_DECIMALS, MAX_FIELDS, MAX_OPTIONS, MAX_PREDICTORS};
use crate::fixed::FixedError;

/// Why a definition is no [`Form`](super::Form).
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum FormError {
    /// It isn't TOML, or a setting is missing, unknown or of another type.
    #[error("Line {line}, column {column}: {problem}. Correct the form there.")]
    Syntax {
        /// Line of the text, from 1.
        line: usize,
        /// Character of the line, from 1.
        column: usize,
        /// What is wrong there, without a full stop.
        problem: String,
    },
    /// The title or the purpose can't be shown.
    #[error("The form's {part} {problem}")]
    Text {
        /// "title" or "purpose".
        part: &'static str,
        /// What is wrong with it.
        problem: TextProblem,
    },
    /// There is no field.
    #[error("The form asks nothing. Add at least one [[field]].")]
    NoFields,
    /// There are more than [`MAX_FIELDS`] fields.
    #[error("The form has {count} fields. Write at most {MAX_FIELDS}.")]
    TooManyFields {
        /// How many there are.
        count: usize,
    },
    /// There is no analysis.
    #[error("The form computes nothing. Add at least one [[analysis]].")]
    NoAnalyses,
    /// There are more than [`MAX_ANALYSES`] analyses.
    #[error("The form has {count} analyses. Write at most {MAX_ANALYSES}.")]
    TooManyAnalyses {
        /// How many there are.
        count: usize,
    },
    /// A field breaks a rule.
    #[error("Field {number} ({key:?}): {problem}")]
    Field {
        /// Which `[[field]]`, from 1.
        number: usize,
        /// Its key as written.
        key: String,
        /// What is wrong with it.
        problem: FieldProblem,
    },
    /// An analysis breaks a rule.
    #[error("Analysis {number} ({kind}): {problem}")]
    Analysis {
        /// Which `[[analysis]]`, from 1.
        number: usize,
        /// Its kind as written.
        kind: AnalysisKind,
        /// What is wrong with it.
        problem: AnalysisProblem,
    },
}

/// What is wrong with a text. Displays as the end of a sentence that begins with the text's name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum TextProblem {
    /// Empty or only blanks.
    #[error("is blank. Write 1 to {most} characters.")]
    Blank {
        /// The most characters it may have.
        most: usize,
    },
    /// Longer than it may be.
    #[error("has {count} characters. Write at most {most}.")]
    TooLong {
        /// The most characters it may have.
        most: usize,
        /// How many characters it has.
        count: usize,
    },
    /// A line break, a tab or another control character.
    #[error("has a line break, a tab or another control character. Write it on one line, with plain spaces.")]
    ControlCharacter,
}

/// What is wrong with a field.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum FieldProblem {
    /// The key has a form that keys don't have.
    #[error(
        "The key is not allowed. Write a small letter, then up to 63 small letters, digits or underscores."
    )]
    Key,
    /// An earlier field has the same key.
    #[error("An earlier field has the same key. Give every field a key of its own.")]
    DuplicateKey,
    /// The label, the hint or the unit can't be shown.
    #[error("The {part} {problem}")]
    Text {
        /// "label", "hint" or "unit".
        part: &'static str,
        /// What is wrong with it.
        problem: TextProblem,
    },
    /// A setting that its kind needs isn't there.
    #[error("A {kind} field needs `{setting}`. Add it.")]
    MissingSetting {
        /// The field's kind.
        kind: &'static str,
        /// What is missing.
        setting: &'static str,
    },
    /// A setting of another kind of field.
    #[error("A {kind} field can't have `{setting}`. Remove it, or change the kind.")]
    ForeignSetting {
        /// The field's kind.
        kind: &'static str,
        /// What doesn't belong to it.
        setting: &'static str,
    },
    /// More decimals than are handled, or fewer than none.
    #[error("`decimals` is {decimals}. Write a whole number from 0 to {MAX_DECIMALS}.")]
    Decimals {
        /// What is written.
        decimals: i64,
    },
    /// A bound isn't a number with the field's decimals.
    #[error("`{setting}` can't be used with `decimals = {decimals}`. {problem}")]
    Bound {
        /// "min" or "max".
        setting: &'static str,
        /// The field's decimals.
        decimals: u8,
        /// What is wrong with it.
        problem: FixedError,
    },
    /// The smallest answer is larger than the largest.
    #[error("`min` is greater than `max`. Write the smaller one as `min`.")]
    BoundsReversed,
    /// The range has 2^63 units of the last decimal or more.
    #[error("There are too many numbers between `min` and `max`. Bring them closer or lower `decimals`.")]
    RangeTooLarge,
    /// Nothing to choose from.
    #[error("There are too few options. Write at least {least}.")]
    TooFewOptions {
        /// The fewest options its kind has.
        least: usize,
    },
    /// More than [`MAX_OPTIONS`] options.
    #[error("There are {count} options. Write at most {MAX_OPTIONS}.")]
    TooManyOptions {
        /// How many there are.
        count: usize,
    },
    /// An option's key has a form that keys don't have.
    #[error(
        "The option key {option:?} is not allowed. \
         Write a small letter, then up to 63 small letters, digits or underscores."
    )]
    OptionKey {
        /// The key as written.
        option: String,
    },
    /// An option's label can't be shown.
    #[error("The label of option {option:?} {problem}")]
    OptionText {
        /// The option's key.
        option: String,
        /// What is wrong with it.
        problem: TextProblem,
    },
    /// Two options have the same key or the same label.
    #[error("Option {option:?} has the {part} of an earlier option. Give every option a {part} of its own.")]
    DuplicateOption {
        /// The later option's key.
        option: String,
        /// "key" or "label".
        part: &'static str,
    },
}

/// What is wrong with an analysis.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum AnalysisProblem {
    /// A setting that its kind needs isn't there.
    #[error("It needs `{setting}`. Add the key of a field.")]
    MissingSetting {
        /// What is missing.
        setting: &'static str,
    },
    /// A setting of another kind of analysis.
    #[error("It can't have `{setting}`. Remove it, or change the kind.")]
    ForeignSetting {
        /// What doesn't belong to it.
        setting: &'static str,
    },
    /// A key that no field has.
    #[error("`{setting}` names {key:?}, which is no field's key. Write the key of a field of this form.")]
    UnknownField {
        /// "of", "by" or "on".
        setting: &'static str,
        /// The key as written.
        key: String,
    },
    /// A field of a kind that can't be used there.
    #[error("`{setting}` names {key:?}, a {kind} field. Name a {expected} field.")]
    WrongKind {
        /// "of", "by" or "on".
        setting: &'static str,
        /// The field's key.
        key: String,
        /// The field's kind.
        kind: &'static str,
        /// Which kinds can be used there.
        expected: &'static str,
    },
    /// The same field twice in one analysis.
    #[error("It names {key:?} twice. Name each field once.")]
    RepeatedField {
        /// The field's key.
        key: String,
    },
    /// A regression on nothing.
    #[error("`on` is empty. Name 1 to {MAX_PREDICTORS} fields.")]
    NoPredictors,
    /// A regression on more than [`MAX_PREDICTORS`] fields.
    #[error("`on` names {count} fields. Name at most {MAX_PREDICTORS}.")]
    TooManyPredictors {
        /// How many there are.
        count: usize,
    },
    /// An earlier analysis is the same.
    #[error("It is the same as analysis {earlier}. Remove one of them.")]
    Duplicate {
        /// Which `[[analysis]]` came first, from 1.
        earlier: usize,
    },
}
