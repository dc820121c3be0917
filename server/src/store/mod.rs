//! What the server remembers, in the product's words.
//!
//! Two implementations pass one contract suite (`tacit-testkit`): [`embedded`], a file beside the server, and
//! [`mongo`], where users outgrow one machine. A store holds ciphertexts, hashes and counts; it can't name a share in
//! the clear.
//!
//! Promises every implementation keeps:
//! - A method that returns `Ok` has its effect on disk (in MongoDB: on a majority), and it stays.
//! - [`Store::put_report`] answering [`PutOutcome::Stored`] or [`PutOutcome::Repeated`] before or during a close means
//!   that this report, or a later revision of the same participant, is in the frozen set. Any other answer means that
//!   it is not, now or ever, whatever came of earlier attempts, unless it is put again. An error means neither.
//! - [`Store::freeze`] fixes one set a session, for ever, whoever calls it and however often.
//! - Verdicts, the release and published results are written once: the same again is a no-op, another is refused.

pub mod embedded;
pub(crate) mod measured;
pub mod mongo;
mod open_error;
mod operations;
mod phase_code;
pub mod portable;
mod records;

use async_trait::async_trait;
pub use tacit_protocol::administration::Submission;
use tacit_protocol::{
    ids::{OfferId, ParticipantId, ReportDigest, SessionId},
    invitation::Invitation,
    phase::Phase,
    report::ReportHeader,
};

pub use open_error::OpenError;
pub use records::{
    BatchRecord, CodeHash, CodeRecord, CohortCounts, Counts, CreateOutcome, FrozenReport, FrozenSet,
    InviteOutcome, KeyCheck, ListId, MAX_REVISIONS, Needed, NeededKey, NeededList, NewReport, OfferLimits,
    OfferOutcome, OfferRecord, OnceOutcome, Participant, PhaseOutcome, Place, PutOutcome, RetentionBasis,
    Revocation, SessionRecord, SessionState, Standing, StoreError, StoredRevision, Usage, UsageLimits,
};

