//! Says where the page's files are: `$TACIT_SITE_DIR`, or `target/site` of the workspace, where
//! `cargo xtask build-web` puts them. Without them an empty folder is embedded, and `/` says what to run.

use std::{env, fs, io, path::PathBuf};

fn main() -> io::Result<()> {
    println!("cargo:rerun-if-env-changed=TACIT_SITE_DIR");
    let site = match env::var_os("TACIT_SITE_DIR") {
        Some(dir) => PathBuf::from(dir),
        None => PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default()).join("../target/site"),
    };
    fs::create_dir_all(&site)?;
    let site = site.canonicalize()?;
    println!("cargo:rerun-if-changed={}", site.display());
    println!("cargo:rustc-env=TACIT_SITE_DIR={}", site.display());
    Ok(())
}
