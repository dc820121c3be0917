//! A table as an HTML table.

use yew::prelude::*;

use super::{authored, cell::View, foot, headings, ledger::Part, sheet::Lines};
use crate::grid::Place;

/// Draws the table, a total at the end of each row and below each column where the form wants it.
pub(super) fn view(view: &View) -> Html {
    let table = view.table;
    let rows = (0..table.rows.len()).map(|row| row_view(view, row));
    let column = |column| view.output(Part::Column(column));
    let all = || view.output(Part::All);
    html! {
        <table>
            { headings::view(table, view.sheet.ledger().texts()) }
            <tbody>{ for rows }</tbody>
            { foot::view(table, &column, &all, view.sheet.ledger().texts()) }
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
                { view.content(place) }
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
