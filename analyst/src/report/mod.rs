//! The result, as a table for people, CSV for spreadsheets, JSON for programs.

mod csv;
mod json;
mod numbers;
mod table;
#[cfg(test)]
mod tests;

use std::{
    io::{self, IsTerminal, Write},
    path::Path,
};

use clap::ValueEnum;
use tacit_form::{Form, results::Results};
use tacit_protocol::ids::SessionId;

use crate::{error::Error, files, run::verify::Rejected, ui};

/// How a result is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For people; numbers rounded sensibly.
    Table,
    /// One tidy table with a header, for spreadsheets and statistics programs; numbers in full.
    Csv,
    /// For programs, with a version; numbers in full.
    Json,
}

/// Everything that a session has come to.
#[derive(Clone, Debug)]
pub struct Report {
    /// Which session.
    pub session: SessionId,
    /// When it closed, milliseconds since 1970 UTC by the server's clock.
    pub closed_at: u64,
    /// How many were invited.
    pub invited: u64,
    /// How many reports were acknowledged, replaced ones included.
    pub revisions: u64,
    /// How many reports were not accepted, by reason.
    pub rejected: Rejected,
    /// What was asked.
    pub form: Form,
    /// What was found.
    pub results: Results,
}

impl Report {
    /// The report's text in a format; `bold` emphasises a table's titles for a terminal.
    pub fn render(&self, format: Format, bold: bool) -> Result<String, Error> {
        match format {
            Format::Table => Ok(table::render(self, bold)),
            Format::Csv => csv::render(self).map_err(Error::Output),
            Format::Json => json::render(self).map_err(Error::Output),
        }
    }
}

/// Writes the report to the standard output, or in place of a file of its own.
pub fn write(report: &Report, format: Format, file: Option<&Path>) -> Result<(), Error> {
    let bold = file.is_none() && ui::colours(io::stdout().is_terminal());
    let text = report.render(format, bold)?;
    match file {
        Some(path) => files::replace(path, text.as_bytes()).map_err(|source| Error::File {
            path: path.to_owned(),
            verb: "written",
            source,
        }),
        None => {
            let mut stdout = io::stdout();
            stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush()).map_err(Error::Output)
        }
    }
}
