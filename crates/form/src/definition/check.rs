//! The rules of a form.

use std::collections::BTreeSet;

use super::expression::{Condition, Name, Operand, parse_condition};
use super::raw::{Decimal, RawAnalysis, RawCheck, RawField, RawForm, RawKind};
use super::{
    Analysis, AnalysisKind, AnalysisProblem, Blank, Check, CheckProblem, Choice, ExpressionProblem, Field,
    FieldProblem, Form, FormError, Kind, MAX_ANALYSES, MAX_BINS, MAX_CHECKS, MAX_DECIMALS, MAX_FIELDS,
    MAX_OPTIONS, MAX_PREDICTORS, Measure, Number, Part, Per, Question, Table, TextProblem,
};
use crate::fixed::{Fixed, FixedError};

mod analyses;
mod names;
mod sizes;
mod tables;

use names::Names;

const MAX_KEY: usize = 64;
const MAX_TITLE: usize = 200;
const MAX_PURPOSE: usize = 2_000;
const MAX_LABEL: usize = 200;
const MAX_HINT: usize = 1_000;
const MAX_UNIT: usize = 60;
const MAX_MESSAGE: usize = 300;

impl TryFrom<RawForm> for Form {
    type Error = FormError;

    fn try_from(raw: RawForm) -> Result<Form, FormError> {
        let text_error = |part| move |problem| FormError::Text { part, problem };
        check_text(&raw.title, MAX_TITLE).map_err(text_error("title"))?;
        check_text(&raw.purpose, MAX_PURPOSE).map_err(text_error("purpose"))?;
        let mut form = Form {
            title: raw.title,
            purpose: raw.purpose,
            questions: Vec::new(),
            fields: Vec::new(),
            tables: Vec::new(),
            checks: Vec::new(),
            analyses: Vec::new(),
        };
        form.ask(raw.fields)?;
        form.checks = check_checks(raw.checks, &form)?;
        form.analyses = analyses::check_analyses(&raw.analyses, &form)?;
        Ok(form)
    }
}

impl Form {
    /// Adds the questions.
    fn ask(&mut self, raw: Vec<RawField>) -> Result<(), FormError> {
        if raw.is_empty() {
            return Err(FormError::NoFields);
        }
        let too_many = |count: usize| {
            if count > MAX_FIELDS { Err(FormError::TooManyFields { count }) } else { Ok(()) }
        };
        too_many(raw.len())?;
        let mut keys = BTreeSet::new();
        let unique: Vec<bool> = raw.iter().map(|raw| keys.insert(raw.key.as_str())).collect();
        for (index, (raw, unique)) in raw.into_iter().zip(unique).enumerate() {
            let key = raw.key.clone();
            let error = |problem| FormError::Field { number: index + 1, key, problem };
            if raw.kind == RawKind::Table {
                let (table, mut cells) = tables::check_table(raw, unique, self).map_err(error)?;
                self.questions.push(Question::Table(self.tables.len()));
                self.tables.push(table);
                self.fields.append(&mut cells);
            } else {
                let field = check_field(raw, unique).map_err(error)?;
                self.questions.push(Question::Field(self.fields.len()));
                self.fields.push(field);
            }
            too_many(self.fields.len())?;
        }
        if self.fields.is_empty() { Err(FormError::NoFields) } else { Ok(()) }
    }
}

fn check_field(raw: RawField, unique: bool) -> Result<Field, FieldProblem> {
    check_names(&raw, unique)?;
    refuse_foreign_settings(&raw)?;
    let kind = match raw.kind {
        RawKind::Number => Kind::Number(check_number(raw.min, raw.max, raw.decimals, raw.unit)?),
        RawKind::Boolean => Kind::Boolean,
        RawKind::Choice => Kind::Choice(check_options(raw.options, "choice", 2)?),
        RawKind::Multi | RawKind::Table => Kind::Multi(check_options(raw.options, "multi", 1)?),
    };
    let RawField { key, label, hint, optional, .. } = raw;
    Ok(Field { key, label, hint, optional, blank_is_zero: false, kind })
}

