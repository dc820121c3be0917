//! Separated values, in the encodings and with the separators that spreadsheet programs write.

use std::borrow::Cow;

use csv::ReaderBuilder;
use encoding_rs::{Encoding, UTF_16LE, WINDOWS_1252};

use super::{Builder, FileError};
use crate::book::{Book, Content};

/// Lines that are looked at to find the separator.
const SAMPLE: usize = 30;
/// The most columns that a line may have.
const MAX_COLUMNS: usize = 16_384;

/// Reads a file of separated values.
pub(super) fn read(bytes: &[u8]) -> Result<Book, FileError> {
    let text = decode(bytes)?;
    let mut builder = Builder::new();
    builder.sheet(String::new(), false)?;
    let (separator, body) = separator(&text);
    let mut lines = ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(separator)
        .from_reader(body.text.as_bytes());
    let mut record = csv::StringRecord::new();
    while lines.read_record(&mut record).map_err(|_| FileError::UnknownFormat)? {
        if record.len() > MAX_COLUMNS {
            return Err(FileError::UnknownFormat);
        }
        // Empty lines are left out by the reader; where a record begins says which line it is.
        let line = record.position().map_or(0, csv::Position::line).saturating_sub(1) + body.skipped;
        let row = u32::try_from(line).map_err(|_| FileError::TooManyCells { limit: super::MAX_CELLS })?;
        for (column, text) in (0..).zip(&record) {
            builder.cell(row, column, content(text))?;
        }
    }
    Ok(Book { sheets: builder.sheets, plain: true })
}

/// What programs write for errors of formulas is no text.
fn content(text: &str) -> Content {
    let trimmed = text.trim();
    let codes = ["#REF!", "#DIV/0!", "#VALUE!", "#NAME?", "#NUM!", "#NULL!", "#N/A", "Err:"];
    if codes.iter().any(|code| trimmed.starts_with(code)) {
        return Content::Error(crate::label::short(trimmed));
    }
    super::text(text)
}

/// The text of a file: UTF-8 or UTF-16 with their marks, UTF-16 without (tabs from Excel), UTF-8, Windows-1252.
fn decode(bytes: &[u8]) -> Result<Cow<'_, str>, FileError> {
    let text = match Encoding::for_bom(bytes) {
        Some((encoding, _)) => encoding.decode(bytes).0,
        None if wide(bytes) => UTF_16LE.decode(bytes).0,
        None => match std::str::from_utf8(bytes) {
            Ok(text) => Cow::Borrowed(text),
            Err(_) => WINDOWS_1252.decode(bytes).0,
        },
    };
    let control = |c: char| c.is_control() && !matches!(c, '\t' | '\n' | '\r' | '\u{c}' | '\u{1a}');
    if text.chars().take(10_000).any(|c| control(c) && !('\u{80}'..='\u{9f}').contains(&c)) {
        return Err(FileError::UnknownFormat);
    }
    Ok(text)
}

/// Whether every other byte of the beginning is zero.
fn wide(bytes: &[u8]) -> bool {
    let start = &bytes[..bytes.len().min(64)];
    start.len() >= 4 && start.iter().skip(1).step_by(2).all(|byte| *byte == 0) && start[0] != 0
}

struct Body<'a> {
    text: &'a str,
    /// Lines before it.
    skipped: u64,
}

/// The separator: the one that the first line names (`sep=;`, as Excel does), or that most lines have.
fn separator(text: &str) -> (u8, Body<'_>) {
    let (first, rest) = text.split_once('\n').unwrap_or((text, ""));
    if let [separator] = first.trim().strip_prefix("sep=").unwrap_or_default().as_bytes() {
        return (*separator, Body { text: rest, skipped: 1 });
    }
    let having = |separator: char| {
        let lines = text.lines().filter(|line| !line.trim().is_empty()).take(SAMPLE);
        lines.filter(|line| outside_quotes(line).any(|c| c == separator)).count()
    };
    // At a draw the earlier one: commas occur within labels and numbers, too.
    let found = ['\t', ';', ','].into_iter().rev().max_by_key(|separator| having(*separator));
    (found.map_or(b',', |separator| separator as u8), Body { text, skipped: 0 })
}

fn outside_quotes(line: &str) -> impl Iterator<Item = char> + '_ {
    let mut quoted = false;
    line.chars().filter(move |c| {
        quoted ^= *c == '"';
        !quoted
    })
}
