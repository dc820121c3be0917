//! The server's memory doesn't grow with what is submitted to it.
//!
//! With `TACIT_LONG=1` twenty thousand submissions; otherwise so few that only a gross leak is found.

#![allow(clippy::unwrap_used, reason = "a test that fails panics")]

mod common;
#[path = "common/program.rs"]
mod program;

use std::{env, fs, sync::Arc};

use common::{
    TestServer, rng,
    survey::{Survey, form},
};
use futures::{StreamExt, stream};
use tacit_protocol::{ids::Token, phase::Phase, session::Invited};
use tacit_server::store::embedded::EmbeddedStore;
use tempfile::TempDir;

/// How many are invited by one request, and how many submit at once.
const PAGE: usize = 500;
const AT_ONCE: usize = 16;
/// By how much it may grow, in bytes, over the second half. If it kept the reports of that, it would be 8 MB.
const MOST: u64 = 4 << 20;

#[tokio::test(flavor = "multi_thread")]
async fn memory_stays_flat_while_submissions_come() {
    let (dir, unused) = (TempDir::new().unwrap(), TempDir::new().unwrap());
    let mut command = program::command(&dir.path().join("data"));
    let program = program::start(command.args(["--token-rate=0", "--address-rate=0", "--log=error"]));
    let store = Arc::new(EmbeddedStore::open(&unused.path().join("tacit.db")).unwrap());
    let server = TestServer::elsewhere(program.url.clone(), store);
    let many = if env::var("TACIT_LONG").as_deref() == Ok("1") { 20_000 } else { 2_000 };
    let survey = Survey::open_with(&server, form(), 0, |manifest| manifest.max_participants = many).await;
    let tokens: Vec<Token> = (0..many).map(|_| Token::random(&mut rng())).collect();
    for page in tokens.chunks(PAGE) {
        survey.invite(&server, page).await.json::<Invited>(200);
    }
    let (first, second) = tokens.split_at(tokens.len() / 2);
    submit_all(&server, &survey, first).await;
    let before = memory(program.child.id());
    submit_all(&server, &survey, second).await;
    let after = memory(program.child.id());
    let progress = survey.progress(&server).await;
    assert_eq!((progress.phase, progress.submitted), (Phase::Open, u64::from(many)));
    println!("{many} submissions: {before} bytes after the first half, {after} after the second");
    assert!(after.saturating_sub(before) <= MOST, "it grew from {before} to {after} bytes");
}

async fn submit_all(server: &TestServer, survey: &Survey, tokens: &[Token]) {
    let submitting = stream::iter(tokens).for_each_concurrent(AT_ONCE, |token| async move {
        survey.submit(server, token, &survey.aged(token, 1, 30)).await.ok(201);
    });
    submitting.await;
}

/// What it has in memory, in bytes.
fn memory(process: u32) -> u64 {
    let status = fs::read_to_string(format!("/proc/{process}/status")).unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap();
    let kilobytes: u64 = line.trim().trim_end_matches("kB").trim().parse().unwrap();
    kilobytes * 1024
}
