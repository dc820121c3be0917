//! The server's receipt, and what comes after it.

use tacit_protocol::receipt::Receipt;
use yew::prelude::*;

use super::{dom, time};
use crate::{
    groups::in_fours,
    model::{Action, Model, Survey},
    texts::{closed, submitted as texts},
};

/// Draws the page after a submission.
pub(super) fn submitted(model: &Model, survey: &Survey, act: &Callback<Action>) -> Html {
    let closes = survey.manifest.closes_at.map(time::in_words);
    html! {
        <>
            <div class="panel">
                <p class="caption">{ survey.manifest.form.title() }</p>
                <h1 id={dom::HEADING} tabindex="-1">{ texts::HEADING }</h1>
                <p>{ texts::LEAD }</p>
            </div>
            { for model.receipt().map(card) }
            <h2>{ texts::NEXT }</h2>
            <p>{ texts::RESULT }</p>
            <p>{ texts::replace(closes.as_deref()) }</p>
            <p>{ texts::TAB }</p>
            <div class="actions">
                <button type="button" id="again" class="button button-quiet" onclick={act.reform(|_| Action::Again)}>
                    { texts::AGAIN }
                </button>
            </div>
        </>
    }
}

/// Draws the page after the close.
pub(super) fn closed(model: &Model) -> Html {
    let manifest = model.survey().map(|survey| &survey.manifest);
    let body = if model.receipt().is_some() { closed::COUNTED } else { closed::NOTHING };
    // The analyst may close earlier than announced.
    let since = manifest.and_then(|manifest| manifest.closes_at).filter(|at| time::until(*at) == 0);
    html! {
        <>
            { for manifest.map(|manifest| html! { <p class="caption">{ manifest.form.title() }</p> }) }
            <h1 id={dom::HEADING} tabindex="-1">{ closed::HEADING }</h1>
            <p class="lead">{ body }</p>
            { for since.map(|at| html! { <p>{ closed::SINCE }{ " " }{ time::show(at) }{ "." }</p> }) }
            { for model.receipt().map(card) }
        </>
    }
}

fn card(receipt: &Receipt) -> Html {
    html! {
        <section class="receipt" id="receipt" aria-labelledby="receipt-heading">
            <h2 id="receipt-heading">{ texts::RECEIPT }</h2>
            <dl class="facts">
                <dt>{ texts::DIGEST }</dt>
                <dd>
                    <code class="code" id="digest">{ in_fours(&receipt.digest.to_string()) }</code>
                    <p class="hint">{ texts::DIGEST_HINT }</p>
                </dd>
                <dt>{ texts::REVISION }</dt>
                <dd id="revision">{ receipt.revision }</dd>
                <dt>{ texts::TIME }</dt>
                <dd>{ time::show(receipt.received_at) }</dd>
            </dl>
        </section>
    }
}
