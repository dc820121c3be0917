//! `kill -9` at any moment: what was acknowledged is in the exact result, once.

use std::{
    fmt::Write,
    process::{Child, Command, ExitStatus, Stdio},
    time::{Duration, Instant},
};

use anyhow::ensure;
use tacit_e2e::{Links, submit_csv};
use tacit_form::results::{Outcome, Results};

use crate::support::{LOOK, PATIENCE, stage::Stage, wait_for};

/// A survey of many numbers, large enough that verifying it takes a while.
struct Crowd {
    stage: Stage,
    links: Links,
    /// CSV: one row a person.
    rows: String,
    /// What the numbers of each field add up to.
    sums: Vec<i128>,
    people: u64,
}

impl Crowd {
    fn gather(people: usize, fields: usize) -> anyhow::Result<Self> {
        let stage = Stage::set(&form(fields), &[])?;
        let links = stage.analyst.invite(people, "links.csv")?;
        let (rows, sums) = answers(people, fields);
        Ok(Self { stage, links, rows, sums, people: people as u64 })
    }

    fn submit(&self) -> anyhow::Result<()> {
        self.stage.submit(&self.rows, &self.links)
    }

    /// Everybody's numbers, each once.
    fn check(&self, results: &Results) -> anyhow::Result<()> {
        ensure!(results.submitted == self.people, "{} submitted", results.submitted);
        ensure!((results.accepted, results.rejected) == (self.people, 0), "{} accepted", results.accepted);
        let rows = results.analyses.iter().flat_map(|analysis| &analysis.rows);
        let sums: Vec<i128> = rows
            .filter_map(|row| match &row.outcome {
                Outcome::Sum(sum) => Some(sum.units),
                _ => None,
            })
            .collect();
        ensure!(sums == self.sums, "the sums are wrong");
        Ok(())
    }

    /// Whether the session is closed and not yet released: whatever ends now is interrupted while it computes.
    fn is_computing(&self) -> anyhow::Result<bool> {
        Ok(self.stage.analyst.run(["status"])?.contains("phase        closed"))
    }

    fn start_run(&self) -> anyhow::Result<Child> {
        start(self.stage.analyst.command(["run", "--yes"]))
    }
}

fn form(fields: usize) -> String {
    let mut form = String::from("title = \"Many numbers\"\npurpose = \"To take a while.\"\n");
    for field in 0..fields {
        let _ = write!(
            form,
            "[[field]]\nkey = \"n{field}\"\nkind = \"number\"\nlabel = \"Number {field}\"\nmin = 0\nmax = 4294967295\n\
             [[analysis]]\nkind = \"sum\"\nof = \"n{field}\"\n[[analysis]]\nkind = \"standard_deviation\"\nof = \"n{field}\"\n"
        );
    }
    form
}

/// Numbers that look random and are always the same; as CSV, and their sums.
fn answers(people: usize, fields: usize) -> (String, Vec<i128>) {
    let keys: Vec<String> = (0..fields).map(|field| format!("n{field}")).collect();
    let (mut rows, mut sums) = (keys.join(",") + "\n", vec![0; fields]);
    let mut state = 1_u64;
    for _ in 0..people {
        let numbers = sums.iter_mut().map(|sum| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            let number = state >> 32;
            *sum += i128::from(number);
            number.to_string()
        });
        rows += &(numbers.collect::<Vec<_>>().join(",") + "\n");
    }
    (rows, sums)
}

fn start(mut command: Command) -> anyhow::Result<Child> {
    Ok(command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn()?)
}

/// How a process ended, if it did so in time.
fn end(process: &mut Child, time: Duration) -> anyhow::Result<Option<ExitStatus>> {
    let deadline = Instant::now() + time;
    loop {
        match process.try_wait()? {
            None if Instant::now() < deadline => std::thread::sleep(LOOK),
            end => return Ok(end),
        }
    }
}

fn kill(mut process: Child) -> anyhow::Result<()> {
    process.kill()?;
    process.wait()?;
    Ok(())
}

/// Some moments, all different, later and later.
fn moments(first: Duration, seed: u64) -> impl Iterator<Item = Duration> {
    (0..50)
        .map(move |attempt| first + Duration::from_millis(attempt * attempt * 7 + attempt * 31 + seed * 13))
}

/// Once, and with `TACIT_LONG=1` many times, each with moments of its own.
fn seeds() -> std::ops::Range<u64> {
    0..if std::env::var("TACIT_LONG").as_deref() == Ok("1") { 12 } else { 1 }
}

#[test]
fn server_killed_between_submissions() -> anyhow::Result<()> {
    seeds().try_for_each(between_submissions)
}

fn between_submissions(seed: u64) -> anyhow::Result<()> {
    let mut crowd = Crowd::gather(400, 20)?;
    let answers = crowd.stage.write("answers.csv", &crowd.rows)?;
    let mut submitting = start(submit_csv(&crowd.stage.programs, &answers, &crowd.links)?)?;
    let mut kills = 0;
    for moment in moments(Duration::from_millis(100), seed).take(6) {
        if end(&mut submitting, moment)?.is_some() {
            break;
        }
        crowd.stage.kill_server();
        kills += 1;
        crowd.stage.start_server()?;
    }
    let Some(status) = end(&mut submitting, PATIENCE)? else {
        kill(submitting)?;
        anyhow::bail!("the submissions don't come to an end");
    };
    ensure!(kills > 0 && status.success(), "after {kills} kills tacit-submit ended with {status}");
    // Acknowledged just now; the server has had no time to tidy up.
    crowd.stage.kill_server();
    crowd.stage.start_server()?;
    crowd.check(&crowd.stage.analyst.compute()?)
}

#[test]
fn analyst_killed_while_it_computes() -> anyhow::Result<()> {
    seeds().try_for_each(analyst_computes)
}

fn analyst_computes(seed: u64) -> anyhow::Result<()> {
    let crowd = Crowd::gather(384, 200)?;
    crowd.submit()?;
    let mut interrupted = 0;
    for moment in moments(Duration::from_millis(80), seed) {
        let mut run = crowd.start_run()?;
        if let Some(status) = end(&mut run, moment)? {
            ensure!(status.success(), "the analyst ended with {status}");
            break;
        }
        kill(run)?;
        interrupted += usize::from(crowd.is_computing()?);
    }
    ensure!(interrupted > 0, "the analyst was never killed while it computed");
    crowd.check(&crowd.stage.analyst.results()?)
}

#[test]
fn server_killed_while_it_computes() -> anyhow::Result<()> {
    seeds().try_for_each(server_computes)
}

fn server_computes(seed: u64) -> anyhow::Result<()> {
    let mut crowd = Crowd::gather(384, 200)?;
    crowd.submit()?;
    let mut run = crowd.start_run()?;
    let mut interrupted = 0;
    for moment in moments(Duration::from_millis(120), seed) {
        if end(&mut run, moment)?.is_some() {
            break;
        }
        crowd.stage.kill_server();
        crowd.stage.start_server()?;
        interrupted += usize::from(crowd.is_computing()?);
    }
    let status = wait_for("the analyst's end", || run.try_wait().transpose())??;
    ensure!(status.success(), "the analyst ended with {status}");
    ensure!(interrupted > 0, "the server was never killed while it computed");
    crowd.check(&crowd.stage.analyst.results()?)
}
