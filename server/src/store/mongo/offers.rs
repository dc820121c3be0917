//! Offers: kept until they are used or expire.

use futures::TryStreamExt;
use mongodb::bson::{Document, doc, oid::ObjectId};
use tacit_protocol::ids::OfferId;

use super::{
    MongoStore,
    document::{Fields, bytes, number},
};
use crate::store::{OfferLimits, OfferOutcome, OfferRecord, SessionRecord, StoreError, Usage};

pub(super) async fn put(
    store: &MongoStore,
    offer: OfferRecord,
    now: u64,
    limits: OfferLimits,
) -> Result<OfferOutcome, StoreError> {
    forget_expired(store, now).await?;
    if at_least(store, doc! { "analyst": bytes(offer.analyst) }, limits.per_analyst).await? {
        return Ok(OfferOutcome::TooManyOfAnalyst);
    }
    if at_least(store, doc! {}, limits.in_all).await? {
        return Ok(OfferOutcome::TooManyInAll);
    }
    let mut document = doc! {
        "_id": bytes(*offer.offer.as_bytes()),
        "analyst": bytes(offer.analyst),
        "expires_at": number(offer.expires_at)?,
        "sealed_secret": bytes(offer.sealed_secret),
        "sealed_signing_seed": bytes(offer.sealed_signing_seed),
    };
    if let Some(code) = offer.code {
        document.insert("code", bytes(code));
    }
    let of_analyst = doc! { "analyst": bytes(offer.analyst) };
    store.offers.insert_one(document).await?;
    // Others may have been made since they were counted: all see each other now.
    let outcome = if more_than(store, of_analyst, limits.per_analyst).await? {
        OfferOutcome::TooManyOfAnalyst
    } else if more_than(store, doc! {}, limits.in_all).await? {
        OfferOutcome::TooManyInAll
    } else {
        return Ok(OfferOutcome::Kept);
    };
    forget(store, &offer.offer).await?;
    Ok(outcome)
}

pub(super) async fn get(
    store: &MongoStore,
    offer: &OfferId,
    now: u64,
) -> Result<Option<OfferRecord>, StoreError> {
    let filter = doc! { "_id": bytes(*offer.as_bytes()), "expires_at": { "$gt": number(now)? } };
    let Some(found) = store.offers.find_one(filter).await? else { return Ok(None) };
    Ok(Some(OfferRecord {
        offer: *offer,
        analyst: found.array("analyst")?,
        expires_at: found.unsigned("expires_at")?,
        code: found.contains_key("code").then(|| found.array("code")).transpose()?,
        sealed_secret: found.bytes("sealed_secret")?.to_vec(),
        sealed_signing_seed: found.bytes("sealed_signing_seed")?.to_vec(),
    }))
}

/// Says that a session is about to be made of the record's offer.
pub(super) async fn claim(store: &MongoStore, record: &SessionRecord) -> Result<ObjectId, StoreError> {
    let claim = ObjectId::new();
    let by_id = doc! { "_id": bytes(*record.offer.as_bytes()) };
    let update = doc! { "$push": { "claims": claim }, "$set": { "reserved": number(record.reserved)? } };
    store.offers.update_one(by_id, update).await?;
    Ok(claim)
}

/// Says that it isn't.
pub(super) async fn give_up_claim(
    store: &MongoStore,
    offer: &OfferId,
    claim: ObjectId,
) -> Result<(), StoreError> {
    let by_id = doc! { "_id": bytes(*offer.as_bytes()) };
    store.offers.update_one(by_id, doc! { "$pull": { "claims": claim } }).await?;
    Ok(())
}

/// What the analyst is about to have by its other offers.
pub(super) async fn claims_beside(store: &MongoStore, record: &SessionRecord) -> Result<Usage, StoreError> {
    let others = doc! {
        "analyst": bytes(record.analyst),
        "_id": { "$ne": bytes(*record.offer.as_bytes()) },
        "expires_at": { "$gt": number(record.created_at)? },
    };
    let mut found = store.offers.find(others).projection(doc! { "claims": 1, "reserved": 1 }).await?;
    let mut usage = Usage::default();
    while let Some(offer) = found.try_next().await? {
        if offer.get_array("claims").is_ok_and(|claims| !claims.is_empty()) {
            usage.unreleased += 1;
            usage.reserved = usage.reserved.saturating_add(offer.unsigned("reserved")?);
        }
    }
    Ok(usage)
}

pub(super) async fn forget(store: &MongoStore, offer: &OfferId) -> Result<(), StoreError> {
    store.offers.delete_one(doc! { "_id": bytes(*offer.as_bytes()) }).await?;
    Ok(())
}

pub(super) async fn forget_expired(store: &MongoStore, now: u64) -> Result<(), StoreError> {
    store.offers.delete_many(doc! { "expires_at": { "$lte": number(now)? } }).await?;
    Ok(())
}

pub(super) async fn forget_all(store: &MongoStore) -> Result<(), StoreError> {
    store.offers.delete_many(doc! {}).await?;
    Ok(())
}

async fn at_least(store: &MongoStore, filter: Document, limit: u32) -> Result<bool, StoreError> {
    Ok(store.offers.count_documents(filter).limit(limit.max(1).into()).await? >= limit.into())
}

async fn more_than(store: &MongoStore, filter: Document, limit: u32) -> Result<bool, StoreError> {
    at_least(store, filter, limit.saturating_add(1)).await
}
