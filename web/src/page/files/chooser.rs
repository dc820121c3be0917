//! Where a file is dropped or chosen, and templates are asked for.

use wasm_bindgen::JsCast;
use web_sys::{DataTransfer, File, HtmlInputElement};
use yew::prelude::*;

use crate::{page::dom, texts::Texts};

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

/// Takes a file that is dropped anywhere in the window: a browser left alone would open it in place of the page.
#[hook]
fn use_drop(over: &UseStateHandle<bool>, props: &Props) {
    let over = over.clone();
    use_effect_with((props.onfile.clone(), props.busy), move |(onfile, busy)| {
        let (onfile, busy) = (onfile.clone(), *busy);
        let shown = over.setter();
        let dragged = dom::Listener::new("dragover", move |event| {
            if files(&event).is_some() {
                event.prevent_default();
                shown.set(true);
            }
        });
        let shown = over.setter();
        let left = dom::Listener::new("dragleave", move |event| {
            // The window was left, not only one of its elements for another.
            if event.dyn_ref::<DragEvent>().is_some_and(|event| event.related_target().is_none()) {
                shown.set(false);
            }
        });
        let shown = over.setter();
        let dropped = dom::Listener::new("drop", move |event| {
            let Some(data) = files(&event) else { return };
            event.prevent_default();
            shown.set(false);
            let file = data.files().and_then(|files| files.get(0)).filter(|_| !busy);
            file.into_iter().for_each(|file| onfile.emit(file));
        });
        move || drop((dragged, left, dropped))
    });
}

/// What is dragged, if it is files.
fn files(event: &web_sys::Event) -> Option<DataTransfer> {
    let data = event.dyn_ref::<DragEvent>()?.data_transfer()?;
    data.types().includes(&"Files".into(), 0).then_some(data)
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
    use_drop(&over, props);
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
            <div class={classes!("files-drop", over.then_some("files-over"))}>
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
