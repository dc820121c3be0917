//! Why a program didn't do what it was run for.

use std::{io, path::PathBuf};

/// Why a program didn't do what it was run for.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// It isn't where the others of this build are.
    #[error("there is no program {0}. Build it: cargo build --workspace --bins (cargo xtask does).")]
    NotBuilt(PathBuf),
    /// It can't be started or read from.
    #[error("{program} can't be run: {source}")]
    Io {
        /// Which program.
        program: String,
        /// Why.
        source: io::Error,
    },
    /// It ended with an error.
    #[error("{program} failed ({status}):\n{output}")]
    Failed {
        /// Which program.
        program: String,
        /// How it ended.
        status: std::process::ExitStatus,
        /// What it said.
        output: String,
    },
    /// The server didn't come up.
    #[error("the server did not start within {seconds} seconds. It said:\n{log}")]
    NotStarted {
        /// How long it was waited for.
        seconds: u64,
        /// What it said.
        log: String,
    },
    /// A file that a program wrote isn't what it should be.
    #[error("{path} can't be used: {reason}")]
    File {
        /// Which file.
        path: PathBuf,
        /// Why not.
        reason: String,
    },
}

impl Error {
    pub(crate) fn io(program: impl AsRef<std::path::Path>, source: io::Error) -> Self {
        Self::Io { program: program.as_ref().display().to_string(), source }
    }
}
