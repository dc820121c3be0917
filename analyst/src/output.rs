//! The standard output: what a command was asked for, and nothing else.

use std::io::{self, Write};

use crate::error::Error;

/// Writes a text as it is. A reader that has read enough, such as `head`, is no error.
pub(crate) fn text(text: &str) -> Result<(), Error> {
    let mut stdout = io::stdout();
    match stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush()) {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        written => written.map_err(Error::Output),
    }
}

/// Writes the one thing that a script wants to know.
pub(crate) fn line(value: impl std::fmt::Display) -> Result<(), Error> {
    text(&format!("{value}\n"))
}

/// A table's lines, without the blanks that they end with.
pub(crate) fn lines(table: &str) -> String {
    table.lines().map(|line| format!("{}\n", line.trim_end())).collect()
}
