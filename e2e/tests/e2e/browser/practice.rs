//! A practice does everything but the sending.

use std::sync::Arc;

use anyhow::ensure;
use axum::http::Method;
use tokio::sync::Notify;

use super::{RECORD, answer};
use crate::support::{
    browser::Browser,
    lookalike::{Forgery, Lookalike, Trick},
    stage::{SURVEY, Stage},
};

#[tokio::test(flavor = "multi_thread")]
async fn nothing_of_a_practice_is_sent() -> anyhow::Result<()> {
    let stage = Stage::set(SURVEY, &[])?;
    let links = stage.analyst.invite(1, "links.csv")?;
    let browser = Browser::open().await?;
    browser.before_every_page(RECORD).await?;
    browser.visit(&links.all()[0], "form").await?;
    browser.fill("f-wage", "7.77").await?;

    browser.click("practise").await?;
    marked(&browser, "form").await?;
    ensure!(browser.value("f-wage").await?.is_empty(), "the practice begins with real answers");
    browser.screens("practice-form").await?;
    answer(&browser, "12.50").await?;
    marked(&browser, "check").await?;
    browser.screens("practice-check").await?;
    browser.click("submit").await?;
    browser.reaches("practised").await?;
    marked(&browser, "practised").await?;
    browser.says("#trust-value", "12.50").await?;
    ensure!(!browser.text("#trust-leader-share").await?.is_empty(), "no bytes are shown");
    browser.screens("practised").await?;

    browser.click("back").await?;
    marked(&browser, "form").await?;
    ensure!(browser.value("f-wage").await? == "12.50", "the practice's answers are gone before it ends");
    browser.click("leave-practice").await?;
    browser.says("#practice", "").await?;
    ensure!(browser.value("f-wage").await? == "7.77", "what was typed before the practice is gone");
    browser.click("practise").await?;
    marked(&browser, "form").await?;
    ensure!(browser.value("f-wage").await?.is_empty(), "a practice doesn't begin anew");
    let sent = browser.js("return sent.length").await?;
    ensure!(sent == 0, "{sent} reports were sent");

    browser.click("leave-practice").await?;
    browser.says("#practice", "").await?;
    answer(&browser, "12.50").await?;
    browser.click("submit").await?;
    browser.reaches("submitted").await?;
    ensure!(browser.text("#revision").await? == "1", "the practice was a submission");
    ensure!(browser.js("return sent.length").await? == 1, "the recording doesn't work");
    browser.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_practice_is_said_to_be_one_while_it_seals() -> anyhow::Result<()> {
    let stage = Stage::set(SURVEY, &[])?;
    let links = stage.analyst.invite(1, "links.csv")?;
    let told = Arc::new(Notify::new());
    let lookalike = Lookalike::start(&stage.url(), Trick::Honest).await?;
    lookalike.forges(&[(Method::GET, "/assets/sealer", Forgery::Later(told.clone()))]);
    let browser = Browser::open().await?;
    browser.visit(&lookalike.link(&links.all()[0]), "form").await?;
    browser.click("practise").await?;
    marked(&browser, "form").await?;
    answer(&browser, "12.50").await?;
    browser.click("submit").await?;
    marked(&browser, "sealing").await?;
    browser.screens("practice-sealing").await?;
    lookalike.forges(&[]);
    told.notify_waiters();
    marked(&browser, "practised").await?;
    browser.close().await
}

/// The page is in this state, and says that it is practice, in its title too.
async fn marked(browser: &Browser, state: &str) -> anyhow::Result<()> {
    browser.reaches(state).await?;
    browser.says("#practice", "nothing that you enter here is sent").await?;
    let title = browser.js("return document.title").await?;
    ensure!(title.as_str().is_some_and(|title| title.contains("Practice:")), "{title}");
    Ok(())
}
