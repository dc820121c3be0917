//! Without a mouse, and with errors.

use anyhow::ensure;
use thirtyfour::prelude::Key;

use crate::support::{
    browser::Browser,
    stage::{SURVEY, Stage},
};

#[tokio::test(flavor = "multi_thread")]
async fn the_keyboard_alone_is_enough() -> anyhow::Result<()> {
    let stage = Stage::set(SURVEY, &[])?;
    let links = stage.analyst.invite(1, "links.csv")?;
    let browser = Browser::open().await?;
    browser.visit(&links.all()[0], "form").await?;

    browser.tab_to("f-wage").await?;
    browser.press("12.50").await?;
    browser.tab_to("f-content-yes").await?;
    browser.press(" ").await?;
    browser.tab_to("f-place-office").await?;
    browser.press(" ").await?;
    browser.press(Key::Down).await?;
    browser.tab_to("f-tools-hands").await?;
    browser.press(" ").await?;
    browser.tab_to("continue").await?;
    browser.press(Key::Enter).await?;

    browser.reaches("check").await?;
    ensure!(browser.focused().await? == "heading", "the focus doesn't follow to the next step");
    let answers = browser.text("#answers").await?;
    ensure!(
        ["12.50", "Yes", "At home", "My hands"].iter().all(|answer| answers.contains(answer)),
        "{answers}"
    );

    browser.tab_to("change-content").await?;
    browser.press(Key::Enter).await?;
    browser.reaches("form").await?;
    ensure!(
        browser.focused().await?.starts_with("f-content"),
        "the focus is on {}",
        browser.focused().await?
    );
    browser.press(Key::Right).await?;
    browser.tab_to("continue").await?;
    browser.press(Key::Enter).await?;
    browser.reaches("check").await?;
    ensure!(browser.text("#answers").await?.contains("No\n"), "{}", browser.text("#answers").await?);

    browser.tab_to("submit").await?;
    browser.press(Key::Enter).await?;
    browser.reaches("submitted").await?;
    browser.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn errors_are_summed_up_and_take_the_focus() -> anyhow::Result<()> {
    let stage = Stage::set(SURVEY, &[])?;
    let links = stage.analyst.invite(1, "links.csv")?;
    let browser = Browser::open().await?;
    browser.visit(&links.all()[0], "form").await?;

    browser.fill("f-wage", "1000.01").await?;
    browser.click("continue").await?;
    browser.reaches("form").await?;
    ensure!(browser.focused().await? == "error-summary", "the focus is on {}", browser.focused().await?);
    let title = browser.js("return document.title").await?;
    ensure!(title.as_str().is_some_and(|title| title.starts_with("Error: ")), "{title}");
    let wrong =
        browser.js("return [...document.querySelectorAll('#error-summary a')].map(a => a.hash)").await?;
    ensure!(wrong == serde_json::json!(["#f-wage", "#f-content", "#f-place"]), "{wrong}");
    ensure!(browser.value("f-wage").await? == "1000.01", "what was typed is gone");
    let described = browser.js("const f = document.getElementById('f-wage'); return f.getAttribute('aria-describedby').split(' ').map(id => document.getElementById(id).innerText).join(' ').replace(/[\\u2068\\u2069]/g, '')").await?;
    ensure!(
        described.as_str().is_some_and(|text| text.contains("1,000.00")),
        "the field isn't described by its error: {described}"
    );
    browser.screens("form-errors").await?;

    browser.press(Key::Tab).await?;
    browser.press(Key::Enter).await?;
    ensure!(browser.focused().await? == "f-wage", "the summary's link leads to {}", browser.focused().await?);
    browser.close().await
}
