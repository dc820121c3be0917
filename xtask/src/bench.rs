//! `bench`: Criterion's benchmarks of all crates.

use std::path::Path;

use anyhow::ensure;
use cargo_metadata::{MetadataCommand, TargetKind};

use crate::run::{cargo, heading, run};

/// Runs the benchmarks; `arguments` go to Criterion.
///
/// # Errors
///
/// When one fails.
pub(crate) fn run_all(root: &Path, arguments: &[String]) -> anyhow::Result<()> {
    let metadata = MetadataCommand::new().current_dir(root).no_deps().exec()?;
    let mut ran = 0;
    for package in metadata.workspace_packages() {
        for target in package.targets.iter().filter(|target| target.kind.contains(&TargetKind::Bench)) {
            heading(&format!("{}: {}", package.name, target.name));
            run(cargo(root)
                .args(["bench", "-p", &package.name, "--bench", &target.name, "--"])
                .args(arguments))?;
            ran += 1;
        }
    }
    ensure!(ran > 0, "there are no benchmarks. They belong into benches/ of their crate.");
    Ok(())
}
