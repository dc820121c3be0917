//! The report as one tidy table: a row a figure.
//!
//! `row` and `column` say which part of a table, or which options of a two-way table, the figure is about, `group` whose
//! answers. `count` is how many people the figure is about. `standard_error`, `t`, `p` and `low` to `high`, the 95% confidence
//! interval, are there where they are known; of a histogram's bins and of quartiles, `low` and `high` are the bounds.
//! `status` is `ok`, `withheld`, or why there is no such figure. The first rows, of kind `session`, are the session's counts. Where the
//! session has cohorts, a first column `cohort` names the one that the figure is about; it is empty for everybody. Where noise was
//! added, the last columns `noise` and `count_noise` have the standard errors of it in `value` and in `count`; `standard_error`, `t`, `p`
//! and intervals are empty then.

use std::io;

use csv::Writer;
use tacit_form::{
    results::{AnalysisResult, Outcome, Row},
    statistics::{Correlations, Crosstab, Histogram, Inference, Regression, Spread},
};
use tacit_protocol::evidence::Rejections;

use super::{Report, suppressed::Suppressed};

const FREEDOM: &str = "(degrees_of_freedom)";

const HEADER: [&str; 14] = [
    "analysis",
    "kind",
    "row",
    "column",
    "group",
    "option_or_term",
    "count",
    "value",
    "standard_error",
    "t",
    "p",
    "low",
    "high",
    "status",
];

struct Sheet<'a> {
    writer: Writer<Vec<u8>>,
    /// Whom the next lines are about; `None`: there are no cohorts.
    cohort: Option<&'a str>,
    has_noise: bool,
}

impl Sheet<'_> {
    fn write(&mut self, fields: [&str; HEADER.len()], noise: [&str; 2]) -> csv::Result<()> {
        let noise = noise.into_iter().filter(|_| self.has_noise);
        self.writer.write_record(self.cohort.into_iter().chain(fields).chain(noise))
    }
}

pub(super) fn render(report: &Report) -> io::Result<String> {
    let results = &report.results;
    let has_cohorts = !results.cohorts.is_empty();
    let mut sheet = Sheet {
        writer: Writer::from_writer(Vec::new()),
        cohort: has_cohorts.then_some("cohort"),
        has_noise: results.epsilon.is_some(),
    };
    sheet.write(HEADER, ["noise", "count_noise"])?;
    sheet.cohort = has_cohorts.then_some("");
    session(&mut sheet, report)?;
    all_figures(&mut sheet, &results.analyses)?;
    for cohort in &results.cohorts {
        sheet.cohort = Some(&cohort.name);
        let figure = Figure { term: "accepted", value: cohort.accepted.to_string(), ..Figure::default() };
        figure.write(&mut sheet, [&results.title, "session", "", "", ""], "", "ok")?;
        all_figures(&mut sheet, &cohort.analyses)?;
    }
    let bytes = sheet.writer.into_inner().map_err(|error| error.into_error())?;
    String::from_utf8(bytes).map_err(io::Error::other)
}

fn all_figures(sheet: &mut Sheet<'_>, analyses: &[AnalysisResult]) -> io::Result<()> {
    let mut rows = analyses.iter().flat_map(|analysis| analysis.rows.iter().map(move |row| (analysis, row)));
    rows.try_for_each(|(analysis, row)| figures(sheet, analysis, row))
}

fn session(sheet: &mut Sheet<'_>, report: &Report) -> io::Result<()> {
    let results = &report.results;
    let Rejections { unsealable, malformed, invalid } = report.rejections;
    let suppressed = Suppressed::of(report);
    for (term, value) in [
        ("invited", report.statement.invited),
        ("submitted", results.submitted),
        ("revisions", report.statement.revisions),
        ("accepted", results.accepted),
        ("rejected_unsealable", unsealable),
        ("rejected_malformed", malformed),
        ("rejected_invalid", invalid),
        ("threshold", results.threshold),
        ("suppressed_figures", suppressed.figures),
        ("suppressed_cells", suppressed.cells),
        ("suppressed_limits", suppressed.limits),
        ("suppressed_cohorts", suppressed.cohorts),
    ] {
        let figure = Figure { term, value: value.to_string(), ..Figure::default() };
        figure.write(sheet, [&results.title, "session", "", "", ""], "", "ok")?;
    }
    Ok(())
}

/// What one line says, in figures.
#[derive(Default)]
struct Figure<'a> {
    /// Of a two-way table.
    cell: Option<(&'a str, &'a str)>,
    term: &'a str,
    value: String,
    standard_error: Option<f64>,
    inference: Option<Inference>,
    /// Where there is no inference: the bounds.
    bounds: Option<(String, String)>,
    /// The standard errors of the noise, in the value and in the number of people.
    noise: Option<f64>,
    count_noise: Option<f64>,
}