/// The server's memory. See the module for what every implementation promises.
#[async_trait]
pub trait Store: Send + Sync + 'static {
    /// The check value of the master key under which the sessions' keys are sealed, if it was set.
    async fn key_check(&self) -> Result<Option<KeyCheck>, StoreError>;

    /// Sets it to `after` if it is `before`; otherwise `false`.
    async fn set_key_check(&self, before: Option<KeyCheck>, after: KeyCheck) -> Result<bool, StoreError>;

    /// Which list of released sessions belongs to this store, if that was said.
    async fn list_id(&self) -> Result<Option<ListId>, StoreError>;

    /// Says that it is `id`, unless another than `instead_of` was said before; answers which it is.
    async fn claim_list_id(&self, instead_of: Option<ListId>, id: ListId) -> Result<ListId, StoreError>;

    /// Keeps an offer, unless there are too many; those expired at `now` don't count. Of offers made at the same moment fewer may be
    /// kept than there is room for, never more.
    async fn put_offer(
        &self,
        offer: OfferRecord,
        now: u64,
        limits: OfferLimits,
    ) -> Result<OfferOutcome, StoreError>;

    /// Destroys all offers.
    async fn forget_offers(&self) -> Result<(), StoreError>;

    /// Destroys the offers and codes expired at `now`.
    async fn forget_expired(&self, now: u64) -> Result<(), StoreError>;

    /// The offer, if it isn't expired at `now`. It stays until it is used.
    async fn offer(&self, offer: &OfferId, now: u64) -> Result<Option<OfferRecord>, StoreError>;

    /// Keeps codes, none of which is there.
    async fn put_codes(&self, codes: &[CodeRecord]) -> Result<(), StoreError>;

    /// Whether there is such a code, not expired at `now`, and nothing was made with it.
    async fn is_unused(&self, code: &CodeHash, now: u64) -> Result<bool, StoreError>;

    /// Uses the code up for this session, unless it is unknown, expired at `now` or used up for another: `false`.
    async fn use_code(&self, code: &CodeHash, session: &SessionId, now: u64) -> Result<bool, StoreError>;

    /// Undoes [`Store::use_code`], if there is no such session; that of a deleted one stays used. Who makes it at that moment must use the
    /// code once more afterwards.
    async fn give_code_back(&self, code: &CodeHash, session: &SessionId) -> Result<(), StoreError>;

    /// What an analyst has.
    async fn usage(&self, analyst: &[u8; 32]) -> Result<Usage, StoreError>;

    /// Makes the session if its offer is still there (at `record.created_at`) and its analyst has room for it, and uses the offer
    /// up. Of several made at the same moment fewer may be than there is room for, never more.
    async fn create_session(
        &self,
        record: SessionRecord,
        limits: UsageLimits,
    ) -> Result<CreateOutcome, StoreError>;

    /// The session, or `None` if there is none of this id. As long as its manifest: up to 1 MiB.
    async fn session(&self, session: &SessionId) -> Result<Option<SessionRecord>, StoreError>;

    /// The session without what is long, whatever its length: what requests of anybody may ask for.
    async fn session_state(&self, session: &SessionId) -> Result<Option<SessionState>, StoreError>;

    /// The ids of an analyst's sessions, newest first, without the first `skip`, at most `limit`.
    async fn sessions_of(
        &self,
        analyst: &[u8; 32],
        skip: u32,
        limit: u32,
    ) -> Result<Vec<SessionId>, StoreError>;

    /// The ids of all sessions, in ascending order, those after `after`, at most `limit`.
    async fn all_sessions(&self, after: Option<&SessionId>, limit: u32)
    -> Result<Vec<SessionId>, StoreError>;

    /// As [`Store::all_sessions`], those only that are released.
    async fn released_sessions(
        &self,
        after: Option<&SessionId>,
        limit: u32,
    ) -> Result<Vec<SessionId>, StoreError>;

    /// Puts the session's keys, sealed anew, in the place of those that it has, and destroys these as [`Store::release`] does. Nothing
    /// changes if there is `sealed_secret` and the session's was destroyed meanwhile, or the other way round.
    async fn reseal(
        &self,
        session: &SessionId,
        sealed_signing_seed: Vec<u8>,
        sealed_secret: Option<Vec<u8>>,
    ) -> Result<(), StoreError>;

    /// Puts off until when the session takes reports, never to an earlier time than before: `closes_at` is the closing time
    /// now, or a later one is. Not if it is closing.
    async fn extend(&self, session: &SessionId, closes_at: u64) -> Result<PhaseOutcome, StoreError>;

    /// Destroys the session with all that belongs to it, in whatever phase it is: from its first step on no method knows
    /// it. There may be nothing to do. The code that it was created with stays used, and doesn't say for what.
    ///
    /// If this fails, some of it may be left over: [`Store::finish_deletions`] destroys it.
    async fn delete(&self, session: &SessionId) -> Result<(), StoreError>;

    /// Says from when on [`Store::delete_if`] may delete the session (milliseconds since 1970 UTC), unless that is said already; `None`:
    /// it may not.
    async fn announce_deletion(
        &self,
        session: &SessionId,
        delete_after: Option<u64>,
    ) -> Result<(), StoreError>;

    /// The sessions whose deletion is announced, and from when on they may be deleted.
    async fn announced_deletions(&self) -> Result<Vec<(SessionId, u64)>, StoreError>;

    /// Deletes the session as [`Store::delete`] does, if that was announced for `now` or before, and the session is still as `basis`
    /// has it; otherwise `false`.
    async fn delete_if(
        &self,
        session: &SessionId,
        basis: RetentionBasis,
        now: u64,
    ) -> Result<bool, StoreError>;

    /// What time it was when it was noted last (milliseconds since 1970 UTC), whichever server did so.
    async fn noted_time(&self) -> Result<Option<u64>, StoreError>;

    /// Notes what time it is.
    async fn note_time(&self, now: u64) -> Result<(), StoreError>;

    /// Destroys what is left of sessions whose deletion was interrupted.
    async fn finish_deletions(&self) -> Result<(), StoreError>;

    /// Destroys what belongs to sessions that aren't there, and answers of how many there was something. Goes over all sessions.
    async fn forget_orphans(&self) -> Result<u64, StoreError>;

    /// Moves the session to `to` if [`Phase::allows`] it from where it is. For open and paused only: `freeze` closes,
    /// `release` releases.
    async fn set_phase(&self, session: &SessionId, to: Phase) -> Result<PhaseOutcome, StoreError>;

    /// Invites participants, all or none; those invited before count once, and stay in their cohort. `max` is the most
    /// there may be in all.
    async fn invite(
        &self,
        session: &SessionId,
        invitations: &[Invitation],
        max: u32,
    ) -> Result<InviteOutcome, StoreError>;

    /// Takes invitations back, of those who haven't submitted. Who isn't invited doesn't matter. `None`: the session is
    /// closing or closed, and nothing changed.
    async fn revoke(
        &self,
        session: &SessionId,
        participants: &[ParticipantId],
    ) -> Result<Option<Revocation>, StoreError>;

    /// Stores a report if the session is open, its participant invited and its revision the next. Whether it may be of
    /// its cohort is the caller's to check.
    async fn put_report(&self, session: &SessionId, report: NewReport) -> Result<PutOutcome, StoreError>;

    /// Answers a report if an earlier attempt has stored it, and makes sure that none that is under way comes through
    /// any more: before it is refused for reasons that the store doesn't know.
    async fn settle_report(
        &self,
        session: &SessionId,
        header: &ReportHeader,
        digest: &ReportDigest,
    ) -> Result<Option<StoredRevision>, StoreError>;

    /// The participant, if it is invited.
    async fn participant(
        &self,
        session: &SessionId,
        participant: &ParticipantId,
    ) -> Result<Option<Participant>, StoreError>;

    /// Who submitted, in ascending order of participant id, those after `after`, at most `limit`.
    async fn submissions(
        &self,
        session: &SessionId,
        after: Option<&ParticipantId>,
        limit: u32,
    ) -> Result<Vec<Submission>, StoreError>;

    /// How things stand.
    async fn counts(&self, session: &SessionId) -> Result<Counts, StoreError>;

    /// Where the acknowledged report with this digest stands; `None` if there is none. Reads one batch's digests, and
    /// some bytes of every batch.
    async fn standing(
        &self,
        session: &SessionId,
        digest: &ReportDigest,
    ) -> Result<Option<Standing>, StoreError>;

    /// Closes the session and freezes its set (step [`Phase::Closing`], then [`Phase::Closed`]). Once frozen, answers
    /// the same set again, whatever the arguments.
    async fn freeze(
        &self,
        session: &SessionId,
        closed_at: u64,
        batch_size: u32,
    ) -> Result<FrozenSet, StoreError>;

    /// The frozen set, if there is one.
    async fn frozen(&self, session: &SessionId) -> Result<Option<FrozenSet>, StoreError>;

    /// The reports of one batch of the frozen set, in order; empty if there is no such batch.
    async fn batch(&self, session: &SessionId, index: u32) -> Result<Vec<FrozenReport>, StoreError>;

    /// Writes a batch's record, once. Two are the same if `verdicts_digest` is.
    async fn record_batch(&self, session: &SessionId, record: BatchRecord)
    -> Result<OnceOutcome, StoreError>;

    /// Batch records with `index >= from` in ascending order, at most `limit`.
    async fn batch_records(
        &self,
        session: &SessionId,
        from: u32,
        limit: u32,
    ) -> Result<Vec<BatchRecord>, StoreError>;

    /// Writes the release, once, moves the session to [`Phase::Released`], and destroys its sealed secret and the
    /// sealed shares in its batch records: afterwards no byte of them is in the store's files (as far as the engine
    /// lets us say so). Two releases are the same if their bytes are.
    ///
    /// What is destroyed last may be left over if this fails: [`Store::purge_released`] destroys it.
    async fn release(&self, session: &SessionId, release: Vec<u8>) -> Result<OnceOutcome, StoreError>;

    /// The release, if there is one.
    async fn released(&self, session: &SessionId) -> Result<Option<Vec<u8>>, StoreError>;

    /// Writes what the analyst publishes about a released session, once. Two are the same if their bytes are.
    async fn publish(&self, session: &SessionId, results: Vec<u8>) -> Result<OnceOutcome, StoreError>;

    /// What is published, if anything is.
    async fn published(&self, session: &SessionId) -> Result<Option<Vec<u8>>, StoreError>;

    /// Destroys whatever is still there of a released session's secrets, as the last part of [`Store::release`] does.
    /// There may be nothing to do; a session that isn't released keeps its own.
    async fn purge_released(&self, session: &SessionId) -> Result<(), StoreError>;

    /// Whether the store answers, and isn't being moved to another, for readiness.
    async fn ping(&self) -> Result<(), StoreError>;
}
