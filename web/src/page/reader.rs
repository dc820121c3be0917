//! Who reads the page: their languages, their way of writing numbers, and what they chose in this tab.

use js_sys::{Array, Function, Object, Reflect};
use wasm_bindgen::{JsCast, JsValue};

use tacit_numerals::Conventions;

use crate::texts::Language;

/// Where the chosen language is kept: in the tab's own storage (`sessionStorage`), so that loading the page anew
/// keeps it, and the next one at this device learns nothing of it. Nothing else is stored anywhere.
const STORED: &str = "tacit-language";

/// The language to begin with: the one chosen in this tab, or else the first of the browser's that the page speaks.
pub(super) fn language() -> Language {
    let chosen = storage().and_then(|storage| storage.get_item(STORED).ok().flatten());
    let chosen = chosen.as_deref().and_then(Language::of_tag);
    chosen.unwrap_or_else(|| Language::negotiate(languages().iter().map(String::as_str)))
}

/// Keeps the chosen language for as long as the tab is open.
pub(super) fn choose(language: Language) {
    if let Some(storage) = storage() {
        // A browser that keeps nothing only forgets the choice.
        let _ = storage.set_item(STORED, language.tag());
    }
}

/// The locale of the reader's numbers and dates in this language, and how numbers are written there.
pub(super) fn locale(language: Language) -> (String, Conventions) {
    let languages = languages();
    let locale = language.locale(languages.iter().map(String::as_str));
    (locale.to_owned(), conventions(locale).unwrap_or_else(Conventions::english))
}

fn storage() -> Option<web_sys::Storage> {
    web_sys::window()?.session_storage().ok().flatten()
}

/// The browser's languages, most wanted first.
fn languages() -> Vec<String> {
    let navigator = web_sys::window().map(|window| window.navigator());
    let languages = navigator.map(|navigator| navigator.languages()).unwrap_or_default();
    languages.iter().filter_map(|language| language.as_string()).collect()
}

/// Asks `Intl.NumberFormat`, with a number that has all parts.
fn conventions(locale: &str) -> Option<Conventions> {
    let long = parts(locale, -1_234_567_890.5)?;
    let short = parts(locale, 1234.0)?;
    let one = |wanted: &str| long.iter().find(|(kind, _)| kind == wanted).map(|(_, text)| text.as_str());
    let groups: Vec<usize> =
        long.iter().filter(|(kind, _)| kind == "integer").map(|(_, text)| text.chars().count()).collect();
    let first_group = *groups.last().filter(|_| groups.len() > 1).unwrap_or(&3);
    let other_groups = groups.len().checked_sub(2).filter(|before| *before > 0).map(|before| groups[before]);
    Some(Conventions {
        decimal: one("decimal")?.chars().next()?,
        group: one("group").and_then(|group| group.chars().next()),
        first_group,
        other_groups: other_groups.unwrap_or(first_group),
        least_before_group: if short.iter().any(|(kind, _)| kind == "group") { 1 } else { 2 },
        zero: zero(&parts(locale, 0.0)?)?,
        minus: one("minusSign")?.to_owned(),
    })
}

fn zero(parts: &[(String, String)]) -> Option<char> {
    parts.iter().find(|(kind, _)| kind == "integer")?.1.chars().next()
}

/// Kinds and texts of what `Intl.NumberFormat` makes of a number.
fn parts(locale: &str, number: f64) -> Option<Vec<(String, String)>> {
    let locales = Array::of1(&JsValue::from_str(locale));
    let format = js_sys::Intl::NumberFormat::new(&locales, &Object::new());
    let get = |object: &JsValue, key: &str| Reflect::get(object, &JsValue::from_str(key)).ok();
    let to_parts: Function = get(&format, "formatToParts")?.dyn_into().ok()?;
    let parts: Array = to_parts.call1(&format, &JsValue::from_f64(number)).ok()?.dyn_into().ok()?;
    parts
        .iter()
        .map(|part| Some((get(&part, "type")?.as_string()?, get(&part, "value")?.as_string()?)))
        .collect()
}
