//! From a file's cells to answers.

mod several;
mod value;

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
};

use serde::{Deserialize, Serialize};
use tacit_form::{Form, Kind, Question};

use crate::{
    CellPlace, CellProblem, FileError, Mismatch, Problem,
    book::{Book, Content, Sheet},
    label,
    locate::{self, Located},
    read,
};
use several::Marked;
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
    /// As [`tacit_form::Answers`] take it: numbers plain (1234.5), options by their keys, `yes` and `no`. One text, but
    /// for questions with several answers: there one for each option that is ticked.
    pub texts: Vec<String>,
    /// Where it stands; of several, the first.
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
    /// Headings that don't stand beside their rows and columns: these are taken by their place alone.
    pub unlabelled: Vec<String>,
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
    let marked = several::marked(form, &book);
    let decimal = decimal_sign(form, &book, &located);
    let mut taking = Taking { form, decimal, marked, preview: Preview::default() };
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
    let asked = form.questions().iter().filter(|question| matches!(question, Question::Field(_))).count();
    if located.is_empty() && preview.unmatched.len() == asked {
        return Err(FileError::WrongTemplate { mismatches: vec![Mismatch::Nothing] });
    }
    let hidden = book.sheets.iter().filter(|sheet| sheet.hidden && !sheet.cells.is_empty());
    preview.hidden = hidden.map(|sheet| sheet.name.clone()).collect();
    Ok(preview)
}

/// The sign before decimals, if all of the cells that show it show the same.
fn decimal_sign(form: &Form, book: &Book, located: &[Located]) -> Option<char> {
    let mut signs = located.iter().flat_map(|located| {
        let (sheet, table) = (&book.sheets[located.sheet], &form.tables()[located.table]);
        let rows = located.rows.iter().enumerate();
        rows.flat_map(move |(row, &at_row)| {
            let columns = located.columns.iter().enumerate();
            columns.filter_map(move |(column, &at_column)| {
                let text = sheet.text(at_row, at_column)?;
                let Kind::Number(number) = &form.fields()[table.cell(row, column).field()?].kind else {
                    return None;
                };
                tacit_numerals::decimal_sign(text, number.unit.as_deref())
            })
        })
    });
    let first = signs.next()?;
    signs.all(|sign| sign == first).then_some(first)
}

struct Taking<'a> {
    form: &'a Form,
    decimal: Option<char>,
    /// The questions whose options have cells of their own, by their fields.
    marked: BTreeMap<usize, Marked>,
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
        let (table, unlabelled) = (located.table, located.unlabelled.clone());
        self.preview.tables.push(TakenTable { table, place, taken, blank, problems, rounded, unlabelled });
    }

    /// A question outside of tables: at the right of its label, or at its options.
    fn field(&mut self, book: &Book, field: usize) {
        let asked = &self.form.fields()[field];
        if let (Some(marked), Kind::Multi(options)) = (self.marked.get(&field), &asked.kind) {
            let sheet = &book.sheets[marked.sheet];
            let first = marked.marks.first().copied().unwrap_or_default();
            let (at, reading) = match several::ticked(sheet, &marked.marks, options) {
                Ok(reading) => (first, reading),
                Err((at, problem)) => (at, Reading::Problem(problem)),
            };
            return self.keep(field, sheet.place(at.0, at.1), reading);
        }
        let found =
            book.sheets.iter().enumerate().filter(|(_, sheet)| !sheet.hidden).find_map(|(at, sheet)| {
                let taken = self.option_labels(at);
                let (row, column) = labelled(sheet, &asked.label, |cell| taken.contains(&cell))?;
                let last = sheet.region(row, column).map_or(column, |region| region.last.1);
                Some((sheet, row, last.saturating_add(1)))
            });
        match found {
            Some((sheet, row, column)) => self.cell(sheet, row, column, field),
            None => self.preview.unmatched.push(field),
        }
    }

    /// Cells of a sheet that are labels of options, and so none of questions.
    fn option_labels(&self, sheet: usize) -> BTreeSet<(u32, u32)> {
        let here = self.marked.values().filter(|marked| marked.sheet == sheet);
        here.flat_map(|marked| marked.labels.iter().copied()).collect()
    }

    fn cell(&mut self, sheet: &Sheet, row: u32, column: u32, field: usize) {
        let reading = match sheet.get(row, column) {
            Some(content) => value::read(&self.form.fields()[field].kind, content, self.decimal),
            None => merged_away(sheet, row, column),
        };
        self.keep(field, sheet.place(row, column), reading);
    }

    fn keep(&mut self, field: usize, place: CellPlace, reading: Reading) {
        match reading {
            Reading::Blank => {}
            Reading::Answer { texts, rounded } => {
                self.preview.taken.push(Taken { field, texts, place, rounded });
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

/// The first cell with this label that is for it alone.
fn labelled(sheet: &Sheet, wanted: &str, taken: impl Fn((u32, u32)) -> bool) -> Option<(u32, u32)> {
    let wanted = label::normal(wanted);
    let is_label =
        |content: &Content| matches!(content, Content::Text(text) if label::normal(text) == wanted);
    let mut cells = sheet.cells.iter().filter(|(_, content)| is_label(content)).map(|(cell, _)| *cell);
    cells.find(|cell| !taken(*cell))
}

impl fmt::Debug for Taken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Taken")
            .field("field", &self.field)
            .field("place", &self.place)
            .finish_non_exhaustive()
    }
}
