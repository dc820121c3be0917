//! What the process's exit code says.

use std::process::ExitCode;

/// The exit codes, as `--help` lists them.
pub const HELP: &str = "\
Exit codes:
  0    done
  2    the command line is wrong
  3    the form or another input is wrong
  4    not ready: the session is not in a state for this
  5    the key file is missing, protected, open to others or not this session's
  6    the server can't be reached
  7    refused, or something else failed
  130  interrupted; nothing is lost";

/// How a command ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Exit {
    /// It did what it was asked.
    Done = 0,
    /// The command line is wrong.
    Usage = 2,
    /// The form or another input is wrong.
    BadInput = 3,
    /// The session is not in a state for this.
    NotReady = 4,
    /// The key file is missing, protected, open to others or not this session's.
    Key = 5,
    /// The server can't be reached.
    Unreachable = 6,
    /// Refused, or something else failed.
    Failed = 7,
    /// Interrupted by Ctrl-C.
    Interrupted = 130,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}
