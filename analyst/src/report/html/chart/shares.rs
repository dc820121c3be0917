//! Two-way tables: each row as one bar, divided among the columns.

use askama::Template;
use tacit_form::statistics::Crosstab;

use super::{
    Drawing, Figure, MAX_BARS, MAX_PANELS, Name, Panel,
    bars::{Line, label, percent},
};
use crate::report::numbers;

/// How many shades there are.
const SHADES: usize = 6;
/// The narrowest part that its share is written on, in per cent of the width.
const WIDE: f64 = 17.0;
const BAR_HEIGHT: u32 = 24;

#[derive(Template)]
#[template(path = "report/shares.svg")]
struct Chart<'a> {
    id: &'a str,
    title: &'a str,
    description: &'a str,
    height: u32,
    rows: Vec<RowOfChart>,
}

struct RowOfChart {
    label: Vec<Line>,
    top: u32,
    text_y: u32,
    /// None: they are withheld.
    parts: Vec<Part>,
}

struct Part {
    /// Its shade.
    number: usize,
    from: String,
    width: String,
    middle: String,
    share: String,
    is_wide: bool,
}

pub(super) fn figure(
    drawing: &Drawing<'_>,
    panels: Vec<(String, &Crosstab)>,
) -> askama::Result<Option<Figure>> {
    let Some(&(_, first)) = panels.first() else { return Ok(None) };
    let nothing = panels.iter().all(|(_, table)| table.counts.iter().all(|row| known(row).is_none()));
    if nothing || first.columns.len() > SHADES || first.rows.len() > MAX_BARS || panels.len() > MAX_PANELS {
        return Ok(None);
    }
    let legend = first.columns.clone();
    let drawn = panels.into_iter().enumerate().map(|(number, (heading, table))| {
        let name = drawing.name(number, &heading, described(table));
        Ok(Panel { svg: draw(&name, table)?, heading })
    });
    let panels = drawn.collect::<askama::Result<_>>()?;
    Ok(Some(Figure {
        legend,
        panels,
        caption: format!(
            "Each bar is one row of the table, divided among its columns{}.",
            drawing.noise_of_counts()
        ),
    }))
}

/// A row's counts, if all of them are shown and there is somebody.
fn known(counts: &[Option<u64>]) -> Option<Vec<u64>> {
    let counts = counts.iter().copied().collect::<Option<Vec<u64>>>()?;
    (counts.iter().sum::<u64>() > 0).then_some(counts)
}

fn described(table: &Crosstab) -> String {
    let rows = table.rows.iter().zip(&table.counts).map(|(row, counts)| match known(counts) {
        None => format!("{row}: withheld"),
        Some(counts) => {
            let total = counts.iter().sum();
            let parts = table.columns.iter().zip(&counts);
            let parts =
                parts.map(|(column, &count)| format!("{column} {}", numbers::share(count, Some(total))));
            format!("{row}: {}", parts.collect::<Vec<_>>().join(", "))
        }
    });
    rows.collect::<Vec<_>>().join("; ")
}

fn draw(name: &Name, table: &Crosstab) -> askama::Result<String> {
    let mut y = 0;
    let rows = table
        .rows
        .iter()
        .zip(&table.counts)
        .map(|(row, counts)| {
            let (label, top) = label(row, y);
            y = top + BAR_HEIGHT + 12;
            let parts = known(counts).map(|counts| parts(&counts)).unwrap_or_default();
            RowOfChart { label, top, text_y: top + 16, parts }
        })
        .collect();
    let chart = Chart {
        id: &name.id,
        title: &name.title,
        description: &name.description,
        height: y.saturating_sub(10),
        rows,
    };
    chart.render()
}

fn parts(counts: &[u64]) -> Vec<Part> {
    let total: u64 = counts.iter().sum();
    let mut before = 0;
    let parts = counts.iter().enumerate().map(|(number, &count)| {
        let [from, width] = [before, count].map(|count| count as f64 / total as f64 * 100.0);
        before += count;
        Part {
            number,
            from: percent(from),
            width: percent(width),
            middle: percent(from + width / 2.0),
            share: numbers::share(count, Some(total)),
            is_wide: width >= WIDE,
        }
    });
    parts.collect()
}
