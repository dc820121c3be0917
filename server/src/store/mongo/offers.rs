//! Offers: kept until they are used or expire.

use mongodb::bson::{Document, doc};
use tacit_protocol::ids::OfferId;

use super::{
    MongoStore,
    document::{Fields, bytes, number},
};
use crate::store::{OfferLimits, OfferOutcome, OfferRecord, StoreError};

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
    store.offers.insert_one(document).await?;
    Ok(OfferOutcome::Kept)
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
