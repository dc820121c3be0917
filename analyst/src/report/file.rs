//! Where a report is written to: never over something else.

use std::{
    fs,
    io::{self, IsTerminal},
    path::{Path, PathBuf},
};

use tacit_envelope::signing::SigningKey;

use super::{Format, Report};
use crate::{error::Error, files, output, ui};

/// How a report is handed out.
#[derive(Clone, Debug, Default)]
pub struct Output {
    /// In which form; `None`: as the file's name says, else as a table.
    pub format: Option<Format>,
    /// Into which file; `None`: the standard output.
    pub file: Option<PathBuf>,
    /// Whether the file may be there already, to be replaced.
    pub force: bool,
}

impl Output {
    /// Finds out, before anything is done that can't be undone, whether the report could be written.
    ///
    /// # Errors
    ///
    /// [`Error::Usage`]: the file is there already.
    pub fn check(&self) -> Result<(), Error> {
        match &self.file {
            Some(path) if !self.force && path.exists() => Err(taken(path)),
            _ => Ok(()),
        }
    }

    fn format(&self) -> Format {
        self.format.or_else(|| Format::of(self.file.as_deref()?)).unwrap_or(Format::Table)
    }
}

/// Writes the report to the standard output, or to a new file; one that holds the very same already is left as it is.
pub fn write(report: &Report, output: &Output, key: &SigningKey) -> Result<(), Error> {
    let bold = output.file.is_none() && ui::colours(io::stdout().is_terminal());
    let text = report.render(output.format(), bold, key)?;
    let Some(path) = &output.file else { return output::text(&text) };
    let written = match output.force {
        true => files::replace_document(path, text.as_bytes()),
        false => files::write_new_document(path, text.as_bytes()),
    };
    match written {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
            let same = fs::read(path).is_ok_and(|there| there == text.as_bytes());
            if same { Ok(()) } else { Err(taken(path)) }
        }
        written => written.map_err(|source| Error::File { path: path.clone(), verb: "written", source }),
    }
}

fn taken(path: &Path) -> Error {
    Error::Usage(format!(
        "there is a file {} already, and it isn't written over. Choose another name; or, to replace it, add --force.",
        path.display()
    ))
}
