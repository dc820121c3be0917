//! On a terminal: lines and bars refreshed in place.

use std::{fmt::Write, time::Duration};

use indicatif::{MultiProgress, ProgressBar, ProgressState, ProgressStyle};

use super::write_line;

/// The terminal. Clones share it.
#[derive(Clone)]
pub(super) struct Screen(MultiProgress);

/// A line refreshed in place.
pub struct Line(ProgressBar);

/// A bar.
pub struct Bar(ProgressBar);

impl Screen {
    pub(super) fn new() -> Self {
        Self(MultiProgress::new())
    }

    /// Above what is refreshed.
    pub(super) fn say(&self, line: &str) {
        self.suspended(|| write_line(line));
    }

    /// While nothing is refreshed.
    pub(super) fn suspended(&self, show: impl FnOnce()) {
        self.0.suspend(show);
    }

    /// Takes away what is refreshed.
    pub(super) fn clear(&self) {
        // A terminal that can't be written to shows nothing to clear.
        let _ = self.0.clear();
    }

    pub(super) fn line(&self) -> Line {
        let line = ProgressBar::new_spinner().with_style(style("{msg}"));
        Line(self.0.add(line))
    }

    pub(super) fn bar(&self, reports: u64) -> Bar {
        let speed = |state: &ProgressState, text: &mut dyn Write| {
            // Writing to a string can't fail.
            let _ = write!(text, "{:.0}", state.per_sec());
        };
        let style = style("verifying {wide_bar} {pos} of {len} reports · {speed} a second · {eta} left")
            .with_key("speed", speed);
        let bar = self.0.add(ProgressBar::new(reports).with_style(style));
        bar.enable_steady_tick(Duration::from_millis(200));
        Bar(bar)
    }
}

impl Line {
    /// Cut to the terminal's width: lines that wrap can't be refreshed in place.
    pub(super) fn show(&self, text: &str) {
        let width = super::width() - 1;
        let lines = text.lines().map(|line| line.chars().take(width).collect::<String>());
        self.0.set_message(lines.collect::<Vec<_>>().join("\n"));
        self.0.tick();
    }

    pub(super) fn finish(&self) {
        self.0.finish_and_clear();
    }

    pub(super) fn keep(&self) {
        self.0.abandon();
    }
}

impl Bar {
    pub(super) fn advance(&self, reports: u64) {
        self.0.inc(reports);
    }

    pub(super) fn finish(&self) {
        let (reports, time) = (self.0.length().unwrap_or_default(), self.0.elapsed());
        self.0.finish_and_clear();
        write_line(&format!("{reports} reports verified in {:.1} s.", time.as_secs_f64()));
    }
}

fn style(template: &str) -> ProgressStyle {
    ProgressStyle::with_template(template).expect("a constant template that parses")
}
