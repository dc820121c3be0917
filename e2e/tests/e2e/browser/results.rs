//! What is published, of every kind of analysis and of cohorts, as participants see it.

use anyhow::ensure;

use crate::support::{browser::Browser, stage::Stage};

const SURVEY: &str = include_str!("../../../../examples/pay-in-depth.toml");
const DATA: &str = include_str!("../../../../examples/wage1.csv");

/// Rows of the data, below the line that names the fields.
fn rows(range: std::ops::Range<usize>) -> String {
    let lines: Vec<&str> = DATA.lines().collect();
    let rows = &lines[1 + range.start..1 + range.end];
    format!("{}\n{}\n", lines[0], rows.join("\n"))
}

#[tokio::test(flavor = "multi_thread")]
async fn every_kind_of_analysis_is_shown() -> anyhow::Result<()> {
    let stage = Stage::set(SURVEY, &["--threshold", "3"])?;
    let links = stage.analyst.invite(60, "links.csv")?;
    stage.submit(&rows(0..60), &links)?;
    stage.analyst.run(["run", "--yes"])?;
    stage.analyst.run(["publish", "--yes"])?;
    let browser = Browser::open().await?;
    browser.visit(&links.all()[0], "closed").await?;
    browser.says("#results .verified", "has checked").await?;
    let said = browser.text("#results").await?;
    for words in [
        "Median",
        "certainly between",
        "Independence of rows and columns: χ²\u{a0}=",
        "(95%:",
        "p\u{a0}<\u{a0}0.001",
        "weighted by",
    ] {
        ensure!(said.contains(words), "no {words:?} in:\n{said}");
    }
    let cells = browser.js("return [...document.querySelectorAll('.crosstab')].map(table => \
        [...table.querySelectorAll('tbody tr, tfoot tr')].map(row => [...row.querySelectorAll('td')].map(cell => +cell.innerText)))").await?;
    for table in cells.as_array().into_iter().flatten() {
        let number = |row: usize, column: usize| table[row][column].as_u64();
        let sum = |one: Option<u64>, other: Option<u64>| one.zip(other).map(|(one, other)| one + other);
        if number(0, 0).is_some() {
            ensure!(sum(number(0, 0), number(0, 1)) == number(0, 2), "{table}");
            ensure!(sum(number(0, 2), number(1, 2)) == number(2, 2), "{table}");
        }
    }
    ensure!(cells.as_array().is_some_and(|tables| tables.len() == 2), "{cells}");
    browser.screens("results-in-depth").await?;
    browser.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn cohorts_are_compared() -> anyhow::Result<()> {
    let cohorts = ["North", "South and the islands", "East", "West"].map(|name| ["--cohort", name]).concat();
    let options = [&["--threshold", "3", "--cohorts-by", "invitation"][..], &cohorts].concat();
    let stage = Stage::set(SURVEY, &options)?;
    let north = stage.analyst.invite_to("North", 20, "north.csv")?;
    stage.submit(&rows(0..20), &north)?;
    stage.submit(&rows(20..45), &stage.analyst.invite_to("South and the islands", 25, "south.csv")?)?;
    stage.submit(&rows(45..60), &stage.analyst.invite_to("East", 15, "east.csv")?)?;
    stage.submit(&rows(60..62), &stage.analyst.invite_to("West", 2, "west.csv")?)?;
    stage.analyst.run(["run", "--yes"])?;
    stage.analyst.run(["publish", "--yes"])?;
    let browser = Browser::open().await?;
    browser.visit(&north.all()[0], "closed").await?;
    browser.says("#results .verified", "has checked").await?;
    let tables = browser.js("return [...document.querySelectorAll('#results table.chart')].map(table => \
        [table.caption.innerText.replace(/[\\u2068\\u2069]/g, ''), [...table.querySelectorAll('tbody tr')].map(row => \
            [...row.querySelectorAll('th, td.figure')].map(cell => cell.innerText.replace(/[\\u2068\\u2069]/g, '')))])").await?;
    let table = |caption: &str| {
        let tables = tables.as_array().into_iter().flatten();
        tables.filter(|table| table[0] == caption).map(|table| table[1].clone()).next().unwrap_or_default()
    };
    let counted = table("Counted submissions of each cohort");
    let expected = [["North", "20"], ["South and the islands", "25"], ["East", "15"], ["West", "2"]];
    ensure!(counted == serde_json::json!(expected), "{counted}");
    let spread = table("Standard deviation of “Average hourly earnings”");
    let names: Vec<_> = spread.as_array().into_iter().flatten().map(|row| row[0].clone()).collect();
    ensure!(names == ["Everybody", "North", "South and the islands", "East", "West"], "{tables}");
    ensure!(spread[1][2] == "20", "{spread}");
    // Open, the East would tell what the two in the West answered.
    ensure!(
        [3, 4].iter().all(|&row| spread[row][1] == "Withheld: it could tell of too few people"),
        "{spread}"
    );
    let folded = browser.js("return document.querySelectorAll('details.by-cohort[open]').length").await?;
    ensure!(folded.as_u64() >= Some(5), "{folded} analyses are shown of each cohort");
    browser.screens("results-cohorts").await?;
    browser.close().await
}
