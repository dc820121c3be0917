//! What the page asks, and what it is told.

use js_sys::{Object, Reflect, Uint8Array};
use serde::Deserialize;
use tacit_form::{Answers, Form};
use tacit_sheet::{preview, template};
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use web_sys::{DedicatedWorkerGlobalScope, MessageEvent};

/// What a manifest says of its form.
#[derive(Deserialize)]
struct Manifest {
    form: Form,
}

/// Answers every message, and says that it does.
pub(crate) fn listen() {
    let Ok(scope) = js_sys::global().dyn_into::<DedicatedWorkerGlobalScope>() else { return };
    let told = scope.clone();
    let listener = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
        let answer = Object::new();
        if let Some((name, value)) = answer_to(&event.data()) {
            set(&answer, name, &value);
        }
        // Fails only for what can't be copied; everything here can.
        let _ = told.post_message(&answer);
    });
    scope.set_onmessage(Some(listener.as_ref().unchecked_ref()));
    listener.forget();
    let ready = Object::new();
    set(&ready, "ready", &JsValue::TRUE);
    let _ = scope.post_message(&ready);
}

fn answer_to(message: &JsValue) -> Option<(&'static str, JsValue)> {
    let manifest = Uint8Array::new(&get(message, "manifest")?).to_vec();
    let Manifest { form } = serde_json::from_slice(&manifest).ok()?;
    if let Some(file) = get(message, "file") {
        let preview = preview(&form, &Uint8Array::new(&file).to_vec());
        return Some(("preview", Uint8Array::from(postcard::to_allocvec(&preview).ok()?.as_slice()).into()));
    }
    let file = match get(message, "template")?.as_string()?.as_str() {
        "xlsx" => template::workbook(&form, &Answers::new()).ok()?,
        kind => template::separated(&form, &Answers::new(), kind == "csv-comma"),
    };
    Some(("file", Uint8Array::from(file.as_slice()).into()))
}

fn get(object: &JsValue, name: &str) -> Option<JsValue> {
    Reflect::get(object, &name.into()).ok().filter(|value| !value.is_undefined())
}

fn set(object: &Object, name: &str, value: &JsValue) {
    // A new object takes every property.
    let _ = Reflect::set(object, &name.into(), value);
}
