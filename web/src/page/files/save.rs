//! Files that the browser saves.

use gloo_timers::callback::Timeout;
use js_sys::{Array, Uint8Array};
use wasm_bindgen::JsCast;
use web_sys::{Blob, HtmlAnchorElement, Url};

/// Milliseconds after which a browser has the file that it saves.
const FETCHED: u32 = 60_000;
/// The most characters of a file's name before its ending.
const MAX_NAME: usize = 60;

/// The name of a form's template.
pub(super) fn name(title: &str, ending: &str) -> String {
    let words = title.split(is_between_words).filter(|word| !word.is_empty());
    let name: String = words.collect::<Vec<_>>().join("-").chars().take(MAX_NAME).collect();
    let name = if name.is_empty() { "form" } else { &name };
    format!("{name}.{ending}")
}

/// Blanks and the signs of Latin scripts; what this leaves of other scripts' signs may be in a file's name too.
fn is_between_words(c: char) -> bool {
    let sign = c.is_ascii_punctuation() || matches!(c, '\u{80}'..='\u{bf}' | '\u{2000}'..='\u{206f}');
    sign || c.is_whitespace() || c.is_control()
}

/// Has the browser save a file. `None`: it can't.
pub(super) fn save(bytes: &[u8], name: &str) -> Option<()> {
    let parts = Array::of1(&Uint8Array::from(bytes));
    let blob = Blob::new_with_u8_array_sequence(&parts).ok()?;
    let url = Url::create_object_url_with_blob(&blob).ok()?;
    let document = web_sys::window()?.document()?;
    let link: HtmlAnchorElement = document.create_element("a").ok()?.dyn_into().ok()?;
    link.set_href(&url);
    link.set_download(name);
    link.click();
    // Some browsers fetch the file after the click.
    Timeout::new(FETCHED, move || drop(Url::revoke_object_url(&url))).forget();
    Some(())
}
