//! The report as tables for people.

use std::fmt::Write;

use comfy_table::{Cell, CellAlignment, ContentArrangement, LineStyle, Table, TableStyle};
use tacit_form::{
    Analysis, AnalysisKind, Field, Number,
    results::{AnalysisResult, Outcome, Row},
    statistics::Regression,
};

use super::{Report, numbers};
use crate::time;

const NO_COUNT: &str = "–";

pub(super) fn render(report: &Report, bold: bool) -> String {
    let mut text = String::new();
    heading(&mut text, &report.results.title, bold);
    text.push_str(&facts(report));
    for (analysis, result) in report.form.analyses().iter().zip(&report.results.analyses) {
        text.push('\n');
        heading(&mut text, &result.title, bold);
        for line in (Layout { report, analysis, result }).table().trim_fmt().lines() {
            let _ = writeln!(text, "{line}");
        }
        if let [Row { outcome: Outcome::Regression { result, .. }, .. }] = &result.rows[..] {
            let _ = writeln!(text, " {}", fit(result));
        }
    }
    if has_withheld(report) {
        let threshold = report.results.threshold;
        let _ = write!(
            text,
            "\nWithheld figures are about fewer than {threshold} people, or would let a figure about fewer than \
             {threshold} be worked out.\n"
        );
    }
    text
}

fn heading(text: &mut String, title: &str, bold: bool) {
    let _ = if bold { writeln!(text, "\x1b[1m{title}\x1b[0m") } else { writeln!(text, "{title}") };
}

fn facts(report: &Report) -> String {
    let results = &report.results;
    let [unsealable, malformed, invalid] = report.rejected.0;
    let reasons = match results.rejected {
        0 => String::new(),
        _ => format!(
            " ({unsealable} could not be opened, {malformed} malformed, {invalid} with answers out of bounds or a false proof)"
        ),
    };
    format!(
        "Session {}, closed {}\nInvited {} · submitted {} ({} with those replaced) · accepted {} · rejected {}{reasons}\n\
         Threshold: no sum, mean or regression about fewer than {} people; numbers of people are exact\n",
        report.session,
        time::show(report.closed_at),
        report.invited,
        results.submitted,
        report.revisions,
        results.accepted,
        results.rejected,
        results.threshold,
    )
}

fn fit(result: &Regression) -> String {
    let r_squared =
        result.r_squared.map_or_else(|| "not defined".into(), |value| numbers::decimals(value, 4));
    format!(
        "n {} · R² {r_squared} · residual standard error {}",
        result.observations,
        numbers::significant(result.residual_standard_error)
    )
}

fn has_withheld(report: &Report) -> bool {
    let mut rows = report.results.analyses.iter().flat_map(|analysis| &analysis.rows);
    rows.any(|row| row.outcome == Outcome::Withheld)
}

/// A column that says what a row is about: its heading, and what it says.
type Label = (String, fn(&Row) -> &Option<String>);

/// How one analysis is laid out.
struct Layout<'a> {
    report: &'a Report,
    analysis: &'a Analysis,
    result: &'a AnalysisResult,
}

