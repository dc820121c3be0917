//! How soon what is typed in a large table is on the screen.

use anyhow::{Context, ensure};
use thirtyfour::prelude::Key;

use crate::support::{browser::Browser, stage::Stage};

/// From a key to the next picture, in milliseconds: of half of all keys at most.
const MEDIAN: f64 = 50.0;
/// The same of every key.
const SLOWEST: f64 = 150.0;
/// How often it is tried: other programs' work on this machine slows some rounds, the page's own all of them.
const ROUNDS: usize = 8;

/// Keeps how long each key took to be seen, by the browser's own measure; what was faster than it measures counts as 16.
const OBSERVE: &str = r#"
    if (!PerformanceObserver.supportedEntryTypes.includes("event")) return false;
    window.keys = [];
    window.seen = new Map();
    addEventListener("keydown", event => window.seen.set(event.timeStamp, window.keys.push(16) - 1), true);
    new PerformanceObserver(list => {
        for (const entry of list.getEntries()) {
            const index = window.seen.get(entry.startTime);
            if (entry.name === "keydown" && index !== undefined) window.keys[index] = entry.duration;
        }
    }).observe({ type: "event", durationThreshold: 16 });
    return true;
"#;
/// The times of the keys since it was asked last, once the last of them is drawn and reported.
const TAKE: &str = r#"
    const drawn = () => new Promise(done => requestAnimationFrame(() => setTimeout(done, 0)));
    for (let i = 0; i < 3; i++) await drawn();
    window.seen.clear();
    return window.keys.splice(0).sort((a, b) => a - b);
"#;

/// In a table of 240 cells among four, with totals of rows, columns and all, and checks between the tables.
#[tokio::test(flavor = "multi_thread")]
async fn nothing_lags_in_a_large_table() -> anyhow::Result<()> {
    let stage = Stage::set(include_str!("../../../../examples/workforce.toml"), &[])?;
    let links = stage.analyst.invite(1, "links.csv")?;
    let browser = Browser::open().await?;
    browser.visit(&links.all()[0], "form").await?;
    ensure!(browser.js(OBSERVE).await? == true, "this browser doesn't measure keys");
    let mut rounds = Vec::new();
    for _ in 0..ROUNDS {
        let round = round(&browser).await?;
        rounds.push(round);
        if round.0 <= MEDIAN && round.1 <= SLOWEST {
            println!("a key in a form of 960 cells: median {} ms, slowest {} ms", round.0, round.1);
            return browser.close().await;
        }
    }
    anyhow::bail!("no round had a median of {MEDIAN} ms and no key of more than {SLOWEST} ms: {rounds:?}")
}

/// Fills eight cells, with the totals following; the median and the slowest key.
async fn round(browser: &Browser) -> anyhow::Result<(f64, f64)> {
    browser.click("f-pay.executives.asian_women").await?;
    for _ in 0..8 {
        for key in ["1", "2", "3", "4"] {
            browser.press(key).await?;
        }
        browser.press(Key::Right).await?;
        browser.press(Key::Enter).await?;
    }
    browser.says("[id='f-pay'] tfoot td.all", "9,872").await?;
    let times: Vec<f64> = serde_json::from_value(browser.js(TAKE).await?)?;
    ensure!(times.len() >= 48, "{} keys are measured", times.len());
    let counted = browser.js("return performance.eventCounts.get('keydown')").await?;
    ensure!(counted.as_u64() >= Some(48), "the browser has counted {counted} keys");
    Ok((times[times.len() / 2], *times.last().context("no times")?))
}
