//! `test`: every test, with what it needs installed where that is possible.

use std::{env, path::Path};

use anyhow::bail;

use crate::{
    axe, browser, build_web, fuzz, mongo,
    run::{cargo, heading, run},
    toolchain,
};

/// What some tests need and may be missing.
struct Need {
    what: &'static str,
    ensure: fn(&Path) -> anyhow::Result<()>,
    /// Arguments for the tests when it is missing.
    without: &'static [&'static str],
    /// Set when it is missing: then tests do without it.
    excused: Option<&'static str>,
    /// Set when it is there: then these tests don't pass without it.
    required: Option<&'static str>,
}

const NEEDS: &[Need] = &[
    Need {
        what: "Chromium and its driver",
        ensure: |_| browser::ensure(),
        without: &["--skip", "browser::"],
        excused: None,
        required: None,
    },
    Need {
        what: "axe-core, which looks for barriers on the page",
        ensure: axe::ensure,
        without: &[],
        excused: Some("TACIT_WITHOUT_AXE"),
        required: None,
    },
    Need {
        what: "a MongoDB server",
        ensure: mongo::ensure,
        without: &[],
        excused: None,
        required: Some("TACIT_REQUIRE_MONGO"),
    },
];

/// Runs every test; `long` also those that take minutes each.
///
/// # Errors
///
/// When one fails, or doesn't compile. In CI (`CI=true`) also when one can't be run.
pub(crate) fn run_all(root: &Path, long: bool) -> anyhow::Result<()> {
    heading("What the tests need");
    toolchain::ensure_wasm_target(root)?;
    let missing = missing(root);
    if !missing.is_empty() && env::var_os("CI").is_some_and(|ci| ci == "true") {
        bail!("{}", notices(&missing).join("\n"));
    }

    heading("Page");
    build_web::build(root)?;

    // One selection of features for both: nothing is built twice.
    heading("Programs and tests");
    run(cargo(root).args(["build", "--workspace", "--lib", "--bins", "--tests"]))?;

    heading("Tests");
    let mut command = cargo(root);
    command.args(["test", "--workspace", "--no-fail-fast", "--"]).env("PATH", mongo::search_path(root)?);
    for need in NEEDS {
        let is_missing = missing.iter().any(|(missing, _)| missing.what == need.what);
        if is_missing {
            command.args(need.without);
        }
        command.envs((if is_missing { need.excused } else { need.required }).map(|variable| (variable, "1")));
    }
    if long {
        command.env("TACIT_LONG", "1");
    }
    let mut result = run(&mut command);
    if long {
        heading("Fuzzing");
        result = result.and(fuzz::run_all(root, fuzz::SECONDS));
    }

    heading("Not run");
    notices(&missing).iter().for_each(|notice| println!("{notice}"));
    if !long {
        println!("Tests that take minutes each: cargo xtask test --long");
    }
    result
}

/// What isn't there and can't be installed, and why.
fn missing(root: &Path) -> Vec<(&'static Need, anyhow::Error)> {
    let ensured = NEEDS.iter().map(|need| (need, (need.ensure)(root)));
    ensured.filter_map(|(need, result)| Some((need, result.err()?))).collect()
}

fn notices(missing: &[(&Need, anyhow::Error)]) -> Vec<String> {
    let notice = |(need, why): &(&Need, anyhow::Error)| format!("Tests that need {}: {why:#}", need.what);
    missing.iter().map(notice).collect()
}