impl Layout<'_> {
    fn table(&self) -> Table {
        let style = TableStyle::new().header_separator(LineStyle::none().fill('─').junction('─'));
        let mut table = Table::new();
        table.force_no_tty().load_style(style).set_content_arrangement(ContentArrangement::Disabled);
        let by = self.analysis.by().map(|by| self.field(by).label.clone());
        let labels = self.labels(by);
        let columns = self.columns();
        let names = labels.iter().map(|(name, _)| name.clone());
        table.set_header(names.chain(columns.iter().map(|(name, _)| name.clone())));
        for row in &self.result.rows {
            for cells in self.rows(row) {
                let labels = labels.iter().map(|(_, label)| label(row).clone().unwrap_or_default());
                table.add_row(labels.chain(cells).map(Cell::new));
            }
        }
        let offset = labels.len();
        for (index, (_, alignment)) in columns.iter().enumerate() {
            if let Some(column) = table.column_mut(index + offset) {
                column.set_cell_alignment(*alignment);
            }
        }
        table
    }

    /// The table's row and column, the group.
    fn labels(&self, by: Option<String>) -> Vec<Label> {
        let mut labels: Vec<Label> = Vec::new();
        if self.result.rows.iter().any(|row| row.row.is_some()) {
            labels.push(("row".into(), |row| &row.row));
        }
        if self.result.rows.iter().any(|row| row.column.is_some()) {
            labels.push(("column".into(), |row| &row.column));
        }
        labels.extend(by.map(|by| -> Label { (by, |row| &row.group) }));
        labels
    }

    /// The columns after these.
    fn columns(&self) -> Vec<(String, CellAlignment)> {
        use CellAlignment::{Left, Right};
        let figure = |name: &str| vec![("n".into(), Right), (format!("{name}{}", self.unit()), Right)];
        match self.result.kind {
            AnalysisKind::Count => vec![("n".into(), Right)],
            AnalysisKind::Sum => figure("sum"),
            AnalysisKind::Mean => figure("mean"),
            AnalysisKind::Ratio => figure("ratio"),
            AnalysisKind::StandardDeviation => figure("standard deviation"),
            AnalysisKind::Frequency => {
                let of = self.of().map(|of| of.label.clone()).unwrap_or_default();
                vec![(of, Left), ("n".into(), Right), ("share".into(), Right)]
            }
            AnalysisKind::Regression => {
                vec![("term".into(), Left), ("coefficient".into(), Right), ("standard error".into(), Right)]
            }
        }
    }

    /// One row of the result as one or more rows of cells, the group left out.
    fn rows(&self, row: &Row) -> Vec<Vec<String>> {
        let n = row.count.map_or_else(|| NO_COUNT.into(), |count| count.to_string());
        match &row.outcome {
            Outcome::Withheld => {
                vec![self.remark(n, format!("withheld (fewer than {})", self.report.results.threshold))]
            }
            Outcome::Undefined(reason) => vec![self.remark(n, reason.clone())],
            Outcome::Count => vec![vec![n]],
            Outcome::Sum(sum) => vec![vec![n, sum.to_string()]],
            Outcome::Mean(value) | Outcome::Ratio(value) | Outcome::StandardDeviation(value) => {
                vec![vec![n, numbers::decimals(*value, self.decimals() + 2)]]
            }
            Outcome::Frequencies(options) => options
                .iter()
                .map(|(option, count)| {
                    vec![option.clone(), count.to_string(), numbers::share(*count, row.count)]
                })
                .collect(),
            Outcome::Regression { names, result } => coefficients(names, result),
        }
    }

    /// A row that has words instead of figures.
    fn remark(&self, n: String, words: String) -> Vec<String> {
        match self.result.kind {
            AnalysisKind::Count | AnalysisKind::Frequency | AnalysisKind::Regression => vec![words],
            _ => vec![n, words],
        }
    }

    fn field(&self, index: usize) -> &Field {
        &self.report.form.fields()[index]
    }

    fn of(&self) -> Option<&Field> {
        self.analysis.of().map(|of| self.field(of))
    }

    fn decimals(&self) -> usize {
        self.number().map_or(0, |number| usize::from(number.decimals))
    }

    fn unit(&self) -> String {
        let unit = self.number().and_then(|number| number.unit);
        unit.map(|unit| format!(" ({unit})")).unwrap_or_default()
    }

    /// How what is added up is measured, if all of its parts are measured alike.
    fn number(&self) -> Option<Number> {
        let form = &self.report.form;
        let parts = form.parts(self.analysis.measure()?);
        let mut numbers = parts.iter().filter_map(|part| form.number_of(&part.fields));
        let first = numbers.next()?;
        let same = |number: Number| number.decimals == first.decimals && number.unit == first.unit;
        numbers.all(same).then_some(first)
    }
}

fn coefficients(names: &[String], result: &Regression) -> Vec<Vec<String>> {
    let named = names.iter().map(String::as_str).zip(&result.coefficients);
    std::iter::once(("(intercept)", &result.intercept))
        .chain(named)
        .map(|(name, coefficient)| {
            let figures = [coefficient.estimate, coefficient.standard_error].map(numbers::significant);
            std::iter::once(name.to_owned()).chain(figures).collect()
        })
        .collect()
}
