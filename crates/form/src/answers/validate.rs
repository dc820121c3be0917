//! From texts to values.

use std::collections::BTreeSet;

use super::{AnswerError, AnswerProblem, Answers, Need, ValidAnswers, Value};
use crate::definition::{Choice, Field, Form, Kind, Level, Number};
use crate::fixed::{Fixed, FixedError};

pub(super) fn validate(form: &Form, answers: &Answers) -> Result<ValidAnswers, Vec<AnswerError>> {
    let mut values = Vec::with_capacity(form.fields().len());
    let mut errors = Vec::new();
    for field in form.fields() {
        match value(field, answers.get(&field.key)) {
            Ok(value) => values.push(value),
            Err(problem) => {
                errors.push(AnswerError { key: field.key.clone(), label: field.label.clone(), problem });
            }
        }
    }
    let mut known = BTreeSet::new();
    known.extend(form.fields().iter().map(|field| field.key.as_str()));
    errors.extend(answers.keys().filter(|key| !known.contains(key)).map(|key| AnswerError {
        key: key.to_owned(),
        label: key.to_owned(),
        problem: AnswerProblem::UnknownKey,
    }));
    if !errors.is_empty() {
        return Err(errors);
    }
    let answers = ValidAnswers { values };
    let errors = inconsistencies(form, &answers);
    if errors.is_empty() { Ok(answers) } else { Err(errors) }
}

/// The checks between answers that forbid them.
fn inconsistencies(form: &Form, answers: &ValidAnswers) -> Vec<AnswerError> {
    let failures = form.failures_of(answers, Level::Error).into_iter();
    let error = |failure: crate::Failure| {
        let message = form.checks()[failure.check].message.clone();
        let field = failure.field.map(|field| &form.fields()[field]);
        let table = || failure.table.map(|table| &form.tables()[table]);
        let of_table = || table().map(|table| (table.key.clone(), table.label.clone()));
        let (key, label) = field
            .map(|field| (field.key.clone(), field.label.clone()))
            .or_else(of_table)
            .unwrap_or_else(|| (String::new(), form.title().to_owned()));
        AnswerError { key, label, problem: AnswerProblem::Check(message) }
    };
    failures.map(error).collect()
}

fn value(field: &Field, texts: &[String]) -> Result<Option<Value>, AnswerProblem> {
    let texts: Vec<&str> = texts.iter().map(|text| text.trim()).filter(|text| !text.is_empty()).collect();
    match (&field.kind, texts.as_slice()) {
        (_, []) if field.optional => Ok(None),
        (Kind::Number(_), []) if field.blank_is_zero => Ok(Some(Value::Number(0))),
        (_, []) => Err(AnswerProblem::Missing(Need::of(field))),
        (Kind::Multi(options), texts) => multi(field, options, texts).map(Some),
        (Kind::Number(bounds), [text]) => number(field, bounds, text).map(Some),
        (Kind::Boolean, [text]) => boolean(field, text).map(Some),
        (Kind::Choice(options), [text]) => option(field, options, text).map(Value::Choice).map(Some),
        (_, [_, _, ..]) => Err(AnswerProblem::Several),
    }
}

fn number(field: &Field, bounds: &Number, text: &str) -> Result<Value, AnswerProblem> {
    let Fixed { units, .. } = Fixed::parse(text, bounds.decimals).map_err(|error| {
        let problem = match error {
            FixedError::Empty => AnswerProblem::Missing,
            FixedError::NotANumber => AnswerProblem::NotUnderstood,
            FixedError::TooManyDecimals { .. } => AnswerProblem::TooManyDecimals,
            FixedError::TooLarge => AnswerProblem::OutOfBounds,
        };
        problem(Need::of(field))
    })?;
    i64::try_from(units)
        .ok()
        .filter(|units| (bounds.min..=bounds.max).contains(units))
        .map(Value::Number)
        .ok_or_else(|| AnswerProblem::OutOfBounds(Need::of(field)))
}

fn boolean(field: &Field, text: &str) -> Result<Value, AnswerProblem> {
    match text.to_ascii_lowercase().as_str() {
        "true" | "yes" | "1" => Ok(Value::Boolean(true)),
        "false" | "no" | "0" => Ok(Value::Boolean(false)),
        _ => Err(AnswerProblem::NotUnderstood(Need::of(field))),
    }
}

fn multi(field: &Field, options: &[Choice], texts: &[&str]) -> Result<Value, AnswerProblem> {
    let mut ticked = vec![false; options.len()];
    for text in texts {
        let index = option(field, options, text)?;
        if std::mem::replace(&mut ticked[index], true) {
            return Err(AnswerProblem::Repeated);
        }
    }
    Ok(Value::Multi(ticked))
}

fn option(field: &Field, options: &[Choice], text: &str) -> Result<usize, AnswerProblem> {
    options
        .iter()
        .position(|option| option.key == text)
        .ok_or_else(|| AnswerProblem::NotUnderstood(Need::of(field)))
}
