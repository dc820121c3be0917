//! The whole way: fill, check, submit, submit something else, close, compute. Only the second counts.

use anyhow::ensure;
use tacit_form::{
    Fixed,
    results::{Outcome, Results},
};

use super::answer;
use crate::support::{
    browser::Browser,
    pty::Pty,
    stage::{SURVEY, Stage},
};

#[tokio::test(flavor = "multi_thread")]
async fn only_the_last_submission_counts() -> anyhow::Result<()> {
    let stage = Stage::set(SURVEY, &["--threshold", "2", "--name", "Sofía Ångström, University of Example"])?;
    let links = stage.analyst.invite(3, "links.csv")?;
    let others = "wage,content,place\n10.00,yes,home\n20.00,no,office\n";
    stage.submit(others, &links.part(1..3, "others.csv")?)?;
    let link = &links.all()[0];

    let mut run = Pty::start(&stage.analyst.command(["run"]))?;
    run.shows("2 of 3 submitted")?;

    let browser = Browser::open().await?;
    browser.visit(link, "form").await?;
    ensure!(browser.text("main").await?.contains("Sofía Ångström"), "the page doesn't say who computes");
    browser.screens("form").await?;

    answer(&browser, "99.99").await?;
    let answers = browser.text("#answers").await?;
    ensure!(["99.99", "Yes", "At home"].iter().all(|answer| answers.contains(answer)), "{answers}");
    browser.screens("check").await?;

    // A server that takes its time: else the page would be through before anybody sees it seal.
    stage.freeze_server()?;
    browser.click("submit").await?;
    browser.reaches("sealing").await?;
    browser.screens("sealing").await?;
    stage.thaw_server()?;
    browser.reaches("submitted").await?;
    ensure!(browser.text("#revision").await? == "1", "not the first revision");
    browser.screens("submitted").await?;
    run.shows("3 of 3 submitted")?;

    browser.visit(link, "form").await?;
    ensure!(
        browser.text("#already").await?.contains("revision 1"),
        "the page doesn't know of the submission"
    );
    browser.screens("form-again").await?;
    answer(&browser, "12.5").await?;

    // Somebody else with the link is faster: nothing of theirs is replaced before that is said.
    let output = stage
        .programs
        .command("tacit-submit")?
        .args(["--yes", "--answer", "wage=50", "--answer", "content=no", "--answer", "place=home", link])
        .output()?;
    ensure!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    browser.click("submit").await?;
    browser.says("#overtaken", "revision 2").await?;
    ensure!(browser.text("#answers").await?.contains("12.5"), "the answers are gone");
    browser.screens("check-overtaken").await?;
    browser.click("submit").await?;
    browser.reaches("submitted").await?;
    ensure!(browser.text("#revision").await? == "3", "not the third revision");

    // What comes after the close isn't taken, and nobody is left to believe that it was.
    browser.click("again").await?;
    browser.reaches("form").await?;
    browser.click("continue").await?;
    browser.reaches("check").await?;
    run.close()?;
    run.succeeds()?;
    browser.click("submit").await?;
    browser.reaches("closed").await?;
    browser.says("main .lead", "came too late and was not taken. Revision 3 counts").await?;
    ensure!(browser.text("#revision").await? == "3", "another receipt");
    browser.screens("closed-late").await?;

    let results = stage.analyst.results()?;
    ensure!((results.submitted, results.accepted, results.rejected) == (3, 3, 0), "{results:?}");
    ensure!(sum(&results) == Some(Fixed { units: 4250, decimals: 2 }), "{results:?}");

    browser.visit(link, "closed").await?;
    ensure!(!browser.text("#digest").await?.is_empty(), "no receipt after the close");
    browser.screens("closed").await?;
    browser.close().await
}

/// The sum of all wages.
fn sum(results: &Results) -> Option<Fixed> {
    let rows = results.analyses.iter().flat_map(|analysis| &analysis.rows);
    rows.into_iter().find_map(|row| match &row.outcome {
        Outcome::Sum(sum) => Some(*sum),
        _ => None,
    })
}
