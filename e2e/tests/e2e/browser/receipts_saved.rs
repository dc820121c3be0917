//! Receipts that were kept as files, checked in the page.

use std::path::{Path, PathBuf};

use anyhow::{Context, ensure};

use super::answer;
use crate::support::{
    browser::Browser,
    stage::{SURVEY, Stage},
};

/// The receipt's file, as the page saves it.
async fn receipt(browser: &Browser, stage: &Stage, name: &str) -> anyhow::Result<PathBuf> {
    let script = "const link = document.getElementById('save-receipt'); \
        return link && decodeURIComponent(link.href.slice(link.href.indexOf(',') + 1))";
    stage.write(name, browser.js(script).await?.as_str().context("nothing to save")?)
}

/// Has the page check a file, and waits for what it finds.
async fn check(browser: &Browser, file: &Path, found: &str, words: &str) -> anyhow::Result<()> {
    browser.choose_file("saved-file", file).await?;
    let selector = format!("#saved-found[data-found='{found}']");
    let said = browser.says(&selector, words).await;
    let state = browser.js("return document.getElementById('saved-found').dataset.found").await?;
    said.with_context(|| format!("{} is found to be {state}", file.display()))
}

#[tokio::test(flavor = "multi_thread")]
async fn what_became_of_it_is_said_of_a_saved_receipt() -> anyhow::Result<()> {
    let stage = Stage::set(SURVEY, &["--threshold", "2"])?;
    let links = stage.analyst.invite(3, "links.csv")?;
    stage.submit("wage,content,place\n10.00,yes,home\n", &links.part(2..3, "other.csv")?)?;
    let browser = Browser::open().await?;
    browser.visit(&links.all()[0], "form").await?;
    answer(&browser, "12.50").await?;
    browser.click("submit").await?;
    browser.reaches("submitted").await?;
    let first = receipt(&browser, &stage, "first.txt").await?;
    check(&browser, &first, "received", "Genuine").await?;
    browser.says("#saved-found", "This is your newest submission").await?;
    browser.click("again").await?;
    browser.reaches("form").await?;
    answer(&browser, "13.50").await?;
    browser.click("submit").await?;
    browser.reaches("submitted").await?;
    let second = receipt(&browser, &stage, "second.txt").await?;
    check(&browser, &first, "replaced", "Replaced by revision 2").await?;
    check(&browser, &second, "received", "Genuine").await?;

    // Another's, another survey's, forged, and none.
    browser.visit(&links.all()[2], "form").await?;
    browser.click("show-receipt").await?;
    browser.reaches("submitted").await?;
    check(&browser, &first, "other-link", "another link than yours").await?;
    let text = std::fs::read_to_string(&first)?;
    let damaged = stage.write("damaged.txt", &text.replace("receipt a", "receipt b"))?;
    check(&browser, &damaged, "no-receipt", "no receipt, or not all of one").await?;
    check(&browser, &stage.write("other.txt", "Shopping list")?, "no-receipt", "no receipt").await?;
    let long = stage.write("long.txt", &"x".repeat(1 << 20))?;
    check(&browser, &long, "no-receipt", "no receipt").await?;
    check(&browser, &forged(&stage, &text)?, "forged", "Forged").await?;
    browser.screens("receipt-saved-forged").await?;
    let other_stage = Stage::set(SURVEY, &["--threshold", "2"])?;
    let other_link = other_stage.analyst.invite(1, "links.csv")?;
    let elsewhere = Browser::open().await?;
    elsewhere.visit(&other_link.all()[0], "form").await?;
    answer(&elsewhere, "12.50").await?;
    elsewhere.click("submit").await?;
    elsewhere.reaches("submitted").await?;
    check(&elsewhere, &first, "other-survey", "another survey").await?;
    elsewhere.visit(&other_stage.url(), "landing").await?;
    check(&elsewhere, &first, "other-server", "of the server at").await?;
    elsewhere.close().await?;

    // After the close, without the link.
    stage.analyst.run(["run", "--yes"])?;
    browser.visit(&stage.url(), "landing").await?;
    check(&browser, &first, "counted", "How we work").await?;
    browser.says("#saved-found", "Revision 2 is counted").await?;
    check(&browser, &second, "counted", "of the 2 submissions").await?;
    browser.screens("landing-receipt").await?;
    let mut stage = stage;
    stage.kill_server();
    check(&browser, &second, "unheard", "can’t be asked").await?;
    browser.close().await
}

/// The same receipt with another character in its signature.
fn forged(stage: &Stage, text: &str) -> anyhow::Result<PathBuf> {
    let line = text.lines().find(|line| line.starts_with("receipt ")).context("no receipt")?;
    let at = line.len() - 40;
    let other = if &line[at..=at] == "a" { "b" } else { "a" };
    let forged = format!("{}{other}{}", &line[..at], &line[at + 1..]);
    ensure!(forged != line, "nothing is forged");
    stage.write("forged.txt", &text.replace(line, &forged))
}
