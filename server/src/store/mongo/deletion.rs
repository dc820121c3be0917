//! A session's end, before or after its results: nothing of it stays but what MongoDB's journals and backups hold.
//!
//! One update of the session's document decides: it takes the secrets away and puts the session into a phase that no
//! method knows. What belongs to the session goes next, and its document last, so that whoever finds it there
//! goes on with the rest. A report that is stored meanwhile finds no participant, or no session, and takes its bytes away
//! itself.

use futures::TryStreamExt;
use mongodb::{
    Collection,
    bson::{Bson, Document, doc},
};
use tacit_protocol::ids::{OfferId, SessionId};

use super::{
    MongoStore,
    again::again,
    codes,
    document::{Fields, bytes, number},
    offers,
};
use crate::store::{
    RetentionBasis, StoreError,
    phase_code::{self, DELETED},
};

/// How many documents of a session are destroyed at once.
const AT_ONCE: i64 = 1_000;

pub(super) async fn delete(store: &MongoStore, session: &SessionId) -> Result<(), StoreError> {
    delete_found(store, session, doc! { "_id": bytes(*session.as_bytes()) }).await.map(drop)
}

pub(super) async fn delete_if(
    store: &MongoStore,
    session: &SessionId,
    basis: RetentionBasis,
    now: u64,
) -> Result<bool, StoreError> {
    let or_none = |value: Option<u64>| match value {
        Some(value) => number(value),
        None => Ok(doc! { "$exists": false }.into()),
    };
    let unchanged = doc! {
        "_id": bytes(*session.as_bytes()),
        "phase": phase_code::code(basis.phase),
        "closes_at": or_none(basis.closes_at)?,
        "frozen.closed_at": or_none(basis.closed_at)?,
        "delete_after": { "$lte": number(now)? },
    };
    delete_found(store, session, unchanged).await
}

pub(super) async fn announce(
    store: &MongoStore,
    session: &SessionId,
    delete_after: Option<u64>,
) -> Result<(), StoreError> {
    let mut filter = doc! { "_id": bytes(*session.as_bytes()), "phase": { "$lt": DELETED } };
    let update = match delete_after {
        Some(at) => {
            filter.insert("delete_after", doc! { "$exists": false });
            doc! { "$set": { "delete_after": number(at)? } }
        }
        None => doc! { "$unset": { "delete_after": "" } },
    };
    store.sessions.update_one(filter, update).await?;
    Ok(())
}

pub(super) async fn announced(store: &MongoStore) -> Result<Vec<(SessionId, u64)>, StoreError> {
    let filter = doc! { "delete_after": { "$exists": true }, "phase": { "$lt": DELETED } };
    let mut found = store.sessions.find(filter).projection(doc! { "_id": 1, "delete_after": 1 }).await?;
    let mut announced = Vec::new();
    while let Some(session) = found.try_next().await? {
        announced.push((session.id("_id")?, session.unsigned("delete_after")?));
    }
    Ok(announced)
}

pub(super) async fn noted_time(store: &MongoStore) -> Result<Option<u64>, StoreError> {
    let found = store.meta.find_one(doc! { "_id": "tacit" }).await?.unwrap_or_default();
    found.contains_key("noted_time").then(|| found.unsigned("noted_time")).transpose()
}

pub(super) async fn note_time(store: &MongoStore, now: u64) -> Result<(), StoreError> {
    let update = doc! { "$set": { "noted_time": number(now)? } };
    store.meta.update_one(doc! { "_id": "tacit" }, update).await?;
    Ok(())
}

/// `false` if nothing is as `filter` has it.
pub(super) async fn delete_found(
    store: &MongoStore,
    session: &SessionId,
    filter: Document,
) -> Result<bool, StoreError> {
    let mark = doc! {
        "$set": { "phase": DELETED },
        "$unset": {
            "sealed_secret": "", "sealed_signing_seed": "", "release": "", "frozen": "", "analyst": "", "delete_after": "",
        },
    };
    match store.sessions.find_one_and_update(filter, mark).projection(doc! { "offer": 1 }).await? {
        Some(found) => finish(store, session, &found.id("offer")?).await.map(|()| true),
        None => Ok(false),
    }
}

pub(super) async fn finish_all(store: &MongoStore) -> Result<(), StoreError> {
    let marked = doc! { "phase": DELETED };
    let mut found = store.sessions.find(marked).projection(doc! { "_id": 1, "offer": 1 }).await?;
    while let Some(session) = found.try_next().await? {
        finish(store, &session.id("_id")?, &session.id("offer")?).await?;
    }
    Ok(())
}

