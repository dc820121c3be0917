//! A running `tacit-server`.

use std::{
    io::{BufRead, BufReader},
    path::Path,
    process::{Child, ChildStderr, Stdio},
    sync::{Arc, Mutex, PoisonError, mpsc},
    thread,
    time::Duration,
};

use crate::{Error, Programs};

/// What the server says on its standard error once it answers.
const LISTENING: &str = "listening on ";
/// Who runs it.
pub const OPERATOR: &str = "Council of Example, IT";
const START: Duration = Duration::from_secs(60);

/// A running server on the embedded store; killed without mercy when dropped.
#[derive(Debug)]
pub struct Server {
    child: Child,
    url: String,
    log: Log,
}

#[derive(Clone, Debug, Default)]
struct Log(Arc<Mutex<String>>);

impl Server {
    /// Starts a server with its files in `data_dir`, on `listen` (`address:port`, port 0 for a free one), and waits
    /// until it answers.
    ///
    /// # Errors
    ///
    /// When it can't be started, ends, or isn't ready within a minute.
    pub fn start(programs: &Programs, data_dir: &Path, listen: &str) -> Result<Self, Error> {
        Self::start_as(Some(OPERATOR), programs, data_dir, listen)
    }

    /// As [`Server::start`], run by `operator`, or by somebody who gives no name.
    ///
    /// # Errors
    ///
    /// As [`Server::start`].
    pub fn start_as(
        operator: Option<&str>,
        programs: &Programs,
        data_dir: &Path,
        listen: &str,
    ) -> Result<Self, Error> {
        let mut command = programs.command("tacit-server")?;
        command.args(["--store", "embedded", "--listen", listen, "--data-dir"]).arg(data_dir);
        command.args(operator.iter().flat_map(|operator| ["--operator", operator]));
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped());
        let mut child = command.spawn().map_err(|source| Error::io("tacit-server", source))?;
        let log = Log::default();
        let (ready, address) = mpsc::channel();
        if let Some(stderr) = child.stderr.take() {
            let log = log.clone();
            thread::spawn(move || log.follow(stderr, &ready));
        }
        let mut server = Self { child, url: String::new(), log };
        server.url = address
            .recv_timeout(START)
            .map_err(|_| Error::NotStarted { seconds: START.as_secs(), log: server.log() })?;
        Ok(server)
    }

    /// Its address, such as `http://127.0.0.1:40123`.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The same as `address:port`, to start another in its place.
    pub fn address(&self) -> &str {
        self.url.trim_start_matches("http://")
    }

    /// Its process's id.
    pub fn process_id(&self) -> u32 {
        self.child.id()
    }

    /// All that it has logged so far.
    pub fn log(&self) -> String {
        self.log.lock().clone()
    }

    /// Ends it as `kill -9` does, and waits until it is gone.
    pub fn kill(mut self) {
        self.end();
    }

    fn end(&mut self) {
        // Fails only if it has ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.end();
    }
}

impl Log {
    /// Keeps every line, and sends the address when the server says it.
    fn follow(&self, stderr: ChildStderr, ready: &mpsc::Sender<String>) {
        for line in BufReader::new(stderr).lines().map_while(Result::ok) {
            if let Some(url) = line.strip_prefix(LISTENING) {
                // Nobody waits any more: it came too late.
                let _ = ready.send(url.trim().trim_end_matches('/').to_owned());
            }
            let mut log = self.lock();
            log.push_str(&line);
            log.push('\n');
        }
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, String> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
