//! `lint`: everything that is checked without running a test.

use std::path::Path;

use crate::{
    dependencies, imports,
    run::{cargo, heading, run},
    toolchain,
};

/// Runs every check; warnings are errors.
///
/// # Errors
///
/// At the first check that fails.
pub(crate) fn run_all(root: &Path) -> anyhow::Result<()> {
    toolchain::ensure_lint_tools(root)?;
    toolchain::ensure_wasm_target(root)?;

    heading("Format");
    run(cargo(root).args(["fmt", "--all", "--check"]))?;

    heading("Dependencies");
    dependencies::check(root)?;

    heading("Imports");
    imports::check(root)?;

    heading("Clippy");
    run(cargo(root).args(["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"]))?;
    let page = ["clippy", "-p", "tacit-web", "--target", "wasm32-unknown-unknown", "--", "-D", "warnings"];
    run(cargo(root).args(page))?;

    heading("Documentation");
    run(cargo(root).args(["doc", "--workspace", "--no-deps"]).env("RUSTDOCFLAGS", "-D warnings"))
}
