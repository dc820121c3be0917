//! Where keys lead.

use tacit_form::Table;

use super::Place;

/// A step from one cell to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Move {
    /// One row up.
    Up,
    /// One row down.
    Down,
    /// One column back.
    Back,
    /// One column on.
    On,
    /// To the row's first cell.
    RowStart,
    /// To the row's last cell.
    RowEnd,
    /// To the table's first cell.
    First,
    /// To the table's last cell.
    Last,
}

/// The cell that a step leads to, among those that are asked; `from` where there is none.
pub fn moved(table: &Table, from: Place, step: Move) -> Place {
    let asked = |place: &Place| table.cell(place.row, place.column).field().is_some();
    path(table, from, step).into_iter().find(asked).unwrap_or(from)
}

/// The cell that the end of a selection gets to by a step: any.
pub fn extended(table: &Table, from: Place, step: Move) -> Place {
    path(table, from, step).first().copied().unwrap_or(from)
}

/// The cells that one passes by a jump, with where it leads to at the end: in a row or column of filled cells to the last
/// of them, else to the next filled one, else to the table's edge. As spreadsheets do with Ctrl and an arrow.
pub fn jumped(table: &Table, from: Place, step: Move, filled: impl Fn(Place) -> bool) -> Vec<Place> {
    let mut path = path(table, from, step);
    let run = filled(from) && path.first().is_some_and(|next| filled(*next));
    let passed = if run {
        path.iter().position(|place| !filled(*place))
    } else {
        path.iter().position(|place| filled(*place)).map(|at| at + 1)
    };
    path.truncate(passed.unwrap_or(path.len()));
    path
}

/// The cells that a step may lead to, the best first.
fn path(table: &Table, from: Place, step: Move) -> Vec<Place> {
    let (rows, columns) = (table.rows.len(), table.columns.len());
    let in_row = |column| Place { column, ..from };
    let in_column = |row| Place { row, ..from };
    let nth = |index: usize| Place { row: index / columns, column: index % columns };
    match step {
        Move::Up => (0..from.row).rev().map(in_column).collect(),
        Move::Down => (from.row + 1..rows).map(in_column).collect(),
        Move::Back => (0..from.column).rev().map(in_row).collect(),
        Move::On => (from.column + 1..columns).map(in_row).collect(),
        Move::RowStart => (0..columns).map(in_row).collect(),
        Move::RowEnd => (0..columns).rev().map(in_row).collect(),
        Move::First => (0..rows * columns).map(nth).collect(),
        Move::Last => (0..rows * columns).rev().map(nth).collect(),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{super::samples::table, *};

    const STEPS: [Move; 8] =
        [Move::Up, Move::Down, Move::Back, Move::On, Move::RowStart, Move::RowEnd, Move::First, Move::Last];

    fn at(row: usize, column: usize) -> Place {
        Place { row, column }
    }

    #[test]
    fn cells_that_are_given_are_passed_over() {
        let table = table(3, 4, &[(0, 0), (1, 1), (2, 3)]);
        assert_eq!(moved(&table, at(0, 1), Move::Down), at(2, 1));
        assert_eq!(moved(&table, at(1, 2), Move::Back), at(1, 0));
        assert_eq!(moved(&table, at(0, 1), Move::Back), at(0, 1), "nothing that is asked before it");
        assert_eq!(moved(&table, at(2, 1), Move::First), at(0, 1));
        assert_eq!(moved(&table, at(0, 1), Move::Last), at(2, 2));
        assert_eq!(moved(&table, at(2, 0), Move::RowEnd), at(2, 2));
        assert_eq!(extended(&table, at(1, 2), Move::Back), at(1, 1));
        assert_eq!(extended(&table, at(0, 1), Move::First), at(0, 0));
    }

    #[test]
    fn jumps_end_where_filled_cells_do() {
        let table = table(1, 8, &[]);
        let filled = |place: Place| [1, 2, 3, 6].contains(&place.column);
        let leads = |from, step| jumped(&table, at(0, from), step, filled).last().map(|place| place.column);
        let on = [0, 1, 2, 3, 4, 6, 7].map(|from| leads(from, Move::On));
        assert_eq!(on, [Some(1), Some(3), Some(3), Some(6), Some(6), Some(7), None]);
        let back = [7, 6, 3, 2, 1, 0].map(|from| leads(from, Move::Back));
        assert_eq!(back, [Some(6), Some(3), Some(1), Some(1), Some(0), None]);
        assert_eq!(leads(2, Move::Down), None);
        assert_eq!(jumped(&table, at(0, 3), Move::On, filled), [4, 5, 6].map(|column| at(0, column)));
    }

    #[test]
    fn the_edges_hold() {
        let table = table(2, 2, &[]);
        assert_eq!(moved(&table, at(0, 0), Move::Up), at(0, 0));
        assert_eq!(moved(&table, at(1, 1), Move::Down), at(1, 1));
        assert_eq!(moved(&table, at(1, 1), Move::On), at(1, 1));
    }

    proptest! {
        #[test]
        fn one_is_always_in_a_cell_that_is_asked(steps in prop::collection::vec(0..STEPS.len(), 0..40)) {
            let table = table(4, 5, &[(0, 0), (1, 2), (3, 4), (2, 2)]);
            let mut place = moved(&table, at(0, 0), Move::First);
            for step in steps {
                place = moved(&table, place, STEPS[step]);
                prop_assert!(table.cell(place.row, place.column).field().is_some());
                let head = extended(&table, place, STEPS[step]);
                prop_assert!(head.row < 4 && head.column < 5);
            }
        }
    }
}
