//! What the tests are made of.

mod axe;
pub(crate) mod browser;
pub(crate) mod chromedriver;
pub(crate) mod files;
pub(crate) mod lookalike;
mod looks;
pub(crate) mod pty;
mod qr;
pub(crate) mod stage;

use std::time::{Duration, Instant};

/// How long anything may take. Long, because all tests share two cores; what is expected is polled for.
pub(crate) const PATIENCE: Duration = Duration::from_secs(90);
/// How often it is looked whether what is expected is there.
pub(crate) const LOOK: Duration = Duration::from_millis(20);

/// Looks until `found` has something, at most for [`PATIENCE`].
pub(crate) fn wait_for<T>(what: &str, mut found: impl FnMut() -> Option<T>) -> anyhow::Result<T> {
    let deadline = Instant::now() + PATIENCE;
    loop {
        if let Some(found) = found() {
            return Ok(found);
        }
        anyhow::ensure!(Instant::now() < deadline, "{what}: not within {} seconds", PATIENCE.as_secs());
        std::thread::sleep(LOOK);
    }
}

/// Chooses who encrypts: in the whole workspace reqwest is built with TLS, and refuses to start without a choice,
/// though everything here is plain HTTP on this machine.
pub(crate) fn choose_tls() {
    // Fails only if it is chosen already.
    let _ = rustls::crypto::ring::default_provider().install_default();
}
