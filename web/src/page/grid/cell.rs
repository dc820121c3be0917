//! One cell: an input, or a number that isn't asked.

use std::rc::Rc;

use tacit_form::{Cell, Number, Table};
use yew::prelude::*;

use super::{ledger::Part, output::Output, place_label, problems::Problem, sheet::Sheet};
use crate::{entry::Unclear, grid::Place};

/// What is drawn of a table.
pub(super) struct View<'a> {
    pub(super) sheet: &'a Rc<Sheet>,
    pub(super) table: &'a Table,
    /// What is wrong with its cells.
    pub(super) wrong: &'a [Problem<'a>],
    /// What can be read in two ways, also elsewhere.
    pub(super) unclear: &'a [Unclear],
}

impl View<'_> {
    /// What stands in a cell.
    pub(super) fn content(&self, place: Place) -> Html {
        match self.table.cell(place.row, place.column) {
            Cell::Asked(field) => self.input(place, field),
            Cell::Fixed(_) | Cell::Computed => self.output(Part::Cell(place)),
        }
    }

    /// A number that isn't asked.
    pub(super) fn output(&self, part: Part) -> Html {
        let (ledger, table) = (self.sheet.ledger().clone(), self.sheet.index());
        html! { <Output {ledger} {table} {part} /> }
    }

    /// The id of the input in a cell, if it has one.
    pub(super) fn id(&self, place: Place) -> Option<String> {
        let field = self.table.cell(place.row, place.column).field()?;
        Some(format!("f-{}", self.sheet.ledger().form().fields()[field].key))
    }

    fn input(&self, place: Place, field: usize) -> Html {
        let ledger = self.sheet.ledger();
        let key = &ledger.form().fields()[field].key;
        let number = &self.table.columns[place.column].number;
        let wrong = self.wrong.iter().any(|problem| problem.field == field);
        let unclear = self.unclear.iter().any(|unclear| unclear.key == *key);
        // Also where a label stands beside it: that names the column only.
        let label = place_label(self.table, place.row, place.column, ledger.texts());
        let hinted = self.sheet.hint(place).is_some();
        let described = [hinted.then(|| format!("h-{key}")), wrong.then(|| format!("e-{key}"))];
        let described: Vec<String> = described.into_iter().flatten().collect();
        html! {
            <>
                <input
                    id={format!("f-{key}")} class={width(number)} type="text" inputmode={keyboard(number)}
                    autocomplete="off" spellcheck="false" dir="ltr" enterkeyhint="next" value={ledger.text(field)}
                    aria-label={label} aria-invalid={(wrong || unclear).then_some("true")}
                    aria-describedby={(!described.is_empty()).then(|| described.join(" "))}
                />
                { for self.sheet.hint(place).map(|hint| html! { <span id={format!("h-{key}")} hidden=true>{ hint }</span> }) }
            </>
        }
    }
}

/// Room for the largest number.
fn width(number: &Number) -> &'static str {
    let digits = |units: i64| number.fixed(units).to_string().len();
    match digits(number.min).max(digits(number.max)) {
        0..=4 => "cell-4",
        5..=8 => "cell-8",
        _ => "cell-12",
    }
}

/// Telephones' keyboards of digits often lack the minus sign, and the comma.
fn keyboard(number: &Number) -> &'static str {
    if number.min < 0 { "text" } else { "decimal" }
}
