//! `kill -9` while reports come in: what was acknowledged is there afterwards, and counts.
//!
//! The process that is killed is this test program, started again with [`FOLDER`] set.

#![allow(clippy::unwrap_used, reason = "tests")]

use std::{
    collections::BTreeMap,
    env,
    io::{BufRead, BufReader, Write},
    path::Path,
    process::{Child, Command, Stdio},
    sync::Arc,
};

use tacit_server::store::{PutOutcome, Store, embedded::EmbeddedStore};
use tacit_testkit::{contract::Fixture, seeded::Seeded};
use tempfile::TempDir;

const FOLDER: &str = "TACIT_TEST_KILL_FOLDER";
const ROUND: &str = "TACIT_TEST_KILL_ROUND";
const ROUNDS: u64 = 8;
const PARTICIPANTS: usize = 16;

#[tokio::test(flavor = "multi_thread")]
async fn acknowledged_reports_survive_a_kill() {
    let folder = TempDir::new().unwrap();
    for round in 0..ROUNDS {
        let acknowledged = submit_until_killed(folder.path(), round);
        let store = open(folder.path());
        check(&store, round, &acknowledged).await;
        // All sessions before, too.
        for before in 0..round {
            let fixture = Fixture::made_before(&store, before, PARTICIPANTS);
            assert!(store.frozen(&fixture.session).await.unwrap().is_some(), "the close of round {before}");
        }
    }
}

/// Not a test of its own: the process that [`submit_until_killed`] starts.
#[tokio::test(flavor = "multi_thread")]
async fn child_that_submits() {
    let (Ok(folder), Ok(round)) = (env::var(FOLDER), env::var(ROUND)) else { return };
    let store = open(Path::new(&folder));
    let fixture = Fixture::open(&store, round.parse().unwrap(), PARTICIPANTS).await;
    let writers = (0..PARTICIPANTS).map(|participant| tokio::spawn(submit(fixture.clone(), participant)));
    for writer in writers.collect::<Vec<_>>() {
        writer.await.unwrap();
    }
}

async fn submit(fixture: Fixture, participant: usize) {
    for revision in 1.. {
        let outcome =
            fixture.store.put_report(&fixture.session, fixture.report(participant, revision, 0)).await;
        match outcome.unwrap() {
            PutOutcome::Stored(_) => {
                let mut out = std::io::stdout().lock();
                writeln!(out, "\nacknowledged {participant} {revision}").unwrap();
                out.flush().unwrap();
            }
            PutOutcome::TooMany => return,
            other => panic!("{other:?}"),
        }
    }
}

/// Answers the newest revision that each participant heard of before the process was killed.
fn submit_until_killed(folder: &Path, round: u64) -> BTreeMap<usize, u32> {
    let enough = 1 + Seeded::new(round).below(800) as usize;
    let mut child = Killed(
        Command::new(env::current_exe().unwrap())
            .args(["--exact", "child_that_submits", "--nocapture"])
            .env(FOLDER, folder)
            .env(ROUND, round.to_string())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap(),
    );
    let mut acknowledged = BTreeMap::new();
    let mut heard = 0;
    let lines = BufReader::new(child.0.stdout.take().unwrap()).lines();
    for line in lines.map_while(Result::ok) {
        let Some(rest) = line.strip_prefix("acknowledged ") else { continue };
        // The last line may be cut.
        if let Some((participant, revision)) = rest.split_once(' ')
            && let (Ok(participant), Ok(revision)) = (participant.parse(), revision.parse())
        {
            acknowledged.insert(participant, revision);
            heard += 1;
        }
        if heard == enough {
            child.0.kill().unwrap();
        }
    }
    assert!(heard >= enough, "round {round}: it was killed, and didn't end by itself: {heard}");
    acknowledged
}

async fn check(store: &Arc<dyn Store>, round: u64, acknowledged: &BTreeMap<usize, u32>) {
    let fixture = Fixture::made_before(store, round, PARTICIPANTS);
    let (mut counted, mut revisions) = (Vec::new(), 0);
    for participant in 0..PARTICIPANTS {
        let heard = acknowledged.get(&participant).copied().unwrap_or(0);
        for revision in 1..=heard {
            let again =
                store.put_report(&fixture.session, fixture.report(participant, revision, 0)).await.unwrap();
            assert!(
                matches!(again, PutOutcome::Repeated(_)),
                "round {round}: {participant} {revision}: {again:?}"
            );
        }
        let newest = fixture.newest(participant).await.map_or(0, |stored| stored.revision);
        assert!(newest == heard || newest == heard + 1, "round {round}: heard {heard}, found {newest}");
        revisions += u64::from(newest);
        if newest > 0 {
            counted.push(fixture.report(participant, newest, 0));
        }
    }
    let set = store.freeze(&fixture.session, 1, 5).await.unwrap();
    assert_eq!((set.submitted, set.revisions), (counted.len() as u64, revisions), "round {round}");
    assert_eq!(fixture.frozen_digests(&counted).await.len(), counted.len(), "round {round}");
}

fn open(folder: &Path) -> Arc<dyn Store> {
    Arc::new(EmbeddedStore::open(&folder.join("tacit.db")).unwrap())
}

/// A child that doesn't outlive the test.
struct Killed(Child);

impl Drop for Killed {
    fn drop(&mut self) {
        // Errors: it is gone already.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}
