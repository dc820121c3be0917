//! The states that are one message.

use yew::prelude::*;

use super::{about, dom, time};
use crate::{
    model::{Action, BadLink, Model, Task},
    texts,
};

/// While the survey is loaded.
pub(super) fn loading() -> Html {
    html! {
        <div class="working">
            { spinner() }
            <h1 id={dom::HEADING} tabindex="-1">{ texts::loading::HEADING }</h1>
            <p>{ texts::loading::BODY }</p>
        </div>
    }
}

/// While the answers are sealed and sent.
pub(super) fn sealing() -> Html {
    html! {
        <div class="working" aria-busy="true">
            { spinner() }
            <h1 id={dom::HEADING} tabindex="-1">{ texts::sealing::HEADING }</h1>
            <p>{ texts::sealing::BODY }</p>
        </div>
    }
}

/// The address is no whole invitation.
pub(super) fn bad_link(fault: BadLink) -> Html {
    message(texts::bad_link::HEADING, &[texts::bad_link::body(fault), texts::bad_link::ADVICE])
}

/// No such session.
pub(super) fn unknown_session() -> Html {
    use texts::unknown_session::{ADVICE, BODY, HEADING};
    message(HEADING, &[BODY, ADVICE])
}

/// Not an invited participant.
pub(super) fn unknown_token() -> Html {
    use texts::unknown_token::{ADVICE, BODY, HEADING};
    message(HEADING, &[BODY, ADVICE])
}

/// Not the session in the link: nothing of what the server sent is shown.
pub(super) fn swapped() -> Html {
    use texts::swapped::{ADVICE, BODY, HEADING, MEANING};
    html! {
        <div class="danger" role="alert">
            <h1 id={dom::HEADING} tabindex="-1">{ HEADING }</h1>
            <p class="lead">{ ADVICE }</p>
            <p>{ BODY }</p>
            <p>{ MEANING }</p>
        </div>
    }
}

/// The server failed to answer, or refused.
pub(super) fn unreachable(model: &Model, task: Task, act: &Callback<Action>) -> Html {
    use texts::unreachable::{BACK, HEADING, RETRY, after_refusal, body, refused};
    let (heading, reason, body) = match model.refusal() {
        Some(refusal) => {
            (refused(task), Some(html! { <p class="lead" id="refusal">{ refusal }</p> }), after_refusal(task))
        }
        None => (HEADING, None, body(task)),
    };
    let back = (task == Task::Submit).then(|| {
        html! { <button type="button" id="back" class="link" onclick={act.reform(|_| Action::Back)}>{ BACK }</button> }
    });
    html! {
        <>
            <h1 id={dom::HEADING} tabindex="-1">{ heading }</h1>
            { reason }
            <p>{ body }</p>
            <div class="actions">
                <button type="button" id="retry" class="button" onclick={act.reform(|_| Action::Retry)}>{ RETRY }</button>
                { back }
            </div>
        </>
    }
}

/// Too early.
pub(super) fn not_yet_open(model: &Model) -> Html {
    use texts::not_yet_open::{BY_HAND, HEADING, OPENS, WAITING};
    let opens = model.survey().and_then(|survey| survey.manifest.opens_at).filter(|at| time::until(*at) > 0);
    let when = match opens {
        Some(at) => html! { <>{ OPENS }{ " " }{ time::show(at) }{ "." }</> },
        None => html! { BY_HAND },
    };
    waiting(model, HEADING, html! { <><p class="lead">{ when }</p><p>{ WAITING }</p></> })
}

/// Not now.
pub(super) fn paused(model: &Model) -> Html {
    use texts::paused::{BODY, HEADING, KEPT, WAITING};
    let kept = model.unsent().then(|| html! { <p class="inset">{ KEPT }</p> });
    waiting(model, HEADING, html! { <><p class="lead">{ BODY }</p>{ kept }<p>{ WAITING }</p></> })
}

fn waiting(model: &Model, heading: &str, body: Html) -> Html {
    let survey = model.survey();
    let unheard = if model.unheard() { texts::WAITING_UNHEARD } else { "" };
    html! {
        <>
            { for survey.map(|survey| html! { <p class="caption">{ survey.manifest.form.title() }</p> }) }
            <h1 id={dom::HEADING} tabindex="-1">{ heading }</h1>
            { body }
            <p class="unheard" id="unheard" role="status">{ unheard }</p>
            { for survey.map(|survey| html! {
                <>
                    <p class="purpose">{ survey.manifest.form.purpose() }</p>
                    { about::view(survey) }
                </>
            }) }
        </>
    }
}

fn message(heading: &str, paragraphs: &[&str]) -> Html {
    let mut paragraphs = paragraphs.iter();
    html! {
        <>
            <h1 id={dom::HEADING} tabindex="-1">{ heading }</h1>
            { for paragraphs.next().map(|lead| html! { <p class="lead">{ *lead }</p> }) }
            { for paragraphs.map(|text| html! { <p>{ *text }</p> }) }
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
