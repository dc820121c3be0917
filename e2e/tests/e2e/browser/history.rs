//! The browser's way back.

use anyhow::ensure;

use super::answer;
use crate::support::{
    browser::Browser,
    stage::{SURVEY, Stage},
};

#[tokio::test(flavor = "multi_thread")]
async fn back_and_forth_keeps_everything_and_adds_one_entry() -> anyhow::Result<()> {
    let stage = Stage::set(SURVEY, &[])?;
    let links = stage.analyst.invite(1, "links.csv")?;
    let browser = Browser::open().await?;
    browser.visit(&links.all()[0], "form").await?;
    let entries = length(&browser).await?;
    answer(&browser, "12.50").await?;

    browser.js("history.back()").await?;
    browser.reaches("form").await?;
    ensure!(browser.value("f-wage").await? == "12.50", "the way back lost the answers");

    for button in ["back", "change-wage", "back"] {
        browser.click("continue").await?;
        browser.reaches("check").await?;
        browser.click(button).await?;
        browser.reaches("form").await?;
        ensure!(browser.value("f-wage").await? == "12.50", "{button} lost the answers");
    }
    ensure!(length(&browser).await? <= entries + 1, "the history grows: {}", length(&browser).await?);

    browser.click("continue").await?;
    browser.reaches("check").await?;
    browser.click("submit").await?;
    browser.reaches("submitted").await?;
    ensure!(length(&browser).await? <= entries + 1, "the history grows: {}", length(&browser).await?);
    browser.close().await
}

async fn length(browser: &Browser) -> anyhow::Result<u64> {
    Ok(browser.js("return history.length").await?.as_u64().unwrap_or_default())
}
