//! The questions, and the summary of what is wrong with the answers.

use std::{collections::BTreeMap, rc::Rc};

use tacit_form::AnswerError;
use yew::prelude::*;

use super::{about, dom, draft::Draft, field, time};
use crate::{
    model::{Action, Model, Survey},
    texts::form as texts,
};

/// Draws the survey's first page: what it is, and its questions.
pub(super) fn view(model: &Model, survey: &Rc<Survey>, draft: &Draft, act: &Callback<Action>) -> Html {
    let form = &survey.manifest.form;
    html! {
        <>
            { summary(model.errors()) }
            <h1 id={dom::HEADING} tabindex="-1">{ form.title() }</h1>
            <p class="lead purpose">{ form.purpose() }</p>
            { already(model) }
            <div class="columns">
                { about::view(survey) }
                { questions(model, survey, draft, act) }
            </div>
        </>
    }
}

fn already(model: &Model) -> Html {
    model.receipt().map_or_else(Html::default, |receipt| {
        let time = time::in_words(receipt.received_at);
        html! { <p class="inset" id="already">{ texts::replaces(receipt.revision, &time) }</p> }
    })
}

fn questions(model: &Model, survey: &Survey, draft: &Draft, act: &Callback<Action>) -> Html {
    let errors: BTreeMap<&str, &AnswerError> =
        model.errors().iter().map(|error| (error.key.as_str(), error)).collect();
    let fields = survey.manifest.form.fields().iter();
    let fields = fields.map(|field| field::view(field, draft, errors.get(field.key.as_str()).copied()));
    let (draft, act) = (draft.clone(), act.clone());
    let onsubmit = Callback::from(move |event: SubmitEvent| {
        event.prevent_default();
        act.emit(Action::Continue(draft.answers()));
    });
    html! {
        <section class="questions" aria-labelledby="questions-heading">
            <h2 id="questions-heading">{ texts::HEADING }</h2>
            <form novalidate=true autocomplete="off" {onsubmit}>
                { for fields }
                <div class="actions">
                    <button type="submit" id="continue" class="button">{ texts::CONTINUE }</button>
                    <p class="note">{ texts::NEXT }</p>
                </div>
            </form>
        </section>
    }
}

fn summary(errors: &[AnswerError]) -> Html {
    if errors.is_empty() {
        return Html::default();
    }
    html! {
        <div class="error-summary" id={dom::SUMMARY} role="alert" tabindex="-1" aria-labelledby="error-heading">
            <h2 id="error-heading">{ texts::PROBLEM }</h2>
            <ul>{ for errors.iter().map(entry) }</ul>
        </div>
    }
}

/// A link that moves the focus by itself: following it would replace the token in the address.
fn entry(error: &AnswerError) -> Html {
    let key = error.key.clone();
    let onclick = Callback::from(move |event: MouseEvent| {
        event.prevent_default();
        dom::focus_field(&key);
    });
    html! { <li><a href={format!("#f-{}", error.key)} {onclick}>{ texts::entry(&error.label, &error.problem.to_string()) }</a></li> }
}
