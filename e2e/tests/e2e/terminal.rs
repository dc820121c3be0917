//! The analyst at a terminal.

use anyhow::ensure;
use tacit_e2e::{Analyst, Links};

use crate::support::{
    pty::Pty,
    stage::{SURVEY, Stage},
};

/// Threshold 2; three are invited, two of them have submitted.
fn stage() -> anyhow::Result<(Stage, Links)> {
    let stage = Stage::set(SURVEY, &["--threshold", "2"])?;
    let links = stage.analyst.invite(3, "links.csv")?;
    let rows = "wage,content,place\n10.00,yes,home\n20.00,no,office\n";
    stage.submit(rows, &links.part(0..2, "two.csv")?)?;
    Ok((stage, links))
}

#[test]
fn the_count_lives_and_enter_computes() -> anyhow::Result<()> {
    let (stage, links) = stage()?;
    let mut run = Pty::start(&stage.analyst.command(["run"]))?;
    run.shows("2 of 3 submitted · press Enter to close and compute")?;
    stage.submit("wage,content,place\n30.00,yes,home\n", &links.part(2..3, "third.csv")?)?;
    run.shows("3 of 3 submitted")?;
    run.close()?;
    run.succeeds()?;
    ensure!(run.screen().contains("60.00"), "no sum of 60.00 in:\n{}", run.screen());
    Ok(())
}

#[test]
fn interrupted_at_the_prompt_nothing_is_lost() -> anyhow::Result<()> {
    let (stage, _) = stage()?;
    let mut run = Pty::start(&stage.analyst.command(["run"]))?;
    run.shows("press Enter")?;
    run.press_ctrl_c()?;
    ensure!(run.exit_code()? != 0, "an interruption isn't a success");
    drop(run);
    ensure!(stage.analyst.compute()?.accepted == 2, "a submission is lost");
    Ok(())
}

#[test]
fn waits_for_a_server_that_comes_later() -> anyhow::Result<()> {
    let (mut stage, _) = stage()?;
    stage.kill_server();
    let mut run = Pty::start(&stage.analyst.command(["run"]))?;
    run.shows("Waiting for the server")?;
    stage.start_server()?;
    run.shows("2 of 3 submitted")?;
    run.close()?;
    run.succeeds()
}

#[test]
fn without_the_right_key_file_says_exactly_that() -> anyhow::Result<()> {
    let (stage, _) = stage()?;
    let status = stage.analyst.run(["status"])?;
    let session = status.lines().find_map(|line| line.strip_prefix("session      ")).unwrap_or_default();
    let elsewhere = stage.folder("somebody-else")?;
    let other = Analyst::new(&stage.programs, &elsewhere, &stage.url())?;
    other.run(["keygen"])?;
    let mut run = Pty::start(&other.command(["run", "--session", session]))?;
    let code = run.exit_code()?;
    ensure!(code == 5, "exit code {code}:\n{}", run.screen());
    run.shows("this session belongs to the key with fingerprint")
}
