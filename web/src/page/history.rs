//! The tab's history, kept by the [`Trail`].

use std::cell::RefCell;

use wasm_bindgen::JsValue;

use crate::trail::{Move, Trail};

/// The state of our entry.
const STEP: &str = "check";

/// The tab's history. A browser that refuses anything of it only loses the convenience.
pub(super) struct History {
    browser: Option<web_sys::History>,
    trail: RefCell<Trail>,
}

impl History {
    /// As the page finds it. The focus says where to scroll; the browser's memory would undo it.
    pub(super) fn begin() -> Self {
        let browser = web_sys::window().and_then(|window| window.history().ok());
        if let Some(browser) = &browser {
            let _ = browser.set_scroll_restoration(web_sys::ScrollRestoration::Manual);
        }
        Self { browser, trail: RefCell::default() }
    }

    /// Sees to it that the tab is on our entry just when that is `wanted`.
    pub(super) fn keep(&self, wanted: bool) {
        let step = self.trail.borrow_mut().keep(wanted, self.is_there());
        self.make(step);
    }

    /// To be called when the tab has moved: whether the reader did it.
    pub(super) fn moved(&self) -> bool {
        let (reader, step) = self.trail.borrow_mut().moved(self.is_there());
        self.make(step);
        reader
    }

    fn is_there(&self) -> bool {
        let state = self.browser.as_ref().and_then(|browser| browser.state().ok());
        state.and_then(|state| state.as_string()).as_deref() == Some(STEP)
    }

    fn make(&self, step: Option<Move>) {
        let Some(browser) = &self.browser else { return };
        let _ = match step {
            Some(Move::Push) => browser.push_state(&JsValue::from_str(STEP), ""),
            Some(Move::Back) => browser.back(),
            None => Ok(()),
        };
    }
}
