//! The places of a session, which are reserved before participants are admitted, so that never too many are.
//!
//! The session's document has how many are taken or reserved (`places`), and the reservations under way. Each change of these counts
//! `places_version` up. Whenever nothing is reserved, the places are as many as there are participants; so they can be counted
//! anew, by an update on condition that nothing was reserved since: after invitations were taken back, and before somebody is
//! refused because of what a server left that ended in the middle. A reservation that is older than [`STALE`] is such a one.

use std::time::{Duration, SystemTime};

use mongodb::bson::{Bson, Document, doc, oid::ObjectId};
use tacit_protocol::{ids::SessionId, phase::Phase};

use super::{
    MongoStore,
    again::again,
    document::{Fields, bytes, damaged, no_session, number},
    invitations,
};
use crate::store::{StoreError, phase_code};

/// Far longer than any request, and than clocks differ.
const STALE: Duration = Duration::from_secs(3600);
/// How often counting is begun again because somebody reserved meanwhile.
const TRIES: usize = 8;

/// How many are taken or reserved.
pub(super) async fn taken(store: &MongoStore, session: &SessionId) -> Result<u64, StoreError> {
    state(store, session).await?.unsigned("places")
}

/// Reserves so many, if the session isn't closing and there are no more than `max` then.
pub(super) async fn reserve(
    store: &MongoStore,
    session: &SessionId,
    new: u64,
    max: u32,
) -> Result<Option<ObjectId>, StoreError> {
    let reservation = ObjectId::new();
    let filter = doc! {
        "_id": bytes(*session.as_bytes()),
        "phase": { "$lt": phase_code::code(Phase::Closing) },
        "places": { "$lte": i64::from(max) - new as i64 },
    };
    let update = doc! {
        "$inc": { "places": number(new)?, "places_version": 1_i64 },
        "$push": { "reservations": reservation },
    };
    match store.sessions.update_one(filter, update).await {
        Ok(updated) => Ok((updated.matched_count == 1).then_some(reservation)),
        // Nobody else would give back what may be reserved.
        Err(error) => settle(store, session, reservation, new).await.and(Err(error.into())),
    }
}

/// Ends a reservation, of which so many places weren't taken.
pub(super) async fn settle(
    store: &MongoStore,
    session: &SessionId,
    reservation: ObjectId,
    unused: u64,
) -> Result<(), StoreError> {
    let filter = doc! { "_id": bytes(*session.as_bytes()), "reservations": reservation };
    let update = doc! {
        "$inc": { "places": -(unused as i64), "places_version": 1_i64 },
        "$pull": { "reservations": reservation },
    };
    // Also by this call a moment ago: then nothing is changed twice.
    if again(|| store.sessions.update_one(filter.clone(), update.clone())).await?.matched_count == 0 {
        // It took so long that others took it for given up.
        count_anew(store, session).await?;
    }
    Ok(())
}

/// Counts anew, unless somebody has places reserved.
pub(super) async fn count_anew(store: &MongoStore, session: &SessionId) -> Result<(), StoreError> {
    for _ in 0..TRIES {
        let state = state(store, session).await?;
        if has_reservations(&state)? {
            return Ok(());
        }
        let version = match state.get("places_version") {
            Some(version) => version.clone(),
            None => doc! { "$exists": false }.into(),
        };
        let admitted = invitations::count(store, session).await?;
        let unchanged = doc! { "_id": bytes(*session.as_bytes()), "places_version": version };
        let update = doc! {
            "$set": { "places": number(admitted)?, "reservations": [] },
            "$inc": { "places_version": 1_i64 },
        };
        if store.sessions.update_one(unchanged, update).await?.matched_count == 1 {
            return Ok(());
        }
    }
    Ok(())
}

async fn state(store: &MongoStore, session: &SessionId) -> Result<Document, StoreError> {
    let by_id = doc! { "_id": bytes(*session.as_bytes()) };
    let fields = doc! { "places": 1, "places_version": 1, "reservations": 1 };
    store.sessions.find_one(by_id).projection(fields).await?.ok_or_else(|| no_session(session))
}

fn has_reservations(state: &Document) -> Result<bool, StoreError> {
    let Some(reservations) = state.get("reservations") else { return Ok(false) };
    let made = |reservation: &Bson| reservation.as_object_id().map(|id| id.timestamp().to_system_time());
    let recent = |made: SystemTime| made.elapsed().is_ok_and(|age| age < STALE) || made > SystemTime::now();
    let reservations = reservations.as_array().ok_or_else(|| damaged("reservations"))?;
    Ok(reservations.iter().filter_map(made).any(recent))
}
