//! A table as it was filled in, to be checked.

use tacit_form::{Fixed, Form, Numbers, Table};
use yew::prelude::*;

use super::{authored, headings, ledger::show};
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
        shown.unwrap_or_else(
            || html! { <span class="nothing" aria-label={texts.say("check-nothing")}>{ "–" }</span> },
        )
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
    let totals = table.totals;
    let foot = (totals.columns || totals.all).then(|| {
        let column = |column| {
            let total = totals.columns.then(|| said(form.column_total(numbers, table, column)));
            html! { <td class={classes!("total", headings::edge(table, column))}>{ for total }</td> }
        };
        let all = totals.all.then(|| said(form.table_total(numbers, table)));
        let columns = if totals.columns || totals.rows {
            html! { <>{ for (0..table.columns.len()).map(column) }</> }
        } else {
            Html::default()
        };
        let span = if totals.columns || totals.rows { 1 } else { table.columns.len() };
        let corner = (totals.rows || !totals.columns)
            .then(|| html! { <td class="total edge all" colspan={span.to_string()}>{ for all }</td> });
        html! {
            <tfoot><tr><th scope="row">{ texts.say("grid-total") }</th>{ columns }{ for corner }</tr></tfoot>
        }
    });
    html! {
        <section class="checked-table" aria-labelledby={label.clone()}>
            { heading }
            <div class="grid grid-read" role="group" tabindex="0" aria-labelledby={label}>
                <table>
                    { headings::view(table, texts) }
                    <tbody>{ for (0..table.rows.len()).map(row) }</tbody>
                    { for foot }
                </table>
            </div>
        </section>
    }
}
