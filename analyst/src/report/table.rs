//! The report as tables for people.

use std::fmt::Write;

use comfy_table::{CellAlignment, ContentArrangement, LineStyle, Table, TableStyle};
use tacit_protocol::evidence::Rejections;

use super::{
    Report,
    layout::{self, Grid},
    suppressed::Suppressed,
    threshold,
};
use crate::time;

pub(super) fn render(report: &Report, bold: bool) -> String {
    let mut text = String::new();
    heading(&mut text, &report.results.title, bold);
    text.push_str(&facts(report));
    for section in layout::sections(report) {
        text.push('\n');
        heading(&mut text, section.title, bold);
        for block in &section.blocks {
            if let Some(cohort) = block.cohort {
                let _ = writeln!(text, " {cohort}:");
            }
            for line in drawn(&block.grid).trim_fmt().lines() {
                let _ = writeln!(text, "{line}");
            }
            for line in &block.notes {
                let _ = writeln!(text, " {line}");
            }
        }
    }
    if let Some(explanation) = Suppressed::of(report).explanation(report.results.threshold) {
        let _ = writeln!(text, "\n{explanation}");
    }
    text
}

fn heading(text: &mut String, title: &str, bold: bool) {
    let _ = if bold { writeln!(text, "\x1b[1m{title}\x1b[0m") } else { writeln!(text, "{title}") };
}

fn facts(report: &Report) -> String {
    let results = &report.results;
    let Rejections { unsealable, malformed, invalid } = report.rejections;
    let reasons = match results.rejected {
        0 => String::new(),
        _ => format!(
            " ({unsealable} could not be opened, {malformed} malformed, {invalid} with answers out of bounds or a false proof)"
        ),
    };
    let mut text = format!(
        "Session {}, closed {}\nInvited {} · submitted {} ({} with those replaced) · accepted {} · rejected {}{reasons}\n\
         {} Numbers of people in groups are {}.\n",
        report.session,
        time::show(report.statement.closed_at),
        report.statement.invited,
        results.submitted,
        report.statement.revisions,
        results.accepted,
        results.rejected,
        threshold::rule(results),
        if results.epsilon.is_some() { "near, not exact" } else { "exact" },
    );
    if let Some(epsilon) = results.epsilon {
        let _ = writeln!(
            text,
            "Noise: both parties added some to every figure, for a privacy budget of ε = {epsilon}; what moves by it has its \
             standard error beside it (±)"
        );
    }
    if !results.cohorts.is_empty() {
        let cohorts = results.cohorts.iter().map(|cohort| {
            let withheld = if cohort.analyses.is_empty() { " (all figures withheld)" } else { "" };
            format!("{} {}{withheld}", cohort.name, cohort.accepted)
        });
        let _ = writeln!(text, "Accepted of cohorts: {}", cohorts.collect::<Vec<_>>().join(" · "));
    }
    text
}

fn drawn(grid: &Grid) -> Table {
    let style = TableStyle::new().header_separator(LineStyle::none().fill('─').junction('─'));
    let mut table = Table::new();
    table.force_no_tty().load_style(style).set_content_arrangement(ContentArrangement::Disabled);
    table.set_header(grid.columns.iter().map(|column| &column.heading));
    table.add_rows(&grid.rows);
    for (index, _) in grid.columns.iter().enumerate().filter(|(_, column)| !column.is_label) {
        if let Some(drawn) = table.column_mut(index) {
            drawn.set_cell_alignment(CellAlignment::Right);
        }
    }
    table
}
