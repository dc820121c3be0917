//! `tacit-submit`, and the links it takes.

use std::{
    fmt::Write,
    fs,
    ops::Range,
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
    /// The links in a file that `tacit-analyst invite` wrote.
    ///
    /// # Errors
    ///
    /// When it can't be read.
    pub fn read(path: &Path) -> Result<Self, Error> {
        let text = fs::read_to_string(path).map_err(|source| Error::io(path, source))?;
        let links: Vec<String> = text
            .lines()
            .skip(1)
            .filter_map(|line| line.rsplit_once(','))
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
    pub fn part(&self, range: Range<usize>, file: &str) -> Result<Self, Error> {
        self.write(&self.links[range], file)
    }

    /// These links with something changed in each, in a file of their own beside this one.
    ///
    /// # Errors
    ///
    /// When it can't be written.
    pub fn with(&self, change: impl Fn(&str) -> String, file: &str) -> Result<Self, Error> {
        let changed: Vec<String> = self.links.iter().map(|link| change(link)).collect();
        self.write(&changed, file)
    }

    fn write(&self, links: &[String], file: &str) -> Result<Self, Error> {
        let mut text = String::from("number,link\n");
        for (number, link) in (1..).zip(links) {
            // Writing to a String never fails.
            let _ = writeln!(text, "{number},{link}");
        }
        let path = self.path.with_file_name(file);
        fs::write(&path, text).map_err(|source| Error::io(&path, source))?;
        Ok(Self { path, links: links.to_owned() })
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
    command.arg("--yes").arg("--csv").arg(answers).arg("--links").arg(links.path());
    Ok(command)
}
