//! A two-way table: counts, and below each its part of the row and of the column.

use comfy_table::{Cell, CellAlignment, Table};
use tacit_form::statistics::Crosstab;

use super::{super::numbers, NO_COUNT};

/// Fills an empty table.
pub(super) fn fill(table: &mut Table, rows: &str, columns: &str, found: &Crosstab, total: Option<u64>) {
    let heading = format!("{rows} \\ {columns}");
    table.set_header(
        std::iter::once(heading.as_str())
            .chain(found.columns.iter().map(String::as_str))
            .chain(["total"])
            .map(Cell::new),
    );
    for ((label, counts), row_total) in found.rows.iter().zip(&found.counts).zip(&found.row_totals) {
        let counts = || counts.iter().copied();
        table.add_row(line(label, counts().chain([*row_total]).map(count)));
        table.add_row(line("  of the row", counts().map(|part| share(part, *row_total))));
        let of_columns = counts().zip(&found.column_totals).map(|(part, whole)| share(part, *whole));
        table.add_row(line("  of the column", of_columns));
    }
    let totals = found.column_totals.iter().copied().chain([total]).map(count);
    table.add_row(line("total", totals));
    for column in 1..=found.columns.len() + 1 {
        if let Some(column) = table.column_mut(column) {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
}

fn line(label: &str, cells: impl Iterator<Item = String>) -> Vec<Cell> {
    std::iter::once(label.to_owned()).chain(cells).map(Cell::new).collect()
}

fn count(count: Option<u64>) -> String {
    count.map_or_else(|| NO_COUNT.into(), |count| count.to_string())
}

fn share(part: Option<u64>, whole: Option<u64>) -> String {
    part.map_or_else(String::new, |part| numbers::share(part, whole))
}
