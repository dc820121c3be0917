//! Who takes part in a survey, what each of them learns, and how long it is kept.

use yew::prelude::*;

use crate::{
    model::Survey,
    page::{about, authored, cohort, work::Work},
    texts::Texts,
};

/// Draws what `docs/THREAT_MODEL.md` says, about this survey.
pub(super) fn view(work: &Work, survey: &Survey, texts: &Texts) -> Html {
    let manifest = &survey.manifest;
    let fingerprint = manifest.analyst.fingerprint();
    let server_keys = work.server_fingerprint().map(|(code, words)| {
        html! {
            <><dt>{ texts.say("trust-server-keys") }</dt><dd id="trust-server-keys">{ keys(code, &words, texts) }</dd></>
        }
    });
    html! {
        <>
            <h2>{ texts.say("trust-who-heading") }</h2>
            <dl class="facts" id="trust-who">
                <dt>{ texts.say("trust-server") }</dt>
                <dd class="breakable" id="trust-server">{ about::server(survey, texts) }</dd>
                { for server_keys }
                <dt>{ texts.say("trust-analyst") }</dt>
                <dd>{ authored::words(&manifest.analyst.name) }</dd>
                <dt>{ texts.say("trust-analyst-keys") }</dt>
                <dd id="trust-analyst-keys">{ keys(fingerprint.to_string(), &fingerprint.words().join(" "), texts) }</dd>
                <dt>{ texts.say("trust-purpose") }</dt>
                <dd class="purpose" id="trust-purpose" lang="" dir="auto">{ manifest.form.purpose() }</dd>
                <dt>{ texts.say("trust-threshold") }</dt>
                <dd id="trust-threshold">{ about::smallest_group(manifest, texts) }</dd>
                <dt>{ texts.say("trust-noise") }</dt>
                <dd id="trust-noise">{ manifest.epsilon.map_or_else(|| texts.say("trust-noise-none"), |epsilon| about::noise(epsilon, texts)) }</dd>
            </dl>
            <h2>{ texts.say("trust-learns-heading") }</h2>
            <ul id="trust-learns">
                { for learns(survey, texts).into_iter().map(|sentence| html! { <li>{ sentence }</li> }) }
                { for cohort::learnt(survey, texts).map(|sentence| html! { <li>{ sentence }</li> }) }
            </ul>
            <h2>{ texts.say("trust-kept-heading") }</h2>
            <div id="trust-kept">
                <p>{ texts.say("trust-kept-until") }</p>
                <p>{ texts.say("trust-kept-key") }</p>
                <p>{ texts.say("trust-kept-copies") }</p>
                <p>{ texts.say("trust-kept-analyst") }</p>
            </div>
        </>
    }
}

fn keys(code: String, words: &str, texts: &Texts) -> Html {
    html! {
        <>
            <code class="code" dir="ltr">{ code }</code>
            <span class="hint">{ texts.say("trust-keys-words") }</span>
            <span class="fingerprint-words" lang="en" dir="ltr">{ words.to_owned() }</span>
        </>
    }
}

fn learns(survey: &Survey, texts: &Texts) -> [String; 4] {
    let (server, analyst) = (survey.host.as_str(), survey.manifest.analyst.name.as_str());
    let noise = if survey.manifest.epsilon.is_some() { "yes" } else { "no" };
    [
        texts.say_with("trust-learns-server", &[("server", server.into()), ("noise", noise.into())]),
        texts.say_with("trust-learns-analyst", &[("analyst", analyst.into()), ("noise", noise.into())]),
        texts.say("trust-learns-both"),
        texts.say("trust-learns-page"),
    ]
}
