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
    /// [`Error::Usage`]: the file is there already, or those of [`Output::format`]. [`Error::File`]: nothing can be written
    /// in that folder.
    pub fn check(&self) -> Result<(), Error> {
        self.format()?;
        match &self.file {
            None => Ok(()),
            Some(path) if path.is_dir() => Err(Error::Usage(format!(
                "{} is a folder. Name a file in it, such as {}.",
                path.display(),
                path.join("report.html").display()
            ))),
            Some(path) if !self.force && path.exists() => Err(taken(path)),
            Some(path) => files::try_beside(path).map_err(|source| unwritten(path, source)),
        }
    }

    /// In which format it is written: as it was asked for, or as the file's name ends; a table, where that says nothing.
    ///
    /// # Errors
    ///
    /// [`Error::Usage`]: no report is written as files with such an ending are.
    pub fn format(&self) -> Result<Format, Error> {
        match (self.format, &self.file) {
            (Some(format), _) => Ok(format),
            (None, None) => Ok(Format::Table),
            (None, Some(path)) => Format::of(path).ok_or_else(|| {
                Error::Usage(format!(
                    "there is no report of the kind that {} is by its name. Choose a name that ends in .html, .csv, .json or .txt, or \
                     say what it is to be with --format.",
                    path.display()
                ))
            }),
        }
    }
}

/// Writes the report to the standard output, or to a new file; one that holds the very same already is left as it is.
pub fn write(report: &Report, output: &Output, key: &SigningKey) -> Result<(), Error> {
    let bold = output.file.is_none() && ui::colours(io::stdout().is_terminal());
    let text = report.render(output.format()?, bold, key)?;
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
        written => written.map_err(|source| unwritten(path, source)),
    }
}

fn unwritten(path: &Path, source: io::Error) -> Error {
    Error::File { path: path.to_owned(), verb: "written", source }
}

fn taken(path: &Path) -> Error {
    Error::Usage(format!(
        "there is a file {} already, and it isn't written over. Choose another name; or, to replace it, add --force.",
        path.display()
    ))
}
