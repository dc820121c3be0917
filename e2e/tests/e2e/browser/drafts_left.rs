//! Drafts that outlive what they are for: deleted by hand anywhere, by another tab, by the survey's end.

use anyhow::ensure;
use serde_json::json;

use crate::support::{
    browser::Browser,
    stage::{SURVEY, Stage},
};

pub(super) const STORED: &str = "return JSON.stringify(Object.entries(localStorage))";

pub(super) async fn keep(browser: &Browser) -> anyhow::Result<()> {
    browser.click("draft-wanted").await?;
    browser.fill("draft-passphrase", "correct horse").await?;
    browser.click("draft-unlock").await?;
    browser.says("#draft-kept", "Last saved").await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_passphrase_can_be_read_and_is_not_left_behind() -> anyhow::Result<()> {
    let stage = Stage::set(SURVEY, &[])?;
    let links = stage.analyst.invite(1, "links.csv")?;
    let browser = Browser::open().await?;
    browser.visit(&links.all()[0], "form").await?;
    keep(&browser).await?;
    browser.visit(&links.all()[0], "form").await?;
    let kind = "return document.getElementById('draft-passphrase').type";
    ensure!(browser.js(kind).await? == "password", "it can be read by everybody");
    browser.click("draft-readable").await?;
    ensure!(browser.js(kind).await? == "text", "it can't be read");
    browser.screens("draft-readable").await?;
    browser.fill("draft-passphrase", "correct hrose").await?;
    browser.click("draft-unlock").await?;
    browser.says("#draft-error", "not the passphrase").await?;
    ensure!(browser.value("draft-passphrase").await?.is_empty(), "a wrong passphrase stays in the page");
    browser.fill("draft-passphrase", "correct horse").await?;
    browser.click("draft-unlock").await?;
    browser.says("#draft-kept", "A draft is kept").await?;
    browser.close().await
}

/// Keeps the page's program within reach.
const PROGRAM: &str = r#"
    for (const name of ["instantiate", "instantiateStreaming"]) {
        const real = WebAssembly[name];
        WebAssembly[name] = async (...given) => {
            const made = await real.apply(WebAssembly, given);
            window.program = (made.instance ?? made).exports;
            return made;
        };
    }
"#;
/// Leaves the page's program less memory than a passphrase needs.
const FILL: &str = r#"
    let taken = 0;
    for (const block of [1 << 28, 1 << 26, 1 << 24]) {
        try {
            while (program.__wbindgen_malloc(block, 1)) taken += block;
        } catch { }
    }
    return taken;
"#;

#[tokio::test(flavor = "multi_thread")]
async fn a_damaged_draft_and_too_little_memory_are_said() -> anyhow::Result<()> {
    let stage = Stage::set(SURVEY, &[])?;
    let links = stage.analyst.invite(1, "links.csv")?;
    let browser = Browser::open().await?;
    browser.before_every_page(PROGRAM).await?;
    browser.visit(&links.all()[0], "form").await?;
    keep(&browser).await?;
    let damage = "const [name] = Object.keys(localStorage); localStorage.setItem(name, '!' + localStorage.getItem(name))";
    browser.visit(&links.all()[0], "form").await?;
    browser.js(damage).await?;
    browser.fill("draft-passphrase", "correct horse").await?;
    browser.click("draft-unlock").await?;
    browser.says("#draft-error", "can’t be read by this page. Delete it").await?;
    browser.screens("draft-damaged").await?;
    browser.click("draft-delete").await?;
    ensure!(browser.js(STORED).await? == json!("[]"), "it is still there");

    browser.click("draft-wanted").await?;
    browser.fill("draft-passphrase", "correct horse").await?;
    let taken = browser.js(FILL).await?;
    ensure!(taken.as_u64() > Some(1 << 30), "only {taken} bytes are taken");
    browser.click("draft-unlock").await?;
    browser.says("#draft-error", "too little memory").await?;
    browser.screens("draft-memory").await?;
    browser.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn what_another_tab_deletes_stays_deleted() -> anyhow::Result<()> {
    let stage = Stage::set(SURVEY, &[])?;
    let links = stage.analyst.invite(1, "links.csv")?;
    let browser = Browser::open().await?;
    browser.visit(&links.all()[0], "form").await?;
    keep(&browser).await?;
    browser.js("localStorage.clear()").await?;
    browser.fill("f-wage", "9.00").await?;
    browser.says("#draft", "Keep my answers as a draft").await?;
    ensure!(browser.js(STORED).await? == json!("[]"), "it is kept again: {}", browser.js(STORED).await?);
    browser.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn an_older_draft_that_is_left_can_be_deleted() -> anyhow::Result<()> {
    let stage = Stage::set(SURVEY, &[])?;
    let links = stage.analyst.invite(1, "links.csv")?;
    let browser = Browser::open().await?;
    browser.visit(&links.all()[0], "form").await?;
    keep(&browser).await?;
    browser
        .js("Storage.prototype.setItem = () => { throw new DOMException('', 'QuotaExceededError') }")
        .await?;
    browser.fill("f-wage", "9.00").await?;
    browser.says("#draft", "An older draft is still kept").await?;
    browser.screens("draft-refused").await?;
    browser.click("draft-delete").await?;
    ensure!(browser.js(STORED).await? == json!("[]"), "it is still there");

    browser.click("draft-wanted").await?;
    browser.fill("draft-passphrase", "correct horse").await?;
    browser.click("draft-unlock").await?;
    browser.says("#draft", "doesn’t take the draft: it is not kept").await?;
    browser.screens("draft-refused-none-older").await?;
    browser.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn drafts_are_deleted_where_nothing_is_asked_and_end_with_the_survey() -> anyhow::Result<()> {
    let stage = Stage::set(SURVEY, &[])?;
    let links = stage.analyst.invite(2, "links.csv")?;
    let browser = Browser::open().await?;
    for link in links.all() {
        browser.visit(link, "form").await?;
        keep(&browser).await?;
    }
    stage.analyst.run(["pause"])?;
    browser.visit(&links.all()[0], "paused").await?;
    browser.says("#draft", "There is a draft").await?;
    browser.screens("draft-paused").await?;
    let both = browser.js(STORED).await?.to_string();
    browser.click("draft-delete").await?;
    let other = browser.js(STORED).await?.to_string();
    ensure!(other.len() < both.len() && other.contains("tacit-draft-"), "{other}");

    stage.analyst.run(["open"])?;
    // Nobody submitted, so nothing can be computed; closed it is all the same.
    stage.analyst.command(["run", "--yes"]).output()?;
    browser.visit(&links.all()[1], "closed").await?;
    ensure!(browser.js(STORED).await? == json!("[]"), "the draft outlives the survey");
    browser.close().await
}
