//! The two programs, as processes.

use std::{
    fs,
    io::{BufRead, BufReader, Read},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use tacit_protocol::link::Link;
use tempfile::TempDir;

/// How often a process's memory is looked at.
const EVERY: Duration = Duration::from_millis(5);

/// A running `tacit-server`; dropped, it is killed and its data are gone.
pub(crate) struct Server {
    process: Child,
    url: String,
    folder: TempDir,
}

/// An analyst with a key of its own.
pub(crate) struct Analyst {
    folder: PathBuf,
    url: String,
}

/// What came of `tacit-analyst run`.
pub(crate) struct Run {
    /// From its start to its end.
    pub(crate) took: Duration,
    /// The most memory that was resident, in bytes.
    pub(crate) peak: u64,
    /// What it printed.
    pub(crate) output: Vec<u8>,
}

/// Builds the server's program as it is released, beside the analyst's.
pub(crate) fn build_server() -> PathBuf {
    let built = Command::new(env!("CARGO"))
        .args(["build", "--quiet", "--release", "--package", "tacit-server", "--bin", "tacit-server"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .status()
        .unwrap();
    assert!(built.success(), "tacit-server can't be built");
    Path::new(env!("CARGO_BIN_EXE_tacit-analyst")).with_file_name("tacit-server")
}

impl Server {
    pub(crate) fn start(program: &Path, folder: TempDir) -> Self {
        let mut process = Command::new(program)
            .args(["--listen", "127.0.0.1:0", "--data-dir", "data", "--master-key", "master.key"])
            .current_dir(folder.path())
            .env("TACIT_LOG", "error")
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(process.stderr.take().unwrap());
        let mut line = String::new();
        lines.read_line(&mut line).unwrap();
        let url = line.trim().strip_prefix("listening on ").unwrap().to_owned();
        thread::spawn(move || std::io::copy(&mut lines, &mut std::io::stderr()));
        Self { process, url, folder }
    }

    /// The most memory that was resident so far, in bytes.
    pub(crate) fn peak(&self) -> u64 {
        peak(&self.process).unwrap()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }
}

impl Analyst {
    /// With a new key, beside the server's data.
    pub(crate) fn new(server: &Server) -> Self {
        let analyst = Self { folder: server.folder.path().to_owned(), url: server.url.clone() };
        analyst.text(&["keygen"]);
        analyst
    }

    /// A session with as many links as are wanted.
    pub(crate) fn session(&self, form: &str, size: usize) -> Vec<Link> {
        let count = size.to_string();
        fs::write(self.folder.join("form.toml"), form).unwrap();
        self.text(&["create", "form.toml", "--max-participants", &count]);
        let csv = self.text(&["invite", "--count", &count]);
        csv.lines().skip(1).map(|line| line.split_once(',').unwrap().1.parse().unwrap()).collect()
    }

    /// Closes and computes.
    pub(crate) fn run(&self) -> Run {
        let started = Instant::now();
        let mut process = self.command(&["run", "--yes", "--format", "json"]).spawn().unwrap();
        let mut stdout = process.stdout.take().unwrap();
        let reader = thread::spawn(move || {
            let mut output = Vec::new();
            stdout.read_to_end(&mut output).unwrap();
            (output, started.elapsed())
        });
        let mut highest = 0;
        while process.try_wait().unwrap().is_none() {
            highest = highest.max(peak(&process).unwrap_or(0));
            thread::sleep(EVERY);
        }
        assert!(process.wait().unwrap().success(), "tacit-analyst failed");
        let (output, took) = reader.join().unwrap();
        Run { took, peak: highest, output }
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_tacit-analyst"));
        command
            .args(arguments)
            .current_dir(&self.folder)
            .env("TACIT_KEY", self.folder.join("analyst.key"))
            .env("TACIT_SERVER", &self.url)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        command
    }

    fn text(&self, arguments: &[&str]) -> String {
        let output = self.command(arguments).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    }
}

/// The kernel's high-water mark of a process's resident memory, in bytes (`VmHWM`, proc(5)); `None` once it has ended.
fn peak(process: &Child) -> Option<u64> {
    let status = fs::read_to_string(format!("/proc/{}/status", process.id())).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kibibytes: u64 = line.trim().strip_suffix(" kB")?.parse().ok()?;
    Some(kibibytes << 10)
}
