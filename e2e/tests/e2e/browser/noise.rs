//! A survey with noise: what is said before, and what is shown of the results.

use anyhow::ensure;

use super::answer;
use crate::support::{browser::Browser, stage::Stage};

/// Every kind of figure that noise moves: counts, a sum, a mean in groups, bins with quartiles, a two-way table, a regression.
const FORM: &str = r#"
title = "Wages with noise"
purpose = "To see what differential privacy leaves of them."
[[field]]
key = "wage"
kind = "number"
label = "Hourly wage"
unit = "euros"
min = 0
max = 100
[[field]]
key = "hours"
kind = "number"
label = "Hours a week"
min = 0
max = 60
[[field]]
key = "content"
kind = "boolean"
label = "Are you content with your work?"
[[field]]
key = "place"
kind = "choice"
label = "Where do you mostly work?"
options = [{ key = "office", label = "In an office" }, { key = "home", label = "At home" }]
[[analysis]]
kind = "count"
[[analysis]]
kind = "sum"
of = "wage"
[[analysis]]
kind = "mean"
of = "wage"
by = "content"
[[analysis]]
kind = "frequency"
of = "place"
[[analysis]]
kind = "histogram"
of = "wage"
bins = [25, 50, 75]
[[analysis]]
kind = "crosstab"
rows = "content"
columns = "place"
[[analysis]]
kind = "regression"
of = "wage"
on = ["hours"]
"#;

/// Many different rows of answers.
fn rows(count: usize) -> String {
    let row = |number: usize| {
        let (wage, hours) = (number * 37 % 101, number * 11 % 61);
        let content = ["yes", "no"][number % 2];
        let place = ["office", "home"][number / 2 % 2];
        format!("{wage},{hours},{content},{place}\n")
    };
    let rows: String = (0..count).map(row).collect();
    format!("wage,hours,content,place\n{rows}")
}

#[tokio::test(flavor = "multi_thread")]
async fn noise_is_announced_and_told_from_the_figures() -> anyhow::Result<()> {
    let stage = Stage::set(FORM, &["--epsilon", "1", "--threshold", "2"])?;
    let links = stage.analyst.invite(160, "links.csv")?;
    stage.submit(&rows(159), &links.part(1..160, "others.csv")?)?;
    let browser = Browser::open().await?;
    browser.visit(&links.all()[0], "form").await?;
    let about = browser.text(".about").await?;
    for said in ["a budget of ε = 1", "is known only with noise, and so is whether they are enough"] {
        ensure!(about.contains(said), "{said:?} isn't said, but:\n{about}");
    }
    ensure!(!about.contains("learn exactly"), "{about}");
    browser.screens("noise-form").await?;
    browser.fill("f-hours", "40").await?;
    answer(&browser, "12").await?;
    browser.screens("noise-check").await?;
    browser.click("trust-toggle").await?;
    browser.says("#trust-noise", "a budget of ε = 1").await?;
    let learns = browser.text("#trust-learns").await?;
    let about = learns.matches("about how many people are in each group (with noise)").count();
    ensure!(about == 2, "{learns}");
    browser.screens("noise-trust").await?;
    browser.click("submit").await?;
    browser.reaches("submitted").await?;

    let report = stage.folder("handed-on")?.join("report.html").display().to_string();
    stage.analyst.run(["run", "--yes", "--output", &report])?;
    stage.analyst.run(["publish", "--yes"])?;
    browser.visit(&links.all()[0], "closed").await?;
    browser.says("#results .verified", "has checked").await?;
    let results = browser.text("#results").await?;
    ensure!(results.contains("a budget of ε = 1"), "{results}");
    let crosstab = browser.text(".crosstab").await?;
    ensure!(crosstab.is_empty() || crosstab.contains("with noise, parts need not add up"), "{crosstab}");
    ensure!(!results.contains("certainly between"), "what has noise is said to be certain:\n{results}");
    // Every figure that is opened says how far noise moves it, but for how many there are in all.
    let bare = browser
        .js("return [...document.querySelectorAll('.chart td.figure')].filter(cell => \
            !cell.querySelector('.nothing') && !cell.innerText.includes('(noise)') && \
            cell.innerText !== '160').map(cell => cell.closest('tr').querySelector('th').innerText)")
        .await?;
    ensure!(bare.as_array().is_some_and(Vec::is_empty), "no noise: {bare:?}");
    let sum = browser.text(".chart:nth-of-type(2) td.figure").await?;
    ensure!(sum.contains("± ") && sum.contains("(noise)"), "{sum}");
    browser.screens("noise-results").await?;

    browser.visit(&format!("file://{report}"), "").await?;
    let page = browser.text("body").await?;
    for said in ["a budget of ε = 1", "two standard errors of the noise", " ± "] {
        ensure!(page.contains(said), "{said:?} isn't said, but:\n{page}");
    }
    ensure!(!page.contains("95%"), "{page}");
    browser.screens("noise-report").await?;
    browser.close().await
}
