//! What happens to many cells at once.

use tacit_form::Table;

use super::{Area, Place};

/// The texts that cells get, and what of it had no cell to go to. Secret.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Edit {
    /// The cells, all of them asked, with their new texts.
    pub texts: Vec<(Place, String)>,
    /// What was selected or filled by it, for the selection to follow.
    pub area: Area,
    /// How many texts were beyond the table's edges.
    pub outside: usize,
    /// How many texts were for cells that are given or computed.
    pub locked: usize,
}

/// Puts cells from the clipboard into a table, from the start of what is selected on. If as many fit into the selection
/// several times, they are repeated: a single number fills all of it. Nothing is left out but blanks without being counted.
pub fn pasted(table: &Table, selected: Area, rows: &[Vec<String>]) -> Edit {
    let height = rows.len();
    let width = rows.iter().map(Vec::len).max().unwrap_or(0);
    if height == 0 || width == 0 {
        return Edit { area: selected, ..Edit::default() };
    }
    let (selected_rows, selected_columns) = selected.size();
    let repeats = selected_rows.is_multiple_of(height) && selected_columns.is_multiple_of(width);
    let (tall, wide) = if repeats { selected.size() } else { (height, width) };
    let start = selected.start();
    let cells = (0..tall).flat_map(|down| (0..wide).map(move |along| (down, along)));
    let cells = cells.map(|(down, along)| {
        let text = rows[down % height].get(along % width).map_or("", |text| text.trim());
        (Place { row: start.row + down, column: start.column + along }, text.to_owned())
    });
    let end = Place {
        row: (start.row + tall).min(table.rows.len()) - 1,
        column: (start.column + wide).min(table.columns.len()) - 1,
    };
    Edit { area: Area::at(start).to(end), ..written(table, cells) }
}

/// Empties what is selected.
pub fn cleared(table: &Table, selected: Area) -> Edit {
    let mut edit = written(table, selected.places().map(|place| (place, String::new())));
    edit.area = selected;
    edit
}

/// Copies the selection's first row to the rows below; of a single row, the row above it to it.
pub fn filled_down(table: &Table, selected: Area, text: impl Fn(Place) -> String) -> Edit {
    let (first, last) = (*selected.rows().start(), *selected.rows().end());
    let (source, below) =
        if first == last { (first.checked_sub(1), first) } else { (Some(first), first + 1) };
    let Some(source) = source else { return Edit { area: selected, ..Edit::default() } };
    let cells = (below..=last).flat_map(|row| selected.columns().map(move |column| Place { row, column }));
    let cells = cells.map(|place| (place, text(Place { row: source, ..place })));
    Edit { area: selected, ..written(table, cells) }
}

fn written(table: &Table, cells: impl Iterator<Item = (Place, String)>) -> Edit {
    let mut edit = Edit::default();
    for (place, text) in cells {
        if place.row >= table.rows.len() || place.column >= table.columns.len() {
            edit.outside += usize::from(!text.is_empty());
        } else if table.cell(place.row, place.column).field().is_none() {
            edit.locked += usize::from(!text.is_empty());
        } else {
            edit.texts.push((place, text));
        }
    }
    edit
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{super::samples::table, *};

    fn at(row: usize, column: usize) -> Place {
        Place { row, column }
    }

    fn block(rows: &[&[&str]]) -> Vec<Vec<String>> {
        rows.iter().map(|row| row.iter().map(|&text| text.to_owned()).collect()).collect()
    }

    fn texts(edit: &Edit) -> Vec<(usize, usize, &str)> {
        edit.texts.iter().map(|(place, text)| (place.row, place.column, text.as_str())).collect()
    }

    #[test]
    fn a_block_goes_where_the_selection_starts() {
        let edit = pasted(&table(3, 3, &[]), Area::at(at(1, 1)), &block(&[&["1", " 2 "], &["3", ""]]));
        assert_eq!(texts(&edit), [(1, 1, "1"), (1, 2, "2"), (2, 1, "3"), (2, 2, "")]);
        assert_eq!((edit.outside, edit.locked, edit.area), (0, 0, Area::at(at(1, 1)).to(at(2, 2))));
    }

    #[test]
    fn what_finds_no_cell_is_counted() {
        let table = table(2, 2, &[(0, 1)]);
        let edit = pasted(&table, Area::at(at(0, 0)), &block(&[&["1", "2", "3"], &["4"], &["5", "", "6"]]));
        assert_eq!(texts(&edit), [(0, 0, "1"), (1, 0, "4"), (1, 1, "")]);
        assert_eq!((edit.outside, edit.locked), (3, 1));
        assert_eq!(edit.area, Area::at(at(0, 0)).to(at(1, 1)));
    }

    #[test]
    fn one_number_fills_the_selection() {
        let selected = Area::at(at(2, 1)).to(at(0, 0));
        let edit = pasted(&table(3, 3, &[]), selected, &block(&[&["7"]]));
        assert_eq!(edit.texts.len(), 6);
        assert!(edit.texts.iter().all(|(place, text)| selected.contains(*place) && text == "7"));
        let twice = pasted(&table(4, 1, &[]), Area::at(at(0, 0)).to(at(3, 0)), &block(&[&["1"], &["2"]]));
        assert_eq!(texts(&twice), [(0, 0, "1"), (1, 0, "2"), (2, 0, "1"), (3, 0, "2")]);
    }

    #[test]
    fn fill_down() {
        let table = table(3, 2, &[(1, 1)]);
        let text = |place: Place| format!("{}{}", place.row, place.column);
        let edit = filled_down(&table, Area::at(at(0, 0)).to(at(2, 1)), text);
        assert_eq!(texts(&edit), [(1, 0, "00"), (2, 0, "00"), (2, 1, "01")]);
        assert_eq!(texts(&filled_down(&table, Area::at(at(1, 0)), text)), [(1, 0, "00")]);
        assert!(filled_down(&table, Area::at(at(0, 0)), text).texts.is_empty());
    }

    #[test]
    fn clearing_leaves_what_is_given() {
        let edit = cleared(&table(2, 2, &[(0, 0)]), Area::at(at(0, 0)).to(at(1, 1)));
        assert_eq!(texts(&edit), [(0, 1, ""), (1, 0, ""), (1, 1, "")]);
        assert_eq!(edit.locked, 0);
    }

    proptest! {
        #[test]
        fn nothing_is_lost_silently(
            rows in prop::collection::vec(prop::collection::vec("[0-9]{0,2}", 0..7), 1..6),
            from in (0usize..4, 0usize..5), to in (0usize..4, 0usize..5),
        ) {
            let table = table(4, 5, &[(1, 1), (3, 4)]);
            let selected = Area::at(at(from.0, from.1)).to(at(to.0, to.1));
            let edit = pasted(&table, selected, &rows);
            let texts = rows.iter().flatten().filter(|text| !text.is_empty()).count();
            let written = edit.texts.iter().filter(|(_, text)| !text.is_empty()).count();
            prop_assert!(written + edit.outside + edit.locked >= texts);
            for (place, _) in &edit.texts {
                prop_assert!(edit.area.contains(*place));
                prop_assert!(table.cell(place.row, place.column).field().is_some());
            }
        }
    }
}
