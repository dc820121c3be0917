//! Sessions and their phases.

use futures::TryStreamExt;
use mongodb::bson::{Bson, Document, doc};
use tacit_protocol::{
    ids::{OfferId, SessionId},
    phase::Phase,
};

use super::{
    MongoStore,
    document::{Fields, bytes, is_duplicate, no_session, number},
    offers,
};
use crate::store::{
    CreateOutcome, PhaseOutcome, SessionRecord, SessionState, StoreError, Usage, UsageLimits, phase_code,
};

/// Of several sessions made from one offer at once, the unique index on `offer` lets one through. The offer goes
/// afterwards; should the process stop before that, the index still stands.
///
/// Where there are limits, the offer is claimed first, and what its analyst has is counted with the claims of others: of two at once,
/// at least one sees the other. A claim ends with its offer.
pub(super) async fn create(
    store: &MongoStore,
    record: SessionRecord,
    limits: UsageLimits,
) -> Result<CreateOutcome, StoreError> {
    let (session, offer_id) = (record.session, record.offer);
    if let Some(outcome) = existing(store, &session, &offer_id).await? {
        return Ok(outcome);
    }
    if offers::get(store, &offer_id, record.created_at).await?.is_none() {
        // It may have been used up meanwhile, by the very same request sent twice.
        return Ok(existing(store, &session, &offer_id).await?.unwrap_or(CreateOutcome::NoOffer));
    }
    if limits.are_set() {
        let claim = offers::claim(store, &record).await?;
        let used = with_claims(store, &record).await?;
        if !limits.admit(&used, record.reserved) {
            offers::give_up_claim(store, &offer_id, claim).await?;
            return Ok(CreateOutcome::Exceeded(used));
        }
    }
    match store.sessions.insert_one(document(&record)?).await {
        Ok(_) => offers::forget(store, &offer_id).await.map(|()| CreateOutcome::Created),
        Err(error) if is_duplicate(&error) => {
            Ok(existing(store, &session, &offer_id).await?.unwrap_or(CreateOutcome::NoOffer))
        }
        Err(error) => Err(error.into()),
    }
}

/// The session's document, before anybody is invited.
pub(super) fn document(record: &SessionRecord) -> Result<Document, StoreError> {
    let mut document = doc! {
        "_id": bytes(*record.session.as_bytes()),
        "manifest": bytes(&record.manifest[..]),
        "offer": bytes(*record.offer.as_bytes()),
        "analyst": bytes(record.analyst),
        "phase": phase_code::code(record.phase),
        "created_at": number(record.created_at)?,
        "reserved": number(record.reserved)?,
        "sealed_signing_seed": bytes(&record.sealed_signing_seed[..]),
        "places": 0_i64,
    };
    if let Some(closes_at) = record.closes_at {
        document.insert("closes_at", number(closes_at)?);
    }
    if let Some(secret) = &record.sealed_secret {
        document.insert("sealed_secret", bytes(&secret[..]));
    }
    Ok(document)
}

/// What there is to say if the session exists already.
async fn existing(
    store: &MongoStore,
    session: &SessionId,
    offer: &OfferId,
) -> Result<Option<CreateOutcome>, StoreError> {
    let by_id = doc! { "_id": bytes(*session.as_bytes()) };
    let Some(found) = store.sessions.find_one(by_id).projection(doc! { "offer": 1, "phase": 1 }).await?
    else {
        return Ok(None);
    };
    if found.id::<OfferId>("offer")? != *offer || is_deleted(&found)? {
        return Ok(Some(CreateOutcome::NoOffer));
    }
    offers::forget(store, offer).await?;
    Ok(Some(CreateOutcome::Existed))
}

pub(super) async fn session(
    store: &MongoStore,
    session: &SessionId,
) -> Result<Option<SessionRecord>, StoreError> {
    let by_id = doc! { "_id": bytes(*session.as_bytes()) };
    let found = store.sessions.find_one(by_id).projection(doc! { "release": 0, "frozen": 0 }).await?;
    let Some(found) = found else { return Ok(None) };
    if is_deleted(&found)? {
        return Ok(None);
    }
    let secret = found.contains_key("sealed_secret").then(|| found.bytes("sealed_secret")).transpose()?;
    Ok(Some(SessionRecord {
        session: *session,
        analyst: found.array("analyst")?,
        closes_at: closes_at(&found)?,
        manifest: found.bytes("manifest")?.to_vec(),
        offer: found.id("offer")?,
        phase: phase_of(store, &found)?,
        created_at: found.unsigned("created_at")?,
        reserved: reserved(&found)?,
        sealed_secret: secret.map(<[u8]>::to_vec),
        sealed_signing_seed: found.bytes("sealed_signing_seed")?.to_vec(),
    }))
}

