//! What was found in a file, before anything of it is taken.

use std::rc::Rc;

use tacit_form::{Fixed, Form, Kind};
use tacit_sheet::{FileError, Preview, Taken, TakenTable};
use yew::prelude::*;

use super::{
    super::{
        authored,
        draft::{Draft, Import},
    },
    OUTCOME,
};
use crate::texts::Texts;

/// Problems, and answers that replace others, that are listed; there may be thousands.
const MOST: usize = 50;

/// What a look at a file is made of.
pub(super) struct Look<'a> {
    pub(super) name: &'a str,
    pub(super) preview: &'a Rc<Preview>,
    pub(super) form: &'a Form,
    pub(super) draft: &'a Draft,
    pub(super) texts: &'a Texts,
}

/// Why nothing can be taken.
pub(super) fn refused(name: &str, error: &FileError, texts: &Texts, cancel: &Callback<()>) -> Html {
    let details = texts.mismatches(error);
    html! {
        <div class="files-outcome files-refused" role="alert">
            <h4 id={OUTCOME} tabindex="-1">{ texts.say_with("files-refused", &[("name", name.into())]) }</h4>
            <p>{ texts.file_error(error) }</p>
            if !details.is_empty() {
                <ul>{ for details.into_iter().map(|detail| html! { <li>{ detail }</li> }) }</ul>
            }
            <button type="button" id="files-close" class="button button-quiet" onclick={cancel.reform(|_| ())}>
                { texts.say("files-close") }
            </button>
        </div>
    }
}

