//! OpenDocument spreadsheets.
//!
//! Repeated cells and rows are unrolled here, and counted: a few bytes of such a file can stand for a billion cells.

use std::collections::BTreeSet;

use quick_xml::{
    Reader,
    events::{BytesStart, Event},
};

use super::{Builder, FileError};
use crate::book::{Book, Content, Region};

/// Rows and columns beyond these don't exist in spreadsheet programs.
const MAX_ROWS: u32 = 1_048_576;
const MAX_COLUMNS: u32 = 16_384;

/// Reads the content of a document.
pub(super) fn read(content: &[u8]) -> Result<Book, FileError> {
    let text = std::str::from_utf8(content).map_err(|_| FileError::Damaged)?;
    let mut reader = Reader::from_str(text);
    let mut document = Document::default();
    let mut builder = Builder::new();
    loop {
        match reader.read_event().map_err(|_| FileError::Damaged)? {
            Event::Start(element) => document.start(&element, &mut builder)?,
            Event::Empty(element) => {
                document.start(&element, &mut builder)?;
                document.end(name(&element).as_str(), &mut builder)?;
            }
            Event::End(element) => document.end(element.name().as_ref(), &mut builder)?,
            Event::Text(text) => document.text(&text.xml10_content()),
            Event::GeneralRef(reference) => document.text(&resolved(&reference)),
            Event::Eof => break,
            _ => {}
        }
    }
    Ok(Book { sheets: builder.sheets, plain: false })
}

/// Where in the document the reader is.
#[derive(Default)]
struct Document {
    style: Option<String>,
    hidden_styles: BTreeSet<String>,
    /// How many tables the reader is in: tables in cells are no sheets.
    depth: usize,
    row: u32,
    row_repeats: u32,
    column: u32,
    /// Cells of the row with content, with how often they are repeated.
    cells: Vec<(u32, u32, Content)>,
    cell: Option<Cell>,
    /// In notes of cells, which are no content.
    notes: usize,
    paragraph: bool,
}

#[derive(Default)]
struct Cell {
    kind: String,
    error: bool,
    formula: bool,
    value: Option<String>,
    text: String,
    repeats: u32,
    spans: (u32, u32),
}

impl Document {
    fn start(&mut self, element: &BytesStart, builder: &mut Builder) -> Result<(), FileError> {
        let attribute = |wanted: &str| attribute(element, wanted);
        let count = |wanted: &str| attribute(wanted).and_then(|text| text.parse().ok()).unwrap_or(1).max(1);
        match name(element).as_str() {
            "style:style" => self.style = attribute("style:name"),
            "style:table-properties" if attribute("table:display").as_deref() == Some("false") => {
                self.hidden_styles.extend(self.style.take());
            }
            "table:table" => {
                self.depth += 1;
                if self.depth == 1 {
                    let style = attribute("table:style-name");
                    let hidden = style.is_some_and(|style| self.hidden_styles.contains(&style));
                    builder.sheet(attribute("table:name").unwrap_or_default(), hidden)?;
                    self.row = 0;
                }
            }
            "table:table-row" if self.depth == 1 => {
                self.row_repeats = count("table:number-rows-repeated").min(MAX_ROWS);
                self.column = 0;
                self.cells.clear();
            }
            "table:table-cell" | "table:covered-table-cell" if self.depth == 1 => {
                let value = ["office:value", "office:boolean-value", "office:string-value"];
                self.cell = Some(Cell {
                    kind: attribute("office:value-type").unwrap_or_default(),
                    error: attribute("calcext:value-type").as_deref() == Some("error"),
                    formula: attribute("table:formula").is_some(),
                    value: value.into_iter().find_map(attribute),
                    text: String::new(),
                    repeats: count("table:number-columns-repeated").min(MAX_COLUMNS),
                    spans: (count("table:number-rows-spanned"), count("table:number-columns-spanned")),
                });
            }
            "office:annotation" => self.notes += 1,
            "text:p" if self.notes == 0 => {
                self.paragraph = true;
                if let Some(cell) = self.cell.as_mut().filter(|cell| !cell.text.is_empty()) {
                    cell.text.push('\n');
                }
            }
            "text:s" | "text:tab" => self.text(" "),
            _ => {}
        }
        Ok(())
    }

