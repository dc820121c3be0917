//! The server on MongoDB: what a thief of the database finds, and another master key.

#![allow(clippy::unwrap_used, reason = "a test that fails panics")]

mod common;
#[path = "common/dump.rs"]
mod dump;
#[path = "common/program.rs"]
mod program;

use std::{process::Command, sync::Arc, time::Duration};

use common::{
    TestServer,
    needles::{Needle, contains, ends_of, found, submit_secrets},
    survey::{Survey, long_form},
};
use dump::dump;
use mongodb::Client;
use program::Running;
use tacit_form::results::Outcome;
use tacit_server::{Site, released_list, store::mongo::MongoStore};
use tacit_testkit::mongo_stand_in::{MongoStandIn, fresh_database};
use tempfile::TempDir;

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

/// Each server has a volume of its own, of which the second is empty at first.
#[tokio::test(flavor = "multi_thread")]
async fn a_second_server_works_with_the_first_ones_master_key_and_no_other() {
    let Some(mongo) = MongoStandIn::start() else { return };
    let (database, first, second) = (fresh_database(), TempDir::new().unwrap(), TempDir::new().unwrap());
    drop(run(&mongo, &database, &first));
    let key = |dir: &TempDir| dir.path().join("data-master.key");
    let said = |args: &[&str]| {
        let output = Command::new(program::PROGRAM)
            .args(args)
            .args(["--listen", "127.0.0.1:0", "--data-dir"])
            .arg(second.path().join("data"))
            .env("TACIT_STORE", mongo.uri())
            .env("TACIT_MONGODB_DATABASE", &database)
            .output()
            .unwrap();
        assert!(!output.status.success());
        String::from_utf8(output.stderr).unwrap()
    };
    for command in ["serve", "check-config"] {
        let refused = said(&[command]);
        assert!(refused.contains("copy it from the first server"), "{command}: {refused}");
    }
    assert!(!key(&second).exists(), "none is made");
    // It was here before, with a store of its own.
    drop(run(&mongo, &fresh_database(), &second));
    for command in ["serve", "check-config"] {
        let refused = said(&[command]);
        assert!(refused.contains("isn't the master key of this store"), "{command}: {refused}");
    }
    std::fs::copy(key(&first), key(&second)).unwrap();
    for advice in
        ["isn't the list of released sessions of this store", "there is no list of released sessions"]
    {
        for command in ["serve", "check-config", "rotate-master-key"] {
            let refused = said(&[command]);
            assert!(refused.contains(advice) && refused.contains("of them"), "{command}: {refused}");
        }
        // Its own store's, and then none.
        let _ = std::fs::remove_file(released_list(&key(&second)));
    }
    std::fs::copy(released_list(&key(&first)), released_list(&key(&second))).unwrap();
    drop(run(&mongo, &database, &second));
}

/// Nothing says who prepares a batch. Another server prepares it again.
#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_is_killed_while_it_prepares_is_gone_on_for_by_another() {
    let Some(mongo) = MongoStandIn::start() else { return };
    let (database, dir) = (fresh_database(), TempDir::new().unwrap());
    let store = Arc::new(MongoStore::connect(mongo.uri(), &database).await.unwrap());
    let dying = run(&mongo, &database, &dir);
    let mut server = TestServer::elsewhere(dying.url.clone(), store);
    let survey = Survey::open_with(&server, long_form(), 33, |manifest| manifest.max_participants = 33).await;
    for (i, token) in survey.tokens.iter().enumerate() {
        let answers = (0..450).map(|field| (format!("n{field}"), (i * field).to_string())).collect();
        survey.submit(&server, token, &survey.report(token, 1, &answers)).await.ok(201);
    }
    let statement = survey.close(&server).await;
    assert_eq!(statement.batches(), 2);
    drop(dying);
    // As kill -9 does, at several moments of preparing.
    let mut cut_off = 0;
    for milliseconds in [5, 20, 50, 100] {
        let dying = run(&mongo, &database, &dir);
        server.url.clone_from(&dying.url);
        let asking = survey.get(&server, "batches/0");
        cut_off +=
            usize::from(tokio::time::timeout(Duration::from_millis(milliseconds), asking).await.is_err());
    }
    assert!(cut_off > 0, "each was done before it was killed");
    let beside = run(&mongo, &database, &dir);
    server.url.clone_from(&beside.url);
    let first = survey.batch(&server, 0).await;
    // Who prepares it once more comes to the same, so verdicts on the one fit the other.
    let third = run(&mongo, &database, &dir);
    server.url.clone_from(&third.url);
    assert_eq!(survey.batch(&server, 0).await.entries, first.entries);
    let sums = survey.verify_all(&server, &statement).await;
    server.url.clone_from(&beside.url);
    let mut again = tacit_tally::helper::HelperSums::new();
    survey.put_verdicts(&server, &survey.verify(&first, &mut again)).await.ok(204);
    let released = survey.release(&server, &sums).await.ok(200);
    let results = survey.results(&released, &sums, statement.submitted);
    assert_eq!(results.accepted, 33);
    let Outcome::Sum(sum) = &results.analyses[0].rows[0].outcome else { panic!("{results:?}") };
    assert_eq!(sum.to_string(), (0..33).map(|i| i * 7).sum::<u32>().to_string());
}

fn run(mongo: &MongoStandIn, database: &str, dir: &TempDir) -> Running {
    let mut command = program::command(&dir.path().join("data"));
    command.env("TACIT_STORE", mongo.uri()).env("TACIT_MONGODB_DATABASE", database).env("TACIT_LOG", "error");
    program::start(&mut command)
}
