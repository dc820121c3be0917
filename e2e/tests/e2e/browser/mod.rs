//! The participant's page in a real browser.

mod announced;
mod grid;
mod grid_paste;
mod history;
mod interrupted;
mod keyboard;
mod languages;
mod numbers;
mod resubmission;
mod states;
mod swapped;
mod unable;

use crate::support::browser::Browser;

/// Answers the small survey's required questions, and goes on to "check your answers".
async fn answer(browser: &Browser, wage: &str) -> anyhow::Result<()> {
    browser.fill("f-wage", wage).await?;
    browser.click("f-content-yes").await?;
    browser.click("f-place-home").await?;
    browser.click("continue").await?;
    browser.reaches("check").await
}
