//! The program as a person or a script runs it, in a folder of its own.

use std::{
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
};

use tacit_protocol::origin::Origin;
use tempfile::TempDir;

/// A person's folder with a key file, and the server that it talks to.
pub(crate) struct Analyst {
    pub(crate) folder: TempDir,
    pub(crate) server: Origin,
}

/// How a command ended.
#[derive(Debug)]
pub(crate) struct Ended {
    pub(crate) code: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Analyst {
    /// With a new key.
    pub(crate) fn new(server: &Origin) -> Self {
        let analyst = Self { folder: tempfile::tempdir().unwrap(), server: server.clone() };
        analyst.run(&["keygen"]).ok();
        analyst
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(crate) fn key(&self) -> PathBuf {
        self.path("analyst.key")
    }

    /// The program with these arguments, not yet started.
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(program());
        command.args(arguments).current_dir(self.folder.path()).stdin(Stdio::null());
        for (name, value) in self.environment() {
            command.env(name, value);
        }
        command.env_remove("TACIT_PASSPHRASE");
        command
    }

    /// What the program finds in its environment.
    pub(crate) fn environment(&self) -> [(&'static str, String); 2] {
        [("TACIT_KEY", self.key().display().to_string()), ("TACIT_SERVER", self.server.to_string())]
    }

    pub(crate) fn run(&self, arguments: &[&str]) -> Ended {
        ended(self.command(arguments).output().unwrap())
    }

    /// Creates a session from this form and invites `count`; answers session id and links.
    pub(crate) fn session(&self, form: &str, count: usize, options: &[&str]) -> (String, Vec<String>) {
        std::fs::write(self.path("form.toml"), form).unwrap();
        let arguments = [["create", "form.toml"].as_slice(), options].concat();
        let id = self.run(&arguments).ok().trim().to_owned();
        (id, self.invite(count))
    }

    pub(crate) fn invite(&self, count: usize) -> Vec<String> {
        if count == 0 {
            return Vec::new();
        }
        links(&self.run(&["invite", "--count", &count.to_string()]).ok())
    }
}

impl Ended {
    /// The standard output of a command that did what it was asked.
    #[track_caller]
    pub(crate) fn ok(&self) -> String {
        assert_eq!(self.code, Some(0), "{self:#?}");
        self.stdout.clone()
    }

    /// The standard error of a command that ended with this code.
    #[track_caller]
    pub(crate) fn failed(&self, code: i32) -> String {
        assert_eq!(self.code, Some(code), "{self:#?}");
        self.stderr.clone()
    }
}

pub(crate) fn ended(output: Output) -> Ended {
    let text = |bytes| String::from_utf8(bytes).unwrap();
    Ended { code: output.status.code(), stdout: text(output.stdout), stderr: text(output.stderr) }
}

pub(crate) fn program() -> &'static Path {
    Path::new(env!("CARGO_BIN_EXE_tacit-analyst"))
}

/// The links of a CSV file as `invite` writes it.
pub(crate) fn links(csv: &str) -> Vec<String> {
    let mut lines = csv.lines();
    assert_eq!(lines.next(), Some("number,link"));
    lines.map(|line| line.split_once(',').unwrap().1.to_owned()).collect()
}
