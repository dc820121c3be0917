//! Which list of released sessions belongs to this store: in one document for all servers.

use mongodb::bson::{Bson, doc};

use super::{
    MongoStore,
    document::{Fields, bytes, damaged},
    sessions,
};
use crate::store::{ListId, NeededList, StoreError};

pub(super) async fn get(store: &MongoStore) -> Result<Option<ListId>, StoreError> {
    let found = store.meta.find_one(doc! { "_id": "tacit" }).await?.unwrap_or_default();
    found.contains_key("list_id").then(|| found.array("list_id")).transpose()
}

pub(super) async fn claim(
    store: &MongoStore,
    instead_of: Option<ListId>,
    id: ListId,
) -> Result<ListId, StoreError> {
    // Null: it isn't there.
    let before = [Some(Bson::Null), instead_of.map(bytes)];
    let before: Vec<Bson> = before.into_iter().flatten().collect();
    let unclaimed = doc! { "_id": "tacit", "list_id": { "$in": before } };
    let claimed = store.meta.update_one(unclaimed, doc! { "$set": { "list_id": bytes(id) } }).await?;
    match claimed.matched_count {
        1 => Ok(id),
        _ => get(store).await?.ok_or_else(|| damaged("list_id")),
    }
}

pub(super) async fn needed(store: &MongoStore) -> Result<NeededList, StoreError> {
    let has_sessions = !sessions::all(store, None, 1).await?.is_empty();
    Ok(NeededList { id: get(store).await?, has_sessions })
}
