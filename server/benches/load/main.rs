//! Real submissions to the real server, as a process on this machine, with the file and with MongoDB (a stand-in, unless
//! `TACIT_TEST_MONGODB_URI` names one): how many a second it takes, and how long each waits.
//!
//! In the same run: how often the same server answers a request that does nothing (`/healthz`), and how many of the same
//! reports the same kind of store takes without a server. For that it is used as the server uses it: the same rows, each by itself, as many
//! waiting at once as participants do, which it groups in the same way, each answered when it is on disk. Server and store are measured in
//! turns: what else the machine does falls on both, and both files are of the same size. The participants share the machine with both.
//!
//! `cargo xtask load`; `--submissions 1000000` sends more.

#![allow(clippy::unwrap_used, reason = "a measurement that fails has no result")]
#![allow(clippy::print_stdout, reason = "the measurements' results")]

mod client;
#[path = "../../tests/common/mod.rs"]
mod common;
mod drive;
mod prepared;
mod process;
#[path = "../../tests/common/program.rs"]
mod program;

use std::{cell::Cell, ops::Range, process::Command, sync::Arc};

use client::Connections;
use common::TestServer;
use drive::{Latencies, as_fast_as_possible, at_rate};
use futures::TryStreamExt;
use mongodb::{
    Client,
    bson::{RawDocumentBuf, doc},
};
use prepared::Prepared;
use process::{Spent, Usage};
use tacit_server::store::{NewReport, PutOutcome, Store, embedded::EmbeddedStore, mongo::MongoStore};
use tacit_testkit::{
    contract::Fixture,
    mongo_stand_in::{self, MongoStandIn, fresh_database},
};
use tempfile::TempDir;

/// How many submissions, unless said otherwise.
const SUBMISSIONS: usize = 100_000;
/// The stand-in for MongoDB commits one after another: it gets so many times fewer.
const SLOWER: usize = 10;
/// How many are sent at once.
const AT_ONCE: usize = 64;
/// How many turns the store alone and the server have each, as fast as they can.
const TURNS: usize = 8;
/// How many requests that do nothing.
const EMPTY: usize = 20_000;
/// After how many submissions the server's memory is looked at.
const SAMPLE: usize = 50_000;

/// At least so much of the smaller of the two limits.
const GOAL_SHARE: f64 = 0.5;
/// At half of what it takes, 99 of 100 wait less, in seconds.
const GOAL_P99: f64 = 0.25;
/// So many MiB more memory than after the first turn, at most, however many submit.
const GOAL_GROWTH: f64 = 8.0;

fn main() {
    let submissions = submissions();
    // One thread: the participants' part of the processor is to be small.
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let reached = runtime.block_on(async {
        let folder = TempDir::new().unwrap();
        let store = EmbeddedStore::open(&folder.path().join("own.db")).unwrap();
        let own: Arc<dyn Store> = Arc::new(store);
        let data = folder.path().join("data");
        let server = program::start(as_in_the_unit(&mut program::command(&data)));
        let beside = Arc::new(EmbeddedStore::open_beside(&data.join("tacit.db")).unwrap());
        let mut reached = measure("the file", submissions, own, server, beside).await;
        let file = data.join("tacit.db");
        // Empties the write-ahead log into the file.
        drop(EmbeddedStore::open(&file).unwrap());
        let length = std::fs::metadata(&file).unwrap().len();
        println!("  {:.0} bytes a submission in the file", length as f64 / submissions as f64);

        let Some(mongo) = MongoStandIn::start() else { return reached };
        let is_real = std::env::var_os(mongo_stand_in::URI).is_some();
        let submissions = if is_real { submissions } else { submissions / SLOWER };
        let store = Arc::new(MongoStore::connect(mongo.uri(), &fresh_database()).await.unwrap());
        let own: Arc<dyn Store> = store;
        let database = fresh_database();
        let mut command = program::command(&folder.path().join("other"));
        command.env("TACIT_STORE", mongo.uri()).env("TACIT_MONGODB_DATABASE", &database);
        let server = program::start(as_in_the_unit(&mut command));
        let beside = Arc::new(MongoStore::connect(mongo.uri(), &database).await.unwrap());
        reached &= measure("MongoDB", submissions, own, server, beside).await;
        let [participant, report] =
            ["participants", "reports"].map(|collection| document_bytes(mongo.uri(), &database, collection));
        println!("  a submission's documents: {:.0} and {:.0} bytes", participant.await, report.await);
        reached
    });
    let goal_ms = GOAL_P99 * 1e3;
    assert!(
        reached,
        "the goals are {GOAL_SHARE} of the smaller limit, {goal_ms} ms for 99 of 100 at half the rate, and at most {GOAL_GROWTH} MiB more \
         memory in the end than after the first turn"
    );
}

/// With one heap of the C library, as the unit and the image have it: of several, each keeps what is free in it.
fn as_in_the_unit(command: &mut Command) -> &mut Command {
    command.env("TACIT_LOG", "error").env("MALLOC_ARENA_MAX", "1")
}

