//! The store in MongoDB: the contract, from two servers beside each other.

#![allow(clippy::unwrap_used, reason = "tests")]

use std::sync::Arc;

use mongodb::bson::{Binary, Document, doc, spec::BinarySubtype};
use tacit_protocol::phase::Phase;
use tacit_server::store::{BatchRecord, OpenError, PutOutcome, Store, mongo::MongoStore};
use tacit_testkit::{
    contract::{Fixture, Subject},
    mongo_stand_in::{MongoStandIn, fresh_database},
};

async fn subject() -> Option<Subject> {
    let mongo = MongoStandIn::start()?;
    let database = fresh_database();
    let first = Arc::new(MongoStore::connect(mongo.uri(), &database).await.unwrap());
    let second = Arc::new(MongoStore::connect(mongo.uri(), &database).await.unwrap());
    let stores: Vec<Arc<dyn Store>> = vec![first.clone(), second.clone()];
    Some(Subject::new(stores, mongo).finally(async {
        for store in [first, second] {
            if let Some(store) = Arc::into_inner(store) {
                store.shutdown().await;
            }
        }
    }))
}

tacit_testkit::store_contract!(subject);

#[tokio::test]
async fn a_later_format_is_not_touched() {
    let Some(mongo) = MongoStandIn::start() else { return };
    let database = fresh_database();
    MongoStore::connect(mongo.uri(), &database).await.unwrap().shutdown().await;
    let client = mongodb::Client::with_uri_str(mongo.uri()).await.unwrap();
    let meta = client.database(&database).collection::<Document>("meta");
    let later = doc! { "$set": { "format": 99 } };
    meta.update_one(doc! {}, later).await.unwrap();
    let error = MongoStore::connect(mongo.uri(), &database).await.err().unwrap();
    assert!(matches!(error, OpenError::Newer { found: 99, .. }), "{error:?}");
    client.shutdown().await;
}

