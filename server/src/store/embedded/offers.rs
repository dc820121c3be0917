//! Offers: kept until they are used or expire.

use rusqlite::{Connection, Row, ToSql, params};
use tacit_protocol::ids::OfferId;

use super::{
    secrets,
    sql::{one, run},
};
use crate::store::{OfferLimits, OfferOutcome, OfferRecord, StoreError};

pub(super) fn put(
    db: &Connection,
    offer: &OfferRecord,
    now: u64,
    limits: OfferLimits,
) -> Result<OfferOutcome, StoreError> {
    forget_expired(db, now)?;
    let count = |statement, params: &[&dyn ToSql]| one::<u32>(db, statement, params, |row| row.get(0));
    let of_analyst = count("SELECT count(*) FROM offers WHERE analyst = ?1", &[&offer.analyst])?;
    if of_analyst >= Some(limits.per_analyst) {
        return Ok(OfferOutcome::TooManyOfAnalyst);
    }
    if count("SELECT count(*) FROM offers", &[])? >= Some(limits.in_all) {
        return Ok(OfferOutcome::TooManyInAll);
    }
    run(
        db,
        "INSERT INTO offers (offer, analyst, expires_at, code, secret, sealed_signing_seed) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        params![
            offer.offer.as_bytes(),
            offer.analyst,
            offer.expires_at,
            offer.code,
            secrets::put(db, &offer.sealed_secret)?,
            offer.sealed_signing_seed
        ],
    )?;
    Ok(OfferOutcome::Kept)
}

pub(super) fn get(db: &Connection, offer: &OfferId, now: u64) -> Result<Option<OfferRecord>, StoreError> {
    let statement = "SELECT analyst, expires_at, secret, sealed_signing_seed, code FROM offers
                     WHERE offer = ?1 AND expires_at > ?2";
    let read = |row: &Row<'_>| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?));
    let Some((analyst, expires_at, secret, sealed_signing_seed, code)) =
        one(db, statement, params![offer.as_bytes(), now], read)?
    else {
        return Ok(None);
    };
    Ok(Some(OfferRecord {
        offer: *offer,
        analyst,
        expires_at,
        code,
        sealed_secret: secrets::get(db, secret)?,
        sealed_signing_seed,
    }))
}

/// Destroys the offer; `false` if there is none, or it is expired at `now`.
pub(super) fn use_up(db: &Connection, offer: &OfferId, now: u64) -> Result<bool, StoreError> {
    let statement = "DELETE FROM offers WHERE offer = ?1 AND expires_at > ?2 RETURNING secret";
    let secret: Option<i64> = one(db, statement, params![offer.as_bytes(), now], |row| row.get(0))?;
    match secret {
        Some(secret) => secrets::destroy(db, secret).map(|()| true),
        None => Ok(false),
    }
}

pub(super) fn forget_expired(db: &Connection, now: u64) -> Result<(), StoreError> {
    let expired: Vec<i64> = db
        .prepare_cached("DELETE FROM offers WHERE expires_at <= ?1 RETURNING secret")?
        .query_map([now], |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    expired.into_iter().try_for_each(|secret| secrets::destroy(db, secret))
}
