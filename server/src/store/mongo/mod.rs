//! The store for several servers beside each other: MongoDB, a replica set or a sharded cluster.
//!
//! Every write waits for a majority's journal, every read is of what a majority has, from the primary. There is no
//! transaction over several documents. What is decided once is decided by one update of one document, which MongoDB
//! makes atomic; everything else may be done again, by this server or another.
//!
//! # The race with closing
//!
//! A participant's document holds its revisions and decides for itself:
//!
//! - **It takes a report** by one conditional update: the participant is admitted, the document isn't frozen, and
//!   nobody wrote it since it was read (`version`). The report's bytes were stored before. Nothing is ever taken out
//!   again. So what the document holds is acknowledged by that.
//! - **Closing** first moves the session to `closing`, from where no way leads back, then sets `frozen` in every
//!   document, and begins again until none is left. A report that comes between the two steps is in time: it is
//!   acknowledged and counted. Nothing in a frozen document changes but its `version`, so everybody who orders them finds the same set, and
//!   it doesn't matter how many servers close at once or where one of them stops. One compare-and-set, from `closing`
//!   to `closed`, chooses the statement about it.
//! - **No document is overlooked:** only an admitted participant's document takes reports, and admitting
//!   (`invitations`) makes the document first, then updates the session on condition that it isn't closing, and
//!   only then admits. So a document that takes reports was there before the session began to close. That none is left unfrozen is what a read says:
//!   an update of many passes some over while a sharded cluster moves them.
//! - **A refusal is final.** An update may be under way still when its caller has long been told that the store is
//!   unavailable, and tries again; and what was read may be old. So before "not open" or "a revision is missing" is
//!   answered, and to settle a report that is refused elsewhere, the document is written: frozen if the session closes
//!   (which helps closing), in any case given a new `version`. An update still under way then finds another version and
//!   does nothing; and whether it came before is seen in the document as that write left it. Who isn't found invited is
//!   looked for by the same write: it changes nothing then, but MongoDB waits for a majority to have what the primary
//!   has before it says so. It ends no update that is under way, and needn't: only who was found invited is ever
//!   written to, and when an invitation is taken back, by one update of a document of somebody who hasn't submitted, its
//!   `version` changes, so none comes through. The other refusals need no write: a revision that a majority has,
//!   or 256 of them, stay.
//!
//! Reads of a majority's state may be old if the primary was replaced without noticing. The phase that a report's
//! storing reads may therefore be old, which lets a pause begin a moment later, but can't break any of the above:
//! there, only updates decide. Closing reads in a causally consistent session, so that it sees its own writes.
//!
//! # What stays behind
//!
//! Inviting reserves places before it takes them (`places`). If the server ends between the two, or MongoDB fails for longer
//! than it is tried again (by the driver, and of many documents by `again`), places stay reserved that nobody takes, never too many are taken; an hour later they are counted
//! anew when somebody needs one. A caller that goes away leaves none: the two steps run in a task of their own.
//!
//! Bytes of reports that were refused in the last moment stay, unreferenced, until the session is deleted; those of a report
//! whose storing fails while that happens, until `orphans` looks for them. Deleted secrets may be in the journals and backups of
//! MongoDB for as long as those are kept: they are sealed under the servers' master key.

mod again;
mod closing;
mod codes;
mod connect;
mod deletion;
mod document;
mod invitations;
mod key_check;
mod list_id;
mod offers;
mod orphans;
mod places;
mod portable;
mod reports;
mod results;
mod sessions;
mod standing;

use std::time::Duration;

use async_trait::async_trait;
pub use connect::MongoOptions;
use mongodb::{Client, Collection, bson::Document};
use tacit_protocol::{
    ids::{OfferId, ParticipantId, ReportDigest, SessionId},
    invitation::Invitation,
    phase::Phase,
    report::ReportHeader,
};
use tokio::time::timeout;

use super::{
    BatchRecord, CodeHash, CodeRecord, Counts, CreateOutcome, FrozenReport, FrozenSet, InviteOutcome,
    KeyCheck, ListId, Needed, NewReport, OfferLimits, OfferOutcome, OfferRecord, OnceOutcome, OpenError,
    Participant, PhaseOutcome, PutOutcome, RetentionBasis, Revocation, SessionRecord, SessionState, Standing,
    Store, StoreError, StoredRevision, Submission, Usage, UsageLimits,
};

