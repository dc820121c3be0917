//! The program itself, as a process.

#![allow(unreachable_pub, dead_code, clippy::unwrap_used, reason = "for tests; each uses its part of this")]

use std::{
    io::{BufRead, BufReader},
    path::Path,
    process::{Child, ChildStderr, Command, Stdio},
};

pub const PROGRAM: &str = env!("CARGO_BIN_EXE_tacit-server");

/// A running server and the lines it has yet to write. Killed when dropped.
pub struct Running {
    pub child: Child,
    /// What it wrote until it listened.
    pub beginning: String,
    pub log: BufReader<ChildStderr>,
    pub url: String,
}

impl Drop for Running {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Running {
    /// Tells it to stop.
    pub fn stop(&self) {
        self.signal("-TERM");
    }

    /// Sends it SIGHUP, and waits until its log says this.
    pub fn hang_up(&mut self, says: &str) {
        self.signal("-HUP");
        let mut line = String::new();
        while !line.contains(says) {
            line.clear();
            assert_ne!(self.log.read_line(&mut line).unwrap(), 0, "the server ended");
        }
    }

    /// Sends it a signal, named as `kill` has it: `-INT`.
    pub fn signal(&self, name: &str) {
        let id = self.child.id().to_string();
        assert!(Command::new("kill").args([name, &id]).status().unwrap().success());
    }
}

/// A server on any free port, its data in this folder.
pub fn command(data: &Path) -> Command {
    let mut command = Command::new(PROGRAM);
    command.args(["--listen", "127.0.0.1:0", "--data-dir"]).arg(data).env_remove("TACIT_STORE");
    command
}

/// Starts it and waits until it listens.
pub fn start(command: &mut Command) -> Running {
    let mut child = command.stderr(Stdio::piped()).spawn().unwrap();
    let log = BufReader::new(child.stderr.take().unwrap());
    let mut running = Running { child, beginning: String::new(), log, url: String::new() };
    while running.url.is_empty() {
        let mut line = String::new();
        assert_ne!(running.log.read_line(&mut line).unwrap(), 0, "the server ended");
        // Followed, in a line of JSON, by more.
        let (_, url) = line.split_once("listening on ").unwrap_or_default();
        running.url = url.split(['"', '\n']).next().unwrap_or_default().to_owned();
        running.beginning += &line;
    }
    running
}
