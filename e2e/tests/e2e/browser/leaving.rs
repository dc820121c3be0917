//! Leaving the page: the browser asks, if answers would be lost.

use anyhow::ensure;

use super::answer;
use crate::support::{
    browser::Browser,
    stage::{SURVEY, Stage},
};

#[tokio::test(flavor = "multi_thread")]
async fn the_browser_asks_before_unsent_answers_are_lost() -> anyhow::Result<()> {
    let stage = Stage::set(SURVEY, &["--threshold", "2"])?;
    let links = stage.analyst.invite(1, "links.csv")?;
    let browser = Browser::open_asked().await?;
    let elsewhere = stage.url();

    // Nothing is typed, though something was clicked, without which no browser asks.
    browser.visit(&links.all()[0], "form").await?;
    browser.click("f-wage").await?;
    browser.leave_for(&elsewhere).await?;
    browser.reaches("landing").await?;

    browser.visit(&links.all()[0], "form").await?;
    browser.fill("f-wage", "12.50").await?;
    browser.leave_for(&elsewhere).await?;
    browser.answers(false).await?;
    browser.reaches("form").await?;
    ensure!(browser.value("f-wage").await? == "12.50", "what was typed is lost");
    answer(&browser, "12.50").await?;
    browser.leave_for(&elsewhere).await?;
    browser.answers(false).await?;
    browser.reaches("check").await?;
    browser.leave_for(&elsewhere).await?;
    browser.answers(true).await?;
    browser.reaches("landing").await?;

    // What is submitted can't be lost.
    browser.visit(&links.all()[0], "form").await?;
    answer(&browser, "12.50").await?;
    browser.click("submit").await?;
    browser.reaches("submitted").await?;
    browser.leave_for(&elsewhere).await?;
    browser.reaches("landing").await?;
    browser.close().await
}