/// Key, label and hint.
fn check_names(raw: &RawField, unique: bool) -> Result<(), FieldProblem> {
    let text_error = |part| move |problem| FieldProblem::Text { part, problem };
    if !is_key(&raw.key) {
        return Err(FieldProblem::Key);
    }
    if !unique {
        return Err(FieldProblem::DuplicateKey);
    }
    check_text(&raw.label, MAX_LABEL).map_err(text_error("label"))?;
    raw.hint.as_ref().map_or(Ok(()), |hint| check_text(hint, MAX_HINT)).map_err(text_error("hint"))
}

fn refuse_foreign_settings(raw: &RawField) -> Result<(), FieldProblem> {
    let table = raw.kind == RawKind::Table;
    let numbers = raw.kind == RawKind::Number || table;
    let options = matches!(raw.kind, RawKind::Choice | RawKind::Multi);
    let asked = raw.computed.is_none();
    let foreign = [
        ("unit", raw.unit.is_some() && !numbers),
        ("min", raw.min.is_some() && !(numbers && asked)),
        ("max", raw.max.is_some() && !(numbers && asked)),
        ("decimals", raw.decimals.is_some() && !numbers),
        ("options", raw.options.is_some() && !options),
        ("optional", raw.optional && table),
        ("rows", raw.rows.is_some() && !table),
        ("columns", raw.columns.is_some() && !table),
        ("cells", raw.cells.is_some() && !(table && asked)),
        ("blank", raw.blank.is_some() && !(table && asked)),
        ("totals", raw.totals.is_some() && !table),
        ("computed", !asked && !table),
        ("sheet", raw.sheet.is_some() && !(table && asked)),
        ("first_cell", raw.first_cell.is_some() && !(table && asked)),
    ];
    let kind = if table && !asked { "computed table" } else { raw.kind.name() };
    match foreign.into_iter().find(|(_, foreign)| *foreign) {
        Some((setting, _)) => Err(FieldProblem::ForeignSetting { kind, setting }),
        None => Ok(()),
    }
}

fn check_number(
    min: Option<Decimal>,
    max: Option<Decimal>,
    decimals: Option<i64>,
    unit: Option<String>,
) -> Result<Number, FieldProblem> {
    let decimals = check_decimals(decimals)?;
    let min = check_bound("min", min, decimals)?;
    let max = check_bound("max", max, decimals)?;
    if min > max {
        return Err(FieldProblem::BoundsReversed);
    }
    if max.checked_sub(min).is_none() {
        return Err(FieldProblem::RangeTooLarge);
    }
    if let Some(unit) = &unit {
        check_text(unit, MAX_UNIT).map_err(|problem| FieldProblem::Text { part: "unit", problem })?;
    }
    Ok(Number { min, max, decimals, unit })
}

fn check_decimals(decimals: Option<i64>) -> Result<u8, FieldProblem> {
    let decimals = decimals.unwrap_or(0);
    let checked = u8::try_from(decimals).ok().filter(|&decimals| decimals <= MAX_DECIMALS);
    checked.ok_or(FieldProblem::Decimals { decimals })
}

fn check_bound(setting: &'static str, bound: Option<Decimal>, decimals: u8) -> Result<i64, FieldProblem> {
    let Decimal(text) = bound.ok_or(FieldProblem::MissingSetting { kind: "number", setting })?;
    Fixed::parse(&text, decimals)
        .and_then(|fixed| i64::try_from(fixed.units).map_err(|_| FixedError::TooLarge))
        .map_err(|problem| FieldProblem::Bound { setting, decimals, problem })
}

