//! Everything is moved from each store into each, and servers are kept out meanwhile.

#![allow(clippy::unwrap_used, reason = "tests")]

use std::sync::Arc;

use futures::TryStreamExt;
use mongodb::bson::{Document, doc};
use tacit_protocol::phase::Phase;
use tacit_server::{
    migrate,
    store::{
        OnceOutcome, OpenError, PutOutcome, Store,
        embedded::EmbeddedStore,
        mongo::{MongoOptions, MongoStore},
        portable::{MoveState, Portable},
    },
};
use tacit_testkit::{
    contract::{Fixture, invitations, migration},
    mongo_stand_in::{MongoStandIn, fresh_database},
};
use tempfile::TempDir;

/// A store of either kind, with what it lives in.
enum Made {
    Embedded { store: Arc<EmbeddedStore>, _folder: TempDir },
    MongoDb(Arc<MongoStore>),
}

impl Made {
    fn embedded() -> Self {
        let folder = TempDir::new().unwrap();
        let store = Arc::new(EmbeddedStore::open(&folder.path().join("tacit.db")).unwrap());
        Self::Embedded { store, _folder: folder }
    }

    async fn mongo(mongo: &MongoStandIn) -> Self {
        let (database, options) = (fresh_database(), MongoOptions::default());
        let store = MongoStore::connect_to_move(mongo.uri(), &database, &options).await;
        Self::MongoDb(Arc::new(store.unwrap()))
    }

    fn portable(&self) -> Arc<dyn Portable> {
        match self {
            Self::Embedded { store, .. } => store.clone(),
            Self::MongoDb(store) => store.clone(),
        }
    }

    async fn finish(self) {
        if let Self::MongoDb(store) = self {
            Arc::into_inner(store).unwrap().shutdown().await;
        }
    }
}

macro_rules! from_each_into_each {
    ($($clause:ident)*) => {
        $(mod $clause {
            use super::*;

            #[tokio::test(flavor = "multi_thread")]
            async fn within_files() {
                let (from, to) = (Made::embedded(), Made::embedded());
                migration::$clause(&from.portable(), &to.portable()).await;
            }

            #[tokio::test(flavor = "multi_thread")]
            async fn into_mongodb() {
                let Some(mongo) = MongoStandIn::start() else { return };
                let (from, to) = (Made::embedded(), Made::mongo(&mongo).await);
                migration::$clause(&from.portable(), &to.portable()).await;
                to.finish().await;
            }

            #[tokio::test(flavor = "multi_thread")]
            async fn out_of_mongodb() {
                let Some(mongo) = MongoStandIn::start() else { return };
                let (from, to) = (Made::mongo(&mongo).await, Made::embedded());
                migration::$clause(&from.portable(), &to.portable()).await;
                from.finish().await;
            }
        })*
    };
}

from_each_into_each! {
    everything_is_moved
    a_move_goes_on_where_it_stopped
    a_move_is_given_up_under_its_mover
    giving_up_goes_on_where_it_stopped
    a_move_that_cannot_be_is_refused
    a_move_that_was_hardly_begun_goes_on
    a_mover_that_was_overtaken_leaves_all_as_it_is
    a_mover_takes_back_what_is_its_own
    a_late_hand_destroys_nothing_of_a_later_move
    what_is_deleted_over_there_before_the_end_is_missed
}

const STATES: [MoveState; 4] = [
    MoveState::Leaving([1; 16]),
    MoveState::GivingUp([1; 16]),
    MoveState::Left([1; 16]),
    MoveState::Arriving([1; 16]),
];

const FOR_SERVERS: [MoveState; 4] = [
    MoveState::Settled,
    MoveState::Chosen([1; 16]),
    MoveState::Arrived([1; 16]),
    MoveState::Cleared([1; 16]),
];

