//! What the page orders, and what it gets.

use js_sys::Uint8Array;
use rand_core::UnwrapErr;
use tacit_participant::apart::carry_out;
use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::{DedicatedWorkerGlobalScope, MessageEvent};

/// Carries out every order, and says that it is ready to.
pub(crate) fn listen() {
    let Ok(scope) = js_sys::global().dyn_into::<DedicatedWorkerGlobalScope>() else { return };
    let told = scope.clone();
    let listener = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
        let order = Uint8Array::new(&event.data()).to_vec();
        let answer = carry_out(&order, &mut UnwrapErr(getrandom::SysRng));
        // Fails only for what can't be copied; bytes can.
        let _ = told.post_message(&Uint8Array::from(answer.as_slice()));
    });
    scope.set_onmessage(Some(listener.as_ref().unchecked_ref()));
    listener.forget();
    let _ = scope.post_message(&"ready".into());
}
