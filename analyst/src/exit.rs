//! What the process's exit code says.

use std::{fmt::Write, process::ExitCode};

/// How a command ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Exit {
    /// It did what it was asked.
    Done = 0,
    /// The command line is wrong.
    Usage = 2,
    /// The form or another file that was given is wrong.
    BadData = 3,
    /// The session is not in a state for this.
    NotReady = 4,
    /// There is no key to do it with, or it isn't allowed to.
    Permission = 5,
    /// The server can't be reached.
    Unreachable = 6,
    /// Refused, or something else failed.
    Failed = 7,
    /// A report that was to be verified isn't what was signed.
    Forged = 8,
    /// Interrupted by Ctrl-C, or a question was answered with no.
    Interrupted = 130,
}

impl Exit {
    /// All of them, in ascending order.
    pub const ALL: [Self; 9] = [
        Self::Done,
        Self::Usage,
        Self::BadData,
        Self::NotReady,
        Self::Permission,
        Self::Unreachable,
        Self::Failed,
        Self::Forged,
        Self::Interrupted,
    ];

    /// What it says, for people.
    pub fn meaning(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Usage => "usage: the command line is wrong",
            Self::BadData => "bad data: the form or another file that was given is wrong",
            Self::NotReady => "not ready: the session is not in a state for this",
            Self::Permission => {
                "permission: the key file is missing, damaged, protected, open to others or not this session's, or the \
                 server doesn't let this key do it"
            }
            Self::Unreachable => "the server can't be reached",
            Self::Failed => "refused, or something else failed",
            Self::Forged => "not genuine: a report isn't what was signed",
            Self::Interrupted => "interrupted, or not agreed to; nothing is lost",
        }
    }
}

/// The exit codes, as `--help` and the manual list them.
pub fn help() -> String {
    let mut text = "Exit codes:".to_owned();
    for exit in Exit::ALL {
        // Writing to a string can't fail.
        let _ = write!(text, "\n  {:<4} {}", exit as u8, exit.meaning());
    }
    text
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_guide_has_them_all() {
        let guide = include_str!("../../docs/ANALYST.md");
        for exit in Exit::ALL {
            let row = format!("| {} | {} |", exit as u8, exit.meaning());
            assert!(guide.contains(&row), "{row}");
        }
    }
}
