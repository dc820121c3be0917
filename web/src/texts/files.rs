//! What is said about files and their cells.

use tacit_sheet::{CellProblem, FileError, Mismatch};

use super::Texts;

impl Texts {
    /// Why nothing of a file can be taken.
    pub fn file_error(&self, error: &FileError) -> String {
        match error {
            FileError::OldOrLocked => self.say("files-old-or-locked"),
            FileError::Damaged => self.say("files-damaged"),
            FileError::TooLarge { limit } => {
                let megabytes = u32::try_from(limit / 1_000_000).unwrap_or(u32::MAX);
                self.say_with("files-too-large", &[("megabytes", megabytes.into())])
            }
            FileError::TooManySheets { limit } => {
                self.say_with("files-too-many-sheets", &[("limit", (*limit).into())])
            }
            FileError::TooManyCells { limit } => {
                self.say_with("files-too-many-cells", &[("limit", (*limit).into())])
            }
            FileError::Empty => self.say("files-empty"),
            FileError::WrongTemplate { .. } => self.say("files-wrong-template"),
            _ => self.say("files-unknown-format"),
        }
    }

    /// What of the form isn't in a file, if that is why nothing of it can be taken.
    pub fn mismatches(&self, error: &FileError) -> Vec<String> {
        match error {
            FileError::WrongTemplate { mismatches } => {
                mismatches.iter().map(|mismatch| self.mismatch(mismatch)).collect()
            }
            _ => Vec::new(),
        }
    }

    fn mismatch(&self, mismatch: &Mismatch) -> String {
        match mismatch {
            Mismatch::NoSheet { sheet, .. } => self.say_with("files-no-sheet", &[("sheet", sheet.into())]),
            Mismatch::NoTable { label, .. } => self.say_with("files-no-table", &[("table", label.into())]),
            Mismatch::Headings { label, missing, .. } => {
                let missing = missing.join("; ");
                self.say_with("files-headings", &[("table", label.into()), ("missing", (&missing).into())])
            }
            Mismatch::Ambiguous { label, .. } => self.say_with("files-ambiguous", &[("table", label.into())]),
            Mismatch::Hidden { label, sheet, .. } => {
                self.say_with("files-hidden", &[("table", label.into()), ("sheet", sheet.into())])
            }
            _ => self.say("files-nothing"),
        }
    }

    /// Why a cell isn't taken.
    pub fn cell_problem(&self, problem: &CellProblem) -> String {
        match problem {
            CellProblem::NotANumber { text } => self.say_with("files-cell-number", &[("text", text.into())]),
            CellProblem::Ambiguous { text, thousands, decimals } => {
                let thousands = self.conventions().show_ungrouped(thousands);
                let decimals = self.conventions().show_ungrouped(decimals);
                self.say_with(
                    "files-cell-ambiguous",
                    &[
                        ("text", text.into()),
                        ("thousands", (&thousands).into()),
                        ("decimals", (&decimals).into()),
                    ],
                )
            }
            CellProblem::Date => self.say("files-cell-date"),
            CellProblem::Error { code } => self.say_with("files-cell-error", &[("code", code.into())]),
            CellProblem::Uncomputed => self.say("files-cell-uncomputed"),
            CellProblem::Percentage { text } => {
                self.say_with("files-cell-percentage", &[("text", text.into())])
            }
            CellProblem::Merged { with } => {
                let cell = with.to_string();
                self.say_with("files-cell-merged", &[("cell", (&cell).into())])
            }
            CellProblem::Decimals { text, decimals } => {
                let text = self.conventions().show_ungrouped(text);
                let decimals = u32::from(*decimals);
                self.say_with(
                    "files-cell-decimals",
                    &[("text", (&text).into()), ("decimals", decimals.into())],
                )
            }
            CellProblem::NotYesOrNo { text } => self.say_with("files-cell-yes-no", &[("text", text.into())]),
            CellProblem::NoOption { text } => self.say_with("files-cell-option", &[("text", text.into())]),
            _ => self.say("files-cell-other"),
        }
    }
}
