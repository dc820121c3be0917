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
pub mod mongo;
mod open_error;
mod phase_code;

use async_trait::async_trait;
pub use tacit_protocol::administration::Submission;
use tacit_protocol::{
    ids::{OfferId, ParticipantId, ReportDigest, SessionId},
    invitation::{Invitation, Voucher},
    merkle,
    phase::Phase,
    report::ReportHeader,
};

pub use open_error::OpenError;

/// The most revisions a participant may submit.
pub const MAX_REVISIONS: u32 = 256;

/// Why a store can't do what it was asked.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// It can't be reached, is full or failed; trying again later may help. The text is for the log.
    #[error("the store is unavailable: {0}")]
    Unavailable(String),
    /// What it holds can't be what we wrote. The text is for the log.
    #[error("the store holds damaged data: {0}")]
    Damaged(String),
    /// There is no such session: it was deleted meanwhile.
    #[error("there is no session {0}")]
    NoSession(SessionId),
}

/// Session keys on offer. The seeds are sealed under the server's master key before they come here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OfferRecord {
    /// Its name.
    pub offer: OfferId,
    /// The signing key of the analyst who asked for it.
    pub analyst: [u8; 32],
    /// Until when it may be taken up, milliseconds since 1970 UTC.
    pub expires_at: u64,
    /// Seed of the keys that are destroyed at the release, sealed.
    pub sealed_secret: Vec<u8>,
    /// Seed of the signing key, which stays, sealed.
    pub sealed_signing_seed: Vec<u8>,
}

/// A session as created. Nothing of it changes but the phase, the closing time, and the sealed secret, which goes at the
/// release.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SessionRecord {
    /// Hash of `manifest`.
    pub session: SessionId,
    /// The signing key of its analyst.
    pub analyst: [u8; 32],
    /// The manifest's exact bytes.
    pub manifest: Vec<u8>,
    /// The offer it was made from.
    pub offer: OfferId,
    /// Where it stands.
    pub phase: Phase,
    /// When it was made, milliseconds since 1970 UTC.
    pub created_at: u64,
    /// Until when submissions are taken, if it isn't what the manifest says; milliseconds since 1970 UTC.
    pub closes_at: Option<u64>,
    /// As in the offer, with the VDAF verify key; `None` once released.
    pub sealed_secret: Option<Vec<u8>>,
    /// As in the offer.
    pub sealed_signing_seed: Vec<u8>,
}

/// How many offers may wait to be taken up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OfferLimits {
    /// Of one analyst.
    pub per_analyst: u32,
    /// Of all.
    pub in_all: u32,
}

/// What came of keeping an offer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OfferOutcome {
    /// It is kept.
    Kept,
    /// It isn't: the analyst has as many as one may have.
    TooManyOfAnalyst,
    /// It isn't: there are as many as there may be.
    TooManyInAll,
}

/// What came of creating a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CreateOutcome {
    /// It exists now; the offer is used up.
    Created,
    /// It existed already, made from the same offer.
    Existed,
    /// The offer is unknown, expired or used for another session.
    NoOffer,
}

/// What came of a compare-and-set of the phase.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PhaseOutcome {
    /// The session is in the new phase (it may have been before).
    Now,
    /// It isn't: it is in this phase, from which that step doesn't lead.
    Elsewhere(Phase),
}

/// What came of inviting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InviteOutcome {
    /// All are invited; so many are now in all.
    Invited(u64),
    /// None of the new ones is invited: there are only so many places in all.
    Full(u64),
    /// None of the new ones is invited: some of the others are, to another cohort.
    Conflict,
}

/// What came of taking invitations back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Revocation {
    /// How many are invited now.
    pub invited: u64,
    /// Those of the named who have submitted, and stay invited, in ascending order.
    pub submitted: Vec<ParticipantId>,
}

/// Somebody who is invited.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Participant {
    /// The number of the cohort: that of the newest report, or where there is none that of the invitation.
    pub cohort: u16,
    /// The newest acknowledged report.
    pub newest: Option<StoredRevision>,
}

/// A report to store. The store neither reads nor checks the bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewReport {
    /// From the report.
    pub header: ReportHeader,
    /// Of the whole report.
    pub digest: ReportDigest,
    /// The encoded report.
    pub bytes: Vec<u8>,
    /// Milliseconds since 1970 UTC.
    pub received_at: u64,
}

/// A report that is stored, without its bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StoredRevision {
    /// Which revision.
    pub revision: u32,
    /// Of the whole report.
    pub digest: ReportDigest,
    /// When it was first stored, milliseconds since 1970 UTC.
    pub received_at: u64,
}

/// What came of storing a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PutOutcome {
    /// It is the participant's newest report now.
    Stored(StoredRevision),
    /// The very same report was stored before; this is when.
    Repeated(StoredRevision),
    /// Its revision isn't one more than the newest, which is this.
    Conflict {
        /// The newest revision; 0: none.
        newest: u32,
    },
    /// More than [`MAX_REVISIONS`].
    TooMany,
    /// The participant isn't invited.
    NotInvited,
    /// The session takes no reports: it is in this phase.
    NotOpen(Phase),
}

