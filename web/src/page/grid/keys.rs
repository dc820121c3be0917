//! What keys do in a table.

use std::rc::Rc;

use web_sys::{HtmlInputElement, KeyboardEvent};

use super::sheet::{Lines, Sheet};
use crate::grid::{Area, Move, cleared, filled_down};

/// A key went down in a table.
pub(super) fn pressed(sheet: &Rc<Sheet>, event: KeyboardEvent) {
    let Some((_, input)) = sheet.target(&event) else { return };
    if event.is_composing() {
        return;
    }
    let done = if event.ctrl_key() || event.meta_key() {
        !event.alt_key() && with_control(sheet, &event)
    } else if sheet.narrow() {
        in_card(sheet, &event)
    } else {
        step(sheet, &event, &input) || plain(sheet, &event, &input)
    };
    if done {
        event.prevent_default();
    }
}

fn with_control(sheet: &Sheet, event: &KeyboardEvent) -> bool {
    match event.key().to_ascii_lowercase().as_str() {
        "z" => sheet.undo(event.shift_key()),
        "y" => sheet.undo(true),
        "d" if !sheet.narrow() => {
            let edit = filled_down(sheet.table(), sheet.area(), |place| sheet.text(place));
            sheet.apply(&edit);
            let filled = [("count", edit.texts.len().into())];
            sheet.tell(sheet.ledger().texts().say_with("grid-filled", &filled));
        }
        "a" if !sheet.narrow() && !sheet.editing() => sheet.select_whole(Lines::All),
        " " if !sheet.narrow() && !sheet.editing() => sheet.select_whole(Lines::Columns),
        "home" if !sheet.narrow() => lead(sheet, event, Move::First),
        "end" if !sheet.narrow() => lead(sheet, event, Move::Last),
        arrow if !sheet.narrow() && !sheet.editing() => match arrow_step(sheet, arrow) {
            Some(step) => sheet.jump(step, event.shift_key()),
            None => return false,
        },
        _ => return false,
    }
    true
}

/// Where an arrow leads, its name in small letters.
fn arrow_step(sheet: &Sheet, arrow: &str) -> Option<Move> {
    let right_to_left = sheet.ledger().texts().language().direction() == "rtl";
    Some(match arrow {
        "arrowup" => Move::Up,
        "arrowdown" => Move::Down,
        "arrowleft" if right_to_left => Move::On,
        "arrowleft" => Move::Back,
        "arrowright" if right_to_left => Move::Back,
        "arrowright" => Move::On,
        _ => return None,
    })
}

/// In a card, Enter leads on instead of handing in the whole form.
fn in_card(sheet: &Sheet, event: &KeyboardEvent) -> bool {
    let enter = event.key() == "Enter";
    if enter {
        let from = sheet.area().anchor;
        sheet.go(Move::On);
        if sheet.area().anchor == from {
            sheet.go(Move::Down);
        }
    }
    enter
}

/// A key that leads to another cell.
fn step(sheet: &Sheet, event: &KeyboardEvent, input: &HtmlInputElement) -> bool {
    let editing = sheet.editing();
    // Numbers run from left to right in any language.
    let caret = (input.selection_start().ok().flatten(), input.selection_end().ok().flatten());
    let end = u32::try_from(input.value().encode_utf16().count()).ok();
    let at_left = !editing || (!event.shift_key() && caret == (Some(0), Some(0)));
    let at_right = !editing || (!event.shift_key() && caret == (end, end));
    let key = event.key();
    let leads = match key.as_str() {
        "ArrowUp" | "ArrowDown" => !editing || !event.shift_key(),
        "ArrowLeft" => at_left,
        "ArrowRight" => at_right,
        _ => false,
    };
    let step = match key.as_str() {
        arrow if leads => match arrow_step(sheet, &arrow.to_ascii_lowercase()) {
            Some(step) => step,
            None => return false,
        },
        "Home" if !editing => Move::RowStart,
        "End" if !editing => Move::RowEnd,
        "Enter" => {
            sheet.go(if event.shift_key() { Move::Up } else { Move::Down });
            return true;
        }
        _ => return false,
    };
    lead(sheet, event, step);
    true
}

fn lead(sheet: &Sheet, event: &KeyboardEvent, step: Move) {
    if event.shift_key() {
        sheet.extend(step);
    } else {
        sheet.go(step);
    }
}

/// A key that does something in the cell, or to what is selected.
fn plain(sheet: &Sheet, event: &KeyboardEvent, input: &HtmlInputElement) -> bool {
    let many = !sheet.area().is_single();
    match event.key().as_str() {
        "Escape" if sheet.editing() => sheet.revert(),
        "Escape" if many => sheet.select(Area::at(sheet.area().anchor)),
        "F2" => {
            sheet.edit(true);
            let end = u32::try_from(input.value().encode_utf16().count()).unwrap_or(u32::MAX);
            // Text inputs have carets.
            let _ = input.set_selection_range(end, end);
        }
        "Delete" | "Backspace" if many => clear(sheet),
        "Delete" if !sheet.editing() => clear(sheet),
        " " if event.shift_key() && !sheet.editing() => sheet.select_whole(Lines::Rows),
        _ => return false,
    }
    true
}

fn clear(sheet: &Sheet) {
    let edit = cleared(sheet.table(), sheet.area());
    sheet.apply(&edit);
    let cleared = [("count", edit.texts.len().into())];
    sheet.tell(sheet.ledger().texts().say_with("grid-cleared", &cleared));
}
