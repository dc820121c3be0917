//! A server that doesn't prove what it has signed: each way is said for what it is.

use anyhow::{Context, ensure};

use super::receipts::fate;
use crate::support::{
    browser::Browser,
    stage::{SURVEY, Stage},
};

/// Changes every answer about an inclusion as `lie` in the session storage says.
///
/// An inclusion: version, the newest receipt (173 bytes), 1, the closing statement (165), index (8), path.
const LIE: &str = r#"
    const real = window.fetch;
    const bytesOf = hex => new Uint8Array(hex.match(/../g).map(byte => parseInt(byte, 16)));
    const lies = {
        path: bytes => { bytes[bytes.length - 1] ^= 1; return bytes },
        index: bytes => { bytes[1 + 173 + 1 + 165 + 7] ^= 1; return bytes },
        omit: bytes => { bytes[1 + 173] = 0; return bytes.slice(0, 1 + 173 + 1) },
        statement: (bytes, given) => { bytes.set(given, 1 + 173 + 1); return bytes },
        other: (bytes, given) => given,
    };
    window.fetch = async (...request) => {
        const answer = await real(...request);
        const lie = lies[sessionStorage.getItem("lie")];
        if (!lie || !answer.url.includes("/inclusions/") || !answer.ok) return answer;
        const given = bytesOf(sessionStorage.getItem("given") || "00");
        const bytes = lie(new Uint8Array(await answer.arrayBuffer()), given);
        const changed = new Response(bytes, { status: answer.status, headers: answer.headers });
        Object.defineProperty(changed, "url", { value: answer.url });
        return changed;
    };
"#;
/// Two valid rows of answers.
const ROWS: &str = "wage,content,place\n10.00,yes,home\n20.00,no,office\n";

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_proven_is_said_for_what_it_is() -> anyhow::Result<()> {
    let (stage, links) = closed()?;
    let (other_stage, other_links) = closed()?;
    let browser = Browser::open().await?;

    // Genuine answers, about something else.
    browser.visit(&other_links[0], "closed").await?;
    let (page, _) = other_links[0].split_once('#').context("no token")?;
    let statement = fetched(&browser, &page.replace("/s/", "/api/v1/sessions/"), "/statement").await?;
    ensure!(statement.len() == 2 * 165, "a statement of {} digits", statement.len());
    drop(other_stage);
    browser.visit(&links[1], "closed").await?;
    fate(&browser, "counted").await?;
    let digest = browser.text("#digest").await?.replace(' ', "");
    let (page, _) = links[1].split_once('#').context("no token")?;
    let inclusion = format!("/inclusions/{digest}");
    let inclusion = fetched(&browser, &page.replace("/s/", "/api/v1/sessions/"), &inclusion).await?;

    browser.visit(&links[0], "closed").await?;
    fate(&browser, "counted").await?;
    browser.before_every_page(LIE).await?;
    for (lie, given, said) in [
        ("index", "", "does not lead from your submission"),
        ("omit", "", "gives no proof that your submission is in it"),
        ("statement", &statement, "not signed with this survey’s key"),
        ("other", &inclusion, "names another submission as your newest"),
        ("path", "", "does not lead from your submission"),
    ] {
        let script =
            format!("sessionStorage.setItem('lie', '{lie}'); sessionStorage.setItem('given', '{given}')");
        browser.js(&script).await?;
        browser.visit(&links[0], "closed").await?;
        fate(&browser, "broken").await.with_context(|| format!("the lie: {lie}"))?;
        browser.says("#fate .danger", said).await.with_context(|| format!("the lie: {lie}"))?;
    }
    browser.screens("receipt-broken").await?;
    drop(stage);
    browser.close().await
}

/// A closed survey with two submissions, and their links.
fn closed() -> anyhow::Result<(Stage, Vec<String>)> {
    let stage = Stage::set(SURVEY, &["--threshold", "2"])?;
    let links = stage.analyst.invite(2, "links.csv")?;
    stage.submit(ROWS, &links)?;
    stage.analyst.run(["run", "--yes"])?;
    Ok((stage, links.all().to_vec()))
}

/// What the server answers, in hexadecimal.
async fn fetched(browser: &Browser, address: &str, end: &str) -> anyhow::Result<String> {
    let script = format!(
        "const answer = await fetch('{address}{end}'); const bytes = new Uint8Array(await answer.arrayBuffer()); \
         return answer.ok ? [...bytes].map(byte => byte.toString(16).padStart(2, '0')).join('') : null"
    );
    Ok(browser.js(&script).await?.as_str().context("no such answer")?.to_owned())
}
