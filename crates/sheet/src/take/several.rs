//! Questions with several answers: a mark at each option, or a list in one cell.

use std::collections::BTreeMap;

use tacit_form::{Choice, Form, Kind};

use super::{Reading, labelled, value};
use crate::{
    CellProblem,
    book::{Book, Content, Sheet},
    label,
    locate::label_of,
};

/// Blank cells between options, for each of them.
const BETWEEN: u32 = 2;

/// The options of a question in a file, in the form's order.
pub(super) struct Marked {
    /// Index into the book's sheets.
    pub(super) sheet: usize,
    /// Where their labels are.
    pub(super) labels: Vec<(u32, u32)>,
    /// Where their marks are, or would be.
    pub(super) marks: Vec<(u32, u32)>,
}

/// The questions of which all options have a cell of their own, by their fields: in the rows below the question or at its
/// right, with the marks at the options' right; or in the columns at its right or below it, with the marks below them.
pub(super) fn marked(form: &Form, book: &Book) -> BTreeMap<usize, Marked> {
    let several = form.fields().iter().enumerate().filter_map(|(index, field)| match &field.kind {
        Kind::Multi(options) => Some((index, field, options)),
        _ => None,
    });
    let found = several.filter_map(|(index, field, options)| {
        let shown = book.sheets.iter().enumerate().filter(|(_, sheet)| !sheet.hidden);
        let mut found = shown
            .filter_map(|(at, sheet)| beside(sheet, at, labelled(sheet, &field.label, |_| false)?, options));
        Some((index, found.next()?))
    });
    found.collect()
}

/// The options by a question's label.
fn beside(sheet: &Sheet, at: usize, (row, column): (u32, u32), options: &[Choice]) -> Option<Marked> {
    let last = sheet.region(row, column).map_or(column, |region| region.last.1);
    let reach = (options.len() as u32).saturating_mul(1 + BETWEEN);
    let down = |first: u32, column: u32| (first..first.saturating_add(reach)).map(move |row| (row, column));
    let along = |row: u32, first: u32| (first..first.saturating_add(reach)).map(move |column| (row, column));
    let (below, right) = (row.saturating_add(1), last.saturating_add(1));
    let rows = found(sheet, options, down(below, column)).or_else(|| found(sheet, options, down(row, right)));
    if let Some(labels) = rows {
        let mark = |(row, column): &(u32, u32)| {
            let last = sheet.region(*row, *column).map_or(*column, |region| region.last.1);
            (*row, last.saturating_add(1))
        };
        return Some(Marked { sheet: at, marks: labels.iter().map(mark).collect(), labels });
    }
    let columns =
        found(sheet, options, along(row, right)).or_else(|| found(sheet, options, along(below, column)));
    let labels = columns?;
    let mark = |(row, column): &(u32, u32)| (row.saturating_add(1), *column);
    Some(Marked { sheet: at, marks: labels.iter().map(mark).collect(), labels })
}

/// Where each of the options is among these cells, with nothing else between them.
fn found(
    sheet: &Sheet,
    options: &[Choice],
    cells: impl Iterator<Item = (u32, u32)>,
) -> Option<Vec<(u32, u32)>> {
    let mut places = vec![None; options.len()];
    for (row, column) in cells {
        let Some(said) = sheet.get(row, column).and_then(label_of) else { continue };
        let option = options.iter().position(|option| label::normal(&option.label) == said);
        match option.and_then(|option| places.get_mut(option)).filter(|place| place.is_none()) {
            Some(place) => *place = Some((row, column)),
            None => break,
        }
    }
    places.into_iter().collect()
}

/// The options that are ticked by their marks; what is wrong with the first mark that can't be read, and where.
pub(super) fn ticked(
    sheet: &Sheet,
    marks: &[(u32, u32)],
    options: &[Choice],
) -> Result<Reading, ((u32, u32), CellProblem)> {
    let (mut texts, mut blank) = (Vec::new(), true);
    for (option, &(row, column)) in options.iter().zip(marks) {
        let reading = sheet.get(row, column).map_or(Reading::Blank, value::read_mark);
        match reading {
            Reading::Blank => continue,
            Reading::Problem(problem) => return Err(((row, column), problem)),
            Reading::Answer { texts: mark, .. } if mark == ["yes"] => texts.push(option.key.clone()),
            Reading::Answer { .. } => {}
        }
        blank = false;
    }
    Ok(if blank { Reading::Blank } else { Reading::Answer { texts, rounded: false } })
}

/// Reads a list of options: one, or several with semicolons, ends of line, bars or commas between them.
pub(super) fn read_list(options: &[Choice], content: &Content) -> Reading {
    let text = match content {
        Content::Text(text) => text.clone(),
        other => label_of(other).unwrap_or_default(),
    };
    let option = |text: &str| {
        let said = label::normal(text);
        let by_label = options.iter().find(|option| label::normal(&option.label) == said);
        by_label.or_else(|| options.iter().find(|option| option.key == said))
    };
    if let Some(only) = option(&text) {
        return Reading::Answer { texts: vec![only.key.clone()], rounded: false };
    }
    for separator in [';', '\n', '|', ','] {
        let parts = text.split(separator).filter(|part| !part.trim().is_empty());
        if let Some(chosen) = parts.map(option).collect::<Option<Vec<_>>>() {
            let ticked = options.iter().filter(|option| chosen.contains(option));
            return Reading::Answer {
                texts: ticked.map(|option| option.key.clone()).collect(),
                rounded: false,
            };
        }
    }
    let unknown = text.split([';', '\n']).find(|part| !part.trim().is_empty() && option(part).is_none());
    Reading::Problem(CellProblem::NoOption { text: label::short(unknown.unwrap_or(&text)) })
}
