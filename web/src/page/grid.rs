//! Tables: as a grid that works like a spreadsheet, on narrow screens as cards row by row.

mod bar;
mod cards;
mod cell;
mod clipboard;
mod foot;
mod headings;
mod keys;
mod ledger;
mod output;
mod problems;
mod read_only;
mod rows;
mod sheet;
mod unclear;

use std::rc::Rc;

use tacit_form::{AnswerError, Blank, Form, Table};
use yew::prelude::*;

pub(super) use ledger::Ledger;
pub(super) use problems::{general, summary};
pub(super) use read_only::view as read_only;

use self::{bar::Slot, sheet::Sheet};
use super::{authored, dom};
use crate::{entry::Unclear, texts::Texts};

/// Up to this width a table is shown as cards: CSS, as in `grid.css`.
const NARROW: &str = "(max-width: 640px)";

/// One table of the form, to be filled in.
#[derive(Properties, PartialEq)]
pub(super) struct Props {
    /// What was typed so far, and what follows from it.
    pub(super) ledger: Rc<Ledger>,
    /// Index into the form's tables.
    pub(super) table: usize,
    /// What is wrong with the answers, also those to other questions.
    pub(super) errors: Rc<Vec<AnswerError>>,
    /// What can be read in two ways, also in other questions.
    pub(super) unclear: Rc<Vec<Unclear>>,
}

/// Draws a table that is asked, or computed.
#[component]
pub(super) fn Grid(props: &Props) -> Html {
    let Props { ledger, table: index, errors, unclear } = props;
    let narrow = use_narrow();
    // Another ledger comes with another language: what was said in the one before is gone.
    let bar = use_memo(ledger.clone(), |_| Slot::default());
    let status = use_memo(ledger.clone(), |_| Slot::default());
    let sheet = {
        let (bar, status) = (bar.clone(), status.clone());
        use_memo((ledger.clone(), *index, narrow), move |(ledger, index, narrow)| {
            Rc::new(Sheet::new(ledger.clone(), *index, *narrow, bar, status))
        })
    };
    sheet.look_at(errors);
    let (texts, table) = (ledger.texts(), ledger.table(*index));
    let wrong = problems::of_table(ledger.form(), table, errors);
    let id = format!("f-{}", table.key);
    let label = format!("l-{}", table.key);
    let hint = format!("h-{}", table.key);
    let keys = format!("k-{}", table.key);
    let by_keys = !narrow && !table.is_computed();
    let described = if by_keys { format!("{hint} {keys}") } else { hint.clone() };
    let view = cell::View { sheet: &sheet, table, wrong: &wrong, unclear };
    let content = if narrow { cards::view(&view) } else { rows::view(&view) };
    let is_wrong = !wrong.is_empty() || unclear.iter().any(|unclear| is_in(table, &unclear.key));
    html! {
        <section class={classes!("field", "table", is_wrong.then_some("field-wrong"))} aria-labelledby={label.clone()}>
            <h3 class="label" id={label.clone()}>{ authored::words(&table.label) }</h3>
            <div class="hint" id={hint.clone()}>
                { for table.hint.as_ref().map(|hint| html! { <p lang="" dir="auto">{ hint }</p> }) }
                <p>{ rule(table, texts) }</p>
            </div>
            { problems::list(&wrong, table, texts) }
            if by_keys {
                <p id={keys} hidden=true>{ texts.say("grid-keys") }</p>
                <bar::Line class="grid-bar" slot={bar} first={texts.say("grid-keys")} hidden=true />
            }
            <div
                {id} class={if narrow { "cards" } else { "grid" }} role="group" aria-labelledby={label} aria-describedby={described}
                tabindex={(!narrow).then_some("0")}
                onfocusin={sheet.on(Sheet::entered)} onfocusout={sheet.on(Sheet::left)} oninput={sheet.on(Sheet::typed)}
                onkeydown={sheet.on(keys::pressed)} onmousedown={sheet.on(Sheet::pressed)}
                onmouseover={sheet.on(Sheet::dragged)} oncopy={sheet.on(clipboard::copy)} oncut={sheet.on(clipboard::cut)}
                onpaste={sheet.on(clipboard::paste)}
            >
                { content }
            </div>
            <bar::Line class="grid-status" slot={status} first={String::new()} hidden=false />
            { unclear::view(table, unclear, ledger.draft(), texts) }
        </section>
    }
}

/// What a blank cell means, and what the cells count.
fn rule(table: &Table, texts: &Texts) -> String {
    let rule = match (table.is_computed(), table.blank) {
        (true, _) => texts.say("grid-computed"),
        (false, Blank::Zero) => texts.say("grid-blank-zero"),
        (false, Blank::Absent) => texts.say("grid-blank-absent"),
        (false, Blank::Error) => texts.say("grid-blank-error"),
    };
    let unit = table.columns.first().and_then(|column| column.number.unit.as_ref());
    let same = table.columns.iter().all(|column| column.number.unit.as_ref() == unit);
    match unit.filter(|_| same) {
        Some(unit) => format!("{} {rule}", texts.say_with("grid-unit", &[("unit", unit.into())])),
        None => rule,
    }
}

/// Whether a field is a cell of the table.
fn is_in(table: &Table, key: &str) -> bool {
    key.strip_prefix(&table.key).is_some_and(|rest| rest.starts_with('.'))
}

/// Row and column of a cell, in words.
fn place_label(table: &Table, row: usize, column: usize, texts: &Texts) -> String {
    let (row, column) = (&table.rows[row].label, table.columns[column].full_label());
    format!("{row}{}{column}", texts.say("list-separator"))
}

/// The row and column of a field of the table.
fn place_of(table: &Table, field: usize) -> Option<(usize, usize)> {
    let index = table.cells.iter().position(|cell| cell.field() == Some(field))?;
    Some((index / table.columns.len(), index % table.columns.len()))
}

/// The first field that the table asks.
pub(super) fn first_key<'a>(form: &'a Form, table: &Table) -> Option<&'a str> {
    table.fields().next().and_then(|field| form.fields().get(field)).map(|field| field.key.as_str())
}

/// Whether the window is too narrow for a table.
#[hook]
fn use_narrow() -> bool {
    let query = use_memo((), |()| dom::media(NARROW));
    let narrow = use_state_eq(|| query.as_ref().as_ref().is_some_and(|query| query.matches()));
    {
        let narrow = narrow.clone();
        use_effect_with((), move |()| {
            let listener = query.as_ref().clone().and_then(|query| {
                let target = query.clone().into();
                dom::Listener::on(target, "change", move |_| narrow.set(query.matches()))
            });
            move || drop(listener)
        });
    }
    *narrow
}
