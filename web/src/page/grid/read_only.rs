//! A table as it was filled in, to be checked.

use tacit_form::{Fixed, Form, Numbers, Table};
use yew::prelude::*;

use super::{authored, foot, headings, ledger::show};
use crate::{grid::Place, texts::Texts};

/// Draws the table with its totals below a heading, of which `label` is the id.
pub(in crate::page) fn view(
    form: &Form,
    table: &Table,
    numbers: &Numbers,
    label: String,
    heading: Html,
    texts: &Texts,
) -> Html {
    let said = |fixed: Option<Fixed>| {
        let shown = fixed.map(|fixed| html! { <span dir="ltr">{ show(fixed, texts) }</span> });
        shown.unwrap_or_else(|| {
            html! {
                <span class="nothing"><span aria-hidden="true">{ "–" }</span>
                <span class="visually-hidden">{ texts.say("check-nothing") }</span></span>
            }
        })
    };
    let row = |row: usize| {
        let cell = |column| {
            let Place { row, column } = Place { row, column };
            let shown = said(form.cell_number(numbers, table, row, column));
            html! { <td class={headings::edge(table, column)}>{ shown }</td> }
        };
        let total = table.totals.rows.then(|| said(form.row_total(numbers, table, row)));
        html! {
            <tr>
                <th scope="row">{ authored::words(&table.rows[row].label) }</th>
                { for (0..table.columns.len()).map(cell) }
                { for total.map(|total| html! { <td class="total edge">{ total }</td> }) }
            </tr>
        }
    };
    let column = |column| said(form.column_total(numbers, table, column));
    let all = || said(form.table_total(numbers, table));
    html! {
        <div class="checked-table">
            { heading }
            <div class="grid grid-read" role="group" tabindex="0" aria-labelledby={label}>
                <table>
                    { headings::view(table, texts) }
                    <tbody>{ for (0..table.rows.len()).map(row) }</tbody>
                    { foot::view(table, &column, &all, texts) }
                </table>
            </div>
        </div>
    }
}
