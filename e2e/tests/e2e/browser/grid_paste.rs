//! Ranges from Excel and LibreOffice, and tables from the first number to the result.

use anyhow::{Context, ensure};
use tacit_form::{
    Form,
    results::{Outcome, Results},
};
use thirtyfour::prelude::Key;

use super::grid::TABLES;
use crate::support::{browser::Browser, stage::Stage};

pub(super) const WORKFORCE: &str = include_str!("../../../../examples/workforce.toml");
pub(super) const TABLE_KEYS: [&str; 4] = ["headcount", "pay", "hours", "bonus"];
pub(super) const ROWS: usize = 10;
pub(super) const COLUMNS: usize = 24;

/// What one employer answers, table by table, cell by cell: everything consistent.
pub(super) fn employer(number: u64) -> [Vec<u64>; 4] {
    let head = |cell: usize| (cell as u64 * 7 + number * 13) % 90;
    let cells = |each: &dyn Fn(usize) -> u64| (0..ROWS * COLUMNS).map(each).collect::<Vec<_>>();
    [
        cells(&head),
        cells(&|cell| head(cell) * (31_000 + cell as u64 * 3)),
        cells(&|cell| head(cell) * 1_700),
        cells(&|cell| head(cell) * (cell as u64 % 5) * 100),
    ]
}

/// A table as Excel puts it on the clipboard: thousands separated, lines ended as on Windows.
fn block(cells: &[u64]) -> String {
    let text = |number: &u64| {
        let digits = number.to_string();
        let groups: Vec<&str> =
            digits.as_bytes().rchunks(3).rev().filter_map(|group| std::str::from_utf8(group).ok()).collect();
        groups.join(",")
    };
    let line = |row: &[u64]| row.iter().map(text).collect::<Vec<_>>().join("\t") + "\r\n";
    cells.chunks(COLUMNS).map(line).collect()
}

/// What LibreOffice put on the clipboard of the pay of employer 5, in our template; see the folder's README.
const COPIED: &str = include_str!("../../../../crates/sheet/tests/files/copied.txt");
const COPIED_HTML: &str = include_str!("../../../../crates/sheet/tests/files/copied.html");

