//! axe-core, which looks for barriers on the page: for tests only, under the MPL, and never committed.
//!
//! npm fetches it from its registry; only the version that is named here, byte by byte, is taken.

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use anyhow::{Context, bail, ensure};
use data_encoding::BASE64;
use sha2::{Digest, Sha512};

use crate::{packages, run::on_path};

const PACKAGE: &str = "axe-core";
const VERSION: &str = "4.14.1";
/// SHA-512 of the package, as the registry publishes it.
const SHA_512: &str =
    "FHfa+lmNjQZfJz1q8wKqIDwC6DExcHt/pkjNQb09a3NPjCKg2rhu5qb2S4r76ASyFNNtuFooJpZe37OgudVGtQ==";
/// The script within the package.
const SCRIPT: &str = "package/axe.min.js";

/// Makes sure that the script is there, where the tests look for it: `target/tools/axe-core-*/package/axe.min.js`.
///
/// # Errors
///
/// When it can't be fetched, or is another than the one named here.
pub(crate) fn ensure(root: &Path) -> anyhow::Result<()> {
    if script(root).is_file() {
        return Ok(());
    }
    println!("Fetching {PACKAGE} {VERSION} into target/tools.");
    let folder = folder(root);
    fs::create_dir_all(&folder).with_context(|| format!("{} can't be made", folder.display()))?;
    let archive = fetch(&folder)?;
    check(&archive)?;
    unpack(&folder, &archive)?;
    ensure!(script(root).is_file(), "{PACKAGE} {VERSION} holds no {SCRIPT}");
    Ok(())
}

fn script(root: &Path) -> PathBuf {
    folder(root).join(SCRIPT)
}

fn folder(root: &Path) -> PathBuf {
    root.join(format!("target/tools/{PACKAGE}-{VERSION}"))
}

fn fetch(folder: &Path) -> anyhow::Result<PathBuf> {
    if on_path("npm").is_none() {
        packages::install(&["npm"])?;
    }
    let wanted = format!("{PACKAGE}@{VERSION}");
    // Elsewhere than in the workspace: no configuration of ours is meant for it.
    let output = Command::new("npm")
        .args(["pack", "--silent", &wanted])
        .current_dir(folder)
        .stdin(Stdio::null())
        .output()
        .context("npm could not be started")?;
    if !output.status.success() {
        bail!("npm could not fetch {wanted}:\n{}", String::from_utf8_lossy(&output.stderr));
    }
    Ok(folder.join(format!("{PACKAGE}-{VERSION}.tgz")))
}

fn check(archive: &Path) -> anyhow::Result<()> {
    let bytes = fs::read(archive).with_context(|| format!("{} can't be read", archive.display()))?;
    let found = BASE64.encode(&Sha512::digest(&bytes));
    ensure!(
        found == SHA_512,
        "npm's {PACKAGE} {VERSION} has the SHA-512 {found}, not {SHA_512}. Don't use it."
    );
    Ok(())
}

fn unpack(folder: &Path, archive: &Path) -> anyhow::Result<()> {
    let status = Command::new("tar")
        .arg("-xzf")
        .arg(archive)
        .arg("-C")
        .arg(folder)
        .arg(SCRIPT)
        .status()
        .context("tar could not be started")?;
    ensure!(status.success(), "{} can't be unpacked ({status})", archive.display());
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_package_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let archive = folder.path().join("axe.tgz");
        fs::write(&archive, "something else").unwrap();
        let error = check(&archive).unwrap_err();
        assert!(error.to_string().contains("Don't use it"), "{error}");
    }
}