/// The store in MongoDB. Any number of servers may have the same database open. Clones share the connections.
#[derive(Clone)]
pub struct MongoStore {
    client: Client,
    /// For a move: sessions are found also while they are shut to servers.
    moves: bool,
    /// `_id`: "tacit". Format, the master key's check value, the list's id, whether all of this is being moved, and what time was noted last.
    meta: Collection<Document>,
    /// `_id`: hash.
    codes: Collection<Document>,
    /// `_id`: offer.
    offers: Collection<Document>,
    /// `_id`: session. Phase, places, frozen set and release are in it.
    sessions: Collection<Document>,
    /// `_id`: session ‖ participant.
    participants: Collection<Document>,
    /// `_id`: session ‖ digest.
    reports: Collection<Document>,
    /// `_id`: session ‖ attempt to close ‖ batch: where each batch begins, and its root.
    batches: Collection<Document>,
    /// `_id`: session ‖ batch.
    records: Collection<Document>,
    /// `_id`: session.
    publications: Collection<Document>,
}

impl MongoStore {
    /// Connects, and makes the collections' indexes if they aren't there.
    ///
    /// `uri` may hold a password: it is in no error.
    ///
    /// # Errors
    ///
    /// [`OpenError`] if the address is wrong, nobody answers there, or a later version of the program was there.
    pub async fn connect(uri: &str, database: &str) -> Result<Self, OpenError> {
        Self::connect_with(uri, database, &MongoOptions::default()).await
    }

    /// As [`MongoStore::connect`], with other pools and time-outs.
    ///
    /// # Errors
    ///
    /// As [`MongoStore::connect`].
    pub async fn connect_with(uri: &str, database: &str, options: &MongoOptions) -> Result<Self, OpenError> {
        let store = connect::connect(uri, database, options).await?;
        let state = portable::move_state(&store.meta).await;
        let state = state.map_err(|error| OpenError::Unreachable { reason: error.to_string() })?;
        match OpenError::unless_settled(state, || format!("the MongoDB database {database}")) {
            Ok(()) => Ok(store),
            Err(refusal) => {
                store.shutdown().await;
                Err(refusal)
            }
        }
    }

    /// As [`MongoStore::connect_with`], also while the database is moved to another store or from one.
    ///
    /// # Errors
    ///
    /// As [`MongoStore::connect`].
    pub async fn connect_to_move(
        uri: &str,
        database: &str,
        options: &MongoOptions,
    ) -> Result<Self, OpenError> {
        Ok(Self { moves: true, ..connect::connect(uri, database, options).await? })
    }

    /// Which master key, and which list of released sessions, belong to a database. Makes and changes nothing.
    ///
    /// # Errors
    ///
    /// [`OpenError`] if the address is wrong, nobody answers there, or the database isn't for servers of this version.
    pub async fn needed(uri: &str, database: &str, options: &MongoOptions) -> Result<Needed, OpenError> {
        let store = connect::client(uri, database, options).await?;
        let found = Self::needed_in(&store, database).await;
        store.shutdown().await;
        found
    }

    async fn needed_in(store: &Self, database: &str) -> Result<Needed, OpenError> {
        connect::look_at(store, database).await?;
        let unreadable = |error: StoreError| OpenError::Unreachable { reason: error.to_string() };
        let state = portable::move_state(&store.meta).await.map_err(unreadable)?;
        OpenError::unless_settled(state, || format!("the MongoDB database {database}"))?;
        Ok(Needed {
            key: key_check::needed(store).await.map_err(unreadable)?,
            list: list_id::needed(store).await.map_err(unreadable)?,
        })
    }

    /// How long [`MongoStore::shutdown`] takes at most.
    pub const CLOSING: Duration = Duration::from_secs(5);
    /// Of that, for ending what is under way still.
    const CUTTING_OFF: Duration = Duration::from_secs(1);

    /// Ends the connections. To be called before the program ends: the driver's own tasks may fail noisily otherwise. What is under way
    /// still, as a close, is waited for as long as there is time ([`MongoStore::CLOSING`]), then cut off: it may be done again.
    pub async fn shutdown(self) {
        let client = self.client.clone();
        // The driver waits for its sessions and cursors without end.
        if timeout(Self::CLOSING - Self::CUTTING_OFF, self.client.shutdown()).await.is_err() {
            tracing::warn!(
                "what is under way in MongoDB still is cut off; who asks for it again has it done"
            );
            // It says goodbye to the database server, which may not answer any more.
            let _ = timeout(Self::CUTTING_OFF, client.shutdown().immediate(true)).await;
        }
    }
}