async fn finish(store: &MongoStore, session: &SessionId, offer: &OfferId) -> Result<(), StoreError> {
    // Left over if the process stopped while it made the session: the offer holds the same seed.
    offers::forget(store, offer).await?;
    destroy_belongings(store, session).await?;
    store.sessions.delete_one(doc! { "_id": bytes(*session.as_bytes()), "phase": DELETED }).await?;
    Ok(())
}

/// All but the session's own document, some at a time; before each it is looked whether the session is there. Then it was moved here
/// since another has finished this, and what belongs to it stays.
pub(super) async fn destroy_belongings(store: &MongoStore, session: &SessionId) -> Result<(), StoreError> {
    // Participants first: without one, no report is taken.
    for collection in [&store.participants, &store.reports, &store.batches, &store.records] {
        loop {
            let some = some_of_session(collection, session).await?;
            if some.is_empty() {
                break;
            }
            if is_there(store, session).await? {
                return Ok(());
            }
            again(|| collection.delete_many(doc! { "_id": { "$in": &some } })).await?;
        }
    }
    if !is_there(store, session).await? {
        store.publications.delete_one(doc! { "_id": bytes(*session.as_bytes()) }).await?;
        codes::forget_session(store, session).await?;
    }
    Ok(())
}

/// Whether the session is there and isn't being deleted. It is looked for by a write, which changes nothing: what that says is no old
/// state.
async fn is_there(store: &MongoStore, session: &SessionId) -> Result<bool, StoreError> {
    let found = doc! { "_id": bytes(*session.as_bytes()), "phase": { "$ne": DELETED } };
    Ok(store.sessions.update_one(found, doc! { "$unset": { "nothing": "" } }).await?.matched_count == 1)
}

async fn some_of_session(
    collection: &Collection<Document>,
    session: &SessionId,
) -> Result<Vec<Bson>, StoreError> {
    let found = collection.find(of_session(session)).projection(doc! { "_id": 1 }).limit(AT_ONCE);
    let mut found = found.await?;
    let mut ids = Vec::new();
    while let Some(document) = found.try_next().await? {
        ids.extend(document.get("_id").cloned());
    }
    Ok(ids)
}

/// Whatever has a key that begins with the session's id. Keys of one collection have one length, and BSON orders binary
/// data by length first: so each length that there is is named.
fn of_session(session: &SessionId) -> Document {
    let ranges: Vec<Bson> = KEY_TAILS
        .map(|tail| {
            let key = |byte| bytes([session.as_bytes().as_slice(), &vec![byte; tail]].concat());
            doc! { "_id": { "$gte": key(0), "$lte": key(0xFF) } }.into()
        })
        .into();
    doc! { "$or": ranges }
}

/// How many bytes follow the session's id in the key of a batch's record: its index.
pub(super) const RECORD_TAIL: usize = 4;
/// In that of a batch: an attempt and an index.
pub(super) const BATCH_TAIL: usize = 12 + 4;
/// In that of a participant or a report: an id or a digest.
pub(super) const ID_TAIL: usize = 32;
const KEY_TAILS: [usize; 3] = [RECORD_TAIL, BATCH_TAIL, ID_TAIL];

#[cfg(test)]
mod tests {
    use tacit_testkit::mongo_stand_in::{MongoStandIn, fresh_database};

    use super::*;

    /// As when who destroys copies is held up while the same session is moved here again.
    #[tokio::test(flavor = "multi_thread")]
    async fn what_belongs_to_a_session_that_is_there_again_stays() {
        let Some(mongo) = MongoStandIn::start() else { return };
        let store = MongoStore::connect(mongo.uri(), &fresh_database()).await.unwrap();
        let session = SessionId::try_from(&[7; SessionId::LEN][..]).unwrap();
        let by_id = doc! { "_id": bytes(*session.as_bytes()) };
        let mut document = by_id.clone();
        document.extend(doc! { "phase": phase_code::MOVING, "offer": 1 });
        store.sessions.insert_one(document).await.unwrap();
        let reports = (0..=AT_ONCE).map(|i| {
            let digest = [[0; 24].as_slice(), &i.to_be_bytes()].concat();
            doc! { "_id": bytes([session.as_bytes().as_slice(), &digest].concat()) }
        });
        store.reports.insert_many(reports).await.unwrap();
        let count = async || store.reports.count_documents(doc! {}).await.unwrap();
        destroy_belongings(&store, &session).await.unwrap();
        assert_eq!(count().await, AT_ONCE as u64 + 1);
        store.sessions.update_one(by_id, doc! { "$set": { "phase": DELETED } }).await.unwrap();
        destroy_belongings(&store, &session).await.unwrap();
        assert_eq!(count().await, 0);
        store.shutdown().await;
    }
}
