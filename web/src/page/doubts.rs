//! What the form's checks warn of: whoever answers is asked whether it is right.

use tacit_form::{Failure, Form};
use yew::prelude::*;

use super::{authored, dom, grid};
use crate::{
    model::{Action, Model},
    texts::Texts,
};

/// So many places of a warning are listed.
const LISTED: usize = 8;

/// Draws the warnings, each once with the places that it is about.
pub(super) fn view(model: &Model, form: &Form, texts: &Texts, act: &Callback<Action>) -> Html {
    let doubts = model.doubts();
    if doubts.is_empty() {
        return Html::default();
    }
    let warnings = doubts.chunk_by(|one, other| one.check == other.check);
    html! {
        <section class="doubts" id="doubts" aria-labelledby="doubts-heading">
            <h2 id="doubts-heading">{ texts.say("check-doubts") }</h2>
            <ul>{ for warnings.map(|failures| warning(form, failures, texts, act)) }</ul>
        </section>
    }
}

/// Draws the tick box that says that they are right all the same.
pub(super) fn confirmation(model: &Model, texts: &Texts, act: &Callback<Action>) -> Html {
    if model.doubts().is_empty() {
        return Html::default();
    }
    let onchange = act.reform(|event: Event| Action::Confirm(dom::ticked(&event)));
    let wrong = model.unconfirmed();
    html! {
        <div class={classes!("field", "confirm", wrong.then_some("field-wrong"))}>
            if wrong {
                <p class="error" id="confirmation-error">
                    <span class="visually-hidden">{ texts.say("layout-error") }{ " " }</span>
                    { texts.say("check-unconfirmed") }
                </p>
            }
            <div class="option">
                <input
                    type="checkbox" id={dom::CONFIRMATION} checked={model.confirmed()} {onchange}
                    aria-invalid={wrong.then_some("true")} aria-describedby={wrong.then_some("confirmation-error")}
                />
                <label for={dom::CONFIRMATION}>{ texts.say("check-confirm") }</label>
            </div>
        </div>
    }
}

fn warning(form: &Form, failures: &[Failure], texts: &Texts, act: &Callback<Action>) -> Html {
    let message = failures.first().map(|failure| form.checks()[failure.check].message.as_str());
    let places = failures.iter().take(LISTED).filter_map(|failure| place(form, failure, texts, act));
    let more = failures.len().checked_sub(LISTED).filter(|more| *more > 0);
    let more = more.map(|more| {
        html! { <li>{ texts.say_with("grid-more", &[("count", more.into())]) }</li> }
    });
    html! {
        <li>
            <p>{ authored::words(message.unwrap_or_default()) }</p>
            <ul class="places">{ for places }{ for more }</ul>
        </li>
    }
}

/// Where it is, and the way there.
fn place(form: &Form, failure: &Failure, texts: &Texts, act: &Callback<Action>) -> Option<Html> {
    let field = failure.field.map(|field| &form.fields()[field]);
    let of_field = field.map(|field| (field.key.as_str(), &field.label));
    // A check between totals leads to the first table that it is about.
    let of_table = || {
        let table = &form.tables()[failure.table?];
        Some((grid::first_key(form, table)?, &table.label))
    };
    let (key, label) = of_field.or_else(of_table)?;
    let key = key.to_owned();
    let onclick = act.reform(move |_| Action::Change(key.clone()));
    let question = texts.say_with("check-change-question", &[("question", label.into())]);
    Some(html! {
        <li>
            { authored::words(label) }{ " " }
            <button type="button" class="link" {onclick}>
                { texts.say("check-change") }<span class="visually-hidden">{ question }</span>
            </button>
        </li>
    })
}
