//! Sealing in a real browser: a form of 100 numbers of 32 bits, from "submit" to the sealed report, by the page's own
//! measure. The first time after loading, when the browser hasn't optimised the page's program yet, and again.
//!
//! Needs Chromium and its driver, and the page as it is released (`cargo xtask bench` sees to both, or
//! `cargo xtask build-web`).

#![allow(clippy::print_stdout, reason = "a measurement prints what it finds")]

#[path = "../tests/e2e/support/mod.rs"]
#[allow(dead_code, reason = "shared with the tests, which use the rest")]
mod support;

use std::{fmt::Write, path::Path, process::Command};

use anyhow::{Context, ensure};
use support::{browser::Browser, stage::Stage};

/// Numbers in the form.
const NUMBERS: usize = 100;
/// How often the page is loaded.
const LOADS: usize = 10;
/// How often it seals after each loading.
const SEALINGS: usize = 4;
/// What the slowest may take, in milliseconds.
const GOAL: f64 = 50.0;

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    build_programs()?;
    let stage = Stage::set(&form(), &[])?;
    let links = stage.analyst.invite(1, "links.csv")?;
    let browser = Browser::open().await?;
    let (mut first, mut again) = (Vec::new(), Vec::new());
    for _ in 0..LOADS {
        let times = sealings(&browser, &links.all()[0]).await?;
        first.push(times[0]);
        again.extend_from_slice(&times[1..]);
    }
    browser.close().await?;
    let slowest = [summary("the first time", first), summary("again", again)].into_iter().fold(0.0, f64::max);
    ensure!(slowest < GOAL, "the slowest took {slowest:.1} ms; the goal is {GOAL} ms");
    Ok(())
}

/// Loads the page and submits some times; how long each sealing took, in milliseconds.
async fn sealings(browser: &Browser, link: &str) -> anyhow::Result<Vec<f64>> {
    browser.visit(link, "form").await?;
    for sealing in 0..SEALINGS {
        if sealing > 0 {
            browser.click("again").await?;
            browser.reaches("form").await?;
        }
        browser.js(FILL).await?;
        browser.click("continue").await?;
        browser.reaches("check").await?;
        browser.click("submit").await?;
        browser.reaches("submitted").await?;
    }
    let times = browser
        .js("return performance.getEntriesByType('measure').filter(e => e.name === 'tacit-seal').map(e => e.duration)")
        .await?;
    let times: Vec<f64> = serde_json::from_value(times).context("the page measured nothing")?;
    ensure!(times.len() == SEALINGS, "{} of {SEALINGS} sealings are measured", times.len());
    Ok(times)
}

/// Types another number into every field.
const FILL: &str = "
    for (const input of document.querySelectorAll('input[id^=f-]')) {
        input.value = String(Math.floor(Math.random() * 4294967296));
        input.dispatchEvent(new Event('input', { bubbles: true }));
    }";

/// Prints median and slowest; the slowest.
fn summary(when: &str, mut times: Vec<f64>) -> f64 {
    times.sort_by(f64::total_cmp);
    let (median, slowest) = (times[times.len() / 2], times[times.len() - 1]);
    println!(
        "sealing {NUMBERS} numbers of 32 bits, {when}: median {median:.1} ms, slowest {slowest:.1} ms, of {}",
        times.len()
    );
    slowest
}

fn form() -> String {
    let mut form = "title = \"T\"\npurpose = \"P\"\n".to_owned();
    for number in 0..NUMBERS {
        // Writing to a text doesn't fail.
        let _ = write!(
            form,
            "[[field]]\nkey = \"x{number}\"\nkind = \"number\"\nlabel = \"X\"\nmin = 0\nmax = 4294967295\n\
             [[analysis]]\nkind = \"sum\"\nof = \"x{number}\"\n"
        );
    }
    form
}

/// Builds the programs that this drives, beside it.
fn build_programs() -> anyhow::Result<()> {
    let built = Command::new(env!("CARGO"))
        .args(["build", "--quiet", "--release", "--bins", "-p", "tacit-server", "-p", "tacit-analyst"])
        .current_dir(Path::new(env!("CARGO_MANIFEST_DIR")))
        .status()?;
    ensure!(built.success(), "the programs can't be built");
    Ok(())
}
