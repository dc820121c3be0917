//! `tacit-server migrate`, as a process that is killed again and again: nothing is lost, and no two stores serve.

#![allow(clippy::unwrap_used, reason = "a test that fails panics")]

mod common;
#[path = "common/program.rs"]
mod program;

use std::{
    path::Path,
    process::{Command, Output, Stdio},
    sync::Arc,
    thread,
    time::Duration,
};

use common::{TestServer, survey::Survey};
use futures::future::join_all;
use program::PROGRAM;
use tacit_form::results::Outcome;
use tacit_protocol::ids::SessionId;
use tacit_server::store::{
    OpenError, PutOutcome, Store,
    embedded::EmbeddedStore,
    mongo::{MongoOptions, MongoStore},
    portable::{MoveState, Portable},
};
use tacit_testkit::{
    contract::Fixture,
    mongo_stand_in::{MongoStandIn, fresh_database},
    seeded::Seeded,
};

/// Several pages of participants, some of whom submitted.
const PARTICIPANTS: usize = 2600;
const SUBMITTED: usize = 900;

/// `migrate` from the folder's store to MongoDB.
fn migrate(folder: &Path, mongo: &MongoStandIn, database: &str) -> Command {
    let mut command = Command::new(PROGRAM);
    command.args(["migrate", "--from"]).arg(format!("embedded:{}", folder.display()));
    command.args(["--to", mongo.uri(), "--mongodb-database", database, "--data-dir"]).arg(folder);
    command.env_remove("TACIT_STORE").stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

/// What it said until it was killed at this moment, or had ended.
fn killed_after(mut command: Command, moment: Duration) -> Output {
    let mut running = command.spawn().unwrap();
    thread::sleep(moment);
    // As kill -9 does. It may have ended already.
    let _ = running.kill();
    let output = running.wait_with_output().unwrap();
    let fine = output.status.code().is_none_or(|code| code == 0);
    assert!(fine, "{}", String::from_utf8_lossy(&output.stderr));
    output
}

/// A session that many are invited to.
async fn large_session(store: &Arc<dyn Store>) -> SessionId {
    let fixture = Fixture::open(store, 1, PARTICIPANTS).await;
    let put = |participant| {
        let report = fixture.report(participant, 1, 0);
        async {
            assert!(matches!(store.put_report(&fixture.session, report).await, Ok(PutOutcome::Stored(_))))
        }
    };
    join_all((0..SUBMITTED).map(put)).await;
    fixture.session
}

#[tokio::test(flavor = "multi_thread")]
async fn a_move_that_is_killed_goes_on_and_is_computed_over_there() {
    let Some(mongo) = MongoStandIn::start() else { return };
    let database = fresh_database();
    let server = TestServer::start().await;
    let survey = Survey::open(&server, 4).await;
    let ages = [20, 30, 41, 7];
    for (token, age) in survey.tokens.iter().zip(ages).take(3) {
        survey.submit(&server, token, &survey.aged(token, 1, 99)).await.ok(201);
        survey.submit(&server, token, &survey.aged(token, 2, age)).await.ok(201);
    }
    let large = large_session(&server.store).await;
    let counts = server.store.counts(&large).await.unwrap();
    let dir = server.stop().await;

    let (mut random, mut killed, mut said) = (Seeded::new(5), 0, String::new());
    loop {
        let moment = Duration::from_millis(20 + 25 * killed + random.below(120));
        let output = killed_after(migrate(dir.path(), &mongo, &database), moment);
        said += &String::from_utf8(output.stdout).unwrap();
        if output.status.success() {
            break;
        }
        killed += 1;
        assert_no_two_serve(dir.path(), &mongo, &database).await;
    }
    assert!(killed >= 5, "it was killed {killed} times only");
    for session in [survey.id, large] {
        assert!(said.lines().any(|line| line.starts_with(&session.to_string()) && line.ends_with("in both")));
    }
    assert!(said.contains("2 sessions were moved"), "{said}");
    let left = EmbeddedStore::open(&dir.path().join("tacit.db")).err().unwrap();
    assert!(matches!(left, OpenError::Left { .. }), "{left}");
    let again = migrate(dir.path(), &mongo, &database).output().unwrap();
    assert!(String::from_utf8_lossy(&again.stdout).contains("2 sessions were moved"), "{again:?}");
    let elsewhere = migrate(dir.path(), &mongo, &fresh_database()).output().unwrap();
    assert!(String::from_utf8_lossy(&elsewhere.stderr).contains("was moved before"), "{elsewhere:?}");

    // The survey goes on, as if nothing had been.
    let store = Arc::new(MongoStore::connect(mongo.uri(), &database).await.unwrap());
    assert_eq!(store.counts(&large).await.unwrap(), counts);
    let mut command = program::command(&dir.path().join("data"));
    command.arg("--master-key").arg(dir.path().join("master.key"));
    command
        .env("TACIT_STORE", mongo.uri())
        .env("TACIT_MONGODB_DATABASE", &database)
        .env("TACIT_LOG", "error");
    let running = program::start(&mut command);
    let server = TestServer::elsewhere(running.url.clone(), store);
    let last = &survey.tokens[3];
    survey.submit(&server, last, &survey.aged(last, 1, ages[3])).await.ok(201);
    let results = survey.compute(&server).await;
    assert_eq!(results.accepted, 4);
    let Outcome::Sum(sum) = &results.analyses[0].rows[0].outcome else { panic!("{results:?}") };
    assert_eq!(sum.to_string(), ages.iter().sum::<u32>().to_string());
}

/// Of the two, at most one is let to servers.
async fn assert_no_two_serve(folder: &Path, mongo: &MongoStandIn, database: &str) {
    let from = EmbeddedStore::open(&folder.join("tacit.db"));
    let to = MongoStore::connect_to_move(mongo.uri(), database, &MongoOptions::default()).await.unwrap();
    let sessions = to.all_sessions(None, 10).await.unwrap().len();
    match to.move_state().await.unwrap() {
        MoveState::Settled | MoveState::Chosen(_) | MoveState::Cleared(_) => {
            assert!(sessions == 0 || matches!(from, Err(OpenError::Left { .. })))
        }
        _ => assert!(from.is_err()),
    }
    to.shutdown().await;
}

#[test]
fn what_cannot_be_moved_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let said = |arguments: &[&str]| {
        let mut command = Command::new(PROGRAM);
        command.arg("migrate").args(arguments).arg("--data-dir").arg(folder.path().join("data"));
        let output = command.env_remove("TACIT_STORE").output().unwrap();
        assert!(!output.status.success());
        String::from_utf8(output.stderr).unwrap()
    };
    assert!(said(&["--from", "embedded"]).contains("--to"));
    assert!(said(&["--from", "embedded", "--to", "embedded"]).contains("the same store"));
    assert!(said(&["--from", "embedded", "--to", "embedded:other"]).contains("there is no store"));
    assert!(said(&["--from", "file.db", "--to", "embedded"]).contains("--from can't be used"));
    assert!(said(&["--from", "embedded:", "--to", "embedded"]).contains("after `embedded:`"));
    let secret = "mongodb://user:sesa/me@host";
    let error = said(&["--from", secret, "--to", "embedded"]);
    assert!(error.contains("MongoDB address") && !error.contains("sesa"), "{error}");
    std::fs::write(folder.path().join("address"), "embedded:nowhere\n").unwrap();
    let file = folder.path().join("address").display().to_string();
    assert!(said(&["--from-file", &file, "--to", "embedded"]).contains("there is no store nowhere"));
    assert!(!folder.path().join("data").exists(), "nothing was made");
}

