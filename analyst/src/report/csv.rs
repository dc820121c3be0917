//! The report as one tidy table: a row a figure.
//!
//! `row` and `column` say which part of a table the figure is about, `group` whose answers. `count` is how many people the figure is about; `status` is `ok`, `withheld`, or why there is no such figure. The
//! first rows, of kind `session`, are the session's counts.

use std::io;

use csv::Writer;
use tacit_form::{
    results::{AnalysisResult, Outcome, Row},
    statistics::{Coefficient, Regression},
};

use super::Report;

const HEADER: [&str; 10] = [
    "analysis",
    "kind",
    "row",
    "column",
    "group",
    "option_or_term",
    "count",
    "value",
    "standard_error",
    "status",
];

type Sheet = Writer<Vec<u8>>;

pub(super) fn render(report: &Report) -> io::Result<String> {
    let mut sheet = Writer::from_writer(Vec::new());
    sheet.write_record(HEADER)?;
    session(&mut sheet, report)?;
    for analysis in &report.results.analyses {
        for row in &analysis.rows {
            figures(&mut sheet, analysis, row)?;
        }
    }
    let bytes = sheet.into_inner().map_err(|error| error.into_error())?;
    String::from_utf8(bytes).map_err(io::Error::other)
}

fn session(sheet: &mut Sheet, report: &Report) -> io::Result<()> {
    let results = &report.results;
    let [unsealable, malformed, invalid] = report.rejected.0;
    for (term, value) in [
        ("invited", report.invited),
        ("submitted", results.submitted),
        ("revisions", report.revisions),
        ("accepted", results.accepted),
        ("rejected_unsealable", unsealable),
        ("rejected_malformed", malformed),
        ("rejected_invalid", invalid),
        ("threshold", results.threshold),
    ] {
        sheet.write_record([
            &results.title,
            "session",
            "",
            "",
            "",
            term,
            "",
            &value.to_string(),
            "",
            "ok",
        ])?;
    }
    Ok(())
}

fn figures(sheet: &mut Sheet, analysis: &AnalysisResult, row: &Row) -> io::Result<()> {
    let count = row.count.map(|count| count.to_string()).unwrap_or_default();
    let [in_row, in_column, group] =
        [&row.row, &row.column, &row.group].map(|label| label.as_deref().unwrap_or_default());
    let mut put = |term: &str, value: &str, error: &str, status: &str| {
        let kind = analysis.kind.name();
        let title = &analysis.title;
        sheet.write_record([title, kind, in_row, in_column, group, term, &count, value, error, status])
    };
    match &row.outcome {
        Outcome::Withheld => put("", "", "", "withheld")?,
        Outcome::Undefined(reason) => put("", "", "", reason)?,
        Outcome::Count => put("", &count, "", "ok")?,
        Outcome::Sum(sum) => put("", &sum.to_string(), "", "ok")?,
        Outcome::Mean(value) | Outcome::Ratio(value) | Outcome::StandardDeviation(value) => {
            put("", &value.to_string(), "", "ok")?
        }
        Outcome::Frequencies(options) => {
            for (option, count) in options {
                put(option, &count.to_string(), "", "ok")?;
            }
        }
        Outcome::Regression { names, result } => {
            for (term, value, error) in terms(names, result) {
                put(term, &value, &error, "ok")?;
            }
        }
    }
    Ok(())
}

fn terms<'a>(names: &'a [String], result: &Regression) -> Vec<(&'a str, String, String)> {
    let term = |name, coefficient: &Coefficient| {
        (name, coefficient.estimate.to_string(), coefficient.standard_error.to_string())
    };
    let named =
        names.iter().zip(&result.coefficients).map(|(name, coefficient)| term(name.as_str(), coefficient));
    let mut terms: Vec<_> = std::iter::once(term("(intercept)", &result.intercept)).chain(named).collect();
    let r_squared = result.r_squared.map(|value| value.to_string()).unwrap_or_default();
    terms.push(("(r_squared)", r_squared, String::new()));
    terms.push(("(residual_standard_error)", result.residual_standard_error.to_string(), String::new()));
    terms
}