impl Figure<'_> {
    /// Writes it after `about`: analysis, kind, row, column, group.
    fn write(self, sheet: &mut Sheet<'_>, about: [&str; 5], count: &str, status: &str) -> csv::Result<()> {
        let [analysis, kind, row, column, group] = about;
        let (row, column) = self.cell.unwrap_or((row, column));
        let text = |value: Option<f64>| value.map(|value| value.to_string()).unwrap_or_default();
        let interval =
            self.inference.map(|Inference { interval: (low, high), .. }| (low.to_string(), high.to_string()));
        let (low, high) = interval.or(self.bounds).unwrap_or_default();
        let [t, p] = [self.inference.map(|it| it.t), self.inference.map(|it| it.p)].map(text);
        let [error, noise, count_noise] = [self.standard_error, self.noise, self.count_noise].map(text);
        let fields = [
            analysis,
            kind,
            row,
            column,
            group,
            self.term,
            count,
            &self.value,
            &error,
            &t,
            &p,
            &low,
            &high,
            status,
        ];
        sheet.write(fields, [&noise, &count_noise])
    }
}

/// As [`cells`] lists them: each row's counts and its total, then the columns' totals.
fn of_cells(table: &Crosstab, errors: &[f64]) -> Vec<f64> {
    let shown = |counts: &[Option<u64>]| counts.iter().flatten().count();
    let (counts, totals) =
        errors.split_at(table.counts.iter().map(|row| shown(row)).sum::<usize>().min(errors.len()));
    let (mut counts, mut totals) = (counts.iter().copied(), totals.iter().copied());
    let mut sorted = Vec::new();
    for (row, total) in table.counts.iter().zip(&table.row_totals) {
        sorted.extend(counts.by_ref().take(shown(row)));
        sorted.extend(totals.by_ref().take(shown(&[*total])));
    }
    sorted.extend(totals);
    sorted
}

fn figures(sheet: &mut Sheet<'_>, analysis: &AnalysisResult, row: &Row) -> io::Result<()> {
    let count = row.count.map(|count| count.to_string()).unwrap_or_default();
    let [in_row, in_column, group] =
        [&row.row, &row.column, &row.group].map(|label| label.as_deref().unwrap_or_default());
    let about = [&*analysis.title, analysis.kind.name(), in_row, in_column, group];
    let status = match &row.outcome {
        Outcome::Withheld => "withheld",
        Outcome::Undefined(reason) => reason,
        _ => "ok",
    };
    let mut noise = Noise::of(row);
    for figure in figures_of(&row.outcome, &count, row.noise.is_some()) {
        // A figure without a value is one count of a two-way table, or of an option.
        let is_count = figure.cell.is_some() || matches!(row.outcome, Outcome::Frequencies(_));
        let status = if figure.value.is_empty() && is_count { "withheld" } else { status };
        let count_noise = row.noise.as_ref().map(|noise| noise.count);
        let figure = Figure { noise: noise.in_next(&figure), count_noise, ..figure };
        figure.write(sheet, about, &count, status)?;
    }
    Ok(())
}

/// The noise of a row's figures, one after the other.
struct Noise<'a> {
    row: &'a Row,
    errors: std::vec::IntoIter<f64>,
}

/// As [`pairs`] lists them: each variable's mean and deviation, then each pair's covariance and correlation.
fn of_pairs(result: &Correlations, errors: &[f64]) -> Vec<f64> {
    let defined = result.pairs.iter().filter(|pair| pair.correlation.is_some()).count();
    let (mut correlations, covariances) = (errors.iter().take(defined), errors.iter().skip(defined));
    let pairs = result.pairs.iter().zip(covariances).flat_map(|(pair, &covariance)| {
        let correlation = pair.correlation.and_then(|_| correlations.next().copied());
        std::iter::once(covariance).chain(correlation)
    });
    let pairs: Vec<f64> = pairs.collect();
    let spreads = errors.get(pairs.len()..).unwrap_or_default().chunks(2);
    spreads.flat_map(|spread| spread.iter().rev()).chain(&pairs).copied().collect()
}

impl<'a> Noise<'a> {
    fn of(row: &'a Row) -> Self {
        let mut errors = row.noise.as_ref().map(|noise| noise.figures.clone()).unwrap_or_default();
        match &row.outcome {
            Outcome::Correlation { result, .. } => errors = of_pairs(result, &errors),
            Outcome::Crosstab(table) => errors = of_cells(table, &errors),
            _ => {}
        }
        Self { row, errors: errors.into_iter() }
    }

    fn in_next(&mut self, figure: &Figure<'_>) -> Option<f64> {
        let count = self.row.noise.as_ref()?.count;
        match self.row.outcome {
            Outcome::Count => Some(count),
            Outcome::Crosstab(_) if figure.value.is_empty() => None,
            Outcome::Regression { .. } if figure.term == FREEDOM => None,
            _ => self.errors.next(),
        }
    }
}

