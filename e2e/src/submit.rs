//! `tacit-submit`, and the links it takes.

use std::{
    fmt::Write,
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use crate::{Error, Programs};

/// Participants' links, in a file as `tacit-analyst invite` writes it. Secret.
#[derive(Clone)]
pub struct Links {
    path: PathBuf,
    links: Vec<String>,
}

impl Links {
    pub(crate) fn read(path: &Path) -> Result<Self, Error> {
        let text = fs::read_to_string(path).map_err(|source| Error::io(path, source))?;
        let links: Vec<String> = text
            .lines()
            .skip(1)
            .filter_map(|line| line.split_once(','))
            .map(|(_, link)| link.to_owned())
            .collect();
        Ok(Self { path: path.to_owned(), links })
    }

    /// The links, in the file's order.
    pub fn all(&self) -> &[String] {
        &self.links
    }

    /// The file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Some of these links, in a file of their own beside this one.
    ///
    /// # Errors
    ///
    /// When it can't be written.
    pub fn part(&self, range: std::ops::Range<usize>, file: &str) -> Result<Self, Error> {
        let mut text = String::from("number,link\n");
        for (number, link) in self.links.iter().enumerate().take(range.end).skip(range.start) {
            // Writing to a String never fails.
            let _ = writeln!(text, "{},{link}", number + 1);
        }
        let path = self.path.with_file_name(file);
        fs::write(&path, text).map_err(|source| Error::io(&path, source))?;
        Self::read(&path)
    }
}

impl std::fmt::Debug for Links {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Links({} secret links)", self.links.len())
    }
}

/// The command that submits the rows of a CSV file, one for each link; not yet run.
///
/// # Errors
///
/// When `tacit-submit` isn't built.
pub fn submit_csv(programs: &Programs, answers: &Path, links: &Links) -> Result<Command, Error> {
    let mut command = programs.command("tacit-submit")?;
    command.arg("--csv").arg(answers).arg("--links").arg(links.path());
    Ok(command)
}
