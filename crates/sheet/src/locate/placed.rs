//! Tables where the form says they are.

use std::collections::BTreeSet;

use tacit_form::{Column, Place, Table};

use super::{Located, label_at, lacking, spanning_label};
use crate::{
    Mismatch,
    book::{Book, Sheet},
    label,
};

/// Rows and columns beyond the cells in which headings are looked for.
const MARGIN: u32 = 8;

/// The cells at a place, and whether what stands beside them says that it is they.
///
/// # Errors
///
/// What is wrong: the headings of other rows and columns stand beside them, or mostly unknown ones.
pub(super) fn find(
    index: usize,
    table: &Table,
    place: &Place,
    book: &Book,
) -> Result<(Located, bool), Mismatch> {
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
    let others = table.rows.iter().map(|row| label::normal(&row.label)).collect();
    for (row, heading) in rows.iter().zip(&table.rows) {
        let beside = (place.column.saturating_sub(MARGIN)..place.column).rev();
        let nearby = beside.filter_map(|column| label_at(sheet, *row, column)).collect();
        seen.heading(
            &Heading { whole: heading.label.clone(), levels: vec![label::normal(&heading.label)] },
            nearby,
            &others,
        );
    }
    // The outer levels have no room where the cells begin too high.
    let room = place.row as usize;
    let columns_wanted: Vec<Heading> = table.columns.iter().map(|column| Heading::of(column, room)).collect();
    let others = columns_wanted.iter().flat_map(|heading| heading.levels.iter().cloned()).collect();
    for (column, heading) in columns.iter().zip(&columns_wanted) {
        let above = (place.row.saturating_sub(MARGIN)..place.row).rev();
        let nearby = above.filter_map(|row| spanning_label(sheet, row, *column)).collect();
        seen.heading(heading, nearby, &others);
    }
    if seen.other * 2 > seen.other + seen.own || seen.moved {
        return Err(lacking(index, table, seen.missing));
    }
    if book.plain && seen.own == 0 {
        return Err(Mismatch::NoTable { label: table.label.clone(), table: index });
    }
    let clear = seen.own > 0 && seen.other == 0;
    let unlabelled = seen.missing;
    Ok((Located { table: index, sheet: at, header: None, rows, columns, unlabelled }, clear))
}

/// The heading of a row or column.
struct Heading {
    /// All of its levels in one, as people read it.
    whole: String,
    /// As they are compared, the innermost first.
    levels: Vec<String>,
}

impl Heading {
    fn of(column: &Column, most_levels: usize) -> Self {
        let levels = std::iter::once(&column.label).chain(column.groups.iter().rev()).take(most_levels);
        Self { whole: column.full_label(), levels: levels.map(|level| label::normal(level)).collect() }
    }

    /// Whether it stands there: each level beyond the one within it, or all of them in one cell.
    fn is_in(&self, nearby: &[String]) -> bool {
        let mut outwards = nearby.iter();
        let whole = label::joined(&self.whole);
        !nearby.is_empty() && self.levels.iter().all(|level| outwards.any(|text| text == level))
            || nearby.iter().any(|text| label::joined(text) == whole)
    }
}

/// What stands beside the cells.
#[derive(Default)]
struct Seen {
    own: usize,
    other: usize,
    /// Whether the heading of another row or column stands where one should.
    moved: bool,
    /// The headings that don't stand there.
    missing: Vec<String>,
}

impl Seen {
    /// Looks at what is near to where a heading should be, the nearest first.
    fn heading(&mut self, wanted: &Heading, nearby: Vec<String>, all: &BTreeSet<String>) {
        if wanted.is_in(&nearby) {
            self.own += 1;
            return;
        }
        self.missing.push(wanted.whole.clone());
        if !nearby.is_empty() {
            self.other += 1;
            self.moved |= nearby.iter().any(|text| all.contains(text) && !wanted.levels.contains(text));
        }
    }
}
