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

    /// `doing`: what is done to the reports.
    pub(super) fn bar(&self, reports: u64, doing: &'static str) -> Bar {
        let speed = |state: &ProgressState, text: &mut dyn Write| {
            // Writing to a string can't fail.
            let _ = write!(text, "{:.0}", state.per_sec());
        };
        let style = style("{prefix} {wide_bar} {pos} of {len} reports · {speed} a second · {eta} left")
            .with_key("speed", speed);
        let bar = self.0.add(ProgressBar::new(reports).with_style(style).with_prefix(doing));
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

    /// Takes it away; answers how long it was there.
    pub(super) fn finish(&self) -> Duration {
        let time = self.0.elapsed();
        self.0.finish_and_clear();
        time
    }
}

fn style(template: &str) -> ProgressStyle {
    ProgressStyle::with_template(template).expect("a constant template that parses")
}

#[cfg(test)]
mod tests {
    use std::{
        io,
        sync::{Arc, Mutex},
        thread,
    };

    use indicatif::{ProgressDrawTarget, TermLike};

    use super::*;

    /// Keeps all that was ever written.
    #[derive(Clone, Debug, Default)]
    struct Paper(Arc<Mutex<String>>);

    impl TermLike for Paper {
        fn width(&self) -> u16 {
            100
        }

        fn move_cursor_up(&self, _: usize) -> io::Result<()> {
            Ok(())
        }

        fn move_cursor_down(&self, _: usize) -> io::Result<()> {
            Ok(())
        }

        fn move_cursor_right(&self, _: usize) -> io::Result<()> {
            Ok(())
        }

        fn move_cursor_left(&self, _: usize) -> io::Result<()> {
            Ok(())
        }

        fn write_line(&self, line: &str) -> io::Result<()> {
            self.write_str(&format!("{line}\n"))
        }

        fn write_str(&self, text: &str) -> io::Result<()> {
            self.0.lock().unwrap().push_str(text);
            Ok(())
        }

        fn clear_line(&self) -> io::Result<()> {
            Ok(())
        }

        fn flush(&self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn a_bar_says_how_many_how_fast_and_how_long_yet() {
        let paper = Paper::default();
        let target = ProgressDrawTarget::term_like(Box::new(paper.clone()));
        let bar = Screen(MultiProgress::with_draw_target(target)).bar(1000, "verifying");
        thread::sleep(Duration::from_millis(300));
        bar.advance(10);
        thread::sleep(Duration::from_millis(500));
        let shown = paper.0.lock().unwrap().clone();
        assert!(bar.finish() >= Duration::from_millis(800));
        let line =
            regex::Regex::new(r"verifying .* 10 of 1000 reports · [1-9]\d* a second · [1-9]\d*[smh] left")
                .unwrap();
        assert!(line.is_match(&shown), "{shown}");
    }
}
