//! Tables: typed, selected, copied, filled down and taken back as in a spreadsheet.

use anyhow::{Context, ensure};
use thirtyfour::prelude::Key;

use crate::support::{browser::Browser, stage::Stage};

pub(super) const TABLES: &str = include_str!("../../../forms/tables.toml");

async fn begin() -> anyhow::Result<(Stage, Browser)> {
    let stage = Stage::set(TABLES, &[])?;
    let links = stage.analyst.invite(1, "links.csv")?;
    let browser = Browser::open().await?;
    browser.visit(&links.all()[0], "form").await?;
    Ok((stage, browser))
}

async fn focus_is_on(browser: &Browser, id: &str) -> anyhow::Result<()> {
    let focused = browser.focused().await?;
    ensure!(focused == id, "the focus is on {focused}, not {id}");
    Ok(())
}

async fn row(browser: &Browser, table: &str, row: &str) -> anyhow::Result<Vec<String>> {
    let mut texts = Vec::new();
    for column in ["women_north", "women_south", "men_north", "men_south"] {
        let id = format!("f-{table}.{row}.{column}");
        let there = browser.js(&format!("return document.getElementById('{id}') !== null")).await?;
        texts.push(if there == true { browser.value(&id).await? } else { "given".into() });
    }
    Ok(texts)
}

