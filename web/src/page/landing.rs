//! The page without a session: what this is, and a field for a link.

use tacit_protocol::link::Link;
use yew::prelude::*;

use super::dom;
use crate::texts::{form::ERROR, landing as texts};

/// Takes a link and opens it.
#[component]
pub(super) fn Landing() -> Html {
    let typed = use_mut_ref(String::new);
    let error = use_state(|| None::<String>);
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
                    error.set(Some(sentence(&wrong.to_string())));
                    dom::focus_id("link");
                }
            }
        })
    };
    let wrong = error.is_some();
    let described = if wrong { "link-hint link-error" } else { "link-hint" };
    html! {
        <>
            <h1 id={dom::HEADING} tabindex="-1">{ texts::HEADING }</h1>
            <p class="lead">{ texts::LEAD }</p>
            <form novalidate=true autocomplete="off" {onsubmit}>
                <div class={classes!("field", wrong.then_some("field-wrong"))}>
                    <label class="label" for="link">{ texts::LABEL }</label>
                    <div class="hint" id="link-hint"><p>{ texts::HINT }</p></div>
                    { for error.iter().map(|error| html! {
                        <p class="error" id="link-error" role="alert">
                            <span class="visually-hidden">{ ERROR }{ " " }</span>{ error }
                        </p>
                    }) }
                    <input
                        id="link" class="width-full" type="text" inputmode="url" autocomplete="off" spellcheck="false"
                        autocapitalize="none" {oninput} aria-describedby={described}
                        aria-invalid={wrong.then_some("true")}
                    />
                </div>
                <div class="actions"><button type="submit" id="open" class="button">{ texts::BUTTON }</button></div>
            </form>
            <h2>{ texts::STEPS }</h2>
            <ol class="steps">
                { for texts::STEP.iter().map(|(heading, body)| html! {
                    <li><h3>{ *heading }</h3><p>{ *body }</p></li>
                }) }
            </ol>
            <p class="note">{ texts::COMMAND }</p>
        </>
    }
}

fn sentence(text: &str) -> String {
    let mut characters = text.chars();
    characters.next().map_or_else(String::new, |first| first.to_uppercase().chain(characters).collect())
}
