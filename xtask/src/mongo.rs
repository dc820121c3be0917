//! The MongoDB server that the store's tests talk to.
//!
//! `TACIT_TEST_MONGODB_URI` may name a real one. MongoDB isn't packaged for Debian, so elsewhere SecantusDB stands in,
//! which the official driver can't tell apart in what we use. It is under the GPL and only ever runs as a process of
//! its own. There are two builds: the Python wheel installs in seconds and makes the tests a minute slower; the Rust
//! program takes some five minutes to build, so it is only the second choice, but for measurements.

use std::{
    env,
    ffi::OsString,
    iter,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::Context;

use crate::{
    packages,
    run::{cargo, on_path, run},
};

const URI: &str = "TACIT_TEST_MONGODB_URI";
const RUST_PROGRAM: &str = "secantusd-rs";
const PROGRAMS: [&str; 2] = [RUST_PROGRAM, "secantusd-py"];
const WHEEL: &str = "SecantusDB==0.7.0b3";
const CRATE: &str = "secantus-mdb";
const CRATE_VERSION: &str = "0.5.3-beta.196";

/// Makes sure that there is a MongoDB server to test with.
///
/// # Errors
///
/// When there is none and none can be installed.
pub(crate) fn ensure(root: &Path) -> anyhow::Result<()> {
    if is_there(root, &PROGRAMS) {
        return Ok(());
    }
    println!("Installing a stand-in for MongoDB into target/tools.");
    install_wheel(root).or_else(|error| {
        println!("{error:#}. Building it instead: some five minutes, once.");
        install_crate(root)
    })
}

/// As [`ensure`], one that answers fast enough to be measured with: the wheel takes 30 writes a second.
///
/// # Errors
///
/// As [`ensure`].
pub(crate) fn ensure_fast(root: &Path) -> anyhow::Result<()> {
    if is_there(root, &[RUST_PROGRAM]) {
        return Ok(());
    }
    println!("Building a stand-in for MongoDB into target/tools: some five minutes, once.");
    install_crate(root)
}

/// Whether a MongoDB is named, or one of these programs installed.
fn is_there(root: &Path, programs: &[&str]) -> bool {
    env::var_os(URI).is_some_and(|uri| !uri.is_empty())
        || programs.iter().any(|program| on_path(program).is_some() || bin(root).join(program).is_file())
}

/// The search path, with the tools that [`ensure`] installed.
pub(crate) fn search_path(root: &Path) -> anyhow::Result<OsString> {
    let path = env::var_os("PATH").unwrap_or_default();
    Ok(env::join_paths(env::split_paths(&path).chain(iter::once(bin(root))))?)
}

fn install_wheel(root: &Path) -> anyhow::Result<()> {
    let environment = |root| Command::new("python3").args(["-m", "venv"]).arg(tools(root)).output();
    if !environment(root).is_ok_and(|output| output.status.success()) {
        packages::install(&["python3", "python3-venv"])?;
        run(Command::new("python3").args(["-m", "venv"]).arg(tools(root)))?;
    }
    run(Command::new(bin(root).join("pip")).args([
        "install",
        "--quiet",
        "--disable-pip-version-check",
        WHEEL,
    ]))
}

fn install_crate(root: &Path) -> anyhow::Result<()> {
    if on_path("cmake").is_none() || on_path("c++").is_none() {
        packages::install(&["cmake", "g++", "make"])?;
    }
    run(cargo(root)
        .args(["install", "--quiet", "--ignore-rust-version", "--version", CRATE_VERSION, "--root"])
        .arg(tools(root))
        .arg(CRATE))
    .with_context(|| format!("start a MongoDB and name it in {URI}"))
}

fn tools(root: &Path) -> PathBuf {
    root.join("target/tools")
}

fn bin(root: &Path) -> PathBuf {
    tools(root).join("bin")
}
