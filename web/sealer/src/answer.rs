//! What the page orders, and what it gets.

use js_sys::Uint8Array;
use rand_core::UnwrapErr;
use tacit_participant::apart::Sealer;
use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::{DedicatedWorkerGlobalScope, MessageEvent};

/// Answers to everything that the page says, and says that it is ready to.
pub(crate) fn listen() {
    let Ok(scope) = js_sys::global().dyn_into::<DedicatedWorkerGlobalScope>() else { return };
    let told = scope.clone();
    let mut sealer = Sealer::default();
    let listener = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
        let message = Uint8Array::new(&event.data()).to_vec();
        let answer = sealer.answer(&message, &mut UnwrapErr(getrandom::SysRng));
        // Fails only for what can't be copied; bytes can.
        let _ = told.post_message(&Uint8Array::from(answer.as_slice()));
    });
    scope.set_onmessage(Some(listener.as_ref().unchecked_ref()));
    listener.forget();
    let _ = scope.post_message(&"ready".into());
}
