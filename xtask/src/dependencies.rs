//! Licences, sources and doubles among all packages that the workspace depends on, by the rules of `deny.toml`.
//!
//! Does what `cargo deny check bans licenses sources` does with the parts of that file that we use, in a second and
//! without an install of several minutes.

use std::{collections::BTreeSet, fs, path::Path};

use anyhow::{Context, bail};
use cargo_metadata::{Metadata, MetadataCommand, Package};
use serde::Deserialize;
use spdx::{Expression, Licensee, ParseMode};

#[derive(Deserialize)]
struct Rules {
    licenses: Licenses,
    bans: Bans,
    sources: Sources,
}

#[derive(Deserialize)]
struct Licenses {
    allow: Vec<String>,
}

#[derive(Deserialize)]
struct Bans {
    deny: Vec<Ban>,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
struct Ban {
    #[serde(rename = "crate")]
    name: String,
    /// Denied only if there is more than one version; otherwise altogether.
    #[serde(default)]
    deny_multiple_versions: bool,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
struct Sources {
    allow_registry: Vec<String>,
}

/// Checks every package of the lock file.
///
/// # Errors
///
/// When one breaks a rule; names all that do.
pub(crate) fn check(root: &Path) -> anyhow::Result<()> {
    let rules: Rules = toml::from_str(&fs::read_to_string(root.join("deny.toml"))?).context("deny.toml")?;
    let metadata = MetadataCommand::new().current_dir(root).other_options(vec!["--locked".into()]).exec()?;
    let mut offences = Vec::new();
    let foreign: Vec<&Package> =
        metadata.packages.iter().filter(|package| package.source.is_some()).collect();
    for package in &foreign {
        offences.extend(source_offence(package, &rules.sources));
        offences.extend(licence_offence(package, &rules.licenses)?);
    }
    for ban in &rules.bans.deny {
        offences.extend(ban_offence(&metadata, ban));
    }
    if !offences.is_empty() {
        bail!("dependencies that deny.toml doesn't allow:\n  {}", offences.join("\n  "));
    }
    println!("{} dependencies are as deny.toml allows.", foreign.len());
    Ok(())
}

fn source_offence(package: &Package, sources: &Sources) -> Option<String> {
    let source = package.source.as_ref()?;
    let allowed = sources.allow_registry.iter().any(|registry| source.repr == format!("registry+{registry}"));
    (!allowed).then(|| format!("{} comes from {source}", package.name))
}

fn licence_offence(package: &Package, licenses: &Licenses) -> anyhow::Result<Option<String>> {
    let Some(text) = &package.license else { return Ok(Some(format!("{} names no licence", package.name))) };
    let expression = Expression::parse_mode(text, ParseMode::LAX)
        .with_context(|| format!("the licence of {}, \"{text}\"", package.name))?;
    let allowed: Vec<Licensee> =
        licenses.allow.iter().map(|name| Licensee::parse(name)).collect::<Result<_, _>>()?;
    let fine = expression.evaluate(|required| allowed.iter().any(|licensee| licensee.satisfies(required)));
    Ok((!fine).then(|| format!("{} is under {text}", package.name)))
}

fn ban_offence(metadata: &Metadata, ban: &Ban) -> Option<String> {
    let same_name = metadata.packages.iter().filter(|package| *package.name == ban.name);
    let versions: BTreeSet<String> = same_name.map(|package| package.version.to_string()).collect();
    let most = usize::from(ban.deny_multiple_versions);
    let list = Vec::from_iter(versions.iter().cloned()).join(", ");
    (versions.len() > most).then(|| format!("{} is there in version {list}", ban.name))
}
