//! What verification leaves behind: batch records, the release, and published results.

use futures::TryStreamExt;
use mongodb::bson::{Document, doc};
use tacit_protocol::{ids::SessionId, phase::Phase};

use super::{
    MongoStore,
    again::update_all,
    document::{Fields, bytes, is_duplicate, key},
    offers, sessions,
};
use crate::store::{BatchRecord, OnceOutcome, StoreError, phase_code};

pub(super) async fn record_batch(
    store: &MongoStore,
    session: &SessionId,
    record: BatchRecord,
) -> Result<OnceOutcome, StoreError> {
    if let Some(outcome) = recorded(store, session, &record).await? {
        return Ok(outcome);
    }
    require(Phase::Closed, sessions::phase(store, session).await?, session)?;
    match store.records.insert_one(document(session, &record)).await {
        Ok(_) => {}
        Err(error) if is_duplicate(&error) => {
            let outcome = recorded(store, session, &record).await?;
            return outcome
                .ok_or_else(|| StoreError::Unavailable("the record isn't on a majority yet".into()));
        }
        Err(error) => return Err(error.into()),
    }
    if sessions::phase(store, session).await? == Phase::Released {
        destroy_shares(store, session).await?;
    }
    Ok(OnceOutcome::Written)
}

/// A batch's document. One without a share is of a released session.
pub(super) fn document(session: &SessionId, record: &BatchRecord) -> Document {
    let mut document = doc! {
        "_id": record_key(session, record.index),
        "index": i64::from(record.index),
        "verdicts_digest": bytes(record.verdicts_digest),
        "accepted": i64::from(record.accepted),
        "note": bytes(&record.note[..]),
    };
    if !record.sealed_share.is_empty() {
        document.insert("sealed_share", bytes(&record.sealed_share[..]));
    }
    document
}

async fn recorded(
    store: &MongoStore,
    session: &SessionId,
    record: &BatchRecord,
) -> Result<Option<OnceOutcome>, StoreError> {
    let by_id = doc! { "_id": record_key(session, record.index) };
    let found = store.records.find_one(by_id).projection(doc! { "verdicts_digest": 1 }).await?;
    found.map(|found| Ok(once(found.array::<32>("verdicts_digest")? == record.verdicts_digest))).transpose()
}

pub(super) async fn batch_records(
    store: &MongoStore,
    session: &SessionId,
    from: u32,
    limit: u32,
) -> Result<Vec<BatchRecord>, StoreError> {
    if limit == 0 {
        return Ok(Vec::new());
    }
    let mut found =
        store.records.find(all_from(session, from)).sort(doc! { "_id": 1 }).limit(limit.into()).await?;
    let mut records = Vec::new();
    while let Some(record) = found.try_next().await? {
        let share = record.contains_key("sealed_share").then(|| record.bytes("sealed_share")).transpose()?;
        records.push(BatchRecord {
            index: record.unsigned("index")?,
            verdicts_digest: record.array("verdicts_digest")?,
            accepted: record.unsigned("accepted")?,
            sealed_share: share.unwrap_or_default().to_vec(),
            note: record.bytes("note")?.to_vec(),
        });
    }
    Ok(records)
}

/// How many batches have their record.
pub(super) async fn count(store: &MongoStore, session: &SessionId) -> Result<u32, StoreError> {
    let count = store.records.count_documents(all_from(session, 0)).await?;
    u32::try_from(count).map_err(|_| StoreError::Damaged("there are too many batches".into()))
}

