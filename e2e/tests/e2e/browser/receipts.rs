//! Receipts: kept, looked up, proven.

use anyhow::{Context, ensure};
use data_encoding::HEXLOWER;

use super::answer;
use crate::support::{
    browser::Browser,
    stage::{SURVEY, Stage},
};

/// Changes the last byte of published results: of their signature.
const TAMPER_RESULTS: &str = r#"
    const real = window.fetch;
    window.fetch = async (...request) => {
        const answer = await real(...request);
        if (!answer.url.endsWith("/results") || !answer.ok) return answer;
        const bytes = new Uint8Array(await answer.arrayBuffer());
        bytes[bytes.length - 1] ^= 1;
        const changed = new Response(bytes, { status: answer.status, headers: answer.headers });
        Object.defineProperty(changed, "url", { value: answer.url });
        return changed;
    };
"#;
/// The receipt's file, as saved, in hexadecimal.
const FILE: &str = r#"
    const link = document.getElementById("save-receipt");
    const text = decodeURIComponent(link.href.slice(link.href.indexOf(",") + 1));
    return [...new TextEncoder().encode(text)].map(byte => byte.toString(16).padStart(2, "0")).join("");
"#;

#[tokio::test(flavor = "multi_thread")]
async fn a_receipt_says_what_became_of_a_submission() -> anyhow::Result<()> {
    let stage = Stage::set(SURVEY, &["--threshold", "2"])?;
    let links = stage.analyst.invite(3, "links.csv")?;
    let others = "wage,content,place\n10.00,yes,home\n20.00,no,office\n";
    stage.submit(others, &links.part(1..3, "others.csv")?)?;
    let link = &links.all()[0];
    let browser = Browser::open().await?;
    browser.visit(link, "form").await?;
    answer(&browser, "12.50").await?;
    browser.click("submit").await?;
    browser.reaches("submitted").await?;
    fate(&browser, "received").await?;
    ensure!(browser.text("#signature").await?.split(' ').count() >= 16, "no signature");
    ensure!(browser.text("#supersedes").await?.is_empty(), "the first receipt takes another's place");
    browser.screens("receipt").await?;

    // What is saved is what the program takes.
    let file = browser.js(FILE).await?;
    let file = HEXLOWER.decode(file.as_str().context("nothing to save")?.as_bytes())?;
    let file = std::str::from_utf8(&file)?;
    let path = stage.write("receipt.txt", file)?;
    let verified = stage.programs.command("tacit-submit")?.arg("verify").arg(&path).output()?;
    ensure!(verified.status.success(), "{}", String::from_utf8_lossy(&verified.stderr));

    // A telephone's camera reads the same, but for the lines for people.
    let lines = |text: &str| -> Vec<String> {
        text.lines().filter(|line| !line.starts_with('#')).map(str::to_owned).collect()
    };
    for colours in ["light", "dark"] {
        let code = browser.reads_code("qr", colours).await?;
        ensure!(lines(&code) == lines(file) && lines(&code).len() == 4, "in {colours} colours: {code}");
    }

    // Somewhere else it is replaced; this tab finds out when it looks.
    let other = Browser::open().await?;
    other.visit(link, "form").await?;
    other.click("show-receipt").await?;
    other.reaches("submitted").await?;
    fate(&other, "received").await?;
    let title = other.js("return document.title").await?;
    ensure!(title.as_str().is_some_and(|title| title.contains("You have submitted")), "{title}");
    other.click("again").await?;
    other.reaches("form").await?;
    answer(&other, "99.00").await?;
    other.click("submit").await?;
    other.reaches("submitted").await?;
    ensure!(other.text("#revision").await? == "2", "not a second revision");
    other.says("#supersedes", "takes the place of those of earlier submissions").await?;
    other.says("#supersedes", "“Check a saved receipt”").await?;
    other.screens("receipt-again").await?;
    other.close().await?;
    browser.click("look").await?;
    fate(&browser, "replaced").await?;
    browser.says("#fate", "revision 2").await?;
    browser.screens("receipt-replaced").await?;

    // After the close both say so: it counts as revision 2.
    stage.analyst.run(["run", "--yes"])?;
    browser.click("look").await?;
    fate(&browser, "counted").await?;
    browser.says("#fate", "Revision 2 is counted").await?;
    browser.visit(link, "closed").await?;
    fate(&browser, "counted").await?;
    browser.says("#fate", "of the 3 submissions").await?;
    browser.screens("receipt-counted").await?;
    browser.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_results_are_shown_once_they_are_published() -> anyhow::Result<()> {
    let stage = Stage::set(SURVEY, &["--threshold", "2"])?;
    let links = stage.analyst.invite(6, "links.csv")?;
    let rows = "wage,hours,content,place\n10.00,40,yes,home\n20.00,20,no,office\n30.00,10,yes,office\n10.00,40,no,home\n30.00,10,no,office\n";
    stage.submit(rows, &links.part(0..5, "submitted.csv")?)?;
    stage.analyst.run(["run", "--yes"])?;
    let browser = Browser::open().await?;
    browser.visit(&links.all()[0], "closed").await?;
    browser.says("#results", "no results here yet").await?;
    stage.analyst.run(["publish", "--yes"])?;
    browser.visit(&links.all()[0], "closed").await?;
    browser.says("#results .verified", "has checked").await?;
    let tables = browser.text("#results").await?;
    ensure!(
        ["Mean of “Hourly wage”", "20", "In an office"].iter().all(|part| tables.contains(part)),
        "{tables}"
    );
    ensure!(
        browser.js("return document.querySelectorAll('.chart rect').length").await? != 0,
        "there are no bars"
    );
    browser.screens("results").await?;

    // Somebody who didn't submit sees them too; a changed one nobody.
    browser.visit(&links.all()[5], "closed").await?;
    browser.says("#results .verified", "has checked").await?;
    browser.before_every_page(TAMPER_RESULTS).await?;
    browser.visit(&links.all()[5], "closed").await?;
    browser.says("#results [role=alert]", "not signed by this survey’s analyst").await?;
    ensure!(!browser.text("#results").await?.contains("Mean of"), "what is not believed is shown");
    browser.screens("results-broken").await?;
    browser.close().await
}

/// Waits for what the page has found out.
pub(super) async fn fate(browser: &Browser, expected: &str) -> anyhow::Result<()> {
    let script = format!(
        "for (let i = 0; i < 400; i++) {{ if (document.getElementById('fate')?.dataset.fate === '{expected}') return true; \
         await new Promise(done => setTimeout(done, 50)) }} return document.getElementById('fate')?.dataset.fate ?? 'none'"
    );
    let found = browser.js(&script).await?;
    ensure!(found == true, "the submission is {found}, not {expected}: {}", browser.text("#fate").await?);
    Ok(())
}
