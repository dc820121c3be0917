//! `kill -9` while reports come in, of the server and of the database behind it: what was acknowledged counts.
//!
//! Some times, and with `TACIT_LONG=1` a hundred times on each store.

#![allow(clippy::unwrap_used, reason = "a test that fails panics")]

mod common;
#[path = "common/program.rs"]
mod program;

use std::{
    env,
    process::Command,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use common::{
    TestServer,
    survey::Survey,
    writer::{Heard, Writer, compute_exactly},
};
use futures::future::join_all;
use tacit_server::store::embedded::EmbeddedStore;
use tacit_testkit::{
    mongo_stand_in::{MongoStandIn, fresh_database},
    seeded::Seeded,
};
use tempfile::TempDir;
use tokio::time::{sleep, timeout};

const PARTICIPANTS: usize = 6;
/// How many kills a survey lives through.
const KILLS_OF_A_SURVEY: u64 = 10;
const PATIENCE: Duration = Duration::from_secs(120);

#[tokio::test(flavor = "multi_thread")]
async fn nothing_acknowledged_is_lost_on_the_embedded_store() {
    let data = TempDir::new().unwrap();
    kill_again_and_again(|| program::command(&data.path().join("data")), None).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_acknowledged_is_lost_on_mongodb() {
    let Some(mongo) = MongoStandIn::start() else { return };
    let (data, database, uri) = (TempDir::new().unwrap(), fresh_database(), mongo.uri().to_owned());
    let command = || {
        let mut command = program::command(&data.path().join("data"));
        command.env("TACIT_STORE", &uri).env("TACIT_MONGODB_DATABASE", &database);
        command
    };
    kill_again_and_again(command, Some(mongo)).await;
}

/// Kills the server in every round, and before that in every other one the database, if it is ours to kill.
async fn kill_again_and_again(command: impl Fn() -> Command, mut mongo: Option<MongoStandIn>) {
    let start = || {
        let mut command = command();
        command.args(["--token-rate", "0", "--address-rate", "0"]).env("TACIT_LOG", "error");
        program::start(&mut command)
    };
    let mut program = start();
    let mut server = elsewhere(program.url.clone());
    let mut surveys: Vec<(Survey, Vec<Writer>)> = Vec::new();
    for round in 0..kills() {
        if round % KILLS_OF_A_SURVEY == 0 {
            let survey = Survey::open(&server, PARTICIPANTS).await;
            let writers = Writer::of(&survey);
            surveys.push((survey, writers));
        }
        let (survey, writers) = surveys.last_mut().unwrap();
        let heard = AtomicUsize::new(0);
        let submitting = join_all(writers.iter_mut().map(|writer| writer.submit_on(&server, survey, &heard)));
        let killing = async {
            let mut random = Seeded::new(round);
            let mut acknowledged = async || {
                let enough = heard.load(Ordering::SeqCst) + 1 + random.below(30) as usize;
                while heard.load(Ordering::SeqCst) < enough {
                    sleep(Duration::from_millis(1)).await;
                }
            };
            acknowledged().await;
            if let Some(mongo) = &mut mongo
                && round % 2 == 1
                && mongo.kill_and_restart()
            {
                acknowledged().await;
            }
            program.child.kill().unwrap();
        };
        timeout(PATIENCE, futures::future::join(submitting, killing)).await.unwrap();
        program = start();
        server.url.clone_from(&program.url);
        for writer in writers {
            writer.check(&server, survey).await;
            // What nobody heard of is sent again, as every client does.
            let sent = async { while writer.submit(&server, survey).await != Heard::Acknowledged {} };
            timeout(PATIENCE, sent).await.unwrap();
        }
    }
    for (survey, writers) in &surveys {
        compute_exactly(&server, survey, writers).await;
    }
}

fn elsewhere(url: String) -> TestServer {
    let unused = TempDir::new().unwrap();
    TestServer::elsewhere(url, Arc::new(EmbeddedStore::open(&unused.path().join("tacit.db")).unwrap()))
}

fn kills() -> u64 {
    if env::var("TACIT_LONG").as_deref() == Ok("1") { 100 } else { 5 }
}