pub(super) async fn state(
    store: &MongoStore,
    session: &SessionId,
) -> Result<Option<SessionState>, StoreError> {
    let by_id = doc! { "_id": bytes(*session.as_bytes()) };
    let short =
        doc! { "analyst": 1, "offer": 1, "phase": 1, "created_at": 1, "closes_at": 1, "sealed_secret": 1 };
    let Some(found) = store.sessions.find_one(by_id).projection(short).await? else { return Ok(None) };
    if is_deleted(&found)? {
        return Ok(None);
    }
    Ok(Some(SessionState {
        session: *session,
        analyst: found.array("analyst")?,
        offer: found.id("offer")?,
        phase: phase_of(store, &found)?,
        created_at: found.unsigned("created_at")?,
        closes_at: closes_at(&found)?,
        has_secret: found.contains_key("sealed_secret"),
    }))
}

pub(super) async fn usage(store: &MongoStore, analyst: &[u8; 32]) -> Result<Usage, StoreError> {
    let mut usage = Usage::default();
    let of_analyst = store.sessions.find(doc! { "analyst": bytes(*analyst) });
    let mut found = of_analyst.projection(doc! { "phase": 1, "reserved": 1 }).await?;
    while let Some(session) = found.try_next().await? {
        usage.reserved = usage.reserved.saturating_add(reserved(&session)?);
        usage.unreleased += u64::from(phase_of(store, &session)? < Phase::Released);
    }
    Ok(usage)
}

/// What the analyst has, and is about to have by others' claims.
async fn with_claims(store: &MongoStore, record: &SessionRecord) -> Result<Usage, StoreError> {
    let claimed = offers::claims_beside(store, record).await?;
    let used = usage(store, &record.analyst).await?;
    Ok(Usage {
        unreleased: used.unreleased.saturating_add(claimed.unreleased),
        reserved: used.reserved.saturating_add(claimed.reserved),
    })
}

pub(super) async fn of(
    store: &MongoStore,
    analyst: &[u8; 32],
    skip: u32,
    limit: u32,
) -> Result<Vec<SessionId>, StoreError> {
    if limit == 0 {
        return Ok(Vec::new());
    }
    let newest_first = doc! { "created_at": -1, "_id": -1 };
    let found = store.sessions.find(doc! { "analyst": bytes(*analyst) }).sort(newest_first);
    let mut found =
        found.skip(skip.into()).limit(limit.into()).projection(doc! { "_id": 1, "created_at": 1 }).await?;
    let mut sessions = Vec::new();
    while let Some(session) = found.try_next().await? {
        sessions.push(session.id("_id")?);
    }
    Ok(sessions)
}

pub(super) async fn all(
    store: &MongoStore,
    after: Option<&SessionId>,
    limit: u32,
) -> Result<Vec<SessionId>, StoreError> {
    in_phase(store, doc! { "$ne": phase_code::DELETED }.into(), after, limit).await
}

/// Of every session its offer and the sealed seed of its signing key.
pub(super) async fn seeds(store: &MongoStore) -> Result<Vec<(OfferId, Vec<u8>)>, StoreError> {
    let found = store.sessions.find(doc! { "phase": { "$ne": phase_code::DELETED } });
    let mut found = found.projection(doc! { "offer": 1, "sealed_signing_seed": 1 }).await?;
    let mut seeds = Vec::new();
    while let Some(session) = found.try_next().await? {
        seeds.push((session.id("offer")?, session.bytes("sealed_signing_seed")?.to_vec()));
    }
    Ok(seeds)
}

pub(super) async fn released(
    store: &MongoStore,
    after: Option<&SessionId>,
    limit: u32,
) -> Result<Vec<SessionId>, StoreError> {
    in_phase(store, phase_code::code(Phase::Released).into(), after, limit).await
}

