//! Ending what a task has started, however the task ends.

use std::{
    fs,
    path::PathBuf,
    process::exit,
    sync::{Mutex, PoisonError},
};

use anyhow::Context;
use tacit_e2e::Server;

/// What to end and remove.
struct Started {
    server: Option<Server>,
    folder: Option<PathBuf>,
}

static STARTED: Mutex<Started> = Mutex::new(Started { server: None, folder: None });

/// While it lives, Ctrl-C and SIGTERM end what was put into it, and so does its end.
pub(crate) struct Shutdown(());

impl Shutdown {
    /// Begins to listen for Ctrl-C. Once a process.
    pub(crate) fn on_interrupt() -> anyhow::Result<Self> {
        ctrlc::set_handler(|| interrupted()).context("Ctrl-C can't be caught")?;
        Ok(Self(()))
    }

    /// Ends the task as Ctrl-C does, when a program it runs was interrupted so.
    pub(crate) fn interrupted(&self) -> ! {
        interrupted()
    }

    /// A folder to remove with everything in it.
    pub(crate) fn remove(&self, folder: PathBuf) {
        with(|started| started.folder = Some(folder));
    }

    /// A server to end.
    pub(crate) fn end(&self, server: Server) {
        with(|started| started.server = Some(server));
    }
}

impl Drop for Shutdown {
    fn drop(&mut self) {
        clean_up();
    }
}

fn interrupted() -> ! {
    clean_up();
    exit(130)
}

/// Ends and removes while it holds the lock: whoever else wants to clean up waits until it is done.
fn clean_up() {
    with(|started| {
        drop(started.server.take());
        if let Some(folder) = started.folder.take()
            && let Err(error) = fs::remove_dir_all(&folder)
        {
            eprintln!("{} can't be removed: {error}", folder.display());
        }
    });
}

fn with(change: impl FnOnce(&mut Started)) {
    change(&mut STARTED.lock().unwrap_or_else(PoisonError::into_inner));
}
