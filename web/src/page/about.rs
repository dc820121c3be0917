//! Who computes what, until when, and what nobody learns.

use yew::prelude::*;

use super::time;
use crate::{model::Survey, texts::about as texts};

/// Draws the facts of a survey.
pub(super) fn view(survey: &Survey) -> Html {
    let manifest = &survey.manifest;
    let computed = manifest.form.analyses().iter().map(|analysis| manifest.form.analysis_title(analysis));
    let privacy = texts::privacy(&survey.host, &manifest.analyst.name);
    html! {
        <aside class="about" aria-labelledby="about-heading">
            <h2 id="about-heading">{ texts::HEADING }</h2>
            <p class="verified">{ tick() }<span>{ texts::VERIFIED }</span></p>
            <dl class="facts">
                <dt>{ texts::ANALYST }</dt>
                <dd>{ &manifest.analyst.name }</dd>
                <dt>{ texts::FINGERPRINT }</dt>
                <dd>
                    <code class="code" id="fingerprint">{ manifest.analyst.fingerprint().to_string() }</code>
                    <p class="hint">{ texts::FINGERPRINT_HINT }</p>
                </dd>
                <dt>{ texts::SERVER }</dt>
                <dd class="breakable">{ &survey.host }</dd>
                { for manifest.opens_at.map(opens) }
                <dt>{ texts::CLOSES }</dt>
                <dd>{ manifest.closes_at.map_or_else(|| html! { texts::CLOSES_BY_HAND }, time::show) }</dd>
                <dt>{ texts::THRESHOLD }</dt>
                <dd>{ texts::threshold(manifest.threshold) }</dd>
            </dl>
            <h3>{ texts::COMPUTED }</h3>
            <ul class="computed">{ for computed.map(|title| html! { <li>{ title }</li> }) }</ul>
            <h3>{ texts::PRIVACY }</h3>
            <ul>{ for privacy.into_iter().map(|sentence| html! { <li>{ sentence }</li> }) }</ul>
        </aside>
    }
}

fn opens(at: u64) -> Html {
    let label = if time::until(at) == 0 { texts::OPENED } else { texts::OPENS };
    html! { <><dt>{ label }</dt><dd>{ time::show(at) }</dd></> }
}

fn tick() -> Html {
    html! {
        <svg class="tick" viewBox="0 0 20 20" aria-hidden="true" focusable="false">
            <circle cx="10" cy="10" r="9" />
            <path d="M5.8 10.4l2.9 2.9 5.6-6.2" />
        </svg>
    }
}