#[tokio::test]
async fn errors_name_no_password() {
    for uri in [
        "mongodb://user:pass/word@host",
        "mongodb://user:password@host:port",
        "mongodb+srv://u:password@host",
    ] {
        let error = MongoStore::connect(uri, "tacit").await.err().unwrap();
        assert!(matches!(error, OpenError::Address { .. }), "{error:?}");
        assert!(!format!("{error} {error:?}").contains("pass/word"), "{error:?}");
        assert!(!format!("{error:?}").contains("u:password"), "{error:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_stored_survives_the_server() {
    let Some(mongo) = MongoStandIn::start() else { return };
    let database = fresh_database();
    let store = Arc::new(MongoStore::connect(mongo.uri(), &database).await.unwrap());
    let as_dyn: Arc<dyn Store> = store.clone();
    let fixture = Fixture::open(&as_dyn, 1, 3).await;
    let (session, report) = (fixture.session, fixture.report(1, 1, 0));
    as_dyn.put_report(&session, report.clone()).await.unwrap();
    let counts = as_dyn.counts(&session).await.unwrap();
    drop((fixture, as_dyn));
    Arc::into_inner(store).unwrap().shutdown().await;

    let store = MongoStore::connect(mongo.uri(), &database).await.unwrap();
    assert_eq!(store.counts(&session).await.unwrap(), counts);
    assert_eq!(store.freeze(&session, 5, 5).await.unwrap().submitted, 1);
    assert_eq!(store.batch(&session, 0).await.unwrap()[0].bytes, report.bytes);
    store.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_stopped_server_left_of_a_released_session_is_destroyed() {
    let Some(mongo) = MongoStandIn::start() else { return };
    let database = fresh_database();
    let store = Arc::new(MongoStore::connect(mongo.uri(), &database).await.unwrap());
    let as_dyn: Arc<dyn Store> = store.clone();
    let fixture = Fixture::open(&as_dyn, 1, 1).await;
    let session = fixture.session;
    as_dyn.freeze(&session, 5, 5).await.unwrap();
    let share = || b"a sealed share".to_vec();
    let record =
        BatchRecord { index: 0, verdicts_digest: [1; 32], accepted: 0, sealed_share: share(), note: vec![] };
    as_dyn.record_batch(&session, record).await.unwrap();
    let client = mongodb::Client::with_uri_str(mongo.uri()).await.unwrap();
    let collection = |name: &str| client.database(&database).collection::<Document>(name);
    let records = collection("batch_records");
    let before = records.find_one(doc! {}).await.unwrap().unwrap();
    as_dyn.release(&session, vec![7; 40]).await.unwrap();

    // What is there if the server stops right after a session is made, and right after it is released.
    let offer = doc! {
        "_id": binary(fixture.record.offer.as_bytes()),
        "analyst": binary(&[1; 32]),
        "expires_at": i64::MAX,
        "sealed_secret": binary(b"a sealed secret"),
        "sealed_signing_seed": binary(b"a sealed seed"),
    };
    collection("offers").insert_one(offer).await.unwrap();
    records.replace_one(doc! { "_id": before.get("_id").unwrap() }, before.clone()).await.unwrap();
    assert_eq!(as_dyn.batch_records(&session, 0, 1).await.unwrap()[0].sealed_share, share());

    as_dyn.purge_released(&session).await.unwrap();
    assert_eq!(as_dyn.batch_records(&session, 0, 1).await.unwrap()[0].sealed_share, b"");
    assert_eq!(collection("offers").count_documents(doc! {}).await.unwrap(), 0);
    client.shutdown().await;
    drop((fixture, as_dyn));
    Arc::into_inner(store).unwrap().shutdown().await;
}

/// What an update can do that is under way while another attempt at its report is refused.
#[tokio::test(flavor = "multi_thread")]
async fn no_earlier_attempt_comes_through_after_a_refusal() {
    let Some(mongo) = MongoStandIn::start() else { return };
    let database = fresh_database();
    let store = Arc::new(MongoStore::connect(mongo.uri(), &database).await.unwrap());
    let as_dyn: Arc<dyn Store> = store.clone();
    let mut fixture = Fixture::open(&as_dyn, 1, 1).await;
    let session = fixture.session;
    as_dyn.put_report(&session, fixture.report(0, 1, 0)).await.unwrap();
    let client = mongodb::Client::with_uri_str(mongo.uri()).await.unwrap();
    let participants = client.database(&database).collection::<Document>("participants");
    let found = async || participants.find_one(doc! {}).await.unwrap().unwrap();
    let report = fixture.report(0, 2, 0);
    for expected in [None, Some(PutOutcome::Conflict { newest: 1 }), Some(PutOutcome::NotOpen(Phase::Paused))]
    {
        let before = found().await;
        match expected {
            None => {
                let earlier = as_dyn.settle_report(&session, &report.header, &report.digest).await;
                assert_eq!(earlier.unwrap(), None);
            }
            Some(PutOutcome::Conflict { .. }) => {
                let ahead = fixture.report(0, 3, 0);
                assert_eq!(Some(as_dyn.put_report(&session, ahead).await.unwrap()), expected);
            }
            _ => {
                fixture.set_phase(Phase::Paused).await;
                assert_eq!(Some(as_dyn.put_report(&session, report.clone()).await.unwrap()), expected);
            }
        }
        let as_read = doc! { "_id": before.get("_id").unwrap(), "version": before.get("version").unwrap() };
        let update = doc! { "$set": { "newest": 2 } };
        let late = participants.update_one(as_read, update).await.unwrap();
        assert_eq!(late.matched_count, 0, "the document has another version since {expected:?}");
    }
    // Who isn't invited leaves nothing behind.
    fixture.participants = vec![[9; 32].as_slice().try_into().unwrap()];
    let outcome = as_dyn.put_report(&session, fixture.report(0, 1, 0)).await.unwrap();
    assert_eq!(outcome, PutOutcome::NotInvited);
    assert_eq!(participants.count_documents(doc! {}).await.unwrap(), 1);
    client.shutdown().await;
    drop((fixture, as_dyn));
    Arc::into_inner(store).unwrap().shutdown().await;
}

fn binary(bytes: &[u8]) -> Binary {
    Binary { subtype: BinarySubtype::Generic, bytes: bytes.to_vec() }
}