#[async_trait]
impl Store for MongoStore {
    async fn key_check(&self) -> Result<Option<KeyCheck>, StoreError> {
        key_check::get(self).await
    }

    async fn set_key_check(&self, before: Option<KeyCheck>, after: KeyCheck) -> Result<bool, StoreError> {
        key_check::set(self, before, after).await
    }

    async fn list_id(&self) -> Result<Option<ListId>, StoreError> {
        list_id::get(self).await
    }

    async fn claim_list_id(&self, instead_of: Option<ListId>, id: ListId) -> Result<ListId, StoreError> {
        list_id::claim(self, instead_of, id).await
    }

    async fn put_offer(
        &self,
        offer: OfferRecord,
        now: u64,
        limits: OfferLimits,
    ) -> Result<OfferOutcome, StoreError> {
        offers::put(self, offer, now, limits).await
    }

    async fn forget_offers(&self) -> Result<(), StoreError> {
        offers::forget_all(self).await
    }

    async fn forget_expired(&self, now: u64) -> Result<(), StoreError> {
        offers::forget_expired(self, now).await?;
        codes::forget_expired(self, now).await
    }

    async fn put_codes(&self, codes: &[CodeRecord]) -> Result<(), StoreError> {
        codes::put(self, codes).await
    }

    async fn is_unused(&self, code: &CodeHash, now: u64) -> Result<bool, StoreError> {
        codes::is_unused(self, code, now).await
    }

    async fn use_code(&self, code: &CodeHash, session: &SessionId, now: u64) -> Result<bool, StoreError> {
        codes::use_up(self, code, session, now).await
    }

    async fn give_code_back(&self, code: &CodeHash, session: &SessionId) -> Result<(), StoreError> {
        codes::give_back(self, code, session).await
    }

    async fn usage(&self, analyst: &[u8; 32]) -> Result<Usage, StoreError> {
        sessions::usage(self, analyst).await
    }

    async fn offer(&self, offer: &OfferId, now: u64) -> Result<Option<OfferRecord>, StoreError> {
        offers::get(self, offer, now).await
    }

    async fn create_session(
        &self,
        record: SessionRecord,
        limits: UsageLimits,
    ) -> Result<CreateOutcome, StoreError> {
        sessions::create(self, record, limits).await
    }

    async fn session(&self, session: &SessionId) -> Result<Option<SessionRecord>, StoreError> {
        sessions::session(self, session).await
    }

    async fn session_state(&self, session: &SessionId) -> Result<Option<SessionState>, StoreError> {
        sessions::state(self, session).await
    }

    async fn sessions_of(
        &self,
        analyst: &[u8; 32],
        skip: u32,
        limit: u32,
    ) -> Result<Vec<SessionId>, StoreError> {
        sessions::of(self, analyst, skip, limit).await
    }

    async fn all_sessions(
        &self,
        after: Option<&SessionId>,
        limit: u32,
    ) -> Result<Vec<SessionId>, StoreError> {
        sessions::all(self, after, limit).await
    }

    async fn released_sessions(
        &self,
        after: Option<&SessionId>,
        limit: u32,
    ) -> Result<Vec<SessionId>, StoreError> {
        sessions::released(self, after, limit).await
    }

    async fn reseal(
        &self,
        session: &SessionId,
        sealed_signing_seed: Vec<u8>,
        sealed_secret: Option<Vec<u8>>,
    ) -> Result<(), StoreError> {
        sessions::reseal(self, session, sealed_signing_seed, sealed_secret).await
    }

    async fn extend(&self, session: &SessionId, closes_at: u64) -> Result<PhaseOutcome, StoreError> {
        sessions::extend(self, session, closes_at).await
    }

    async fn delete(&self, session: &SessionId) -> Result<(), StoreError> {
        deletion::delete(self, session).await
    }

    async fn announce_deletion(
        &self,
        session: &SessionId,
        delete_after: Option<u64>,
    ) -> Result<(), StoreError> {
        deletion::announce(self, session, delete_after).await
    }

    async fn announced_deletions(&self) -> Result<Vec<(SessionId, u64)>, StoreError> {
        deletion::announced(self).await
    }

