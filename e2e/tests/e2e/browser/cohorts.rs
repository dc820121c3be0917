//! Cohorts: chosen with each submission or assigned by the invitation, and said to be no secret.

use anyhow::{Context, ensure};

use super::{RECORD, answer, fill};
use crate::support::{
    browser::Browser,
    stage::{SURVEY, Stage},
};

/// Where a report's cohort is, in hexadecimal digits: after version, report id, participant id and revision.
const COHORT: std::ops::Range<usize> = 2 * (1 + 16 + 32 + 4)..2 * (1 + 16 + 32 + 4 + 2);

#[tokio::test(flavor = "multi_thread")]
async fn chosen_and_changed_by_another_submission() -> anyhow::Result<()> {
    let stage = Stage::set(SURVEY, &["--cohort", "Retail", "--cohort", "Finance and insurance"])?;
    let links = stage.analyst.invite(1, "links.csv")?;
    let browser = Browser::open().await?;
    browser.before_every_page(RECORD).await?;
    browser.visit(&links.all()[0], "form").await?;
    let said = browser.text("[id='f--cohort']").await?;
    ensure!(said.contains("no secret") && said.contains("sealed answers"), "{said}");
    fill(&browser, "12.50").await?;
    browser.says("#error-summary", "Your cohort").await?;
    browser.screens("cohort-missing").await?;
    browser.click("f--cohort-1").await?;
    ensure!(browser.text("#error-summary").await?.is_empty(), "the error stays");
    browser.click("continue").await?;
    browser.reaches("check").await?;
    browser.says("#cohort", "Retail").await?;
    browser.screens("cohort-check").await?;
    browser.click("trust-toggle").await?;
    browser.says("#trust-cohort-name", "Retail").await?;
    ensure!(browser.text("#trust-cohort").await? == "0001", "{}", browser.text("#trust-cohort").await?);
    browser.says("#trust-learns", "learn which group of participants you belong to").await?;
    browser.click("submit").await?;
    browser.reaches("submitted").await?;
    browser.says("#cohort", "Retail").await?;
    counts(&stage, ["Retail: 1 submitted", "Finance and insurance: 0 submitted"])?;
    browser.screens("cohort-submitted").await?;

    // Another submission is of another cohort; the one before is what the form begins with.
    browser.visit(&links.all()[0], "form").await?;
    let before = browser.js("return document.getElementById('f--cohort-1').checked").await?;
    ensure!(before == true, "the cohort of the submission before isn't shown");
    answer(&browser, "13.00").await?;
    browser.says("#cohort", "Retail").await?;
    browser.click("change--cohort").await?;
    browser.reaches("form").await?;
    ensure!(browser.focused().await? == "f--cohort-1", "the focus is on {}", browser.focused().await?);
    browser.click("f--cohort-2").await?;
    browser.click("continue").await?;
    browser.reaches("check").await?;
    browser.says("#cohort", "Finance and insurance").await?;
    browser.click("submit").await?;
    browser.reaches("submitted").await?;
    ensure!(browser.text("#revision").await? == "2", "not the second revision");
    browser.says("#cohort", "Finance and insurance").await?;
    counts(&stage, ["Retail: 0 submitted", "Finance and insurance: 1 submitted"])?;
    let sent = browser.js("return sent[sent.length - 1]").await?;
    ensure!(sent.as_str().and_then(|bytes| bytes.get(COHORT)) == Some("0002"), "another cohort is sent");
    browser.visit(&links.all()[0], "form").await?;
    browser.says("#already", "Finance and insurance").await?;
    browser.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn of_many_a_list() -> anyhow::Result<()> {
    let names: Vec<String> = (1..=20).map(|number| format!("Region {number}")).collect();
    let options: Vec<&str> = names.iter().flat_map(|name| ["--cohort", name]).collect();
    let stage = Stage::set(SURVEY, &options)?;
    let links = stage.analyst.invite(1, "links.csv")?;
    let browser = Browser::open().await?;
    browser.visit(&links.all()[0], "form").await?;
    browser.screens("cohort-list").await?;
    fill(&browser, "12.50").await?;
    browser.says("#error-summary", "Your cohort").await?;
    browser
        .js("const list = document.getElementById('f--cohort'); list.value = '17'; \
        list.dispatchEvent(new Event('change', { bubbles: true }))")
        .await?;
    browser.click("continue").await?;
    browser.reaches("check").await?;
    browser.says("#cohort", "Region 17").await?;
    browser.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn assigned_by_the_invitation() -> anyhow::Result<()> {
    let by = ["--cohort", "Retail", "--cohort", "Finance", "--cohorts-by", "invitation"];
    let stage = Stage::set(SURVEY, &by)?;
    let link = stage.analyst.run(["invite", "--count", "1", "--cohort", "Finance"])?;
    let link = link.lines().nth(1).and_then(|line| line.rsplit_once(',')).context("no link")?.1.to_owned();
    let browser = Browser::open().await?;
    browser.before_every_page(RECORD).await?;
    browser.visit(&link, "form").await?;
    browser.says("[id='f--cohort']", "Your invitation is to this cohort").await?;
    let inputs = browser.js("return document.querySelectorAll('[id=\"f--cohort\"] input').length").await?;
    ensure!(inputs == 0, "it can be changed");
    browser.screens("cohort-assigned").await?;
    answer(&browser, "12.50").await?;
    browser.says("#cohort", "Finance").await?;
    browser.click("submit").await?;
    browser.reaches("submitted").await?;
    browser.says("#cohort", "Finance").await?;
    let sent = browser.js("return sent[sent.length - 1]").await?;
    ensure!(sent.as_str().and_then(|bytes| bytes.get(COHORT)) == Some("0002"), "another cohort is sent");
    counts(&stage, ["Retail: 0 of 0 submitted", "Finance: 1 of 1 submitted"])?;
    browser.close().await
}

/// What the analyst is told of each cohort.
fn counts(stage: &Stage, said: [&str; 2]) -> anyhow::Result<()> {
    let status = stage.analyst.run(["status"])?;
    ensure!(said.iter().all(|said| status.contains(said)), "{status}");
    Ok(())
}
