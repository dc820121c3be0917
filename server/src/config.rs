//! What an operator may set.

use std::{path::PathBuf, time::Duration};

/// A server's settings; its store, clock, site and listener are given beside it.
#[derive(Clone, Debug)]
pub struct Config {
    /// File of the master key, under which all session keys are sealed; made at the first start.
    pub master_key: PathBuf,
    /// Whether people reach the server over https only: then browsers are told to insist on it.
    pub https: bool,
    /// What a client may take of the server.
    pub limits: Limits,
}

/// What a client may take of the server.
#[derive(Clone, Debug)]
pub struct Limits {
    /// The longest report, in bytes: forms whose reports are longer are refused when the session is created.
    pub max_report_bytes: usize,
    /// How long a request may take.
    pub request_timeout: Duration,
    /// How long requests under way may take to finish when the server is told to stop.
    pub shutdown_grace: Duration,
    /// How many submissions may be opened and checked at once.
    pub parallel_submissions: usize,
    /// How many batches may be computed at once; each takes all cores.
    pub parallel_batches: usize,
}

impl Default for Limits {
    fn default() -> Self {
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        Self {
            max_report_bytes: 4 << 20,
            request_timeout: Duration::from_secs(60),
            shutdown_grace: Duration::from_secs(10),
            parallel_submissions: 2 * cores,
            parallel_batches: 2,
        }
    }
}

impl Config {
    /// The defaults, with the master key in this file.
    pub fn new(master_key: impl Into<PathBuf>) -> Self {
        Self { master_key: master_key.into(), https: false, limits: Limits::default() }
    }
}
