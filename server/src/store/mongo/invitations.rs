//! Who may submit.
//!
//! Inviting goes in steps, each of which may be done again: make the documents; reserve places in the session's
//! document, on condition that there are enough and the session isn't closing; admit. The order is what closing stands
//! on: a document that was ever admitted was there before the session began to close.

use std::collections::BTreeMap;

use futures::TryStreamExt;
use mongodb::bson::{Bson, Document, doc};
use tacit_protocol::{
    ids::{ParticipantId, SessionId},
    invitation::{Invitation, Voucher},
    phase::Phase,
};
use tracing::Instrument;

use super::{
    MongoStore,
    again::{again, update_all},
    document::{Fields, bytes, damaged, is_duplicate, key},
    places, sessions,
};
use crate::{
    store::{InviteOutcome, Revocation, StoreError},
    telemetry::no_result,
};

/// How many documents a command is about.
const PAGE: usize = 5_000;

pub(super) async fn invite(
    store: &MongoStore,
    session: &SessionId,
    invitations: &[Invitation],
    max: u32,
) -> Result<InviteOutcome, StoreError> {
    let Some(asked) = by_participant(invitations) else { return Ok(InviteOutcome::Conflict) };
    let found = documents(store, session, &asked).await?;
    if found.values().any(|found| found.conflicts) {
        return Ok(InviteOutcome::Conflict);
    }
    let is_admitted =
        |participant: &ParticipantId| found.get(participant).is_some_and(|found| found.admitted);
    let new: Vec<ParticipantId> =
        asked.keys().copied().filter(|participant| !is_admitted(participant)).collect();
    if new.is_empty() {
        return count(store, session).await.map(InviteOutcome::Invited);
    }
    // So that a refusal leaves no documents behind; what counts is the reservation.
    if !have_room(store, session, new.len() as u64, max).await? {
        return Ok(InviteOutcome::Full(max.into()));
    }
    make_documents(store, session, new.iter().filter_map(|participant| asked.get(participant)).copied())
        .await?;
    // Who made a document first has said of which cohort: that never changes.
    if documents(store, session, &asked).await?.values().any(|found| found.conflicts) {
        return Ok(InviteOutcome::Conflict);
    }
    // In a task of its own: if this call is given up, what is reserved must still be taken or given back.
    let taking = tokio::spawn(take_places(store.clone(), *session, new, max).in_current_span());
    if !taking.await.map_err(|error| StoreError::Unavailable(no_result(&error).into()))?? {
        return match sessions::phase(store, session).await? {
            Phase::Closing | Phase::Closed | Phase::Released => {
                Err(StoreError::Unavailable(format!("session {session} closes; nobody was invited")))
            }
            _ => Ok(InviteOutcome::Full(max.into())),
        };
    }
    let found = documents(store, session, &asked).await?;
    if asked.keys().any(|participant| !found.get(participant).is_some_and(|found| found.admitted)) {
        return Err(StoreError::Unavailable(
            "some of the invited were lost when MongoDB's primary changed".into(),
        ));
    }
    count(store, session).await.map(InviteOutcome::Invited)
}

/// One update a document decides: of somebody who hasn't submitted, and who isn't frozen by a close. It changes the
/// `version`, so no report comes through that was under way.
pub(super) async fn revoke(
    store: &MongoStore,
    session: &SessionId,
    participants: &[ParticipantId],
) -> Result<Option<Revocation>, StoreError> {
    if !matches!(sessions::phase(store, session).await?, Phase::Draft | Phase::Open | Phase::Paused) {
        return Ok(None);
    }
    for page in participants.chunks(PAGE) {
        let unused = doc! {
            "_id": { "$in": keys(session, page) }, "admitted": true, "newest": 0, "frozen": false,
        };
        let take_back = doc! { "$set": { "admitted": false }, "$inc": { "version": 1_i64 } };
        update_all(&store.participants, &unused, &take_back).await?;
    }
    // Not how many were taken back just now: an earlier call may not have come so far.
    places::count_anew(store, session).await?;
    let mut submitted = Vec::new();
    for page in participants.chunks(PAGE) {
        let kept = doc! { "_id": { "$in": keys(session, page) }, "admitted": true };
        let mut kept = store.participants.find(kept).projection(doc! { "_id": 1 }).await?;
        while let Some(kept) = kept.try_next().await? {
            submitted.push(participant_of(&kept)?);
        }
    }
    submitted.sort_unstable();
    submitted.dedup();
    Ok(Some(Revocation { invited: count(store, session).await?, submitted }))
}

/// Whose document this is.
pub(super) fn participant_of(document: &Document) -> Result<ParticipantId, StoreError> {
    let id = document.bytes("_id")?.get(SessionId::LEN..).and_then(|id| ParticipantId::try_from(id).ok());
    id.ok_or_else(|| damaged("_id"))
}

