//! The form's text: what TOML and JSON look like, before and after it is checked.

use std::fmt;

use serde::de::{Deserializer, Visitor};
use serde::{Deserialize, Serialize};

use super::{Analysis, AnalysisKind, Choice, Field, Form, FormError, Kind};

/// A form as written. JSON has the same names as TOML.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawForm {
    pub(super) title: String,
    pub(super) purpose: String,
    #[serde(rename = "field", default)]
    pub(super) fields: Vec<RawField>,
    #[serde(rename = "analysis", default)]
    pub(super) analyses: Vec<RawAnalysis>,
}

/// A `[[field]]` as written; which settings belong together is checked later, to name the field in the error.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawField {
    pub(super) key: String,
    pub(super) kind: RawKind,
    pub(super) label: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) hint: Option<String>,
    #[serde(default, skip_serializing_if = "is_false")]
    pub(super) optional: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) unit: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) min: Option<Decimal>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) max: Option<Decimal>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) decimals: Option<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) options: Option<Vec<Choice>>,
}

/// [`Kind`] without its settings.
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum RawKind {
    Number,
    Boolean,
    Choice,
    Multi,
}

/// An `[[analysis]]` as written: fields by their keys.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawAnalysis {
    pub(super) kind: AnalysisKind,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) of: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) by: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) on: Option<Vec<String>>,
}

/// A bound: an integer, a float or a text, kept as text so that nothing is rounded.
#[derive(Serialize)]
#[serde(transparent)]
pub(super) struct Decimal(pub(super) String);

/// Reads the text's shape, not yet its rules.
pub(super) fn from_toml(text: &str) -> Result<RawForm, FormError> {
    toml::from_str(text).map_err(|error| {
        let start = error.span().map_or(0, |span| span.start.min(text.len()));
        let before = &text.as_bytes()[..start];
        let line_start = before.iter().rposition(|&byte| byte == b'\n').map_or(0, |end| end + 1);
        FormError::Syntax {
            line: before.iter().filter(|&&byte| byte == b'\n').count() + 1,
            column: String::from_utf8_lossy(&before[line_start..]).chars().count() + 1,
            problem: error.message().trim_end_matches('.').replace('\n', ", "),
        }
    })
}

impl RawKind {
    pub(super) fn name(self) -> &'static str {
        match self {
            RawKind::Number => "number",
            RawKind::Boolean => "boolean",
            RawKind::Choice => "choice",
            RawKind::Multi => "multi",
        }
    }
}

impl From<Form> for RawForm {
    fn from(form: Form) -> RawForm {
        let keys: Vec<&str> = form.fields.iter().map(|field| field.key.as_str()).collect();
        let analyses = form.analyses.iter().map(|analysis| raw_analysis(analysis, &keys)).collect();
        RawForm {
            title: form.title,
            purpose: form.purpose,
            analyses,
            fields: form.fields.into_iter().map(RawField::from).collect(),
        }
    }
}

impl From<Field> for RawField {
    fn from(field: Field) -> RawField {
        let mut raw = RawField {
            key: field.key,
            kind: RawKind::Boolean,
            label: field.label,
            hint: field.hint,
            optional: field.optional,
            unit: None,
            min: None,
            max: None,
            decimals: None,
            options: None,
        };
        match field.kind {
            Kind::Number(number) => {
                raw.kind = RawKind::Number;
                raw.min = Some(Decimal(number.fixed(number.min).to_string()));
                raw.max = Some(Decimal(number.fixed(number.max).to_string()));
                raw.decimals = (number.decimals > 0).then(|| number.decimals.into());
                raw.unit = number.unit;
            }
            Kind::Boolean => {}
            Kind::Choice(options) => {
                raw.kind = RawKind::Choice;
                raw.options = Some(options);
            }
            Kind::Multi(options) => {
                raw.kind = RawKind::Multi;
                raw.options = Some(options);
            }
        }
        raw
    }
}

fn raw_analysis(analysis: &Analysis, keys: &[&str]) -> RawAnalysis {
    let key = |index: usize| keys[index].to_owned();
    let on = match analysis {
        Analysis::Regression { on, .. } => Some(on.iter().map(|&index| key(index)).collect()),
        _ => None,
    };
    RawAnalysis { kind: analysis.kind(), of: analysis.of().map(key), by: analysis.by().map(key), on }
}

impl<'de> Deserialize<'de> for Decimal {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Decimal, D::Error> {
        deserializer.deserialize_any(DecimalVisitor)
    }
}

struct DecimalVisitor;

impl Visitor<'_> for DecimalVisitor {
    type Value = Decimal;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a number such as 0, 2.5 or \"2.50\"")
    }

    fn visit_i64<E>(self, number: i64) -> Result<Decimal, E> {
        Ok(Decimal(number.to_string()))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Decimal, E> {
        Ok(Decimal(number.to_string()))
    }

    /// The shortest text that reads back as the same float: what the author wrote, for up to 15 digits.
    fn visit_f64<E>(self, number: f64) -> Result<Decimal, E> {
        Ok(Decimal(number.to_string()))
    }

    fn visit_str<E>(self, text: &str) -> Result<Decimal, E> {
        Ok(Decimal(text.to_owned()))
    }
}

fn is_false(flag: &bool) -> bool {
    !flag
}