fn figures_of<'a>(outcome: &'a Outcome, count: &str, has_noise: bool) -> Vec<Figure<'a>> {
    let figure = |value: String| vec![Figure { value, ..Figure::default() }];
    match outcome {
        Outcome::Withheld | Outcome::Undefined(_) => figure(String::new()),
        Outcome::Count => figure(count.to_owned()),
        Outcome::Sum(sum) => figure(sum.to_string()),
        Outcome::Mean(value) | Outcome::WeightedMean(value) | Outcome::Ratio(value) => {
            figure(value.to_string())
        }
        Outcome::StandardDeviation(spread) => spread_of(spread),
        Outcome::Frequencies(options) => options
            .iter()
            .map(|(option, count)| Figure { term: option, value: shown(*count), ..Figure::default() })
            .collect(),
        Outcome::Histogram(histogram) => bins(histogram, has_noise),
        Outcome::Crosstab(table) => cells(table),
        Outcome::Regression { names, result } => terms(names, result),
        Outcome::Correlation { names, result } => pairs(names, result),
    }
}

fn shown(count: Option<u64>) -> String {
    count.map(|count| count.to_string()).unwrap_or_default()
}

fn plain(term: &str, value: f64) -> Figure<'_> {
    Figure { term, value: value.to_string(), ..Figure::default() }
}

fn spread_of(spread: &Spread) -> Vec<Figure<'_>> {
    let bounds = spread.interval.map(|(low, high)| (low.to_string(), high.to_string()));
    let mean = Figure { standard_error: spread.standard_error, bounds, ..plain("(mean)", spread.mean) };
    vec![plain("", spread.standard_deviation), mean]
}

/// With noise nobody knows for certain which bin a quartile is in.
fn bins(histogram: &Histogram, has_noise: bool) -> Vec<Figure<'_>> {
    let bins = histogram.bins.iter().map(|bin| Figure {
        value: bin.count.to_string(),
        bounds: Some((bin.from.to_string(), bin.to.to_string())),
        ..Figure::default()
    });
    let names = ["(lower_quartile)", "(median)", "(upper_quartile)"];
    let quartiles = names.into_iter().zip(&histogram.quartiles).map(|(term, quartile)| Figure {
        bounds: (!has_noise).then(|| (quartile.from.to_string(), quartile.to.to_string())),
        ..plain(term, quartile.estimate)
    });
    bins.chain(quartiles).collect()
}

fn cells(table: &Crosstab) -> Vec<Figure<'_>> {
    let figure = |row, column, count: Option<u64>| Figure {
        cell: Some((row, column)),
        value: shown(count),
        ..Figure::default()
    };
    let (mut figures, total) = (Vec::new(), "(total)");
    for ((row, counts), row_total) in table.rows.iter().zip(&table.counts).zip(&table.row_totals) {
        let counts = table.columns.iter().zip(counts);
        figures.extend(counts.map(|(column, count)| figure(row, column, *count)));
        figures.push(figure(row, total, *row_total));
    }
    let totals = table.columns.iter().zip(&table.column_totals);
    figures.extend(totals.map(|(column, count)| figure(total, column, *count)));
    if let Some(test) = &table.chi_square {
        figures.push(plain("(chi_square)", test.statistic));
        figures.push(plain(FREEDOM, test.freedom as f64));
        figures.push(plain("(least_expected)", test.least_expected));
        figures.extend(test.p.map(|p| plain("(p)", p)));
    }
    figures
}

fn terms<'a>(names: &'a [String], result: &Regression) -> Vec<Figure<'a>> {
    let named = names.iter().map(String::as_str).zip(&result.coefficients);
    let terms =
        std::iter::once(("(intercept)", &result.intercept)).chain(named).map(|(term, coefficient)| Figure {
            standard_error: coefficient.standard_error,
            inference: coefficient.inference,
            ..plain(term, coefficient.estimate)
        });
    let fit = [
        ("(r_squared)", result.r_squared),
        ("(adjusted_r_squared)", result.adjusted_r_squared),
        ("(residual_standard_error)", result.residual_standard_error),
        (FREEDOM, Some(result.freedom() as f64)),
        ("(f)", result.f),
        ("(f_p)", result.f_p),
    ];
    terms.chain(fit.into_iter().filter_map(|(term, value)| Some(plain(term, value?)))).collect()
}

/// Each variable's mean (with its standard error) and deviation, then for each two the covariance and the correlation.
fn pairs<'a>(names: &'a [String], result: &Correlations) -> Vec<Figure<'a>> {
    let mut figures = Vec::new();
    for (name, spread) in names.iter().zip(&result.variables) {
        let of = |figure| Figure { cell: Some((name, "")), ..figure };
        figures.push(of(Figure { standard_error: spread.standard_error, ..plain("(mean)", spread.mean) }));
        figures.push(of(plain("(standard_deviation)", spread.standard_deviation)));
    }
    let name = |index: usize| names.get(index).map_or("", String::as_str);
    for pair in &result.pairs {
        let cell = Some((name(pair.first), name(pair.second)));
        figures.push(Figure { cell, ..plain("(covariance)", pair.covariance) });
        figures.extend(pair.correlation.map(|correlation| Figure {
            cell,
            inference: pair.inference,
            ..plain("(correlation)", correlation)
        }));
    }
    figures
}
