//! Where one is in a table of hundreds of cells: each names its row and column, and headings stay in sight.

use std::collections::BTreeMap;

use anyhow::{Context, ensure};
use serde_json::json;
use tacit_form::Form;

use super::grid_paste::WORKFORCE;
use crate::support::{browser::Browser, stage::Stage};

/// Where a table's headings, foot and first cell are within the part that scrolls, when it is scrolled.
const SCROLLED: &str = r#"
    const grid = document.getElementById("f-pay");
    const box = grid.matches(".grid") ? grid : grid.querySelector(".grid") ?? grid.closest(".grid");
    const at = selector => {
        const outer = box.getBoundingClientRect(), inner = box.querySelector(selector).getBoundingClientRect();
        return [
            inner.left - outer.left - box.clientLeft, inner.top - outer.top - box.clientTop,
            outer.top + box.clientTop + box.clientHeight - inner.bottom,
        ].map(Math.round);
    };
    box.style.maxBlockSize = "20rem";
    box.scrollTo(300, 150);
    await new Promise(drawn => requestAnimationFrame(() => requestAnimationFrame(drawn)));
    return {
        scrolled: [box.scrollLeft, box.scrollTop], column: at("thead tr:last-child th")[1] - at("thead")[1],
        head: at("thead")[1], corner: at(".corner").slice(0, 2), row: at("tbody th")[0], foot: at("tfoot")[2],
        cell: at("tbody td").slice(0, 2),
    };
"#;

#[tokio::test(flavor = "multi_thread")]
async fn every_cell_is_named_and_headings_stay_in_sight() -> anyhow::Result<()> {
    let form = Form::from_toml(WORKFORCE)?;
    let stage = Stage::set(WORKFORCE, &[])?;
    let links = stage.analyst.invite(1, "links.csv")?;
    let browser = Browser::open().await?;
    browser.visit(&links.all()[0], "form").await?;

    // As a screen reader gets them from the browser.
    let mut named = BTreeMap::<String, usize>::new();
    for name in browser.names_of("textbox").await? {
        *named.entry(name).or_default() += 1;
    }
    let mut cells = 0;
    for table in form.tables() {
        for row in &table.rows {
            for column in &table.columns {
                let name = format!("{}, {}", row.label, column.full_label());
                let left = named.get_mut(&name).with_context(|| format!("no cell is called {name:?}"))?;
                *left = left.checked_sub(1).with_context(|| format!("too few are called {name:?}"))?;
                cells += 1;
            }
        }
    }
    ensure!(cells == 960, "{cells} cells");
    let others: usize = named.values().sum();
    ensure!(others == 0, "{others} inputs are called otherwise: {named:?}");

    let places = browser.js(SCROLLED).await?;
    ensure!(places["scrolled"] == json!([300, 150]), "{places}");
    let number = |name: &str, at: usize| places[name][at].as_i64().unwrap_or(i64::MIN);
    ensure!(number("cell", 0) < 0 && number("cell", 1) < 0, "the first cell isn't scrolled away: {places}");
    ensure!(places["head"] == 0 && places["foot"] == 0 && places["row"] == 0, "{places}");
    ensure!(places["corner"] == json!([0, 0]), "{places}");
    browser.close().await
}
