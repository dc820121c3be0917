//! Reading files of answers.

use std::{fs, path::Path};

use csv::{ReaderBuilder, StringRecord, Trim};
use tacit_form::Answers;

use crate::{
    args::{Args, answer},
    failure::{Exit, Failure},
};

/// The number of a table's first row of data, counted as a spreadsheet does.
pub(crate) fn first_row() -> usize {
    2
}

/// The answers of one participant, from the command line and the file it names.
pub(crate) fn answers(args: &Args) -> Result<Answers, Failure> {
    let mut answers: Answers = match &args.answers_file {
        Some(path) => lines(path)?.into_iter().collect(),
        None => Answers::new(),
    };
    args.answers.iter().for_each(|(key, value)| answers.push(key, value));
    Ok(answers)
}

/// Header and rows of a CSV file, all of the same width. A message never repeats what is in the file.
pub(crate) fn table(path: &Path) -> Result<(StringRecord, Vec<StringRecord>), Failure> {
    let bytes = read(path)?;
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&bytes);
    let mut reader = ReaderBuilder::new().trim(Trim::All).from_reader(bytes);
    let header = reader.headers().map_err(|error| unreadable(path, 1, &error))?.clone();
    let rows = (first_row()..).zip(reader.records());
    let rows = rows.map(|(row, record)| record.map_err(|error| unreadable(path, row, &error)));
    Ok((header, rows.collect::<Result<_, _>>()?))
}

fn lines(path: &Path) -> Result<Vec<(String, String)>, Failure> {
    let text = String::from_utf8(read(path)?).map_err(|_| {
        Failure::new(Exit::Answers, format!("{} is no UTF-8 text. Save it as UTF-8.", path.display()))
    })?;
    let lines = (1..).zip(text.lines()).filter(|(_, line)| !line.trim().is_empty() && !line.starts_with('#'));
    lines
        .map(|(number, line)| {
            answer(line).map_err(|advice| {
                Failure::new(Exit::Answers, format!("{}, line {number}: {advice}.", path.display()))
            })
        })
        .collect()
}

fn read(path: &Path) -> Result<Vec<u8>, Failure> {
    fs::read(path)
        .map_err(|error| Failure::new(Exit::Answers, format!("{} can't be read: {error}.", path.display())))
}

fn unreadable(path: &Path, row: usize, error: &csv::Error) -> Failure {
    let reason = match error.kind() {
        csv::ErrorKind::Utf8 { .. } => "it is no UTF-8 text. Save the file as UTF-8".to_owned(),
        csv::ErrorKind::UnequalLengths { expected_len, len, .. } => {
            format!("it has {len} columns where the header has {expected_len}. Correct the row")
        }
        _ => {
            "it is no CSV. Separate columns by commas and put texts with commas into double quotes".to_owned()
        }
    };
    Failure::new(Exit::Answers, format!("{}, row {row}: {reason}.", path.display()))
}
