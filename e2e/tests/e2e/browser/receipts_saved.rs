//! Receipts that were kept as files, checked in the page.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
    time::Instant,
};

use anyhow::{Context, ensure};

use axum::http::Method;
use tacit_envelope::keyfile::AnalystSecret;
use tacit_protocol::{
    ids::{SessionId, Token},
    receipt::{Receipt, SignedReceipt},
    receipt_file::ReceiptFile,
};
use tokio::sync::Notify;

use super::answer;
use crate::support::{
    LOOK, PATIENCE,
    browser::Browser,
    lookalike::{Forgery, Lookalike, Trick},
    stage::{SURVEY, Stage},
};

/// The receipt's file, as the page saves it.
pub(super) async fn receipt(browser: &Browser, stage: &Stage, name: &str) -> anyhow::Result<PathBuf> {
    let script = "const link = document.getElementById('save-receipt'); \
        return link && decodeURIComponent(link.href.slice(link.href.indexOf(',') + 1))";
    stage.write(name, browser.js(script).await?.as_str().context("nothing to save")?)
}

/// Has the page check a file, and waits for what it finds.
pub(super) async fn check(browser: &Browser, file: &Path, found: &str, words: &str) -> anyhow::Result<()> {
    browser.choose_file("saved-file", file).await?;
    let selector = format!("#saved-found[data-found='{found}']");
    let said = browser.says(&selector, words).await;
    let state = browser.js("return document.getElementById('saved-found').dataset.found").await?;
    said.with_context(|| format!("{} is found to be {state}", file.display()))
}

