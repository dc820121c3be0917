//! Where the standard error is no terminal: plain lines, none twice.

use std::cell::RefCell;

use super::write_line;

pub(super) fn say(line: &str) {
    write_line(line);
}

/// The last text shown.
#[derive(Default)]
pub struct Line(RefCell<String>);

impl Line {
    pub(super) fn show(&self, text: &str) {
        let mut shown = self.0.borrow_mut();
        if *shown != text {
            text.clone_into(&mut shown);
            write_line(text);
        }
    }
}
