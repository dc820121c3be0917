//! "Check your answers", before they are sealed.

use yew::prelude::*;

use super::dom;
use crate::{
    model::{Action, Model, Survey},
    texts::check as texts,
};

/// Draws the answers, each with a way back to its question.
pub(super) fn view(model: &Model, survey: &Survey, act: &Callback<Action>) -> Html {
    let form = &survey.manifest.form;
    let rows = form.fields().iter().enumerate().map(|(index, field)| {
        let answer = model.valid().and_then(|valid| valid.display(form, index));
        row(&field.key, &field.label, answer, act)
    });
    html! {
        <>
            <p class="caption">{ form.title() }</p>
            <h1 id={dom::HEADING} tabindex="-1">{ texts::HEADING }</h1>
            <p class="lead">{ texts::LEAD }</p>
            <dl class="summary-list" id="answers">{ for rows }</dl>
            <div class="actions">
                <button type="button" id="submit" class="button button-seal" onclick={act.reform(|_| Action::Submit)}>
                    { texts::SUBMIT }
                </button>
                <button type="button" id="back" class="link" onclick={act.reform(|_| Action::Back)}>{ texts::BACK }</button>
            </div>
        </>
    }
}

fn row(key: &str, label: &str, answer: Option<String>, act: &Callback<Action>) -> Html {
    let answer = answer
        .map_or_else(|| html! { <span class="nothing">{ texts::NOTHING }</span> }, |answer| html! { answer });
    let id = format!("change-{key}");
    let key = key.to_owned();
    let onclick = act.reform(move |_| Action::Change(key.clone()));
    html! {
        <div class="row">
            <dt>{ label }</dt>
            <dd class="answer">{ answer }</dd>
            <dd class="change">
                <button type="button" class="link" {id} {onclick}>
                    { texts::CHANGE }<span class="visually-hidden">{ ": " }{ label }</span>
                </button>
            </dd>
        </div>
    }
}