/// One update releases and destroys the secret, without which the shares are noise. The rest goes next; if the process
/// stops between the two, when the release is asked for again.
pub(super) async fn release(
    store: &MongoStore,
    session: &SessionId,
    release: Vec<u8>,
) -> Result<OnceOutcome, StoreError> {
    let closed = doc! { "_id": bytes(*session.as_bytes()), "phase": phase_code::code(Phase::Closed) };
    let update = doc! {
        "$set": { "phase": phase_code::code(Phase::Released), "release": bytes(&release[..]) },
        "$unset": { "sealed_secret": "" },
    };
    let won = store.sessions.update_one(closed, update).await?.matched_count == 1;
    let outcome = if won {
        OnceOutcome::Written
    } else if let Some(written) = released(store, session).await? {
        once(written == release)
    } else {
        let phase = sessions::phase(store, session).await?;
        require(Phase::Closed, phase, session)?;
        return Err(StoreError::Unavailable(format!("session {session} was closed this moment; try again")));
    };
    purge_released(store, session).await?;
    Ok(outcome)
}

/// A write finds out whether the session is released: what it finds isn't old, so nothing is left or lost by mistake.
pub(super) async fn purge_released(store: &MongoStore, session: &SessionId) -> Result<(), StoreError> {
    let is_released = doc! { "_id": bytes(*session.as_bytes()), "phase": phase_code::code(Phase::Released) };
    let forget = doc! { "$unset": { "sealed_secret": "" } };
    let found =
        store.sessions.find_one_and_update(is_released, forget).projection(doc! { "offer": 1 }).await?;
    let Some(found) = found else { return Ok(()) };
    // Left over if the process stopped while it made the session: the offer holds the same seed.
    offers::forget(store, &found.id("offer")?).await?;
    destroy_shares(store, session).await
}

pub(super) async fn released(store: &MongoStore, session: &SessionId) -> Result<Option<Vec<u8>>, StoreError> {
    let by_id = doc! { "_id": bytes(*session.as_bytes()) };
    let found = store.sessions.find_one(by_id).projection(doc! { "release": 1 }).await?.unwrap_or_default();
    found.contains_key("release").then(|| found.bytes("release").map(<[u8]>::to_vec)).transpose()
}

/// Of several at once, the first insertion stays.
pub(super) async fn publish(
    store: &MongoStore,
    session: &SessionId,
    results: Vec<u8>,
) -> Result<OnceOutcome, StoreError> {
    if let Some(written) = published(store, session).await? {
        return Ok(once(written == results));
    }
    require(Phase::Released, sessions::phase(store, session).await?, session)?;
    let document = doc! { "_id": bytes(*session.as_bytes()), "results": bytes(&results[..]) };
    match store.publications.insert_one(document).await {
        Ok(_) => Ok(OnceOutcome::Written),
        Err(error) if is_duplicate(&error) => {
            let written = published(store, session).await?;
            let written = written
                .ok_or_else(|| StoreError::Unavailable("the results aren't on a majority yet".into()))?;
            Ok(once(written == results))
        }
        Err(error) => Err(error.into()),
    }
}

pub(super) async fn published(
    store: &MongoStore,
    session: &SessionId,
) -> Result<Option<Vec<u8>>, StoreError> {
    let found = store.publications.find_one(doc! { "_id": bytes(*session.as_bytes()) }).await?;
    found.map(|found| found.bytes("results").map(<[u8]>::to_vec)).transpose()
}

async fn destroy_shares(store: &MongoStore, session: &SessionId) -> Result<(), StoreError> {
    let mut with_share = all_from(session, 0);
    with_share.insert("sealed_share", doc! { "$exists": true });
    Ok(update_all(&store.records, &with_share, &doc! { "$unset": { "sealed_share": "" } }).await?)
}

fn record_key(session: &SessionId, index: u32) -> mongodb::bson::Bson {
    key(session, &index.to_be_bytes())
}

fn all_from(session: &SessionId, from: u32) -> Document {
    doc! { "_id": { "$gte": record_key(session, from), "$lte": record_key(session, u32::MAX) } }
}

fn require(needed: Phase, phase: Phase, session: &SessionId) -> Result<(), StoreError> {
    if phase == needed {
        Ok(())
    } else {
        Err(StoreError::Damaged(format!("session {session} is in phase {phase:?}, not {needed:?}")))
    }
}

fn once(same: bool) -> OnceOutcome {
    if same { OnceOutcome::Written } else { OnceOutcome::Different }
}
