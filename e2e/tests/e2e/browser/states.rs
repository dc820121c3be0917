//! What the page says when it can't ask (yet, or any more), each state with its screenshot.

use std::sync::Arc;

use anyhow::{Context, ensure};
use axum::http::Method;
use tokio::sync::Notify;

use super::{answer, receipts::fate};
use crate::support::{
    browser::Browser,
    lookalike::{Forgery, Lookalike, Trick},
    stage::{SURVEY, Stage},
};

#[tokio::test(flavor = "multi_thread")]
async fn links_that_lead_nowhere() -> anyhow::Result<()> {
    let stage = Stage::set(SURVEY, &[])?;
    let links = stage.analyst.invite(1, "links.csv")?;
    let link = &links.all()[0];
    let (page, token) = link.split_once('#').context("no token")?;
    let browser = Browser::open().await?;

    browser.visit(&stage.url(), "landing").await?;
    browser.screens("landing").await?;

    browser.visit(page, "bad-link").await?;
    browser.screens("bad-link-without-token").await?;
    browser.visit(&link[..link.len() - 3], "bad-link").await?;
    browser.visit(&format!("{}/s/abc#{token}", stage.url()), "bad-link").await?;
    browser.screens("bad-link").await?;

    let nobody = "a".repeat(token.len());
    browser.visit(&format!("{page}#{nobody}"), "unknown-token").await?;
    browser.screens("unknown-token").await?;
    let nothing = format!("{}/s/{}#{token}", stage.url(), "a".repeat(52));
    browser.visit(&nothing, "unknown-session").await?;
    browser.screens("unknown-session").await?;
    browser.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_can_be_pasted_on_the_landing_page() -> anyhow::Result<()> {
    let stage = Stage::set(SURVEY, &[])?;
    let links = stage.analyst.invite(1, "links.csv")?;
    let browser = Browser::open().await?;
    browser.visit(&stage.url(), "landing").await?;
    browser.fill("link", "nonsense").await?;
    browser.click("open").await?;
    ensure!(!browser.text("#link-error").await?.is_empty(), "nonsense is taken for a link");
    browser.screens("landing-wrong-link").await?;
    browser.fill("link", &links.all()[0]).await?;
    browser.click("open").await?;
    browser.reaches("form").await?;
    browser.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn not_yet_open_paused_and_closed() -> anyhow::Result<()> {
    let stage = Stage::set(SURVEY, &["--draft"])?;
    let links = stage.analyst.invite(2, "links.csv")?;
    let [link, other] = links.all() else { anyhow::bail!("not two links") };
    let browser = Browser::open().await?;

    browser.visit(link, "not-yet-open").await?;
    browser.screens("not-yet-open").await?;
    stage.analyst.run(["open"])?;
    // It looks again by itself.
    browser.reaches("form").await?;

    // Paused while somebody answers: the answers stay, and it goes on by itself.
    answer(&browser, "12.50").await?;
    stage.analyst.run(["pause"])?;
    browser.click("submit").await?;
    browser.reaches("paused").await?;
    browser.screens("paused").await?;
    stage.analyst.run(["open"])?;
    browser.reaches("check").await?;
    ensure!(browser.text("#answers").await?.contains("12.50"), "the answers are lost");

    // Whoever has submitted sees that, paused or not.
    stage.submit("wage,content,place\n10.00,yes,home\n", &links.part(1..2, "other.csv")?)?;
    stage.analyst.run(["pause"])?;
    let submitted = Browser::open().await?;
    submitted.visit(other, "paused").await?;
    fate(&submitted, "received").await?;
    ensure!(submitted.text("#revision").await? == "1", "no receipt");
    submitted.screens("paused-submitted").await?;
    submitted.close().await?;
    stage.analyst.run(["open"])?;

    // Too few submitted for anything to be computed; closed it is all the same.
    let mut run = stage.analyst.command(["run", "--yes"]);
    run.output()?;
    browser.click("submit").await?;
    browser.reaches("closed").await?;
    browser.says("main .lead", "came too late and was not taken: nothing of yours counts").await?;
    browser.screens("closed-late-nothing").await?;
    browser.visit(link, "closed").await?;
    browser.screens("closed-without-submission").await?;
    browser.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn doubtful_answers_are_not_submitted_unasked() -> anyhow::Result<()> {
    let check =
        "[[check]]\nlevel = \"warning\"\nrule = \"wage >= 20\"\nmessage = \"This is less than most.\"\n";
    let stage = Stage::set(&format!("{SURVEY}\n{check}"), &[])?;
    let links = stage.analyst.invite(1, "links.csv")?;
    let browser = Browser::open().await?;
    browser.visit(&links.all()[0], "form").await?;
    answer(&browser, "12.50").await?;
    browser.click("submit").await?;
    browser.says("#confirmation-error", "Correct the answers, or say that they are right").await?;
    browser.screens("check-unconfirmed").await?;
    browser.click("confirmation").await?;
    browser.says("#confirmation-error", "").await?;
    browser.click("submit").await?;
    browser.reaches("submitted").await?;
    browser.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_server_refuses_is_said_in_heading_and_title() -> anyhow::Result<()> {
    let stage = Stage::set(SURVEY, &[])?;
    let links = stage.analyst.invite(1, "links.csv")?;
    let lookalike = Lookalike::start(&stage.url(), Trick::Honest).await?;
    let link = lookalike.link(&links.all()[0]);
    let browser = Browser::open().await?;
    browser.visit(&link, "form").await?;
    answer(&browser, "12.50").await?;
    let full = Forgery::Refusal(409, "urn:tacit:problem:too-many-revisions");
    lookalike.forges(&[(Method::PUT, "/submission", full)]);
    browser.click("submit").await?;
    browser.reaches("unreachable").await?;
    browser.says("#refusal", "used to submit too many times").await?;
    titled(&browser, "Your answers were not accepted").await?;
    browser.screens("refused-submit").await?;
    browser.click("back").await?;
    browser.reaches("form").await?;

    lookalike.forges(&[(Method::GET, "/submission", Forgery::Refusal(500, "urn:tacit:problem:internal"))]);
    browser.visit(&link, "unreachable").await?;
    titled(&browser, "The survey can’t be opened").await?;
    browser.screens("refused-load").await?;
    browser.close().await
}

/// The document is titled as the page is headed.
async fn titled(browser: &Browser, heading: &str) -> anyhow::Result<()> {
    let headed = browser.text("h1").await?;
    let title = browser.js("return document.title").await?;
    let same = headed == heading && title.as_str().is_some_and(|title| title.contains(heading));
    ensure!(same, "headed {headed:?}, titled {title}");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn while_the_survey_is_loaded() -> anyhow::Result<()> {
    let stage = Stage::set(SURVEY, &[])?;
    let links = stage.analyst.invite(1, "links.csv")?;
    let told = Arc::new(Notify::new());
    let lookalike = Lookalike::start(&stage.url(), Trick::HoldBack(told.clone())).await?;
    let browser = Browser::open().await?;
    browser.visit(&lookalike.link(&links.all()[0]), "loading").await?;
    browser.screens("loading").await?;
    told.notify_one();
    browser.reaches("form").await?;
    browser.close().await
}
