//! `bench`: every benchmark of all crates, most of them Criterion's.

use std::path::Path;

use anyhow::ensure;
use cargo_metadata::{MetadataCommand, TargetKind};

use crate::{
    browser, build_web, mongo,
    run::{cargo, heading, run},
    toolchain,
};

/// Runs the benchmarks; `arguments` go to Criterion.
///
/// # Errors
///
/// When one fails, or what it needs isn't there.
pub(crate) fn run_all(root: &Path, arguments: &[String]) -> anyhow::Result<()> {
    heading("What the benchmarks need");
    browser::ensure()?;
    mongo::ensure_fast(root)?;
    toolchain::ensure_wasm_target(root)?;
    build_web::build(root)?;
    let metadata = MetadataCommand::new().current_dir(root).no_deps().exec()?;
    let mut ran = 0;
    for package in metadata.workspace_packages() {
        for target in package.targets.iter().filter(|target| target.kind.contains(&TargetKind::Bench)) {
            heading(&format!("{}: {}", package.name, target.name));
            run(cargo(root)
                .args(["bench", "-p", &package.name, "--bench", &target.name, "--"])
                .args(arguments)
                .env("PATH", mongo::search_path(root)?))?;
            ran += 1;
        }
    }
    ensure!(ran > 0, "there are no benchmarks. They belong into benches/ of their crate.");
    Ok(())
}