/// Measures one server; whether it reached the goals.
async fn measure(
    name: &str,
    submissions: usize,
    own: Arc<dyn Store>,
    running: program::Running,
    store: Arc<dyn Store>,
) -> bool {
    let server = TestServer::elsewhere(running.url.clone(), store);
    let prepared = Prepared::new(&server, submissions).await;
    println!("{name}: {submissions} submissions of {} bytes, {AT_ONCE} at once", prepared.length);
    let participants = Connections::new(&running.url);
    let ask = async |_| participants.send("GET /healthz HTTP/1.1\r\n", b"", 200).await;
    let empty = as_fast_as_possible(AT_ONCE, 0..EMPTY, ask).await.rate();
    println!("  {empty:.0} empty answers a second");

    let usage = || Usage::of(running.child.id());
    let before = usage();
    let done = Cell::new(0_usize);
    let submit = async |index: usize| {
        participants.send(&prepared.head(index), &prepared.report(index), 201).await;
        done.set(done.get() + 1);
        if done.get().is_multiple_of(SAMPLE) {
            println!("  {:.1} MiB resident after {}", usage().memory_mib(), done.get());
        }
    };
    let fast = submissions * 3 / 4;
    let fixture = Fixture::open(&own, 1, fast).await;
    let (mut alone, mut most) = (Latencies::default(), Latencies::default());
    let (mut spent, mut beside, mut at_first) = (Spent::default(), Spent::default(), None);
    for turn in 0..TURNS {
        let range = fast * turn / TURNS..fast * (turn + 1) / TURNS;
        alone += into_store(&fixture, &prepared, range.clone()).await;
        let (server, participants) = (usage(), Usage::of(std::process::id()));
        most += as_fast_as_possible(AT_ONCE, range, submit).await;
        spent += usage().since(&server);
        at_first.get_or_insert_with(|| usage().memory_mib());
        beside += Usage::of(std::process::id()).since(&participants);
    }
    println!("  {:.0} reports a second into the store alone; {}", alone.rate(), in_ms(&alone));
    println!("  {:.0} submissions a second; {}", most.rate(), in_ms(&most));
    println!(
        "  {:.2} of the empty answers, {:.2} of the store alone",
        most.rate() / empty,
        most.rate() / alone.rate()
    );
    let each = |whole: f64| whole / fast as f64;
    println!(
        "  each takes {:.0} µs of processor of the server, {:.0} µs of the participants, and {:.1} kB written to disk",
        each(spent.processor) * 1e6,
        each(beside.processor) * 1e6,
        each(spent.written as f64) / 1e3,
    );
    participants.most();
    let half = at_rate(most.rate() / 2.0, fast..submissions, submit).await;
    println!("  at half that rate: {}; at most {} waited at once", in_ms(&half), participants.most());
    let (at_first, after) = (at_first.unwrap_or_default(), usage().memory_mib());
    println!(
        "  the server's memory: {:.1} MiB before, {at_first:.1} MiB after the first turn, {after:.1} MiB in the end",
        before.memory_mib()
    );
    let reached = most.rate() / alone.rate().min(empty) >= GOAL_SHARE
        && half.part(0.99) <= GOAL_P99
        && after - at_first <= GOAL_GROWTH;
    println!("  the goals were {}", if reached { "reached" } else { "MISSED" });
    reached
}

/// How long a store takes for such reports without a server.
async fn into_store(fixture: &Fixture, prepared: &Prepared, indices: Range<usize>) -> Latencies {
    as_fast_as_possible(AT_ONCE, indices, async |index| {
        let report = NewReport { bytes: prepared.report(index), ..fixture.report(index, 1, 0) };
        let outcome = fixture.store.put_report(&fixture.session, report).await;
        assert!(matches!(outcome, Ok(PutOutcome::Stored(_))), "{outcome:?}");
    })
    .await
}

fn in_ms(latencies: &Latencies) -> String {
    let [middle, most] = [0.5, 0.99].map(|part| latencies.part(part) * 1e3);
    format!("half wait less than {middle:.1} ms, 99 of 100 less than {most:.1} ms")
}

/// How long the documents of a collection are, on average of some.
async fn document_bytes(uri: &str, database: &str, collection: &str) -> f64 {
    let client = Client::with_uri_str(uri).await.unwrap();
    let collection = client.database(database).collection::<RawDocumentBuf>(collection);
    let lengths = collection.find(doc! {}).limit(1000).await.unwrap();
    let lengths: Vec<usize> =
        lengths.map_ok(|document| document.as_bytes().len()).try_collect().await.unwrap();
    client.shutdown().await;
    lengths.iter().sum::<usize>() as f64 / lengths.len() as f64
}

fn submissions() -> usize {
    let mut arguments = std::env::args().skip_while(|argument| argument != "--submissions").skip(1);
    arguments.next().map_or(SUBMISSIONS, |number| number.parse().unwrap())
}
