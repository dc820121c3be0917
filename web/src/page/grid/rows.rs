//! A table as an HTML table.

use yew::prelude::*;

use super::{authored, cell::View, headings, ledger::Part, sheet::Lines};
use crate::grid::Place;

/// Draws the table, a total at the end of each row and below each column where the form wants it.
pub(super) fn view(view: &View) -> Html {
    let table = view.table;
    let rows = (0..table.rows.len()).map(|row| row_view(view, row));
    let totals = table.totals;
    let columns = (0..table.columns.len()).map(|column| {
        let output = totals.columns.then(|| view.output(Part::Column(column)));
        html! { <td class={classes!("total", headings::edge(table, column))}>{ for output }</td> }
    });
    let all = totals.all.then(|| view.output(Part::All));
    let total = html! { <th scope="row">{ view.sheet.ledger().texts().say("grid-total") }</th> };
    let foot = match (totals.columns, totals.all) {
        (false, false) => Html::default(),
        (false, true) if !totals.rows => html! {
            <tfoot><tr>{ total }<td class="total all" colspan={table.columns.len().to_string()}>{ for all }</td></tr></tfoot>
        },
        _ => html! {
            <tfoot><tr>
                { total }
                { for columns }
                if totals.rows { <td class="total edge all">{ for all }</td> }
            </tr></tfoot>
        },
    };
    html! {
        <table>
            { headings::view(table, view.sheet.ledger().texts()) }
            <tbody>{ for rows }</tbody>
            { foot }
        </table>
    }
}

fn row_view(view: &View, row: usize) -> Html {
    let table = view.table;
    let heading = &table.rows[row];
    let cells = (0..table.columns.len()).map(|column| {
        let place = Place { row, column };
        let asked = table.cell(row, column).field().is_some();
        html! {
            <td
                class={classes!(headings::edge(table, column), (!asked).then_some("given"))}
                data-row={row.to_string()} data-column={column.to_string()}
            >
                { view.content(place, false) }
            </td>
        }
    });
    let total =
        table.totals.rows.then(|| html! { <td class="total edge">{ view.output(Part::Row(row)) }</td> });
    let hint =
        heading.hint.as_ref().map(|hint| html! { <span class="hint" lang="" dir="auto">{ hint }</span> });
    html! {
        <tr key={heading.key.clone()}>
            <th scope="row" data-head={Lines::Rows.name()} data-first={row.to_string()} data-last={row.to_string()}>
                { authored::words(&heading.label) }{ for hint }
            </th>
            { for cells }
            { for total }
        </tr>
    }
}
