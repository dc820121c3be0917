//! Practice: everything but the sending, marked as such on every state.

use yew::prelude::*;

use super::{authored, dom};
use crate::{
    model::{Action, Model},
    texts::Texts,
};

/// Below the questions: the way into the practice.
pub(super) fn invitation(model: &Model, texts: &Texts, act: &Callback<Action>) -> Html {
    if model.practising() {
        return Html::default();
    }
    html! {
        <p class="practice-try">
            <button type="button" id="practise" class="link" onclick={act.reform(|_| Action::Practise)}>
                { texts.say("practice-try") }
            </button>
            <span class="note">{ texts.say("practice-try-hint") }</span>
        </p>
    }
}

/// Above everything while practising: that it is one, and the way out.
pub(super) fn banner(model: &Model, texts: &Texts, act: &Callback<Action>) -> Html {
    if !model.practising() {
        return Html::default();
    }
    html! {
        <div class="practice" id="practice">
            <strong>{ texts.say("practice-banner") }</strong>
            <button type="button" id="leave-practice" class="link" onclick={act.reform(|_| Action::LeavePractice)}>
                { texts.say("practice-leave") }
            </button>
        </div>
    }
}

/// After the sealing.
pub(super) fn done(model: &Model, trust: Html, texts: &Texts, act: &Callback<Action>) -> Html {
    let title = model.survey().map(|survey| authored::words(survey.manifest.form.title()));
    html! {
        <>
            <p class="caption">{ for title }</p>
            <h1 id={dom::HEADING} tabindex="-1">{ texts.say("practice-done-heading") }</h1>
            <p class="lead">{ texts.say("practice-done-lead") }</p>
            <div class="actions">
                <button type="button" id="back" class="button button-quiet" onclick={act.reform(|_| Action::Back)}>
                    { texts.say("practice-change") }
                </button>
            </div>
            { trust }
        </>
    }
}
