//! `tacit-analyst` with one key file at one server.

use std::{
    path::{Path, PathBuf},
    process::Command,
};

use tacit_form::results::Results;

use crate::{Error, Links, Programs, programs::output};

/// An analyst: a key file, and the server that it works with.
#[derive(Clone, Debug)]
pub struct Analyst {
    program: PathBuf,
    folder: PathBuf,
    server: String,
}

impl Analyst {
    /// An analyst who keeps key and links in `folder`.
    ///
    /// # Errors
    ///
    /// When `tacit-analyst` isn't built.
    pub fn new(programs: &Programs, folder: &Path, server: &str) -> Result<Self, Error> {
        Ok(Self {
            program: programs.path("tacit-analyst")?,
            folder: folder.to_owned(),
            server: server.to_owned(),
        })
    }

    /// The same analyst, who reaches the server at another address.
    #[must_use]
    pub fn at(&self, server: &str) -> Self {
        Self { server: server.to_owned(), ..self.clone() }
    }

    /// A command line of this analyst, not yet run.
    pub fn command<'a>(&self, arguments: impl IntoIterator<Item = &'a str>) -> Command {
        let mut command = Command::new(&self.program);
        command.current_dir(&self.folder).env_remove("TACIT_PASSPHRASE");
        command
            .args(arguments)
            .arg("--key")
            .arg(self.folder.join("analyst.key"))
            .args(["--server", &self.server]);
        command
    }

    /// Runs a command line to its end; what it printed.
    ///
    /// # Errors
    ///
    /// When it fails.
    pub fn run<'a>(&self, arguments: impl IntoIterator<Item = &'a str>) -> Result<String, Error> {
        output(&mut self.command(arguments))
    }

    /// Makes the key file, and a session from a form's file with further options of `create`.
    ///
    /// # Errors
    ///
    /// When one of the two fails.
    pub fn create(&self, form: &Path, options: &[&str]) -> Result<(), Error> {
        if !self.folder.join("analyst.key").exists() {
            self.run(["keygen"])?;
        }
        let form = form.display().to_string();
        self.run(["create", &form].into_iter().chain(options.iter().copied())).map(drop)
    }

    /// Invites `count` participants; their links, in a file of this name in the analyst's folder.
    ///
    /// # Errors
    ///
    /// When it fails.
    pub fn invite(&self, count: usize, file: &str) -> Result<Links, Error> {
        self.invite_with(count, file, &[])
    }

    /// Invites `count` participants to a cohort.
    ///
    /// # Errors
    ///
    /// When it fails.
    pub fn invite_to(&self, cohort: &str, count: usize, file: &str) -> Result<Links, Error> {
        self.invite_with(count, file, &["--cohort", cohort])
    }

    fn invite_with(&self, count: usize, file: &str, options: &[&str]) -> Result<Links, Error> {
        let path = self.folder.join(file);
        let (count, output) = (count.to_string(), path.display().to_string());
        let arguments = ["invite", "--count", &count, "--output", &output];
        self.run(arguments.into_iter().chain(options.iter().copied()))?;
        Links::read(&path)
    }

    /// Closes the session, computes, and returns the results.
    ///
    /// # Errors
    ///
    /// When it fails, or prints no results.
    pub fn compute(&self) -> Result<Results, Error> {
        self.results_of(["run", "--yes", "--format", "json"])
    }

    /// The results of a session that is released.
    ///
    /// # Errors
    ///
    /// When it fails, or prints no results.
    pub fn results(&self) -> Result<Results, Error> {
        self.results_of(["report", "--format", "json"])
    }

    fn results_of<'a>(&self, arguments: impl IntoIterator<Item = &'a str>) -> Result<Results, Error> {
        let unusable =
            |error: serde_json::Error| Error::File { path: "the results".into(), reason: error.to_string() };
        let mut json: serde_json::Map<_, _> =
            serde_json::from_str(&self.run(arguments)?).map_err(unusable)?;
        SESSION_FACTS.iter().for_each(|fact| drop(json.remove(*fact)));
        serde_json::from_value(json.into()).map_err(unusable)
    }
}

/// What the analyst's program says of the session beside its results.
const SESSION_FACTS: [&str; 11] = [
    "session",
    "purpose",
    "analyst",
    "server",
    "closed_at",
    "merkle_root",
    "invited",
    "revisions",
    "rejections",
    "suppressed",
    "evidence",
];