impl Look<'_> {
    /// Draws it, with the buttons that take the answers or leave them.
    pub(super) fn view(&self, cancel: &Callback<()>, used: &Callback<(String, u32)>) -> Html {
        let texts = self.texts;
        let take = {
            let (draft, preview, form) = (self.draft.clone(), self.preview.clone(), self.form.clone());
            let (texts, name, used) = (texts.clone(), self.name.to_owned(), used.clone());
            Callback::from(move |_: MouseEvent| {
                let answers = preview.taken.iter().map(|taken| Import {
                    field: taken.field,
                    typed: typed(&form, taken, &texts),
                    plain: taken.text.clone(),
                });
                draft.take(&form, answers.collect());
                used.emit((name.clone(), u32::try_from(preview.taken.len()).unwrap_or(u32::MAX)));
            })
        };
        let nothing = self.preview.taken.is_empty();
        html! {
            <div class="files-outcome" role="group" aria-labelledby={OUTCOME}>
                <h4 id={OUTCOME} tabindex="-1">
                    { texts.say_with("files-preview", &[("name", self.name.into())]) }
                </h4>
                { self.tables() }
                { self.notes() }
                { self.problems() }
                { self.replaced() }
                <div class="actions">
                    <button type="button" id="files-use" class="button" disabled={nothing} onclick={take}>
                        { texts.say("files-use") }
                    </button>
                    <button type="button" id="files-cancel" class="button button-quiet" onclick={cancel.reform(|_| ())}>
                        { texts.say("files-cancel") }
                    </button>
                </div>
            </div>
        }
    }

    fn tables(&self) -> Html {
        let texts = self.texts;
        if self.preview.tables.is_empty() {
            return Html::default();
        }
        let row = |found: &TakenTable| {
            html! {
                <tr>
                    <th scope="row">{ authored::words(&self.form.tables()[found.table].label) }</th>
                    <td dir="ltr">{ found.place.to_string() }</td>
                    <td class="files-count">{ count(found.taken, texts) }</td>
                    <td class="files-count">{ count(found.blank, texts) }</td>
                    <td class={classes!("files-count", (found.problems > 0).then_some("files-bad"))}>
                        { count(found.problems, texts) }
                    </td>
                </tr>
            }
        };
        html! {
            <div class="files-scroll" tabindex="0" role="region" aria-labelledby={OUTCOME}>
                <table class="files-table" id="files-tables">
                    <thead><tr>
                        <th scope="col">{ texts.say("files-column-table") }</th>
                        <th scope="col">{ texts.say("files-column-place") }</th>
                        <th scope="col" class="files-count">{ texts.say("files-column-taken") }</th>
                        <th scope="col" class="files-count">{ texts.say("files-column-blank") }</th>
                        <th scope="col" class="files-count">{ texts.say("files-column-problems") }</th>
                    </tr></thead>
                    <tbody>{ for self.preview.tables.iter().map(row) }</tbody>
                </table>
            </div>
        }
    }

    /// What there is to know about the file as a whole.
    fn notes(&self) -> Html {
        let (texts, preview) = (self.texts, self.preview);
        let in_tables: usize = preview.tables.iter().map(|table| table.taken).sum();
        let others = preview.taken.len().saturating_sub(in_tables);
        let rounded = preview.taken.iter().filter(|taken| taken.rounded).count();
        let labels: Vec<&str> =
            preview.unmatched.iter().map(|field| self.form.fields()[*field].label.as_str()).collect();
        let (labels, hidden) = (labels.join("; "), preview.hidden.join("; "));
        let mut notes = Vec::new();
        if others > 0 {
            notes.push(texts.say_with("files-others", &[("count", number(others).into())]));
        }
        if rounded > 0 {
            notes.push(texts.say_with("files-rounded", &[("count", number(rounded).into())]));
        }
        if !labels.is_empty() {
            notes.push(texts.say_with("files-unmatched", &[("questions", (&labels).into())]));
        }
        if !hidden.is_empty() {
            notes.push(texts.say_with("files-hidden-sheets", &[("sheets", (&hidden).into())]));
        }
        notes.push(texts.say("files-blank"));
        html! { <ul class="files-notes">{ for notes.into_iter().map(|note| html! { <li>{ note }</li> }) }</ul> }
    }

    fn problems(&self) -> Html {
        let texts = self.texts;
        let problems = &self.preview.problems;
        if problems.is_empty() {
            return Html::default();
        }
        let line = |problem: &tacit_sheet::Problem| {
            let place = problem.place.to_string();
            html! { <li><bdi class="files-place">{ place }</bdi>{ ": " }{ texts.cell_problem(&problem.problem) }</li> }
        };
        html! {
            <>
                <h5>{ texts.say("files-problems") }</h5>
                <ul id="files-problems" class="files-problems">
                    { for problems.iter().take(MOST).map(line) }
                    { more(problems.len(), texts) }
                </ul>
            </>
        }
    }

    /// What was typed already and becomes something else.
    fn replaced(&self) -> Html {
        let texts = self.texts;
        let replaced: Vec<(&Taken, String)> =
            self.preview.taken.iter().filter_map(|taken| Some((taken, self.before(taken)?))).collect();
        if replaced.is_empty() {
            return Html::default();
        }
        let line = |(taken, before): &(&Taken, String)| {
            let field = &self.form.fields()[taken.field];
            html! {
                <tr>
                    <th scope="row">{ authored::words(&field.label) }</th>
                    <td>{ before }</td>
                    <td>{ self.shown(taken.field, &typed(self.form, taken, texts)) }</td>
                </tr>
            }
        };
        html! {
            <>
                <h5 id="files-replaced">{ texts.say("files-replaced") }</h5>
                <div class="files-scroll" tabindex="0" role="region" aria-labelledby="files-replaced">
                    <table class="files-table" aria-labelledby="files-replaced">
                        <thead><tr>
                            <th scope="col">{ texts.say("files-column-question") }</th>
                            <th scope="col">{ texts.say("files-column-before") }</th>
                            <th scope="col">{ texts.say("files-column-after") }</th>
                        </tr></thead>
                        <tbody>{ for replaced.iter().take(MOST).map(line) }</tbody>
                    </table>
                </div>
                <ul class="files-notes">{ more(replaced.len(), texts) }</ul>
            </>
        }
    }

    /// What was typed where the file says something else.
    fn before(&self, taken: &Taken) -> Option<String> {
        let field = &self.form.fields()[taken.field];
        let before = self.draft.text(&field.key);
        let same = match &field.kind {
            Kind::Number(number) => {
                let units =
                    self.draft.number(self.form, taken.field, self.texts.conventions()).map(i128::from);
                let new = Fixed::parse(&taken.text, number.decimals).ok().map(|fixed| fixed.units);
                units.is_some() && units == new
            }
            _ => before == taken.text,
        };
        (!before.trim().is_empty() && !same).then(|| self.shown(taken.field, &before))
    }

    /// An answer as people read it.
    fn shown(&self, field: usize, text: &str) -> String {
        match &self.form.fields()[field].kind {
            Kind::Boolean => self.texts.yes_or_no(text == "yes"),
            Kind::Choice(options) => {
                let chosen = options.iter().find(|option| option.key == text);
                chosen.map_or(text, |option| &option.label).to_owned()
            }
            Kind::Number(_) | Kind::Multi(_) => text.to_owned(),
        }
    }
}

/// An answer as the reader would type it.
fn typed(form: &Form, taken: &Taken, texts: &Texts) -> String {
    match form.fields()[taken.field].kind {
        Kind::Number(_) => texts.conventions().show_ungrouped(&taken.text),
        _ => taken.text.clone(),
    }
}

fn more(all: usize, texts: &Texts) -> Html {
    match all.checked_sub(MOST) {
        None | Some(0) => Html::default(),
        Some(left) => html! { <li>{ texts.say_with("files-more", &[("count", number(left).into())]) }</li> },
    }
}

fn count(count: usize, texts: &Texts) -> String {
    texts.conventions().show(&count.to_string())
}

fn number(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}
