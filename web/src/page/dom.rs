//! What the page asks of the browser.

use gloo_timers::future::TimeoutFuture;
use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::{
    BeforeUnloadEvent, Element, Event, EventTarget, FocusOptions, HtmlElement, HtmlInputElement,
    HtmlSelectElement, MediaQueryList, ScrollIntoViewOptions, ScrollLogicalPosition, Window,
};

use crate::model::Focus;

/// The element that takes the focus when another state is shown.
pub(super) const HEADING: &str = "heading";
/// The summary of errors.
pub(super) const SUMMARY: &str = "error-summary";
/// The tick box that says that doubtful answers are right.
pub(super) const CONFIRMATION: &str = "confirmation";
/// Milliseconds that the browser gets to draw.
const DRAWING: u32 = 30;
/// The main element.
pub(super) const MAIN: &str = "main";

/// The element with this id.
pub(super) fn by_id(id: &str) -> Option<Element> {
    web_sys::window()?.document()?.get_element_by_id(id)
}

/// Path and whole address of the page, fragment included. Secret.
pub(super) fn address() -> (String, String) {
    let read = |window: Window| {
        let location = window.location();
        Some((location.pathname().ok()?, location.href().ok()?))
    };
    web_sys::window().and_then(read).unwrap_or_default()
}

/// Whether an address is of the server that the page is from.
pub(super) fn is_here(href: &str) -> bool {
    let origin = web_sys::window().and_then(|window| window.location().origin().ok());
    origin.is_some_and(|origin| {
        href.strip_prefix(&origin).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    })
}

/// Opens another address.
pub(super) fn open(href: &str) {
    if let Some(window) = web_sys::window() {
        // Fails only for addresses that are none; links are parsed before.
        let _ = window.location().set_href(href);
    }
}

/// Has `boot.js` say that the page could not be loaded.
pub(super) fn give_up() {
    if let (Some(window), Ok(event)) = (web_sys::window(), Event::new("tacit-failed")) {
        // Fails only for an event that is under way.
        let _ = window.dispatch_event(&event);
    }
}

/// Loads the page anew.
pub(super) fn reload() {
    if let Some(window) = web_sys::window() {
        // A browser that refuses leaves the page as it is.
        let _ = window.location().reload();
    }
}

/// Opens the browser's way to print.
pub(super) fn print() {
    if let Some(window) = web_sys::window() {
        // A browser that can't print says so itself.
        let _ = window.print();
    }
}

/// Sets the document's title.
pub(super) fn set_title(title: &str) {
    if let Some(document) = web_sys::window().and_then(|window| window.document()) {
        document.set_title(title);
    }
}

/// Moves the focus, and the view to where it is.
pub(super) fn focus(focus: &Focus) {
    match focus {
        Focus::Stay => {}
        Focus::Heading => {
            if let Some(window) = web_sys::window() {
                window.scroll_to_with_x_and_y(0.0, 0.0);
            }
            focus_id(HEADING);
        }
        Focus::Summary => focus_id(SUMMARY),
        Focus::Field(key) => focus_field(key),
        Focus::Confirmation => focus_id(CONFIRMATION),
    }
}

/// Moves the focus to the element with this id.
pub(super) fn focus_id(id: &str) {
    if let Some(element) = by_id(id) {
        focus_element(&element);
    }
}

/// Lets the browser draw, before something keeps it busy.
pub(super) async fn painted() {
    TimeoutFuture::new(DRAWING).await;
}

/// Empties an input.
pub(super) fn empty(id: &str) {
    if let Some(input) = by_id(id).and_then(|element| element.dyn_into::<HtmlInputElement>().ok()) {
        input.set_value("");
    }
}

/// Moves the focus to a field: of a group, to what is ticked or else to the first.
pub(super) fn focus_field(key: &str) {
    let Some(element) = by_id(&format!("f-{key}")) else { return };
    let ticked = element.query_selector("input:checked").ok().flatten();
    let first = || element.query_selector("input").ok().flatten();
    focus_element(&ticked.or_else(first).unwrap_or_else(|| element.clone()));
}

/// Moves the focus to an element, and opens what folds it away.
pub(super) fn focus_element(element: &Element) {
    if let Some(card) = element.closest("details:not([open])").ok().flatten() {
        // Fails only for names that are none.
        let _ = card.set_attribute("open", "");
    }
    if let Some(element) = element.dyn_ref::<HtmlElement>() {
        // An element that takes no focus leaves it where it is.
        let _ = element.focus();
    }
}

