//! The page without a session: what this is, and a field for a link.

use tacit_protocol::link::{Link, LinkError};
use yew::prelude::*;

use super::{dom, receipt::Saved};
use crate::texts::Texts;

/// What the page without a session needs.
#[derive(Properties, PartialEq)]
pub(super) struct Props {
    /// The page's sentences.
    pub(super) texts: Texts,
}

/// Takes a link and opens it.
#[component]
pub(super) fn Landing(Props { texts }: &Props) -> Html {
    let typed = use_mut_ref(String::new);
    let error = use_state(|| None::<LinkError>);
    let oninput = {
        let typed = typed.clone();
        Callback::from(move |event: InputEvent| *typed.borrow_mut() = dom::value(&event))
    };
    let onsubmit = {
        let error = error.clone();
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            match typed.borrow().parse::<Link>() {
                Ok(link) => dom::open(&link.expose()),
                Err(wrong) => {
                    error.set(Some(wrong));
                    dom::focus_id("link");
                }
            }
        })
    };
    let wrong = error.is_some();
    let described = if wrong { "link-hint link-error" } else { "link-hint" };
    html! {
        <>
            <h1 id={dom::HEADING} tabindex="-1">{ texts.say("landing-heading") }</h1>
            <p class="lead">{ texts.say("landing-lead") }</p>
            <form novalidate=true autocomplete="off" {onsubmit}>
                <div class={classes!("field", wrong.then_some("field-wrong"))}>
                    <label class="label" for="link">{ texts.say("landing-label") }</label>
                    <div class="hint" id="link-hint"><p>{ texts.say("landing-hint") }</p></div>
                    { for error.as_ref().map(|error| html! {
                        <p class="error" id="link-error" role="alert">
                            <span class="visually-hidden">{ texts.say("layout-error") }{ " " }</span>
                            { texts.link_error(error) }
                        </p>
                    }) }
                    <input
                        id="link" class="width-full" type="text" inputmode="url" autocomplete="off" spellcheck="false"
                        autocapitalize="none" dir="ltr" {oninput} aria-describedby={described}
                        aria-invalid={wrong.then_some("true")}
                    />
                </div>
                <div class="actions">
                    <button type="submit" id="open" class="button">{ texts.say("landing-button") }</button>
                </div>
            </form>
            <h2>{ texts.say("landing-steps") }</h2>
            <ol class="steps">
                <li><h3>{ texts.say("landing-step-1-heading") }</h3><p>{ texts.say("landing-step-1") }</p></li>
                <li><h3>{ texts.say("landing-step-2-heading") }</h3><p>{ texts.say("landing-step-2") }</p></li>
                <li><h3>{ texts.say("landing-step-3-heading") }</h3><p>{ texts.say("landing-step-3") }</p></li>
            </ol>
            <p class="note">{ texts.say("landing-command") }</p>
            <Saved work={None} texts={texts.clone()} />
        </>
    }
}
