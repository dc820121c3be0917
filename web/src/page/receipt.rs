//! The server's receipt, and what comes after it.

use tacit_protocol::receipt::Receipt;
use yew::prelude::*;

use super::{authored, dom, time};
use crate::{
    groups::in_fours,
    model::{Action, Model, Survey},
    texts::Texts,
};

/// Draws the page after a submission.
pub(super) fn submitted(
    model: &Model,
    survey: &Survey,
    trust: Html,
    texts: &Texts,
    act: &Callback<Action>,
) -> Html {
    let replace = match survey.manifest.closes_at.map(|at| time::in_words(at, texts)) {
        Some(time) => texts.say_with("submitted-replace-until", &[("time", (&time).into())]),
        None => texts.say("submitted-replace"),
    };
    html! {
        <>
            <div class="panel">
                <p class="caption">{ authored::words(survey.manifest.form.title()) }</p>
                <h1 id={dom::HEADING} tabindex="-1">{ texts.say("submitted-heading") }</h1>
                <p>{ texts.say("submitted-lead") }</p>
            </div>
            { for model.receipt().map(|receipt| card(receipt, texts)) }
            <h2>{ texts.say("submitted-next") }</h2>
            <p>{ texts.say("submitted-result") }</p>
            <p>{ replace }</p>
            <p>{ texts.say("submitted-tab") }</p>
            <div class="actions">
                <button type="button" id="again" class="button button-quiet" onclick={act.reform(|_| Action::Again)}>
                    { texts.say("submitted-again") }
                </button>
            </div>
            { trust }
        </>
    }
}

/// Draws the page after the close.
pub(super) fn closed(model: &Model, texts: &Texts) -> Html {
    let manifest = model.survey().map(|survey| &survey.manifest);
    let body =
        if model.receipt().is_some() { texts.say("closed-counted") } else { texts.say("closed-nothing") };
    // The analyst may close earlier than announced.
    let since = manifest.and_then(|manifest| manifest.closes_at).filter(|at| time::until(*at) == 0);
    let since = since.map(|at| {
        let time = time::in_words(at, texts);
        html! { <p>{ texts.say_with("closed-since", &[("time", (&time).into())]) }</p> }
    });
    html! {
        <>
            { for manifest.map(|manifest| html! { <p class="caption">{ authored::words(manifest.form.title()) }</p> }) }
            <h1 id={dom::HEADING} tabindex="-1">{ texts.say("closed-heading") }</h1>
            <p class="lead">{ body }</p>
            { for since }
            { for model.receipt().map(|receipt| card(receipt, texts)) }
        </>
    }
}

fn card(receipt: &Receipt, texts: &Texts) -> Html {
    html! {
        <section class="receipt" id="receipt" aria-labelledby="receipt-heading">
            <h2 id="receipt-heading">{ texts.say("submitted-receipt") }</h2>
            <dl class="facts">
                <dt>{ texts.say("submitted-digest") }</dt>
                <dd>
                    <code class="code" id="digest" dir="ltr">{ in_fours(&receipt.digest.to_string()) }</code>
                    <p class="hint">{ texts.say("submitted-digest-hint") }</p>
                </dd>
                <dt>{ texts.say("submitted-revision") }</dt>
                <dd id="revision">{ texts.conventions().show(&receipt.revision.to_string()) }</dd>
                <dt>{ texts.say("submitted-time") }</dt>
                <dd>{ time::show(receipt.received_at, texts) }</dd>
            </dl>
        </section>
    }
}
