//! What the program says to the person while it works.

use std::io::{IsTerminal as _, Write as _};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// Writes to the standard error output, above the progress bar if there is one.
#[derive(Clone)]
pub(crate) struct Voice {
    bar: ProgressBar,
}

impl Voice {
    pub(crate) fn new() -> Self {
        Self { bar: ProgressBar::hidden() }
    }

    /// Shows a bar, on a terminal only.
    pub(crate) fn start_bar(&mut self, rows: usize) {
        let style = ProgressStyle::with_template("{bar:32} {pos}/{len} submitted, {eta} left");
        let style = style.unwrap_or_else(|_| ProgressStyle::default_bar());
        self.bar =
            ProgressBar::with_draw_target(Some(rows as u64), ProgressDrawTarget::stderr()).with_style(style);
    }

    pub(crate) fn step(&self) {
        self.bar.inc(1);
    }

    pub(crate) fn end_bar(&self) {
        self.bar.finish_and_clear();
    }

    pub(crate) fn say(&self, text: impl std::fmt::Display) {
        self.bar.suspend(|| eprintln!("{text}"));
    }

    /// Whether there is somebody to ask.
    pub(crate) fn is_heard(&self) -> bool {
        std::io::stdin().is_terminal() && std::io::stderr().is_terminal()
    }

    /// Asks, if there is somebody to ask; whether the answer is yes.
    pub(crate) fn confirms(&self, question: &str) -> bool {
        if !self.is_heard() {
            return true;
        }
        eprint!("{question} [y/N] ");
        // Unflushed, the question would only come late.
        let _ = std::io::stderr().flush();
        let mut answer = String::new();
        std::io::stdin().read_line(&mut answer).is_ok()
            && matches!(answer.trim().to_lowercase().as_str(), "y" | "yes")
    }
}
