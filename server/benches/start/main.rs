//! How long the real server takes to start with a file of many submissions, until it says that it is ready.
//!
//! `cargo bench -p tacit-server --bench start -- --rows 10000000`; a row takes about a kilobyte of disk. One submission is real, the others are made
//! of it within the file: the same bytes, under other participants and digests.

#![allow(clippy::unwrap_used, reason = "a measurement that fails has no result")]
#![allow(clippy::print_stdout, reason = "the measurement's results")]

#[path = "../../tests/common/mod.rs"]
mod common;
#[path = "../../tests/common/program.rs"]
mod program;

use std::{
    path::Path,
    sync::Arc,
    time::{Duration, Instant},
};

use common::{TestServer, survey::Survey};
use rusqlite::{Connection, params};
use tacit_server::store::embedded::EmbeddedStore;
use tempfile::TempDir;

/// How many submissions are stored, unless said otherwise.
const ROWS: u64 = 1_000_000;
/// The server is ready sooner.
const GOAL: Duration = Duration::from_secs(5);

fn main() {
    let rows = rows();
    let folder = TempDir::new().unwrap();
    let data = folder.path().join("data");
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let running = program::start(program::command(&data).env("TACIT_LOG", "error"));
        let store = Arc::new(EmbeddedStore::open_beside(&data.join("tacit.db")).unwrap());
        let server = TestServer::elsewhere(running.url.clone(), store);
        let survey = Survey::open(&server, 1).await;
        let token = &survey.tokens[0];
        survey.submit(&server, token, &survey.aged(token, 1, 30)).await.ok(201);
    });
    let file = data.join("tacit.db");
    multiply(&file, rows);
    let length = std::fs::metadata(&file).unwrap().len() as f64 / f64::from(1 << 30);

    let begun = Instant::now();
    let running = program::start(program::command(&data).env("TACIT_LOG", "error"));
    let listens = begun.elapsed();
    runtime.block_on(async {
        let store = Arc::new(EmbeddedStore::open_beside(&file).unwrap());
        TestServer::elsewhere(running.url.clone(), store).get("/readyz").await.ok(200);
    });
    let answers = begun.elapsed();
    println!(
        "{rows} submissions, {length:.1} GiB: the server listens after {listens:.0?}, and answered after {answers:.0?}"
    );
    assert!(answers < GOAL, "the goal is {GOAL:?}");
}

/// Makes so many of the file's one submission.
fn multiply(file: &Path, rows: u64) {
    let store = Connection::open(file).unwrap();
    store.pragma_update(None, "cache_size", -1_000_000).unwrap();
    let more = params![rows - 1];
    let numbers = "WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < ?1)";
    let distinct = "CAST(printf('%032d', n) AS BLOB)";
    store.execute_batch("BEGIN").unwrap();
    store
        .execute(
            &format!(
                "{numbers} INSERT INTO participants (session, participant, assigned, cohort, voucher, newest)
                 SELECT session, {distinct}, assigned, cohort, voucher, newest FROM numbers, (SELECT * FROM participants LIMIT 1)"
            ),
            more,
        )
        .unwrap();
    store
        .execute(
            &format!(
                "{numbers} INSERT INTO reports (participant, revision, digest, received_at, bytes)
                 SELECT first + n, revision, {distinct}, received_at, bytes
                 FROM numbers, (SELECT *, (SELECT MIN(id) FROM participants) AS first FROM reports LIMIT 1)"
            ),
            more,
        )
        .unwrap();
    store.execute("UPDATE counts SET invited = ?1, submitted = ?1, revisions = ?1", params![rows]).unwrap();
    store.execute_batch("COMMIT; PRAGMA wal_checkpoint(TRUNCATE)").unwrap();
    let stored: u64 = store.query_row("SELECT COUNT(*) FROM reports", [], |row| row.get(0)).unwrap();
    assert_eq!(stored, rows);
}

fn rows() -> u64 {
    let mut arguments = std::env::args().skip_while(|argument| argument != "--rows").skip(1);
    arguments.next().map_or(ROWS, |number| number.parse().unwrap())
}
