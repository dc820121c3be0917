//! What leaves the browser is what is shown, to the byte.

use anyhow::{Context, ensure};
use axum::http::Method;
use serde_json::Value;
use tacit_e2e::OPERATOR;

use super::{RECORD, answer};
use crate::support::{
    browser::Browser,
    lookalike::{Forgery, Lookalike, Trick},
    stage::{SURVEY, Stage},
};

/// The bytes that are shown, all parts whole and joined, in hexadecimal.
const SHOWN: &str = r##"
    for (const id of ["trust-leader-share", "trust-helper-share", "trust-public-share"]) {
        if (document.getElementById(id).innerText.includes("…")) document.getElementById(id + "-whole").click();
    }
    await new Promise(done => setTimeout(done, 100));
    return [...document.querySelectorAll("#trust-bytes code")].map(part => part.innerText.replace(/ /g, "")).join("");
"##;
/// What is wrong with the halves of the chosen answer; their digits if nothing is.
const HALVES: &str = r##"
    const prime = 340282366920938462946865773367900766209n;
    return [...document.querySelectorAll("#trust-halves tbody tr")].map(row => {
        const [digit, server, analyst] = [...row.querySelectorAll("td")].map(cell => BigInt(cell.innerText));
        return (server + analyst) % prime === digit ? String(digit) : "the halves don't add up";
    }).join(" ");
"##;