    async fn delete_if(
        &self,
        session: &SessionId,
        basis: RetentionBasis,
        now: u64,
    ) -> Result<bool, StoreError> {
        deletion::delete_if(self, session, basis, now).await
    }

    async fn noted_time(&self) -> Result<Option<u64>, StoreError> {
        deletion::noted_time(self).await
    }

    async fn note_time(&self, now: u64) -> Result<(), StoreError> {
        deletion::note_time(self, now).await
    }

    async fn finish_deletions(&self) -> Result<(), StoreError> {
        deletion::finish_all(self).await
    }

    async fn forget_orphans(&self) -> Result<u64, StoreError> {
        orphans::forget(self).await
    }

    async fn set_phase(&self, session: &SessionId, to: Phase) -> Result<PhaseOutcome, StoreError> {
        sessions::set_phase(self, session, to).await
    }

    async fn invite(
        &self,
        session: &SessionId,
        invitations: &[Invitation],
        max: u32,
    ) -> Result<InviteOutcome, StoreError> {
        invitations::invite(self, session, invitations, max).await
    }

    async fn revoke(
        &self,
        session: &SessionId,
        participants: &[ParticipantId],
    ) -> Result<Option<Revocation>, StoreError> {
        invitations::revoke(self, session, participants).await
    }

    async fn put_report(&self, session: &SessionId, report: NewReport) -> Result<PutOutcome, StoreError> {
        reports::put(self, session, report).await
    }

    async fn settle_report(
        &self,
        session: &SessionId,
        header: &ReportHeader,
        digest: &ReportDigest,
    ) -> Result<Option<StoredRevision>, StoreError> {
        reports::settle(self, session, header, digest).await
    }

    async fn participant(
        &self,
        session: &SessionId,
        participant: &ParticipantId,
    ) -> Result<Option<Participant>, StoreError> {
        reports::participant(self, session, participant).await
    }

    async fn submissions(
        &self,
        session: &SessionId,
        after: Option<&ParticipantId>,
        limit: u32,
    ) -> Result<Vec<Submission>, StoreError> {
        reports::submissions(self, session, after, limit).await
    }

    async fn counts(&self, session: &SessionId) -> Result<Counts, StoreError> {
        reports::counts(self, session).await
    }

    async fn standing(
        &self,
        session: &SessionId,
        digest: &ReportDigest,
    ) -> Result<Option<Standing>, StoreError> {
        standing::standing(self, session, digest).await
    }

    async fn freeze(
        &self,
        session: &SessionId,
        closed_at: u64,
        batch_size: u32,
    ) -> Result<FrozenSet, StoreError> {
        closing::freeze(self, session, closed_at, batch_size.max(1)).await
    }

    async fn frozen(&self, session: &SessionId) -> Result<Option<FrozenSet>, StoreError> {
        Ok(closing::frozen(self, session).await?.map(|(set, _)| set))
    }

    async fn batch(&self, session: &SessionId, index: u32) -> Result<Vec<FrozenReport>, StoreError> {
        closing::batch(self, session, index).await
    }

    async fn record_batch(
        &self,
        session: &SessionId,
        record: BatchRecord,
    ) -> Result<OnceOutcome, StoreError> {
        results::record_batch(self, session, record).await
    }

    async fn batch_records(
        &self,
        session: &SessionId,
        from: u32,
        limit: u32,
    ) -> Result<Vec<BatchRecord>, StoreError> {
        results::batch_records(self, session, from, limit).await
    }

    async fn release(&self, session: &SessionId, release: Vec<u8>) -> Result<OnceOutcome, StoreError> {
        results::release(self, session, release).await
    }

    async fn released(&self, session: &SessionId) -> Result<Option<Vec<u8>>, StoreError> {
        results::released(self, session).await
    }

    async fn publish(&self, session: &SessionId, results: Vec<u8>) -> Result<OnceOutcome, StoreError> {
        results::publish(self, session, results).await
    }

    async fn published(&self, session: &SessionId) -> Result<Option<Vec<u8>>, StoreError> {
        results::published(self, session).await
    }

    async fn purge_released(&self, session: &SessionId) -> Result<(), StoreError> {
        results::purge_released(self, session).await
    }

    async fn ping(&self) -> Result<(), StoreError> {
        portable::is_for_servers(&self.meta).await
    }
}
