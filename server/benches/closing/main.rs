//! How long the embedded store takes to close a session of many submissions, and how long another session's wait meanwhile.
//!
//! `cargo bench -p tacit-server --bench closing -- --rows 1000000`; a row takes about a kilobyte of disk. The submissions are random bytes,
//! made within the file.

#![allow(clippy::unwrap_used, reason = "a measurement that fails has no result")]
#![allow(clippy::print_stdout, reason = "the measurement's results")]

#[path = "../../tests/common/filled.rs"]
mod filled;

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

use tacit_server::store::{PutOutcome, Store, embedded::EmbeddedStore};
use tacit_testkit::contract::Fixture;
use tempfile::TempDir;

/// How many submissions are closed, unless said otherwise.
const ROWS: u64 = 1_000_000;
/// Who submits to another session meanwhile waits less.
const GOAL: Duration = Duration::from_millis(500);

#[tokio::main]
async fn main() {
    let rows = rows();
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("tacit.db");
    let open = || -> Arc<dyn Store> { Arc::new(EmbeddedStore::open(&path).unwrap()) };
    let session = Fixture::open(&open(), 1, 0).await.session;
    filled::fill(&path, rows);
    let store = open();
    let beside = Fixture::open(&store, 2, 100_000).await;

    let closed = Arc::new(AtomicBool::new(false));
    let submitting = tokio::spawn(submit(beside, closed.clone()));
    let asking = tokio::spawn(ask(store.clone(), closed.clone()));
    tokio::time::sleep(Duration::from_secs(1)).await;
    let begun = Instant::now();
    let set = store.freeze(&session, 1, 1024).await.unwrap();
    let took = begun.elapsed();
    closed.store(true, Ordering::Relaxed);
    assert_eq!(set.submitted, rows);
    let (submitted, longest) = submitting.await.unwrap();
    let asked = asking.await.unwrap();
    println!(
        "{rows} submissions closed in {took:.1?}; of {submitted} to another session meanwhile the slowest took {longest:.0?}, the slowest \
         answer to whether the store is there {asked:.0?}"
    );
    assert!(longest < GOAL && asked < GOAL, "the goal is {GOAL:?}");
}

/// Submits, one after the other, until it is closed; answers how many there were, and how long the slowest took.
async fn submit(beside: Fixture, closed: Arc<AtomicBool>) -> (usize, Duration) {
    let mut longest = Duration::ZERO;
    let mut submitted = 0;
    while !closed.load(Ordering::Relaxed) && submitted < beside.participants.len() {
        let report = beside.report(submitted, 1, 0);
        let begun = Instant::now();
        let outcome = beside.store.put_report(&beside.session, report).await.unwrap();
        longest = longest.max(begun.elapsed());
        assert!(matches!(outcome, PutOutcome::Stored(_)), "{outcome:?}");
        submitted += 1;
    }
    (submitted, longest)
}

async fn ask(store: Arc<dyn Store>, closed: Arc<AtomicBool>) -> Duration {
    let mut longest = Duration::ZERO;
    while !closed.load(Ordering::Relaxed) {
        let begun = Instant::now();
        store.ping().await.unwrap();
        longest = longest.max(begun.elapsed());
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    longest
}

fn rows() -> u64 {
    let mut arguments = std::env::args().skip_while(|argument| argument != "--rows").skip(1);
    arguments.next().map_or(ROWS, |number| number.parse().unwrap())
}
