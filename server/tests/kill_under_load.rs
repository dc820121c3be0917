//! `kill -9` under load, of the server and of the database behind it: while reports come in, and while their session is closed,
//! verified and released. What was acknowledged counts, all who are told what was closed are told the same, and there is one release.
//!
//! Some times, and with `TACIT_LONG=1` a hundred times on each store.
//!
//! Not covered: a close that takes more than a moment (`store_kill.rs` has one, on the embedded store).

#![allow(clippy::unwrap_used, reason = "a test that fails panics")]

mod common;
#[path = "common/program.rs"]
mod program;

use std::{
    collections::BTreeSet,
    env,
    process::Command,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, UNIX_EPOCH},
};

use common::{
    Reply, TestServer,
    survey::{Survey, form},
    writer::{Heard, Writer, counts_all, is_exact},
};
use futures::future::{join, join_all};
use http::Method;
use tacit_protocol::{
    auth::SignedRequest,
    batch::Batch,
    closing::{ClosingStatement, SignedClosingStatement},
    codec::{Decode, Encode},
    media,
    problem::ProblemKind,
};
use tacit_server::store::embedded::EmbeddedStore;
use tacit_tally::helper::HelperSums;
use tacit_testkit::{
    mongo_stand_in::{MongoStandIn, fresh_database},
    seeded::Seeded,
};
use tempfile::TempDir;
use tokio::time::{sleep, timeout};

const PARTICIPANTS: usize = 32;
/// How many ask for the close at once.
const CLOSERS: usize = 3;
/// The most milliseconds between the step of the analyst's in which the kill is to come, and the kill.
const INTO_A_STEP: u64 = 12;
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
async fn kill_again_and_again(command: impl Fn() -> Command, mongo: Option<MongoStandIn>) {
    let start = || {
        let mut command = command();
        command.args(["--token-rate", "0", "--address-rate", "0"]).env("TACIT_LOG", "error");
        program::start(&mut command)
    };
    let program = start();
    let mut killed = Killed { server: elsewhere(program.url.clone()), program, start, mongo, round: 0 };
    let mut over: Vec<(Survey, Vec<Writer>, Analyst)> = Vec::new();
    let (surveys, rounds) = how_often();
    for _ in 0..surveys {
        let change = |manifest: &mut tacit_protocol::manifest::Manifest| {
            manifest.max_participants = PARTICIPANTS as u32;
        };
        let survey = Survey::open_with(&killed.server, form(), PARTICIPANTS, change).await;
        let mut writers = Writer::of(&survey);
        for _ in 0..rounds {
            killed.while_they_submit(&survey, &mut writers).await;
        }
        let mut analyst = Analyst::default();
        for step in [Step::Close, Step::Verify, Step::Release] {
            killed.while_it_computes(&survey, &mut writers, &mut analyst, step).await;
        }
        over.push((survey, writers, analyst));
    }
    let mut cut_off = BTreeSet::new();
    for (survey, writers, mut analyst) in over {
        analyst.compute(&killed.server, &survey, &AtomicUsize::new(0)).await.expect("nobody kills it");
        analyst.is_exact(&survey, &writers);
        cut_off.extend(analyst.cut_off);
    }
    // Of one survey the kills may come a moment too late for some.
    let expected = if surveys > 1 { 3 } else { 1 };
    assert!(cut_off.len() >= expected, "no kill came in the middle, but in {cut_off:?}");
}

/// A server that is killed, and started again.
struct Killed<F> {
    server: TestServer,
    program: program::Running,
    start: F,
    mongo: Option<MongoStandIn>,
    round: u64,
}

impl<F: Fn() -> program::Running> Killed<F> {
    async fn while_they_submit(&mut self, survey: &Survey, writers: &mut [Writer]) {
        let (heard, mut random) = (AtomicUsize::new(0), Seeded::new(self.round));
        let mut acknowledged = async || {
            let enough = heard.load(Ordering::SeqCst) + 1 + random.below(150) as usize;
            reaches(&heard, enough).await;
        };
        let server = &self.server;
        let submitting = join_all(writers.iter_mut().map(|writer| writer.submit_on(server, survey, &heard)));
        let killing = async {
            acknowledged().await;
            if let Some(mongo) = &mut self.mongo
                && self.round % 2 == 1
                && mongo.kill_and_restart()
            {
                acknowledged().await;
            }
            self.program.child.kill().unwrap();
        };
        timeout(PATIENCE, join(submitting, killing)).await.unwrap();
        self.start_again();
        self.settle(survey, writers).await;
    }

    /// The kill comes when the analyst has come to this step; they go on submitting until they hear that it is closed.
    async fn while_it_computes(
        &mut self,
        survey: &Survey,
        writers: &mut [Writer],
        analyst: &mut Analyst,
        step: Step,
    ) {
        let (heard, at, mut random) = (AtomicUsize::new(0), AtomicUsize::new(0), Seeded::new(self.round));
        let server = &self.server;
        let submitting = join_all(writers.iter_mut().map(|writer| writer.submit_on(server, survey, &heard)));
        let computing = async {
            if step == Step::Close {
                reaches(&heard, PARTICIPANTS).await;
            }
            if analyst.compute(server, survey, &at).await.is_none() {
                analyst.cut_off.insert(at.load(Ordering::SeqCst));
            }
            at.store(usize::MAX, Ordering::SeqCst);
        };
        let killing = async {
            reaches(&at, step as usize).await;
            sleep(Duration::from_millis(random.below(INTO_A_STEP))).await;
            if let Some(mongo) = &mut self.mongo
                && self.round % 2 == 1
                && mongo.kill_and_restart()
            {
                sleep(Duration::from_millis(random.below(INTO_A_STEP))).await;
            }
            self.program.child.kill().unwrap();
        };
        let all = join(submitting, join(computing, killing));
        timeout(PATIENCE, all).await.unwrap();
        self.start_again();
        self.settle(survey, writers).await;
    }

