//! The server goes on while MongoDB's primary changes: what was acknowledged counts, once, and it isn't started again.
//!
//! The set is played in front of one database server; `replica_set` says what of it. Some elections, and with `TACIT_LONG=1` many more.

#![allow(
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "a test that fails panics, and says what it saw"
)]

mod common;
#[path = "common/program.rs"]
mod program;

use std::{
    env,
    ops::RangeInclusive,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use common::{
    TestServer,
    survey::Survey,
    writer::{Heard, Writer, compute_exactly},
};
use futures::future::{join, join_all};
use tacit_server::store::embedded::EmbeddedStore;
use tacit_testkit::{
    mongo_stand_in::{MongoStandIn, fresh_database},
    replica_set::ReplicaSet,
    seeded::Seeded,
};
use tempfile::TempDir;
use tokio::time::{sleep, timeout};

const PARTICIPANTS: usize = 6;
/// How many elections a survey lives through while participants submit.
const ELECTIONS: u64 = 10;
/// How many commands each primary has while the session is closed and computed.
const STAYS: RangeInclusive<u64> = 3..=12;
const PATIENCE: Duration = Duration::from_secs(120);
/// By then the server has found another primary.
const READY: Duration = Duration::from_secs(10);

#[tokio::test(flavor = "multi_thread")]
async fn surveys_go_on_while_the_primary_changes() {
    let Some(mongo) = MongoStandIn::start_own() else { return };
    let set = ReplicaSet::start(mongo, 1).await;
    let (data, unused) = (TempDir::new().unwrap(), TempDir::new().unwrap());
    let mut command = program::command(&data.path().join("data"));
    command.env("TACIT_STORE", set.uri()).env("TACIT_MONGODB_DATABASE", fresh_database());
    command.args(["--token-rate", "0", "--address-rate", "0"]).env("TACIT_LOG", "error");
    let mut program = program::start(&mut command);
    let no_store = Arc::new(EmbeddedStore::open(&unused.path().join("tacit.db")).unwrap());
    let server = TestServer::elsewhere(program.url.clone(), no_store).waited_for();
    for seed in 0..surveys() {
        let survey = Survey::open(&server, PARTICIPANTS).await;
        let mut writers = Writer::of(&survey);
        timeout(PATIENCE, submit_through_elections(&server, &survey, &mut writers, &set, seed))
            .await
            .unwrap();
        is_ready(&server).await;
        for writer in &writers {
            writer.check(&server, &survey).await;
        }
        let before = set.seen();
        set.elect_after(STAYS);
        timeout(PATIENCE, compute_exactly(&server, &survey, &writers)).await.unwrap();
        set.stay();
        assert!(set.seen().elections > before.elections, "{:?}", set.seen());
        is_ready(&server).await;
    }
    assert!(program.child.try_wait().unwrap().is_none(), "it is the same server as in the beginning");
    let seen = set.seen();
    eprintln!("{seen:?}, {} requests sent again", server.waits());
    assert!(seen.elections > ELECTIONS && seen.deaths > 0 && seen.deaths < seen.elections, "{seen:?}");
    assert!(seen.refused > 0 && seen.undone > 0 && seen.unheard > 0 && seen.repeated > 0, "{seen:?}");
}

/// Everybody submits and revises, while one primary after another goes.
async fn submit_through_elections(
    server: &TestServer,
    survey: &Survey,
    writers: &mut [Writer],
    set: &ReplicaSet,
    seed: u64,
) {
    let (over, heard) = (AtomicBool::new(false), AtomicUsize::new(0));
    let submitting = writers.iter_mut().map(async |writer| {
        while !over.load(Ordering::SeqCst) {
            assert_eq!(writer.submit(server, survey).await, Heard::Acknowledged, "the server is there");
            heard.fetch_add(1, Ordering::SeqCst);
        }
    });
    let electing = async {
        let mut random = Seeded::new(seed);
        for _ in 0..ELECTIONS {
            let enough = heard.load(Ordering::SeqCst) + 1 + random.below(12) as usize;
            while heard.load(Ordering::SeqCst) < enough {
                sleep(Duration::from_millis(1)).await;
            }
            set.elect().await;
        }
        over.store(true, Ordering::SeqCst);
    };
    join(join_all(submitting), electing).await;
}

/// Waits until a balancer would send it requests again.
async fn is_ready(server: &TestServer) {
    let since = Instant::now();
    // What is refused as unavailable is sent again.
    timeout(READY, server.get("/readyz")).await.unwrap().ok(200);
    eprintln!("ready after {:?}", since.elapsed());
}

fn surveys() -> u64 {
    if env::var("TACIT_LONG").as_deref() == Ok("1") { 10 } else { 1 }
}
