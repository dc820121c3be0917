//! What surrounds every state: the product's name and the list of languages above, a promise below.

use yew::prelude::*;

use super::dom;
use crate::{
    model::Model,
    texts::{Language, Texts},
};

/// The product's name, the same in every language.
const PRODUCT: &str = "Tacit";

/// What the list of languages shows, and what it does.
pub(super) struct Languages {
    /// The language that was chosen, or found to be the reader's.
    pub(super) wanted: Language,
    /// Whether its texts could not be fetched.
    pub(super) failed: bool,
    /// Called with another one.
    pub(super) choose: Callback<Language>,
}

/// Draws the whole page around the state's `content`.
pub(super) fn view(model: &Model, texts: &Texts, languages: &Languages, content: Html) -> Html {
    let failed = if languages.failed { texts.say("layout-language-failed") } else { String::new() };
    html! {
        <>
            { skip(texts) }
            <header class="top">
                <div class="inner brand">
                    { mark() }
                    <span class="name" lang="en" dir="ltr">{ PRODUCT }</span>
                    <span class="tagline">{ texts.say("layout-tagline") }</span>
                    { list(texts, languages) }
                </div>
                <p class="inner language-failed" role="status">{ failed }</p>
            </header>
            <main id={dom::MAIN} class="inner" data-state={model.view().name()} data-practice={model.practising().to_string()} tabindex="-1">
                { content }
            </main>
            <footer class="bottom"><p class="inner">{ texts.say("layout-promise") }</p></footer>
        </>
    }
}

fn list(texts: &Texts, languages: &Languages) -> Html {
    let choose = languages.choose.clone();
    let onchange = Callback::from(move |event: Event| {
        if let Some(language) = Language::of_tag(&dom::value(&event)) {
            choose.emit(language);
        }
    });
    let options = Language::ALL.into_iter().map(|language| {
        html! {
            <option value={language.tag()} lang={language.tag()} selected={language == languages.wanted}>
                { language.name() }
            </option>
        }
    });
    html! {
        <span class="language">
            <label class="visually-hidden" for="language">{ texts.say("layout-language") }</label>
            <select id="language" autocomplete="off" {onchange}>{ for options }</select>
        </span>
    }
}

/// Moves the focus by itself: following a link to a fragment would replace the token in the address.
fn skip(texts: &Texts) -> Html {
    let onclick = Callback::from(|event: MouseEvent| {
        event.prevent_default();
        dom::focus_id(dom::MAIN);
    });
    html! { <a class="skip" href={format!("#{}", dom::MAIN)} {onclick}>{ texts.say("layout-skip") }</a> }
}

fn mark() -> Html {
    html! {
        <svg class="mark" viewBox="0 0 32 32" aria-hidden="true" focusable="false">
            <path class="mark-server" d="M14.5 3a12 12 0 0 0 0 24z" />
            <path class="mark-analyst" d="M17.5 5a12 12 0 0 1 0 24z" />
        </svg>
    }
}
