//! A two-way table: counts, and below each its part of the row and of the column.

use tacit_form::statistics::Crosstab;

use super::{super::numbers, Column, Grid, NO_COUNT};

pub(super) fn grid(rows: &str, columns: &str, found: &Crosstab, total: Option<u64>) -> Grid {
    let heading = Column::label(format!("{rows} \\ {columns}"));
    let options = found.columns.iter().map(Column::figure);
    let columns = std::iter::once(heading).chain(options).chain([Column::figure("total")]).collect();
    let mut grid = Grid { columns, rows: Vec::new() };
    for ((label, counts), row_total) in found.rows.iter().zip(&found.counts).zip(&found.row_totals) {
        let counts = || counts.iter().copied();
        grid.rows.push(line(label, counts().chain([*row_total]).map(count)));
        grid.rows
            .push(line("  of the row", counts().map(|part| share(part, *row_total)).chain([String::new()])));
        let of_columns = counts().zip(&found.column_totals).map(|(part, whole)| share(part, *whole));
        grid.rows.push(line("  of the column", of_columns.chain([String::new()])));
    }
    let totals = found.column_totals.iter().copied().chain([total]).map(count);
    grid.rows.push(line("total", totals));
    grid
}

fn line(label: &str, cells: impl Iterator<Item = String>) -> Vec<String> {
    std::iter::once(label.to_owned()).chain(cells).collect()
}

fn count(count: Option<u64>) -> String {
    count.map_or_else(|| NO_COUNT.into(), |count| count.to_string())
}

fn share(part: Option<u64>, whole: Option<u64>) -> String {
    part.map_or_else(String::new, |part| numbers::share(part, whole))
}
