//! The question which of two numbers somebody wrote in a table: once for all cells with the same sign.

use tacit_form::Table;
use yew::prelude::*;

use super::{is_in, sheet::count};
use crate::{entry::Unclear, page::draft::Draft, texts::Texts};

/// The unclear cells of a table by the sign that may be either, and what `dom::focus_field` takes to lead there.
pub(super) fn groups<'a>(table: &Table, unclear: &'a [Unclear]) -> Vec<(String, Vec<&'a Unclear>)> {
    let mut groups: Vec<(char, Vec<&Unclear>)> = Vec::new();
    for cell in unclear.iter().filter(|unclear| is_in(table, &unclear.key)) {
        match groups.iter_mut().find(|(separator, _)| *separator == cell.separator) {
            Some((_, cells)) => cells.push(cell),
            None => groups.push((cell.separator, vec![cell])),
        }
    }
    let named = |(index, (_, cells)): (usize, (char, Vec<&'a Unclear>))| {
        (format!("{}-which-{index}", table.key), cells)
    };
    groups.into_iter().enumerate().map(named).collect()
}

/// Draws the questions below the table.
pub(super) fn view(table: &Table, unclear: &[Unclear], draft: &Draft, texts: &Texts) -> Html {
    let question = |(target, cells): (String, Vec<&Unclear>)| {
        let legend = format!("q-{target}");
        let first = cells[0];
        let cell_count = [("count", count(cells.len()).into()), ("typed", (&first.typed).into())];
        html! {
            <fieldset class="unclear" role="radiogroup" id={format!("f-{target}")} aria-labelledby={legend.clone()}>
                <legend class="error" id={legend}>
                    { texts.say("number-which") }{ " " }{ texts.say_with("grid-unclear", &cell_count) }
                </legend>
                <div class="options">
                    { reading(&target, "thousands", &cells, draft, texts) }
                    { reading(&target, "decimals", &cells, draft, texts) }
                </div>
            </fieldset>
        }
    };
    html! { <>{ for groups(table, unclear).into_iter().map(question) }</> }
}

fn reading(target: &str, name: &'static str, cells: &[&Unclear], draft: &Draft, texts: &Texts) -> Html {
    let plain = |unclear: &Unclear| {
        if name == "thousands" { unclear.thousands.clone() } else { unclear.decimals.clone() }
    };
    let number = texts.conventions().show_ungrouped(&plain(cells[0]));
    let separator = cells[0].separator.to_string();
    let arguments = [("number", (&number).into()), ("separator", (&separator).into())];
    let label = if name == "thousands" {
        texts.say_with("number-thousands", &arguments)
    } else {
        texts.say_with("number-decimals", &arguments)
    };
    let id = format!("f-{target}-{name}");
    let checked = cells.iter().all(|unclear| draft.means(unclear, &plain(unclear)));
    let said: Vec<(Unclear, String)> =
        cells.iter().map(|&unclear| (unclear.clone(), plain(unclear))).collect();
    let onchange = {
        let draft = draft.clone();
        Callback::from(move |_: Event| said.iter().for_each(|(unclear, plain)| draft.mean(unclear, plain)))
    };
    html! {
        <div class="option">
            <input type="radio" id={id.clone()} name={format!("f-{target}")} {checked} {onchange} />
            <label for={id}>{ label }</label>
        </div>
    }
}
