//! Points in time, as people here write them.

use js_sys::{Date, Object, Reflect};
use wasm_bindgen::JsValue;
use yew::prelude::*;

use crate::texts;

/// A time in the reader's time zone; `time` is in milliseconds since 1970 UTC.
pub(super) fn show(time: u64) -> Html {
    let machine = String::from(date(time).to_iso_string());
    html! { <time datetime={machine}>{ in_words(time) }</time> }
}

/// As [`show`], as text.
pub(super) fn in_words(time: u64) -> String {
    let options = Object::new();
    for (name, value) in [
        ("weekday", "long"),
        ("year", "numeric"),
        ("month", "long"),
        ("day", "numeric"),
        ("hour", "2-digit"),
        ("minute", "2-digit"),
        ("timeZoneName", "short"),
    ] {
        // A plain object takes any property.
        let _ = Reflect::set(&options, &JsValue::from_str(name), &JsValue::from_str(value));
    }
    date(time).to_locale_string(&locale(), &options).into()
}

/// Milliseconds from now, by this device's clock, until `time`; 0 if it is over.
pub(super) fn until(time: u64) -> u64 {
    time.saturating_sub(Date::now() as u64)
}

fn date(time: u64) -> Date {
    Date::new(&JsValue::from_f64(time as f64))
}

/// The reader's own locale if it is one of the page's language, so that a sentence stays in one language.
fn locale() -> String {
    let own = web_sys::window().and_then(|window| window.navigator().language());
    let fits = |locale: &String| locale.split('-').next() == Some(texts::LANGUAGE);
    own.filter(fits).unwrap_or_else(|| texts::LOCALE.to_owned())
}
