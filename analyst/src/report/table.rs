//! The report as tables for people.

use std::fmt::Write;

use comfy_table::{Cell, ContentArrangement, LineStyle, Table, TableStyle};
use tacit_form::{
    Analysis, Field, Number,
    results::{AnalysisResult, Outcome, Row},
};

use super::Report;
use crate::time;

mod columns;
mod crosstab;
mod notes;

const NO_COUNT: &str = "–";

pub(super) fn render(report: &Report, bold: bool) -> String {
    let mut text = String::new();
    heading(&mut text, &report.results.title, bold);
    text.push_str(&facts(report));
    for (index, (analysis, result)) in report.form.analyses().iter().zip(&report.results.analyses).enumerate()
    {
        text.push('\n');
        heading(&mut text, &result.title, bold);
        let cohorts = report.results.cohorts.iter();
        let of = cohorts.filter_map(|cohort| Some((&*cohort.name, cohort.analyses.get(index)?))).collect();
        write_analysis(&mut text, &Layout { report, analysis, result, cohorts: of });
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

/// One table for everybody and all cohorts; two-way tables one each.
fn write_analysis(text: &mut String, layout: &Layout<'_>) {
    let Layout { report, analysis, result, cohorts } = layout;
    let mut write = |layout: &Layout<'_>| {
        for line in layout.table().trim_fmt().lines() {
            let _ = writeln!(text, "{line}");
        }
    };
    if !matches!(analysis, Analysis::Crosstab { .. }) {
        write(layout);
        write_notes(text, None, result);
        cohorts.iter().for_each(|&(name, result)| write_notes(text, Some(name), result));
        return;
    }
    write(&Layout { cohorts: Vec::new(), ..*layout });
    write_notes(text, None, result);
    for &(name, result) in cohorts {
        let _ = writeln!(text, " {name}:");
        let of_cohort = Layout { report, analysis, result, cohorts: Vec::new() };
        for line in of_cohort.table().trim_fmt().lines() {
            let _ = writeln!(text, "{line}");
        }
        write_notes(text, None, result);
    }
}

fn write_notes(text: &mut String, cohort: Option<&str>, result: &AnalysisResult) {
    for line in result.rows.iter().flat_map(notes::of) {
        let _ = match cohort {
            Some(cohort) => writeln!(text, " {cohort}: {line}"),
            None => writeln!(text, " {line}"),
        };
    }
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
    let mut text = format!(
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
    );
    if !results.cohorts.is_empty() {
        let cohorts = results.cohorts.iter().map(|cohort| {
            let withheld = if cohort.analyses.is_empty() { " (all figures withheld)" } else { "" };
            format!("{} {}{withheld}", cohort.name, cohort.accepted)
        });
        let _ = writeln!(text, "Accepted of cohorts: {}", cohorts.collect::<Vec<_>>().join(" · "));
    }
    text
}

fn has_withheld(report: &Report) -> bool {
    let of_cohorts = report.results.cohorts.iter();
    if of_cohorts.clone().any(|cohort| cohort.analyses.is_empty()) {
        return true;
    }
    let analyses = report.results.analyses.iter().chain(of_cohorts.flat_map(|cohort| &cohort.analyses));
    let mut rows = analyses.flat_map(|analysis| &analysis.rows);
    rows.any(|row| match &row.outcome {
        Outcome::Withheld => true,
        Outcome::Crosstab(table) => table.counts.iter().flatten().any(Option::is_none),
        _ => false,
    })
}

/// A column that says what a row is about: its heading, and what it says.
type Label = (String, fn(&Row) -> &Option<String>);

/// How one analysis is laid out.
struct Layout<'a> {
    report: &'a Report,
    analysis: &'a Analysis,
    result: &'a AnalysisResult,
    /// The same of cohorts, by their names.
    cohorts: Vec<(&'a str, &'a AnalysisResult)>,
}

impl Layout<'_> {
    fn table(&self) -> Table {
        let style = TableStyle::new().header_separator(LineStyle::none().fill('─').junction('─'));
        let mut table = Table::new();
        table.force_no_tty().load_style(style).set_content_arrangement(ContentArrangement::Disabled);
        if let (
            &Analysis::Crosstab { rows, columns },
            [Row { outcome: Outcome::Crosstab(found), count, .. }],
        ) = (self.analysis, &self.result.rows[..])
        {
            let [rows, columns] = [rows, columns].map(|index| &self.field(index).label);
            crosstab::fill(&mut table, rows, columns, found, *count);
            return table;
        }
        let by = self.analysis.by().map(|by| self.field(by).label.clone());
        let labels = self.labels(by);
        let columns = self.columns();
        let has_cohorts = !self.cohorts.is_empty();
        let names = has_cohorts.then(|| "cohort".to_owned()).into_iter();
        let names = names.chain(labels.iter().map(|(name, _)| name.clone()));
        table.set_header(names.chain(columns.iter().map(|(name, _)| name.clone())));
        let everybody = std::iter::once(("everybody", self.result));
        for (cohort, result) in everybody.chain(self.cohorts.iter().copied()) {
            for (row, cells) in
                result.rows.iter().flat_map(|row| self.rows(row).into_iter().map(move |it| (row, it)))
            {
                let cohort = has_cohorts.then(|| cohort.to_owned()).into_iter();
                let labels = labels.iter().map(|(_, label)| label(row).clone().unwrap_or_default());
                table.add_row(cohort.chain(labels).chain(cells).map(Cell::new));
            }
        }
        let offset = labels.len() + usize::from(has_cohorts);
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
        if let Analysis::WeightedMean { of, .. } | Analysis::Histogram { of, .. } = *self.analysis {
            return form.number_of(&[of]);
        }
        let parts = form.parts(self.analysis.measure()?);
        let mut numbers = parts.iter().filter_map(|part| form.number_of(&part.fields));
        let first = numbers.next()?;
        let same = |number: Number| number.decimals == first.decimals && number.unit == first.unit;
        numbers.all(same).then_some(first)
    }
}
