//! A MongoDB to test against.
//!
//! A real one, if `TACIT_TEST_MONGODB_URI` names it. Otherwise a process of its own that speaks MongoDB's protocol:
//! `secantusd-rs` (`cargo install secantus-mdb`) or the slower `secantusd-py` (`pip install SecantusDB`). They are a
//! stand-in: what passes on them still has to be tried on a real MongoDB, where one is at hand.

use std::{
    env,
    io::{self, BufRead, BufReader},
    net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream},
    path::{Path, PathBuf},
    process::{self, Child, Command, Stdio},
    sync::atomic::{AtomicU32, Ordering},
    thread,
    time::{Duration, Instant, UNIX_EPOCH},
};

use tempfile::TempDir;

/// Names a real MongoDB: `mongodb://...`.
pub const URI: &str = "TACIT_TEST_MONGODB_URI";
/// If `1`, tests that need MongoDB fail where there is none.
pub const REQUIRE: &str = "TACIT_REQUIRE_MONGO";

const PROGRAMS: [&str; 2] = ["secantusd-rs", "secantusd-py"];
const START_UP: Duration = Duration::from_secs(60);

/// A database server for one test; stopped when dropped.
pub struct MongoStandIn {
    uri: String,
    // The order matters: the process goes before its folder.
    process: Option<Process>,
    own: Option<Own>,
}

/// How a process of our own is started.
struct Own {
    program: PathBuf,
    options: &'static [&'static str],
    port: u16,
    folder: TempDir,
}

impl MongoStandIn {
    /// Starts one, or finds the one that [`URI`] names. `None` if there is none here, which is said on the error
    /// output.
    ///
    /// # Panics
    ///
    /// If there is none and [`REQUIRE`] is set, or if it doesn't start.
    pub fn start() -> Option<Self> {
        Self::start_with(&[])
    }

    /// As [`MongoStandIn::start`], but lets in nobody without a password, and has no user. `None` also where it can't be started so: if
    /// it isn't ours.
    ///
    /// # Panics
    ///
    /// As [`MongoStandIn::start`].
    pub fn start_locked() -> Option<Self> {
        let is_ours = env::var(URI).ok().is_none_or(|uri| uri.is_empty()) && find(PROGRAMS[0]).is_some();
        if is_ours { Self::start_with(&["--auth"]) } else { None }
    }

    /// As [`MongoStandIn::start`], but always a process of our own, which a [replica set](crate::replica_set) can be played in front of.
    /// `None` also where there is only the one that [`URI`] names.
    ///
    /// # Panics
    ///
    /// As [`MongoStandIn::start`].
    pub fn start_own() -> Option<Self> {
        let is_named = env::var(URI).is_ok_and(|uri| !uri.is_empty());
        if is_named && PROGRAMS.into_iter().find_map(find).is_none() {
            eprintln!(
                "not run: the MongoDB that {URI} names has a primary of its own. Install {PROGRAMS:?}."
            );
            return None;
        }
        Self::spawn_own(&[])
    }