    fn end(&mut self, name: &str, builder: &mut Builder) -> Result<(), FileError> {
        match name {
            "style:style" => self.style = None,
            "table:table" => self.depth = self.depth.saturating_sub(1),
            "table:table-row" if self.depth == 1 => self.end_row(builder)?,
            "table:table-cell" | "table:covered-table-cell" if self.depth == 1 => {
                let Some(cell) = self.cell.take() else { return Err(FileError::Damaged) };
                self.end_cell(cell, builder);
            }
            "office:annotation" => self.notes = self.notes.saturating_sub(1),
            "text:p" => self.paragraph = false,
            _ => {}
        }
        Ok(())
    }

    fn text(&mut self, text: &str) {
        if let Some(cell) = self.cell.as_mut().filter(|_| self.paragraph && self.notes == 0) {
            cell.text.push_str(text);
        }
    }

    fn end_cell(&mut self, cell: Cell, builder: &mut Builder) {
        let (row, column, repeats) = (self.row, self.column, cell.repeats);
        let (rows, columns) = cell.spans;
        if (rows, columns) != (1, 1)
            && let Some(sheet) =
                builder.sheets.last_mut().filter(|sheet| sheet.merged.len() < super::MAX_MERGED)
        {
            let last = (row.saturating_add(rows - 1), column.saturating_add(columns - 1));
            sheet.merged.push(Region { first: (row, column), last });
        }
        if let Some(content) = cell.content() {
            self.cells.push((column, repeats, content));
        }
        self.column = column.saturating_add(repeats).min(MAX_COLUMNS);
    }

    fn end_row(&mut self, builder: &mut Builder) -> Result<(), FileError> {
        let cells = std::mem::take(&mut self.cells);
        let end = self.row.saturating_add(self.row_repeats).min(MAX_ROWS);
        for row in (self.row..end).take_while(|_| !cells.is_empty()) {
            for (column, repeats, content) in &cells {
                for column in *column..column.saturating_add(*repeats).min(MAX_COLUMNS) {
                    builder.cell(row, column, content.clone())?;
                }
            }
        }
        self.row = end;
        Ok(())
    }
}

impl Cell {
    fn content(self) -> Option<Content> {
        let text = if self.text.is_empty() { self.value.clone().unwrap_or_default() } else { self.text };
        let number = || self.value.as_ref().and_then(|value| value.parse::<f64>().ok());
        if self.error || text.starts_with("Err:") && self.formula {
            return Some(Content::Error(crate::label::short(&text)));
        }
        let content = match self.kind.as_str() {
            "float" | "currency" => number().map(Content::Number),
            "percentage" => number().map(Content::Percentage),
            "date" | "time" => Some(Content::Date),
            "boolean" => Some(Content::Boolean(self.value.as_deref() == Some("true"))),
            _ if !text.trim().is_empty() => Some(super::text(&text)),
            _ => None,
        };
        content.or_else(|| (self.formula && self.kind.is_empty()).then_some(Content::Uncomputed))
    }
}

fn name(element: &BytesStart) -> String {
    element.name().as_ref().to_owned()
}

/// An attribute's value; damaged ones aren't there.
fn attribute(element: &BytesStart, wanted: &str) -> Option<String> {
    let found = element.attributes().flatten().find(|attribute| attribute.key.as_ref() == wanted)?;
    let value = quick_xml::escape::unescape(&found.value).ok()?;
    Some(value.into_owned())
}

/// The character that a reference stands for; none for entities that a document defines itself.
fn resolved(reference: &quick_xml::events::BytesRef) -> String {
    let text = format!("&{};", reference.xml10_content());
    quick_xml::escape::unescape(&text).map(std::borrow::Cow::into_owned).unwrap_or_default()
}