#[tokio::test(flavor = "multi_thread")]
async fn what_became_of_it_is_said_of_a_saved_receipt() -> anyhow::Result<()> {
    let stage = Stage::set(SURVEY, &["--threshold", "2"])?;
    let links = stage.analyst.invite(3, "links.csv")?;
    stage.submit("wage,content,place\n10.00,yes,home\n", &links.part(2..3, "other.csv")?)?;
    let browser = Browser::open().await?;
    browser.visit(&links.all()[0], "form").await?;
    answer(&browser, "12.50").await?;
    browser.click("submit").await?;
    browser.reaches("submitted").await?;
    let first = receipt(&browser, &stage, "first.txt").await?;
    check(&browser, &first, "received", "Genuine").await?;
    browser.says("#saved-found", "This is your newest submission").await?;
    browser.screens("receipt-saved-received").await?;
    browser.click("again").await?;
    browser.reaches("form").await?;
    answer(&browser, "13.50").await?;
    browser.click("submit").await?;
    browser.reaches("submitted").await?;
    let second = receipt(&browser, &stage, "second.txt").await?;
    check(&browser, &first, "replaced", "Replaced by revision 2").await?;
    browser.screens("receipt-saved-replaced").await?;
    check(&browser, &second, "received", "Genuine").await?;

    // Another's, another survey's, forged, and none.
    browser.visit(&links.all()[2], "form").await?;
    browser.click("show-receipt").await?;
    browser.reaches("submitted").await?;
    check(&browser, &first, "other-link", "another link than yours").await?;
    browser.screens("receipt-saved-other-link").await?;
    let text = std::fs::read_to_string(&first)?;
    let damaged = stage.write("damaged.txt", &text.replace("receipt a", "receipt b"))?;
    check(&browser, &damaged, "no-receipt", "no receipt, or not all of one").await?;
    check(&browser, &stage.write("other.txt", "Shopping list")?, "no-receipt", "no receipt").await?;
    let long = stage.write("long.txt", &"x".repeat(1 << 20))?;
    check(&browser, &long, "no-receipt", "no receipt").await?;
    check(&browser, &forged(&stage, &text)?, "forged", "Forged").await?;
    browser.screens("receipt-saved-forged").await?;
    let other_stage = Stage::set(SURVEY, &["--threshold", "2"])?;
    let other_link = other_stage.analyst.invite(1, "links.csv")?;
    let elsewhere = Browser::open().await?;
    elsewhere.visit(&other_link.all()[0], "form").await?;
    answer(&elsewhere, "12.50").await?;
    elsewhere.click("submit").await?;
    elsewhere.reaches("submitted").await?;
    check(&elsewhere, &first, "other-survey", "another survey").await?;
    elsewhere.screens("receipt-saved-other-survey").await?;
    elsewhere.visit(&other_stage.url(), "landing").await?;
    check(&elsewhere, &first, "other-server", "of the server at").await?;
    elsewhere.screens("receipt-saved-other-server").await?;
    elsewhere.close().await?;

    // After the close, without the link.
    stage.analyst.run(["run", "--yes"])?;
    browser.visit(&stage.url(), "landing").await?;
    check(&browser, &first, "counted", "How we work").await?;
    browser.says("#saved-found", "Revision 2 is counted").await?;
    check(&browser, &second, "counted", "of the 2 submissions").await?;
    browser.screens("landing-receipt").await?;
    let mut stage = stage;
    stage.kill_server();
    check(&browser, &second, "unheard", "can’t be asked").await?;
    browser.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_server_cannot_or_will_not_prove_is_said_of_a_saved_receipt() -> anyhow::Result<()> {
    let stage = Stage::set(SURVEY, &[])?;
    let lookalike = Lookalike::start(&stage.url(), Trick::Honest).await?;
    let browser = Browser::open().await?;
    let links = stage.analyst.invite(2, "links.csv")?;
    stage.submit("wage,content,place\n10.00,yes,home\n20.00,no,home\n", &links)?;
    browser.visit(&lookalike.link(&links.all()[0]), "form").await?;
    browser.click("show-receipt").await?;
    browser.reaches("submitted").await?;
    let genuine = receipt(&browser, &stage, "genuine.txt").await?;
    let text = std::fs::read_to_string(&genuine)?;
    let version = stage.write("version.txt", &text.replace("RECEIPT-1", "RECEIPT-2"))?;
    let nothing = stage.write("nothing.txt", "Shopping list")?;
    let unreadable = stage.write("unreadable.txt", &of_no_survey(&lookalike.url())?)?;
    browser.visit(&lookalike.url(), "landing").await?;
    let survey = |forgery| Some((Method::GET, "/manifest", forgery));
    let fate = |forgery| Some((Method::GET, "/inclusions/", forgery));
    let unknown = |kind| Forgery::Refusal(404, kind);
    for (file, found, said, forged) in [
        (&nothing, "no-receipt", "This is no receipt", None),
        (&version, "no-receipt", "saved by another version of Tacit", None),
        (&genuine, "swapped", "is another one. Don’t trust it", survey(Forgery::Bytes(b"{}".to_vec()))),
        (&unreadable, "unreadable", "made by another version", survey(Forgery::Bytes(b"{}".to_vec()))),
        (&genuine, "unheard", "can’t be asked", survey(Forgery::Away)),
        (&genuine, "unknown-survey", "no such survey", survey(unknown("urn:tacit:problem:unknown-session"))),
        (
            &genuine,
            "unknown",
            "doesn’t know your submission",
            fate(unknown("urn:tacit:problem:unknown-report")),
        ),
    ] {
        lookalike.forges(&forged.into_iter().collect::<Vec<_>>());
        check(&browser, file, found, said).await?;
        let name = if file == &version { "version" } else { found };
        browser.screens(&format!("receipt-saved-{name}")).await?;
    }

    // Of two that are chosen shortly after each other the answer to the first comes last, and is passed over.
    let told = Arc::new(Notify::new());
    lookalike.forges(&[(Method::GET, "/manifest", Forgery::Later(told.clone()))]);
    browser.choose_file("saved-file", &genuine).await?;
    browser.says("#saved-found[data-found=asking]", "Asking").await?;
    check(&browser, &nothing, "no-receipt", "This is no receipt").await?;
    lookalike.asked();
    told.notify_one();
    let deadline = Instant::now() + PATIENCE;
    while !lookalike.asked().iter().any(|asked| asked.path.contains("/inclusions/")) {
        ensure!(Instant::now() < deadline, "the first file isn't looked at any more");
        tokio::time::sleep(LOOK).await;
    }
    // Another question after it, to the same server: its answer comes after that to the first.
    browser.js("await fetch('/'); await new Promise(done => setTimeout(done, 50))").await?;
    let found = browser.js("return document.getElementById('saved-found').dataset.found").await?;
    ensure!(found == "no-receipt", "what was chosen first is shown: {found}");
    browser.close().await
}

/// A receipt of a survey whose manifest is `{}`.
fn of_no_survey(server: &str) -> anyhow::Result<String> {
    let (session, key) = (SessionId::of_manifest(b"{}"), AnalystSecret::from_seed(&[7; 32]).signing());
    let participant = "mfrggzdfmztwq2lknnwg23tpoa".parse::<Token>()?.participant_id();
    let digest = "a".repeat(52).parse()?;
    let receipt = Receipt { session, participant, digest, revision: 1, received_at: 1 };
    Ok(ReceiptFile::new(&server.parse()?, session, SignedReceipt::sign(&key, receipt)?).to_string())
}

/// The same receipt with another character in its signature.
fn forged(stage: &Stage, text: &str) -> anyhow::Result<PathBuf> {
    let line = text.lines().find(|line| line.starts_with("receipt ")).context("no receipt")?;
    let at = line.len() - 40;
    let other = if &line[at..=at] == "a" { "b" } else { "a" };
    let forged = format!("{}{other}{}", &line[..at], &line[at + 1..]);
    ensure!(forged != line, "nothing is forged");
    stage.write("forged.txt", &text.replace(line, &forged))
}