/// Reserves a place for each of the new and admits them; `false` if there aren't so many, or the session closes.
async fn take_places(
    store: MongoStore,
    session: SessionId,
    new: Vec<ParticipantId>,
    max: u32,
) -> Result<bool, StoreError> {
    let wanted = new.len() as u64;
    let Some(reservation) = places::reserve(&store, &session, wanted, max).await? else { return Ok(false) };
    let admitted = admit(&store, &session, &new).await?;
    // Others may have invited some of them at the same time, and reserved their places too.
    let unused = admitted.map_or(0, |admitted| wanted.saturating_sub(admitted));
    places::settle(&store, &session, reservation, unused).await?;
    if admitted.is_none() {
        places::count_anew(&store, &session).await?;
    }
    Ok(true)
}

/// Whether so many more fit, also after counting anew.
async fn have_room(store: &MongoStore, session: &SessionId, new: u64, max: u32) -> Result<bool, StoreError> {
    if places::taken(store, session).await? + new <= max.into() {
        return Ok(true);
    }
    places::count_anew(store, session).await?;
    Ok(places::taken(store, session).await? + new <= max.into())
}

/// How many are invited.
pub(super) async fn count(store: &MongoStore, session: &SessionId) -> Result<u64, StoreError> {
    Ok(store.participants.count_documents(admitted(session)).await?)
}

/// Finds those who are invited.
pub(super) fn admitted(session: &SessionId) -> Document {
    doc! { "session": bytes(*session.as_bytes()), "admitted": true }
}

/// Every participant's one invitation; `None` if one is invited to two cohorts.
fn by_participant(invitations: &[Invitation]) -> Option<BTreeMap<ParticipantId, Invitation>> {
    let mut asked: BTreeMap<ParticipantId, Invitation> = BTreeMap::new();
    for invitation in invitations {
        let first = asked.entry(invitation.participant).or_insert(*invitation);
        if first.cohort != invitation.cohort {
            return None;
        }
    }
    Some(asked)
}

/// A participant's document, as far as inviting is concerned.
struct Found {
    admitted: bool,
    /// It is of another cohort than asked for.
    conflicts: bool,
}

/// The documents that there are of these participants.
async fn documents(
    store: &MongoStore,
    session: &SessionId,
    asked: &BTreeMap<ParticipantId, Invitation>,
) -> Result<BTreeMap<ParticipantId, Found>, StoreError> {
    let participants: Vec<ParticipantId> = asked.keys().copied().collect();
    let mut documents = BTreeMap::new();
    for page in participants.chunks(PAGE) {
        let of_page = doc! { "_id": { "$in": keys(session, page) } };
        let fields = doc! { "_id": 1, "admitted": 1, "assigned": 1 };
        let mut found = store.participants.find(of_page).projection(fields).await?;
        while let Some(document) = found.try_next().await? {
            let participant = participant_of(&document)?;
            let assigned: u16 = document.unsigned("assigned")?;
            let admitted = document.get_bool("admitted").map_err(|_| damaged("admitted"))?;
            let conflicts = asked.get(&participant).is_some_and(|asked| asked.cohort != assigned);
            documents.insert(participant, Found { admitted, conflicts });
        }
    }
    Ok(documents)
}

async fn make_documents(
    store: &MongoStore,
    session: &SessionId,
    new: impl Iterator<Item = Invitation>,
) -> Result<(), StoreError> {
    for page in new.collect::<Vec<_>>().chunks(PAGE) {
        let documents = page.iter().map(|Invitation { participant, cohort, voucher }| {
            document(session, participant, *cohort, voucher)
        });
        match store.participants.insert_many(documents).ordered(false).await {
            Err(error) if !is_duplicate(&error) => return Err(error.into()),
            _ => {}
        }
    }
    Ok(())
}

/// A participant's document, not yet admitted.
pub(super) fn document(
    session: &SessionId,
    participant: &ParticipantId,
    cohort: u16,
    voucher: &Voucher,
) -> Document {
    doc! {
        "_id": key(session, participant.as_bytes()),
        "session": bytes(*session.as_bytes()),
        "admitted": false,
        "frozen": false,
        "assigned": i32::from(cohort),
        "cohort": i32::from(cohort),
        "voucher": bytes(*voucher),
        "version": 0_i64,
        "newest": 0,
        "revisions": [],
    }
}

/// How many this call has admitted; `None` if that isn't known, though all are.
async fn admit(
    store: &MongoStore,
    session: &SessionId,
    new: &[ParticipantId],
) -> Result<Option<u64>, StoreError> {
    let mut admitted = Some(0);
    for page in new.chunks(PAGE) {
        let filter = doc! { "_id": { "$in": keys(session, page) }, "admitted": false };
        let mut tries = 0;
        let update = again(|| {
            tries += 1;
            store.participants.update_many(filter.clone(), doc! { "$set": { "admitted": true } })
        });
        let of_page = update.await?.modified_count;
        admitted = admitted.filter(|_| tries == 1).map(|admitted| admitted + of_page);
    }
    Ok(admitted)
}

fn keys(session: &SessionId, participants: &[ParticipantId]) -> Vec<Bson> {
    participants.iter().map(|participant| key(session, participant.as_bytes())).collect()
}
