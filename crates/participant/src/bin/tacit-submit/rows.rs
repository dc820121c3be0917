//! A table of answers, checked against the form before anything is submitted.

use std::{fmt::Write as _, path::Path};

use csv::StringRecord;
use tacit_form::{Answers, Form, Kind, ValidAnswers};

use crate::{
    failure::{Exit, Failure},
    inputs::first_row,
};

/// How many problems are listed before the rest is only counted.
const LISTED: usize = 20;

/// What every row answers, if all are valid; otherwise everything that is wrong, by row and column.
pub(crate) fn validate(
    path: &Path,
    form: &Form,
    header: &StringRecord,
    records: &[StringRecord],
) -> Result<Vec<ValidAnswers>, Failure> {
    check_header(path, form, header)?;
    let mut valid = Vec::with_capacity(records.len());
    let mut problems = Vec::new();
    for (row, record) in (first_row()..).zip(records) {
        match form.validate(&answers(form, header, record)) {
            Ok(answers) => valid.push(answers),
            Err(errors) => problems.extend(
                errors.iter().map(|error| format!("row {row}, column {}: {}", error.key, error.problem)),
            ),
        }
    }
    if problems.is_empty() { Ok(valid) } else { Err(listed(path, &problems)) }
}

fn check_header(path: &Path, form: &Form, header: &StringRecord) -> Result<(), Failure> {
    let known = |name: &str| form.field_index(name).is_some();
    let mut problems = Vec::new();
    for (index, name) in header.iter().enumerate() {
        if !known(name) {
            problems.push(format!(
                "row 1: the form has no field {name:?}. Remove the column, or correct its name."
            ));
        } else if header.iter().take(index).any(|before| before == name) {
            problems.push(format!("row 1: there are two columns {name:?}. Remove one of them."));
        }
    }
    for field in form.fields().iter().filter(|field| !field.optional && !field.blank_is_zero) {
        if !header.iter().any(|name| name == field.key) {
            problems
                .push(format!("row 1: the column {:?} is missing. Add it; it must be answered.", field.key));
        }
    }
    if problems.is_empty() { Ok(()) } else { Err(listed(path, &problems)) }
}

fn answers(form: &Form, header: &StringRecord, record: &StringRecord) -> Answers {
    let mut answers = Answers::new();
    for (key, text) in header.iter().zip(record) {
        let field = form.field_index(key).map(|index| &form.fields()[index]);
        if field.is_some_and(|field| matches!(field.kind, Kind::Multi(_))) {
            let ticked = text.split(';').map(str::trim).filter(|option| !option.is_empty());
            ticked.for_each(|option| answers.push(key, option));
        } else {
            answers.set(key, text);
        }
    }
    answers
}

fn listed(path: &Path, problems: &[String]) -> Failure {
    let mut message = format!("nothing was submitted. Correct {}:", path.display());
    for problem in problems.iter().take(LISTED) {
        let _ = write!(message, "\n  {problem}");
    }
    if problems.len() > LISTED {
        let _ = write!(message, "\n  and {} more", problems.len() - LISTED);
    }
    Failure::new(Exit::Answers, message)
}
