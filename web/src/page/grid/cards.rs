//! A table on a narrow screen: a card for each row, its cells one below the other.

use tacit_form::Column;
use yew::prelude::*;

use super::{authored, cell::View, ledger::Part};
use crate::grid::{Place, Span, levels};

/// So many rows are open at first.
const OPEN: usize = 1;

/// Draws the table's rows, and its totals.
pub(super) fn view(view: &View) -> Html {
    let table = view.table;
    let totals = table.totals;
    let rows = (0..table.rows.len()).map(|row| card(view, row));
    let say = |id| view.sheet.ledger().texts().say(id);
    let total = totals.columns || totals.all;
    html! {
        <>
            { for rows }
            if total {
                <details class="card total">
                    <summary>
                        <span>{ say("grid-total") }</span>
                        if totals.all { { view.output(Part::All) } }
                    </summary>
                    if totals.columns {
                        { groups(view, &|column| labelled(view, column, None, view.output(Part::Column(column)))) }
                    }
                </details>
            }
        </>
    }
}

fn card(view: &View, row: usize) -> Html {
    let table = view.table;
    let heading = &table.rows[row];
    let wrong = view.wrong.iter().any(|problem| problem.place.row == row);
    let total = table.totals.rows.then(|| view.output(Part::Row(row)));
    let hint = heading.hint.as_ref().map(|hint| html! { <p class="hint" lang="" dir="auto">{ hint }</p> });
    let cell = |column| {
        let place = Place { row, column };
        labelled(view, column, view.id(place).map(|id| (id, place)), view.content(place))
    };
    html! {
        <details class="card" key={heading.key.clone()} open={wrong || row < OPEN}>
            <summary><span>{ authored::words(&heading.label) }</span>{ for total }</summary>
            { for hint }
            { groups(view, &cell) }
        </details>
    }
}

/// The cells of all columns, those of an outermost group together.
fn groups(view: &View, cell: &dyn Fn(usize) -> Html) -> Html {
    let levels = levels(view.table);
    let Some(outer) = levels.first() else {
        return html! { <div class="card-cells">{ for (0..view.table.columns.len()).map(cell) }</div> };
    };
    let group = |span: &Span| {
        html! {
            <fieldset class="card-cells">
                <legend>{ authored::words(&span.label) }</legend>
                { for span.columns.clone().map(cell) }
            </fieldset>
        }
    };
    html! { <>{ for outer.iter().map(group) }</> }
}

/// A column's name and what stands below it; `asked`: the input's id and place.
fn labelled(view: &View, column: usize, asked: Option<(String, Place)>, content: Html) -> Html {
    let label = authored::words(&inner_label(&view.table.columns[column]));
    match asked {
        Some((id, place)) => html! {
            <div class="card-cell" data-row={place.row.to_string()} data-column={place.column.to_string()}>
                <label for={id}>{ label }</label>
                { content }
            </div>
        },
        None => html! { <div class="card-cell"><span>{ label }</span>{ content }</div> },
    }
}

/// The column's label with the groups below the outermost.
fn inner_label(column: &Column) -> String {
    let labels: Vec<&str> = column.groups.iter().skip(1).chain([&column.label]).map(String::as_str).collect();
    labels.join(", ")
}
