//! The states that are one message.

use std::rc::Rc;

use yew::prelude::*;

use super::{about, authored, dom, receipt, time, work::Work};
use crate::{
    model::{Action, BadLink, Model, Task},
    texts::Texts,
};

/// While the survey is loaded.
pub(super) fn loading(texts: &Texts) -> Html {
    html! {
        <div class="working">
            { spinner() }
            <h1 id={dom::HEADING} tabindex="-1">{ texts.say("loading-heading") }</h1>
            <p>{ texts.say("loading-body") }</p>
        </div>
    }
}

/// While the answers are sealed and sent.
pub(super) fn sealing(model: &Model, texts: &Texts) -> Html {
    let body =
        if model.practising() { texts.say("practice-sealing-body") } else { texts.say("sealing-body") };
    html! {
        <div class="working" aria-busy="true">
            { spinner() }
            <h1 id={dom::HEADING} tabindex="-1">{ texts.say("sealing-heading") }</h1>
            <p>{ body }</p>
        </div>
    }
}

/// The address is no whole invitation.
pub(super) fn bad_link(fault: BadLink, texts: &Texts) -> Html {
    let body = match fault {
        BadLink::Session => texts.say("bad-link-session"),
        BadLink::NoToken => texts.say("bad-link-no-token"),
        BadLink::Token => texts.say("bad-link-token"),
    };
    message(texts.say("bad-link-heading"), [body, texts.say("bad-link-advice")])
}

/// No such session.
pub(super) fn unknown_session(texts: &Texts) -> Html {
    let paragraphs = [texts.say("unknown-session-body"), texts.say("unknown-session-advice")];
    message(texts.say("unknown-session-heading"), paragraphs)
}

/// Not an invited participant.
pub(super) fn unknown_token(texts: &Texts) -> Html {
    let paragraphs = [texts.say("unknown-token-body"), texts.say("unknown-token-advice")];
    message(texts.say("unknown-token-heading"), paragraphs)
}

/// Not the session in the link: nothing of what the server sent is shown.
pub(super) fn swapped(texts: &Texts) -> Html {
    html! {
        <div class="danger" role="alert">
            <h1 id={dom::HEADING} tabindex="-1">{ texts.say("swapped-heading") }</h1>
            <p class="lead">{ texts.say("swapped-advice") }</p>
            <p>{ texts.say("swapped-body") }</p>
            <p>{ texts.say("swapped-meaning") }</p>
        </div>
    }
}

/// The server failed to answer, or refused.
pub(super) fn unreachable(model: &Model, task: Task, texts: &Texts, act: &Callback<Action>) -> Html {
    let body = match (model.refusal(), task) {
        (None, Task::Load) => texts.say("unreachable-load"),
        (None, Task::Submit) => texts.say("unreachable-submit"),
        (Some(_), Task::Load) => texts.say("unreachable-refused-load"),
        (Some(_), Task::Submit) => texts.say("unreachable-refused-submit"),
    };
    let reason = model.refusal().map(|refusal| {
        html! { <p class="lead" id="refusal">{ texts.refusal(refusal) }</p> }
    });
    let back = (task == Task::Submit).then(|| {
        html! {
            <button type="button" id="back" class="link" onclick={act.reform(|_| Action::Back)}>
                { texts.say("unreachable-back") }
            </button>
        }
    });
    html! {
        <>
            <h1 id={dom::HEADING} tabindex="-1">{ unreachable_heading(model, task, texts) }</h1>
            { reason }
            <p>{ body }</p>
            <div class="actions">
                <button type="button" id="retry" class="button" onclick={act.reform(|_| Action::Retry)}>
                    { texts.say("unreachable-retry") }
                </button>
                { back }
            </div>
        </>
    }
}

/// Whether the server failed to answer or refused, and what.
pub(super) fn unreachable_heading(model: &Model, task: Task, texts: &Texts) -> String {
    match (model.refusal(), task) {
        (None, _) => texts.say("unreachable-heading"),
        (Some(_), Task::Load) => texts.say("unreachable-refused-load-heading"),
        (Some(_), Task::Submit) => texts.say("unreachable-refused-submit-heading"),
    }
}

/// Too early.
pub(super) fn not_yet_open(model: &Model, texts: &Texts) -> Html {
    let opens = model.survey().and_then(|survey| survey.manifest.opens_at).filter(|at| time::until(*at) > 0);
    let when = match opens.map(|at| time::in_words(at, texts)) {
        Some(time) => texts.say_with("not-yet-open-opens", &[("time", (&time).into())]),
        None => texts.say("not-yet-open-by-hand"),
    };
    let body = html! { <><p class="lead">{ when }</p><p>{ texts.say("not-yet-open-waiting") }</p></> };
    waiting(model, texts, texts.say("not-yet-open-heading"), body)
}

/// Not now, or not any more unless the close is put off.
pub(super) fn paused(model: &Model, work: Option<&Rc<Work>>, texts: &Texts) -> Html {
    let until = model.extendable_until().map(|at| time::in_words(at, texts));
    let (heading, lead) = match until {
        Some(time) => {
            (texts.say("closed-heading"), texts.say_with("lapsed-body", &[("time", (&time).into())]))
        }
        None => (texts.say("paused-heading"), texts.say("paused-body")),
    };
    let kept = model.unsent().then(|| html! { <p class="inset">{ texts.say("paused-kept") }</p> });
    let body = html! {
        <>
            <p class="lead">{ lead }</p>
            { kept }
            <p>{ texts.say("paused-waiting") }</p>
            { receipt::newest(model, work, texts) }
        </>
    };
    waiting(model, texts, heading, body)
}

fn waiting(model: &Model, texts: &Texts, heading: String, body: Html) -> Html {
    let survey = model.survey();
    let unheard = if model.unheard() { texts.say("waiting-unheard") } else { String::new() };
    html! {
        <>
            { for survey.map(|survey| html! {
                <p class="caption">{ authored::words(survey.manifest.form.title()) }</p>
            }) }
            <h1 id={dom::HEADING} tabindex="-1">{ heading }</h1>
            { body }
            <p class="unheard" id="unheard" role="status">{ unheard }</p>
            { for survey.map(|survey| html! {
                <>
                    <p class="purpose" lang="" dir="auto">{ survey.manifest.form.purpose() }</p>
                    { about::view(survey, model.closes_at(), texts) }
                </>
            }) }
        </>
    }
}

fn message(heading: String, [lead, advice]: [String; 2]) -> Html {
    html! {
        <>
            <h1 id={dom::HEADING} tabindex="-1">{ heading }</h1>
            <p class="lead">{ lead }</p>
            <p>{ advice }</p>
        </>
    }
}

fn spinner() -> Html {
    html! {
        <svg class="spinner" viewBox="0 0 48 48" aria-hidden="true" focusable="false">
            <path d="M21 6a18 18 0 0 0 0 36z" />
            <path d="M27 6a18 18 0 0 1 0 36z" />
        </svg>
    }
}
