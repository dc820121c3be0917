//! `load`: real submissions to the real server.

use std::path::Path;

use crate::{
    mongo,
    run::{cargo, heading, run},
};

/// Runs the server's load benchmark, with both stores.
///
/// # Errors
///
/// When it fails, or what it needs isn't there.
pub(crate) fn measure(root: &Path, submissions: u32) -> anyhow::Result<()> {
    heading("What the load needs");
    mongo::ensure_fast(root)?;
    heading("Load");
    let mut command = cargo(root);
    command.args(["bench", "-p", "tacit-server", "--bench", "load", "--", "--submissions"]);
    run(command.arg(submissions.to_string()).env("PATH", mongo::search_path(root)?))
}