#[tokio::test(flavor = "multi_thread")]
async fn a_range_from_libreoffice() -> anyhow::Result<()> {
    let stage = Stage::set(WORKFORCE, &[])?;
    let links = stage.analyst.invite(1, "links.csv")?;
    let browser = Browser::open().await?;
    browser.visit(&links.all()[0], "form").await?;
    browser.click("f-pay.executives.asian_women").await?;
    browser.paste_with(COPIED, COPIED_HTML).await?;
    browser.says("[id='f-pay'] ~ .grid-status", "240 cells filled.").await?;
    let filled = browser.js("return [...document.querySelectorAll('#f-pay td input')].map(cell => cell.value.replace(/,/g, ''))").await?;
    let expected: Vec<String> = employer(5)[1].iter().map(u64::to_string).collect();
    ensure!(filled == serde_json::json!(expected), "{filled}");
    // And back: what the page copies is what LibreOffice had.
    browser.click("f-pay.executives.asian_women").await?;
    browser.press_with(Key::Control, "a").await?;
    let lines = |text: &str| text.replace(',', "").lines().map(str::to_owned).collect::<Vec<_>>();
    ensure!(lines(&browser.copied().await?) == lines(COPIED), "the page copies something else");
    browser.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_workforce_from_the_clipboard_to_the_result() -> anyhow::Result<()> {
    let form = Form::from_toml(WORKFORCE)?;
    let stage = Stage::set(WORKFORCE, &["--threshold", "2"])?;
    let links = stage.analyst.invite(3, "links.csv")?;
    let others: Vec<[Vec<u64>; 4]> = (1..3).map(employer).collect();
    let keys: Vec<&str> = form.fields().iter().map(|field| field.key.as_str()).collect();
    let csv_row =
        |tables: &[Vec<u64>; 4]| tables.concat().iter().map(u64::to_string).collect::<Vec<_>>().join(",");
    let csv = format!("{}\n{}\n{}\n", keys.join(","), csv_row(&others[0]), csv_row(&others[1]));
    stage.submit(&csv, &links.part(1..3, "others.csv")?)?;

    let mine = employer(5);
    let browser = Browser::open().await?;
    browser.visit(&links.all()[0], "form").await?;
    for (key, cells) in TABLE_KEYS.iter().zip(&mine) {
        browser.click(&format!("f-{key}.executives.asian_women")).await?;
        browser.paste(&block(cells)).await?;
        let status = format!("[id='f-{key}'] ~ .grid-status");
        browser.says(&status, "240 cells filled.").await?;
        let sum = cells.iter().sum::<u64>();
        let total = block(&[sum]);
        browser.says(&format!("[id='f-{key}'] tfoot td.all"), total.trim()).await?;
    }

    browser.screens("grid-workforce").await?;

    // One too many: pay for nobody, and then pay below the minimum.
    let nobody = mine[0].iter().position(|&head| head == 0).context("nobody is nowhere")?;
    let somebody = mine[0].iter().position(|&head| head > 0).context("somebody is nowhere")?;
    let id = |cell: usize| format!("f-{}", keys[ROWS * COLUMNS + cell]);
    browser.enter(&id(nobody), "5").await?;
    browser.click("continue").await?;
    browser.reaches("form").await?;
    ensure!(browser.focused().await? == "error-summary", "the focus is on {}", browser.focused().await?);
    browser.press(Key::Tab).await?;
    browser.press(Key::Enter).await?;
    ensure!(browser.focused().await? == id(nobody), "the summary leads to {}", browser.focused().await?);
    browser.press("0").await?;
    browser.enter(&id(somebody), "17").await?;
    browser.click("continue").await?;
    browser.reaches("check").await?;
    let doubts = browser.text("#doubts").await?;
    ensure!(doubts.contains("minimum wage of 7.25 dollars"), "{doubts}");
    browser.screens("grid-workforce-check").await?;
    browser.click("submit").await?;
    browser.reaches("check").await?;
    ensure!(browser.focused().await? == "confirmation", "the focus is on {}", browser.focused().await?);
    browser.press(" ").await?;
    browser.click("submit").await?;
    browser.reaches("submitted").await?;
    browser.close().await?;

    let mut all = others;
    all.push(mine);
    all[2][1][somebody] = 17;
    compare(&form, &all, &stage.analyst.compute()?)
}

/// Sums and ratios are those of plain arithmetic.
pub(super) fn compare(form: &Form, employers: &[[Vec<u64>; 4]], results: &Results) -> anyhow::Result<()> {
    ensure!((results.submitted, results.accepted) == (3, 3), "{results:?}");
    let answers: Vec<Vec<u64>> = employers.iter().map(|tables| tables.concat()).collect();
    let sum = |fields: &[usize]| -> u64 {
        answers.iter().map(|all| fields.iter().map(|&field| all[field]).sum::<u64>()).sum()
    };
    let mut compared = 0;
    for (analysis, result) in form.analyses().iter().zip(&results.analyses) {
        let Some(of) = analysis.measure() else { continue };
        let to = match analysis {
            tacit_form::Analysis::Ratio { to, .. } => form.parts(*to),
            _ => form.parts(of),
        };
        for ((row, part), divisor) in result.rows.iter().zip(form.parts(of)).zip(to) {
            let total = sum(&part.fields);
            let found = match &row.outcome {
                Outcome::Sum(found) => found.units == i128::from(total),
                Outcome::Mean(mean) => (mean - total as f64 / 3.0).abs() < 1e-6,
                Outcome::Ratio(ratio) => (ratio - total as f64 / sum(&divisor.fields) as f64).abs() < 1e-6,
                Outcome::Undefined(_) => sum(&divisor.fields) == 0,
                _ => false,
            };
            ensure!(found, "{row:?}");
            compared += 1;
        }
    }
    ensure!(compared == 2 * 240 + 2 * 10 + 24 + 2 * 8 + 1, "{compared} figures");
    Ok(())
}

/// What Excel and LibreOffice put on the clipboard for four cells in two columns: as they are displayed, a line within a
/// cell, an empty line at the end; and the same as HTML.
const EXCEL: (&str, &str) = (
    "1,234\t\"2,000\n\"\r\n17\t 3,456 \r\n\r\n",
    "<html xmlns:x=\"urn:schemas-microsoft-com:office:excel\"><body><table><!--StartFragment--><tr><td>9</td><td>9</td></tr>\
     <!--EndFragment--></table></body></html>",
);
const LIBREOFFICE: (&str, &str) = (
    "1,234\t\"2,000\n\"\n17\t3,456\n",
    "<meta http-equiv=\"content-type\" content=\"text/html; charset=utf-8\"/><table cellspacing=\"0\"><tr>\
     <td sdval=\"9\" sdnum=\"1033;0;#,##0\">9</td></tr></table>",
);

#[tokio::test(flavor = "multi_thread")]
async fn the_clipboard_of_spreadsheet_programs() -> anyhow::Result<()> {
    let stage = Stage::set(TABLES, &[])?;
    let links = stage.analyst.invite(1, "links.csv")?;
    let browser = Browser::open().await?;
    browser.visit(&links.all()[0], "form").await?;
    for (text, html) in [EXCEL, LIBREOFFICE] {
        browser.click("f-count.others.women_south").await?;
        browser.press("8").await?;
        browser.click("f-count.managers.women_north").await?;
        browser.paste_with(text, html).await?;
        browser.says("#f-count ~ .grid-status", "4 cells filled.").await?;
        for (id, value) in [
            ("managers.women_north", "1,234"),
            ("managers.women_south", "2,000"),
            ("clerks.women_north", "17"),
            ("clerks.women_south", "3,456"),
            ("others.women_south", "8"),
        ] {
            let found = browser.value(&format!("f-count.{id}")).await?;
            ensure!(found == value, "{id} holds {found:?}, not {value:?}");
        }
        browser.says("#f-count tfoot td.all", "6,722").await?;
        browser.press_with(Key::Control, "z").await?;
        browser.says("#f-count tfoot td.all", "15").await?;
    }
    browser.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn what_doesn_t_fit_is_said() -> anyhow::Result<()> {
    let stage = Stage::set(TABLES, &[])?;
    let links = stage.analyst.invite(1, "links.csv")?;
    let browser = Browser::open().await?;
    browser.visit(&links.all()[0], "form").await?;
    browser.click("f-count.managers.men_north").await?;
    browser.paste("1\t2\t3\r\n4\tn/a\t\r\n\"7\"\t8\t9\r\n10\t\t\r\n").await?;
    let said = browser.text("#f-count ~ .grid-status").await?;
    for part in [
        "5 cells filled.",
        "3 values were left out: they are beyond the table’s edge.",
        "1 value was left out: its cell can’t be changed.",
        "1 cell holds no number that it takes: Clerks, Men, South.",
    ] {
        ensure!(said.contains(part), "{said}");
    }
    // Of several numbers that may be either, one question.
    browser.click("f-pay.managers.women_north").await?;
    browser.paste("1.500\t2.500\r\n3.500\t4\r\n").await?;
    browser.fill("f-allowance", "1").await?;
    browser.click("continue").await?;
    browser.reaches("form").await?;
    let question = browser.text("[id='f-pay-which-0']").await?;
    ensure!(question.contains("3 cells") && question.contains("1500 ("), "{question}");
    let summary = browser.text("#error-summary").await?;
    ensure!(summary.contains("Head count: Clerks, Men, South"), "{summary}");
    browser.screens("grid-errors").await?;
    browser.says("#f-pay tfoot td.total", "0.00").await?;
    browser.click("f-pay-which-0-thousands").await?;
    browser.says("#f-pay tfoot td.total", "5,000.00").await?;
    browser.enter("f-count.clerks.men_south", "2").await?;
    browser.click("f-count.managers.women_north").await?;
    browser.paste("1\t1\r\n1\t1\r\n").await?;
    browser.click("continue").await?;
    browser.reaches("check").await?;
    let answers = browser.text("#answers").await?;
    ensure!(answers.contains("1,500.00") && answers.contains("3,500.00"), "{answers}");
    browser.screens("grid-check").await?;
    browser.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn on_a_phone_rows_are_cards() -> anyhow::Result<()> {
    let stage = Stage::set(TABLES, &[])?;
    let links = stage.analyst.invite(1, "links.csv")?;
    let browser = Browser::open().await?;
    browser.on_a_phone().await?;
    browser.visit(&links.all()[0], "form").await?;
    browser.fill("f-allowance", "1").await?;
    let named = "return document.getElementById('f-count.managers.women_north').ariaLabel";
    let named = browser.js(named).await?;
    ensure!(
        ["Managers", "Women", "North"]
            .iter()
            .all(|word| named.as_str().is_some_and(|name| name.contains(word))),
        "{named}"
    );
    browser.click("f-count.managers.women_north").await?;
    browser.press("12").await?;
    browser.press(Key::Enter).await?;
    ensure!(browser.focused().await? == "f-count.managers.women_south", "{}", browser.focused().await?);
    browser.press("3").await?;
    browser.says("#f-count summary", "22").await?;
    browser.press_with(Key::Control, "z").await?;
    browser.says("#f-count summary", "19").await?;
    browser.fill("f-pay.managers.men_north", "7").await?;
    browser.click("continue").await?;
    browser.reaches("form").await?;
    browser.press(Key::Tab).await?;
    browser.press(Key::Enter).await?;
    ensure!(browser.focused().await? == "f-pay.managers.men_north", "{}", browser.focused().await?);
    browser.screens("grid-phone").await?;
    browser.close().await
}
