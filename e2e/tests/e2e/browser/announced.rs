//! What the page says of a survey before anybody answers, and its end by the clock.

use std::time::Duration;

use anyhow::ensure;
use jiff::{SignedDuration, Timestamp};

use crate::support::{
    browser::Browser,
    stage::{SURVEY, Stage},
};

#[tokio::test(flavor = "multi_thread")]
async fn title_purpose_people_and_computations_are_announced() -> anyhow::Result<()> {
    let options = ["--name", "Institute of Example", "--threshold", "7", "--closes", "2031-05-06T07:08:09Z"];
    let stage = Stage::set(SURVEY, &options)?;
    let links = stage.analyst.invite(1, "links.csv")?;
    let browser = Browser::open().await?;
    browser.visit(&links.all()[0], "form").await?;
    let page = browser.text("main").await?;
    let server = stage.url();
    for said in [
        "How we work",
        "To find out how much people work, from where, and whether that suits them.",
        "Institute of Example",
        server.trim_start_matches("http://"),
        "May",
        "2031",
        "7 people",
    ] {
        ensure!(page.contains(said), "the page doesn't say {said:?}; it says:\n{page}");
    }
    let computed = browser.text(".computed").await?;
    let analyses = SURVEY.matches("[[analysis]]").count();
    ensure!(computed.lines().count() == analyses, "of {analyses} analyses, the page lists:\n{computed}");
    ensure!(computed.contains("Mean of “Hourly wage”"), "{computed}");
    browser.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_survey_ends_by_the_clock() -> anyhow::Result<()> {
    let end = Timestamp::now() + SignedDuration::from_secs(4);
    let stage = Stage::set(SURVEY, &["--closes", &end.to_string()])?;
    let links = stage.analyst.invite(1, "links.csv")?;
    let left = Timestamp::now().duration_until(end).as_millis().max(0);
    tokio::time::sleep(Duration::from_millis(u64::try_from(left)? + 50)).await;
    let browser = Browser::open().await?;
    browser.visit(&links.all()[0], "closed").await?;
    let page = browser.text("main").await?;
    ensure!(page.contains(&end.to_string()[..4]), "the page doesn't say since when; it says:\n{page}");
    browser.close().await
}
