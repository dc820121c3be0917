//! A server, an analyst and a survey, for one test.

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Output},
};

use anyhow::{Context, ensure};
use tacit_e2e::{Analyst, Links, OPERATOR, Programs, Server, submit_csv};
use tempfile::TempDir;

/// A small survey with a field of every kind.
pub(crate) const SURVEY: &str = include_str!("../../../forms/survey.toml");

/// A server on the embedded store, an analyst, and a survey at them.
pub(crate) struct Stage {
    pub(crate) programs: Programs,
    pub(crate) analyst: Analyst,
    pub(crate) server: Option<Server>,
    address: String,
    folder: TempDir,
}

impl Stage {
    /// Starts a server and creates a survey from a form, with further options of `tacit-analyst create`.
    pub(crate) fn set(form: &str, options: &[&str]) -> anyhow::Result<Self> {
        Self::set_by(Some(OPERATOR), form, options)
    }

    /// The same at a server of this operator.
    pub(crate) fn set_by(operator: Option<&str>, form: &str, options: &[&str]) -> anyhow::Result<Self> {
        let programs = Programs::of_this_build()?;
        let folder = tempfile::tempdir()?;
        let server = Server::start_as(operator, &programs, &folder.path().join("server"), "127.0.0.1:0")?;
        let address = server.address().to_owned();
        let analyst = Analyst::new(&programs, folder.path(), server.url())?;
        let stage = Self { programs, analyst, server: Some(server), address, folder };
        let file = stage.write("form.toml", form)?;
        stage.analyst.create(&file, options)?;
        Ok(stage)
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Ends the server as `kill -9` does.
    pub(crate) fn kill_server(&mut self) {
        if let Some(server) = self.server.take() {
            server.kill();
        }
    }

    /// Starts the server again where it was.
    pub(crate) fn start_server(&mut self) -> anyhow::Result<()> {
        self.server = Some(Server::start(&self.programs, &self.data_dir(), &self.address)?);
        Ok(())
    }

    /// Stops the server where it stands, as a machine that hangs: requests wait.
    pub(crate) fn freeze_server(&self) -> anyhow::Result<()> {
        self.signal("-STOP")
    }

    /// Lets a frozen server go on.
    pub(crate) fn thaw_server(&self) -> anyhow::Result<()> {
        self.signal("-CONT")
    }

    fn signal(&self, signal: &str) -> anyhow::Result<()> {
        let server = self.server.as_ref().context("there is no server")?;
        let status = Command::new("kill").args([signal, &server.process_id().to_string()]).status()?;
        ensure!(status.success(), "kill {signal} failed");
        Ok(())
    }

    /// Where the analyst's files are.
    pub(crate) fn analysts_folder(&self) -> &Path {
        self.folder.path()
    }

    /// Where the server keeps everything.
    pub(crate) fn data_dir(&self) -> PathBuf {
        self.folder.path().join("server")
    }

    /// A new folder, beside the analyst's files.
    pub(crate) fn folder(&self, name: &str) -> anyhow::Result<PathBuf> {
        let path = self.folder.path().join(name);
        fs::create_dir(&path)?;
        Ok(path)
    }

    pub(crate) fn write(&self, name: &str, text: &str) -> anyhow::Result<PathBuf> {
        let path = self.folder.path().join(name);
        fs::write(&path, text).with_context(|| path.display().to_string())?;
        Ok(path)
    }

    /// Submits CSV rows (the first names the fields), one for each of the links; all must be taken.
    pub(crate) fn submit(&self, rows: &str, links: &Links) -> anyhow::Result<()> {
        let output = self.try_submit(rows, links)?;
        let said = String::from_utf8_lossy(&output.stderr);
        ensure!(output.status.success(), "tacit-submit failed ({}):\n{said}", output.status);
        Ok(())
    }

    /// The same, whatever comes of it.
    pub(crate) fn try_submit(&self, rows: &str, links: &Links) -> anyhow::Result<Output> {
        let name = Path::new(links.path()).file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let answers = self.write(&format!("answers-{name}.csv"), rows)?;
        Ok(submit_csv(&self.programs, &answers, links)?.output()?)
    }
}
