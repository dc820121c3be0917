//! The results' tables as the page has them.

use super::{
    super::{
        Report,
        layout::{self, Grid},
    },
    chart::{self, Figure},
};

/// One analysis.
pub(super) struct SectionView<'a> {
    pub(super) id: String,
    pub(super) title: &'a str,
    pub(super) figure: Option<Figure>,
    pub(super) blocks: Vec<BlockView<'a>>,
}

/// One table.
pub(super) struct BlockView<'a> {
    /// What it is called where it can be scrolled.
    pub(super) name: String,
    pub(super) cohort: Option<&'a str>,
    pub(super) grid: Grid,
    pub(super) notes: Vec<String>,
}

/// One row of a table.
pub(super) struct RowView<'a> {
    pub(super) cells: Vec<CellView<'a>>,
    /// Whether it is about a part of the row above.
    pub(super) is_part: bool,
}

/// One cell of a table.
pub(super) struct CellView<'a> {
    pub(super) text: &'a str,
    pub(super) is_label: bool,
    /// Whether its words may stand in several lines.
    pub(super) is_long: bool,
    /// How many columns it takes.
    pub(super) span: usize,
}

/// All analyses, in their order.
pub(super) fn sections(report: &Report) -> askama::Result<Vec<SectionView<'_>>> {
    let sections = layout::sections(report).into_iter().enumerate();
    sections
        .map(|(index, section)| {
            let title = section.title;
            let blocks = section.blocks.into_iter().map(|block| BlockView {
                name: block.cohort.map_or_else(|| title.to_owned(), |cohort| format!("{title}: {cohort}")),
                cohort: block.cohort,
                grid: block.grid,
                notes: block.notes,
            });
            Ok(SectionView {
                id: format!("result-{}", index + 1),
                title,
                figure: chart::figure(report, index)?,
                blocks: blocks.collect(),
            })
        })
        .collect()
}

impl BlockView<'_> {
    /// The rows; a cell for the rest of its row goes on to the end.
    pub(super) fn rows(&self) -> Vec<RowView<'_>> {
        let columns = &self.grid.columns;
        let rows = self.grid.rows.iter().map(|row| {
            let last = row.len().saturating_sub(1);
            let cells = row.iter().zip(columns).enumerate().map(|(index, (text, column))| CellView {
                text: text.trim_start(),
                is_label: column.is_label,
                is_long: text.contains(" to ") || (index == last && last + 1 < columns.len()),
                span: if index == last { columns.len() - last } else { 1 },
            });
            RowView {
                cells: cells.collect(),
                is_part: row.first().is_some_and(|label| label.starts_with("  ")),
            }
        });
        rows.collect()
    }
}
