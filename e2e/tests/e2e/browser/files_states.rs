//! Files while they are read, that can't be, or are taken by place alone; and that nothing of them leaves the browser.

use std::path::Path;

use anyhow::ensure;
use axum::http::Method;

use crate::support::{
    browser::Browser,
    lookalike::{Forgery, Lookalike, Trick},
    stage::Stage,
};

const STAFF: &str = include_str!("../../../../crates/sheet/tests/files/staff.toml");
/// A table where the form says.
const PLACED: &str = r#"
title = "Staff"
purpose = "To know how many there are."
[[field]]
key = "staff"
kind = "table"
label = "Staff"
sheet = "Staff"
first_cell = "B2"
min = 0
max = 1000
blank = "zero"
rows = [{ key = "managers", label = "Managers" }, { key = "others", label = "Others" }]
columns = [{ key = "women", label = "Women" }, { key = "men", label = "Men" }]
[[analysis]]
kind = "sum"
of = "staff"
"#;
/// A worker that never answers.
const SILENT: &str = "window.Worker = class extends EventTarget { postMessage() {} terminate() {} }";

fn example(name: &str) -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../crates/sheet/tests/files").join(name)
}

#[tokio::test(flavor = "multi_thread")]
async fn reading_and_failing_are_said() -> anyhow::Result<()> {
    let stage = Stage::set(STAFF, &[])?;
    let links = stage.analyst.invite(1, "links.csv")?;
    let lookalike = Lookalike::start(&stage.url(), Trick::Honest).await?;
    let browser = Browser::open().await?;
    browser.visit(&lookalike.link(&links.all()[0]), "form").await?;
    lookalike.forges(&[(Method::GET, "/assets/worker", Forgery::Away)]);
    browser.choose_file("files-file", &example("staff.xlsx")).await?;
    browser.says("#files-status", "did not load, or gave up").await?;
    browser.screens("files-failed").await?;
    browser.js(SILENT).await?;
    browser.choose_file("files-file", &example("staff.xlsx")).await?;
    browser.says("#files-status", "Reading staff.xlsx").await?;
    browser.screens("files-reading").await?;
    browser.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_taken_by_its_place_is_said() -> anyhow::Result<()> {
    let stage = Stage::set(PLACED, &[])?;
    let links = stage.analyst.invite(1, "links.csv")?;
    let browser = Browser::open().await?;
    browser.visit(&links.all()[0], "form").await?;
    let file = stage.write("renamed.csv", ",Women,Men\nLeaders,1,2\nOthers,3,4\n")?;
    browser.choose_file("files-file", &file).await?;
    browser.says(".files-notes", "some cells are taken by their place alone").await?;
    browser.says(".files-notes", "not beside them: Managers").await?;
    browser.screens("files-by-place").await?;
    browser.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_of_a_file_is_sent_and_its_program_comes_when_it_is_needed() -> anyhow::Result<()> {
    let stage = Stage::set(STAFF, &[])?;
    let links = stage.analyst.invite(1, "links.csv")?;
    let lookalike = Lookalike::start(&stage.url(), Trick::Honest).await?;
    let browser = Browser::open().await?;
    browser.visit(&lookalike.link(&links.all()[0]), "form").await?;
    browser.enter("f-count.managers.women_north", "8").await?;
    let before = lookalike.asked();
    let of_files = |path: &str| path.contains("/files") || path.contains("worker");
    ensure!(before.iter().any(|asked| asked.path.ends_with("/manifest")), "nothing is recorded");
    let early: Vec<_> = before.iter().filter(|asked| of_files(&asked.path)).collect();
    ensure!(early.is_empty(), "it is loaded before it is needed: {early:?}");

    browser.choose_file("files-file", &example("staff.xlsx")).await?;
    browser.says("#files-tables", "Figures!C7").await?;
    browser.click("files-use").await?;
    browser.says("#files-status", "14 answers were taken").await?;
    let after = lookalike.asked();
    ensure!(after.iter().any(|asked| of_files(&asked.path)), "its program isn't loaded: {after:?}");
    for asked in &after {
        let plain = asked.method == Method::GET && asked.body.is_empty() && !asked.path.contains('?');
        ensure!(plain && asked.path.starts_with("/assets/"), "something is sent: {asked:?}");
    }
    browser.close().await
}
