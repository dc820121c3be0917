//! The program itself: starts, says where it listens, answers a health check, stops when told, and starts again.

#![allow(clippy::unwrap_used, reason = "a test that fails panics")]

use std::{
    fs,
    io::{BufRead, BufReader, Read},
    os::unix::fs::PermissionsExt,
    path::Path,
    process::{Child, Command, Stdio},
};

const PROGRAM: &str = env!("CARGO_BIN_EXE_tacit-server");

/// A running server and the lines it has yet to write.
struct Running {
    child: Child,
    log: BufReader<std::process::ChildStderr>,
    url: String,
}

impl Drop for Running {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn command(data: &Path) -> Command {
    let mut command = Command::new(PROGRAM);
    command.args(["--listen", "127.0.0.1:0", "--data-dir"]).arg(data).env_remove("TACIT_MONGODB_URI");
    command
}

fn start(data: &Path) -> Running {
    let mut child = command(data).stderr(Stdio::piped()).spawn().unwrap();
    let log = BufReader::new(child.stderr.take().unwrap());
    let mut running = Running { child, log, url: String::new() };
    while running.url.is_empty() {
        let mut line = String::new();
        assert_ne!(running.log.read_line(&mut line).unwrap(), 0, "the server ended");
        running.url = line.trim().strip_prefix("listening on ").unwrap_or_default().to_owned();
    }
    running
}

fn is_healthy(url: &str) -> bool {
    Command::new(PROGRAM)
        .args(["healthcheck", "--url", url])
        .stderr(Stdio::null())
        .status()
        .unwrap()
        .success()
}

fn signal(child: &Child, name: &str) {
    assert!(Command::new("kill").args([name, &child.id().to_string()]).status().unwrap().success());
}

#[test]
fn starts_answers_and_stops_when_told() {
    let dir = tempfile::tempdir().unwrap();
    let data = dir.path().join("data");
    for name in ["-TERM", "-INT"] {
        let mut server = start(&data);
        assert!(server.url.starts_with("http://127.0.0.1:"), "{}", server.url);
        assert!(is_healthy(&server.url));
        signal(&server.child, name);
        assert!(server.child.wait().unwrap().success());
        let mut rest = String::new();
        server.log.read_to_string(&mut rest).unwrap();
        assert!(rest.contains("stopping"), "{rest}");
        assert!(!is_healthy(&server.url));
    }
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!((mode(&data), mode(&data.join("master.key"))), (0o700, 0o600));
}

#[test]
fn starts_again_after_it_was_killed() {
    let dir = tempfile::tempdir().unwrap();
    for _ in 0..3 {
        let mut server = start(dir.path());
        assert!(is_healthy(&server.url));
        signal(&server.child, "-KILL");
        assert!(!server.child.wait().unwrap().success());
    }
}

#[test]
fn a_store_without_its_master_key_is_not_opened() {
    let dir = tempfile::tempdir().unwrap();
    drop(start(dir.path()));
    fs::remove_file(dir.path().join("master.key")).unwrap();
    let output = command(dir.path()).output().unwrap();
    assert!(!output.status.success());
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(said.contains("master key") && said.contains("Restore"), "{said}");
    assert!(!dir.path().join("master.key").exists(), "no new key is made");
}

#[test]
fn a_password_in_the_environment_is_never_shown() {
    for args in [&["--help"][..], &["serve", "--help"], &["--listen", "nonsense"]] {
        let output = Command::new(PROGRAM)
            .args(args)
            .env("TACIT_MONGODB_URI", "mongodb://u:hunter2@h/")
            .output()
            .unwrap();
        let said = [output.stdout, output.stderr].concat();
        assert!(!String::from_utf8_lossy(&said).contains("hunter2"), "{args:?}");
    }
    let output = Command::new(PROGRAM).env("TACIT_MONGODB_URI", "postgres://u:hunter2@h/").output().unwrap();
    assert!(!output.status.success());
    assert!(!String::from_utf8_lossy(&output.stderr).contains("hunter2"));
}
