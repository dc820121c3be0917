//! `check-imports`: who may import whom, as in ARCHITECTURE.md.

use std::{fs, path::Path};

use anyhow::{Context, bail};
use cargo_metadata::{DependencyKind, MetadataCommand};

use crate::run::{cargo, run};

/// Each crate, and the crates of this workspace that it may import. Dev-dependencies are free.
const MAY_IMPORT: &[(&str, &[&str])] = &[
    ("tacit-form", &[]),
    ("tacit-envelope", &[]),
    ("tacit-tally", &["tacit-form"]),
    ("tacit-protocol", &["tacit-form", "tacit-envelope"]),
    ("tacit-client", &["tacit-protocol", "tacit-envelope"]),
    // The client only for tacit-submit: the library does no I/O, see SOURCES.
    ("tacit-participant", &["tacit-form", "tacit-envelope", "tacit-tally", "tacit-protocol", "tacit-client"]),
    ("tacit-numerals", &[]),
    ("tacit-sheet", &["tacit-form", "tacit-numerals"]),
    ("tacit-sealer", &["tacit-participant"]),
    ("tacit-worker", &["tacit-form", "tacit-sheet"]),
    (
        "tacit-web",
        &[
            "tacit-numerals",
            "tacit-sheet",
            "tacit-form",
            "tacit-protocol",
            "tacit-participant",
            "tacit-client",
        ],
    ),
    ("tacit-server", &["tacit-envelope", "tacit-tally", "tacit-protocol"]),
    // The participant only for what a submission costs, which `form check` finds by making one.
    (
        "tacit-analyst",
        &[
            "tacit-form",
            "tacit-envelope",
            "tacit-tally",
            "tacit-protocol",
            "tacit-participant",
            "tacit-client",
        ],
    ),
    (
        "tacit-testkit",
        &[
            "tacit-form",
            "tacit-envelope",
            "tacit-tally",
            "tacit-protocol",
            "tacit-participant",
            "tacit-client",
            "tacit-server",
        ],
    ),
    // What must hold of every decoder; for fuzzing and tests only.
    (
        "tacit-fuzzing",
        &[
            "tacit-form",
            "tacit-envelope",
            "tacit-tally",
            "tacit-protocol",
            "tacit-participant",
            "tacit-sheet",
            "tacit-numerals",
            "tacit-analyst",
        ],
    ),
    ("tacit-e2e", &["tacit-form"]),
    ("xtask", &["tacit-e2e"]),
];

/// The crates that do no I/O and read no clock: they build for the browser.
const PURE: &[&str] = &[
    "tacit-form",
    "tacit-tally",
    "tacit-envelope",
    "tacit-protocol",
    "tacit-participant",
    "tacit-numerals",
    "tacit-sheet",
];

/// Words that may not occur in the sources of a folder, and why.
struct SourceRule {
    folder: &'static str,
    forbidden: &'static [&'static str],
    why: &'static str,
}

const IO: &[&str] = &["std::fs", "std::net", "std::env", "std::process", "SystemTime", "std::time::Instant"];
const NO_IO: &str = "this crate does no I/O and reads no clock; pass in what it needs";
/// Whatever holds a share in the clear, or opens one.
const SHARES: &[&str] =
    &["tally::leader", "tally::helper", "leader::Leader", "LeaderAggregate", "Role::Leader"];
const NO_SHARES: &str = "handlers and stores can't name a share in the clear; session/ does";

