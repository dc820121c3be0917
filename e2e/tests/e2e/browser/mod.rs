//! The participant's page in a real browser.

mod cohorts;
mod documentation;
mod drafts;
mod drafts_left;
mod files;
mod files_states;
mod grid;
mod grid_names;
mod grid_paste;
mod grid_speed;
mod history;
mod hostile_files;
mod interrupted;
mod keyboard;
mod languages;
mod leaving;
mod noise;
mod numbers;
mod practice;
mod put_off;
mod receipts;
mod receipts_broken;
mod receipts_saved;
mod receipts_states;
mod report;
mod resubmission;
mod results;
mod sealing;
mod states;
mod swapped;
mod trust;
mod unable;

use crate::support::browser::Browser;

/// Keeps the body of every report that the page sends, in hexadecimal.
const RECORD: &str = r#"
    window.sent = [];
    const real = window.fetch;
    window.fetch = async (...request) => {
        const asked = new Request(...request);
        if (asked.method === "PUT") {
            const bytes = new Uint8Array(await asked.clone().arrayBuffer());
            sent.push([...bytes].map(byte => byte.toString(16).padStart(2, "0")).join(""));
        }
        return real(asked);
    };
"#;

/// Answers the small survey's required questions, and goes on to "check your answers".
async fn answer(browser: &Browser, wage: &str) -> anyhow::Result<()> {
    fill(browser, wage).await?;
    browser.reaches("check").await
}

/// Answers the small survey's required questions, and asks to go on.
async fn fill(browser: &Browser, wage: &str) -> anyhow::Result<()> {
    browser.fill("f-wage", wage).await?;
    browser.click("f-content-yes").await?;
    browser.click("f-place-home").await?;
    browser.click("continue").await
}
