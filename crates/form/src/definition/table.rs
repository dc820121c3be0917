//! Tables: rows and columns of numbers, each of which is a field of the form.

use serde::{Deserialize, Serialize};

use super::{Number, expression::Expression, raw::RawField};
use crate::exact::Exact;

/// The most rows a table may have.
pub const MAX_ROWS: usize = 500;
/// The most columns a table may have.
pub const MAX_COLUMNS: usize = 200;
/// The most levels of groups above the columns.
pub const MAX_GROUP_LEVELS: usize = 4;

/// A question with many numbers for an answer, in rows and columns.
///
/// Each cell that is asked is a [`Field`](super::Field) of the form, of kind number and with the key
/// `table.row.column`; whatever holds for fields holds for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    /// Name in analyses, checks and answers: as a field's key, unique among fields and tables.
    pub key: String,
    /// The question as people read it, 1 to 200 characters.
    pub label: String,
    /// Help below the label, 1 to 1000 characters.
    pub hint: Option<String>,
    /// What is asked from top to bottom, 1 to [`MAX_ROWS`].
    pub rows: Vec<Heading>,
    /// What is asked from left to right, 1 to [`MAX_COLUMNS`].
    pub columns: Vec<Column>,
    /// What stands in each row and column, row by row.
    pub cells: Vec<Cell>,
    /// What a cell left blank means.
    pub blank: Blank,
    /// Which sums are shown beside the cells. They are computed where the answers are typed and never sent.
    pub totals: Totals,
    /// Where its cells are in a spreadsheet.
    pub place: Option<Place>,
    /// How its cells are computed, cell by cell, if it asks nothing itself.
    pub(super) computed: Option<Expression>,
    /// 0 if it asks; else one more than the deepest of the tables that it is computed from.
    pub(super) depth: usize,
    /// The most that a cell can be away from zero, with the decimals of all cells.
    pub(super) largest: Exact,
    /// What its author wrote.
    pub(super) source: Box<RawField>,
}

/// A row's name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Heading {
    /// Name in the keys of its cells: as a field's key, unique among the table's rows.
    pub key: String,
    /// The row as people read it, 1 to 200 characters.
    pub label: String,
    /// Help for the row, 1 to 1000 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hint: Option<String>,
}

/// A column's name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// Name in the keys of its cells: as a field's key, unique among the table's columns.
    pub key: String,
    /// The column as people read it, 1 to 200 characters.
    pub label: String,
    /// The headings above the label, outermost first. All columns of a table have as many; equal ones side by side
    /// are one heading that spans them.
    pub groups: Vec<String>,
    /// Help for the column, 1 to 1000 characters.
    pub hint: Option<String>,
    /// What its cells count, and how finely.
    pub number: Number,
}

/// What stands in one row and column of a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cell {
    /// An answer: index into [`Form::fields`](super::Form::fields).
    Asked(usize),
    /// A number that the author gives, in units of its column's last decimal. Shown, never sent.
    Fixed(i64),
    /// Computed from other answers by the table's rule. Shown, never sent.
    Computed,
}

/// What a blank cell means.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Blank {
    /// The answer is 0.
    Zero,
    /// There is no answer to this cell; means are over those who gave one, and totals count it as 0.
    Absent,
    /// Every cell must be filled in.
    #[default]
    Error,
}

/// Which sums are shown beside a table's cells.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    /// Of each row.
    pub rows: bool,
    /// Of each column.
    pub columns: bool,
    /// Of all cells.
    pub all: bool,
}

/// Where a table's cells are in a spreadsheet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The sheet's name; `None`: the first.
    pub sheet: Option<String>,
    /// Row of the first cell, from 0.
    pub row: u32,
    /// Column of the first cell, from 0: A is 0.
    pub column: u32,
}

/// Which parts of a table an analysis is about.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Per {
    /// Each cell.
    #[default]
    Cell,
    /// The total of each row.
    Row,
    /// The total of each column.
    Column,
    /// The total of each outermost group of columns.
    Group,
    /// The total of all cells.
    All,
}

