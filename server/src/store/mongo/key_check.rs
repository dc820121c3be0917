//! Which master key the sessions' keys are sealed under: in one document for all servers.

use mongodb::bson::doc;

use super::{
    MongoStore,
    document::{Fields, bytes},
    sessions,
};
use crate::store::{KeyCheck, NeededKey, StoreError};

pub(super) async fn get(store: &MongoStore) -> Result<Option<KeyCheck>, StoreError> {
    let found = store.meta.find_one(doc! { "_id": "tacit" }).await?.unwrap_or_default();
    found.contains_key("key_check").then(|| found.array("key_check")).transpose()
}

pub(super) async fn needed(store: &MongoStore) -> Result<NeededKey, StoreError> {
    if let Some(check) = get(store).await? {
        return Ok(NeededKey::Known {
            check,
            has_sessions: !sessions::all(store, None, 1).await?.is_empty(),
        });
    }
    let opening = sessions::seeds(store).await?;
    Ok(if opening.is_empty() { NeededKey::Any } else { NeededKey::Opening(opening) })
}

pub(super) async fn set(
    store: &MongoStore,
    before: Option<KeyCheck>,
    after: KeyCheck,
) -> Result<bool, StoreError> {
    let before = match before {
        Some(before) => bytes(before),
        None => doc! { "$exists": false }.into(),
    };
    let filter = doc! { "_id": "tacit", "key_check": before };
    let set = store.meta.update_one(filter, doc! { "$set": { "key_check": bytes(after) } }).await?;
    Ok(set.matched_count == 1)
}
