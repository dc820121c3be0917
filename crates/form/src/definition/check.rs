//! The rules of a form.

use std::collections::{BTreeMap, BTreeSet};

use super::raw::{Decimal, RawAnalysis, RawField, RawForm, RawKind};
use super::{
    Analysis, AnalysisKind, AnalysisProblem, Choice, Field, FieldProblem, Form, FormError, Kind,
    MAX_ANALYSES, MAX_DECIMALS, MAX_FIELDS, MAX_OPTIONS, MAX_PREDICTORS, Number, TextProblem,
};
use crate::fixed::{Fixed, FixedError};

const MAX_KEY: usize = 64;
const MAX_TITLE: usize = 200;
const MAX_PURPOSE: usize = 2_000;
const MAX_LABEL: usize = 200;
const MAX_HINT: usize = 1_000;
const MAX_UNIT: usize = 60;

impl TryFrom<RawForm> for Form {
    type Error = FormError;

    fn try_from(raw: RawForm) -> Result<Form, FormError> {
        let text_error = |part| move |problem| FormError::Text { part, problem };
        check_text(&raw.title, MAX_TITLE).map_err(text_error("title"))?;
        check_text(&raw.purpose, MAX_PURPOSE).map_err(text_error("purpose"))?;
        let fields = check_fields(raw.fields)?;
        let analyses = check_analyses(&raw.analyses, &fields)?;
        Ok(Form { title: raw.title, purpose: raw.purpose, fields, analyses })
    }
}

fn check_fields(raw: Vec<RawField>) -> Result<Vec<Field>, FormError> {
    match raw.len() {
        0 => return Err(FormError::NoFields),
        count if count > MAX_FIELDS => return Err(FormError::TooManyFields { count }),
        _ => {}
    }
    let mut keys = BTreeSet::new();
    raw.into_iter()
        .enumerate()
        .map(|(index, raw)| {
            let key = raw.key.clone();
            let unique = keys.insert(key.clone());
            check_field(raw, unique).map_err(|problem| FormError::Field { number: index + 1, key, problem })
        })
        .collect()
}

fn check_field(raw: RawField, unique: bool) -> Result<Field, FieldProblem> {
    let text_error = |part| move |problem| FieldProblem::Text { part, problem };
    if !is_key(&raw.key) {
        return Err(FieldProblem::Key);
    }
    if !unique {
        return Err(FieldProblem::DuplicateKey);
    }
    check_text(&raw.label, MAX_LABEL).map_err(text_error("label"))?;
    if let Some(hint) = &raw.hint {
        check_text(hint, MAX_HINT).map_err(text_error("hint"))?;
    }
    refuse_foreign_settings(&raw)?;
    let kind = match raw.kind {
        RawKind::Number => Kind::Number(check_number(raw.min, raw.max, raw.decimals, raw.unit)?),
        RawKind::Boolean => Kind::Boolean,
        RawKind::Choice => Kind::Choice(check_options(raw.options, "choice", 2)?),
        RawKind::Multi => Kind::Multi(check_options(raw.options, "multi", 1)?),
    };
    Ok(Field { key: raw.key, label: raw.label, hint: raw.hint, optional: raw.optional, kind })
}

fn refuse_foreign_settings(raw: &RawField) -> Result<(), FieldProblem> {
    let number = raw.kind == RawKind::Number;
    let options = matches!(raw.kind, RawKind::Choice | RawKind::Multi);
    let foreign = [
        ("unit", raw.unit.is_some() && !number),
        ("min", raw.min.is_some() && !number),
        ("max", raw.max.is_some() && !number),
        ("decimals", raw.decimals.is_some() && !number),
        ("options", raw.options.is_some() && !options),
    ];
    match foreign.into_iter().find(|(_, foreign)| *foreign) {
        Some((setting, _)) => Err(FieldProblem::ForeignSetting { kind: raw.kind.name(), setting }),
        None => Ok(()),
    }
}

