//! Tables where the form says they are.

use tacit_form::{Place, Table};

use super::{Located, label_at, lacking, spanning_label};
use crate::{
    Mismatch,
    book::{Book, Sheet},
    label,
};

/// Rows and columns beyond the cells in which headings are looked for.
const MARGIN: u32 = 8;

/// The cells at a place, unless other headings stand beside them.
pub(super) fn find(index: usize, table: &Table, place: &Place, book: &Book) -> Result<Located, Mismatch> {
    let named = |sheet: &Sheet| match &place.sheet {
        Some(name) => label::normal(name) == label::normal(&sheet.name) || book.plain,
        None => !sheet.hidden,
    };
    let Some((at, sheet)) = book.sheets.iter().enumerate().find(|(_, sheet)| named(sheet)) else {
        let sheet = place.sheet.clone().unwrap_or_default();
        return Err(Mismatch::NoSheet { sheet, table: index });
    };
    if sheet.hidden {
        let (label, sheet) = (table.label.clone(), sheet.name.clone());
        return Err(Mismatch::Hidden { label, sheet, table: index });
    }
    let rows: Vec<u32> = (place.row..).take(table.rows.len()).collect();
    let columns: Vec<u32> = (place.column..).take(table.columns.len()).collect();
    let mut seen = Seen::default();
    let all: Vec<String> = table.rows.iter().map(|row| label::normal(&row.label)).collect();
    for (row, heading) in rows.iter().zip(&table.rows) {
        let beside = (place.column.saturating_sub(MARGIN)..place.column).rev();
        seen.heading(beside.filter_map(|column| label_at(sheet, *row, column)), &heading.label, &all);
    }
    let all: Vec<String> = table.columns.iter().map(|column| label::normal(&column.label)).collect();
    for (column, heading) in columns.iter().zip(&table.columns) {
        let above = (place.row.saturating_sub(MARGIN)..place.row).rev();
        let above = above.filter_map(|row| spanning_label(sheet, row, *column));
        seen.heading(above, &heading.label, &all);
    }
    if seen.other * 2 > seen.other + seen.own || seen.moved {
        return Err(lacking(index, table, seen.missing));
    }
    if book.plain && seen.own == 0 {
        return Err(Mismatch::NoTable { label: table.label.clone(), table: index });
    }
    Ok(Located { table: index, sheet: at, header: None, rows, columns })
}

/// What stands beside the cells.
#[derive(Default)]
struct Seen {
    own: usize,
    other: usize,
    /// Whether the heading of another row or column stands where one should.
    moved: bool,
    missing: Vec<String>,
}

impl Seen {
    fn heading(&mut self, nearby: impl Iterator<Item = String>, wanted: &str, all: &[String]) {
        let nearby: Vec<String> = nearby.collect();
        if nearby.contains(&label::normal(wanted)) {
            self.own += 1;
        } else if let Some(nearest) = nearby.first() {
            self.other += 1;
            self.moved |= all.contains(nearest);
            self.missing.push(wanted.to_owned());
        }
    }
}
