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
    question(&target(unclear), &texts.say("number-which"), &[unclear], draft, texts)
}

/// Draws the question about several numbers with the same sign, of which the first is shown.
pub(super) fn question(
    target: &str,
    legend: &str,
    unclear: &[&Unclear],
    draft: &Draft,
    texts: &Texts,
) -> Html {
    let id = format!("q-{target}");
    html! {
        <fieldset class="unclear" role="radiogroup" id={format!("f-{target}")} aria-labelledby={id.clone()}>
            <legend class="error" {id}>{ legend }</legend>
            <div class="options">
                { reading(target, "thousands", unclear, draft, texts) }
                { reading(target, "decimals", unclear, draft, texts) }
            </div>
        </fieldset>
    }
}

fn reading(target: &str, name: &'static str, unclear: &[&Unclear], draft: &Draft, texts: &Texts) -> Html {
    let plain = |unclear: &Unclear| {
        (if name == "thousands" { &unclear.thousands } else { &unclear.decimals }).clone()
    };
    let said: Vec<(Unclear, String)> =
        unclear.iter().map(|&unclear| (unclear.clone(), plain(unclear))).collect();
    let Some((first, number)) = said.first() else { return Html::default() };
    // Without separators between groups: the two would look alike again.
    let number = texts.conventions().show_ungrouped(number);
    let separator = first.separator.to_string();
    let arguments = [("number", (&number).into()), ("separator", (&separator).into())];
    let label = if name == "thousands" {
        texts.say_with("number-thousands", &arguments)
    } else {
        texts.say_with("number-decimals", &arguments)
    };
    let id = format!("f-{target}-{name}");
    let checked = said.iter().all(|(unclear, plain)| draft.means(unclear, plain));
    let onchange = {
        let draft = draft.clone();
        Callback::from(move |_: Event| said.iter().for_each(|(unclear, plain)| draft.mean(unclear, plain)))
    };
    html! {
        <div class="option">
            <input type="radio" id={id.clone()} name={format!("f-{target}")} {checked} {onchange} />
            <label for={id}>{ label }</label>
        </div>
    }
}
