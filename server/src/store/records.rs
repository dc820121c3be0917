//! What a store is given and answers.

use tacit_protocol::{
    ids::{OfferId, ParticipantId, ReportDigest, SessionId},
    invitation::Voucher,
    merkle,
    phase::Phase,
    report::ReportHeader,
};

/// The most revisions a participant may submit.
pub const MAX_REVISIONS: u32 = 256;

/// Why a store can't do what it was asked.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// It can't be reached, is full or failed; trying again later may help. The text is for the log.
    #[error("the store is unavailable: {0}")]
    Unavailable(String),
    /// It wasn't asked: too many wait for it already.
    #[error("too many wait for the store")]
    Busy,
    /// A thread that it can't be without has panicked; nothing helps but to open it anew.
    #[error("a thread of the store has panicked; the server must be started again")]
    Broken,
    /// What it holds can't be what we wrote. The text is for the log.
    #[error("the store holds damaged data: {0}")]
    Damaged(String),
    /// There is no such session: it was deleted meanwhile.
    #[error("there is no session {0}")]
    NoSession(SessionId),
}

/// What is stored of a code.
pub type CodeHash = [u8; 32];

/// What a code is used for whose session was deleted: no session, whose ids are hashes.
pub(super) const NO_SESSION: [u8; SessionId::LEN] = [0; SessionId::LEN];

/// A code that creates one session.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct CodeRecord {
    /// Its hash.
    pub hash: CodeHash,
    /// Until when it can be used, milliseconds since 1970 UTC.
    pub expires_at: u64,
}

/// What an analyst has in the store.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Usage {
    /// Sessions that aren't released.
    pub unreleased: u64,
    /// The sum of all its sessions' [`SessionRecord::reserved`].
    pub reserved: u64,
}

/// How much an analyst may have; 0: as much as it likes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct UsageLimits {
    /// The most of [`Usage::unreleased`].
    pub sessions: u64,
    /// The most of [`Usage::reserved`].
    pub bytes: u64,
}

impl UsageLimits {
    /// Whether there are any.
    pub fn are_set(&self) -> bool {
        *self != Self::default()
    }

    /// Whether, beside what is used, there is room for one more session that reserves so many bytes.
    pub fn admit(&self, used: &Usage, reserved: u64) -> bool {
        let fits = |used: u64, more, most| most == 0 || used.saturating_add(more) <= most;
        fits(used.unreleased, 1, self.sessions) && fits(used.reserved, reserved, self.bytes)
    }
}

/// Tells a master key from others, and nothing about it: derived from it, of no use for anything else.
pub type KeyCheck = [u8; 32];

/// What is known, without opening the store, of the master key that it needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NeededKey {
    /// Any: there are no sessions.
    Any,
    /// One that opens its sessions, which an earlier version of the program made: of each its offer, and its signing key's seed, sealed.
    Opening(Vec<(OfferId, Vec<u8>)>),
    /// The one with this check value.
    Known {
        /// The check value.
        check: KeyCheck,
        /// Whether there are sessions.
        has_sessions: bool,
    },
}

/// Tells the list of released sessions that belongs to a store from others. Random, and no secret.
pub type ListId = [u8; 16];

/// What is known, without opening the store, of the list of released sessions that it needs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct NeededList {
    /// Which it is; `None`: the store is new, or an earlier version of the program made it.
    pub id: Option<ListId>,
    /// Whether there are sessions.
    pub has_sessions: bool,
}

impl NeededList {
    /// Whether the store was never used.
    pub fn is_new(&self) -> bool {
        self.id.is_none() && !self.has_sessions
    }
}

/// What is known, without opening the store, of the files that it needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Needed {
    /// The master key.
    pub key: NeededKey,
    /// The list of released sessions beside it.
    pub list: NeededList,
}

/// What of a session it was judged by that it is over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RetentionBasis {
    /// Where it stood.
    pub phase: Phase,
    /// [`SessionRecord::closes_at`].
    pub closes_at: Option<u64>,
    /// [`FrozenSet::closed_at`], once it is closed.
    pub closed_at: Option<u64>,
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
    /// The code by which it was asked for, if by one.
    pub code: Option<CodeHash>,
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
    /// How many bytes the reports of all its places have, each counted once.
    pub reserved: u64,
    /// As in the offer, with the VDAF verify key; `None` once released.
    pub sealed_secret: Option<Vec<u8>>,
    /// As in the offer.
    pub sealed_signing_seed: Vec<u8>,
}

/// What is short of a [`SessionRecord`], and all that nearly every request asks: without the manifest and the keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SessionState {
    /// The session.
    pub session: SessionId,
    /// The signing key of its analyst.
    pub analyst: [u8; 32],
    /// The offer it was made from.
    pub offer: OfferId,
    /// Where it stands.
    pub phase: Phase,
    /// When it was made, milliseconds since 1970 UTC.
    pub created_at: u64,
    /// As [`SessionRecord::closes_at`].
    pub closes_at: Option<u64>,
    /// Whether its secret isn't destroyed.
    pub has_secret: bool,
}

impl SessionRecord {
    /// The same without what is long.
    pub fn state(&self) -> SessionState {
        let &Self { session, analyst, offer, phase, created_at, closes_at, .. } = self;
        let has_secret = self.sealed_secret.is_some();
        SessionState { session, analyst, offer, phase, created_at, closes_at, has_secret }
    }
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
    /// There is no room: its analyst has this much. The offer stays.
    Exceeded(Usage),
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