async fn in_phase(
    store: &MongoStore,
    phase: Bson,
    after: Option<&SessionId>,
    limit: u32,
) -> Result<Vec<SessionId>, StoreError> {
    let mut filter = doc! { "phase": phase };
    if let Some(after) = after {
        filter.insert("_id", doc! { "$gt": bytes(*after.as_bytes()) });
    }
    let found = store.sessions.find(filter).sort(doc! { "_id": 1 }).limit(limit.max(1).into());
    let mut found = found.projection(doc! { "_id": 1 }).await?;
    let mut sessions = Vec::new();
    while let Some(session) = found.try_next().await? {
        sessions.push(session.id("_id")?);
    }
    Ok(sessions)
}

pub(super) async fn reseal(
    store: &MongoStore,
    session: &SessionId,
    sealed_signing_seed: Vec<u8>,
    sealed_secret: Option<Vec<u8>>,
) -> Result<(), StoreError> {
    let filter = doc! {
        "_id": bytes(*session.as_bytes()),
        "phase": { "$ne": phase_code::DELETED },
        "sealed_secret": { "$exists": sealed_secret.is_some() },
    };
    let mut sealed = doc! { "sealed_signing_seed": bytes(sealed_signing_seed) };
    sealed.extend(sealed_secret.map(|secret| ("sealed_secret".to_owned(), bytes(secret))));
    if store.sessions.update_one(filter, doc! { "$set": sealed }).await?.matched_count == 0 {
        phase(store, session).await?;
    }
    Ok(())
}

pub(super) async fn extend(
    store: &MongoStore,
    session: &SessionId,
    closes_at: u64,
) -> Result<PhaseOutcome, StoreError> {
    let takes_reports =
        doc! { "_id": bytes(*session.as_bytes()), "phase": { "$lt": phase_code::code(Phase::Closing) } };
    let update = doc! { "$max": { "closes_at": number(closes_at)? } };
    if store.sessions.update_one(takes_reports, update).await?.matched_count == 1 {
        return Ok(PhaseOutcome::Now);
    }
    phase(store, session).await.map(PhaseOutcome::Elsewhere)
}

pub(super) async fn set_phase(
    store: &MongoStore,
    session: &SessionId,
    to: Phase,
) -> Result<PhaseOutcome, StoreError> {
    if matches!(to, Phase::Open | Phase::Paused) {
        let from = [Phase::Draft, Phase::Open, Phase::Paused].into_iter().filter(|from| from.allows(to));
        let from: Vec<_> = from.map(phase_code::code).collect();
        let filter = doc! { "_id": bytes(*session.as_bytes()), "phase": { "$in": from } };
        let update = doc! { "$set": { "phase": phase_code::code(to) } };
        if store.sessions.update_one(filter, update).await?.matched_count == 1 {
            return Ok(PhaseOutcome::Now);
        }
    }
    let found = phase(store, session).await?;
    Ok(if found == to { PhaseOutcome::Now } else { PhaseOutcome::Elsewhere(found) })
}

/// Where the session stands.
pub(super) async fn phase(store: &MongoStore, session: &SessionId) -> Result<Phase, StoreError> {
    let by_id = doc! { "_id": bytes(*session.as_bytes()) };
    let found = store.sessions.find_one(by_id).projection(doc! { "phase": 1 }).await?;
    let found = found.ok_or_else(|| no_session(session))?;
    if is_deleted(&found)? {
        return Err(no_session(session));
    }
    phase_of(store, &found)
}

fn closes_at(document: &Document) -> Result<Option<u64>, StoreError> {
    document.contains_key("closes_at").then(|| document.unsigned("closes_at")).transpose()
}

/// Sessions made by earlier versions reserve nothing.
fn reserved(document: &Document) -> Result<u64, StoreError> {
    if document.contains_key("reserved") { document.unsigned("reserved") } else { Ok(0) }
}

/// Whether only its deletion is to be finished.
fn is_deleted(document: &Document) -> Result<bool, StoreError> {
    Ok(document.integer("phase")? == i64::from(phase_code::DELETED))
}

/// No server finds a session in any phase that is being moved: it would acknowledge what isn't moved any more.
fn phase_of(store: &MongoStore, document: &Document) -> Result<Phase, StoreError> {
    let found = document.integer("phase")?;
    match found.checked_sub(phase_code::MOVING.into()).filter(|found| *found >= 0) {
        Some(phase) if store.moves => phase_code::phase(phase),
        Some(_) => Err(StoreError::Unavailable("it is being moved to another store".into())),
        None => phase_code::phase(found),
    }
}
