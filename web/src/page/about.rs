//! Who computes what, until when, and what nobody learns.

use tacit_form::Epsilon;
use tacit_protocol::manifest::Manifest;
use yew::prelude::*;

use super::{authored, cohort, time};
use crate::{model::Survey, texts::Texts};

/// Draws the facts of a survey.
pub(super) fn view(survey: &Survey, closes_at: Option<u64>, texts: &Texts) -> Html {
    let manifest = &survey.manifest;
    let closes =
        closes_at.map_or_else(|| html! { texts.say("about-closes-by-hand") }, |at| time::show(at, texts));
    html! {
        <aside class="about" aria-labelledby="about-heading">
            <h2 id="about-heading">{ texts.say("about-heading") }</h2>
            <p class="verified">{ tick() }<span>{ texts.say("about-verified") }</span></p>
            <dl class="facts">
                <dt>{ texts.say("about-analyst") }</dt>
                <dd>{ authored::words(&manifest.analyst.name) }</dd>
                <dt>{ texts.say("about-fingerprint") }</dt>
                <dd>
                    <code class="code" id="fingerprint" dir="ltr">{ manifest.analyst.fingerprint().to_string() }</code>
                    <p class="hint">{ texts.say("about-fingerprint-hint") }</p>
                </dd>
                <dt>{ texts.say("about-server") }</dt>
                <dd class="breakable" id="server">{ server(survey, texts) }</dd>
                { for manifest.opens_at.map(|at| opens(at, texts)) }
                <dt>{ texts.say("about-closes") }</dt>
                <dd>
                    { closes }
                    { for manifest.extendable_until.map(|latest| extendable(latest, texts)) }
                </dd>
                <dt>{ texts.say("about-smallest-group") }</dt>
                <dd>{ smallest_group(manifest, texts) }</dd>
                { for manifest.epsilon.map(|epsilon| html! { <dd>{ noise(epsilon, texts) }</dd> }) }
            </dl>
            <h3>{ texts.say("about-computed") }</h3>
            <ul class="computed">{ for computed(survey, texts) }</ul>
            <h3>{ texts.say("about-secret") }</h3>
            <ul>
                { for secret(survey, texts).into_iter().map(|sentence| html! { <li>{ sentence }</li> }) }
                { for cohort::learnt(survey, texts).map(|sentence| html! { <li>{ sentence }</li> }) }
            </ul>
        </aside>
    }
}

/// Who runs the server, and where it is.
pub(super) fn server(survey: &Survey, texts: &Texts) -> String {
    let host = survey.host.as_str();
    match &survey.manifest.server.name {
        Some(name) => {
            let said = [("name", name.as_str().into()), ("host", host.into())];
            texts.say_with("trust-server-run-by", &said)
        }
        None => texts.say_with("trust-server-unnamed", &[("host", host.into())]),
    }
}

fn computed(survey: &Survey, texts: &Texts) -> impl Iterator<Item = Html> {
    let form = &survey.manifest.form;
    form.analyses().iter().map(|analysis| html! { <li>{ texts.analysis(form, analysis) }</li> })
}

fn secret(survey: &Survey, texts: &Texts) -> [String; 3] {
    let (server, analyst) = (survey.host.as_str(), survey.manifest.analyst.name.as_str());
    [
        texts.say_with("about-secret-answers", &[("server", server.into()), ("analyst", analyst.into())]),
        texts.say("about-secret-computed"),
        texts.say_with("about-secret-submitted", &[("server", server.into())]),
    ]
}

fn extendable(latest: u64, texts: &Texts) -> Html {
    let latest = time::in_words(latest, texts);
    html! { <p class="hint">{ texts.say_with("about-extendable", &[("time", (&latest).into())]) }</p> }
}

fn opens(at: u64, texts: &Texts) -> Html {
    let label = if time::until(at) == 0 { texts.say("about-opened") } else { texts.say("about-opens") };
    html! { <><dt>{ label }</dt><dd>{ time::show(at, texts) }</dd></> }
}

/// A sign that something was checked.
pub(super) fn tick() -> Html {
    html! {
        <svg class="tick" viewBox="0 0 20 20" aria-hidden="true" focusable="false">
            <circle cx="10" cy="10" r="9" />
            <path d="M5.8 10.4l2.9 2.9 5.6-6.2" />
        </svg>
    }
}

/// From how many people on something is shown, and how exactly people are counted.
pub(super) fn smallest_group(manifest: &Manifest, texts: &Texts) -> String {
    let threshold = texts.say_with("about-threshold", &[("people", manifest.threshold.into())]);
    let counts = match manifest.epsilon {
        None => texts.say("about-counts-exact"),
        Some(_) => texts.say("about-counts-noise"),
    };
    format!("{threshold} {counts}")
}

/// What noise for this budget is for.
pub(super) fn noise(epsilon: Epsilon, texts: &Texts) -> String {
    let epsilon = texts.conventions().show(&epsilon.to_string());
    texts.say_with("trust-noise-some", &[("epsilon", epsilon.as_str().into())])
}
