//! The totals below a table's columns, and that of all.

use tacit_form::Table;
use yew::prelude::*;

use super::headings;
use crate::texts::Texts;

/// Draws them, as far as the form wants any: `column` is the total of a column, `all` that of the table.
pub(super) fn view(
    table: &Table,
    column: &dyn Fn(usize) -> Html,
    all: &dyn Fn() -> Html,
    texts: &Texts,
) -> Html {
    let totals = table.totals;
    if !totals.columns && !totals.all {
        return Html::default();
    }
    let below = |index: usize| {
        let total = totals.columns.then(|| column(index));
        html! { <td class={classes!("total", headings::edge(table, index))}>{ for total }</td> }
    };
    let columns = (totals.columns || totals.rows).then(|| {
        // The total of all is where the totals of rows and of columns meet.
        let corner = totals.rows.then(|| {
            html! { <td class="total edge all">{ for totals.all.then(all) }</td> }
        });
        html! {
            <tr>
                <th scope="row">{ texts.say("grid-total") }</th>
                { for (0..table.columns.len()).map(below) }
                { for corner }
            </tr>
        }
    });
    let alone = (totals.all && !totals.rows).then(|| {
        let label = if totals.columns { texts.say("grid-total-all") } else { texts.say("grid-total") };
        html! {
            <tr>
                <th scope="row">{ label }</th>
                <td class="total all" colspan={table.columns.len().to_string()}>{ all() }</td>
            </tr>
        }
    });
    html! { <tfoot>{ for columns }{ for alone }</tfoot> }
}
