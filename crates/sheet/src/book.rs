//! A spreadsheet as it was read: sheets of cells, whatever the file's format.

use std::{collections::BTreeMap, fmt};

use serde::{Deserialize, Serialize};

/// A cell of a file, displayed as people write it: `Sheet1!C7`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct CellPlace {
    /// The sheet's name; empty in a file without sheets.
    pub sheet: String,
    /// From 0.
    pub row: u32,
    /// From 0: A is 0.
    pub column: u32,
}

/// A whole file.
pub(crate) struct Book {
    pub(crate) sheets: Vec<Sheet>,
    /// Whether the format has no sheets: there is one, without a name.
    pub(crate) plain: bool,
}

/// One sheet. Cells without content aren't kept.
#[derive(Default)]
pub(crate) struct Sheet {
    pub(crate) name: String,
    pub(crate) hidden: bool,
    pub(crate) cells: BTreeMap<(u32, u32), Content>,
    pub(crate) merged: Vec<Region>,
}

/// Cells that are shown as one; only the first has content.
#[derive(Clone, Copy)]
pub(crate) struct Region {
    pub(crate) first: (u32, u32),
    pub(crate) last: (u32, u32),
}

/// What stands in a cell.
#[derive(Clone, PartialEq)]
pub(crate) enum Content {
    Number(f64),
    /// As a fraction: 12 % is 0.12.
    Percentage(f64),
    Boolean(bool),
    Text(String),
    Date,
    /// As it is shown: `#REF!`.
    Error(String),
    /// A formula that was never computed.
    Uncomputed,
}

impl Sheet {
    pub(crate) fn get(&self, row: u32, column: u32) -> Option<&Content> {
        self.cells.get(&(row, column))
    }

    pub(crate) fn text(&self, row: u32, column: u32) -> Option<&str> {
        match self.get(row, column)? {
            Content::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The region that a cell is in.
    pub(crate) fn region(&self, row: u32, column: u32) -> Option<Region> {
        let inside = |region: &&Region| {
            (region.first.0..=region.last.0).contains(&row)
                && (region.first.1..=region.last.1).contains(&column)
        };
        self.merged.iter().find(inside).copied()
    }

    pub(crate) fn place(&self, row: u32, column: u32) -> CellPlace {
        CellPlace { sheet: self.name.clone(), row, column }
    }
}

impl fmt::Display for CellPlace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.sheet.is_empty() {
            write!(f, "{}!", self.sheet)?;
        }
        write!(f, "{}{}", column_name(self.column), u64::from(self.row) + 1)
    }
}

/// A column as spreadsheets name it: A to Z, AA and so on.
fn column_name(column: u32) -> String {
    let mut name = Vec::new();
    let mut left = u64::from(column) + 1;
    while left > 0 {
        left -= 1;
        // The remainder is below 26.
        name.push(b'A' + (left % 26) as u8);
        left /= 26;
    }
    name.iter().rev().map(|&letter| char::from(letter)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_named_as_in_spreadsheets() {
        let place = |sheet: &str, row, column| CellPlace { sheet: sheet.into(), row, column }.to_string();
        assert_eq!(place("Sheet1", 6, 2), "Sheet1!C7");
        assert_eq!(place("", 0, 25), "Z1");
        assert_eq!(place("", 0, 26), "AA1");
        assert_eq!(place("", 1_048_575, 16_383), "XFD1048576");
    }
}
