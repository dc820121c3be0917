//! The page in the reader's language.

use anyhow::ensure;

use super::answer;
use crate::support::{
    browser::Browser,
    stage::{SURVEY, Stage},
};

#[tokio::test(flavor = "multi_thread")]
async fn the_browser_s_language_is_spoken() -> anyhow::Result<()> {
    let stage = Stage::set(SURVEY, &["--opens", "2035-03-01T09:00:00Z"])?;
    let links = stage.analyst.invite(1, "links.csv")?;
    let browser = Browser::open().await?;
    for (wanted, lang, dir, heading, month) in [
        ("nl,de-AT,en", "de", "ltr", "noch nicht geöffnet", "März"),
        ("fr-FR", "fr", "ltr", "pas encore ouverte", "mars"),
        ("es-MX,en", "es", "ltr", "no está abierta", "marzo"),
        ("ar-EG", "ar", "rtl", "لم يُفتح", "مارس"),
        ("nl", "en", "ltr", "not open yet", "March"),
    ] {
        browser.prefer(wanted).await?;
        browser.visit(&links.all()[0], "not-yet-open").await?;
        let root = browser.js("const r = document.documentElement; return [r.lang, r.dir]").await?;
        ensure!(root == serde_json::json!([lang, dir]), "{wanted}: {root}");
        ensure!(browser.value("language").await? == lang, "the list shows another language");
        let said = browser.text("main").await?;
        ensure!(said.contains(heading) && said.contains(month), "{wanted}: {said}");
        // The other languages are on every other state's pictures.
        if ["es", "fr"].contains(&lang) {
            browser.screens_as_it_speaks(&format!("not-yet-open-{lang}")).await?;
        }
    }
    browser.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_chosen_language_stays_and_so_do_the_answers() -> anyhow::Result<()> {
    let stage = Stage::set(SURVEY, &[])?;
    let links = stage.analyst.invite(1, "links.csv")?;
    let browser = Browser::open().await?;
    browser.visit(&links.all()[0], "form").await?;
    browser.fill("f-wage", "999.50").await?;
    browser.speak("de").await?;
    ensure!(browser.value("f-wage").await? == "999.50", "changing the language loses answers");
    ensure!(browser.text("#h-wage").await?.contains("1.000,00"), "the bounds are written in English");
    ensure!(browser.text("main").await?.contains("Hourly wage"), "the survey's own texts have changed");
    browser.click("continue").await?;
    browser.reaches("form").await?;
    let errors = browser.text("#error-summary").await?;
    ensure!(errors.contains("Wählen Sie Ja oder Nein."), "{errors}");
    answer(&browser, "999,50").await?;
    ensure!(browser.text("#answers").await?.contains("999,50 euros"), "{}", browser.text("#answers").await?);
    let title = browser.js("return document.title").await?;
    ensure!(title.as_str().is_some_and(|title| title.contains("Prüfen Sie")), "{title}");
    browser.screens("check-from-german").await?;

    browser.speak("fr").await?;
    browser.visit(&links.all()[0], "form").await?;
    ensure!(browser.js("return document.documentElement.lang").await? == "fr", "the choice is forgotten");
    let stored = browser.js("return [{...localStorage}, {...sessionStorage}, document.cookie]").await?;
    ensure!(stored == serde_json::json!([{}, { "tacit-language": "fr" }, ""]), "{stored}");
    browser.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_language_s_texts_the_page_speaks_english_and_says_so() -> anyhow::Result<()> {
    let stage = Stage::set(SURVEY, &[])?;
    let links = stage.analyst.invite(1, "links.csv")?;
    let browser = Browser::open().await?;
    browser.block("*/de-*.ftl").await?;
    browser.prefer("de").await?;
    browser.visit(&links.all()[0], "form").await?;
    browser.says(".language-failed", "could not be loaded").await?;
    ensure!(browser.value("language").await? == "en", "the list shows a language that isn't spoken");
    browser.screens_as_it_speaks("language-failed").await?;
    browser.block("nothing").await?;
    browser.speak("de").await?;
    browser.says(".language-failed", "").await?;
    browser.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn without_any_texts_the_page_says_that_it_could_not_be_loaded() -> anyhow::Result<()> {
    let stage = Stage::set(SURVEY, &[])?;
    let links = stage.analyst.invite(1, "links.csv")?;
    let browser = Browser::open().await?;
    browser.block("*.ftl").await?;
    browser.prefer("de").await?;
    browser.visit(&links.all()[0], "failed").await?;
    let said = browser.text("main").await?;
    ensure!(said.contains("Die Seite konnte nicht geladen werden"), "{said}");
    browser.screens("texts-failed").await?;
    browser.block("nothing").await?;
    browser.visit(&links.all()[0], "form").await?;
    browser.close().await
}
