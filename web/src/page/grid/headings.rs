//! A table's headings: the groups level by level, the columns, a total.

use tacit_form::Table;
use yew::prelude::*;

use super::{authored, sheet::Lines};
use crate::{
    grid::{begins_group, levels},
    texts::Texts,
};

/// Draws the head of a table.
pub(super) fn view(table: &Table, texts: &Texts) -> Html {
    let levels = levels(table);
    let depth = levels.len() + 1;
    let corner = html! { <td class="corner" rowspan={depth.to_string()} data-head={Lines::All.name()}></td> };
    let total = table.totals.rows.then(|| {
        html! { <th class="total edge" scope="col" rowspan={depth.to_string()}>{ texts.say("grid-total") }</th> }
    });
    let columns = table.columns.iter().enumerate().map(|(index, column)| {
        html! {
            <th
                scope="col" class={edge(table, index)} data-head={Lines::Columns.name()} data-first={index.to_string()}
                data-last={index.to_string()}
            >
                { authored::words(&column.label) }
            </th>
        }
    });
    let Some((outer, inner)) = levels.split_first() else {
        return html! { <thead><tr>{ corner }{ for columns }{ for total }</tr></thead> };
    };
    let group = |span: &crate::grid::Span| {
        html! {
            <th
                scope="colgroup" colspan={span.columns.len().to_string()}
                class={classes!("group", edge(table, span.columns.start))} data-head={Lines::Columns.name()}
                data-first={span.columns.start.to_string()} data-last={(span.columns.end - 1).to_string()}
            >
                <span>{ authored::words(&span.label) }</span>
            </th>
        }
    };
    html! {
        <thead>
            <tr>{ corner }{ for outer.iter().map(group) }{ for total }</tr>
            { for inner.iter().map(|level| html! { <tr>{ for level.iter().map(group) }</tr> }) }
            <tr>{ for columns }</tr>
        </thead>
    }
}

/// Where an outermost group begins there is a line.
pub(super) fn edge(table: &Table, column: usize) -> Option<&'static str> {
    begins_group(table, column).then_some("edge")
}