#[tokio::test(flavor = "multi_thread")]
async fn the_bytes_that_are_shown_are_those_that_are_sent() -> anyhow::Result<()> {
    let stage = Stage::set(SURVEY, &["--name", "Sofía Ångström, University of Example", "--threshold", "7"])?;
    let links = stage.analyst.invite(1, "links.csv")?;
    let browser = Browser::open().await?;
    browser.before_every_page(RECORD).await?;
    browser.visit(&links.all()[0], "form").await?;
    let fingerprint = browser.text("#fingerprint").await?;
    answer(&browser, "12.50").await?;

    browser.click("trust-toggle").await?;
    browser.says("#trust-value", "12.50").await?;
    let keys = browser.text("#trust-analyst-keys").await?;
    ensure!(keys.contains(&fingerprint), "another fingerprint: {keys}");
    let server = browser.text("#trust-server").await?;
    let host = stage.url().replace("http://", "");
    ensure!(server == format!("Run by {OPERATOR}, as they call themselves, at {host}"), "{server}");
    for (id, said) in [
        ("trust-purpose", "To find out how much people work, from where, and whether that suits them."),
        (
            "trust-threshold",
            "only for groups of at least 7 people. The server and the analyst learn exactly how many gave which answer.",
        ),
        ("trust-noise", "None: nothing is added to the results, they are exact."),
        (
            "trust-kept",
            "until the analyst or whoever runs the server deletes the survey there. The survey itself sets no date.",
        ),
        ("trust-kept", "key for this survey is deleted when the results are released"),
        ("trust-kept", "The analyst keeps the results and the file with the invitations"),
        ("trust-learns", "how many people are in each group"),
    ] {
        let shown = browser.text(&format!("#{id}")).await?;
        ensure!(shown.contains(said), "{id} doesn't say {said:?}, but:\n{shown}");
    }
    let words = browser.text("#trust-analyst-keys .fingerprint-words").await?;
    ensure!(words.split(' ').count() == 16, "{words}");
    browser.screens("trust").await?;

    let digits = halves(&browser).await?;
    let first = shown(&browser).await?;
    let halves_before = browser.text("#trust-halves").await?;
    browser.click("trust-reshare").await?;
    browser.says("#trust-reshared", "new").await?;
    ensure!(halves(&browser).await? == digits, "splitting again changes the answer");
    ensure!(browser.text("#trust-halves").await? != halves_before, "splitting again gives the same halves");
    let second = shown(&browser).await?;
    ensure!(second != first && second.len() == first.len(), "splitting again gives the same bytes");
    browser.screens("trust-whole").await?;

    browser.click("submit").await?;
    browser.reaches("submitted").await?;
    let sent = browser.js("return sent").await?;
    ensure!(sent.as_array().is_some_and(|sent| sent.len() == 1), "not one report was sent");
    ensure!(sent[0] == second.as_str(), "what was sent is not what was shown last");

    browser.click("trust-toggle").await?;
    browser.says("#trust-size", &(second.len() / 2 / 1000).to_string()).await?;
    ensure!(shown(&browser).await? == second, "what is shown as sent was not");
    ensure!(browser.text("#trust-halves").await?.is_empty(), "the halves of what is sent are still there");
    browser.screens("trust-sent").await?;
    browser.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn every_kind_of_answer_is_halved() -> anyhow::Result<()> {
    let stage = Stage::set(SURVEY, &[])?;
    let links = stage.analyst.invite(1, "links.csv")?;
    let browser = Browser::open().await?;
    browser.visit(&links.all()[0], "form").await?;
    answer(&browser, "12.50").await?;
    browser.click("trust-toggle").await?;
    browser.says("#trust-value", "12.50").await?;
    let count = browser.js("return document.getElementById('trust-answer').options.length").await?;
    for index in 0..count.as_u64().context("no answers to choose")? {
        let choose = format!(
            "const list = document.getElementById('trust-answer'); list.value = '{index}'; \
             list.dispatchEvent(new Event('change', {{ bubbles: true }})); \
             await new Promise(done => setTimeout(done, 50))"
        );
        browser.js(&choose).await?;
        let digits = halves(&browser).await?;
        ensure!(digits.split(' ').all(|digit| ["0", "1"].contains(&digit)), "answer {index}: {digits}");
    }
    // Closing the view drops the halves; opening it splits anew.
    let before = browser.text("#trust-halves").await?;
    browser.click("trust-toggle").await?;
    browser.says("#trust-content", "").await?;
    browser.click("trust-toggle").await?;
    browser.says("#trust-value", "12.50").await?;
    ensure!(browser.text("#trust-halves").await? != before, "the halves were kept");
    browser.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_of_somebody_without_a_name_is_said_to_be_that() -> anyhow::Result<()> {
    let stage = Stage::set_by(None, SURVEY, &[])?;
    let links = stage.analyst.invite(1, "links.csv")?;
    let browser = Browser::open().await?;
    let host = stage.url().replace("http://", "");
    let said = format!("At {host}. Whoever runs it gives no name.");
    browser.visit(&links.all()[0], "form").await?;
    ensure!(browser.text("#server").await? == said, "{}", browser.text("#server").await?);
    browser.screens("form-unnamed-server").await?;
    answer(&browser, "12.50").await?;
    browser.click("trust-toggle").await?;
    browser.says("#trust-server", &said).await?;
    browser.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn without_the_program_that_seals_nothing_is_shown_nor_sent() -> anyhow::Result<()> {
    let stage = Stage::set(SURVEY, &[])?;
    let links = stage.analyst.invite(1, "links.csv")?;
    let lookalike = Lookalike::start(&stage.url(), Trick::Honest).await?;
    lookalike.forges(&[(Method::GET, "/assets/sealer", Forgery::Away)]);
    let browser = Browser::open().await?;
    browser.visit(&lookalike.link(&links.all()[0]), "form").await?;
    answer(&browser, "12.50").await?;
    browser.click("trust-toggle").await?;
    browser.says("#trust-content", "could not seal the answers to show them").await?;
    browser.screens("trust-failed").await?;
    browser.click("submit").await?;
    browser.reaches("unreachable").await?;
    let sent = lookalike.asked().into_iter().filter(|asked| asked.method == Method::PUT).count();
    ensure!(sent == 0, "{sent} reports were sent");
    browser.close_but_for("importScripts").await
}

async fn shown(browser: &Browser) -> anyhow::Result<String> {
    text(browser.js(SHOWN).await?)
}

async fn halves(browser: &Browser) -> anyhow::Result<String> {
    text(browser.js(HALVES).await?)
}

fn text(value: Value) -> anyhow::Result<String> {
    value.as_str().map(str::to_owned).context("nothing is shown")
}
