//! The store in MongoDB: the contract, from two servers beside each other.

#![allow(clippy::unwrap_used, reason = "tests")]

use std::sync::Arc;

use tacit_server::store::{OpenError, Store, mongo::MongoStore};
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
    let meta = client.database(&database).collection::<mongodb::bson::Document>("meta");
    let later = mongodb::bson::doc! { "$set": { "format": 99 } };
    meta.update_one(mongodb::bson::doc! {}, later).await.unwrap();
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
    assert_eq!(store.batch(&session, 0).await.unwrap(), [report.bytes]);
    store.shutdown().await;
}