#[tokio::test(flavor = "multi_thread")]
async fn totals_follow_as_one_types() -> anyhow::Result<()> {
    let (_stage, browser) = begin().await?;
    for (row, total) in [(1, "7"), (2, "0"), (3, "0")] {
        browser.says(&format!("#f-count tbody tr:nth-child({row}) td.total"), total).await?;
    }
    browser.click("f-count.managers.women_north").await?;
    browser.press("3").await?;
    browser.press(Key::Down).await?;
    focus_is_on(&browser, "f-count.clerks.women_north").await?;
    browser.says("#f-count tbody tr:nth-child(1) td.total", "10").await?;
    browser.says("#f-count tbody tr:nth-child(3) td.total", "0").await?;
    browser.press("1,200").await?;
    browser.press(Key::Right).await?;
    focus_is_on(&browser, "f-count.clerks.women_south").await?;
    browser.press("5").await?;
    browser.press(Key::Enter).await?;
    focus_is_on(&browser, "f-count.others.women_south").await?;
    browser.press_with(Key::Shift, Key::Tab).await?;
    focus_is_on(&browser, "f-count.others.women_north").await?;
    browser.press("21").await?;

    let count = "#f-count";
    browser.says(&format!("{count} tbody tr:nth-child(1) td.total"), "10").await?;
    browser.says(&format!("{count} tbody tr:nth-child(2) td.total"), "1,205").await?;
    browser.says(&format!("{count} tfoot td:nth-of-type(1)"), "1,203").await?;
    browser.says(&format!("{count} tfoot td.all"), "1,215").await?;
    // 20 at most: what isn't within bounds isn't counted.
    browser.press(Key::Backspace).await?;
    browser.says(&format!("{count} tfoot td.all"), "1,217").await?;

    browser.click("f-pay.clerks.women_north").await?;
    browser.press("10.20").await?;
    browser.says("#f-cost tbody tr:nth-child(2) td", "1,810.2").await?;
    let described = browser.js("const cell = document.getElementById('f-count.others.women_north'); \
        return [cell.getAttribute('aria-label'), document.getElementById(cell.getAttribute('aria-describedby')).textContent]").await?;
    ensure!(described == serde_json::json!(["Others, Women, North", "At most twenty."]), "{described}");
    browser.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn keys_lead_and_select() -> anyhow::Result<()> {
    let (_stage, browser) = begin().await?;
    browser.click("f-count.managers.women_north").await?;
    for (keys, id) in [
        (Key::Left, "f-count.managers.women_north"),
        (Key::End, "f-count.managers.men_north"),
        (Key::Right, "f-count.managers.men_north"),
        (Key::Down, "f-count.clerks.men_north"),
        (Key::Right, "f-count.clerks.men_south"),
        (Key::Up, "f-count.clerks.men_south"),
        (Key::Home, "f-count.clerks.women_north"),
    ] {
        browser.press(keys).await?;
        focus_is_on(&browser, id).await?;
    }
    browser.press_with(Key::Control, Key::End).await?;
    focus_is_on(&browser, "f-count.others.men_south").await?;
    browser.press_with(Key::Control, Key::Home).await?;
    focus_is_on(&browser, "f-count.managers.women_north").await?;

    // Within the text once it is edited.
    browser.press("123").await?;
    browser.press(Key::Left).await?;
    browser.press("0").await?;
    ensure!(browser.value("f-count.managers.women_north").await? == "1203", "the caret doesn't move");
    focus_is_on(&browser, "f-count.managers.women_north").await?;
    browser.press(Key::Escape).await?;
    ensure!(browser.value("f-count.managers.women_north").await?.is_empty(), "Escape keeps the text");

    browser.press("1").await?;
    browser.press(Key::Down).await?;
    browser.press("2").await?;
    browser.press(Key::Right).await?;
    browser.press("3").await?;
    browser.press(Key::Up).await?;
    browser.press(Key::Left).await?;
    for key in [Key::Right, Key::Down] {
        browser.press_with(Key::Shift, key).await?;
    }
    browser.says("#f-count ~ .grid-status", "2 × 2").await?;
    let selected = browser.js("return document.querySelectorAll('#f-count td.selected').length").await?;
    ensure!(selected == 4, "{selected} cells are selected");
    ensure!(browser.copied().await? == "1\t\r\n2\t3\r\n", "{:?}", browser.copied().await?);
    browser.screens("grid").await?;

    browser.click("f-count.managers.women_north").await?;
    browser.drag("f-count.managers.women_north", "f-count.others.men_north").await?;
    let selected = browser.js("return document.querySelectorAll('#f-count td.selected').length").await?;
    ensure!(selected == 9, "{selected} cells are selected by the mouse");
    browser.press(Key::Escape).await?;
    let selected = browser.js("return document.querySelectorAll('#f-count td.selected').length").await?;
    ensure!(selected == 0, "{selected} cells stay selected");
    browser.close().await
}

/// How many cells of the head counts are selected.
async fn selected(browser: &Browser) -> anyhow::Result<u64> {
    let selected = browser.js("return document.querySelectorAll('#f-count td.selected').length").await?;
    selected.as_u64().context("no number")
}

#[tokio::test(flavor = "multi_thread")]
async fn whole_rows_and_columns() -> anyhow::Result<()> {
    let (_stage, browser) = begin().await?;
    browser.click("f-count.managers.women_north").await?;
    browser.paste("1\t\t3\r\n2\t4\t\r\n3\t5\t6\r\n").await?;
    let column = |number: usize| format!("#f-count thead tr:last-child th:nth-child({number})");
    let row = |number: usize| format!("#f-count tbody tr:nth-child({number}) th");
    browser.click_on(&column(1), false).await?;
    ensure!(browser.copied().await? == "1\r\n2\r\n3\r\n", "{:?}", browser.copied().await?);
    browser.click_on(&column(3), true).await?;
    ensure!(selected(&browser).await? == 9, "{} cells of three columns", selected(&browser).await?);
    browser.click_on(&column(2), true).await?;
    ensure!(selected(&browser).await? == 6, "{} cells of two columns", selected(&browser).await?);
    browser.click_on("#f-count thead .group:nth-of-type(2)", false).await?;
    ensure!(browser.copied().await? == "3\t7\r\n\t\r\n6\t\r\n", "{:?}", browser.copied().await?);
    focus_is_on(&browser, "f-count.managers.men_north").await?;
    browser.click_on(&row(3), false).await?;
    ensure!(browser.copied().await? == "3\t5\t6\t\r\n", "{:?}", browser.copied().await?);
    browser.click_on(&row(2), true).await?;
    browser.says("#f-count ~ .grid-status", "2 × 4").await?;
    browser.press(Key::Delete).await?;
    browser.says("#f-count ~ .grid-status", "8 cells emptied").await?;
    browser.press_with(Key::Control, "z").await?;
    browser.click_on("#f-count .corner", false).await?;
    ensure!(selected(&browser).await? == 12, "{} cells of all", selected(&browser).await?);
    // The same with keys.
    browser.click("f-count.clerks.women_south").await?;
    browser.press_with(Key::Shift, " ").await?;
    ensure!(browser.copied().await? == "2\t4\t\t\r\n", "{:?}", browser.copied().await?);
    browser.click("f-count.managers.women_south").await?;
    browser.press_with(Key::Control, " ").await?;
    ensure!(browser.copied().await? == "\r\n4\r\n5\r\n", "{:?}", browser.copied().await?);
    browser.press_with(Key::Control, "a").await?;
    ensure!(selected(&browser).await? == 12, "{} cells by Ctrl+A", selected(&browser).await?);
    // With Shift a click selects from where one is.
    browser.click("f-count.managers.women_north").await?;
    browser.click_on("[id='f-count.clerks.men_north']", true).await?;
    ensure!(selected(&browser).await? == 6, "{} cells by a click with Shift", selected(&browser).await?);
    browser.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn jumps_to_where_filled_cells_end() -> anyhow::Result<()> {
    let (_stage, browser) = begin().await?;
    browser.click("f-pay.managers.women_north").await?;
    browser.paste("1\t2\t\t4\r\n5\t\t\t\r\n\t\t\t\r\n").await?;
    browser.click("f-pay.managers.women_north").await?;
    for (key, id) in [
        (Key::Right, "f-pay.managers.women_south"),
        (Key::Right, "f-pay.managers.men_south"),
        (Key::Down, "f-pay.others.men_south"),
        (Key::Left, "f-pay.others.women_north"),
        (Key::Up, "f-pay.clerks.women_north"),
        (Key::Up, "f-pay.managers.women_north"),
    ] {
        browser.press_with(Key::Control, key).await?;
        focus_is_on(&browser, id).await?;
    }
    browser.press_with_both([Key::Control, Key::Shift], Key::Down).await?;
    browser.press_with_both([Key::Control, Key::Shift], Key::Right).await?;
    ensure!(browser.copied().await? == "1\t2\t\t4\r\n5\t\t\t\r\n", "{:?}", browser.copied().await?);
    browser.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn filled_cleared_and_taken_back() -> anyhow::Result<()> {
    let (_stage, browser) = begin().await?;
    browser.click("f-count.managers.women_north").await?;
    browser.paste("1\t2\t3\t\r\n").await?;
    for key in [Key::Down, Key::Down, Key::Right] {
        browser.press_with(Key::Shift, key).await?;
    }
    let all = |text: &str| text.split(' ').map(str::to_owned).collect::<Vec<_>>();
    ensure!(row(&browser, "count", "managers").await? == all("1 2 3 given"), "the paste");
    // The paste selected its row: the end of the selection moved on from there.
    browser.click("f-count.managers.women_north").await?;
    for key in [Key::Down, Key::Down, Key::Right] {
        browser.press_with(Key::Shift, key).await?;
    }
    browser.press_with(Key::Control, "d").await?;
    browser.says("#f-count ~ .grid-status", "4 cells filled").await?;
    ensure!(row(&browser, "count", "others").await? == ["1", "2", "", ""], "filled down");
    browser.says("#f-count tfoot td.all", "19").await?;

    browser.press(Key::Delete).await?;
    ensure!(row(&browser, "count", "clerks").await? == ["", "", "", ""], "cleared");
    browser.says("#f-count tfoot td.all", "10").await?;
    browser.press_with(Key::Control, "z").await?;
    ensure!(row(&browser, "count", "clerks").await? == ["1", "2", "", ""], "the clearing is taken back");
    browser.press_with(Key::Control, "z").await?;
    ensure!(row(&browser, "count", "clerks").await? == ["", "", "", ""], "the filling is taken back");
    browser.press_with(Key::Control, "y").await?;
    ensure!(row(&browser, "count", "clerks").await? == ["1", "2", "", ""], "and done again");
    browser.says("#f-count tfoot td.all", "19").await?;
    for _ in 0..3 {
        browser.press_with(Key::Control, "z").await?;
    }
    ensure!(row(&browser, "count", "managers").await? == ["", "", "", "given"], "nothing is left");
    browser.says("#f-count ~ .grid-status", "nothing to undo").await?;

    // A hundred steps.
    browser.click("f-pay.managers.women_north").await?;
    for _ in 0..60 {
        browser.press("7").await?;
        browser.press(Key::Right).await?;
        browser.press("8").await?;
        browser.press_with(Key::Shift, Key::Tab).await?;
        browser.press(Key::Delete).await?;
    }
    for _ in 0..119 {
        browser.press_with(Key::Control, "z").await?;
    }
    let first = row(&browser, "pay", "managers").await?;
    ensure!(first == ["7", "8", "", ""], "the first steps leave {first:?}");
    browser.close().await
}
