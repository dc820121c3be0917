//! Tables by their headings, wherever these stand.

use std::collections::{BTreeMap, BTreeSet};

use tacit_form::{Form, Table};

use super::{Located, Missing, label_at, lacking, spanning_label};
use crate::{
    Mismatch,
    book::{Book, Content, Sheet},
    label,
    template::sheet_name,
};

/// Rows with a table's column labels that are looked at, in a sheet.
const MAX_TRIES: usize = 500;
/// Rows between a table's headings and its last row, beyond its own.
const MAX_BETWEEN: u32 = 500;

/// The labels of a form.
pub(super) struct Labels {
    /// Titles, and the names of sheets that are made of them.
    titles: BTreeMap<String, usize>,
    columns: BTreeSet<String>,
}

/// What came of looking for a table.
pub(super) enum Found {
    At(Located),
    Not(Missing),
}

/// A place with all of a table's headings.
struct Candidate {
    located: Located,
    /// The table whose title stands above it.
    title: Option<usize>,
}

/// What is nearest to a table where it isn't whole.
#[derive(Default)]
struct Nearest {
    found: usize,
    missing: Vec<String>,
    at: Option<(usize, u32)>,
}

impl Labels {
    pub(super) fn of(form: &Form) -> Self {
        let mut titles = BTreeMap::new();
        for (index, table) in form.tables().iter().enumerate() {
            titles.entry(label::normal(&sheet_name(&table.label))).or_insert(index);
            titles.insert(label::normal(&table.label), index);
        }
        let columns = form.tables().iter().flat_map(|table| &table.columns);
        Self { titles, columns: columns.map(|column| label::normal(&column.label)).collect() }
    }
}

/// Finds a table's rows and columns by their labels. Several places with the same headings are told apart by the titles
/// above them, or by the names of their sheets.
pub(super) fn find(index: usize, table: &Table, form: &Form, labels: &Labels, book: &Book) -> Found {
    let mut nearest = Nearest::default();
    let (mut shown, mut hidden) = (Vec::new(), Vec::new());
    for (at, sheet) in book.sheets.iter().enumerate() {
        let list = if sheet.hidden { &mut hidden } else { &mut shown };
        list.extend(search(index, table, labels, at, sheet, &mut nearest));
    }
    let (label, none) = (table.label.clone(), shown.is_empty());
    let mut own: Vec<Candidate> = Vec::new();
    let mut untitled: Vec<Candidate> = Vec::new();
    for candidate in shown {
        match candidate.title {
            Some(title) if title == index => own.push(candidate),
            Some(_) => {}
            None => untitled.push(candidate),
        }
    }
    let alike = form.tables().iter().filter(|other| same_headings(other, table)).count();
    let mut fitting = if own.is_empty() { untitled } else { own };
    let titled = fitting.first().is_some_and(|candidate| candidate.title.is_some());
    let at = nearest.at;
    let mismatch = match (fitting.pop(), fitting.len()) {
        (Some(only), 0) if titled || alike == 1 => return Found::At(only.located),
        (Some(_), _) => Mismatch::Ambiguous { label, table: index },
        (None, _) => match hidden.first() {
            Some(candidate) => {
                let sheet = book.sheets[candidate.located.sheet].name.clone();
                Mismatch::Hidden { label, sheet, table: index }
            }
            None if none && nearest.found > 0 => lacking(index, table, nearest.missing),
            None => Mismatch::NoTable { label, table: index },
        },
    };
    Found::Not(Missing { mismatch, nearest: at })
}

fn same_headings(one: &Table, other: &Table) -> bool {
    let rows = |table: &Table| table.rows.iter().map(|row| label::normal(&row.label)).collect::<Vec<_>>();
    let columns = |table: &Table| {
        table.columns.iter().map(|column| label::normal(&column.full_label())).collect::<Vec<_>>()
    };
    !one.is_computed() && rows(one) == rows(other) && columns(one) == columns(other)
}

/// The places in a sheet with all of a table's headings.
fn search(
    index: usize,
    table: &Table,
    labels: &Labels,
    at: usize,
    sheet: &Sheet,
    nearest: &mut Nearest,
) -> Vec<Candidate> {
    let wanted = Wanted::of(table);
    let mut rows = BTreeSet::new();
    for (&(row, column), content) in &sheet.cells {
        if rows.contains(&row) || !matches!(content, Content::Text(_) | Content::Number(_)) {
            continue;
        }
        if rows.len() < MAX_TRIES && !wanted.columns_at(sheet, row, column).is_empty() {
            rows.insert(row);
        }
    }
    let mut candidates = Vec::new();
    for header in rows {
        let (starts, by_column) = wanted.columns_in(sheet, header);
        for start in starts {
            let columns = Wanted::assign(&by_column, start);
            let rows = wanted.rows_below(sheet, header, &columns, labels);
            let missing = wanted.missing(table, &columns, &rows);
            if !missing.is_empty() {
                let found = wanted.count() - missing.len();
                nearest.keep(found, wanted.count(), missing, (at, header));
                continue;
            }
            let title = title(sheet, header.saturating_sub(wanted.levels), &columns, labels);
            let located = Located {
                table: index,
                sheet: at,
                header: Some(header),
                rows: rows.into_iter().flatten().collect(),
                columns: columns.into_iter().flatten().collect(),
                unlabelled: Vec::new(),
            };
            candidates.push(Candidate { located, title });
        }
    }
    candidates
}

/// The title above a table, or else its sheet's name, if that is some table's.
fn title(sheet: &Sheet, top: u32, columns: &[Option<u32>], labels: &Labels) -> Option<usize> {
    let last = columns.iter().flatten().max().copied().unwrap_or_default();
    let above = sheet.cells.range(..(top, 0)).rev().filter(|((_, column), _)| *column <= last);
    let mut texts = above.filter_map(|(_, content)| match content {
        Content::Text(text) => labels.titles.get(&label::normal(text)).copied(),
        _ => None,
    });
    texts.next().or_else(|| labels.titles.get(&label::normal(&sheet.name)).copied())
}

