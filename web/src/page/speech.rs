//! The page's texts: fetched from the server in the language that is wanted, shown in it.

use std::{
    future::{Future, poll_fn},
    pin::pin,
    task::Poll,
};

use gloo_timers::future::TimeoutFuture;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::{HtmlElement, RequestInit, Response};

use super::reader;
use crate::texts::{Language, Texts};

/// Milliseconds that the page's first drawing waits for its language.
const PATIENCE: u32 = 3_000;

/// The texts to begin with: in the wanted language if they come soon, else in English, else in whichever comes; `None`
/// if neither can be fetched.
pub(super) async fn first(wanted: Language) -> Option<Texts> {
    if let Some(soon) = before(load(wanted), TimeoutFuture::new(PATIENCE)).await.flatten() {
        return Some(soon);
    }
    match load(Language::English).await {
        None => load(wanted).await,
        english => english,
    }
}

/// The texts of a language; `None` if they can't be fetched.
pub(super) async fn load(language: Language) -> Option<Texts> {
    let file = fetch(language).await?;
    let (locale, conventions) = reader::locale(language);
    Some(Texts::new(language, file, &locale, conventions))
}

/// Tells the browser and those who listen to it which language the page is in, and which way it runs.
pub(super) fn declare(texts: &Texts) {
    let document = web_sys::window().and_then(|window| window.document());
    let root = document.and_then(|document| document.document_element());
    if let Some(root) = root.and_then(|root| root.dyn_into::<HtmlElement>().ok()) {
        root.set_lang(texts.language().tag());
        root.set_dir(texts.language().direction());
    }
}

/// The page's index names each language's file, with its hash: nothing else is taken.
async fn fetch(language: Language) -> Option<String> {
    let window = web_sys::window()?;
    let selector = format!("link[rel=\"texts\"][hreflang=\"{}\"]", language.tag());
    let named = window.document()?.query_selector(&selector).ok()??;
    let options = RequestInit::new();
    options.set_integrity(&named.get_attribute("integrity")?);
    let answer = window.fetch_with_str_and_init(&named.get_attribute("href")?, &options);
    let answer: Response = JsFuture::from(answer).await.ok()?.dyn_into().ok()?;
    if !answer.ok() {
        return None;
    }
    JsFuture::from(answer.text().ok()?).await.ok()?.as_string()
}

/// What comes of `wanted`, unless `limit` ends before.
pub(super) async fn before<T>(wanted: impl Future<Output = T>, limit: impl Future<Output = ()>) -> Option<T> {
    let (mut wanted, mut limit) = (pin!(wanted), pin!(limit));
    poll_fn(|context| match wanted.as_mut().poll(context) {
        Poll::Ready(value) => Poll::Ready(Some(value)),
        Poll::Pending => limit.as_mut().poll(context).map(|()| None),
    })
    .await
}
