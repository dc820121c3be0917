//! What can be wrong with a field or a table.

use super::{ExpressionProblem, TextProblem};
use crate::{
    definition::{MAX_DECIMALS, MAX_GROUP_LEVELS, MAX_OPTIONS},
    fixed::FixedError,
};

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
    /// No rows or columns, or too many.
    #[error("`{part}` has {count} entries. Write 1 to {most}.")]
    HeadingCount {
        /// "rows" or "columns".
        part: &'static str,
        /// How many there are.
        count: usize,
        /// The most there may be.
        most: usize,
    },
    /// The key of a row or column has a form that keys don't have.
    #[error(
        "The key {key:?} in `{part}` is not allowed. \
         Write a small letter, then up to 63 small letters, digits or underscores."
    )]
    HeadingKey {
        /// "rows" or "columns".
        part: &'static str,
        /// The key as written.
        key: String,
    },
    /// Two rows, or two columns, have the same key.
    #[error("{key:?} is twice in `{part}`. Give each a key of its own.")]
    DuplicateHeading {
        /// "rows" or "columns".
        part: &'static str,
        /// The later one's key.
        key: String,
    },
    /// A row's or column's label, hint or unit can't be shown.
    #[error("The {part} of {key:?} {problem}")]
    HeadingText {
        /// "label", "hint", "group" or "unit".
        part: &'static str,
        /// The row's or column's key.
        key: String,
        /// What is wrong with it.
        problem: TextProblem,
    },
    /// Columns with more groups than others, or too many.
    #[error(
        "Column {key:?} has {count} groups, the first {first}. Give all as many, at most {MAX_GROUP_LEVELS}."
    )]
    GroupLevels {
        /// The column's key.
        key: String,
        /// How many groups it has.
        count: usize,
        /// How many the first column has.
        first: usize,
    },
    /// Something wrong with a part of a table.
    #[error("{place}: {problem}")]
    InTable {
        /// Which column or cell.
        place: String,
        /// What is wrong there.
        problem: Box<FieldProblem>,
    },
    /// `cells` names a cell that isn't there, or names one twice.
    #[error("`cells` names row {row:?}, column {column:?}, which {problem}")]
    CellPlace {
        /// The row's key as written.
        row: String,
        /// The column's key as written.
        column: String,
        /// "isn't there. Correct the keys." or "it names before. Remove one of them."
        problem: &'static str,
    },
    /// A cell with a number of its own and bounds too.
    #[error("A cell with `fixed` isn't asked, so it can't have bounds. Remove them, or `fixed`.")]
    FixedWithBounds,
    /// A table that asks nothing.
    #[error("Every cell is fixed. Leave at least one to be answered.")]
    NothingAsked,
    /// Blank cells can't mean 0.
    #[error("`blank = \"zero\"` needs bounds with 0 between them. Change the bounds, or `blank`.")]
    BlankOutOfBounds,
    /// Sums of different things.
    #[error(
        "Totals need the same unit and decimals in all that they add up. Leave `{total}` out of `totals`."
    )]
    MixedTotals {
        /// "rows", "columns" or "all".
        total: &'static str,
    },
    /// `first_cell` is no place in a spreadsheet.
    #[error("`first_cell` is {text:?}. Write a column and a row such as C4.")]
    FirstCell {
        /// As written.
        text: String,
    },
    /// The rule of a computed table can't be used.
    #[error("`computed`: {0}")]
    Computed(ExpressionProblem),
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