async fn set(store: &dyn Portable, state: MoveState) {
    let before = store.move_state().await.unwrap();
    assert!(store.set_move_state(before, state).await.unwrap());
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_moves_at_once_one_is_made() {
    let Some(mongo) = MongoStandIn::start() else { return };
    for from in [Made::embedded(), Made::mongo(&mongo).await] {
        let (to, other) = (Made::embedded(), Made::embedded());
        migration::two_moves_at_once(&from.portable(), &to.portable(), &other.portable()).await;
        from.finish().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_move_is_bound_to_its_target() {
    let Some(mongo) = MongoStandIn::start() else { return };
    for [from, to, other] in [
        [Made::embedded(), Made::mongo(&mongo).await, Made::embedded()],
        [Made::mongo(&mongo).await, Made::embedded(), Made::mongo(&mongo).await],
    ] {
        migration::another_target_is_refused(&from.portable(), &to.portable(), &other.portable()).await;
        for made in [from, to, other] {
            made.finish().await;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_move_whose_target_is_lost_is_given_up() {
    let Some(mongo) = MongoStandIn::start() else { return };
    for from in [Made::embedded(), Made::mongo(&mongo).await] {
        migration::a_lost_target_keeps_nobody_from_the_old_store(&from.portable()).await;
        from.finish().await;
    }
}

/// A server that nobody has stopped finds nothing any more that it could acknowledge, from its next step on.
#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_was_left_running_acknowledges_nothing() {
    let Some(mongo) = MongoStandIn::start() else { return };
    let (database, options) = (fresh_database(), MongoOptions::default());
    let running = Arc::new(MongoStore::connect(mongo.uri(), &database).await.unwrap());
    let mover = Arc::new(MongoStore::connect_to_move(mongo.uri(), &database, &options).await.unwrap());
    let server: Arc<dyn Store> = running.clone();
    let (open, closed) = (Fixture::open(&server, 1, 3).await, Fixture::open(&server, 2, 1).await);
    let first = open.report(0, 1, 0);
    server.put_report(&open.session, first.clone()).await.unwrap();
    server.freeze(&closed.session, 5, 5).await.unwrap();
    let client = mongodb::Client::with_uri_str(mongo.uri()).await.unwrap();
    let participants = client.database(&database).collection::<Document>("participants");
    let versions = async || -> Vec<i64> {
        let found = participants.find(doc! {}).sort(doc! { "_id": 1 }).await.unwrap();
        found.map_ok(|found| found.get_i64("version").unwrap()).try_collect().await.unwrap()
    };
    let before = versions().await;
    for session in [open.session, closed.session] {
        mover.shut(&session).await.unwrap();
        mover.shut(&session).await.unwrap();
        assert!(mover.session(&session).await.unwrap().is_some(), "who moves it finds it");
    }
    let raised = before.iter().zip(versions().await).filter(|(before, after)| after > before).count();
    assert_eq!(raised, 3, "no report comes through that was under way to the open session");
    assert!(server.put_report(&open.session, open.report(1, 1, 0)).await.is_err());
    assert!(server.put_report(&open.session, open.report(0, 2, 0)).await.is_err());
    assert!(
        server.invite(&open.session, &invitations(&open.participants[..1]), 5).await.is_ok(),
        "nothing is new"
    );
    assert!(server.set_phase(&open.session, Phase::Paused).await.is_err());
    assert!(server.freeze(&open.session, 5, 5).await.is_err());
    assert!(server.session(&open.session).await.is_err());
    assert!(server.release(&closed.session, vec![1]).await.is_err());
    assert_eq!(mover.released(&closed.session).await.unwrap(), None);
    assert_eq!(mover.counts(&open.session).await.unwrap().revisions, 1);

    set(&*mover, MoveState::Leaving([1; 16])).await;
    assert!(server.ping().await.is_err(), "it isn't ready any more");
    set(&*mover, MoveState::Settled).await;
    server.ping().await.unwrap();
    for session in [open.session, closed.session] {
        mover.open_again(&session).await.unwrap();
        mover.open_again(&session).await.unwrap();
    }
    let stored = server.put_report(&open.session, open.report(0, 2, 0)).await.unwrap();
    assert!(matches!(stored, PutOutcome::Stored(_)));
    assert_eq!(server.release(&closed.session, vec![1]).await.unwrap(), OnceOutcome::Written);
    client.shutdown().await;
    drop((open, closed, server));
    for store in [running, mover] {
        Arc::into_inner(store).unwrap().shutdown().await;
    }
}

/// Nor does one that runs on the store to move to serve a session that isn't all there.
#[tokio::test(flavor = "multi_thread")]
async fn a_server_on_the_other_store_finds_a_session_when_all_of_it_is_there() {
    let Some(mongo) = MongoStandIn::start() else { return };
    let (database, options) = (fresh_database(), MongoOptions::default());
    let from = Made::embedded();
    let here: Arc<dyn Portable> = from.portable();
    let source: Arc<dyn Store> = here.clone();
    let fixture = Fixture::open(&source, 1, 2).await;
    source.put_report(&fixture.session, fixture.report(0, 1, 0)).await.unwrap();
    let server = Arc::new(MongoStore::connect(mongo.uri(), &database).await.unwrap());
    let mover = Arc::new(MongoStore::connect_to_move(mongo.uri(), &database, &options).await.unwrap());
    let record = source.session(&fixture.session).await.unwrap().unwrap();
    mover.take_session(&record, [1; 16]).await.unwrap();
    assert!(server.session(&fixture.session).await.is_err());
    assert!(server.set_phase(&fixture.session, Phase::Paused).await.is_err());
    mover.delete(&fixture.session).await.unwrap();
    assert_eq!(migrate(&*here, &*mover, &|_| ()).await.unwrap(), 1);
    assert_eq!(server.session(&fixture.session).await.unwrap(), Some(record));
    let stored = server.put_report(&fixture.session, fixture.report(1, 1, 0)).await.unwrap();
    assert!(matches!(stored, PutOutcome::Stored(_)));
    // Stopped before the last of it was opened.
    mover.shut(&fixture.session).await.unwrap();
    assert_eq!(migrate(&*here, &*mover, &|_| ()).await.unwrap(), 1);
    assert!(server.session(&fixture.session).await.is_ok());
    for store in [server, mover] {
        Arc::into_inner(store).unwrap().shutdown().await;
    }
}

/// Whether this is what servers are told in that state.
fn is_told(state: MoveState, error: Option<OpenError>) -> bool {
    matches!(
        (state, error),
        (MoveState::Leaving(_), Some(OpenError::Leaving { .. }))
            | (MoveState::GivingUp(_), Some(OpenError::GivingUp { .. }))
            | (MoveState::Left(_), Some(OpenError::Left { .. }))
            | (MoveState::Arriving(_), Some(OpenError::Arriving { .. }))
            | (
                MoveState::Settled | MoveState::Chosen(_) | MoveState::Arrived(_) | MoveState::Cleared(_),
                None
            )
    )
}

#[tokio::test]
async fn a_file_that_is_moved_is_opened_by_no_server() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("tacit.db");
    drop(EmbeddedStore::open(&path).unwrap());
    for state in STATES.into_iter().chain(FOR_SERVERS) {
        let store = EmbeddedStore::open_to_move(&path).unwrap();
        set(&store, state).await;
        assert_eq!(store.move_state().await.unwrap(), state);
        drop(store);
        assert!(is_told(state, EmbeddedStore::open(&path).err()), "{state:?}");
        assert!(is_told(state, EmbeddedStore::open_beside(&path).err()), "{state:?}");
    }
}

#[tokio::test]
async fn a_database_that_is_moved_is_opened_by_no_server() {
    let Some(mongo) = MongoStandIn::start() else { return };
    let database = fresh_database();
    let options = MongoOptions::default();
    for state in STATES.into_iter().chain(FOR_SERVERS) {
        let store = MongoStore::connect_to_move(mongo.uri(), &database, &options).await.unwrap();
        set(&store, state).await;
        assert_eq!(store.move_state().await.unwrap(), state);
        store.shutdown().await;
        let opened = MongoStore::connect(mongo.uri(), &database).await;
        let error = match opened {
            Ok(store) => {
                store.shutdown().await;
                None
            }
            Err(error) => Some(error),
        };
        assert!(is_told(state, error), "{state:?}");
    }
}

/// As of a version to come.
#[tokio::test]
async fn a_state_that_is_not_known_lets_no_server_in() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("tacit.db");
    drop(EmbeddedStore::open(&path).unwrap());
    let db = rusqlite::Connection::open(&path).unwrap();
    db.execute("INSERT INTO move (id, state, move) VALUES (1, 99, zeroblob(16))", []).unwrap();
    drop(db);
    assert!(EmbeddedStore::open(&path).is_err() && EmbeddedStore::open_beside(&path).is_err());

    let Some(mongo) = MongoStandIn::start() else { return };
    let database = fresh_database();
    MongoStore::connect(mongo.uri(), &database).await.unwrap().shutdown().await;
    let client = mongodb::Client::with_uri_str(mongo.uri()).await.unwrap();
    let id =
        mongodb::bson::Binary { subtype: mongodb::bson::spec::BinarySubtype::Generic, bytes: vec![1; 16] };
    let update = doc! { "$set": { "move": { "state": "elsewhere", "id": id } } };
    let meta = client.database(&database).collection::<Document>("meta");
    meta.update_one(doc! { "_id": "tacit" }, update).await.unwrap();
    assert!(MongoStore::connect(mongo.uri(), &database).await.is_err());
    client.shutdown().await;
}
