//! The MongoDB server that the store's tests talk to.
//!
//! A real `mongod` is used where there is one. MongoDB isn't packaged for Debian, so elsewhere SecantusDB stands in,
//! which the official driver can't tell apart in what we use. It is under the GPL and only ever runs as a process of
//! its own; building it takes some five minutes, once.

use std::{
    env, iter,
    path::{Path, PathBuf},
};

use anyhow::Context;

use crate::{
    packages,
    run::{cargo, on_path, run},
};

const STAND_IN: &str = "secantusd-rs";
const STAND_IN_PACKAGE: &str = "secantus-mdb";
const STAND_IN_VERSION: &str = "0.5.3-beta.196";

/// Makes sure that there is a MongoDB server to test with.
pub(crate) fn ensure(root: &Path) -> anyhow::Result<()> {
    if on_path("mongod").is_some() || on_path(STAND_IN).is_some() || tools(root).join(STAND_IN).is_file() {
        return Ok(());
    }
    if on_path("cmake").is_none() || on_path("c++").is_none() {
        packages::install(&["cmake", "g++", "make"])?;
    }
    println!("Building a stand-in for MongoDB: some five minutes, once.");
    run(cargo(root)
        .args(["install", "--quiet", "--ignore-rust-version", "--version", STAND_IN_VERSION, "--root"])
        .arg(tools_root(root))
        .arg(STAND_IN_PACKAGE))
    .context("install MongoDB's mongod by hand")
}

/// The search path, with the tools that [`ensure`] built.
pub(crate) fn search_path(root: &Path) -> anyhow::Result<std::ffi::OsString> {
    let path = env::var_os("PATH").unwrap_or_default();
    Ok(env::join_paths(env::split_paths(&path).chain(iter::once(tools(root))))?)
}

fn tools(root: &Path) -> PathBuf {
    tools_root(root).join("bin")
}

fn tools_root(root: &Path) -> PathBuf {
    root.join("target/tools")
}
