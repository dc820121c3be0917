//! Programs that work beside the page, each in a worker of its own.

use gloo_timers::future::TimeoutFuture;
use js_sys::{Array, Function, Promise};
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use wasm_bindgen_futures::JsFuture;
use web_sys::{MessageEvent, Worker};

use super::speech;

/// Milliseconds that a program may take, for its loading and for an answer.
const PATIENCE: u32 = 30_000;

/// A program, until it is dropped: whatever it does then ends, and what it knew is gone.
pub(super) struct Program {
    worker: Worker,
    ready: Hearing,
}

impl Program {
    /// Starts the program whose script the page's index names, with its hash: `<link rel="…">`. It says that it is ready
    /// with its first message.
    pub(super) fn start(rel: &str) -> Option<Self> {
        let document = web_sys::window()?.document()?;
        let link = document.query_selector(&format!("link[rel=\"{rel}\"]")).ok()??;
        let worker = Worker::new(&link.get_attribute("href")?).ok()?;
        let ready = Hearing::of(&worker);
        Some(Self { worker, ready })
    }

    /// What it answers to a message; what is in `given` is handed over, not copied. `None`: it couldn't be loaded, failed,
    /// or took too long.
    pub(super) async fn ask(&self, message: &JsValue, given: &Array) -> Option<JsValue> {
        self.ready.heard().await?;
        let answer = Hearing::of(&self.worker);
        self.worker.post_message_with_transfer(message, given).ok()?;
        answer.heard().await
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        self.worker.set_onmessage(None);
        self.worker.set_onerror(None);
        self.worker.terminate();
    }
}

/// What is called with a message, and at a failure.
type Listeners = (Closure<dyn FnMut(MessageEvent)>, Closure<dyn FnMut()>);

/// The next message of a worker; `undefined` if it fails instead.
struct Hearing {
    message: Promise,
    _listeners: Option<Listeners>,
}

impl Hearing {
    fn of(worker: &Worker) -> Self {
        let mut listeners = None;
        let message = Promise::new(&mut |resolve, _| {
            let tell = |resolve: &Function, what: &JsValue| {
                // Resolving a promise doesn't fail.
                let _ = resolve.call1(&JsValue::NULL, what);
            };
            let resolved = resolve.clone();
            let heard = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
                tell(&resolved, &event.data());
            });
            let failed = Closure::<dyn FnMut()>::new(move || tell(&resolve, &JsValue::UNDEFINED));
            worker.set_onmessage(Some(heard.as_ref().unchecked_ref()));
            worker.set_onerror(Some(failed.as_ref().unchecked_ref()));
            listeners = Some((heard, failed));
        });
        Self { message, _listeners: listeners }
    }

    async fn heard(&self) -> Option<JsValue> {
        let message = JsFuture::from(self.message.clone());
        let message = speech::before(message, TimeoutFuture::new(PATIENCE)).await?.ok()?;
        (!message.is_undefined()).then_some(message)
    }
}
