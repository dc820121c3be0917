//! A server that goes away while somebody answers.

use anyhow::ensure;

use super::answer;
use crate::support::{
    browser::Browser,
    lookalike::{Lookalike, Trick},
    stage::{SURVEY, Stage},
};

#[tokio::test(flavor = "multi_thread")]
async fn nothing_typed_is_lost_and_trying_again_works() -> anyhow::Result<()> {
    let mut stage = Stage::set(SURVEY, &["--threshold", "2"])?;
    let links = stage.analyst.invite(2, "links.csv")?;
    let browser = Browser::open().await?;
    browser.visit(&links.all()[0], "form").await?;
    browser.fill("f-hours", "38").await?;
    answer(&browser, "12.50").await?;

    // Texts that were fetched once are there without the server.
    for language in ["ar", "de", "en"] {
        browser.speak(language).await?;
    }
    stage.kill_server();
    browser.click("submit").await?;
    browser.reaches("unreachable").await?;
    let said = browser.text("main").await?;
    ensure!(said.contains("Nothing you typed is lost"), "{said}");
    browser.screens("unreachable").await?;

    browser.click("back").await?;
    browser.reaches("form").await?;
    ensure!(browser.value("f-wage").await? == "12.50", "the wage is lost");
    ensure!(browser.value("f-hours").await? == "38", "the hours are lost");
    let ticked = browser.js("return document.getElementById('f-content-yes').checked").await?;
    ensure!(ticked == true, "the choice is lost");
    browser.click("continue").await?;
    browser.reaches("check").await?;
    browser.click("submit").await?;
    browser.reaches("unreachable").await?;

    stage.start_server()?;
    browser.click("retry").await?;
    browser.reaches("submitted").await?;
    ensure!(browser.text("#revision").await? == "1", "submitted more than once");
    stage.submit("wage,content,place\n10.00,no,road\n", &links.part(1..2, "other.csv")?)?;
    let results = stage.analyst.compute()?;
    ensure!((results.submitted, results.accepted) == (2, 2), "{results:?}");
    browser.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_survey_that_does_not_load_can_be_tried_again() -> anyhow::Result<()> {
    let stage = Stage::set(SURVEY, &[])?;
    let links = stage.analyst.invite(1, "links.csv")?;
    let lookalike = Lookalike::start(&stage.url(), Trick::Fail).await?;
    let browser = Browser::open().await?;
    browser.visit(&lookalike.link(&links.all()[0]), "unreachable").await?;
    ensure!(!browser.text("#retry").await?.is_empty(), "no way to try again");
    browser.screens("unreachable-survey").await?;
    browser.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_that_waits_says_that_nobody_answers_and_goes_on_asking() -> anyhow::Result<()> {
    let mut stage = Stage::set(SURVEY, &["--draft"])?;
    let links = stage.analyst.invite(1, "links.csv")?;
    let browser = Browser::open().await?;
    browser.visit(&links.all()[0], "not-yet-open").await?;
    ensure!(browser.text("#unheard").await?.is_empty(), "the server is there");
    for language in ["ar", "de", "en"] {
        browser.speak(language).await?;
    }

    stage.kill_server();
    browser.says("#unheard", "can’t be reached").await?;
    browser.screens("not-yet-open-unreachable").await?;
    stage.start_server()?;
    browser.says("#unheard", "").await?;
    stage.analyst.run(["open"])?;
    browser.reaches("form").await?;
    browser.close().await
}
