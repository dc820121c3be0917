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

    heading("Fuzzing");
    check_fuzzers(root)?;

    heading("Documentation");
    run(cargo(root).args(["doc", "--workspace", "--no-deps"]).env("RUSTDOCFLAGS", "-D warnings"))
}

/// Whether the fuzzer's programs, a workspace of their own, compile. They aren't linked, so the fuzzer itself needn't be built: it is
/// said to be somewhere, where nobody looks for it.
fn check_fuzzers(root: &Path) -> anyhow::Result<()> {
    let mut check = cargo(root);
    check.args(["check", "--locked", "--manifest-path", "fuzz/Cargo.toml"]);
    check.env("CUSTOM_LIBFUZZER_PATH", root.join("target/fuzz/libfuzzer.a"));
    run(check.env("CARGO_TARGET_DIR", root.join("target/fuzz/check")).env("RUSTFLAGS", "-D warnings"))
}
