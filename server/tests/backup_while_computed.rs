//! Copies of the store that are made while a session is closed, verified and released: each has what was acknowledged before it was
//! begun, and whoever puts it in place can't release twice, but can come to the result if there is none so far.
//!
//! `store_embedded.rs` has copies made while reports come in, `restored.rs` the commands, and older copies without their list.

#![allow(clippy::unwrap_used, reason = "a test that fails panics")]

mod common;

use std::{
    fs,
    path::{Path, PathBuf},
    sync::Arc,
};

use common::{TestClock, TestServer, survey::Survey};
use http::Method;
use tacit_form::results::{Outcome, Results};
use tacit_protocol::{closing::ClosingStatement, phase::Phase, problem::ProblemKind};
use tacit_server::{
    released_list,
    store::embedded::{Content, back_up, restore},
};
use tempfile::TempDir;
use tokio::task::spawn_blocking;

const SUBMISSIONS: usize = 30;

/// What was acknowledged of a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Done {
    Submitted,
    Closed,
    Verified,
    Released,
}

/// A copy, and what was done when it was begun.
struct Copied {
    file: PathBuf,
    before: Done,
}

#[tokio::test(flavor = "multi_thread")]
async fn a_copy_made_at_any_moment_of_a_computation_is_whole_and_releases_nothing_twice() {
    let (server, copies) = (TestServer::start().await, TempDir::new().unwrap());
    let survey = Survey::open(&server, SUBMISSIONS).await;
    for (age, token) in (0..).zip(&survey.tokens) {
        survey.submit(&server, token, &survey.aged(token, 1, age)).await.ok(201);
    }
    let list_before = fs::read(list(server.dir.path())).unwrap();

    let mut copying = Copying { database: server.dir.path().join("tacit.db"), copies, all: vec![] };
    let statement = copying.during(Done::Submitted, survey.close(&server)).await;
    let sums = copying.during(Done::Closed, survey.verify_all(&server, &statement)).await;
    let released = copying.during(Done::Verified, survey.release(&server, &sums)).await.ok(200).to_vec();
    copying.during(Done::Released, async {}).await;
    is_exact(&survey.results(&released, &sums, SUBMISSIONS as u64));

    let clock = server.clock.clone();
    let original = server.stop().await;
    let newest_list = fs::read(list(original.path())).unwrap();
    for copied in &copying.all {
        let older = Older { survey: &survey, statement: &statement, released: &released, copied };
        let server = put_in_place(copied, &original, &newest_list, &clock).await;
        older.has_what_was_acknowledged(&server).await;
        if older.releases_nothing_else(&server).await {
            continue;
        }
        // As if all had been lost before it came to a release.
        let server = put_in_place(copied, &original, &list_before, &clock).await;
        older.comes_to_the_result(&server).await;
    }
}

/// Makes copies, one after the other.
struct Copying {
    database: PathBuf,
    copies: TempDir,
    all: Vec<Copied>,
}

impl Copying {
    /// From the beginning of this to its end, at least two.
    async fn during<T>(&mut self, before: Done, work: impl Future<Output = T>) -> T {
        tokio::pin!(work);
        let begun = self.all.len();
        let mut done = None;
        while done.is_none() || self.all.len() < begun + 2 {
            let file = self.copies.path().join(format!("copy-{}.db", self.all.len()));
            let (from, to) = (self.database.clone(), file.clone());
            let mut copy = spawn_blocking(move || back_up(&from, &to));
            self.all.push(Copied { file, before });
            let content = loop {
                tokio::select! {
                    outcome = &mut work, if done.is_none() => done = Some(outcome),
                    copied = &mut copy => break copied.unwrap().unwrap(),
                }
            };
            assert_eq!(content, Content { sessions: 1, reports: SUBMISSIONS as u64 });
        }
        done.unwrap()
    }
}

/// A server on this copy, with the master key and this list.
async fn put_in_place(
    copied: &Copied,
    original: &TempDir,
    released: &[u8],
    clock: &Arc<TestClock>,
) -> TestServer {
    let machine = TempDir::new().unwrap();
    fs::copy(key(original.path()), key(machine.path())).unwrap();
    fs::write(list(machine.path()), released).unwrap();
    restore(&copied.file, &machine.path().join("tacit.db")).unwrap();
    TestServer::start_on(machine, clock.clone()).await
}

/// What a copy is compared with.
struct Older<'a> {
    survey: &'a Survey,
    statement: &'a ClosingStatement,
    released: &'a [u8],
    copied: &'a Copied,
}

impl Older<'_> {
    async fn has_what_was_acknowledged(&self, server: &TestServer) {
        let (store, id, before) = (&server.store, &self.survey.id, self.copied.before);
        let counts = store.counts(id).await.unwrap();
        assert_eq!((counts.submitted, counts.revisions), (SUBMISSIONS as u64, SUBMISSIONS as u64));
        if before >= Done::Closed {
            let frozen = store.frozen(id).await.unwrap().expect("it was closed");
            assert_eq!((frozen.submitted, frozen.root), (self.statement.submitted, self.statement.root));
        }
        if before == Done::Verified {
            let records = store.batch_records(id, 0, u32::MAX).await.unwrap();
            assert_eq!(records.len(), self.statement.batches() as usize);
        }
        if before == Done::Released {
            assert_eq!(store.released(id).await.unwrap().as_deref(), Some(self.released));
        }
    }

    /// With the list that names the session; answers whether the copy is from after the release.
    async fn releases_nothing_else(&self, server: &TestServer) -> bool {
        let ask = async |method, path| self.survey.send(server, method, path, "", vec![]).await;
        let is_released =
            server.store.session(&self.survey.id).await.unwrap().unwrap().phase == Phase::Released;
        if is_released {
            assert_eq!(self.survey.close(server).await, *self.statement);
            assert_eq!(ask(Method::GET, "release").await.ok(200), self.released);
        } else {
            for (method, path) in
                [(Method::POST, "close"), (Method::GET, "batches/0"), (Method::GET, "release")]
            {
                ask(method, path).await.refused(ProblemKind::WrongPhase);
            }
            let nothing = tacit_tally::helper::HelperSums::new();
            self.survey.release(server, &nothing).await.refused(ProblemKind::WrongPhase);
        }
        is_released
    }

    /// With a list that doesn't name it.
    async fn comes_to_the_result(&self, server: &TestServer) {
        let statement = self.survey.close(server).await;
        assert_eq!(statement, *self.statement, "the same is closed");
        let sums = self.survey.verify_all(server, &statement).await;
        let released = self.survey.release(server, &sums).await.ok(200);
        is_exact(&self.survey.results(&released, &sums, statement.submitted));
    }
}

fn is_exact(results: &Results) {
    assert_eq!(results.accepted, SUBMISSIONS as u64);
    let Outcome::Sum(sum) = &results.analyses[0].rows[0].outcome else { panic!("{results:?}") };
    assert_eq!(sum.to_string(), (0..SUBMISSIONS).sum::<usize>().to_string());
}

fn key(folder: &Path) -> PathBuf {
    folder.join("master.key")
}

fn list(folder: &Path) -> PathBuf {
    released_list(&key(folder))
}
