//! Debian packages that tests need, installed where that is allowed without asking anybody.

use std::process::{Command, Stdio};

use anyhow::{Context, bail};

use crate::run::{on_path, run};

/// Installs packages with apt, as root or through a sudo that asks for no password.
///
/// # Errors
///
/// Where there is no apt, no right to use it, or it fails; the message says what to install by hand.
pub(crate) fn install(packages: &[&str]) -> anyhow::Result<()> {
    let names = packages.join(" ");
    if on_path("apt-get").is_none() {
        bail!("this is no Debian or Ubuntu; install {names} (or what your system calls them) by hand");
    }
    let prefix: &[&str] = if is_root() {
        &[]
    } else if sudo_works() {
        &["sudo", "-n"]
    } else {
        bail!("no right to install packages; run: sudo apt-get install {names}");
    };
    apt_get(prefix, &["update", "-qq"])?;
    let install = [&["install", "-y", "-qq", "--no-install-recommends"], packages].concat();
    apt_get(prefix, &install).with_context(|| format!("install {names} by hand"))
}

fn apt_get(prefix: &[&str], arguments: &[&str]) -> anyhow::Result<()> {
    let line = [prefix, &["env", "DEBIAN_FRONTEND=noninteractive", "apt-get"], arguments].concat();
    run(Command::new(line[0]).args(&line[1..]).stdin(Stdio::null()).stdout(Stdio::null()))
}

fn is_root() -> bool {
    Command::new("id").arg("-u").output().is_ok_and(|id| id.stdout.trim_ascii() == b"0")
}

fn sudo_works() -> bool {
    let quiet =
        Command::new("sudo").args(["-n", "true"]).stdout(Stdio::null()).stderr(Stdio::null()).status();
    quiet.is_ok_and(|status| status.success())
}
