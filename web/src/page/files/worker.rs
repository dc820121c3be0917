//! The worker that reads and writes spreadsheets: started for each file, and ended with it.

use std::{future::Future, pin::Pin};

use gloo_timers::future::TimeoutFuture;
use js_sys::{Array, ArrayBuffer, Object, Promise, Reflect, Uint8Array};
use tacit_form::Form;
use tacit_sheet::{FileError, Preview};
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, File, MessageEvent, Worker};

use super::{super::speech, Stage};

/// Milliseconds that a worker may take, its loading included.
const PATIENCE: u32 = 30_000;

/// What leads to the next stage.
pub(super) type Work = Pin<Box<dyn Future<Output = Stage>>>;

/// What of a file answers a form. `None`: the worker failed.
pub(super) async fn preview(form: &Form, file: &File) -> Option<Result<Preview, FileError>> {
    let file: &Blob = file;
    let bytes: ArrayBuffer = JsFuture::from(file.array_buffer()).await.ok()?.dyn_into().ok()?;
    let answer = ask(form, "file", &bytes, Some(&bytes)).await?;
    postcard::from_bytes(&get(&answer, "preview")?.dyn_into::<Uint8Array>().ok()?.to_vec()).ok()
}

/// A template of a form. `None`: the worker failed.
pub(super) async fn template(form: &Form, kind: &str) -> Option<Vec<u8>> {
    let answer = ask(form, "template", &kind.into(), None).await?;
    Some(get(&answer, "file")?.dyn_into::<Uint8Array>().ok()?.to_vec())
}

async fn ask(form: &Form, name: &str, value: &JsValue, given: Option<&JsValue>) -> Option<JsValue> {
    let question = Object::new();
    Reflect::set(&question, &"form".into(), &serde_json::to_string(form).ok()?.into()).ok()?;
    Reflect::set(&question, &name.into(), value).ok()?;
    let given: Array = given.into_iter().collect();
    let worker = Running(Worker::new(&script()?).ok()?);
    let mut listeners = None;
    let answer = Promise::new(&mut |resolve, reject| {
        let asked = (worker.0.clone(), question.clone(), given.clone());
        let heard = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
            let data = event.data();
            let (worker, question, given) = &asked;
            // The first message says that the worker listens.
            let done = match get(&data, "ready") {
                Some(_) => worker.post_message_with_transfer(question, given).map(|()| None),
                None => Ok(Some(data)),
            };
            // Neither of these calls fails.
            let _ = match done {
                Ok(None) => return,
                Ok(Some(data)) => resolve.call1(&JsValue::NULL, &data),
                Err(error) => resolve.call1(&JsValue::NULL, &error),
            };
        });
        let failed = Closure::<dyn FnMut()>::new(move || drop(reject.call0(&JsValue::NULL)));
        worker.0.set_onmessage(Some(heard.as_ref().unchecked_ref()));
        worker.0.set_onerror(Some(failed.as_ref().unchecked_ref()));
        listeners = Some((heard, failed));
    });
    let answer = speech::before(JsFuture::from(answer), TimeoutFuture::new(PATIENCE)).await;
    drop((worker, listeners));
    answer?.ok()
}

/// The page's index names the worker's script, with its hash.
fn script() -> Option<String> {
    let document = web_sys::window()?.document()?;
    document.query_selector("link[rel=\"files\"]").ok()??.get_attribute("href")
}

fn get(object: &JsValue, name: &str) -> Option<JsValue> {
    Reflect::get(object, &name.into()).ok().filter(|value| !value.is_undefined())
}

/// A worker, until it is dropped: whatever it does then ends.
struct Running(Worker);

impl Drop for Running {
    fn drop(&mut self) {
        self.0.set_onmessage(None);
        self.0.set_onerror(None);
        self.0.terminate();
    }
}
