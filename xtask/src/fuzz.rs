//! Looks for bytes that a decoder doesn't stand, with libFuzzer: the programs in `fuzz`, each for a bounded time.
//!
//! They are built by the toolchain that builds everything else, with the instruments that it has but doesn't promise to keep
//! (`RUSTC_BOOTSTRAP`): no other toolchain needs to be installed. AddressSanitizer is among them, as it is by it that libFuzzer knows
//! how much is allocated; memory that is used wrongly can't be ours, as we write no unsafe code.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, ensure};

use crate::{
    packages,
    run::{cargo, on_path, output, run},
};

const TOOL: &str = "cargo-fuzz";
const TOOL_VERSION: &str = "0.13.2";
/// How long each program looks, unless said otherwise.
pub(crate) const SECONDS: u32 = 60;
/// What reads a message, a header or a name has little to allocate. The most at once, in MiB.
const SHORT: [&str; 8] = ["boxes", "codes", "forwarded", "headers", "json", "key_files", "messages", "texts"];
const MOST_AT_ONCE_OF_SHORT: u32 = 2;
/// The most that may be allocated at once, and in all, in MiB, elsewhere: what the largest spreadsheet that is read may come to, unpacked.
const MOST_AT_ONCE: u32 = 128;
const MOST: u32 = 2048;
/// How long one input may take, in seconds, with all the instruments.
const PATIENCE: u32 = 20;

/// Runs every program, each for so many seconds.
///
/// # Errors
///
/// When what it takes can't be installed, or a program finds something: where that is saved is in its output.
pub(crate) fn run_all(root: &Path, seconds: u32) -> anyhow::Result<()> {
    install(root)?;
    let folder = root.join("target/fuzz");
    let seeds = folder.join("seeds");
    run(cargo(root)
        .args(["run", "--quiet", "-p", "tacit-fuzzing", "--example", "write_seeds", "--"])
        .arg(&seeds))?;
    let list = output(&mut fuzz(root, "list"))?;
    let programs = programs(&list)?;
    ensure!(SHORT.iter().all(|short| programs.contains(short)), "{SHORT:?} aren't all among {programs:?}");
    for program in programs {
        let corpus = folder.join("corpus").join(program);
        fs::create_dir_all(&corpus).with_context(|| format!("{} can't be made", corpus.display()))?;
        let seeds = seeds.join(program);
        run(fuzz(root, "run").arg(program).args([corpus, seeds]).args([
            "--".into(),
            format!("-max_total_time={seconds}"),
            format!("-malloc_limit_mb={}", most_at_once(program)),
            format!("-rss_limit_mb={MOST}"),
            format!("-timeout={PATIENCE}"),
            "-print_final_stats=1".into(),
            "-verbosity=0".into(),
        ]))?;
    }
    Ok(())
}

fn most_at_once(program: &str) -> u32 {
    if SHORT.contains(&program) { MOST_AT_ONCE_OF_SHORT } else { MOST_AT_ONCE }
}

/// The programs in a list of them, of which there must be some: with none, nothing would be looked for, and nothing found.
fn programs(list: &str) -> anyhow::Result<Vec<&str>> {
    let programs: Vec<_> = list.lines().map(str::trim).filter(|name| !name.is_empty()).collect();
    ensure!(
        !programs.is_empty(),
        "{TOOL} finds no programs in `fuzz`: see whether fuzz/Cargo.toml names them."
    );
    Ok(programs)
}

/// cargo-fuzz, from wherever it is installed.
fn fuzz(root: &Path, what: &str) -> Command {
    let installed = bin(root).join(TOOL);
    let mut command = if installed.is_file() { Command::new(installed) } else { Command::new(TOOL) };
    command.args(["fuzz", what, "--fuzz-dir", "fuzz"]).current_dir(root);
    command.env("RUSTC_BOOTSTRAP", "1").env("CARGO_TARGET_DIR", root.join("target/fuzz/build"));
    command
}

fn install(root: &Path) -> anyhow::Result<()> {
    if on_path("c++").is_none() {
        packages::install(&["g++"])?;
    }
    if on_path(TOOL).is_none() && !bin(root).join(TOOL).is_file() {
        println!("Installing {TOOL} into target/tools.");
        let tools = root.join("target/tools");
        run(cargo(root).args(["install", "--quiet", "--version", TOOL_VERSION, TOOL, "--root"]).arg(tools))?;
    }
    Ok(())
}

fn bin(root: &Path) -> PathBuf {
    root.join("target/tools/bin")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn to_look_for_nothing_is_an_error() {
        assert_eq!(programs("messages\ntexts\n").unwrap(), ["messages", "texts"]);
        for nothing in ["", "\n", "  \n\n"] {
            assert!(programs(nothing).is_err(), "{nothing:?}");
        }
    }
}
