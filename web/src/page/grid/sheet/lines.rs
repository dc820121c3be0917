//! Whole rows and columns: selected by their headings, everything by the corner.

use std::ops::RangeInclusive;

use web_sys::{Element, Event, MouseEvent};
use yew::TargetCast;

use super::Sheet;
use crate::{
    grid::{Area, Place},
    page::dom,
};

/// What a heading is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::page::grid) enum Lines {
    Rows,
    Columns,
    All,
}

impl Lines {
    /// As the headings' elements are marked with it.
    pub(in crate::page::grid) fn name(self) -> &'static str {
        match self {
            Self::Rows => "rows",
            Self::Columns => "columns",
            Self::All => "all",
        }
    }
}

impl Sheet {
    /// A button of the mouse goes down on a heading: its cells are selected, with Shift from those that are selected on.
    pub(super) fn pressed_heading(&self, event: &MouseEvent) -> bool {
        let Some((lines, area)) = self.headed(event) else { return false };
        event.prevent_default();
        let from = if event.shift_key() { self.whole(lines, Area::at(self.area().anchor)) } else { area };
        self.dragged_lines.set(Some((lines, from)));
        self.select_lines(from, area);
        true
    }

    /// The mouse is over something, with its button still down since it was on a heading.
    pub(super) fn dragged_heading(&self, event: &MouseEvent) -> bool {
        let Some((lines, from)) = self.dragged_lines.get() else { return false };
        if let Some((same, area)) = self.headed(event)
            && same == lines
        {
            self.select_lines(from, area);
        }
        true
    }

    /// Selects all of the rows or columns that the selection is in.
    pub(in crate::page::grid) fn select_whole(&self, lines: Lines) {
        self.select(self.whole(lines, self.area()));
    }

    fn select_lines(&self, from: Area, to: Area) {
        let (top, bottom) = between(from.rows(), to.rows());
        let (first, last) = between(from.columns(), to.columns());
        let area = Area::at(Place { row: top, column: first }).to(Place { row: bottom, column: last });
        // Keys go to cells: the first that takes any gets the focus.
        let asked = |place: &Place| self.table().cell(place.row, place.column).field().is_some();
        if let Some(input) = area.places().find(asked).and_then(|place| self.input(place)) {
            dom::focus_unmoved(&input);
        }
        self.editing.set(false);
        self.select(area);
        dom::select_no_text();
    }

    /// The cells of the heading that an event is about.
    fn headed(&self, event: &Event) -> Option<(Lines, Area)> {
        let target: Element = event.target_dyn_into()?;
        let heading = target.closest("[data-head]").ok().flatten()?;
        let name = heading.get_attribute("data-head")?;
        let lines =
            [Lines::Rows, Lines::Columns, Lines::All].into_iter().find(|lines| lines.name() == name)?;
        let number =
            |name| heading.get_attribute(name).and_then(|text| text.parse().ok()).unwrap_or_default();
        let (first, last) = (number("data-first"), number("data-last"));
        let area = Area::at(Place { row: first, column: first }).to(Place { row: last, column: last });
        Some((lines, self.whole(lines, area)))
    }

    /// All cells of the rows or the columns of an area.
    fn whole(&self, lines: Lines, area: Area) -> Area {
        let table = self.table();
        let (mut rows, mut columns) = (area.rows(), area.columns());
        if lines != Lines::Columns {
            columns = 0..=table.columns.len() - 1;
        }
        if lines != Lines::Rows {
            rows = 0..=table.rows.len() - 1;
        }
        let first = Place { row: *rows.start(), column: *columns.start() };
        Area::at(first).to(Place { row: *rows.end(), column: *columns.end() })
    }
}

/// Where a selection begins and ends that goes from some lines to others, with all of both.
fn between(from: RangeInclusive<usize>, to: RangeInclusive<usize>) -> (usize, usize) {
    if to.start() < from.start() {
        (*from.end(), *to.start())
    } else {
        (*from.start(), *to.end().max(from.end()))
    }
}
