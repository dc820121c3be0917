//! Answers from spreadsheets, and templates.

use std::{
    fs,
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use anyhow::{Context, ensure};
use tacit_form::{Answers, Form, Kind};
use tacit_sheet::template;
use thirtyfour::prelude::Key;

use super::grid_paste::{WORKFORCE, compare, employer};
use crate::support::{browser::Browser, files::saved, stage::Stage};

const STAFF: &str = include_str!("../../../../crates/sheet/tests/files/staff.toml");

fn example(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../crates/sheet/tests/files").join(name)
}

async fn begin(form: &str) -> anyhow::Result<(Stage, Browser)> {
    let stage = Stage::set(form, &[])?;
    let links = stage.analyst.invite(1, "links.csv")?;
    let browser = Browser::open().await?;
    browser.visit(&links.all()[0], "form").await?;
    Ok((stage, browser))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_workbook_with_formulas_and_merged_cells_is_taken_corrected_and_submitted() -> anyhow::Result<()> {
    let (_stage, browser) = begin(STAFF).await?;
    browser.enter("f-count.managers.women_north", "8").await?;
    browser.choose_file("files-file", &example("staff.xlsx")).await?;
    browser.says("#files-tables", "Figures!C7").await?;
    let found = browser.text(".files-outcome").await?;
    for said in ["Figures!C17", "hidden sheets: Old", "2 answers to other questions"] {
        ensure!(found.contains(said), "{said} isn't said: {found}");
    }
    let replaced = browser.text(".files-table[aria-labelledby=files-replaced] tbody").await?;
    ensure!(replaced.contains("8\t3"), "{replaced}");
    ensure!(browser.focused().await? == "files-outcome", "the focus is on {}", browser.focused().await?);
    browser.screens("files-preview").await?;

    // Nothing is filled in before it is said.
    ensure!(browser.value("f-count.managers.women_north").await? == "8");
    browser.click("files-use").await?;
    browser.says("#files-status", "14 answers were taken from staff.xlsx").await?;
    browser.screens("files-used").await?;
    for (id, value) in [
        ("f-year", "2024"),
        ("f-count.managers.women_north", "3"),
        ("f-count.others.women_north", "1250"),
        ("f-pay.managers.women_south", "411.5"),
        ("f-count.managers.men_south", ""),
    ] {
        ensure!(browser.value(id).await? == value, "{id}: {}", browser.value(id).await?);
    }
    browser.enter("f-count.managers.women_south", "7").await?;
    browser.click("continue").await?;
    browser.reaches("check").await?;
    browser.click("submit").await?;
    browser.reaches("submitted").await?;
    browser.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_taken_is_said() -> anyhow::Result<()> {
    let (stage, browser) = begin(STAFF).await?;
    browser.choose_file("files-file", &example("wrong.xlsx")).await?;
    browser.says(".files-refused", "The table “Head count” is not there.").await?;
    browser.screens("files-wrong-template").await?;
    browser.click("files-close").await?;

    browser.choose_file("files-file", &example("troubled.ods")).await?;
    browser.says("#files-problems", "Sheet1!C7: “n/a” is no number").await?;
    let problems = browser.text("#files-problems").await?;
    for said in ["Sheet1!E7: a date is no number", "error #REF!", "merged with Sheet1!C9"] {
        ensure!(problems.contains(said), "{said} isn't said: {problems}");
    }
    browser.screens("files-problems").await?;
    browser.click("files-cancel").await?;
    ensure!(browser.value("f-count.others.women_north").await?.is_empty(), "something was taken");

    let rubbish = stage.write("rubbish.xlsx", &"rubbish ".repeat(6_500_000))?;
    let started = Instant::now();
    browser.choose_file("files-file", &rubbish).await?;
    browser.says(".files-refused", "larger than 10 MB").await?;
    ensure!(started.elapsed() < Duration::from_secs(2), "it takes {:?}", started.elapsed());
    browser.enter("f-count.others.women_north", "1").await?;
    browser.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_template_reads_back_with_960_cells() -> anyhow::Result<()> {
    let (stage, browser) = begin(WORKFORCE).await?;
    let folder = tempfile::tempdir()?;
    browser.saves_into(folder.path()).await?;
    let form = Form::from_toml(WORKFORCE)?;
    browser.click("files-template-csv").await?;
    browser.says("#files-status", ".csv").await?;
    let csv = saved(folder.path(), "csv").await?;
    ensure!(tacit_sheet::preview(&form, &csv)?.tables.len() == 4, "the .csv doesn't read back");
    browser.click("files-template-xlsx").await?;
    browser.says("#files-status", ".xlsx").await?;
    let blank = saved(folder.path(), "xlsx").await?;
    ensure!(tacit_sheet::preview(&form, &blank)?.tables.len() == 4, "the .xlsx doesn't read back");

    let mut answers = Answers::new();
    for (index, field) in form.fields().iter().enumerate() {
        if let Kind::Number(number) = &field.kind {
            let units = number.max.min(10 + index as i64);
            answers.set(&field.key, number.fixed(units).to_string());
        }
    }
    let path = stage.write("filled.xlsx", "")?;
    fs::write(&path, template::workbook(&form, &answers)?)?;
    let started = Instant::now();
    browser.choose_file("files-file", &path).await?;
    browser.says("#files-tables", "240").await?;
    ensure!(started.elapsed() < Duration::from_secs(5), "it takes {:?}", started.elapsed());
    browser.screens("files-workforce").await?;
    browser.click("files-use").await?;
    browser.says("#files-status", "answers were taken").await?;
    let first = &form.fields()[0].key;
    ensure!(browser.value(&format!("f-{first}")).await? == "10", "the first cell isn't filled in");
    browser.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_dropped_is_taken_and_put_back() -> anyhow::Result<()> {
    let (_stage, browser) = begin(STAFF).await?;
    let folder = tempfile::tempdir()?;
    browser.saves_into(folder.path()).await?;
    browser.click("files-template-csv").await?;
    browser.says("#files-status", "is saved as").await?;
    browser.screens("files-saved").await?;
    browser.enter("f-count.managers.women_north", "8").await?;
    browser.click("f-listed-no").await?;
    browser.drop_file(".files-drop", &example("staff.xlsx")).await?;
    browser.says("#files-tables", "Figures!C7").await?;
    browser.click("files-use").await?;
    browser.says("#files-status", "14 answers were taken").await?;
    let listed = "return document.getElementById('f-listed-yes').checked";
    ensure!(browser.js(listed).await? == true && browser.value("f-year").await? == "2024", "not taken");

    // Table by table with the keyboard, or all at once.
    browser.click("f-count.managers.women_north").await?;
    browser.press_with(Key::Control, "z").await?;
    ensure!(browser.value("f-count.managers.women_north").await? == "8", "it isn't taken back");
    ensure!(browser.value("f-count.others.women_north").await?.is_empty(), "it isn't taken back whole");
    ensure!(
        browser.value("f-pay.managers.women_south").await? == "411.5",
        "another table is taken back, too"
    );
    browser.press_with(Key::Control, "y").await?;
    browser.enter("f-count.others.women_north", "77").await?;
    browser.click("files-undo").await?;
    browser.says("#files-status", "as it was before").await?;
    browser.screens("files-undone").await?;
    for (id, value) in [
        ("f-count.managers.women_north", "8"),
        ("f-count.others.women_north", "77"),
        ("f-pay.managers.women_south", ""),
        ("f-year", ""),
    ] {
        ensure!(browser.value(id).await? == value, "{id}: {}", browser.value(id).await?);
    }
    let listed = browser.js("return document.getElementById('f-listed-no').checked").await?;
    ensure!(listed == true, "what was chosen before doesn't come back");

    // Beside the place for it, it doesn't take the page's place.
    browser.drop_file("h1", &example("wrong.xlsx")).await?;
    browser.says(".files-refused", "The table “Head count” is not there.").await?;
    browser.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_workforce_by_file_corrected_submitted_and_replaced_from_another_browser() -> anyhow::Result<()> {
    let form = Form::from_toml(WORKFORCE)?;
    let stage = Stage::set(WORKFORCE, &["--threshold", "2"])?;
    let links = stage.analyst.invite(3, "links.csv")?;
    let mut all: Vec<[Vec<u64>; 4]> = (1..3).map(employer).collect();
    let keys: Vec<&str> = form.fields().iter().map(|field| field.key.as_str()).collect();
    let row =
        |tables: &[Vec<u64>; 4]| tables.concat().iter().map(u64::to_string).collect::<Vec<_>>().join(",");
    let csv = format!("{}\n{}\n{}\n", keys.join(","), row(&all[0]), row(&all[1]));
    stage.submit(&csv, &links.part(1..3, "others.csv")?)?;
    let book = |tables: &[Vec<u64>; 4]| {
        let numbers = tables.concat().iter().map(u64::to_string).collect::<Vec<_>>();
        let answers: Answers = keys.iter().copied().zip(numbers.iter().map(String::as_str)).collect();
        template::workbook(&form, &answers)
    };
    let path = stage.write("workforce.xlsx", "")?;

    for (revision, number) in [("1", 4), ("2", 5)] {
        let mut mine = employer(number);
        fs::write(&path, book(&mine)?)?;
        let browser = Browser::open().await?;
        browser.visit(&links.all()[0], "form").await?;
        browser.drop_file(".files-drop", &path).await?;
        browser.says("#files-tables", "240").await?;
        browser.click("files-use").await?;
        browser.says("#files-status", "960 answers were taken").await?;
        // A typed correction: some hours more.
        let cell = mine[0].iter().position(|&head| head > 0).context("nobody is there")?;
        mine[2][cell] += 8;
        browser.enter(&format!("f-{}", keys[2 * mine[0].len() + cell]), &mine[2][cell].to_string()).await?;
        browser.click("continue").await?;
        browser.reaches("check").await?;
        browser.click("submit").await?;
        browser.reaches("submitted").await?;
        ensure!(
            browser.text("#revision").await? == revision,
            "revision {}",
            browser.text("#revision").await?
        );
        browser.close().await?;
        all.truncate(2);
        all.push(mine);
    }
    compare(&form, &all, &stage.analyst.compute()?)
}
