//! Where a file is dropped or chosen, and templates are asked for.

use web_sys::{DataTransfer, File, HtmlInputElement};
use yew::prelude::*;

use crate::texts::Texts;

/// The input that a file is chosen with.
pub(super) const INPUT: &str = "files-file";

/// What the chooser needs.
#[derive(Properties, PartialEq)]
pub(super) struct Props {
    /// Called with a file.
    pub(super) onfile: Callback<File>,
    /// Called with the ending of the template that is wanted.
    pub(super) ontemplate: Callback<&'static str>,
    /// Whether something is under way.
    pub(super) busy: bool,
    /// The page's sentences.
    pub(super) texts: Texts,
}

/// Draws it.
#[component]
pub(super) fn Chooser(props: &Props) -> Html {
    let over = use_state(|| false);
    let texts = &props.texts;
    let onchange = {
        let onfile = props.onfile.clone();
        Callback::from(move |event: Event| {
            let Some(input) = event.target_dyn_into::<HtmlInputElement>() else { return };
            let file = input.files().and_then(|files| files.get(0));
            // The same file can be chosen again, corrected.
            input.set_value("");
            file.into_iter().for_each(|file| onfile.emit(file));
        })
    };
    let ondrop = {
        let (onfile, over) = (props.onfile.clone(), over.clone());
        Callback::from(move |event: DragEvent| {
            event.prevent_default();
            over.set(false);
            let file = event.data_transfer().as_ref().and_then(DataTransfer::files);
            file.and_then(|files| files.get(0)).into_iter().for_each(|file| onfile.emit(file));
        })
    };
    let ondragover = {
        let over = over.clone();
        Callback::from(move |event: DragEvent| {
            event.prevent_default();
            over.set(true);
        })
    };
    let ondragleave = {
        let over = over.clone();
        Callback::from(move |_: DragEvent| over.set(false))
    };
    let template = |ending: &'static str, label: String| {
        let onclick = props.ontemplate.reform(move |_: MouseEvent| ending);
        html! {
            <li>
                <button type="button" id={format!("files-template-{ending}")} class="link" disabled={props.busy} {onclick}>
                    { label }
                </button>
            </li>
        }
    };
    html! {
        <>
            <div class={classes!("files-drop", over.then_some("files-over"))} {ondrop} {ondragover} {ondragleave}>
                <input
                    type="file" id={INPUT} class="visually-hidden" accept=".xlsx,.ods,.csv,.tsv,.txt" disabled={props.busy}
                    {onchange}
                />
                <label class="button button-quiet" for={INPUT}>{ texts.say("files-choose") }</label>
                <span class="files-or">{ texts.say("files-drop") }</span>
            </div>
            <div class="files-templates">
                <p id="files-templates">{ texts.say("files-template") }</p>
                <ul aria-labelledby="files-templates">
                    { template("xlsx", texts.say("files-template-xlsx")) }
                    { template("csv", texts.say("files-template-csv")) }
                </ul>
            </div>
        </>
    }
}