/// A part of a table about which something is computed: one cell, or the total of several.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// The row's label, if it is about one row.
    pub row: Option<String>,
    /// The label of the column, or of the group of columns, if it is about one.
    pub column: Option<String>,
    /// The fields that are added up, at least one, ascending.
    pub fields: Vec<usize>,
}

impl Table {
    /// What stands in a row and a column.
    ///
    /// # Panics
    ///
    /// When the table hasn't as many rows or columns.
    pub fn cell(&self, row: usize, column: usize) -> Cell {
        assert!(column < self.columns.len(), "the table has fewer columns");
        self.cells[row * self.columns.len() + column]
    }

    /// The fields that it asks, row by row.
    pub fn fields(&self) -> impl Iterator<Item = usize> {
        self.cells.iter().filter_map(|cell| cell.field())
    }

    /// Whether all of it is computed from other answers.
    pub fn is_computed(&self) -> bool {
        self.computed.is_some()
    }

    /// How its cells are computed, if they are.
    pub(crate) fn expression(&self) -> Option<&Expression> {
        self.computed.as_ref()
    }

    /// What an analysis `per` these parts is about. Parts without a cell that is asked are left out.
    pub fn parts(&self, per: Per) -> Vec<Part> {
        let rows = 0..self.rows.len();
        let row_label = |row: usize| Some(self.rows[row].label.clone());
        let column_label = |column: usize| Some(self.columns[column].full_label());
        let part = |row, column, cells: &mut dyn Iterator<Item = (usize, usize)>| Part {
            row,
            column,
            fields: cells.filter_map(|(row, column)| self.cell(row, column).field()).collect(),
        };
        let all = 0..self.columns.len();
        let parts: Vec<Part> = match per {
            Per::Cell => rows
                .flat_map(|row| all.clone().map(move |column| (row, column)))
                .map(|(row, column)| {
                    part(row_label(row), column_label(column), &mut std::iter::once((row, column)))
                })
                .collect(),
            Per::Row => rows
                .map(|row| part(row_label(row), None, &mut all.clone().map(|column| (row, column))))
                .collect(),
            Per::Column => all
                .map(|column| part(None, column_label(column), &mut rows.clone().map(|row| (row, column))))
                .collect(),
            Per::Group => self
                .outer_groups()
                .into_iter()
                .map(|(label, columns)| {
                    let columns = &columns;
                    let mut cells =
                        rows.clone().flat_map(|row| columns.iter().map(move |&column| (row, column)));
                    part(None, Some(label), &mut cells)
                })
                .collect(),
            Per::All => {
                let mut cells = rows.flat_map(|row| all.clone().map(move |column| (row, column)));
                vec![part(None, None, &mut cells)]
            }
        };
        parts.into_iter().filter(|part| !part.fields.is_empty()).collect()
    }

    /// The outermost groups in the order in which they first appear, with their columns.
    fn outer_groups(&self) -> Vec<(String, Vec<usize>)> {
        let mut groups: Vec<(String, Vec<usize>)> = Vec::new();
        for (index, column) in self.columns.iter().enumerate() {
            let Some(label) = column.groups.first() else { continue };
            match groups.iter_mut().find(|(known, _)| known == label) {
                Some((_, columns)) => columns.push(index),
                None => groups.push((label.clone(), vec![index])),
            }
        }
        groups
    }
}

impl Cell {
    /// The field, if the cell is asked.
    pub fn field(self) -> Option<usize> {
        match self {
            Cell::Asked(field) => Some(field),
            Cell::Fixed(_) | Cell::Computed => None,
        }
    }
}

impl Column {
    /// The column with the groups it is in: "Women, Asian".
    pub fn full_label(&self) -> String {
        let labels: Vec<&str> = self.groups.iter().chain([&self.label]).map(String::as_str).collect();
        labels.join(", ")
    }
}

impl Per {
    /// As the author writes it.
    pub fn name(self) -> &'static str {
        match self {
            Per::Cell => "cell",
            Per::Row => "row",
            Per::Column => "column",
            Per::Group => "group",
            Per::All => "all",
        }
    }
}
