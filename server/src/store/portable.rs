//! What a store needs so that all it holds can be moved into another.

use async_trait::async_trait;
use tacit_protocol::{
    ids::{ParticipantId, ReportDigest, SessionId},
    invitation::Voucher,
};

use super::{
    BatchRecord, CodeHash, CodeRecord, FrozenSet, OnceOutcome, SessionRecord, Store, StoreError,
    StoredRevision,
};

/// A store that can be read and written row by row, past the rules that [`Store`] keeps. Only for a move, while no server
/// uses the store.
///
/// What is taken twice is the same as taken once; what is there already is never changed.
#[async_trait]
pub trait Portable: Store {
    /// Whether the store is being moved, or was.
    async fn move_state(&self) -> Result<MoveState, StoreError>;

    /// Says that it is in another state from now on, if it is in `before`; otherwise `false`. From then on servers are let in, or kept
    /// out.
    async fn set_move_state(&self, before: MoveState, after: MoveState) -> Result<bool, StoreError>;

    /// From now on no server changes the session or acknowledges anything of it, also one that didn't hear of the move, and nothing
    /// comes through that is under way.
    async fn shut(&self, session: &SessionId) -> Result<(), StoreError>;

    /// Undoes [`Portable::shut`].
    async fn open_again(&self, session: &SessionId) -> Result<(), StoreError>;

    /// The codes in ascending order of their hashes, those after `after`, at most `limit`.
    async fn codes(&self, after: Option<&CodeHash>, limit: u32) -> Result<Vec<KeptCode>, StoreError>;

    /// Those invited, in ascending order, those after `after`, at most `limit`.
    async fn invited(
        &self,
        session: &SessionId,
        after: Option<&ParticipantId>,
        limit: u32,
    ) -> Result<Vec<PortableParticipant>, StoreError>;

    /// The last of those invited in ascending order, if the last `skip` of them are passed over.
    async fn last_invited(&self, session: &SessionId, skip: u32)
    -> Result<Option<ParticipantId>, StoreError>;

    /// The bytes of reports, in the order of their digests here. Each must be there.
    async fn report_bytes(
        &self,
        session: &SessionId,
        digests: &[ReportDigest],
    ) -> Result<Vec<Vec<u8>>, StoreError>;

    /// Keeps codes, as this move's. What is there stays, but for what a code was used for if that was deleted here since an earlier move.
    async fn take_codes(&self, codes: &[KeptCode], by: MoveId) -> Result<(), StoreError>;

    /// Destroys those of these codes that this move has taken, and no other since.
    async fn drop_codes(&self, codes: &[CodeHash], by: MoveId) -> Result<(), StoreError>;

    /// Makes the session, in the phase that it is in, shut as by [`Portable::shut`], and this move's.
    async fn take_session(&self, record: &SessionRecord, by: MoveId) -> Result<OnceOutcome, StoreError>;

    /// Destroys the session as [`Store::delete`] does, if this move has taken it, no other has since, and it was never opened to servers:
    /// looked at and decided in one step, as whoever wants it destroyed may be behind by more than a move.
    async fn drop_session(&self, session: &SessionId, by: MoveId) -> Result<(), StoreError>;

    /// Invites participants to the session, which was taken, and says which reports are theirs.
    async fn take_participants(
        &self,
        session: &SessionId,
        participants: &[PortableParticipant],
    ) -> Result<(), StoreError>;

    /// Stores reports of participants who were taken.
    async fn take_reports(&self, session: &SessionId, reports: &[PortableReport]) -> Result<(), StoreError>;

    /// Writes the records of batches.
    async fn take_batch_records(
        &self,
        session: &SessionId,
        records: &[BatchRecord],
    ) -> Result<(), StoreError>;

    /// Counts what was taken, and writes what came of it.
    ///
    /// # Errors
    ///
    /// [`StoreError::Damaged`] if the frozen set isn't that of the reports.
    async fn take_outcome(&self, session: &SessionId, outcome: &Outcome) -> Result<(), StoreError>;
}

/// Whether a store is being moved, and which move that is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MoveState {
    /// It never was: servers may use it.
    Settled,
    /// To another store, which bears this move's name.
    Leaving(MoveId),
    /// It was to be moved to another store and stays: what was copied is being destroyed over there.
    GivingUp(MoveId),
    /// It was moved to another store, for good.
    Left(MoveId),
    /// From another store, which may not know of it yet: nothing is copied, and servers may use it.
    Chosen(MoveId),
    /// From another store.
    Arriving(MoveId),
    /// Another store was moved here, all of it: servers may use it.
    Arrived(MoveId),
    /// Another store was to be moved here, and nothing of it is left, nor will be: servers may use it.
    Cleared(MoveId),
}

/// Names one move, in both of its stores.
pub type MoveId = [u8; 16];

/// A code, and what it was used for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct KeptCode {
    /// The code.
    pub code: CodeRecord,
    /// The session that was created with it.
    pub session: Option<SessionId>,
}

/// Somebody who is invited, with everything but the bytes of their reports.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PortableParticipant {
    /// Who.
    pub participant: ParticipantId,
    /// The cohort of the invitation.
    pub assigned: u16,
    /// The cohort of the newest report; the assigned one where there is none.
    pub cohort: u16,
    /// As in the invitation.
    pub voucher: Voucher,
    /// All reports, from the first revision on.
    pub revisions: Vec<StoredRevision>,
}

/// A report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PortableReport {
    /// Whose.
    pub participant: ParticipantId,
    /// Which.
    pub stored: StoredRevision,
    /// The encoded report.
    pub bytes: Vec<u8>,
}

/// What came of a session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// Once it is closed.
    pub frozen: Option<FrozenSet>,
    /// Once it is released.
    pub release: Option<Vec<u8>>,
    /// What is published.
    pub results: Option<Vec<u8>>,
}
