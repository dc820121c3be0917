//! The store in MongoDB: the contract, from two servers beside each other.

#![allow(clippy::unwrap_used, reason = "tests")]

use std::sync::Arc;

use mongodb::bson::{Binary, Document, doc, oid::ObjectId, spec::BinarySubtype};
use tacit_protocol::{
    ids::{ParticipantId, SessionId},
    phase::Phase,
};
use tacit_server::store::{BatchRecord, InviteOutcome, OpenError, PutOutcome, Store, mongo::MongoStore};
use tacit_testkit::{
    contract::{Fixture, Subject, invitations},
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

/// What a server leaves that ends in the middle of inviting or of taking invitations back is set right by whoever needs a place next.
#[tokio::test(flavor = "multi_thread")]
async fn places_that_a_stopped_server_left_are_counted_anew() {
    let Some(mongo) = MongoStandIn::start() else { return };
    let database = fresh_database();
    let store = Arc::new(MongoStore::connect(mongo.uri(), &database).await.unwrap());
    let as_dyn: Arc<dyn Store> = store.clone();
    let fixture = Fixture::open(&as_dyn, 1, 6).await;
    let (session, people) = (fixture.session, fixture.participants.clone());
    let client = mongodb::Client::with_uri_str(mongo.uri()).await.unwrap();
    let collection = |name: &str| client.database(&database).collection::<Document>(name);
    let places =
        async || collection("sessions").find_one(doc! {}).await.unwrap().unwrap().get_i64("places").unwrap();
    assert_eq!(places().await, 6);
    // It ended after the documents were changed, before the places were given back; then everything is asked for again.
    let first = doc! { "$in": people[..2].iter().map(|one| key(&session, one)).collect::<Vec<_>>() };
    let taken_back = doc! { "$set": { "admitted": false }, "$inc": { "version": 1_i64 } };
    collection("participants").update_many(doc! { "_id": first }, taken_back.clone()).await.unwrap();
    for _ in 0..3 {
        assert_eq!(as_dyn.revoke(&session, &people[..2]).await.unwrap().unwrap().invited, 4);
        assert_eq!(places().await, 4);
    }
    // The same, and nobody asks for it again.
    let third = doc! { "_id": key(&session, &people[2]) };
    collection("participants").update_one(third, taken_back).await.unwrap();
    let invited = as_dyn.invite(&session, &invitations(&people[..3]), 6).await.unwrap();
    assert_eq!((invited, places().await), (InviteOutcome::Invited(6), 6));

    // It ended between reserving and admitting: for an hour the places are kept, then somebody else gets them.
    let reserve = async |id: ObjectId| {
        let update =
            doc! { "$inc": { "places": 2_i64, "places_version": 1_i64 }, "$push": { "reservations": id } };
        collection("sessions").update_one(doc! {}, update).await.unwrap();
    };
    let more: Vec<ParticipantId> =
        (50..52_u8).map(|byte| [byte; 32].as_slice().try_into().unwrap()).collect();
    let hours_ago = |hours: i64| {
        let now = ObjectId::new().timestamp().timestamp_millis() / 1000;
        let seconds = u32::try_from(now - hours * 3600).unwrap();
        ObjectId::from_parts(seconds, [1; 5], [2; 3])
    };
    reserve(hours_ago(0)).await;
    assert_eq!(as_dyn.invite(&session, &invitations(&more), 8).await.unwrap(), InviteOutcome::Full(8));
    let all = doc! { "$set": { "reservations": [hours_ago(2)] } };
    collection("sessions").update_one(doc! {}, all).await.unwrap();
    assert_eq!(as_dyn.invite(&session, &invitations(&more), 8).await.unwrap(), InviteOutcome::Invited(8));
    assert_eq!(places().await, 8);
    client.shutdown().await;
    drop((fixture, as_dyn));
    Arc::into_inner(store).unwrap().shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_left_of_sessions_that_are_gone_is_found() {
    let Some(mongo) = MongoStandIn::start() else { return };
    let database = fresh_database();
    let store = Arc::new(MongoStore::connect(mongo.uri(), &database).await.unwrap());
    let as_dyn: Arc<dyn Store> = store.clone();
    let client = mongodb::Client::with_uri_str(mongo.uri()).await.unwrap();
    let collection = |name: &str| client.database(&database).collection::<Document>(name);
    const NAMES: [&str; 5] = ["participants", "reports", "batches", "batch_records", "publications"];
    let mut fixtures = Vec::new();
    for seed in 0..4 {
        let fixture = Fixture::open(&as_dyn, seed, 3).await;
        let session = fixture.session;
        for participant in 0..2 {
            as_dyn.put_report(&session, fixture.report(participant, 1, 0)).await.unwrap();
        }
        as_dyn.freeze(&session, 5, 1).await.unwrap();
        let record = BatchRecord {
            index: 0,
            verdicts_digest: [1; 32],
            accepted: 0,
            sealed_share: vec![1],
            note: vec![],
        };
        as_dyn.record_batch(&session, record).await.unwrap();
        as_dyn.release(&session, vec![7; 40]).await.unwrap();
        as_dyn.publish(&session, vec![8; 40]).await.unwrap();
        fixtures.push(fixture);
    }
    let counts = async || {
        let mut counts = Vec::new();
        for name in NAMES {
            counts.push(collection(name).count_documents(doc! {}).await.unwrap());
        }
        counts
    };
    assert_eq!(counts().await, [12, 8, 8, 4, 4]);
    assert_eq!(as_dyn.forget_orphans().await.unwrap(), 0);
    assert_eq!(counts().await, [12, 8, 8, 4, 4]);
    // Whatever of them came to the database after their end.
    for gone in [&fixtures[0], &fixtures[2]] {
        let by_id = doc! { "_id": binary(gone.session.as_bytes()) };
        collection("sessions").delete_one(by_id.clone()).await.unwrap();
    }
    assert_eq!(as_dyn.forget_orphans().await.unwrap(), 2);
    assert_eq!(counts().await, [6, 4, 4, 2, 2]);
    for stays in [&fixtures[1], &fixtures[3]] {
        assert_eq!(stays.frozen_reports().await.len(), 2);
    }
    client.shutdown().await;
    drop((fixtures, as_dyn));
    Arc::into_inner(store).unwrap().shutdown().await;
}

fn key(session: &SessionId, participant: &ParticipantId) -> Binary {
    binary(&[&session.as_bytes()[..], participant.as_bytes()].concat())
}

fn binary(bytes: &[u8]) -> Binary {
    Binary { subtype: BinarySubtype::Generic, bytes: bytes.to_vec() }
}