/// Moves the focus to an element, and nothing else.
pub(super) fn focus_unmoved(element: &HtmlElement) {
    let options = FocusOptions::new();
    options.set_prevent_scroll(true);
    // An element that takes no focus leaves it where it is.
    let _ = element.focus_with_options(&options);
}

/// Whether an element has the focus.
pub(super) fn has_focus(element: &Element) -> bool {
    let active = web_sys::window().and_then(|window| window.document()?.active_element());
    active.is_some_and(|active| active == *element)
}

/// The input with this id.
pub(super) fn input(id: &str) -> Option<HtmlInputElement> {
    by_id(id)?.dyn_into().ok()
}

/// The elements within another that a CSS selector finds.
pub(super) fn all(root: &Element, selector: &str) -> Vec<Element> {
    let Ok(found) = root.query_selector_all(selector) else { return Vec::new() };
    (0..found.length()).filter_map(|index| found.item(index)?.dyn_into().ok()).collect()
}

/// Gives an element a class, or takes it.
pub(super) fn toggle(element: &Element, class: &str, on: bool) {
    // Fails only for names that are none.
    let _ = element.class_list().toggle_with_force(class, on);
}

/// Scrolls no farther than needed for an element to be seen.
pub(super) fn show(element: &Element) {
    let options = ScrollIntoViewOptions::new();
    options.set_block(ScrollLogicalPosition::Nearest);
    options.set_inline(ScrollLogicalPosition::Nearest);
    element.scroll_into_view_with_scroll_into_view_options(&options);
}

/// Ends the selection of text.
pub(super) fn select_no_text() {
    if let Some(selection) = web_sys::window().and_then(|window| window.get_selection().ok()?) {
        // Fails only without a document.
        let _ = selection.remove_all_ranges();
    }
}

/// A question about the window.
pub(super) fn media(query: &str) -> Option<MediaQueryList> {
    web_sys::window()?.match_media(query).ok()?
}

/// What an input or a list holds after an event on it.
pub(super) fn value(event: &Event) -> String {
    let target = event.target();
    let target = target.as_ref();
    let input = target.and_then(|target| target.dyn_ref::<HtmlInputElement>()).map(HtmlInputElement::value);
    input.or_else(|| target?.dyn_ref::<HtmlSelectElement>().map(HtmlSelectElement::value)).unwrap_or_default()
}

/// Whether a tick box is ticked after an event on it.
pub(super) fn ticked(event: &Event) -> bool {
    event
        .target()
        .and_then(|target| target.dyn_into::<HtmlInputElement>().ok())
        .is_some_and(|input| input.checked())
}

/// A part of the page's work, in the browser's performance timeline from its making to its end.
pub(super) struct Measure(&'static str);

impl Measure {
    /// Begins here.
    pub(super) fn begin(name: &'static str) -> Self {
        if let Some(performance) = web_sys::window().and_then(|window| window.performance()) {
            // Nothing depends on the timeline.
            let _ = performance.mark(name);
        }
        Self(name)
    }
}

impl Drop for Measure {
    fn drop(&mut self) {
        if let Some(performance) = web_sys::window().and_then(|window| window.performance()) {
            // Nothing depends on the timeline.
            let _ = performance.measure_with_start_mark(self.0, self.0);
        }
    }
}

/// Listens to an event of the window for as long as it lives.
pub(super) struct Listener {
    target: EventTarget,
    event: &'static str,
    callback: Closure<dyn FnMut(Event)>,
}

impl Listener {
    /// Calls `callback` at every such event.
    pub(super) fn new(event: &'static str, callback: impl FnMut(Event) + 'static) -> Option<Self> {
        Self::on(web_sys::window()?.into(), event, callback)
    }

    /// The same for events of something else.
    pub(super) fn on(
        target: EventTarget,
        event: &'static str,
        callback: impl FnMut(Event) + 'static,
    ) -> Option<Self> {
        let callback = Closure::<dyn FnMut(Event)>::new(callback);
        target.add_event_listener_with_callback(event, callback.as_ref().unchecked_ref()).ok()?;
        Some(Self { target, event, callback })
    }

    /// Has the browser ask before the page is left.
    pub(super) fn ask_before_leaving() -> Option<Self> {
        Self::new("beforeunload", |event| {
            event.prevent_default();
            if let Some(event) = event.dyn_ref::<BeforeUnloadEvent>() {
                event.set_return_value("unsent");
            }
        })
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        // It was added, so it can be removed.
        let _ = self
            .target
            .remove_event_listener_with_callback(self.event, self.callback.as_ref().unchecked_ref());
    }
}