fn check_number(
    min: Option<Decimal>,
    max: Option<Decimal>,
    decimals: Option<i64>,
    unit: Option<String>,
) -> Result<Number, FieldProblem> {
    let decimals = decimals.unwrap_or(0);
    let decimals = u8::try_from(decimals)
        .ok()
        .filter(|&decimals| decimals <= MAX_DECIMALS)
        .ok_or(FieldProblem::Decimals { decimals })?;
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

fn check_analyses(raw: &[RawAnalysis], fields: &[Field]) -> Result<Vec<Analysis>, FormError> {
    match raw.len() {
        0 => return Err(FormError::NoAnalyses),
        count if count > MAX_ANALYSES => return Err(FormError::TooManyAnalyses { count }),
        _ => {}
    }
    let lookup = Lookup {
        indices: fields.iter().enumerate().map(|(index, field)| (field.key.as_str(), index)).collect(),
        fields,
    };
    let mut analyses: Vec<Analysis> = Vec::with_capacity(raw.len());
    for (index, raw) in raw.iter().enumerate() {
        let error = |problem| FormError::Analysis { number: index + 1, kind: raw.kind, problem };
        let analysis = lookup.check_analysis(raw).map_err(error)?;
        if let Some(earlier) = analyses.iter().position(|earlier| *earlier == analysis) {
            return Err(error(AnalysisProblem::Duplicate { earlier: earlier + 1 }));
        }
        analyses.push(analysis);
    }
    Ok(analyses)
}

/// The fields that analyses may name, by key.
struct Lookup<'a> {
    indices: BTreeMap<&'a str, usize>,
    fields: &'a [Field],
}

impl Lookup<'_> {
    fn check_analysis(&self, raw: &RawAnalysis) -> Result<Analysis, AnalysisProblem> {
        let of = raw.of.as_deref().map(|key| self.field("of", key)).transpose()?;
        let some_of = of.ok_or(AnalysisProblem::MissingSetting { setting: "of" });
        if raw.kind != AnalysisKind::Regression && raw.on.is_some() {
            return Err(AnalysisProblem::ForeignSetting { setting: "on" });
        }
        if raw.kind == AnalysisKind::Regression && raw.by.is_some() {
            return Err(AnalysisProblem::ForeignSetting { setting: "by" });
        }
        let by = self.check_by(raw, of)?;
        Ok(match raw.kind {
            AnalysisKind::Count => Analysis::Count { of, by },
            AnalysisKind::Sum => Analysis::Sum { of: self.number(some_of?)?, by },
            AnalysisKind::Mean => Analysis::Mean { of: self.number(some_of?)?, by },
            AnalysisKind::StandardDeviation => Analysis::StandardDeviation { of: self.number(some_of?)?, by },
            AnalysisKind::Frequency => {
                let of = some_of?;
                self.expect("of", of, "boolean, choice or multi", |kind| !matches!(kind, Kind::Number(_)))?;
                Analysis::Frequency { of, by }
            }
            AnalysisKind::Regression => {
                let of = self.number(some_of?)?;
                Analysis::Regression { of, on: self.check_on(raw, of)? }
            }
        })
    }

    fn check_by(&self, raw: &RawAnalysis, of: Option<usize>) -> Result<Option<usize>, AnalysisProblem> {
        let Some(key) = raw.by.as_deref() else { return Ok(None) };
        let by = self.field("by", key)?;
        self.expect("by", by, "boolean or choice", |kind| matches!(kind, Kind::Boolean | Kind::Choice(_)))?;
        if of == Some(by) {
            return Err(AnalysisProblem::RepeatedField { key: key.to_owned() });
        }
        Ok(Some(by))
    }

    fn check_on(&self, raw: &RawAnalysis, of: usize) -> Result<Vec<usize>, AnalysisProblem> {
        let keys = raw.on.as_deref().ok_or(AnalysisProblem::MissingSetting { setting: "on" })?;
        match keys.len() {
            0 => return Err(AnalysisProblem::NoPredictors),
            count if count > MAX_PREDICTORS => return Err(AnalysisProblem::TooManyPredictors { count }),
            _ => {}
        }
        let mut seen = BTreeSet::from([of]);
        keys.iter()
            .map(|key| {
                let index = self.field("on", key)?;
                let numeric = |kind: &Kind| matches!(kind, Kind::Number(_) | Kind::Boolean);
                self.expect("on", index, "number or boolean", numeric)?;
                if !seen.insert(index) {
                    return Err(AnalysisProblem::RepeatedField { key: key.clone() });
                }
                Ok(index)
            })
            .collect()
    }

    fn field(&self, setting: &'static str, key: &str) -> Result<usize, AnalysisProblem> {
        let unknown = || AnalysisProblem::UnknownField { setting, key: key.to_owned() };
        self.indices.get(key).copied().ok_or_else(unknown)
    }

    fn number(&self, of: usize) -> Result<usize, AnalysisProblem> {
        self.expect("of", of, "number", |kind| matches!(kind, Kind::Number(_)))?;
        Ok(of)
    }

    fn expect(
        &self,
        setting: &'static str,
        index: usize,
        expected: &'static str,
        is_expected: impl Fn(&Kind) -> bool,
    ) -> Result<(), AnalysisProblem> {
        let Field { key, kind, .. } = &self.fields[index];
        if is_expected(kind) {
            return Ok(());
        }
        Err(AnalysisProblem::WrongKind { setting, key: key.clone(), kind: kind.name(), expected })
    }
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
