//! The server's receipt, what became of the submission, and what comes after it.

pub(super) mod fate;
mod saved;

use std::rc::Rc;

use tacit_protocol::receipt::Receipt;
use yew::prelude::*;

pub(super) use self::saved::Saved;
use super::{authored, dom, results, time, work::Work};
use crate::{
    groups::in_fours,
    model::{Action, Model, Survey},
    qr,
    texts::Texts,
};

/// Draws the page after a submission; also of an earlier one, if the link is opened again.
pub(super) fn submitted(
    model: &Model,
    survey: &Survey,
    work: Option<&Rc<Work>>,
    trust: Html,
    texts: &Texts,
    act: &Callback<Action>,
) -> Html {
    let here = is_here(work);
    let replace = match model.closes_at().map(|at| time::in_words(at, texts)) {
        Some(time) => texts.say_with("submitted-replace-until", &[("time", (&time).into())]),
        None => texts.say("submitted-replace"),
    };
    let again = if here { texts.say("submitted-again") } else { texts.say("receipt-change") };
    html! {
        <>
            <div class="panel">
                <p class="caption">{ authored::words(survey.manifest.form.title()) }</p>
                <h1 id={dom::HEADING} tabindex="-1">{ self::heading(work, texts) }</h1>
                <p>{ texts.say("submitted-lead") }</p>
            </div>
            { newest(model, work, texts) }
            <h2>{ texts.say("submitted-next") }</h2>
            <p>{ texts.say("submitted-result") }</p>
            <p>{ replace }</p>
            { for here.then(|| html! { <p>{ texts.say("submitted-tab") }</p> }) }
            <div class="actions">
                <button type="button" id="again" class="button button-quiet" onclick={act.reform(|_| Action::Again)}>
                    { again }
                </button>
            </div>
            { saved(work, texts) }
            { trust }
        </>
    }
}

/// Whether this tab submitted, or it was done before.
pub(super) fn heading(work: Option<&Rc<Work>>, texts: &Texts) -> String {
    if is_here(work) { texts.say("submitted-heading") } else { texts.say("receipt-earlier-heading") }
}

fn is_here(work: Option<&Rc<Work>>) -> bool {
    work.is_some_and(|work| work.sent().is_some())
}

/// Draws the page after the close.
pub(super) fn closed(model: &Model, work: Option<&Rc<Work>>, texts: &Texts) -> Html {
    let manifest = model.survey().map(|survey| &survey.manifest);
    let body = match (model.receipt(), model.late()) {
        (Some(newest), true) => {
            texts.say_with("closed-late-counted", &[("revision", newest.revision.into())])
        }
        (None, true) => texts.say("closed-late"),
        (Some(_), false) => texts.say("closed-counted"),
        (None, false) => texts.say("closed-nothing"),
    };
    // The analyst may close earlier than announced.
    let since = model.closes_at().filter(|at| time::until(*at) == 0);
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
            { newest(model, work, texts) }
            { for model.survey().zip(work).map(|(survey, work)| results(survey, model.receipt(), work, texts)) }
            { saved(work, texts) }
        </>
    }
}

/// The newest receipt, if there is one, and what became of the submission.
pub(super) fn newest(model: &Model, work: Option<&Rc<Work>>, texts: &Texts) -> Html {
    html! {
        <>
            { for model.receipt().map(|receipt| card(receipt, model, work, texts)) }
            { for model.receipt().zip(work).map(|(receipt, work)| fate(receipt, work, texts)) }
        </>
    }
}

/// What came out.
fn results(survey: &Rc<Survey>, receipt: Option<&Receipt>, work: &Rc<Work>, texts: &Texts) -> Html {
    let (survey, work, texts) = (survey.clone(), work.clone(), texts.clone());
    html! { <results::View {work} {survey} receipt={receipt.copied()} {texts} /> }
}

fn fate(receipt: &Receipt, work: &Rc<Work>, texts: &Texts) -> Html {
    html! { <fate::View work={work.clone()} receipt={*receipt} texts={texts.clone()} /> }
}

fn saved(work: Option<&Rc<Work>>, texts: &Texts) -> Html {
    html! { <Saved work={work.cloned()} texts={texts.clone()} /> }
}

fn card(receipt: &Receipt, model: &Model, work: Option<&Rc<Work>>, texts: &Texts) -> Html {
    let kept = work.and_then(|work| work.kept(receipt));
    let signature = kept.as_ref().map(|kept| {
        html! {
            <>
                <dt>{ texts.say("receipt-signature") }</dt>
                <dd><code class="code" id="signature" dir="ltr">{ in_fours(&kept.signature) }</code></dd>
            </>
        }
    });
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
                { for model.submitted_cohort().map(|name| html! {
                    <><dt>{ texts.say("cohort-label") }</dt><dd id="cohort">{ authored::words(name) }</dd></>
                }) }
                { for signature }
            </dl>
            { for (receipt.revision > 1).then(|| html! { <p id="supersedes">{ texts.say("receipt-supersedes") }</p> }) }
            { for kept.map(|kept| keep(&kept, receipt, texts)) }
        </section>
    }
}

/// A receipt's signature, and its file's text.
pub(super) struct Kept {
    pub(super) signature: String,
    pub(super) text: String,
    /// The same without lines for people.
    pub(super) code: String,
}

fn keep(kept: &Kept, receipt: &Receipt, texts: &Texts) -> Html {
    let text = String::from(js_sys::encode_uri_component(&kept.text));
    let href = format!("data:text/plain;charset=utf-8,{text}");
    let download = format!("tacit-receipt-{}.txt", receipt.revision);
    html! {
        <>
            { for qr::draw(&kept.code).map(|drawing| code(&drawing, texts)) }
            <div class="actions">
                <a class="button" id="save-receipt" {href} {download}>{ texts.say("receipt-save") }</a>
                <button type="button" class="link" id="print" onclick={Callback::from(|_: MouseEvent| dom::print())}>
                    { texts.say("receipt-print") }
                </button>
            </div>
        </>
    }
}

fn code(drawing: &qr::Drawing, texts: &Texts) -> Html {
    let view_box = format!("0 0 {0} {0}", drawing.size);
    html! {
        <div class="qr">
            <svg id="qr" viewBox={view_box} role="img" aria-label={texts.say("receipt-qr")} shape-rendering="crispEdges">
                <path d={drawing.path.clone()} />
            </svg>
            <p class="hint">{ texts.say("receipt-qr-hint") }</p>
        </div>
    }
}
