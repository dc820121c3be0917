//! Numbers in the reader's way, and a question where they can be read in two.

use anyhow::ensure;

use crate::support::{browser::Browser, stage::Stage};

const AMOUNTS: &str = include_str!("../../../forms/amounts.toml");

#[tokio::test(flavor = "multi_thread")]
async fn each_reader_s_way_is_understood() -> anyhow::Result<()> {
    let stage = Stage::set(AMOUNTS, &[])?;
    let links = stage.analyst.invite(1, "links.csv")?;
    let browser = Browser::open().await?;
    for (wanted, amount, heads, shown) in [
        ("en", "1,234.5", "12,000", ["1,234.50", "12,000"]),
        ("en-IN", "1,00,000", "12,000", ["1,00,000.00", "12,000"]),
        ("de", "1.234,5", "12.000", ["1.234,50", "12.000"]),
        ("de-CH", "1’234.50", "12'000", ["1’234.50", "12’000"]),
        ("fr", "1\u{a0}234,5", "12 000", ["1\u{202f}234,50", "12\u{202f}000"]),
        ("es", "-1.234,5", "1200", ["-1234,50", "1200"]),
        ("ar-EG", "١٢٣٤٫٥", "١٢٬٠٠٠", ["١٬٢٣٤٫٥٠", "١٢٬٠٠٠"]),
        ("de", "1234.5", "12 000", ["1.234,50", "12.000"]),
    ] {
        browser.prefer(wanted).await?;
        browser.visit(&links.all()[0], "form").await?;
        browser.fill("f-amount", amount).await?;
        browser.fill("f-heads", heads).await?;
        browser.click("continue").await?;
        browser.reaches("check").await?;
        // Switzerland's apostrophe is a straight one in newer browsers.
        let answers = browser.text("#answers").await?.replace('\'', "’");
        ensure!(shown.iter().all(|number| answers.contains(number)), "{wanted}: {answers}");
    }
    browser.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn what_may_be_either_is_asked_before_it_goes_on() -> anyhow::Result<()> {
    let stage = Stage::set(AMOUNTS, &[])?;
    let links = stage.analyst.invite(1, "links.csv")?;
    let browser = Browser::open().await?;
    browser.visit(&links.all()[0], "form").await?;
    browser.fill("f-amount", "1.500").await?;
    browser.fill("f-heads", "7").await?;
    browser.click("continue").await?;
    browser.reaches("form").await?;
    ensure!(browser.focused().await? == "error-summary", "the focus is on {}", browser.focused().await?);
    let question = browser.text("#f-amount-which").await?;
    ensure!(question.contains("1500 (") && question.contains("1.500 ("), "{question}");
    browser.screens("form-unclear").await?;

    // Not answered: asked again.
    browser.click("continue").await?;
    browser.reaches("form").await?;
    browser.tab_to("f-amount-which-thousands").await?;
    browser.press(" ").await?;
    browser.click("continue").await?;
    browser.reaches("check").await?;
    ensure!(
        browser.text("#answers").await?.contains("1,500.00 euros"),
        "{}",
        browser.text("#answers").await?
    );

    // Said for that number only; typing takes the question away.
    browser.click("change-amount").await?;
    browser.reaches("form").await?;
    browser.fill("f-amount", "2.500").await?;
    browser.click("continue").await?;
    browser.reaches("form").await?;
    browser.fill("f-amount", "2.5").await?;
    ensure!(browser.text("#f-amount-which").await?.is_empty(), "the question stays");
    browser.click("continue").await?;
    browser.reaches("check").await?;
    ensure!(browser.text("#answers").await?.contains("2.50 euros"), "{}", browser.text("#answers").await?);
    browser.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_meant_is_what_counts() -> anyhow::Result<()> {
    let stage = Stage::set(AMOUNTS, &["--threshold", "2"])?;
    let links = stage.analyst.invite(2, "links.csv")?;
    stage.submit("amount,heads\n0.25,1\n", &links.part(1..2, "other.csv")?)?;
    let browser = Browser::open().await?;
    browser.prefer("de").await?;
    browser.visit(&links.all()[0], "form").await?;
    browser.fill("f-amount", "1,500").await?;
    browser.fill("f-heads", "12.000").await?;
    browser.click("continue").await?;
    browser.reaches("form").await?;
    browser.click("f-amount-which-decimals").await?;
    browser.click("continue").await?;
    browser.reaches("check").await?;
    browser.click("submit").await?;
    browser.reaches("submitted").await?;
    let results = format!("{:?}", stage.analyst.compute()?);
    ensure!(results.contains("units: 175,") && results.contains("units: 12001,"), "{results}");
    browser.close().await
}
