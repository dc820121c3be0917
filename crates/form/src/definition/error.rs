//! What can be wrong with a form. Every message says what is wrong and where, then what to write instead.

mod field;

use super::{AnalysisKind, MAX_ANALYSES, MAX_BINS, MAX_CHECKS, MAX_DECIMALS, MAX_FIELDS, MAX_PREDICTORS};
use crate::fixed::FixedError;

pub use field::FieldProblem;

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
    #[error("The form has {count} fields, cells of tables included. Write at most {MAX_FIELDS}.")]
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
    /// There are more than [`MAX_CHECKS`] checks.
    #[error("The form has {count} checks. Write at most {MAX_CHECKS}.")]
    TooManyChecks {
        /// How many there are.
        count: usize,
    },
    /// A check breaks a rule.
    #[error("Check {number}: {problem}")]
    Check {
        /// Which `[[check]]`, from 1.
        number: usize,
        /// What is wrong with it.
        problem: CheckProblem,
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

/// What is wrong with a check.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CheckProblem {
    /// The message can't be shown.
    #[error("The message {0}")]
    Message(TextProblem),
    /// The rule, or the condition on which it applies, can't be used.
    #[error("`{setting}`: {problem}")]
    Expression {
        /// "rule" or "when".
        setting: &'static str,
        /// What is wrong with it.
        problem: ExpressionProblem,
    },
    /// Nothing that is asked is in it.
    #[error("It is about no answer. Name a number or a table.")]
    NothingAsked,
}

/// What is wrong with an expression.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ExpressionProblem {
    /// Something else should stand there.
    #[error("there should be {expected} where there is {at}. Write sums such as 2 * pay - bonus + 3.")]
    Unexpected {
        /// What should stand there.
        expected: &'static str,
        /// What stands there.
        at: String,
    },
    /// A number that can't be used.
    #[error(
        "{text:?} can't be used. Write a number below 10^18 with at most {MAX_DECIMALS} digits after the point."
    )]
    Number {
        /// As written.
        text: String,
    },
    /// More terms than are handled.
    #[error("it has too many terms. Write at most {most} on each side.")]
    TooLong {
        /// The most terms.
        most: usize,
    },
    /// A key that nothing has, or a later question.
    #[error("{key:?} is neither a number nor a table of this form that is asked before. Correct the key.")]
    UnknownName {
        /// The key as written.
        key: String,
    },
    /// A total of what is no table.
    #[error("{key:?} in total() is no table. Write the key alone, or the key of a table.")]
    NoTable {
        /// The key as written.
        key: String,
    },
    /// Tables that don't lie one on the other.
    #[error(
        "{key:?} hasn't the same rows and columns as {first:?}. Name tables of the same shape, or total({key})."
    )]
    Shape {
        /// The table that was named first.
        first: String,
        /// The one that doesn't fit.
        key: String,
    },
    /// It names no table, but stands for every cell of one.
    #[error("it names no table with the same rows and columns. Name at least one.")]
    NoShape,
    /// What it computes could become too large to be exact.
    #[error(
        "what it computes could have more than 38 digits. Write fewer decimals, smaller factors or smaller bounds."
    )]
    TooLarge,
    /// Tables computed from tables computed from tables, and so on.
    #[error(
        "it is computed from computed tables, {most} and more one after the other. Name the tables that are asked."
    )]
    TooDeep {
        /// The most tables that are computed one from the other.
        most: usize,
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
    /// A table that asks nothing.
    #[error("{key:?} is computed from other answers. Name the tables that it is computed from.")]
    Computed {
        /// The table's key.
        key: String,
    },
    /// Groups of columns of a table that has none.
    #[error("{key:?} has no groups of columns. Give its columns `groups`, or leave `per` out.")]
    NoGroups {
        /// The table's key.
        key: String,
    },
    /// A total of different things.
    #[error(
        "`per = \"{per}\"` adds up cells of {key:?} with different units or decimals. Choose other parts."
    )]
    MixedTotal {
        /// The table's key.
        key: String,
        /// Which parts.
        per: &'static str,
    },
    /// A total too large to be computed.
    #[error("The totals of {key:?} can be too large. Choose other parts, or closer bounds.")]
    TotalTooLarge {
        /// The table's key.
        key: String,
    },
    /// Totals by group of a table whose cells may be unanswered.
    #[error(
        "Totals of {key:?} by group need every cell. Write `blank = \"zero\"` or `\"error\"` in that table."
    )]
    AbsentByGroup {
        /// The table's key.
        key: String,
    },
    /// A ratio of what doesn't fit together.
    #[error(
        "`of` and `to` don't fit together. Name two numbers, or two tables with the same cells to answer."
    )]
    RatioShape,
    /// A weight that can be negative.
    #[error(
        "`weight` names {key:?}, whose least answer is below 0. Give it a `min` of 0 or more, or weigh by another field."
    )]
    NegativeWeight {
        /// The field's key.
        key: String,
    },
    /// A histogram without limits, or with too many.
    #[error("`bins` has {count} limits. Write 1 to {}, each where one bin ends and the next begins.", MAX_BINS - 1)]
    BinCount {
        /// How many there are.
        count: usize,
    },
    /// A limit that can't be read.
    #[error("A limit in `bins` isn't right. {0}")]
    Bin(FixedError),
    /// Limits outside of a number's bounds, or out of order.
    #[error(
        "The limits in `bins` must ascend, above the `min` of {key:?} and at most its `max`. The first bin begins at `min` \
         and the last ends with `max` without their being written."
    )]
    BinOrder {
        /// The field's key.
        key: String,
    },
    /// Two histograms of one field by different limits.
    #[error(
        "Analysis {earlier} has other `bins` for {key:?}. Write the same ones, so that nobody can be picked out by comparing."
    )]
    OtherBins {
        /// The field's key.
        key: String,
        /// Which `[[analysis]]` came first, from 1.
        earlier: usize,
    },
    /// A correlation between fewer than two fields, or too many.
    #[error("`between` names {count} fields. Name 2 to {}.", MAX_PREDICTORS + 1)]
    BetweenCount {
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