/// A session's counts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Participants invited.
    pub invited: u64,
    /// Participants who submitted.
    pub submitted: u64,
    /// Reports acknowledged, replaced ones included.
    pub revisions: u64,
    /// Batches that have their verdicts.
    pub verified_batches: u32,
    /// Of every cohort that somebody invited is of, by ascending number; 0 is those of none.
    pub cohorts: Vec<CohortCounts>,
}

/// How many are of one cohort.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CohortCounts {
    /// Its number.
    pub cohort: u16,
    /// Participants invited, whose [`Participant::cohort`] it is.
    pub invited: u64,
    /// Of these, those who submitted.
    pub submitted: u64,
}

/// A report of the frozen set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FrozenReport {
    /// As its participant was invited with it.
    pub voucher: Voucher,
    /// The encoded report.
    pub bytes: Vec<u8>,
}

/// The frozen set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FrozenSet {
    /// When it was closed, milliseconds since 1970 UTC.
    pub closed_at: u64,
    /// Participants invited.
    pub invited: u64,
    /// Reports in the set.
    pub submitted: u64,
    /// Reports acknowledged, replaced ones included.
    pub revisions: u64,
    /// Reports a batch.
    pub batch_size: u32,
    /// Root over the digests, in ascending order of participant id.
    pub root: merkle::Hash,
}

/// Where the report with some digest stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    /// Whose it is.
    pub participant: ParticipantId,
    /// The newest report of the same participant: this one, or the one that has replaced it.
    pub newest: StoredRevision,
    /// Once the set is frozen: where in it the newest is.
    pub place: Option<Place>,
}

/// A report's place in the frozen set, with what proves it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The set.
    pub set: FrozenSet,
    /// The report's position, from 0.
    pub index: u64,
    /// The digests of the batch that it is in, in order.
    pub batch: Vec<ReportDigest>,
    /// The roots of all batches, in order.
    pub roots: Vec<merkle::Hash>,
}

/// What is kept of a verified batch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BatchRecord {
    /// Which batch.
    pub index: u32,
    /// Hash of the verdicts, to tell the same from others.
    pub verdicts_digest: [u8; 32],
    /// How many reports were accepted.
    pub accepted: u32,
    /// The leader's aggregate share of the batch, sealed under the session's secret.
    pub sealed_share: Vec<u8>,
    /// The analyst's note to itself.
    pub note: Vec<u8>,
}

/// What came of writing something that is written once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OnceOutcome {
    /// It is written now, or was before, the same.
    Written,
    /// Another is written.
    Different,
}

/// The server's memory. See the module for what every implementation promises.
#[async_trait]
pub trait Store: Send + Sync + 'static {
    /// Keeps an offer, unless there are too many; those expired at `now` don't count. Offers made at the same moment
    /// may exceed the limits by as many.
    async fn put_offer(
        &self,
        offer: OfferRecord,
        now: u64,
        limits: OfferLimits,
    ) -> Result<OfferOutcome, StoreError>;

    /// Destroys the offers expired at `now`.
    async fn forget_offers(&self, now: u64) -> Result<(), StoreError>;

    /// The offer, if it isn't expired at `now`. It stays until it is used.
    async fn offer(&self, offer: &OfferId, now: u64) -> Result<Option<OfferRecord>, StoreError>;

    /// Makes the session if its offer is still there (at `record.created_at`), and uses the offer up.
    async fn create_session(&self, record: SessionRecord) -> Result<CreateOutcome, StoreError>;

    /// The session, or `None` if there is none of this id.
    async fn session(&self, session: &SessionId) -> Result<Option<SessionRecord>, StoreError>;

    /// The ids of an analyst's sessions, newest first, without the first `skip`, at most `limit`.
    async fn sessions_of(
        &self,
        analyst: &[u8; 32],
        skip: u32,
        limit: u32,
    ) -> Result<Vec<SessionId>, StoreError>;

    /// Puts off until when the session takes reports, never to an earlier time than before: `closes_at` is the closing time
    /// now, or a later one is. Not if it is closing.
    async fn extend(&self, session: &SessionId, closes_at: u64) -> Result<PhaseOutcome, StoreError>;

    /// Destroys the session with all that belongs to it, in whatever phase it is: from its first step on no method knows
    /// it. There may be nothing to do.
    ///
    /// If this fails, some of it may be left over: [`Store::finish_deletions`] destroys it.
    async fn delete(&self, session: &SessionId) -> Result<(), StoreError>;

    /// Destroys what is left of sessions whose deletion was interrupted.
    async fn finish_deletions(&self) -> Result<(), StoreError>;

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

    /// Whether the store answers, for readiness.
    async fn ping(&self) -> Result<(), StoreError>;
}
