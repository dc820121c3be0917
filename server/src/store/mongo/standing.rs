//! Where a report stands, and what proves that it counts.

use futures::TryStreamExt;
use mongodb::bson::{doc, oid::ObjectId};
use tacit_protocol::ids::{ParticipantId, ReportDigest, SessionId};

use super::{
    MongoStore,
    closing::{self, batch_key, submitted},
    document::{Fields, damaged, key},
    reports,
};
use crate::store::{FrozenSet, Place, Standing, StoreError};

/// The set is read first: if there is one, nothing read afterwards changes any more.
pub(super) async fn standing(
    store: &MongoStore,
    session: &SessionId,
    digest: &ReportDigest,
) -> Result<Option<Standing>, StoreError> {
    let frozen = closing::frozen(store, session).await?;
    let Some((who, revision)) = reports::author(store, session, digest).await? else { return Ok(None) };
    let Some(found) = reports::as_read(store, session, &who).await? else { return Ok(None) };
    if reports::revision(&found, revision)?.is_none_or(|stored| stored.digest != *digest) {
        return Ok(None);
    }
    let newest = reports::revision(&found, found.unsigned("newest")?)?.ok_or_else(|| damaged("newest"))?;
    let place = match frozen {
        Some((set, attempt)) => Some(place(store, session, set, &attempt, &who).await?),
        None => None,
    };
    Ok(Some(Standing { participant: who, newest, place }))
}

async fn place(
    store: &MongoStore,
    session: &SessionId,
    set: FrozenSet,
    attempt: &ObjectId,
    who: &ParticipantId,
) -> Result<Place, StoreError> {
    let all = doc! {
        "_id": { "$gte": batch_key(session, attempt, 0), "$lte": batch_key(session, attempt, u32::MAX) },
    };
    let mut batches = store.batches.find(all).sort(doc! { "_id": 1 }).await?;
    let own_key = [session.as_bytes().as_slice(), who.as_bytes()].concat();
    let (mut roots, mut first, mut before) = (Vec::new(), Vec::new(), 0);
    while let Some(batch) = batches.try_next().await? {
        if batch.bytes("first")? <= &own_key[..] {
            (first, before) =
                (batch.bytes("first")?.to_vec(), roots.len() as u64 * u64::from(set.batch_size));
        }
        roots.push(batch.array("root")?);
    }
    let first = first.strip_prefix(session.as_bytes().as_slice()).ok_or_else(|| damaged("first"))?;
    let mut participants = store
        .participants
        .find(submitted(session, first))
        .sort(doc! { "_id": 1 })
        .projection(doc! { "_id": 1, "digest": 1 })
        .limit(set.batch_size.into())
        .await?;
    let (mut batch, mut inside) = (Vec::new(), None);
    while let Some(found) = participants.try_next().await? {
        if found.get("_id") == Some(&key(session, who.as_bytes())) {
            inside = Some(batch.len() as u64);
        }
        batch.push(found.id("digest")?);
    }
    let missing = || StoreError::Damaged(format!("a report of session {session} isn't in the frozen set"));
    Ok(Place { set, index: before + inside.ok_or_else(missing)?, batch, roots })
}