impl Nearest {
    /// Keeps what most of the headings were found of, if it is a good part.
    fn keep(&mut self, found: usize, of: usize, missing: Vec<String>, at: (usize, u32)) {
        if found > self.found && found * 2 >= of {
            *self = Self { found, missing, at: Some(at) };
        }
    }
}

/// The headings of a table, as they are compared.
struct Wanted {
    levels: u32,
    rows: Vec<String>,
    /// Label, groups from the outermost, and all of them in one.
    columns: Vec<(String, Vec<String>, String)>,
}

impl Wanted {
    fn of(table: &Table) -> Self {
        let column = |column: &tacit_form::Column| {
            let groups = column.groups.iter().map(|group| label::normal(group)).collect();
            (label::normal(&column.label), groups, label::joined(&column.full_label()))
        };
        Self {
            levels: table.columns.first().map_or(0, |column| column.groups.len() as u32),
            rows: table.rows.iter().map(|row| label::normal(&row.label)).collect(),
            columns: table.columns.iter().map(column).collect(),
        }
    }

    fn count(&self) -> usize {
        self.rows.len() + self.columns.len()
    }

    /// The columns that a cell is the heading of: more than one only if they have the same labels.
    fn columns_at(&self, sheet: &Sheet, row: u32, column: u32) -> Vec<usize> {
        let Some(own) = label_at(sheet, row, column) else { return Vec::new() };
        let joined = label::joined(&own);
        let mut above: Option<Vec<Option<String>>> = None;
        let mut fits = |(label, groups, whole): &(String, Vec<String>, String)| {
            if self.levels > 0 && joined == *whole {
                return true;
            }
            if *label != own || row < self.levels {
                return false;
            }
            let above = above.get_or_insert_with(|| {
                (row - self.levels..row).map(|row| spanning_label(sheet, row, column)).collect()
            });
            groups.iter().zip(above).all(|(group, above)| above.as_ref() == Some(group))
        };
        let columns = self.columns.iter().enumerate();
        columns.filter(|(_, column)| fits(column)).map(|(index, _)| index).collect()
    }

    /// Where the first column may be in a row, and where each of them.
    fn columns_in(&self, sheet: &Sheet, row: u32) -> (Vec<u32>, Vec<Vec<u32>>) {
        let mut by_column = vec![Vec::new(); self.columns.len()];
        for (&(_, at), _) in sheet.cells.range((row, 0)..=(row, u32::MAX)) {
            for index in self.columns_at(sheet, row, at) {
                by_column[index].push(at);
            }
        }
        let starts = by_column.iter().find(|places| !places.is_empty()).cloned().unwrap_or_default();
        (starts.into_iter().take(MAX_TRIES / 10).collect(), by_column)
    }

    /// For each column the first place from `start` on that no other has; or the only one.
    fn assign(by_column: &[Vec<u32>], start: u32) -> Vec<Option<u32>> {
        let mut used = BTreeSet::new();
        let mut place = |places: &Vec<u32>| {
            let free = places.iter().find(|place| **place >= start && !used.contains(*place));
            let only = || places.first().filter(|place| places.len() == 1 && !used.contains(*place));
            let found = free.or_else(only).copied();
            used.extend(found);
            found
        };
        by_column.iter().map(&mut place).collect()
    }

    /// Where each of the rows is below its headings, in the column at the left of the cells that has most of them.
    fn rows_below(
        &self,
        sheet: &Sheet,
        header: u32,
        columns: &[Option<u32>],
        labels: &Labels,
    ) -> Vec<Option<u32>> {
        let Some(first) = columns.iter().flatten().min().copied() else {
            return vec![None; self.rows.len()];
        };
        let end = header.saturating_add(1 + self.rows.len() as u32 + MAX_BETWEEN);
        let end = (header + 1..end).find(|row| is_header(sheet, *row, columns, labels)).unwrap_or(end);
        let mut best: Vec<Option<u32>> = vec![None; self.rows.len()];
        for column in (0..first).rev().take(tacit_form::MAX_COLUMNS) {
            let mut by_label: BTreeMap<String, Vec<u32>> = BTreeMap::new();
            for row in (header + 1..end).rev() {
                if let Some(label) = label_at(sheet, row, column) {
                    by_label.entry(label).or_default().push(row);
                }
            }
            let rows: Vec<Option<u32>> =
                self.rows.iter().map(|label| by_label.get_mut(label).and_then(Vec::pop)).collect();
            if rows.iter().flatten().count() > best.iter().flatten().count() {
                best = rows;
            }
            if best.iter().all(Option::is_some) {
                break;
            }
        }
        best
    }

    /// The labels of what wasn't found.
    fn missing(&self, table: &Table, columns: &[Option<u32>], rows: &[Option<u32>]) -> Vec<String> {
        let columns = table.columns.iter().zip(columns).filter(|(_, at)| at.is_none());
        let rows = table.rows.iter().zip(rows).filter(|(_, at)| at.is_none());
        columns.map(|(column, _)| column.full_label()).chain(rows.map(|(row, _)| row.label.clone())).collect()
    }
}

/// Whether a row has the headings of a table in these columns, so that another table ends before it.
fn is_header(sheet: &Sheet, row: u32, columns: &[Option<u32>], labels: &Labels) -> bool {
    let texts = columns.iter().flatten().filter_map(|column| sheet.text(row, *column));
    texts.filter(|text| labels.columns.contains(&label::normal(text))).count() * 2 > columns.len()
}
