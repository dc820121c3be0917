//! Parts of the Rust toolchain that may be missing. `rust-toolchain.toml` names them, but rustup installs them by
//! itself only where `RUSTUP_AUTO_INSTALL` isn't 0.

use std::{path::Path, process::Command};

use anyhow::Context;

use crate::run::{cargo, output, run};

const WASM: &str = "wasm32-unknown-unknown";

/// Makes sure that code can be built for the browser.
pub(crate) fn ensure_wasm_target(root: &Path) -> anyhow::Result<()> {
    let libraries =
        output(Command::new("rustc").args(["--print", "target-libdir", "--target", WASM]).current_dir(root))?;
    if Path::new(libraries.trim()).is_dir() {
        return Ok(());
    }
    run(Command::new("rustup").args(["target", "add", WASM]).current_dir(root)).with_context(|| {
        format!("the Rust target {WASM} is missing. Install it, with rustup: rustup target add {WASM}")
    })
}

/// Makes sure that `cargo fmt` and `cargo clippy` are there.
pub(crate) fn ensure_lint_tools(root: &Path) -> anyhow::Result<()> {
    for (subcommand, component) in [("fmt", "rustfmt"), ("clippy", "clippy")] {
        if output(cargo(root).args([subcommand, "--version"])).is_err() {
            run(Command::new("rustup").args(["component", "add", component]).current_dir(root))
                .with_context(|| {
                    format!(
                        "{component} is missing. Install it, with rustup: rustup component add {component}"
                    )
                })?;
        }
    }
    Ok(())
}
