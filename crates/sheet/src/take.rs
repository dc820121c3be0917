//! From a file's cells to answers.

mod value;

use std::fmt;

use serde::{Deserialize, Serialize};
use tacit_form::{Form, Kind, Question};

use crate::{
    CellPlace, CellProblem, FileError, Mismatch, Problem,
    book::{Book, Content, Sheet},
    label,
    locate::{self, Located},
    number, read,
};
use value::Reading;

/// What of a file answers a form.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Preview {
    /// The answers, in the order of the form's fields.
    pub taken: Vec<Taken>,
    /// What can't be taken, in the order of the form's fields.
    pub problems: Vec<Problem>,
    /// The tables that were found, in the form's order.
    pub tables: Vec<TakenTable>,
    /// Questions outside of tables that aren't in the file: indices into [`tacit_form::Form::fields`].
    pub unmatched: Vec<usize>,
    /// Sheets that aren't shown: nothing was taken from them.
    pub hidden: Vec<String>,
}

/// An answer from a file. It is secret: `Debug` shows only where it stands.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Taken {
    /// Index into [`tacit_form::Form::fields`].
    pub field: usize,
    /// As [`tacit_form::Answers`] take it: numbers plain (1234.5), options by their keys, `yes` and `no`.
    pub text: String,
    /// Where it stands.
    pub place: CellPlace,
    /// Whether the file has more decimals than the form asks for.
    pub rounded: bool,
}

/// A table that was found in a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TakenTable {
    /// Index into [`tacit_form::Form::tables`].
    pub table: usize,
    /// Its first cell.
    pub place: CellPlace,
    /// Cells that are taken.
    pub taken: usize,
    /// Cells that are asked and have no content.
    pub blank: usize,
    /// Cells that can't be taken.
    pub problems: usize,
    /// Cells of those taken that were rounded to the form's decimals.
    pub rounded: usize,
}

/// Reads a file (`.xlsx`, `.ods`, `.csv` and the like) and says what of it answers the form. Nothing is guessed: what can
/// be read in two ways, and what is no number, is a [`Problem`].
///
/// # Errors
///
/// [`FileError`] if nothing can be taken: the file can't be read, is too large, or isn't made for this form.
pub fn preview(form: &Form, bytes: &[u8]) -> Result<Preview, FileError> {
    let book = read::read(bytes)?;
    let located =
        locate::tables(form, &book).map_err(|mismatches| FileError::WrongTemplate { mismatches })?;
    let mut taking = Taking { form, decimal: decimal_sign(&book, &located), preview: Preview::default() };
    for question in form.questions() {
        match *question {
            Question::Field(field) => taking.field(&book, field),
            Question::Table(table) => {
                let found = located.iter().find(|located| located.table == table);
                found.into_iter().for_each(|located| taking.table(&book.sheets[located.sheet], located));
            }
        }
    }
    let mut preview = taking.preview;
    if located.is_empty() && preview.taken.is_empty() && preview.problems.is_empty() {
        return Err(FileError::WrongTemplate { mismatches: vec![Mismatch::Nothing] });
    }
    let hidden = book.sheets.iter().filter(|sheet| sheet.hidden && !sheet.cells.is_empty());
    preview.hidden = hidden.map(|sheet| sheet.name.clone()).collect();
    Ok(preview)
}

/// The sign before decimals, if all of the cells that show it show the same.
fn decimal_sign(book: &Book, located: &[Located]) -> Option<char> {
    let texts = located.iter().flat_map(|located| {
        let sheet = &book.sheets[located.sheet];
        let cells =
            located.rows.iter().flat_map(|row| located.columns.iter().map(move |column| (row, column)));
        cells.filter_map(move |(row, column)| sheet.text(*row, *column))
    });
    let mut signs = texts.filter_map(number::decimal_sign);
    let first = signs.next()?;
    signs.all(|sign| sign == first).then_some(first)
}

struct Taking<'a> {
    form: &'a Form,
    decimal: Option<char>,
    preview: Preview,
}

impl Taking<'_> {
    fn table(&mut self, sheet: &Sheet, located: &Located) {
        let table = &self.form.tables()[located.table];
        let (taken, problems) = (self.preview.taken.len(), self.preview.problems.len());
        let mut asked = 0;
        for (row, &at_row) in located.rows.iter().enumerate() {
            for (column, &at_column) in located.columns.iter().enumerate() {
                let Some(field) = table.cell(row, column).field() else { continue };
                asked += 1;
                self.cell(sheet, at_row, at_column, field);
            }
        }
        let new = &self.preview.taken[taken..];
        let (taken, rounded) = (new.len(), new.iter().filter(|taken| taken.rounded).count());
        let problems = self.preview.problems.len() - problems;
        let first = located.rows.first().zip(located.columns.first());
        let place = first.map_or_else(|| sheet.place(0, 0), |(row, column)| sheet.place(*row, *column));
        let blank = asked - taken - problems;
        let table = located.table;
        self.preview.tables.push(TakenTable { table, place, taken, blank, problems, rounded });
    }

    /// A question outside of tables: at the right of its label.
    fn field(&mut self, book: &Book, field: usize) {
        let asked = &self.form.fields()[field];
        let found = match asked.kind {
            Kind::Multi(_) => None,
            _ => book.sheets.iter().filter(|sheet| !sheet.hidden).find_map(|sheet| {
                let (row, column) = labelled(sheet, &asked.label)?;
                Some((sheet, row, column))
            }),
        };
        match found {
            Some((sheet, row, column)) => self.cell(sheet, row, column, field),
            None => self.preview.unmatched.push(field),
        }
    }

    fn cell(&mut self, sheet: &Sheet, row: u32, column: u32, field: usize) {
        let place = sheet.place(row, column);
        let kind = &self.form.fields()[field].kind;
        let reading = match sheet.get(row, column) {
            Some(content) => value::read(kind, content, self.decimal),
            None => merged_away(sheet, row, column),
        };
        match reading {
            Reading::Blank => {}
            Reading::Answer { text, rounded } => {
                self.preview.taken.push(Taken { field, text, place, rounded });
            }
            Reading::Problem(problem) => self.preview.problems.push(Problem { place, field, problem }),
        }
    }
}

/// A cell without content: a part of merged cells with content says so.
fn merged_away(sheet: &Sheet, row: u32, column: u32) -> Reading {
    let region = sheet.region(row, column).filter(|region| region.first != (row, column));
    let with = region.filter(|region| sheet.cells.contains_key(&region.first));
    with.map_or(Reading::Blank, |region| {
        Reading::Problem(CellProblem::Merged { with: sheet.place(region.first.0, region.first.1) })
    })
}

/// The cell at the right of the first cell with this label.
fn labelled(sheet: &Sheet, wanted: &str) -> Option<(u32, u32)> {
    let wanted = label::normal(wanted);
    let is_label =
        |content: &Content| matches!(content, Content::Text(text) if label::normal(text) == wanted);
    let (&(row, column), _) = sheet.cells.iter().find(|(_, content)| is_label(content))?;
    let last = sheet.region(row, column).map_or(column, |region| region.last.1);
    Some((row, last.saturating_add(1)))
}

impl fmt::Debug for Taken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Taken")
            .field("field", &self.field)
            .field("place", &self.place)
            .finish_non_exhaustive()
    }
}
