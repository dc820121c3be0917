//! What MongoDB has is what the operators' manual says: collections, and their indexes.

#![allow(clippy::unwrap_used, reason = "a test that fails panics")]

use std::collections::{BTreeMap, BTreeSet};

use futures::TryStreamExt;
use mongodb::{
    Client, IndexModel,
    bson::{Document, doc},
};
use tacit_server::store::mongo::MongoStore;
use tacit_testkit::mongo_stand_in::{MongoStandIn, fresh_database};

const MANUAL: &str = include_str!("../../docs/OPERATIONS.md");

/// Of each collection its indexes beside that of `_id`: the fields, and whether it is unique.
type Indexes = BTreeMap<String, BTreeSet<(Vec<String>, bool)>>;

#[tokio::test]
async fn indexes_are_those_of_the_manual() {
    let Some(mongo) = MongoStandIn::start() else { return };
    let database = fresh_database();
    MongoStore::connect(mongo.uri(), &database).await.unwrap().shutdown().await;
    let client = Client::with_uri_str(mongo.uri()).await.unwrap();
    let found = found(&client.database(&database)).await;
    client.shutdown().await;
    let documented = documented();
    for (collection, indexes) in &found {
        assert_eq!(documented.get(collection), Some(indexes), "{collection}");
    }
    // A collection without indexes of its own is made with its first document.
    let rest = documented.into_iter().filter(|(collection, _)| !found.contains_key(collection));
    let missing: Vec<_> = rest.filter(|(_, indexes)| !indexes.is_empty()).collect();
    assert_eq!(missing, []);
}

/// An earlier version made one that nothing used; whoever starts next takes it away.
#[tokio::test]
async fn the_index_of_an_earlier_version_is_dropped() {
    let Some(mongo) = MongoStandIn::start() else { return };
    let database = fresh_database();
    MongoStore::connect(mongo.uri(), &database).await.unwrap().shutdown().await;
    let client = Client::with_uri_str(mongo.uri()).await.unwrap();
    let participants = client.database(&database).collection::<Document>("participants");
    let made = found(&client.database(&database)).await;
    let earlier = IndexModel::builder().keys(doc! { "session": 1, "digest": 1 }).build();
    participants.create_index(earlier).await.unwrap();
    assert_ne!(found(&client.database(&database)).await, made);
    for _ in ["it is there", "it isn't"] {
        MongoStore::connect(mongo.uri(), &database).await.unwrap().shutdown().await;
        assert_eq!(found(&client.database(&database)).await, made);
    }
    client.shutdown().await;
}

async fn found(database: &mongodb::Database) -> Indexes {
    let mut found = Indexes::new();
    for name in database.list_collection_names().await.unwrap() {
        let indexes = database.collection::<Document>(&name).list_indexes().await.unwrap();
        let indexes: Vec<_> = indexes.try_collect().await.unwrap();
        let described = indexes.into_iter().map(|index| {
            let unique = index.options.and_then(|options| options.unique).unwrap_or_default();
            (index.keys.keys().cloned().collect::<Vec<_>>(), unique)
        });
        found.insert(name, described.filter(|(fields, _)| *fields != ["_id"]).collect());
    }
    found
}

/// The table under "Collections, indexes, shard keys": a row may be of several collections, and then says of which an index is.
fn documented() -> Indexes {
    let (_, chapter) = MANUAL.split_once("### Collections, indexes, shard keys").unwrap();
    let (_, table) = chapter.split_once("| --- |").unwrap();
    let (table, _) = table.split_once("\n\n").unwrap();
    let mut documented = Indexes::new();
    for row in table.lines().skip(1) {
        let cells: Vec<&str> = row.split('|').map(str::trim).collect();
        let names: Vec<&str> = cells[1].split(',').map(|name| name.trim().trim_matches('`')).collect();
        for name in &names {
            documented.insert((*name).into(), BTreeSet::new());
        }
        let (of, indexes) = cells[3].split_once(':').unwrap_or((names[0], cells[3]));
        for index in indexes.split(';').map(str::trim).filter(|index| !index.is_empty()) {
            let fields = index.trim_end_matches("(unique)").split(',').map(|field| field.trim().to_owned());
            let index = (fields.collect(), index.ends_with("(unique)"));
            documented.get_mut(of).unwrap().insert(index);
        }
    }
    assert!(documented.len() > 5, "{documented:?}");
    documented
}
