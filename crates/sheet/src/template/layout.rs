//! Where everything stands in a workbook to fill in.

use std::collections::BTreeMap;

use tacit_form::{Cell, Form, Kind, Question, Table};

use crate::label;

/// The most characters of a sheet's name, as spreadsheet programs count them: units of UTF-16.
const MAX_NAME: usize = 31;
/// The sheet of a form whose title gives no name.
const UNNAMED: &str = "Form";

/// A sheet to be written.
pub(super) struct Page {
    pub(super) name: String,
    pub(super) items: BTreeMap<(u32, u32), Item>,
    /// The first cell that isn't a heading, where all of the sheet is one table.
    pub(super) frozen: Option<(u32, u32)>,
}

/// What stands in a cell.
pub(super) enum Item {
    Title(String),
    Hint(String),
    /// A heading, and how many columns it spans.
    Heading(String, u32),
    Row(String),
    /// The label of one option of several.
    Option(String),
    /// The answer to the field with this index.
    Answer(usize),
    /// Whether an option of the field with this index is ticked: the option's index.
    Mark(usize, usize),
    /// A number that the form gives.
    Fixed(f64, u8),
}

/// The sheets of a form: its tables where it says, or each on a sheet of its own; other questions on the first.
pub(super) fn pages(form: &Form) -> Vec<Page> {
    let mut pages = Pages(Vec::new());
    let own = form.questions().iter().any(|question| matches!(question, Question::Field(_)));
    let first_is_placed =
        form.tables().iter().any(|table| matches!(&table.place, Some(place) if place.sheet.is_none()));
    let main = sheet_name(form.title());
    if own || first_is_placed {
        pages.named(&main);
    }
    let tables: Vec<&Table> = form.tables().iter().filter(|table| table.fields().next().is_some()).collect();
    // Answers first: no heading stands where another table's answers do.
    for table in &tables {
        if let Some(place) = &table.place {
            let page = place.sheet.as_deref().map_or(0, |sheet| pages.named(sheet));
            cells(&mut pages.0[page], table, (place.row, place.column));
        }
    }
    for table in &tables {
        match &table.place {
            Some(place) => {
                let page = place.sheet.as_deref().map_or(0, |sheet| pages.named(sheet));
                headings(&mut pages.0[page], table, (place.row, place.column));
            }
            None => {
                let page = pages.new_page(&table.label);
                let first = (levels(table) + 3, 1);
                cells(&mut pages.0[page], table, first);
                headings(&mut pages.0[page], table, first);
                let hint = table.hint.clone().map(Item::Hint);
                pages.0[page].items.extend(hint.map(|hint| ((1, 0), hint)));
                pages.0[page].frozen = Some(first);
            }
        }
    }
    if own {
        let free = pages.0[0].items.is_empty();
        let page = if free { 0 } else { pages.new_page(&main) };
        questions(&mut pages.0[page], form);
    }
    pages.0
}

/// A sheet's name of a label: without the characters that names can't have, and not too long.
pub(crate) fn sheet_name(label: &str) -> String {
    let allowed = |c: char| if "[]:*?/\\".contains(c) || c.is_control() { ' ' } else { c };
    let name: String = label.chars().map(allowed).collect();
    let name = shortened(name.trim().trim_matches('\''), MAX_NAME);
    let name = name.trim().trim_matches('\'').trim();
    if name.is_empty() { UNNAMED.to_owned() } else { name.to_owned() }
}

fn shortened(text: &str, units: usize) -> String {
    let mut left = units;
    text.chars()
        .take_while(|c| {
            let fits = c.len_utf16() <= left;
            left = left.saturating_sub(c.len_utf16());
            fits
        })
        .collect()
}

fn levels(table: &Table) -> u32 {
    table.columns.first().map_or(0, |column| column.groups.len() as u32)
}

fn cells(page: &mut Page, table: &Table, (first_row, first_column): (u32, u32)) {
    for (row, at_row) in (0..table.rows.len()).zip(first_row..) {
        for (column, at_column) in (0..table.columns.len()).zip(first_column..) {
            let number = &table.columns[column].number;
            let item = match table.cell(row, column) {
                Cell::Asked(field) => Item::Answer(field),
                Cell::Fixed(units) => Item::Fixed(number.fixed(units).to_f64(), number.decimals),
                Cell::Computed => continue,
            };
            page.items.insert((at_row, at_column), item);
        }
    }
}

