//! Sealing in a real browser: a form of 100 numbers of 32 bits and the workforce form of 960 cells, from the answers to the
//! sealed report, by the page's own measure; the first time after loading, and again. How soon the form is there, how
//! much is sent, and whether the page's own thread is kept busy.
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

/// Numbers in the small form.
const NUMBERS: usize = 100;
/// Cells in the large one.
const CELLS: usize = 960;
/// How often the page is loaded.
const LOADS: usize = 10;
/// How often it seals after each loading.
const SEALINGS: usize = 4;
/// What loading may take until one can begin to fill in the large form, in milliseconds.
const INTERACTIVE: f64 = 1000.0;
/// What may be sent for the large form, in bytes.
const MAX_REPORT: usize = 600_000;

/// Keeps what a visit took: the moment in which the form was there, how long the page's own thread was ever busy at a
/// stretch while it was sealed, and how much was sent.
const WATCH: &str = r#"
    window.there = 0;
    window.busy = 0;
    window.sent = 0;
    new MutationObserver((_, observer) => {
        if (document.querySelector("main[data-state=form] form #continue")) {
            requestAnimationFrame(() => setTimeout(() => there = performance.now()));
            observer.disconnect();
        }
    }).observe(document, { subtree: true, childList: true, attributes: true });
    new PerformanceObserver(list => {
        for (const task of list.getEntries()) {
            const main = document.querySelector("main");
            if (main && main.dataset.state === "sealing") busy = Math.max(busy, task.duration);
        }
    }).observe({ type: "longtask" });
    const real = window.fetch;
    window.fetch = async (...request) => {
        const asked = new Request(...request);
        if (asked.method === "PUT") sent = (await asked.clone().arrayBuffer()).byteLength;
        return real(asked);
    };
"#;

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    build_programs()?;
    let small = measure(&form(), FILL, &format!("{NUMBERS} numbers of 32 bits")).await?;
    let workforce = include_str!("../../examples/workforce.toml");
    let large = measure(workforce, TOUCH, &format!("the form of {CELLS} cells")).await?;
    let slowest = small.sealing();
    ensure!(slowest < 50.0, "sealing {NUMBERS} numbers took {slowest:.1} ms; the goal is 50 ms");
    let (slowest, interactive) = (large.sealing(), median(&large.there));
    ensure!(slowest < 150.0, "sealing {CELLS} cells took {slowest:.1} ms; the goal is 150 ms");
    ensure!(large.sent <= MAX_REPORT, "{} bytes are sent; the goal is {MAX_REPORT}", large.sent);
    ensure!(
        interactive <= INTERACTIVE,
        "the form was there after {interactive:.0} ms; the goal is {INTERACTIVE}"
    );
    Ok(())
}

/// What was found with one form; milliseconds.
#[derive(Default)]
struct Found {
    there: Vec<f64>,
    first: Vec<f64>,
    again: Vec<f64>,
    busy: f64,
    sent: usize,
}

impl Found {
    /// The median of sealing, whichever is slower.
    fn sealing(&self) -> f64 {
        median(&self.first).max(median(&self.again))
    }
}

async fn measure(form: &str, fill: &str, what: &str) -> anyhow::Result<Found> {
    let stage = Stage::set(form, &[])?;
    let links = stage.analyst.invite(1, "links.csv")?;
    let mut found = Found::default();
    let browser = Browser::open().await?;
    browser.before_every_page(WATCH).await?;
    for _ in 0..LOADS {
        visit(&browser, &links.all()[0], fill, &mut found).await?;
    }
    browser.close().await?;
    for (when, times) in
        [("the first time", &found.first), ("again", &found.again), ("the form is there", &found.there)]
    {
        let slowest = times.iter().copied().fold(0.0, f64::max);
        println!(
            "{what}, {when}: median {:.1} ms, slowest {slowest:.1} ms, of {}",
            median(times),
            times.len()
        );
    }
    println!(
        "{what}: {} bytes sent; the page's thread busy for {:.0} ms at most while sealing",
        found.sent, found.busy
    );
    Ok(found)
}

/// Loads the page and submits some times.
async fn visit(browser: &Browser, link: &str, fill: &str, found: &mut Found) -> anyhow::Result<()> {
    browser.visit(link, "form").await?;
    for sealing in 0..SEALINGS {
        if sealing > 0 {
            browser.click("again").await?;
            browser.reaches("form").await?;
        }
        browser.js(fill).await?;
        // Whoever answers a survey gives the browser the time to load the program that seals.
        browser.js("await new Promise(done => setTimeout(done, 1000))").await?;
        browser.click("continue").await?;
        browser.reaches("check").await?;
        browser.click("submit").await?;
        browser.reaches("submitted").await?;
    }
    let measures = "return performance.getEntriesByType('measure').filter(e => e.name === 'tacit-seal').map(e => e.duration)";
    let times: Vec<f64> =
        serde_json::from_value(browser.js(measures).await?).context("the page measured nothing")?;
    ensure!(times.len() == SEALINGS, "{} of {SEALINGS} sealings are measured", times.len());
    found.first.push(times[0]);
    found.again.extend_from_slice(&times[1..]);
    let seen: [f64; 3] = serde_json::from_value(browser.js("return [there, busy, sent]").await?)?;
    found.there.push(seen[0]);
    found.busy = found.busy.max(seen[1]);
    found.sent = seen[2] as usize;
    Ok(())
}

fn median(times: &[f64]) -> f64 {
    let mut sorted = times.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted[sorted.len() / 2]
}

/// Types another number into every field.
const FILL: &str = "
    for (const input of document.querySelectorAll('input[id^=f-]')) {
        input.value = String(Math.floor(Math.random() * 4294967296));
        input.dispatchEvent(new Event('input', { bubbles: true }));
    }";

/// Types into one cell; the others stay empty, which is 0.
const TOUCH: &str = "
    const input = document.querySelector('input[id^=f-]');
    input.value = '0';
    input.dispatchEvent(new Event('input', { bubbles: true }));";

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
