//! What the person at the keyboard sees, all of it on the standard error: in place on a terminal, line by line elsewhere.

mod ask;
mod plain;
mod tty;

use std::{
    env,
    io::{self, IsTerminal, Write},
};

pub use ask::Keyboard;

/// The way to the person.
#[derive(Clone)]
pub struct Ui {
    /// `None`: not a terminal.
    screen: Option<tty::Screen>,
    colours: bool,
}

/// A line that is refreshed.
pub enum Live {
    /// In place.
    Tty(tty::Line),
    /// As a new line when it changes.
    Plain(plain::Line),
}

/// How far the verification is.
pub enum Bar {
    /// A bar with the speed.
    Tty(tty::Bar),
    /// Nothing until the end.
    Plain(plain::Bar),
}

impl Ui {
    /// For this process's standard error.
    pub fn detect() -> Self {
        let terminal = io::stderr().is_terminal();
        Self { screen: terminal.then(tty::Screen::new), colours: colours(terminal) }
    }

    /// One line, for good.
    pub fn say(&self, line: &str) {
        match &self.screen {
            Some(screen) => screen.say(line),
            None => plain::say(line),
        }
    }

    /// A question, whose answer comes in the same line.
    pub fn prompt(&self, question: &str) {
        let show = || {
            // As with lines: nobody there is no reason to stop.
            let _ = write!(io::stderr(), "{question}").and_then(|()| io::stderr().flush());
        };
        match &self.screen {
            Some(screen) => screen.suspended(show),
            None => show(),
        }
    }

    /// What it is about.
    pub fn title(&self, title: &str) {
        self.say(&self.style("1", title));
    }

    /// Why the command failed.
    pub fn error(&self, error: &str) {
        if let Some(screen) = &self.screen {
            screen.clear();
        }
        plain::say(&format!("{} {error}", self.style("1;31", "error:")));
    }

    /// A line to refresh.
    pub fn live(&self) -> Live {
        match &self.screen {
            Some(screen) => Live::Tty(screen.line()),
            None => Live::Plain(plain::Line::default()),
        }
    }

    /// A bar for so many reports.
    pub fn bar(&self, reports: u64) -> Bar {
        match &self.screen {
            Some(screen) => Bar::Tty(screen.bar(reports)),
            None => Bar::Plain(plain::Bar::new(reports)),
        }
    }

    fn style(&self, code: &str, text: &str) -> String {
        if self.colours { format!("\x1b[{code}m{text}\x1b[0m") } else { text.to_owned() }
    }
}

impl Live {
    /// Shows this instead of what was shown.
    pub fn show(&self, text: &str) {
        match self {
            Self::Tty(line) => line.show(text),
            Self::Plain(line) => line.show(text),
        }
    }

    /// Shows nothing more, and leaves what is shown.
    pub fn keep(self) {
        if let Self::Tty(line) = self {
            line.keep();
        }
    }

    /// Takes away what is shown, and shows nothing more.
    pub fn finish(self) {
        if let Self::Tty(line) = self {
            line.finish();
        }
    }
}

impl Bar {
    /// So many more are done.
    pub fn advance(&self, reports: u64) {
        if let Self::Tty(bar) = self {
            bar.advance(reports);
        }
    }

    /// All are done.
    pub fn finish(self) {
        match self {
            Self::Tty(bar) => bar.finish(),
            Self::Plain(bar) => bar.finish(),
        }
    }
}

/// How many characters a line of the terminal has, at this moment; 80 where there is none.
pub fn width() -> usize {
    crossterm::terminal::size().map_or(80, |(columns, _)| usize::from(columns).max(20))
}

/// Whether to use colours and emphasis on a stream that is a `terminal` or not (<https://no-color.org>).
pub fn colours(terminal: bool) -> bool {
    terminal && env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
}

/// Nobody reads a closed standard error; that is no reason to stop.
fn write_line(line: &str) {
    let _ = writeln!(io::stderr(), "{line}");
}