const SOURCES: &[SourceRule] = &[
    SourceRule { folder: "crates/form/src", forbidden: IO, why: NO_IO },
    SourceRule { folder: "crates/tally/src", forbidden: IO, why: NO_IO },
    SourceRule { folder: "crates/envelope/src", forbidden: IO, why: NO_IO },
    SourceRule { folder: "crates/protocol/src", forbidden: IO, why: NO_IO },
    SourceRule { folder: "crates/participant/src", forbidden: IO, why: NO_IO },
    SourceRule { folder: "crates/numerals/src", forbidden: IO, why: NO_IO },
    SourceRule { folder: "crates/sheet/src", forbidden: IO, why: NO_IO },
    SourceRule {
        folder: "web/src",
        forbidden: &["tacit_tally", "tacit_envelope"],
        why: "the page holds nothing of cryptography; it calls tacit-participant",
    },
    SourceRule { folder: "server/src/handlers", forbidden: SHARES, why: NO_SHARES },
    SourceRule { folder: "server/src/store", forbidden: SHARES, why: NO_SHARES },
    SourceRule {
        folder: "server/src",
        forbidden: &["tally::helper", "tacit_tally::shard"],
        why: "the server is the leader",
    },
    SourceRule {
        folder: "analyst/src",
        forbidden: &["tally::leader", "tacit_tally::shard"],
        why: "the analyst is the helper",
    },
];

/// Checks the crates' dependencies, what their sources name, and that the pure crates build for the browser.
///
/// # Errors
///
/// When any of these fails; names every offender.
pub(crate) fn check(root: &Path) -> anyhow::Result<()> {
    let mut offences = foreign_edges(root)?;
    for rule in SOURCES {
        search(root, &root.join(rule.folder), rule, &mut offences)?;
    }
    if !offences.is_empty() {
        bail!("imports that ARCHITECTURE.md doesn't allow:\n  {}", offences.join("\n  "));
    }
    let packages = PURE.iter().flat_map(|name| ["-p", name]);
    run(cargo(root)
        .args(["check", "--quiet", "--lib", "--no-default-features", "--target", "wasm32-unknown-unknown"])
        .args(packages))?;
    println!("Imports are as ARCHITECTURE.md has them.");
    Ok(())
}

/// The edges between crates of this workspace that the table doesn't have.
fn foreign_edges(root: &Path) -> anyhow::Result<Vec<String>> {
    let metadata = MetadataCommand::new().current_dir(root).no_deps().exec()?;
    let names: Vec<&str> =
        metadata.workspace_packages().iter().map(|package| package.name.as_str()).collect();
    let mut offences = Vec::new();
    for package in metadata.workspace_packages() {
        let Some((_, allowed)) = MAY_IMPORT.iter().find(|(name, _)| *name == package.name.as_str()) else {
            offences.push(format!("{} is not in the table at all", package.name));
            continue;
        };
        let inside = package.dependencies.iter().filter(|dependency| {
            dependency.kind != DependencyKind::Development && names.contains(&dependency.name.as_str())
        });
        for dependency in inside.filter(|dependency| !allowed.contains(&dependency.name.as_str())) {
            offences.push(format!("{} imports {}", package.name, dependency.name));
        }
    }
    Ok(offences)
}

/// Looks through a folder's Rust sources; tests and binaries are free.
fn search(root: &Path, folder: &Path, rule: &SourceRule, offences: &mut Vec<String>) -> anyhow::Result<()> {
    for entry in fs::read_dir(folder).with_context(|| format!("{} can't be read", folder.display()))? {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if ["tests", "tests.rs", "bin", "main.rs"].contains(&name.as_str()) || name.ends_with("_tests.rs") {
            continue;
        }
        if path.is_dir() {
            search(root, &path, rule, offences)?;
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            search_file(root, &path, rule, offences)?;
        }
    }
    Ok(())
}

fn search_file(
    root: &Path,
    path: &Path,
    rule: &SourceRule,
    offences: &mut Vec<String>,
) -> anyhow::Result<()> {
    let text = fs::read_to_string(path)?;
    let code = text.lines().enumerate().filter(|(_, line)| !line.trim_start().starts_with("//"));
    for (number, line) in code {
        for word in rule.forbidden.iter().filter(|word| line.contains(**word)) {
            let place = path.strip_prefix(root).unwrap_or(path).display();
            offences.push(format!("{place}:{}: {word} ({})", number + 1, rule.why));
        }
    }
    Ok(())
}
