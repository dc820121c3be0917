//! Codes: kept until they expire, used or not. One update of a code's document decides what it is used for; it is counted how often
//! that was, so that a code isn't given back which the same session has used once more meanwhile.

use mongodb::bson::{Bson, Document, doc};
use tacit_protocol::ids::SessionId;

use super::{
    MongoStore,
    again::again,
    document::{bytes, number},
};
use crate::store::{CodeHash, CodeRecord, StoreError, records::NO_SESSION};

const USES: &str = "uses";

pub(super) async fn put(store: &MongoStore, codes: &[CodeRecord]) -> Result<(), StoreError> {
    let document = |code: &CodeRecord| -> Result<Document, StoreError> {
        Ok(doc! { "_id": bytes(code.hash), "expires_at": number(code.expires_at)? })
    };
    let documents: Vec<_> = codes.iter().map(document).collect::<Result<_, _>>()?;
    if !documents.is_empty() {
        store.codes.insert_many(documents).await?;
    }
    Ok(())
}

pub(super) async fn is_unused(store: &MongoStore, code: &CodeHash, now: u64) -> Result<bool, StoreError> {
    let found = store.codes.find_one(valid(code, now)?).await?;
    Ok(found.is_some_and(|code| !code.contains_key("session")))
}

pub(super) async fn use_up(
    store: &MongoStore,
    code: &CodeHash,
    session: &SessionId,
    now: u64,
) -> Result<bool, StoreError> {
    let session = bytes(*session.as_bytes());
    let mut filter = valid(code, now)?;
    filter.insert("session", doc! { "$in": [Bson::Null, session.clone()] });
    let update = doc! { "$set": { "session": session }, "$inc": { USES: 1_i64 } };
    let used = store.codes.update_one(filter, update).await?;
    Ok(used.matched_count == 1)
}

pub(super) async fn give_back(
    store: &MongoStore,
    code: &CodeHash,
    session: &SessionId,
) -> Result<(), StoreError> {
    let id = bytes(*session.as_bytes());
    let mut used = doc! { "_id": bytes(*code), "session": id.clone() };
    let Some(found) = store.codes.find_one(used.clone()).await? else { return Ok(()) };
    if store.sessions.find_one(doc! { "_id": id }).projection(doc! { "_id": 1 }).await?.is_none() {
        // Who makes the session after that uses the code afterwards: then it isn't as it was found.
        used.insert(USES, found.get(USES).cloned().unwrap_or_else(|| doc! { "$exists": false }.into()));
        store.codes.update_one(used, doc! { "$unset": { "session": "" } }).await?;
    }
    Ok(())
}

/// Keeps the codes used that were used for this session, and not for what. Codes are few.
pub(super) async fn forget_session(store: &MongoStore, session: &SessionId) -> Result<(), StoreError> {
    let used = doc! { "session": bytes(*session.as_bytes()) };
    again(|| store.codes.update_many(used.clone(), doc! { "$set": { "session": bytes(NO_SESSION) } }))
        .await?;
    Ok(())
}

pub(super) async fn forget_expired(store: &MongoStore, now: u64) -> Result<(), StoreError> {
    store.codes.delete_many(doc! { "expires_at": { "$lte": number(now)? } }).await?;
    Ok(())
}

fn valid(code: &CodeHash, now: u64) -> Result<Document, StoreError> {
    Ok(doc! { "_id": bytes(*code), "expires_at": { "$gt": number(now)? } })
}
