//! Workbooks of Excel, and of everything that writes them.

use std::{
    collections::BTreeSet,
    io::{Cursor, Error, Read, Result as ReadResult, Seek, SeekFrom},
};

use calamine::{DataRef, Reader, SheetType, SheetVisible, Xlsx, XlsxError};

use super::{Builder, FileError};
use crate::book::{Book, Content, Region};

type Workbook<'a> = Xlsx<Metered<'a>>;

/// How often a part is read: for its cells, its formulas, its merged cells, and what else the reader needs of it. A workbook
/// that says of many sheets that they are the same part is read no more often.
const MAX_READS: usize = 5;
/// What the archive's own entries and names add to that, in bytes.
const MORE_READS: usize = 100_000;

/// Reads a workbook whose parts were measured.
pub(super) fn read(bytes: &[u8]) -> Result<Book, FileError> {
    let left = bytes.len() * MAX_READS + MORE_READS;
    let mut workbook: Workbook = Xlsx::new(Metered { bytes: Cursor::new(bytes), left }).map_err(refused)?;
    let mut builder = Builder::new();
    let sheets = workbook.sheets_metadata().to_vec();
    for sheet in sheets.into_iter().filter(|sheet| sheet.typ == SheetType::WorkSheet) {
        builder.sheet(sheet.name.clone(), sheet.visible != SheetVisible::Visible)?;
        cells(&mut workbook, &sheet.name, &mut builder)?;
        merged(&mut workbook, &sheet.name, &mut builder);
    }
    Ok(Book { sheets: builder.sheets, plain: false })
}

fn cells(workbook: &mut Workbook, name: &str, builder: &mut Builder) -> Result<(), FileError> {
    let uncomputed = uncomputed(workbook, name)?;
    let mut reader = workbook.worksheet_cells_reader(name).map_err(refused)?;
    while let Some((cell, style)) = reader.next_cell_with_style_id().map_err(refused)? {
        let (row, column) = cell.get_position();
        let percent = || {
            let style = reader.styles().get(style);
            let format = style.and_then(|style| style.number_format.as_ref());
            format.is_some_and(|format| is_percentage(&format.format_code))
        };
        let content = match cell.get_value() {
            DataRef::Int(number) if percent() => Content::Percentage(*number as f64),
            DataRef::Float(number) if percent() => Content::Percentage(*number),
            DataRef::Int(number) => Content::Number(*number as f64),
            DataRef::Float(number) => Content::Number(*number),
            DataRef::String(text) => super::text(text),
            DataRef::SharedString(text) => super::text(text),
            DataRef::Bool(yes) => Content::Boolean(*yes),
            DataRef::DateTime(_) | DataRef::DateTimeIso(_) | DataRef::DurationIso(_) => Content::Date,
            DataRef::Error(error) => Content::Error(error.to_string()),
            DataRef::Empty if uncomputed.contains(&(row, column)) => Content::Uncomputed,
            DataRef::Empty => continue,
        };
        builder.cell(row, column, content)?;
    }
    Ok(())
}

/// The formulas without a result.
fn uncomputed(workbook: &mut Workbook, name: &str) -> Result<BTreeSet<(u32, u32)>, FileError> {
    let mut reader = workbook.worksheet_cells_reader(name).map_err(refused)?;
    let mut places = BTreeSet::new();
    while let Some(cell) = reader.next_cell_with_formula_metadata().map_err(refused)? {
        if cell.formula.is_some() && cell.value == DataRef::Empty {
            places.insert(cell.pos);
            if places.len() > super::MAX_CELLS {
                return Err(FileError::TooManyCells { limit: super::MAX_CELLS });
            }
        }
    }
    Ok(places)
}

fn merged(workbook: &mut Workbook, name: &str, builder: &mut Builder) {
    // Without them the cells are still there.
    let Ok(regions) = workbook.merge_cells_by_sheet_name(name) else { return };
    let regions = regions.into_iter().take(super::MAX_MERGED);
    let regions = regions.map(|region| Region { first: region.start, last: region.end });
    if let Some(sheet) = builder.sheets.last_mut() {
        sheet.merged = regions.collect();
    }
}

fn refused(error: XlsxError) -> FileError {
    match error {
        XlsxError::Password => FileError::OldOrLocked,
        _ => FileError::Damaged,
    }
}

/// Whether a number format shows hundredfold: it has a percent sign that is no text.
fn is_percentage(format: &str) -> bool {
    let mut characters = format.chars();
    let mut quoted = false;
    while let Some(character) = characters.next() {
        match character {
            '"' => quoted = !quoted,
            _ if quoted => {}
            // The next character is text, or a width, or fills the cell.
            '\\' | '_' | '*' => drop(characters.next()),
            '[' => drop(characters.by_ref().find(|end| *end == ']')),
            '%' => return true,
            _ => {}
        }
    }
    false
}

/// A file of which no more is read than is left.
struct Metered<'a> {
    bytes: Cursor<&'a [u8]>,
    left: usize,
}

impl Read for Metered<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> ReadResult<usize> {
        let read = self.bytes.read(buffer)?;
        self.left = self.left.checked_sub(read).ok_or_else(|| Error::other("it is read too often"))?;
        Ok(read)
    }
}

impl Seek for Metered<'_> {
    fn seek(&mut self, to: SeekFrom) -> ReadResult<u64> {
        self.bytes.seek(to)
    }
}

#[cfg(test)]
mod tests {
    use super::is_percentage;

    #[test]
    fn only_percent_signs_that_count_hundredfold() {
        for format in ["0%", "0.00%", "[Red]-0%;0%", "0.0 %", "\"about\" 0%", "0_)%"] {
            assert!(is_percentage(format), "{format}");
        }
        for format in ["0", "General", "0\"%\"", "0\\%", "0\"a%b\"", "0_%", "[$%-409]0"] {
            assert!(!is_percentage(format), "{format}");
        }
    }
}
