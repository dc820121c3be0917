//! The question which of two numbers somebody wrote.

use yew::prelude::*;

use super::draft::Draft;
use crate::{entry::Unclear, texts::Texts};

/// What `dom::focus_field` takes to lead to the question.
pub(super) fn target(unclear: &Unclear) -> String {
    format!("{}-which", unclear.key)
}

/// Draws the question, to be put below the field.
pub(super) fn view(unclear: &Unclear, draft: &Draft, texts: &Texts) -> Html {
    let legend = format!("q-{}", unclear.key);
    html! {
        <fieldset class="unclear" role="radiogroup" id={format!("f-{}", target(unclear))} aria-labelledby={legend.clone()}>
            <legend class="error" id={legend}>{ texts.say("number-which") }</legend>
            <div class="options">
                { reading(unclear, "thousands", &unclear.thousands, draft, texts) }
                { reading(unclear, "decimals", &unclear.decimals, draft, texts) }
            </div>
        </fieldset>
    }
}

fn reading(unclear: &Unclear, name: &str, plain: &str, draft: &Draft, texts: &Texts) -> Html {
    // Without separators between groups: the two would look alike again.
    let number = texts.conventions().show_ungrouped(plain);
    let separator = unclear.separator.to_string();
    let arguments = [("number", (&number).into()), ("separator", (&separator).into())];
    let label = if name == "thousands" {
        texts.say_with("number-thousands", &arguments)
    } else {
        texts.say_with("number-decimals", &arguments)
    };
    let id = format!("f-{}-{name}", target(unclear));
    let checked = draft.means(unclear, plain);
    let onchange = {
        let (draft, unclear, plain) = (draft.clone(), unclear.clone(), plain.to_owned());
        Callback::from(move |_: Event| draft.mean(&unclear, &plain))
    };
    html! {
        <div class="option">
            <input type="radio" id={id.clone()} name={format!("f-{}", target(unclear))} {checked} {onchange} />
            <label for={id}>{ label }</label>
        </div>
    }
}