    fn start_again(&mut self) {
        // The next one finds the file locked as long as this one isn't gone.
        self.program.child.wait().unwrap();
        self.program = (self.start)();
        self.server.url.clone_from(&self.program.url);
        self.server.clock.set(UNIX_EPOCH.elapsed().unwrap().as_millis() as u64);
        self.round += 1;
    }

    /// What was acknowledged is there. What nobody heard of is sent again, as every client does.
    async fn settle(&self, survey: &Survey, writers: &mut [Writer]) {
        let settled = writers.iter_mut().map(async |writer| {
            writer.check(&self.server, survey).await;
            while !matches!(writer.submit(&self.server, survey).await, Heard::Acknowledged | Heard::Closed) {
                sleep(Duration::from_millis(5)).await;
            }
        });
        timeout(PATIENCE, join_all(settled)).await.unwrap();
    }
}

/// What an analyst does, one after the other.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Step {
    Close = 1,
    Verify = 2,
    Release = 3,
}

/// An analyst, and everything that was answered.
#[derive(Default)]
struct Analyst {
    statements: Vec<ClosingStatement>,
    sums: Option<HelperSums>,
    releases: BTreeSet<Vec<u8>>,
    /// The steps in which the server went.
    cut_off: BTreeSet<usize>,
}

impl Analyst {
    /// From the beginning, as far as the server lives; `at` is the step.
    async fn compute(&mut self, server: &TestServer, survey: &Survey, at: &AtomicUsize) -> Option<()> {
        at.store(Step::Close as usize, Ordering::SeqCst);
        let closers = (0..CLOSERS).map(|_| ask(server, survey, Method::POST, "close", "", &[]));
        for reply in join_all(closers).await.into_iter().flatten() {
            let signed = reply.message::<SignedClosingStatement>(200);
            self.statements.push(*signed.verify(&survey.manifest.server.signing_key).unwrap());
        }
        let statement = *self.statements.last()?;
        at.store(Step::Verify as usize, Ordering::SeqCst);
        if self.sums.is_none() {
            self.sums = Some(verify(server, survey, &statement).await?);
        }
        at.store(Step::Release as usize, Ordering::SeqCst);
        let request = survey.release_request(self.sums.as_ref()?);
        let released = ask(server, survey, Method::POST, "release", media::RELEASE_REQUEST, &request).await?;
        self.releases.insert(released.ok(200).to_vec());
        Some(())
    }

    fn is_exact(&self, survey: &Survey, writers: &[Writer]) {
        let statement = &self.statements[0];
        counts_all(statement, writers);
        assert!(self.statements.iter().all(|other| other == statement), "one set for all");
        assert_eq!(self.releases.len(), 1, "there is one release");
        let (released, sums) = (self.releases.first().unwrap(), self.sums.as_ref().unwrap());
        is_exact(&survey.results(released, sums, statement.submitted), writers);
    }
}

async fn verify(server: &TestServer, survey: &Survey, statement: &ClosingStatement) -> Option<HelperSums> {
    let mut sums = HelperSums::new();
    for index in 0..statement.batches() {
        let batch = ask(server, survey, Method::GET, &format!("batches/{index}"), "", &[]).await?.ok(200);
        let verdicts = survey.verify(&Batch::get_decoded(&batch).unwrap(), &mut sums).get_encoded().unwrap();
        let rest = format!("batches/{index}/verdicts");
        ask(server, survey, Method::PUT, &rest, media::VERDICTS, &verdicts).await?.ok(204);
    }
    Some(sums)
}

/// Asks as the analyst, again and again while it can't be done now; nothing if the server is gone.
async fn ask(
    server: &TestServer,
    survey: &Survey,
    method: Method,
    rest: &str,
    media: &str,
    body: &[u8],
) -> Option<Reply> {
    let path = survey.path(rest);
    let signing = survey.analyst.signing();
    loop {
        let signed = SignedRequest::sign(&signing, method.as_str(), &path, server.now(), body).header();
        let headers = [("authorization", signed.as_str()), ("content-type", media)];
        let reply = server.try_send(method.clone(), &path, &headers, body.to_vec()).await.ok()?;
        if reply.status != http::StatusCode::SERVICE_UNAVAILABLE {
            return Some(reply);
        }
        reply.refused(ProblemKind::Unavailable);
        sleep(Duration::from_millis(20)).await;
    }
}

async fn reaches(count: &AtomicUsize, enough: usize) {
    while count.load(Ordering::SeqCst) < enough {
        sleep(Duration::from_millis(1)).await;
    }
}

fn elsewhere(url: String) -> TestServer {
    let unused = TempDir::new().unwrap();
    TestServer::elsewhere(url, Arc::new(EmbeddedStore::open(&unused.path().join("tacit.db")).unwrap()))
}

/// How many surveys, and how often they are killed while they submit: another three kills follow.
fn how_often() -> (u64, u64) {
    if env::var("TACIT_LONG").as_deref() == Ok("1") { (10, 7) } else { (1, 4) }
}
