//! What a server may answer, rightly or not, about a submission and about what came out: each is said for what it is.

use std::{
    fs,
    path::{Path, PathBuf},
    time::Duration,
};

use anyhow::{Context, ensure};
use axum::http::Method;
use jiff::{SignedDuration, Timestamp};
use tacit_e2e::{Analyst, Links, Server};
use tacit_envelope::keyfile::KeyFile;
use tacit_protocol::{
    closing::SignedClosingStatement,
    codec::{Decode, Encode},
    publication::{Publication, SignedPublication},
};

use super::{receipts::fate, receipts_saved};
use crate::support::{
    browser::Browser,
    lookalike::{Forgery, Lookalike, Trick},
    stage::{SURVEY, Stage},
};

/// Two valid rows of answers.
const ROWS: &str = "wage,content,place\n10.00,yes,home\n20.00,no,office\n";
/// Another one.
const ROW: &str = "wage,content,place\n30.00,yes,home\n";

#[tokio::test(flavor = "multi_thread")]
async fn what_is_answered_about_submission_and_results_is_said_for_what_it_is() -> anyhow::Result<()> {
    let mut stage = Stage::set(SURVEY, &["--threshold", "2"])?;
    let links = stage.analyst.invite(3, "links.csv")?;
    stage.submit(ROWS, &links.part(0..2, "two.csv")?)?;
    stage.kill_server();
    let folder = twin(&stage)?;
    let of_another_set = of_three(&stage, &folder, &links.part(2..3, "third.csv")?).await?;
    stage.start_server()?;
    stage.analyst.run(["run", "--yes"])?;
    stage.analyst.run(["publish", "--yes"])?;
    let (page, _) = links.all()[0].split_once('#').context("no token")?;
    let api = page.replace("/s/", "/api/v1/sessions/");
    let statement = reqwest::get(format!("{api}/statement")).await?.bytes().await?;
    let forged = Forged::of(&stage, &statement)?;

    let lookalike = Lookalike::start(&stage.url(), Trick::Honest).await?;
    let link = lookalike.link(&links.all()[0]);
    let browser = Browser::open().await?;
    browser.visit(&link, "closed").await?;
    browser.says("#results .verified", "has checked").await?;
    let results = |forgery| [(Method::GET, "/results", forgery)];
    let inclusion = |forgery| (Method::GET, "/inclusions/", forgery);
    for (name, forgeries, expected, said) in [
        (
            "receipt-unheard",
            [vec![inclusion(Forgery::Away)], results(Forgery::Away).to_vec()].concat(),
            "unheard",
            "can’t be asked for at the moment",
        ),
        (
            "receipt-unknown",
            vec![inclusion(Forgery::Refusal(404, "urn:tacit:problem:unknown-report"))],
            "unknown",
            "doesn’t prove that your submission counts",
        ),
        (
            "results-other-set",
            results(Forgery::Bytes(of_another_set)).to_vec(),
            "counted",
            "another set than the one in which your submission counts",
        ),
        (
            "results-statement",
            results(Forgery::Bytes(forged.of_no_set)).to_vec(),
            "counted",
            "this survey’s server didn’t close",
        ),
        (
            "results-malformed",
            results(Forgery::Bytes(forged.nonsense)).to_vec(),
            "counted",
            "can’t be read, or is of another survey",
        ),
    ] {
        lookalike.forges(&forgeries);
        browser.visit(&link, "closed").await?;
        fate(&browser, expected).await.context(name)?;
        browser.says("#results", said).await.context(name)?;
        ensure!(!browser.text("#results").await?.contains("Mean of"), "{name}: it is shown all the same");
        browser.screens(name).await?;
    }
    browser.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn before_the_set_is_fixed_nothing_is_promised() -> anyhow::Result<()> {
    let end = Timestamp::now() + SignedDuration::from_secs(6);
    let stage = Stage::set(SURVEY, &["--closes", &end.to_string()])?;
    let links = stage.analyst.invite(2, "links.csv")?;
    stage.submit(ROWS, &links)?;
    let left = Timestamp::now().duration_until(end).as_millis().max(0);
    tokio::time::sleep(Duration::from_millis(u64::try_from(left)? + 50)).await;
    let browser = Browser::open().await?;
    browser.visit(&links.all()[0], "closed").await?;
    fate(&browser, "not-fixed").await?;
    browser.says("#fate", "isn’t fixed yet").await?;
    browser.screens("receipt-not-fixed").await?;

    // Without the link the server is asked whether it takes more.
    let file = receipts_saved::receipt(&browser, &stage, "receipt.txt").await?;
    browser.visit(&stage.url(), "landing").await?;
    receipts_saved::check(&browser, &file, "not-fixed", "isn’t fixed yet").await?;
    browser.screens("receipt-saved-not-fixed").await?;
    browser.close().await
}

/// A folder with the same files of server and analyst.
fn twin(stage: &Stage) -> anyhow::Result<PathBuf> {
    let folder = stage.folder("twin")?;
    copied(&stage.data_dir(), &folder.join("server"))?;
    for file in fs::read_dir(stage.analysts_folder())?.collect::<Result<Vec<_>, _>>()? {
        if file.file_type()?.is_file() {
            fs::copy(file.path(), folder.join(file.file_name()))?;
        }
    }
    Ok(folder)
}

/// What is published by a server with the same keys that took a third submission, at the same survey.
async fn of_three(stage: &Stage, folder: &Path, third: &Links) -> anyhow::Result<Vec<u8>> {
    let twin = Server::start(&stage.programs, &folder.join("server"), "127.0.0.1:0")?;
    let analyst = Analyst::new(&stage.programs, folder, twin.url())?;
    let third = third.with(|link| link.replacen(&stage.url(), twin.url(), 1), "twin.csv")?;
    stage.submit(ROW, &third)?;
    analyst.run(["run", "--yes"])?;
    analyst.run(["publish", "--yes"])?;
    let (page, _) = third.all()[0].split_once('#').context("no token")?;
    let results = page.replace("/s/", "/api/v1/sessions/") + "/results";
    Ok(reqwest::get(results).await?.error_for_status()?.bytes().await?.to_vec())
}

/// Copies a folder with what is in it.
fn copied(from: &Path, to: &Path) -> anyhow::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let to = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copied(&entry.path(), &to)?;
        } else {
            fs::copy(entry.path(), to)?;
        }
    }
    Ok(())
}

/// Publications that the analyst has signed, and shouldn't have.
struct Forged {
    /// With a statement that the server didn't sign.
    of_no_set: Vec<u8>,
    /// Without results in it.
    nonsense: Vec<u8>,
}

impl Forged {
    fn of(stage: &Stage, statement: &[u8]) -> anyhow::Result<Self> {
        let file = fs::read_to_string(stage.analysts_folder().join("analyst.key"))?;
        let KeyFile::Plain(secret) = KeyFile::parse(&file)? else { anyhow::bail!("the key is locked") };
        let statement = SignedClosingStatement::get_decoded(statement)?;
        let key = secret.signing();
        let mut bytes = statement.get_encoded()?;
        // The signature is at the end.
        if let Some(last) = bytes.last_mut() {
            *last ^= 1;
        }
        let unsigned = SignedClosingStatement::get_decoded(&bytes)?;
        let signed = |statement| {
            let publication = Publication { statement, results: b"{}".to_vec() };
            SignedPublication::sign(&key, publication)?.get_encoded()
        };
        Ok(Self { of_no_set: signed(unsigned)?, nonsense: signed(statement)? })
    }
}