/// A move that is under way has a target.
#[tokio::test]
async fn no_other_store_is_made_for_a_move_that_was_begun() {
    let folder = tempfile::tempdir().unwrap();
    let (from, to) = (folder.path().join("from.db"), folder.path().join("to.db"));
    let run = |options: &[&str]| {
        let named = |path: &Path| format!("embedded:{}", path.display());
        let mut command = Command::new(PROGRAM);
        command.arg("migrate").args(options).args(["--from", &named(&from), "--to", &named(&to)]);
        let output = command.env_remove("TACIT_STORE").output().unwrap();
        (output.status.success(), String::from_utf8(output.stderr).unwrap())
    };
    let store = EmbeddedStore::open_to_move(&from).unwrap();
    assert!(store.set_move_state(MoveState::Settled, MoveState::Leaving([1; 16])).await.unwrap());
    drop(store);
    for options in [&[][..], &["--give-up"]] {
        let (_, said) = run(options);
        assert!(said.contains("there is no store") && said.contains("--to"), "{said}");
        assert!(!to.exists());
    }
    // Another that is there.
    drop(EmbeddedStore::open(&to).unwrap());
    for options in [&[][..], &["--give-up"]] {
        let (_, said) = run(options);
        assert!(said.contains("another store than `--to` says"), "{said}");
    }
    let store = EmbeddedStore::open_to_move(&to).unwrap();
    assert!(store.set_move_state(MoveState::Settled, MoveState::Chosen([1; 16])).await.unwrap());
    drop(store);
    let (succeeded, said) = run(&["--give-up"]);
    assert!(succeeded, "{said}");
    drop((EmbeddedStore::open(&from).unwrap(), EmbeddedStore::open(&to).unwrap()));
}
