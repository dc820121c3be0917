//! The template as separated values.

use csv::{QuoteStyle, WriterBuilder};
use tacit_form::{Answers, Cell, Choice, Field, Form, Kind, Number, Question, Table};

/// Spreadsheet programs take a file with this mark for UTF-8.
const MARK: &[u8] = "\u{feff}".as_bytes();

/// Separated values to fill in (`.csv`): the tables below each other. Where people write decimals after a comma,
/// spreadsheet programs expect semicolons between values: `comma` says so. What is answered already is filled in.
pub fn separated(form: &Form, answers: &Answers, comma: bool) -> Vec<u8> {
    let mut lines: Vec<Vec<String>> = vec![vec![form.title().to_owned()], vec![]];
    let value = |field: usize| filled(&form.fields()[field], answers, comma);
    for question in form.questions() {
        if let Question::Field(field) = *question {
            lines.push(vec![form.fields()[field].label.clone(), value(field)]);
            lines.extend(options(&form.fields()[field], answers));
        }
    }
    for table in form.tables().iter().filter(|table| table.fields().next().is_some()) {
        lines.extend([vec![], vec![table.label.clone()]]);
        lines.extend(headings(table));
        for (row, heading) in table.rows.iter().enumerate() {
            let mut line = vec![heading.label.clone()];
            line.extend((0..table.columns.len()).map(|column| match table.cell(row, column) {
                Cell::Asked(field) => value(field),
                Cell::Fixed(units) => shown(&table.columns[column].number, units, comma),
                Cell::Computed => String::new(),
            }));
            lines.push(line);
        }
    }
    write(&lines, if comma { b';' } else { b',' })
}

/// A line for each of several options, with a mark where it is ticked.
fn options(field: &Field, answers: &Answers) -> Vec<Vec<String>> {
    let Kind::Multi(options) = &field.kind else { return Vec::new() };
    let ticked = answers.get(&field.key);
    let mark = |option: &Choice| if ticked.contains(&option.key) { "yes".to_owned() } else { String::new() };
    options.iter().map(|option| vec![option.label.clone(), mark(option)]).collect()
}

fn headings(table: &Table) -> Vec<Vec<String>> {
    let levels = table.columns.first().map_or(0, |column| column.groups.len());
    let level = |level: usize| {
        let labels = table.columns.iter().map(|column| column.groups.get(level).unwrap_or(&column.label));
        std::iter::once(String::new()).chain(labels.cloned()).collect()
    };
    (0..=levels).map(level).collect()
}

fn filled(field: &Field, answers: &Answers, comma: bool) -> String {
    let text = answers.get(&field.key).first().cloned().unwrap_or_default();
    match &field.kind {
        Kind::Number(_) => number(&text, comma),
        Kind::Choice(options) => {
            options.iter().find(|option| option.key == text).map_or(text, |option| option.label.clone())
        }
        Kind::Boolean => text,
        Kind::Multi(_) => String::new(),
    }
}

fn shown(of: &Number, units: i64, comma: bool) -> String {
    number(&of.fixed(units).to_string(), comma)
}

/// A plain number with the sign before its decimals. Three decimals get a fourth: 1.234 may be read as a thousand and
/// more.
fn number(plain: &str, comma: bool) -> String {
    let Some((whole, fraction)) = plain.split_once('.') else { return plain.to_owned() };
    let sign = if comma { ',' } else { '.' };
    format!("{whole}{sign}{fraction}{}", if fraction.len() == 3 { "0" } else { "" })
}

fn write(lines: &[Vec<String>], separator: u8) -> Vec<u8> {
    let width = lines.iter().map(Vec::len).max().unwrap_or(1);
    let mut writer = WriterBuilder::new()
        .delimiter(separator)
        .quote_style(QuoteStyle::Necessary)
        .terminator(csv::Terminator::CRLF)
        .from_writer(MARK.to_vec());
    for line in lines {
        let cells = line.iter().map(|text| harmless(text)).chain(std::iter::repeat(String::new()));
        // Writing into memory doesn't fail.
        let _ = writer.write_record(cells.take(width));
    }
    writer.into_inner().unwrap_or_default()
}

/// A text that no spreadsheet program takes for a formula. The apostrophe means "text" to them, and labels are compared
/// without it.
fn harmless(text: &str) -> String {
    let formula = text.starts_with(['=', '@', '\t', '\r'])
        || text.starts_with(['+', '-']) && text.parse::<f64>().is_err() && !is_number(text);
    if formula { format!("'{text}") } else { text.to_owned() }
}

fn is_number(text: &str) -> bool {
    text.chars().skip(1).all(|c| c.is_ascii_digit() || matches!(c, ',' | '.'))
}
