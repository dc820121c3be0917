//! Where a form's tables are in a file.

mod headings;
mod placed;

use tacit_form::{Form, Table};

use crate::{
    Mismatch,
    book::{Book, Content, Sheet},
    label, number,
};
use headings::{Found, Labels};

/// Missing labels that are repeated.
const MOST_MISSING: usize = 5;

/// The cells of a table in a file.
pub(crate) struct Located {
    /// Index into the form's tables.
    pub(crate) table: usize,
    /// Index into the book's sheets.
    pub(crate) sheet: usize,
    /// The row of its columns' labels, if it was found by them.
    pub(crate) header: Option<u32>,
    /// Where the table's rows are.
    pub(crate) rows: Vec<u32>,
    /// Where the table's columns are.
    pub(crate) columns: Vec<u32>,
    /// The headings that don't stand beside the rows and columns, which are taken by their place alone.
    pub(crate) unlabelled: Vec<String>,
}

/// Finds every table that asks something: where the form says, or else by its headings. A file without sheets may have
/// some of the tables only.
///
/// # Errors
///
/// What isn't there, if anything isn't.
pub(crate) fn tables(form: &Form, book: &Book) -> Result<Vec<Located>, Vec<Mismatch>> {
    let labels = Labels::of(form);
    let (mut located, mut mismatches) = (Vec::new(), Vec::new());
    for (index, table) in form.tables().iter().enumerate().filter(|(_, table)| asks(table)) {
        match one(index, table, form, &labels, book) {
            Ok(found) => located.push(found),
            Err(missing) => mismatches.push(missing),
        }
    }
    let mismatches: Vec<Mismatch> =
        mismatches.into_iter().map(|missing| missing.unless_of_others(form, &located)).collect();
    let absent = |mismatch: &Mismatch| matches!(mismatch, Mismatch::NoTable { .. });
    let partly = book.plain && !located.is_empty() && mismatches.iter().all(absent);
    if mismatches.is_empty() || partly { Ok(located) } else { Err(mismatches) }
}

/// A table that isn't there.
struct Missing {
    mismatch: Mismatch,
    /// Sheet and row of the headings that are most like its own.
    nearest: Option<(usize, u32)>,
}

impl Missing {
    /// Headings that are another table's whole are no part of this one.
    fn unless_of_others(self, form: &Form, located: &[Located]) -> Mismatch {
        let others = |(sheet, row): (usize, u32)| {
            located.iter().any(|other| other.sheet == sheet && other.header == Some(row))
        };
        match self.mismatch {
            Mismatch::Headings { table, .. } if self.nearest.is_some_and(others) => {
                Mismatch::NoTable { label: form.tables()[table].label.clone(), table }
            }
            mismatch => mismatch,
        }
    }
}

fn asks(table: &Table) -> bool {
    table.fields().next().is_some()
}

fn one(index: usize, table: &Table, form: &Form, labels: &Labels, book: &Book) -> Result<Located, Missing> {
    let by_headings = || headings::find(index, table, form, labels, book);
    if let Some(place) = &table.place {
        let placed = placed::find(index, table, place, book);
        match (placed, by_headings()) {
            (Ok((located, true)), _) => return Ok(located),
            // Headings say more than a place.
            (_, Found::At(located)) | (Ok((located, false)), _) => return Ok(located),
            // A table that was found in part says more than that it isn't at its place.
            (Err(Mismatch::NoTable { .. }), Found::Not(missing)) => return Err(missing),
            // Headings that are elsewhere aren't missing.
            (Err(Mismatch::Headings { .. }), Found::Not(missing))
                if matches!(missing.mismatch, Mismatch::Headings { .. }) =>
            {
                return Err(missing);
            }
            (Err(mismatch), Found::Not(_)) => return Err(Missing { mismatch, nearest: None }),
        }
    }
    match by_headings() {
        Found::At(located) => Ok(located),
        Found::Not(missing) => Err(missing),
    }
}

/// What a cell says as a label: texts, and numbers such as years.
fn label_at(sheet: &Sheet, row: u32, column: u32) -> Option<String> {
    label_of(sheet.get(row, column)?)
}

/// What a cell's content says as a label.
pub(crate) fn label_of(content: &Content) -> Option<String> {
    match content {
        Content::Text(text) => Some(label::normal(text)).filter(|label| !label.is_empty()),
        Content::Number(number) => number::plain(*number),
        _ => None,
    }
}

/// The label of a column on one level: its own, or that of the nearest cell at its left, which it is merged with or
/// shares.
fn spanning_label(sheet: &Sheet, row: u32, column: u32) -> Option<String> {
    let from = (row, column.saturating_sub(tacit_form::MAX_COLUMNS as u32));
    let (_, content) = sheet.cells.range(from..=(row, column)).next_back()?;
    label_of(content)
}

fn lacking(index: usize, table: &Table, mut missing: Vec<String>) -> Mismatch {
    missing.dedup();
    missing.truncate(MOST_MISSING);
    Mismatch::Headings { label: table.label.clone(), missing, table: index }
}
