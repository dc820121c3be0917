//! The report that is handed on: one file, read in a browser, printed, verified.

use std::fs;

use anyhow::ensure;
use tacit_e2e::submit_csv;

use crate::support::{browser::Browser, stage::Stage};

const SURVEY: &str = include_str!("../../../../examples/pay-in-depth.toml");
const DATA: &str = include_str!("../../../../examples/wage1.csv");
/// The kinds that the example hasn't.
const MORE: &str = r#"
[[analysis]]
kind = "count"

[[analysis]]
kind = "sum"
of = "tenure"

[[analysis]]
kind = "mean"
of = "wage"
by = "nonwhite"

[[analysis]]
kind = "standard_deviation"
of = "wage"
by = "female"

[[analysis]]
kind = "frequency"
of = "married"
by = "female"
"#;
/// How many people are of each cohort; of the last two too few.
const COHORTS: [(&str, usize); 4] = [("Coast & islands", 60), ("Inland", 52), ("At sea", 4), ("Abroad", 4)];

#[tokio::test(flavor = "multi_thread")]
async fn a_report_is_one_file_for_readers_printers_and_programs() -> anyhow::Result<()> {
    let mut options = vec!["--name", "Institute for Pay Studies"];
    COHORTS.iter().for_each(|(name, _)| options.extend(["--cohort", name]));
    let stage = Stage::set(&(SURVEY.to_owned() + MORE), &options)?;
    let people = COHORTS.iter().map(|(_, count)| count).sum::<usize>();
    let links = stage.analyst.invite(people + 12, "links.csv")?;
    let (names, rows) = DATA.split_once('\n').unwrap_or_default();
    let mut from = 0;
    for (number, (name, count)) in COHORTS.iter().enumerate() {
        let rows: Vec<&str> = rows.lines().skip(from).take(*count).collect();
        let answers = stage.write(&format!("{number}.csv"), &format!("{names}\n{}\n", rows.join("\n")))?;
        let links = links.part(from..from + count, &format!("links-{number}.csv"))?;
        let output = submit_csv(&stage.programs, &answers, &links)?.args(["--cohort", name]).output()?;
        ensure!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        from += count;
    }
    let folder = stage.folder("handed-on")?;
    let file = folder.join("report.html").display().to_string();
    stage.analyst.run(["run", "--yes", "--output", &file])?;
    let verified = stage.analyst.run(["report", "verify", &file])?;
    ensure!(verified.contains("Genuine") && verified.contains("120 of 132 submitted"), "{verified}");

    let changed = folder.join("changed.html");
    fs::write(&changed, fs::read_to_string(&file)?.replacen("Inland", "Outland", 1))?;
    let found = stage.analyst.command(["report", "verify", &changed.display().to_string()]).output()?;
    let said = String::from_utf8_lossy(&found.stderr);
    ensure!(found.status.code() == Some(8) && said.contains("Outland"), "{said}");

    let browser = Browser::open().await?;
    browser.visit(&format!("file://{file}"), "").await?;
    let kinds = browser.js("return document.querySelectorAll('article').length").await?;
    ensure!(kinds == 18, "{kinds} analyses");
    let fetched = browser.js("return performance.getEntriesByType('resource').length").await?;
    ensure!(fetched == 0, "the page fetched {fetched} other files");
    let unnamed = "return [...document.querySelectorAll('svg[role=img]')].filter(svg => !svg.querySelector('title')?.textContent || \
                   !svg.querySelector('desc')?.textContent).length";
    ensure!(browser.js(unnamed).await? == 0, "a chart has no words");
    browser.screens("report").await?;
    browser.printed("report").await?;
    browser.close().await
}
