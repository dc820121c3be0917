//! `kill -9` while reports come in, and while a session is closed: what was acknowledged is there afterwards, and counts.
//!
//! The process that is killed is this test program, started again with [`FOLDER`] set.

#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "tests")]

#[path = "common/filled.rs"]
mod filled;

use std::{
    collections::BTreeMap,
    env,
    io::{BufRead, BufReader, Write},
    path::Path,
    process::{Child, Command, Stdio},
    sync::Arc,
    thread,
    time::Duration,
};

use rusqlite::Connection;
use tacit_protocol::{
    ids::{ReportDigest, SessionId},
    merkle::Tree,
    phase::Phase,
};
use tacit_server::store::{PutOutcome, Store, embedded::EmbeddedStore};
use tacit_testkit::{contract::Fixture, seeded::Seeded};
use tempfile::TempDir;

const FOLDER: &str = "TACIT_TEST_KILL_FOLDER";
const ROUND: &str = "TACIT_TEST_KILL_ROUND";
const ROUNDS: u64 = 8;
const PARTICIPANTS: usize = 16;
/// A round in which the child closes.
const CLOSES: &str = "closes";
/// Its session's.
const CLOSING_SEED: u64 = 1;
/// How many submissions are closed: it takes some twenty pieces.
const LARGE: u64 = 40_000;

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

/// However often a close is cut off, what is closed in the end is all that was there, in its order.
#[tokio::test(flavor = "multi_thread")]
async fn a_close_survives_kills() {
    let folder = TempDir::new().unwrap();
    let session = Fixture::open(&open(folder.path()), CLOSING_SEED, 0).await.session;
    filled::fill(&folder.path().join("tacit.db"), LARGE);
    let mut cut_off = 0;
    for round in 0..4 {
        kill_while_it_closes(folder.path(), Duration::from_millis(Seeded::new(round).below(150)));
        let store = open(folder.path());
        match store.session(&session).await.unwrap().unwrap().phase {
            Phase::Closing => {
                cut_off += 1;
                assert_eq!(store.frozen(&session).await.unwrap(), None);
                assert!(store.batch(&session, 0).await.unwrap().is_empty());
            }
            Phase::Closed => break,
            phase => panic!("{phase:?}"),
        }
    }
    assert!(cut_off > 0, "it was closed before it was killed");
    let store = open(folder.path());
    let set = store.freeze(&session, 7, 1024).await.unwrap();
    assert_eq!(store.freeze(&session, 9, 5).await.unwrap(), set);
    drop(store);
    assert_eq!((set.submitted, set.root), (LARGE, root(folder.path())));
}

/// The root over all reports by ascending participant; they are numbered so.
fn root(folder: &Path) -> [u8; 32] {
    let file = Connection::open(folder.join("tacit.db")).unwrap();
    let mut numbered = file
        .prepare(
            "SELECT r.digest, f.position FROM participants p JOIN reports r ON r.participant = p.id
             JOIN frozen_reports f ON f.report = r.id ORDER BY p.participant",
        )
        .unwrap();
    let mut rows = numbered.query([]).unwrap();
    let (mut tree, mut expected) = (Tree::new(), 0_u64);
    while let Some(row) = rows.next().unwrap() {
        let (digest, position): (Vec<u8>, u64) = (row.get(0).unwrap(), row.get(1).unwrap());
        assert_eq!(position, expected);
        tree.push(&ReportDigest::try_from(&digest[..]).unwrap());
        expected += 1;
    }
    assert_eq!(expected, LARGE);
    tree.root()
}

/// Not a test of its own: the process that [`kill_while_it_closes`] starts.
#[tokio::test(flavor = "multi_thread")]
async fn child_that_closes() {
    let (Ok(folder), Ok(CLOSES)) = (env::var(FOLDER), env::var(ROUND).as_deref()) else { return };
    let store = open(Path::new(&folder));
    let session = Fixture::made_before(&store, CLOSING_SEED, 0).session;
    let closes = store.clone();
    let closing = tokio::spawn(async move { closes.freeze(&session, 5, 1024).await });
    while phase(&store, &session).await == Phase::Open {
        tokio::task::yield_now().await;
    }
    println!("\nclosing");
    std::io::stdout().flush().unwrap();
    closing.await.unwrap().unwrap();
}

async fn phase(store: &Arc<dyn Store>, session: &SessionId) -> Phase {
    store.session(session).await.unwrap().unwrap().phase
}

fn kill_while_it_closes(folder: &Path, after: Duration) {
    let mut child = Killed::start("child_that_closes", folder, CLOSES);
    let mut lines = BufReader::new(child.0.stdout.take().unwrap()).lines();
    assert!(lines.any(|line| line.unwrap() == "closing"));
    thread::sleep(after);
    child.0.kill().unwrap();
}

/// Not a test of its own: the process that [`submit_until_killed`] starts.
#[tokio::test(flavor = "multi_thread")]
async fn child_that_submits() {
    let (Ok(folder), Ok(round)) = (env::var(FOLDER), env::var(ROUND)) else { return };
    let Ok(round) = round.parse() else { return };
    let store = open(Path::new(&folder));
    let fixture = Fixture::open(&store, round, PARTICIPANTS).await;
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
    let mut child = Killed::start("child_that_submits", folder, &round.to_string());
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

impl Killed {
    /// This program again, as this of its tests.
    fn start(child: &str, folder: &Path, round: &str) -> Self {
        let mut program = Command::new(env::current_exe().unwrap());
        program.args(["--exact", child, "--nocapture"]).env(FOLDER, folder).env(ROUND, round);
        Self(program.stdout(Stdio::piped()).spawn().unwrap())
    }
}

impl Drop for Killed {
    fn drop(&mut self) {
        // Errors: it is gone already.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}
