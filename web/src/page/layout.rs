//! What surrounds every state: the product's name above, a promise below.

use yew::prelude::*;

use super::dom;
use crate::{model::View, texts};

/// Draws the whole page around the state's `content`.
pub(super) fn view(state: View, content: Html) -> Html {
    html! {
        <>
            { skip() }
            <header class="top">
                <div class="inner brand">
                    { mark() }
                    <span class="name">{ texts::PRODUCT }</span>
                    <span class="tagline">{ texts::TAGLINE }</span>
                </div>
            </header>
            <main id={dom::MAIN} class="inner" data-state={state.name()} tabindex="-1">
                { content }
            </main>
            <footer class="bottom"><p class="inner">{ texts::footer::PROMISE }</p></footer>
        </>
    }
}

/// Moves the focus by itself: following a link to a fragment would replace the token in the address.
fn skip() -> Html {
    let onclick = Callback::from(|event: MouseEvent| {
        event.prevent_default();
        dom::focus_id(dom::MAIN);
    });
    html! { <a class="skip" href={format!("#{}", dom::MAIN)} {onclick}>{ texts::SKIP }</a> }
}

fn mark() -> Html {
    html! {
        <svg class="mark" viewBox="0 0 32 32" aria-hidden="true" focusable="false">
            <path class="mark-server" d="M14.5 3a12 12 0 0 0 0 24z" />
            <path class="mark-analyst" d="M17.5 5a12 12 0 0 1 0 24z" />
        </svg>
    }
}