fn check_options(
    options: Option<Vec<Choice>>,
    kind: &'static str,
    least: usize,
) -> Result<Vec<Choice>, FieldProblem> {
    let options = options.ok_or(FieldProblem::MissingSetting { kind, setting: "options" })?;
    if options.len() < least {
        return Err(FieldProblem::TooFewOptions { least });
    }
    if options.len() > MAX_OPTIONS {
        return Err(FieldProblem::TooManyOptions { count: options.len() });
    }
    let (mut keys, mut labels) = (BTreeSet::new(), BTreeSet::new());
    for Choice { key, label } in &options {
        let option = || key.clone();
        if !is_key(key) {
            return Err(FieldProblem::OptionKey { option: option() });
        }
        check_text(label, MAX_LABEL)
            .map_err(|problem| FieldProblem::OptionText { option: option(), problem })?;
        if !keys.insert(key.as_str()) {
            return Err(FieldProblem::DuplicateOption { option: option(), part: "key" });
        }
        if !labels.insert(label.trim()) {
            return Err(FieldProblem::DuplicateOption { option: option(), part: "label" });
        }
    }
    Ok(options)
}

fn check_checks(raw: Vec<RawCheck>, form: &Form) -> Result<Vec<Check>, FormError> {
    if raw.len() > MAX_CHECKS {
        return Err(FormError::TooManyChecks { count: raw.len() });
    }
    let check = |(index, raw)| {
        check_check(raw, form).map_err(|problem| FormError::Check { number: index + 1, problem })
    };
    raw.into_iter().enumerate().map(check).collect()
}

fn check_check(raw: RawCheck, form: &Form) -> Result<Check, CheckProblem> {
    check_text(&raw.message, MAX_MESSAGE).map_err(CheckProblem::Message)?;
    let names = Names::of(form);
    let mut shape = None;
    let mut condition = |setting, text: &str| {
        let resolved: Result<Condition, ExpressionProblem> = parse_condition(text)
            .and_then(|parsed: Condition<Name>| parsed.resolve(|name| names.operand(&name, &mut shape)));
        let exact =
            resolved.and_then(|condition| sizes::check_condition(&condition, form).map(|()| condition));
        exact.map_err(|problem| CheckProblem::Expression { setting, problem })
    };
    let rule = condition("rule", &raw.rule)?;
    let when = raw.when.as_deref().map(|when| condition("when", when)).transpose()?;
    if rule.operands().next().is_none() {
        return Err(CheckProblem::NothingAsked);
    }
    Ok(Check { level: raw.level, message: raw.message.clone(), when, rule, source: raw })
}

fn number_of(field: &Field) -> Option<&Number> {
    match &field.kind {
        Kind::Number(number) => Some(number),
        _ => None,
    }
}

/// Whether the numbers count the same thing equally finely, so that they can be added up.
fn is_uniform<'a>(numbers: impl IntoIterator<Item = Option<&'a Number>>) -> bool {
    let mut measures = numbers.into_iter().flatten().map(|number| (number.decimals, number.unit.as_deref()));
    measures.next().is_none_or(|first| measures.all(|measure| measure == first))
}

/// Whether both tables have the same rows and columns.
fn has_same_shape(one: &Table, other: &Table) -> bool {
    let rows = |table: &Table| table.rows.iter().map(|row| row.key.clone()).collect::<Vec<_>>();
    let columns = |table: &Table| table.columns.iter().map(|column| column.key.clone()).collect::<Vec<_>>();
    rows(one) == rows(other) && columns(one) == columns(other)
}

/// `[a-z][a-z0-9_]{0,63}`
fn is_key(key: &str) -> bool {
    key.len() <= MAX_KEY
        && key.starts_with(|first: char| first.is_ascii_lowercase())
        && key.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_')
}

fn check_text(text: &str, most: usize) -> Result<(), TextProblem> {
    if text.trim().is_empty() {
        return Err(TextProblem::Blank { most });
    }
    let count = text.chars().count();
    if count > most {
        return Err(TextProblem::TooLong { most, count });
    }
    if text.chars().any(char::is_control) {
        return Err(TextProblem::ControlCharacter);
    }
    Ok(())
}
