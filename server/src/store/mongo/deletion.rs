//! A session's end, before or after its results: nothing of it stays but what MongoDB's journals and backups hold.
//!
//! One update of the session's document decides: it takes the secrets away and puts the session into a phase that no
//! method knows. What belongs to the session goes next, and its document last, so that whoever finds it there
//! goes on with the rest. A report that is stored meanwhile finds no participant, or no session, and takes its bytes away
//! itself.

use futures::TryStreamExt;
use mongodb::bson::{Bson, Document, doc};
use tacit_protocol::ids::{OfferId, SessionId};

use super::{
    MongoStore,
    document::{Fields, bytes},
    offers,
};
use crate::store::{StoreError, phase_code::DELETED};

pub(super) async fn delete(store: &MongoStore, session: &SessionId) -> Result<(), StoreError> {
    let by_id = doc! { "_id": bytes(*session.as_bytes()) };
    let mark = doc! {
        "$set": { "phase": DELETED },
        "$unset": { "sealed_secret": "", "sealed_signing_seed": "", "release": "", "frozen": "", "analyst": "" },
    };
    let found = store.sessions.find_one_and_update(by_id, mark).projection(doc! { "offer": 1 }).await?;
    match found {
        Some(found) => finish(store, session, &found.id("offer")?).await,
        None => Ok(()),
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
    // Participants first: without one, no report is taken.
    for collection in [&store.participants, &store.reports, &store.batches, &store.records] {
        collection.delete_many(of_session(session)).await?;
    }
    store.publications.delete_one(doc! { "_id": bytes(*session.as_bytes()) }).await?;
    store.sessions.delete_one(doc! { "_id": bytes(*session.as_bytes()), "phase": DELETED }).await?;
    Ok(())
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

/// How many bytes follow the session's id in keys: an index; an attempt and an index; a participant or a digest.
const KEY_TAILS: [usize; 3] = [4, 12 + 4, 32];