    fn start_with(options: &'static [&'static str]) -> Option<Self> {
        if let Some(uri) = env::var(URI).ok().filter(|uri| !uri.is_empty()) {
            return Some(Self { uri, process: None, own: None });
        }
        Self::spawn_own(options)
    }

    fn spawn_own(options: &'static [&'static str]) -> Option<Self> {
        let Some(program) = PROGRAMS.into_iter().find_map(find) else {
            assert!(
                env::var(REQUIRE).as_deref() != Ok("1"),
                "{REQUIRE}=1, but there is no {PROGRAMS:?} and no {URI}"
            );
            eprintln!(
                "not run: no MongoDB here. Install secantusd-rs (cargo install secantus-mdb) or set {URI}."
            );
            return None;
        };
        // Another process may take the free port before ours does: then try another.
        (0..5)
            .find_map(|_| Self::spawn(&program, options).ok())
            .or_else(|| panic!("{} doesn't start", program.display()))
    }

    /// Its address.
    pub fn uri(&self) -> &str {
        &self.uri
    }

    /// Where it listens, if it is ours.
    pub fn address(&self) -> Option<SocketAddr> {
        self.own.as_ref().map(|own| SocketAddr::from((Ipv4Addr::LOCALHOST, own.port)))
    }

    /// Kills it as `kill -9` does; `false` if it isn't ours to kill.
    pub fn kill(&mut self) -> bool {
        self.process.take().is_some()
    }

    /// Kills it as `kill -9` does and starts it again on what it left; `false` if it isn't ours to kill.
    ///
    /// # Panics
    ///
    /// If it doesn't start again.
    pub fn kill_and_restart(&mut self) -> bool {
        let Some(own) = &self.own else { return false };
        drop(self.process.take());
        self.process = Some(own.run().expect("it starts again"));
        true
    }

    fn spawn(program: &Path, options: &'static [&'static str]) -> io::Result<Self> {
        let folder = TempDir::with_prefix("tacit-mongo-")?;
        let port = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?.port();
        let own = Own { program: program.into(), options, port, folder };
        let process = Some(own.run()?);
        let uri = format!("mongodb://127.0.0.1:{port}/?directConnection=true");
        Ok(Self { uri, process, own: Some(own) })
    }
}

impl Own {
    /// Runs it, and waits until it takes connections.
    fn run(&self) -> io::Result<Process> {
        let Self { program, options, port, folder } = self;
        let mut command = Command::new(program);
        command.args(["--host", "127.0.0.1", "--port", &port.to_string(), "--log-level", "ERROR"]);
        command.arg("--storage-path").arg(folder.path().join("data")).args(*options);
        if program.file_stem().is_some_and(|name| name == "secantusd-rs") {
            // Without the first, acknowledged writes are lost when it is killed.
            command.args(["--sync-on-commit", "--cache-size", "256M", "--log-file-max", "8MB"]);
        }
        let child = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped()).spawn()?;
        let mut process = Process(child);
        process.show_errors();
        process.wait_for(SocketAddr::from((Ipv4Addr::LOCALHOST, *port)))?;
        Ok(process)
    }
}

/// A name that no other test, and no run before on the same server, uses.
pub fn fresh_database() -> String {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    let time = UNIX_EPOCH.elapsed().unwrap().as_micros();
    format!("tacit_test_{time}_{}_{}", process::id(), NEXT.fetch_add(1, Ordering::Relaxed))
}

/// A process that is killed when dropped.
struct Process(Child);

impl Process {
    /// Passes what it reports on to our error output.
    fn show_errors(&mut self) {
        let Some(stderr) = self.0.stderr.take() else { return };
        thread::spawn(move || {
            BufReader::new(stderr).lines().map_while(Result::ok).for_each(|line| eprintln!("mongo: {line}"));
        });
    }

    fn wait_for(&mut self, address: SocketAddr) -> io::Result<()> {
        let deadline = Instant::now() + START_UP;
        while TcpStream::connect_timeout(&address, Duration::from_secs(1)).is_err() {
            if let Some(status) = self.0.try_wait()? {
                return Err(io::Error::other(format!("it ended with {status}")));
            }
            if Instant::now() > deadline {
                return Err(io::ErrorKind::TimedOut.into());
            }
            thread::sleep(Duration::from_millis(20));
        }
        Ok(())
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // Errors: it ended before.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// The program on the search path, or where Cargo installs.
fn find(name: &str) -> Option<PathBuf> {
    let path = env::var_os("PATH").unwrap_or_default();
    let cargo = env::var_os("CARGO_HOME")
        .map(PathBuf::from)
        .or_else(|| env::home_dir().map(|home| home.join(".cargo")))
        .map(|cargo| cargo.join("bin"));
    let folders = env::split_paths(&path).chain(cargo);
    folders.map(|folder| folder.join(name)).find(|program| program.is_file())
}
