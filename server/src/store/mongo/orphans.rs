//! What belongs to sessions that aren't there any more: left by servers that ended while a session was deleted and somebody
//! submitted or was invited to it.

use std::collections::BTreeSet;

use mongodb::{
    Collection,
    bson::{Document, doc},
};
use tacit_protocol::ids::SessionId;

use super::{
    MongoStore, deletion,
    document::{Fields, bytes, damaged},
};
use crate::store::StoreError;

/// Destroys it; answers of how many sessions there was something.
pub(super) async fn forget(store: &MongoStore) -> Result<u64, StoreError> {
    let mut orphans = BTreeSet::new();
    for (collection, tail) in [
        (&store.participants, deletion::ID_TAIL),
        (&store.reports, deletion::ID_TAIL),
        (&store.batches, deletion::BATCH_TAIL),
        (&store.records, deletion::RECORD_TAIL),
        (&store.publications, 0),
    ] {
        let mut after = None;
        while let Some(session) = next_session(collection, after, tail).await? {
            if !is_there(store, &session).await? {
                orphans.insert(*session.as_bytes());
            }
            after = Some(session);
        }
    }
    for orphan in &orphans {
        let session = SessionId::try_from(&orphan[..]).map_err(|_| damaged("_id"))?;
        deletion::destroy_belongings(store, &session).await?;
    }
    Ok(orphans.len() as u64)
}

/// The first session after this one of which there is anything in the collection, whose keys go on with so many bytes.
async fn next_session(
    collection: &Collection<Document>,
    after: Option<SessionId>,
    tail: usize,
) -> Result<Option<SessionId>, StoreError> {
    let key = |session: &[u8], byte| bytes([session, &vec![byte; tail]].concat());
    let beyond = match &after {
        Some(after) => doc! { "$gt": key(after.as_bytes(), 0xFF) },
        None => doc! { "$gte": key(&[0; SessionId::LEN], 0) },
    };
    let found = collection.find_one(doc! { "_id": beyond }).sort(doc! { "_id": 1 });
    let Some(found) = found.projection(doc! { "_id": 1 }).await? else { return Ok(None) };
    let id = found.bytes("_id")?.get(..SessionId::LEN).and_then(|id| SessionId::try_from(id).ok());
    id.map(Some).ok_or_else(|| damaged("_id"))
}

/// What isn't found is looked for by a write, which changes nothing: what that says is no old state.
async fn is_there(store: &MongoStore, session: &SessionId) -> Result<bool, StoreError> {
    let by_id = doc! { "_id": bytes(*session.as_bytes()) };
    if store.sessions.find_one(by_id.clone()).projection(doc! { "_id": 1 }).await?.is_some() {
        return Ok(true);
    }
    let nothing = doc! { "$unset": { "nothing": "" } };
    Ok(store.sessions.update_one(by_id, nothing).await?.matched_count == 1)
}
