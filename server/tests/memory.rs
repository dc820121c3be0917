//! The server's memory doesn't grow with what is submitted to it.
//!
//! How much it has grown by over the second half of the submissions is compared with what these weigh: a server that kept a fifth of each would be found. With
//! `TACIT_LONG=1` there are twenty times as many, and one that kept some ten bytes of each would be.

#![allow(clippy::unwrap_used, reason = "a test that fails panics")]

mod common;
#[path = "common/program.rs"]
mod program;

use std::{
    env, fs,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use common::{TestServer, rng, survey::Survey};
use futures::{StreamExt, stream};
use tacit_form::{Answers, Form};
use tacit_protocol::{codec::Encode, ids::Token, phase::Phase, session::Invited};
use tacit_server::store::embedded::EmbeddedStore;
use tempfile::TempDir;

/// How many are invited by one request, and how many submit at once.
const PAGE: usize = 500;
const AT_ONCE: usize = 16;
/// How many submit, in two halves; many more than pages of the store's that it keeps in memory.
const MANY: u32 = 6_000;
/// What memory may grow by over the second half, in bytes: what a process takes now and then.
const NOISE: u64 = 1 << 19;

#[tokio::test(flavor = "multi_thread")]
async fn memory_stays_flat_while_submissions_come() {
    let (dir, unused) = (TempDir::new().unwrap(), TempDir::new().unwrap());
    let mut command = program::command(&dir.path().join("data"));
    command.args(["--token-rate=0", "--address-rate=0", "--log=error"]);
    // Of several heaps, each keeps what is free in it; how many are used is left to chance.
    let program = program::start(command.env("MALLOC_ARENA_MAX", "1"));
    let store = Arc::new(EmbeddedStore::open(&unused.path().join("tacit.db")).unwrap());
    let server = TestServer::elsewhere(program.url.clone(), store);
    let many = if env::var("TACIT_LONG").as_deref() == Ok("1") { 20 * MANY } else { MANY };
    let survey = Survey::open_with(&server, form(), 0, |manifest| manifest.max_participants = many).await;
    let tokens: Vec<Token> = (0..many).map(|_| Token::random(&mut rng())).collect();
    for page in tokens.chunks(PAGE) {
        survey.invite(&server, page).await.json::<Invited>(200);
    }
    let (first, second) = tokens.split_at(tokens.len() / 2);
    submit_all(&server, &survey, first).await;
    let before = memory(program.child.id());
    let weight = submit_all(&server, &survey, second).await;
    let after = memory(program.child.id());
    let progress = survey.progress(&server).await;
    assert_eq!((progress.phase, progress.submitted), (Phase::Open, u64::from(many)));
    println!("{weight} bytes were submitted: {before} bytes of memory before, {after} after");
    assert!(weight >= 5 * NOISE, "{weight} bytes tell nothing");
    assert!(after.saturating_sub(before) <= NOISE, "it grew from {before} to {after} bytes");
}

fn form() -> Form {
    let text = "title = \"Short\"\npurpose = \"To test\"\n[[field]]\nkey = \"n\"\nkind = \"number\"\nlabel = \"Number\"\n\
                min = 0\nmax = 4294967295\n[[analysis]]\nkind = \"sum\"\nof = \"n\"\n";
    Form::from_toml(text).unwrap()
}

/// Answers how many bytes were submitted.
async fn submit_all(server: &TestServer, survey: &Survey, tokens: &[Token]) -> u64 {
    let answers: Answers = [("n", "718281828")].into_iter().collect();
    let weight = AtomicU64::new(0);
    let submitting = stream::iter(tokens).for_each_concurrent(AT_ONCE, |token| async {
        let report = survey.report(token, 1, &answers);
        weight.fetch_add(report.get_encoded().unwrap().len() as u64, Ordering::Relaxed);
        survey.submit(server, token, &report).await.ok(201);
    });
    submitting.await;
    weight.into_inner()
}

/// What it has in memory for itself alone, in bytes: not of files.
fn memory(process: u32) -> u64 {
    let status = fs::read_to_string(format!("/proc/{process}/status")).unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("RssAnon:")).unwrap();
    let kilobytes: u64 = line.trim().trim_end_matches("kB").trim().parse().unwrap();
    kilobytes * 1024
}
