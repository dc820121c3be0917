//! The server on MongoDB: what a thief of the database finds, and that a killed server loses nothing it acknowledged.

#![allow(clippy::unwrap_used, reason = "a test that fails panics")]

mod common;
#[path = "common/program.rs"]
mod program;

use std::{
    process::Command,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use common::{
    TestServer,
    needles::{Needle, contains, ends_of, found, submit_secrets},
    survey::Survey,
};
use futures::{TryStreamExt, future::join_all};
use http::Method;
use mongodb::{
    Client,
    bson::{RawDocumentBuf, doc},
};
use program::Running;
use tacit_form::results::Outcome;
use tacit_protocol::{
    auth::bearer, codec::Encode, ids::Token, media, report::Report, session::SubmissionStatus,
};
use tacit_server::{Site, store::mongo::MongoStore};
use tacit_testkit::{
    mongo_stand_in::{MongoStandIn, fresh_database},
    seeded::Seeded,
};
use tempfile::TempDir;

/// Every document of every collection, as the driver hands it out.
async fn dump(client: &Client, database: &str) -> Vec<(String, Vec<u8>)> {
    let database = client.database(database);
    let mut all = Vec::new();
    for name in database.list_collection_names().await.unwrap() {
        let mut documents = database.collection::<RawDocumentBuf>(&name).find(doc! {}).await.unwrap();
        while let Some(document) = documents.try_next().await.unwrap() {
            all.push((name.clone(), document.as_bytes().to_vec()));
        }
    }
    all
}

async fn assert_absent(client: &Client, database: &str, needles: &[Needle]) {
    let all = dump(client, database).await;
    for collection in ["sessions", "participants", "reports"] {
        assert!(all.iter().any(|(name, _)| name == collection), "nothing is in {collection}");
    }
    for (collection, document) in all {
        if let Some(what) = found(&document, needles) {
            panic!("{what} is in {collection}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_database_shows_no_secret_and_after_the_release_no_key() {
    let Some(mongo) = MongoStandIn::start() else { return };
    let database = fresh_database();
    let store = Arc::new(MongoStore::connect(mongo.uri(), &database).await.unwrap());
    let client = Client::with_uri_str(mongo.uri()).await.unwrap();
    let server = TestServer::start_with(|_| store, Site::default(), |_| {}).await;
    let (survey, mut needles) = submit_secrets(&server).await;
    assert_absent(&client, &database, &needles).await;

    let statement = survey.close(&server).await;
    let aggregate = survey.verify_all(&server, &statement).await;
    assert_absent(&client, &database, &needles).await;

    // The keys are there, sealed, until the release.
    let record = server.store.session(&survey.id).await.unwrap().unwrap();
    let batch = server.store.batch_records(&survey.id, 0, 1).await.unwrap().remove(0);
    let sealed =
        [("the sealed secret", record.sealed_secret.unwrap()), ("a sealed share", batch.sealed_share)];
    let everything = dump(&client, &database).await;
    for (what, bytes) in &sealed {
        assert!(everything.iter().any(|(_, document)| contains(document, bytes)), "{what} was never there");
    }
    survey.release(&server, &aggregate).await.ok(200);
    for (what, bytes) in &sealed {
        needles.extend(ends_of(what, bytes));
    }
    assert_absent(&client, &database, &needles).await;
}

const PARTICIPANTS: usize = 6;
const ROUNDS: u64 = 4;

/// A participant who submits again and again.
struct Writer {
    token: Token,
    /// What was sent last: its revision, the age in it, and the report.
    sent: Option<(u32, u32, Report)>,
    /// The newest revision that was acknowledged.
    acknowledged: u32,
}

impl Writer {
    /// Submits until the server is gone.
    async fn submit_on(&mut self, server: &TestServer, survey: &Survey, heard: &AtomicUsize) {
        loop {
            let revision = self.acknowledged + 1;
            let age = (revision * 7 + u32::from(survey.id.as_bytes()[0])) % 121;
            let report = survey.aged(&self.token, revision, age);
            self.sent = Some((revision, age, report));
            if !self.send(server, survey).await {
                return;
            }
            heard.fetch_add(1, Ordering::SeqCst);
        }
    }

    /// Sends what was sent last; whether it is acknowledged.
    async fn send(&mut self, server: &TestServer, survey: &Survey) -> bool {
        let Some((revision, _, report)) = &self.sent else { return true };
        let authorization = bearer(&self.token);
        let headers = [("authorization", authorization.as_str()), ("content-type", media::REPORT)];
        let body = report.get_encoded().unwrap();
        let reply = server.try_send(Method::PUT, &survey.path("submission"), &headers, body).await;
        let Ok(reply) = reply else { return false };
        assert!(reply.status == 201 || reply.status == 200, "{reply:?}");
        self.acknowledged = *revision;
        true
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_killed_server_has_lost_nothing_it_acknowledged() {
    let Some(mongo) = MongoStandIn::start() else { return };
    let (database, dir) = (fresh_database(), TempDir::new().unwrap());
    let store = Arc::new(MongoStore::connect(mongo.uri(), &database).await.unwrap());
    let mut program = run(&mongo, &database, &dir);
    let mut server = TestServer::elsewhere(program.url.clone(), store);
    let survey = Survey::open(&server, PARTICIPANTS).await;
    let mut writers: Vec<_> = survey
        .tokens
        .iter()
        .map(|token| Writer { token: token.clone(), sent: None, acknowledged: 0 })
        .collect();
    for round in 0..ROUNDS {
        let (heard, enough) = (AtomicUsize::new(0), 1 + Seeded::new(round).below(30) as usize);
        let submitting =
            join_all(writers.iter_mut().map(|writer| writer.submit_on(&server, &survey, &heard)));
        let killing = async {
            while heard.load(Ordering::SeqCst) < enough {
                tokio::time::sleep(Duration::from_millis(1)).await;
            }
            // As kill -9 does.
            program.child.kill().unwrap();
        };
        tokio::time::timeout(Duration::from_secs(120), futures::future::join(submitting, killing))
            .await
            .unwrap();
        program = run(&mongo, &database, &dir);
        server.url.clone_from(&program.url);
        for writer in &mut writers {
            let path = survey.path("submission");
            let status: SubmissionStatus =
                server.send_as(&writer.token, Method::GET, &path, "", vec![]).await.json(200);
            let heard = writer.acknowledged;
            assert!((heard..=heard + 1).contains(&status.revision), "round {round}: {heard} {status:?}");
            // What nobody heard of is sent again, as every client does.
            assert!(writer.send(&server, &survey).await);
        }
    }
    let statement = survey.close(&server).await;
    assert_eq!(statement.submitted, PARTICIPANTS as u64);
    let revisions: u32 = writers.iter().map(|writer| writer.acknowledged).sum();
    assert_eq!(statement.revisions, u64::from(revisions), "every one once");
    let aggregate = survey.verify_all(&server, &statement).await;
    let released = survey.release(&server, &aggregate).await.ok(200);
    let results = survey.results(&released, &aggregate, statement.submitted);
    let Outcome::Sum(sum) = &results.analyses[0].rows[0].outcome else { panic!("{results:?}") };
    let expected: u32 = writers.iter().map(|writer| writer.sent.as_ref().map_or(0, |sent| sent.1)).sum();
    assert_eq!(sum.to_string(), expected.to_string());
}

#[tokio::test(flavor = "multi_thread")]
async fn sessions_go_on_under_another_master_key() {
    let Some(mongo) = MongoStandIn::start() else { return };
    let (database, dir) = (fresh_database(), TempDir::new().unwrap());
    let store = Arc::new(MongoStore::connect(mongo.uri(), &database).await.unwrap());
    let program = run(&mongo, &database, &dir);
    let mut server = TestServer::elsewhere(program.url.clone(), store);
    let survey = Survey::open(&server, 2).await;
    for token in &survey.tokens {
        survey.submit(&server, token, &survey.aged(token, 1, 30)).await.ok(201);
    }
    drop(program);
    let rotate = Command::new(program::PROGRAM)
        .args(["rotate-master-key", "--data-dir"])
        .arg(dir.path().join("data"))
        .env("TACIT_STORE", mongo.uri())
        .env("TACIT_MONGODB_DATABASE", &database)
        .output()
        .unwrap();
    let said = String::from_utf8([rotate.stdout, rotate.stderr].concat()).unwrap();
    assert!(rotate.status.success() && said.contains("1 sessions were sealed anew"), "{said}");
    let program = run(&mongo, &database, &dir);
    server.url.clone_from(&program.url);
    assert_eq!(survey.compute(&server).await.accepted, 2);
}

fn run(mongo: &MongoStandIn, database: &str, dir: &TempDir) -> Running {
    let mut command = program::command(&dir.path().join("data"));
    command.env("TACIT_STORE", mongo.uri()).env("TACIT_MONGODB_DATABASE", database).env("TACIT_LOG", "error");
    // Nobody submits as often with one invitation.
    command.env("TACIT_TOKEN_RATE", "0");
    program::start(&mut command)
}
