//! Copying ranges to spreadsheets, and pasting theirs.

use std::rc::Rc;

use web_sys::{ClipboardEvent, DataTransfer, Event, wasm_bindgen::JsCast};

use super::{place_label, sheet::Sheet};
use crate::grid::{Edit, Place, cleared, copied, lines, pasted};

/// Puts what is selected on the clipboard; text within a cell that is being edited is the browser's business.
pub(super) fn copy(sheet: &Rc<Sheet>, event: Event) {
    take(sheet, &event);
}

/// The same, and empties the cells.
pub(super) fn cut(sheet: &Rc<Sheet>, event: Event) {
    if take(sheet, &event) {
        sheet.apply(&cleared(sheet.table(), sheet.area()));
    }
}

/// Puts the clipboard's cells into the table, and says what found no place and what is no number.
pub(super) fn paste(sheet: &Rc<Sheet>, event: Event) {
    let Some(text) = data(&event).and_then(|data| data.get_data("text/plain").ok()) else { return };
    let rows = lines(&text);
    let single = rows.len() <= 1 && rows.iter().all(|row| row.len() <= 1);
    let within = single && (sheet.editing() || sheet.narrow());
    if sheet.target(&event).is_none() || rows.is_empty() || within {
        return;
    }
    event.prevent_default();
    let edit = pasted(sheet.table(), sheet.area(), &rows);
    sheet.apply(&edit);
    sheet.tell(report(sheet, &edit));
}

fn take(sheet: &Sheet, event: &Event) -> bool {
    let Some(data) = data(event).filter(|_| !sheet.editing() && !sheet.narrow()) else { return false };
    if sheet.target(event).is_none() {
        return false;
    }
    let area = sheet.area();
    let row = |row| area.columns().map(|column| sheet.text(Place { row, column })).collect();
    let rows: Vec<Vec<String>> = area.rows().map(row).collect();
    let text = copied(&rows);
    // Nothing is copied where the browser doesn't allow it; then its own copying goes on.
    let taken = data.set_data("text/plain", &text).is_ok();
    if taken {
        event.prevent_default();
        let cells = [("count", rows.iter().map(Vec::len).sum::<usize>().into())];
        sheet.tell(sheet.ledger().texts().say_with("grid-copied", &cells));
    }
    taken
}

fn data(event: &Event) -> Option<DataTransfer> {
    event.dyn_ref::<ClipboardEvent>()?.clipboard_data()
}

/// What came of pasting.
fn report(sheet: &Sheet, edit: &Edit) -> String {
    let (texts, table) = (sheet.ledger().texts(), sheet.table());
    let bad = edit.texts.iter().map(|(place, _)| *place).filter(|place| {
        table.cell(place.row, place.column).field().is_some_and(|field| sheet.ledger().is_bad(field))
    });
    let bad: Vec<Place> = bad.collect();
    let no_numbers = bad.first().map(|first| {
        let place = place_label(table, first.row, first.column, texts);
        texts.say_with("grid-no-numbers", &[("count", bad.len().into()), ("place", (&place).into())])
    });
    let if_any = |number: usize| (number > 0).then_some(number);
    let sentences = [
        if_any(edit.texts.len()).map(|count| texts.say_with("grid-pasted", &[("count", count.into())])),
        if_any(edit.outside).map(|count| texts.say_with("grid-outside", &[("count", count.into())])),
        if_any(edit.locked).map(|count| texts.say_with("grid-locked", &[("count", count.into())])),
        no_numbers,
    ];
    sentences.into_iter().flatten().collect::<Vec<_>>().join(" ")
}
