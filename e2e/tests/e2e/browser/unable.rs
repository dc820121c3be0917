//! Browsers that can't seal: the page says what is missing and what to do, and never asks for an answer.

use anyhow::ensure;

use crate::support::{
    browser::Browser,
    stage::{SURVEY, Stage},
};

const LANGUAGES: [&str; 5] = ["en", "ar", "de", "es", "fr"];
/// What a browser says of what it fetched ahead for the program, which can't be started.
const AHEAD: &str = "was preloaded using link preload but not used";

#[tokio::test(flavor = "multi_thread")]
async fn without_javascript() -> anyhow::Result<()> {
    let stage = Stage::set(SURVEY, &[])?;
    let links = stage.analyst.invite(1, "links.csv")?;
    let browser = Browser::open().await?;
    browser.scripts(false).await?;
    browser.visit(&links.all()[0], "loading").await?;
    for language in LANGUAGES {
        let said = browser.text(&format!("main [lang={language}]")).await?;
        ensure!(said.contains("JavaScript") && said.contains("tacit-submit"), "{language}: {said}");
    }
    asks_nothing(&browser).await?;
    // Axe is a script too, and doesn't look into what is for those without.
    browser.scripts(true).await?;
    browser.js("const e = document.querySelector('noscript'); e.replaceWith(...e.childNodes)").await?;
    browser.screens("without-javascript").await?;
    ensure!(stage.analyst.run(["status"])?.contains("submitted    0\n"), "something was submitted");
    browser.close_but_for(AHEAD).await
}

#[tokio::test(flavor = "multi_thread")]
async fn without_webassembly() -> anyhow::Result<()> {
    let stage = Stage::set(SURVEY, &[])?;
    let links = stage.analyst.invite(1, "links.csv")?;
    let browser = Browser::open().await?;
    browser.before_every_page("delete window.WebAssembly").await?;
    for language in LANGUAGES {
        browser.prefer(&format!("nl,{language}-XX")).await?;
        browser.visit(&links.all()[0], "unsupported").await?;
        let said = browser.text("main").await?;
        ensure!(said.contains("WebAssembly") && said.contains("tacit-submit"), "{language}: {said}");
        let spoken = browser.js("return document.documentElement.lang").await?;
        ensure!(spoken == language, "{language} is wanted, {spoken} is spoken");
        asks_nothing(&browser).await?;
        let suffix = if language == "en" { String::new() } else { format!("-{language}") };
        browser.screens(&format!("unsupported{suffix}")).await?;
    }
    ensure!(stage.analyst.run(["status"])?.contains("submitted    0\n"), "something was submitted");
    browser.close_but_for(AHEAD).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_that_arrives_in_part() -> anyhow::Result<()> {
    let stage = Stage::set(SURVEY, &[])?;
    let links = stage.analyst.invite(1, "links.csv")?;
    let browser = Browser::open().await?;
    browser.block("*.wasm").await?;
    browser.visit(&links.all()[0], "failed").await?;
    asks_nothing(&browser).await?;
    browser.screens("failed").await?;

    browser.block("*.js").await?;
    browser.visit(&links.all()[0], "loading").await?;
    asks_nothing(&browser).await?;
    browser.close_but_for(AHEAD).await
}

/// There is nowhere to type an answer, and nothing that would send one.
async fn asks_nothing(browser: &Browser) -> anyhow::Result<()> {
    let fields =
        browser.js("return document.querySelectorAll('form, input, select, textarea').length").await?;
    ensure!(fields == 0, "the page asks, though it can't seal");
    Ok(())
}
