//! The survey's own texts: in whatever language their author wrote them, whatever language the page is in.

use yew::prelude::*;

/// A text within a line: its language isn't the page's but unknown (an empty `lang`), its direction is its own.
pub(super) fn words(text: &str) -> Html {
    html! { <bdi lang="">{ text }</bdi> }
}