/// Title, headings of columns and rows around a table's cells, as far as there is room.
fn headings(page: &mut Page, table: &Table, (first_row, first_column): (u32, u32)) {
    let levels = levels(table);
    let labels = table.columns.iter().map(|column| (column.label.as_str(), 1));
    let row = |level: u32| (first_row + level).checked_sub(levels + 1);
    page.row(row(levels), first_column, labels);
    for level in 0..levels {
        page.row(row(level), first_column, spans(table, level as usize).into_iter());
    }
    if let Some(column) = first_column.checked_sub(1) {
        for (heading, row) in table.rows.iter().zip(first_row..) {
            page.put(row, column, Item::Row(heading.label.clone()));
        }
    }
    let title = first_row.checked_sub(levels + 2).map(|row| row.min(if page.is_new() { 0 } else { row }));
    let title = if first_row == levels + 3 { Some(0) } else { title };
    if let Some(row) = title {
        page.put(row, first_column.saturating_sub(1), Item::Title(table.label.clone()));
    }
}

/// The groups of a level with how many columns each spans. Equal ones in different outer groups are two.
fn spans(table: &Table, level: usize) -> Vec<(&str, u32)> {
    let mut spans: Vec<(&[String], u32)> = Vec::new();
    for column in &table.columns {
        let groups = &column.groups[..=level];
        match spans.last_mut() {
            Some((known, count)) if *known == groups => *count += 1,
            _ => spans.push((groups, 1)),
        }
    }
    spans.into_iter().map(|(groups, count)| (groups[level].as_str(), count)).collect()
}

fn questions(page: &mut Page, form: &Form) {
    page.put(0, 0, Item::Title(form.title().to_owned()));
    let fields = form.questions().iter().filter_map(|question| match question {
        Question::Field(field) => Some(*field),
        Question::Table(_) => None,
    });
    let mut row = 2;
    for field in fields {
        page.put(row, 0, Item::Row(form.fields()[field].label.clone()));
        if let Kind::Multi(options) = &form.fields()[field].kind {
            for (index, option) in options.iter().enumerate() {
                row += 1;
                page.put(row, 0, Item::Option(option.label.clone()));
                page.put(row, 1, Item::Mark(field, index));
            }
        } else {
            page.put(row, 1, Item::Answer(field));
        }
        row += 1;
    }
}

struct Pages(Vec<Page>);

impl Pages {
    /// The sheet with a name, made if it isn't there.
    fn named(&mut self, name: &str) -> usize {
        let same = |page: &Page| label::normal(&page.name) == label::normal(name);
        self.0.iter().position(same).unwrap_or_else(|| {
            self.0.push(Page { name: name.to_owned(), items: BTreeMap::new(), frozen: None });
            self.0.len() - 1
        })
    }

    /// A new sheet, named after a label and unlike the others.
    fn new_page(&mut self, label: &str) -> usize {
        let wanted = sheet_name(label);
        let taken = |name: &str| self.0.iter().any(|page| label::normal(&page.name) == label::normal(name));
        let numbered = |number: usize| {
            let ending = format!(" {number}");
            format!("{}{ending}", shortened(&wanted, MAX_NAME - ending.len()))
        };
        let name = if taken(&wanted) { (2..).map(numbered).find(|name| !taken(name)) } else { None };
        self.named(&name.unwrap_or(wanted))
    }
}

impl Page {
    /// Whether nothing but answers is there.
    fn is_new(&self) -> bool {
        self.items.values().all(|item| matches!(item, Item::Answer(_) | Item::Fixed(..)))
    }

    /// Writes where nothing is.
    fn put(&mut self, row: u32, column: u32, item: Item) {
        self.items.entry((row, column)).or_insert(item);
    }

    fn row<'a>(&mut self, row: Option<u32>, first: u32, labels: impl Iterator<Item = (&'a str, u32)>) {
        let Some(row) = row else { return };
        let mut column = first;
        for (label, span) in labels {
            let free = (column..column + span).all(|column| !self.items.contains_key(&(row, column)));
            let span_here = if free { span } else { 1 };
            self.put(row, column, Item::Heading(label.to_owned(), span_here));
            column += span;
        }
    }
}
