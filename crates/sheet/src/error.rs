//! Why a file, or a cell of it, can't be taken.

use serde::{Deserialize, Serialize};

use crate::CellPlace;

/// Why nothing of a file can be taken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[non_exhaustive]
pub enum FileError {
    /// No format that is read.
    #[error("This is no spreadsheet that can be read here. Save it as .xlsx, .ods or .csv.")]
    UnknownFormat,
    /// An old Excel file, or one with a password.
    #[error("This file is in an old format or has a password. Save it as .xlsx without a password.")]
    OldOrLocked,
    /// The archive or the text in it is broken.
    #[error("The file is damaged. Open it in your spreadsheet program and save it again.")]
    Damaged,
    /// Larger than is read, packed or unpacked.
    #[error(
        "The file is larger than {limit} bytes, packed or unpacked. Keep only the sheets that are asked for."
    )]
    TooLarge {
        /// The limit that it exceeds.
        limit: u64,
    },
    /// More sheets than are read.
    #[error("The file has more than {limit} sheets. Keep only the sheets that are asked for.")]
    TooManySheets {
        /// The limit.
        limit: usize,
    },
    /// More cells than are read.
    #[error("The file has more than {limit} cells. Keep only the sheets that are asked for.")]
    TooManyCells {
        /// The limit.
        limit: usize,
    },
    /// Nothing in it.
    #[error("The file is empty.")]
    Empty,
    /// Made for something else.
    #[error("The file is not made for this form. Use the form's template.")]
    WrongTemplate {
        /// What is missing in it.
        mismatches: Vec<Mismatch>,
    },
}

/// What of a form isn't where it should be in a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[non_exhaustive]
pub enum Mismatch {
    /// No sheet of that name.
    #[error("There is no sheet “{sheet}”.")]
    NoSheet {
        /// The sheet that the form names.
        sheet: String,
        /// Index into [`tacit_form::Form::tables`].
        table: usize,
    },
    /// No cells with the table's headings.
    #[error("The table “{label}” is not there.")]
    NoTable {
        /// The table's label.
        label: String,
        /// Index into [`tacit_form::Form::tables`].
        table: usize,
    },
    /// A part of the table is there, without these rows and columns.
    #[error("The table “{label}” lacks: {}.", missing.join(", "))]
    Headings {
        /// The table's label.
        label: String,
        /// Labels of the rows and columns that weren't found, the first few.
        missing: Vec<String>,
        /// Index into [`tacit_form::Form::tables`].
        table: usize,
    },
    /// There are several that could be it.
    #[error("It can't be told which cells are the table “{label}”. Write its title above it.")]
    Ambiguous {
        /// The table's label.
        label: String,
        /// Index into [`tacit_form::Form::tables`].
        table: usize,
    },
    /// The table is only on a sheet that isn't shown.
    #[error("The table “{label}” is on the hidden sheet “{sheet}”. Show the sheet if it is meant.")]
    Hidden {
        /// The table's label.
        label: String,
        /// The hidden sheet.
        sheet: String,
        /// Index into [`tacit_form::Form::tables`].
        table: usize,
    },
    /// None of the form's questions is there.
    #[error("None of the form's questions is there.")]
    Nothing,
}

/// Why one cell isn't taken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[error("{place}: {problem}")]
pub struct Problem {
    /// Where it stands.
    pub place: CellPlace,
    /// Index into [`tacit_form::Form::fields`].
    pub field: usize,
    /// What is wrong with it.
    pub problem: CellProblem,
}

/// What is wrong with a cell.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[non_exhaustive]
pub enum CellProblem {
    /// Something else than a number.
    #[error("‘{text}’ is no number")]
    NotANumber {
        /// What stands there, shortened.
        text: String,
    },
    /// One separator that may mean either.
    #[error("‘{text}’ may be {thousands} or {decimals}")]
    Ambiguous {
        /// What stands there.
        text: String,
        /// The plain number if the separator groups digits.
        thousands: String,
        /// The plain number if it comes before the decimals.
        decimals: String,
    },
    /// A date or a time.
    #[error("a date is no number")]
    Date,
    /// A formula went wrong.
    #[error("the formula's result is the error {code}")]
    Error {
        /// As the spreadsheet shows it: `#REF!`.
        code: String,
    },
    /// A formula without a result.
    #[error("the formula has no result yet; open the file in a spreadsheet program and save it")]
    Uncomputed,
    /// A percentage where something else is counted.
    #[error("{text} is a percentage; write it as the number that is asked for")]
    Percentage {
        /// As it is shown: 12.5%.
        text: String,
    },
    /// A part of merged cells that has no content of its own.
    #[error("it is merged with {with}, so it has no number of its own")]
    Merged {
        /// The first of the merged cells.
        with: CellPlace,
    },
    /// More decimals than are asked for, where rounding would change what is counted.
    #[error("{text} has more than {decimals} decimals")]
    Decimals {
        /// The number.
        text: String,
        /// The decimals that are asked for.
        decimals: u8,
    },
    /// Neither yes nor no.
    #[error("‘{text}’ is neither yes nor no")]
    NotYesOrNo {
        /// What stands there, shortened.
        text: String,
    },
    /// None of the options.
    #[error("‘{text}’ is none of the options")]
    NoOption {
        /// What stands there, shortened.
        text: String,
    },
}
