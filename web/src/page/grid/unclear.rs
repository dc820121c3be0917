//! The question which of two numbers somebody wrote in a table: once for all cells with the same sign.

use tacit_form::Table;
use yew::prelude::*;

use super::is_in;
use crate::{
    entry::Unclear,
    page::{draft::Draft, unclear},
    texts::Texts,
};

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
        let cell_count = [("count", cells.len().into()), ("typed", (&cells[0].typed).into())];
        let legend = format!("{} {}", texts.say("number-which"), texts.say_with("grid-unclear", &cell_count));
        unclear::question(&target, &legend, &cells, draft, texts)
    };
    html! { <>{ for groups(table, unclear).into_iter().map(question) }</> }
}
