//! A close that has come, and may still be put off.

use anyhow::ensure;
use axum::http::Method;
use jiff::{SignedDuration, Timestamp};
use serde_json::json;

use super::{
    answer,
    drafts_left::{STORED, keep},
};
use crate::support::{
    browser::Browser,
    lookalike::{Forgery, Lookalike, Trick},
    stage::{SURVEY, Stage},
};

#[tokio::test(flavor = "multi_thread")]
async fn answers_are_kept_until_a_close_cannot_be_put_off_any_more() -> anyhow::Result<()> {
    let now = Timestamp::now();
    let [end, later, latest] = [1, 24, 48].map(|hours| now + SignedDuration::from_hours(hours));
    let options = ["--closes", &end.to_string(), "--extendable-until", &latest.to_string()];
    let stage = Stage::set(SURVEY, &options)?;
    let links = stage.analyst.invite(1, "links.csv")?;
    let lookalike = Lookalike::start(&stage.url(), Trick::Honest).await?;
    let link = lookalike.link(&links.all()[0]);
    let browser = Browser::open().await?;
    browser.visit(&link, "form").await?;
    keep(&browser).await?;
    answer(&browser, "12.50").await?;

    // As if the hour were over.
    let status = json!({
        "window": "closed", "now": end.as_millisecond(), "closes_at": end.as_millisecond(),
        "revision": 0, "receipt": null, "cohort": null,
    });
    lookalike.forges(&[
        (Method::PUT, "/submission", Forgery::Refusal(409, "urn:tacit:problem:closed")),
        (Method::GET, "/submission", Forgery::Bytes(serde_json::to_vec(&status)?)),
    ]);
    browser.click("submit").await?;
    browser.reaches("lapsed").await?;
    browser.says("main .lead", "may put the close off until").await?;
    browser.says("main .inset", "Your answers are not submitted yet").await?;
    browser.screens("lapsed").await?;
    ensure!(browser.js(STORED).await? != json!("[]"), "the draft is gone too early");

    stage.analyst.run(["extend", "--until", &later.to_string()])?;
    lookalike.forges(&[]);
    // It looks again by itself.
    browser.reaches("check").await?;
    ensure!(browser.text("#answers").await?.contains("12.50"), "the answers are lost");
    browser.click("back").await?;
    browser.reaches("form").await?;
    let closes = "return Date.parse(document.querySelector('.about time').dateTime)";
    let closes = browser.js(closes).await?;
    ensure!(closes.as_i64() == Some(later.as_millisecond()), "it closes at {closes}");

    // Closed by the analyst, nothing can be put off.
    stage.analyst.command(["run", "--yes"]).output()?;
    browser.visit(&link, "closed").await?;
    ensure!(browser.js(STORED).await? == json!("[]"), "the draft outlives the survey");
    browser.close().await
}
