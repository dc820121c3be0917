//! What was found in a file, before anything of it is taken.

use std::rc::Rc;

use tacit_form::{AnswerProblem, Fixed, Form, Kind, Need};
use tacit_sheet::{FileError, Preview, Taken, TakenTable};
use yew::prelude::*;

use super::{
    super::{
        authored,
        draft::{Draft, Import},
    },
    Done, OUTCOME,
    values::Values,
};
use crate::{model::Survey, texts::Texts};

/// Problems, and answers that replace others, that are listed; there may be thousands.
const MOST: usize = 50;
/// Headings that are missing in a file and named.
const MOST_HEADINGS: usize = 5;

/// What a look at a file is made of.
pub(super) struct Look<'a> {
    pub(super) name: &'a str,
    pub(super) preview: &'a Rc<Preview>,
    pub(super) survey: &'a Rc<Survey>,
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
    pub(super) fn view(&self, cancel: &Callback<()>, used: &Callback<Done>) -> Html {
        let texts = self.texts;
        let take = {
            let (draft, preview, form) = (self.draft.clone(), self.preview.clone(), self.form().clone());
            let (texts, name, used) = (texts.clone(), self.name.to_owned(), used.clone());
            Callback::from(move |_: MouseEvent| {
                let answers = preview.taken.iter().map(|taken| Import {
                    field: taken.field,
                    texts: typed(&form, taken, &texts),
                    plain: taken.texts.first().filter(|_| is_number(&form, taken)).cloned(),
                });
                let before = Rc::new(draft.take(&form, answers.collect()));
                used.emit(Done::Taken(name.clone(), preview.taken.len(), before));
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
                { self.outside() }
                { self.replaced() }
                <Values survey={self.survey.clone()} preview={self.preview.clone()} texts={texts.clone()} />
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
        let (place, taken) = (texts.say("files-column-place"), texts.say("files-column-taken"));
        let (blank, problems) = (texts.say("files-column-blank"), texts.say("files-column-problems"));
        let row = |found: &TakenTable| {
            html! {
                <tr role="row">
                    <th role="rowheader" scope="row">
                        { authored::words(&self.form().tables()[found.table].label) }
                    </th>
                    <td role="cell" data-label={place.clone()}><bdi dir="ltr">{ found.place.to_string() }</bdi></td>
                    <td role="cell" data-label={taken.clone()} class="files-count">{ count(found.taken, texts) }</td>
                    <td role="cell" data-label={blank.clone()} class="files-count">{ count(found.blank, texts) }</td>
                    <td
                        role="cell" data-label={problems.clone()}
                        class={classes!("files-count", (found.problems > 0).then_some("files-bad"))}
                    >
                        { count(found.problems, texts) }
                    </td>
                </tr>
            }
        };
        html! {
            <table role="table" class="files-table" id="files-tables" aria-labelledby={OUTCOME}>
                <thead role="rowgroup"><tr role="row">
                    <th role="columnheader" scope="col">{ texts.say("files-column-table") }</th>
                    <th role="columnheader" scope="col">{ &place }</th>
                    <th role="columnheader" scope="col" class="files-count">{ &taken }</th>
                    <th role="columnheader" scope="col" class="files-count">{ &blank }</th>
                    <th role="columnheader" scope="col" class="files-count">{ &problems }</th>
                </tr></thead>
                <tbody role="rowgroup">{ for self.preview.tables.iter().map(row) }</tbody>
            </table>
        }
    }

    /// What there is to know about the file as a whole.
    fn notes(&self) -> Html {
        let (texts, preview) = (self.texts, self.preview);
        let in_tables: usize = preview.tables.iter().map(|table| table.taken).sum();
        let others = preview.taken.len().saturating_sub(in_tables);
        let rounded = preview.taken.iter().filter(|taken| taken.rounded).count();
        let labels: Vec<&str> =
            preview.unmatched.iter().map(|field| self.form().fields()[*field].label.as_str()).collect();
        let (labels, hidden) = (labels.join("; "), preview.hidden.join("; "));
        let mut notes = Vec::new();
        if others > 0 {
            notes.push(texts.say_with("files-others", &[("count", others.into())]));
        }
        if rounded > 0 {
            notes.push(texts.say_with("files-rounded", &[("count", rounded.into())]));
        }
        if !labels.is_empty() {
            notes.push(texts.say_with("files-unmatched", &[("questions", (&labels).into())]));
        }
        if !hidden.is_empty() {
            notes.push(texts.say_with("files-hidden-sheets", &[("sheets", (&hidden).into())]));
        }
        for found in preview.tables.iter().filter(|found| !found.unlabelled.is_empty()) {
            let table = &self.form().tables()[found.table].label;
            let mut headings =
                found.unlabelled.iter().take(MOST_HEADINGS).cloned().collect::<Vec<_>>().join("; ");
            if found.unlabelled.len() > MOST_HEADINGS {
                headings.push('…');
            }
            let named = [("table", table.into()), ("headings", (&headings).into())];
            notes.push(texts.say_with("files-by-place", &named));
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

    /// Numbers that are taken as they are, and that the form will ask to correct.
    fn outside(&self) -> Html {
        let texts = self.texts;
        let outside: Vec<(&Taken, AnswerProblem)> = self
            .preview
            .taken
            .iter()
            .filter_map(|taken| Some((taken, outside(self.form(), taken)?)))
            .collect();
        if outside.is_empty() {
            return Html::default();
        }
        let line = |(taken, problem): &(&Taken, AnswerProblem)| {
            let value = self.shown(taken.field, &typed(self.form(), taken, texts));
            html! {
                <li>
                    <bdi class="files-place">{ taken.place.to_string() }</bdi>
                    { ": " }<bdi>{ value }</bdi>{ " – " }{ texts.problem(problem) }
                </li>
            }
        };
        html! {
            <>
                <h5>{ texts.say("files-outside") }</h5>
                <ul id="files-outside" class="files-problems">
                    { for outside.iter().take(MOST).map(line) }
                    { more(outside.len(), texts) }
                </ul>
            </>
        }
    }

    fn form(&self) -> &Form {
        &self.survey.manifest.form
    }

    /// What was typed already and becomes something else.
    fn replaced(&self) -> Html {
        let texts = self.texts;
        let replaced: Vec<(&Taken, String)> =
            self.preview.taken.iter().filter_map(|taken| Some((taken, self.before(taken)?))).collect();
        if replaced.is_empty() {
            return Html::default();
        }
        let (now, then) = (texts.say("files-column-before"), texts.say("files-column-after"));
        let line = |(taken, before): &(&Taken, String)| {
            let field = &self.form().fields()[taken.field];
            html! {
                <tr role="row">
                    <th role="rowheader" scope="row">{ authored::words(&field.label) }</th>
                    <td role="cell" data-label={now.clone()}><bdi>{ before }</bdi></td>
                    <td role="cell" data-label={then.clone()}>
                        <bdi>{ self.shown(taken.field, &typed(self.form(), taken, texts)) }</bdi>
                    </td>
                </tr>
            }
        };
        html! {
            <>
                <h5 id="files-replaced">{ texts.say("files-replaced") }</h5>
                <table role="table" class="files-table" aria-labelledby="files-replaced">
                    <thead role="rowgroup"><tr role="row">
                        <th role="columnheader" scope="col">{ texts.say("files-column-question") }</th>
                        <th role="columnheader" scope="col">{ &now }</th>
                        <th role="columnheader" scope="col">{ &then }</th>
                    </tr></thead>
                    <tbody role="rowgroup">{ for replaced.iter().take(MOST).map(line) }</tbody>
                </table>
                <ul class="files-notes">{ more(replaced.len(), texts) }</ul>
            </>
        }
    }

    /// What was typed where the file says something else.
    fn before(&self, taken: &Taken) -> Option<String> {
        let field = &self.form().fields()[taken.field];
        let before = self.draft.texts(&field.key);
        let same = match &field.kind {
            Kind::Number(number) => {
                let units =
                    self.draft.number(self.form(), taken.field, self.texts.conventions()).map(i128::from);
                let new = taken.texts.first().and_then(|text| Fixed::parse(text, number.decimals).ok());
                units.is_some() && units == new.map(|fixed| fixed.units)
            }
            _ => before.len() == taken.texts.len() && before.iter().all(|text| taken.texts.contains(text)),
        };
        let blank = before.iter().all(|text| text.trim().is_empty());
        (!blank && !same).then(|| self.shown(taken.field, &before))
    }

    /// An answer as people read it.
    fn shown(&self, field: usize, texts: &[String]) -> String {
        let shown = |text: &String| match &self.form().fields()[field].kind {
            Kind::Boolean => self.texts.yes_or_no(text == "yes"),
            Kind::Choice(options) | Kind::Multi(options) => {
                let chosen = options.iter().find(|option| option.key == *text);
                chosen.map_or(text, |option| &option.label).clone()
            }
            Kind::Number(_) => text.clone(),
        };
        if texts.is_empty() {
            return self.texts.say("check-nothing");
        }
        texts.iter().map(shown).collect::<Vec<_>>().join(&self.texts.say("list-separator"))
    }
}

/// Why the form doesn't take a number.
fn outside(form: &Form, taken: &Taken) -> Option<AnswerProblem> {
    let Kind::Number(number) = &form.fields()[taken.field].kind else { return None };
    let text = taken.texts.first().filter(|text| form.number(taken.field, text).is_none())?;
    let need = Need::Number {
        min: number.fixed(number.min),
        max: number.fixed(number.max),
        unit: number.unit.clone(),
    };
    Some(match Fixed::parse(text, number.decimals) {
        Ok(_) => AnswerProblem::OutOfBounds(need),
        Err(_) => AnswerProblem::TooManyDecimals(need),
    })
}

/// An answer as the reader would type it.
fn typed(form: &Form, taken: &Taken, texts: &Texts) -> Vec<String> {
    if !is_number(form, taken) {
        return taken.texts.clone();
    }
    taken.texts.iter().map(|text| texts.conventions().show_ungrouped(text)).collect()
}

fn is_number(form: &Form, taken: &Taken) -> bool {
    matches!(form.fields()[taken.field].kind, Kind::Number(_))
}

fn more(all: usize, texts: &Texts) -> Html {
    match all.checked_sub(MOST) {
        None | Some(0) => Html::default(),
        Some(left) => html! { <li>{ texts.say_with("files-more", &[("count", left.into())]) }</li> },
    }
}

fn count(count: usize, texts: &Texts) -> String {
    texts.conventions().show(&count.to_string())
}
