//! The form's text: what TOML and JSON look like, before and after it is checked.

use std::fmt;

use serde::de::{Deserializer, Visitor};
use serde::{Deserialize, Serialize};

use super::{
    Analysis, AnalysisKind, Blank, Choice, Field, Form, FormError, Heading, Kind, Level, Measure, Per,
    Question,
};

/// A form as written. JSON has the same names as TOML.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawForm {
    pub(super) title: String,
    pub(super) purpose: String,
    #[serde(rename = "field", default)]
    pub(super) fields: Vec<RawField>,
    #[serde(rename = "check", default, skip_serializing_if = "Vec::is_empty")]
    pub(super) checks: Vec<RawCheck>,
    #[serde(rename = "analysis", default)]
    pub(super) analyses: Vec<RawAnalysis>,
}

/// A `[[field]]` as written; which settings belong together is checked later, to name the field in the error.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
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
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) rows: Option<Vec<Heading>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) columns: Option<Vec<RawColumn>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) cells: Option<Vec<RawCell>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) blank: Option<Blank>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) totals: Option<Vec<RawTotal>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) computed: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) sheet: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) first_cell: Option<String>,
}

/// A column as written; what it doesn't say is as in its table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawColumn {
    pub(super) key: String,
    pub(super) label: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) groups: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) hint: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) unit: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) min: Option<Decimal>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) max: Option<Decimal>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) decimals: Option<i64>,
}

/// What one cell has of its own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawCell {
    pub(super) row: String,
    pub(super) column: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) hint: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) min: Option<Decimal>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) max: Option<Decimal>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) fixed: Option<Decimal>,
}

/// A total that is shown beside a table's cells.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum RawTotal {
    Rows,
    Columns,
    All,
}

/// A `[[check]]` as written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawCheck {
    pub(super) rule: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) when: Option<String>,
    pub(super) message: String,
    #[serde(default, skip_serializing_if = "is_error")]
    pub(super) level: Level,
}

/// [`Kind`] without its settings, or a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum RawKind {
    Number,
    Boolean,
    Choice,
    Multi,
    Table,
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
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) to: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) per: Option<Per>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) weight: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) bins: Option<Vec<Decimal>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) rows: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) columns: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) between: Option<Vec<String>>,
}

/// A bound: an integer, a float or a text, kept as text so that nothing is rounded.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
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
            RawKind::Table => "table",
        }
    }
}

impl RawField {
    /// With nothing but what every kind has.
    fn new(kind: RawKind, key: String, label: String) -> RawField {
        RawField {
            key,
            kind,
            label,
            hint: None,
            optional: false,
            unit: None,
            min: None,
            max: None,
            decimals: None,
            options: None,
            rows: None,
            columns: None,
            cells: None,
            blank: None,
            totals: None,
            computed: None,
            sheet: None,
            first_cell: None,
        }
    }
}

impl From<Form> for RawForm {
    fn from(form: Form) -> RawForm {
        let analyses = form.analyses.iter().map(|analysis| raw_analysis(analysis, &form)).collect();
        let fields = form.questions.iter().map(|question| match *question {
            Question::Field(field) => RawField::from(form.fields[field].clone()),
            Question::Table(table) => (*form.tables[table].source).clone(),
        });
        RawForm {
            analyses,
            fields: fields.collect(),
            checks: form.checks.into_iter().map(|check| check.source).collect(),
            title: form.title,
            purpose: form.purpose,
        }
    }
}

impl From<Field> for RawField {
    fn from(field: Field) -> RawField {
        let mut raw = RawField {
            hint: field.hint,
            optional: field.optional,
            ..RawField::new(RawKind::Boolean, field.key, field.label)
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

fn raw_analysis(analysis: &Analysis, form: &Form) -> RawAnalysis {
    let key = |index: usize| form.fields[index].key.clone();
    let keys = |fields: &[usize]| Some(fields.iter().map(|&field| key(field)).collect());
    let measure = |measure: Measure| match measure {
        Measure::Number(field) => (key(field), None),
        Measure::Table { table, per } => (form.tables[table].key.clone(), Some(per)),
    };
    let (named, per) = analysis.measure().map(measure).map_or((None, None), |(key, per)| (Some(key), per));
    let mut raw = RawAnalysis {
        kind: analysis.kind(),
        of: named.or_else(|| analysis.of().map(key)),
        by: analysis.by().map(key),
        on: None,
        to: None,
        per,
        weight: None,
        bins: None,
        rows: None,
        columns: None,
        between: None,
    };
    match analysis {
        Analysis::Regression { on, .. } => raw.on = keys(on),
        Analysis::Ratio { to, .. } => raw.to = Some(measure(*to).0),
        Analysis::WeightedMean { weight, .. } => raw.weight = Some(key(*weight)),
        Analysis::Histogram { of, limits, .. } => {
            let number = form.number_of(&[*of]);
            let shown = number
                .map(|number| limits.iter().map(|&limit| Decimal(number.fixed(limit).to_string())).collect());
            raw.bins = shown;
        }
        Analysis::Crosstab { rows, columns } => {
            (raw.rows, raw.columns) = (Some(key(*rows)), Some(key(*columns)));
        }
        Analysis::Correlation { between } => raw.between = keys(between),
        _ => {}
    }
    raw
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

fn is_error(level: &Level) -> bool {
    *level == Level::Error
}
