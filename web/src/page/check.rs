//! "Check your answers", before they are sealed.

use yew::prelude::*;

use super::{authored, dom};
use crate::{
    model::{Action, Model, Survey},
    texts::Texts,
};

/// Draws the answers, each with a way back to its question.
pub(super) fn view(
    model: &Model,
    survey: &Survey,
    trust: Html,
    texts: &Texts,
    act: &Callback<Action>,
) -> Html {
    let form = &survey.manifest.form;
    let rows = form.fields().iter().enumerate().map(|(index, field)| {
        let answer = model.valid().and_then(|valid| texts.answer(form, valid, index));
        row(&field.key, &field.label, answer, texts, act)
    });
    let (lead, submit) = if model.practising() {
        (texts.say("practice-check-lead"), texts.say("practice-seal"))
    } else {
        (texts.say("check-lead"), texts.say("check-submit"))
    };
    html! {
        <>
            <p class="caption">{ authored::words(form.title()) }</p>
            <h1 id={dom::HEADING} tabindex="-1">{ texts.say("check-heading") }</h1>
            <p class="lead">{ lead }</p>
            <dl class="summary-list" id="answers">{ for rows }</dl>
            <div class="actions">
                <button type="button" id="submit" class="button button-seal" onclick={act.reform(|_| Action::Submit)}>
                    { submit }
                </button>
                <button type="button" id="back" class="link" onclick={act.reform(|_| Action::Back)}>
                    { texts.say("check-back") }
                </button>
            </div>
            { trust }
        </>
    }
}

fn row(key: &str, label: &str, answer: Option<String>, texts: &Texts, act: &Callback<Action>) -> Html {
    let answer = answer.map_or_else(
        || html! { <span class="nothing">{ texts.say("check-nothing") }</span> },
        |answer| authored::words(&answer),
    );
    let id = format!("change-{key}");
    let key = key.to_owned();
    let onclick = act.reform(move |_| Action::Change(key.clone()));
    let question = texts.say_with("check-change-question", &[("question", label.into())]);
    html! {
        <div class="row">
            <dt>{ authored::words(label) }</dt>
            <dd class="answer">{ answer }</dd>
            <dd class="change">
                <button type="button" class="link" {id} {onclick}>
                    { texts.say("check-change") }<span class="visually-hidden">{ question }</span>
                </button>
            </dd>
        </div>
    }
}
