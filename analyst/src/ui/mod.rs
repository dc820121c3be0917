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
    Plain,
}

/// What was done about reports by the time that all are counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Done {
    /// How many were verified just now.
    pub verified: u64,
    /// How many had been verified before: what that came to was noted, and only added up.
    pub noted: u64,
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

    /// A bar for so many reports, which are verified, or else were so before and are added up again.
    pub fn bar(&self, reports: u64, are_verified: bool) -> Bar {
        match &self.screen {
            Some(screen) => {
                Bar::Tty(screen.bar(reports, if are_verified { "verifying" } else { "adding up" }))
            }
            None => Bar::Plain,
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

    /// All are done, and so.
    pub fn finish(self, done: Done) {
        let time = match self {
            Self::Tty(bar) => format!(" in {:.1} s", bar.finish().as_secs_f64()),
            Self::Plain => String::new(),
        };
        write_line(&done.said(&time));
    }
}

impl Done {
    fn said(self, time: &str) -> String {
        let Self { verified, noted } = self;
        match (verified, noted) {
            (_, 0) => format!("{verified} reports verified{time}."),
            (0, _) => format!("{noted} reports added up again; they were verified before."),
            _ => format!(
                "{} reports added up: {verified} verified{time}, {noted} were so before.",
                verified + noted
            ),
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

#[cfg(test)]
mod tests {
    use super::Done;

    #[test]
    fn what_was_verified_before_is_not_said_to_be_verified_now() {
        let said = |verified, noted| Done { verified, noted }.said(" in 0.3 s");
        assert_eq!(said(7, 0), "7 reports verified in 0.3 s.");
        assert_eq!(said(0, 7), "7 reports added up again; they were verified before.");
        assert_eq!(said(3, 4), "7 reports added up: 3 verified in 0.3 s, 4 were so before.");
    }
}
