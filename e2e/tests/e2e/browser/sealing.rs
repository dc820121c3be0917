//! The program that seals, on bad days: it doesn't answer, or doesn't know what it is asked about.

use anyhow::ensure;

use super::answer;
use crate::support::{
    browser::Browser,
    stage::{SURVEY, Stage},
};

/// The first program doesn't hear the first message, which names the session, and either never answers or says that it
/// has nothing to say; half a minute is over at once. `window.started` counts the programs.
const DEAF: &str = r#"
    window.started = 0;
    const real = window.setTimeout;
    window.setTimeout = (what, milliseconds, ...rest) =>
        real(what, milliseconds === 30000 ? 300 : milliseconds, ...rest);
    window.Worker = class extends window.Worker {
        constructor(...which) {
            super(...which);
            this.deaf = started++ === 0;
        }
        postMessage(...message) {
            if (!this.deaf) return super.postMessage(...message);
            this.deaf = false;
            if (ANSWERS) real(() => this.onmessage({ data: new Uint8Array([0]) }));
        }
    };
"#;

#[tokio::test(flavor = "multi_thread")]
async fn a_program_that_does_not_answer_is_replaced() -> anyhow::Result<()> {
    another_program_seals("false").await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_program_that_knows_no_session_is_not_asked_again() -> anyhow::Result<()> {
    another_program_seals("true").await
}

/// The first program fails as [`DEAF`] has it; submitting succeeds without a word of that.
async fn another_program_seals(answers: &str) -> anyhow::Result<()> {
    let stage = Stage::set(SURVEY, &[])?;
    let links = stage.analyst.invite(1, "links.csv")?;
    let browser = Browser::open().await?;
    browser.before_every_page(&DEAF.replace("ANSWERS", answers)).await?;
    browser.visit(&links.all()[0], "form").await?;
    answer(&browser, "12.50").await?;
    browser.click("submit").await?;
    browser.reaches("submitted").await?;
    ensure!(browser.js("return started").await? == 2, "another program was to seal");
    browser.close().await
}
