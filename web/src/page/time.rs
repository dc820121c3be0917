//! Points in time, as people here write them.

use js_sys::{Date, Object, Reflect};
use wasm_bindgen::JsValue;
use yew::prelude::*;

use crate::texts::Texts;

/// A time as programs write it, in UTC (ISO 8601).
pub(super) fn machine(time: u64) -> String {
    date(time).to_iso_string().into()
}

/// A time in the reader's time zone; `time` is in milliseconds since 1970 UTC.
pub(super) fn show(time: u64, texts: &Texts) -> Html {
    html! { <time datetime={machine(time)}>{ in_words(time, texts) }</time> }
}

/// As [`show`], as text: by `Intl.DateTimeFormat`, in the texts' locale.
pub(super) fn in_words(time: u64, texts: &Texts) -> String {
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
    date(time).to_locale_string(texts.locale(), &options).into()
}

/// Milliseconds from now, by this device's clock, until `time`; 0 if it is over.
pub(super) fn until(time: u64) -> u64 {
    time.saturating_sub(Date::now() as u64)
}

fn date(time: u64) -> Date {
    Date::new(&JsValue::from_f64(time as f64))
}
