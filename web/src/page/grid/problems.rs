//! What is wrong with a table's cells: beside it, and in the page's summary.

use tacit_form::{AnswerError, Form, Table};
use yew::prelude::*;

use super::{is_in, place_label, place_of};
use crate::{
    grid::Place,
    model::{Model, Survey},
    page::authored,
    texts::Texts,
};

/// So many are listed one by one.
const LISTED: usize = 8;

/// What is wrong with one cell.
pub(super) struct Problem<'a> {
    /// Index into the form's fields.
    pub(super) field: usize,
    pub(super) place: Place,
    pub(super) key: &'a str,
    pub(super) errors: Vec<&'a AnswerError>,
}

/// What is wrong with the cells of a table, row by row.
pub(super) fn of_table<'a>(form: &Form, table: &Table, errors: &'a [AnswerError]) -> Vec<Problem<'a>> {
    let mut problems: Vec<Problem> = Vec::new();
    for error in errors.iter().filter(|error| is_in(table, &error.key)) {
        if let Some(problem) = problems.iter_mut().find(|problem| problem.key == error.key) {
            problem.errors.push(error);
            continue;
        }
        let place = form.field_index(&error.key).and_then(|field| Some((field, place_of(table, field)?)));
        if let Some((field, (row, column))) = place {
            let place = Place { row, column };
            let at = problems.partition_point(|before| before.place < place);
            problems.insert(at, Problem { field, place, key: &error.key, errors: vec![error] });
        }
    }
    problems
}

/// Draws them for the table. Those beyond the first few are there for their cells' descriptions only.
pub(super) fn list(problems: &[Problem], table: &Table, texts: &Texts) -> Html {
    if problems.is_empty() {
        return Html::default();
    }
    let item = |(index, problem): (usize, &Problem)| {
        let place = place_label(table, problem.place.row, problem.place.column, texts);
        let said = said(problem, texts);
        html! {
            <li hidden={index >= LISTED}>
                <bdi>{ place }</bdi>{ " – " }<span id={format!("e-{}", problem.key)}>{ said }</span>
            </li>
        }
    };
    html! {
        <div class="error">
            <span class="visually-hidden">{ texts.say("layout-error") }{ " " }</span>
            <ul class="table-errors">{ for problems.iter().enumerate().map(item) }</ul>
            { for more(problems.len(), texts).map(|more| html! { <p>{ more }</p> }) }
        </div>
    }
}

/// The entries of the page's summary for a table: each leads to its cell.
pub(in crate::page) fn summary(
    model: &Model,
    survey: &Survey,
    table: &Table,
    texts: &Texts,
    entry: impl Fn(String, &str) -> Html,
) -> Vec<Html> {
    let form = &survey.manifest.form;
    let problems = of_table(form, table, model.errors());
    let mut entries: Vec<Html> = problems
        .iter()
        .take(LISTED)
        .map(|problem| {
            let label = &form.fields()[problem.field].label;
            entry(problem.key.to_owned(), &texts.error_entry(label, &said(problem, texts)))
        })
        .collect();
    if let (Some(more), Some(next)) = (more(problems.len(), texts), problems.get(LISTED)) {
        entries.push(entry(next.key.to_owned(), &texts.error_entry(&table.label, &more)));
    }
    for (target, _) in super::unclear::groups(table, model.unclear()) {
        let which = texts.say("number-which");
        entries.push(entry(target, &texts.error_entry(&table.label, &which)));
    }
    entries
}

/// What isn't about any cell or question: a check between totals. It leads to the first table that it is about.
pub(in crate::page) fn general(
    model: &Model,
    survey: &Survey,
    texts: &Texts,
    entry: fn(String, &str) -> Html,
) -> Vec<Html> {
    let form = &survey.manifest.form;
    let unknown = |error: &&AnswerError| form.field_index(&error.key).is_none();
    let said = |error: &AnswerError| {
        let table = form.tables().iter().find(|table| table.key == error.key);
        let said = texts.problem(&error.problem);
        match table.and_then(|table| Some((table, super::first_key(form, table)?))) {
            Some((table, key)) => entry(key.to_owned(), &texts.error_entry(&table.label, &said)),
            None => html! { <li>{ authored::words(&said) }</li> },
        }
    };
    model.errors().iter().filter(unknown).map(said).collect()
}

fn said(problem: &Problem, texts: &Texts) -> String {
    let said: Vec<String> = problem.errors.iter().map(|error| texts.problem(&error.problem)).collect();
    said.join(" ")
}

fn more(problems: usize, texts: &Texts) -> Option<String> {
    let more = problems.checked_sub(LISTED).filter(|more| *more > 0)?;
    Some(texts.say_with("grid-more", &[("count", more.into())]))
}
