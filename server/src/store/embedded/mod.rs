//! The default store: one SQLite file beside the server.
//!
//! One thread writes (`writer`): it takes what waits, runs it in one transaction, commits, and only then answers. So
//! every step is atomic against every other, a close's first included, and one `fsync` serves many reports. Reads run beside
//! it on connections of their own, each in one snapshot (`readers`), short ones many in one (`lookups`). What would take long goes
//! piece by piece, so that nobody waits for it: a large session's close (`freezing`), its deletion (`deletion`).
//!
//! Durability: WAL with `synchronous=FULL`, so a commit is on disk before anybody hears of it. Forgetting:
//! what must leave no trace lies on pages of its own (`secrets`), which `secure_delete` overwrites; the write-ahead
//! log is emptied after each release and each deletion, before a release is answered again, and when the file is opened.

mod backup;
mod closing;
mod codes;
mod deletion;
mod desk;
mod file;
mod freezing;
mod in_place;
mod invitations;
mod key_check;
mod list_id;
mod lookups;
mod offers;
mod portable;
mod readers;
mod reports;
mod results;
mod secrets;
mod sessions;
mod sql;
mod standing;
mod writer;

use std::{
    fs::File,
    path::{Path, PathBuf},
    time::Duration,
};

use async_trait::async_trait;
use rusqlite::Connection;
use tacit_protocol::{
    ids::{OfferId, ParticipantId, ReportDigest, SessionId},
    invitation::Invitation,
    phase::Phase,
    report::ReportHeader,
};

use tokio::time;

pub use backup::{BackupError, Copied, back_up, look_at_copy, restore};
pub use file::{Content, files, needed};

use self::{in_place::InPlace, lookups::Lookups, readers::Readers, writer::Writer};
use super::{
    BatchRecord, CodeHash, CodeRecord, Counts, CreateOutcome, FrozenReport, FrozenSet, InviteOutcome,
    KeyCheck, ListId, NewReport, OfferLimits, OfferOutcome, OfferRecord, OnceOutcome, OpenError, Participant,
    PhaseOutcome, PutOutcome, RetentionBasis, Revocation, SessionRecord, SessionState, Standing, Store,
    StoreError, StoredRevision, Submission, Usage, UsageLimits, portable::MoveState,
};

/// Long enough for the writer of another process to take its turn.
const BETWEEN_PIECES: Duration = Duration::from_millis(10);

/// The store in a file. Dropping it waits for the writes under way.
pub struct EmbeddedStore {
    readers: Readers,
    lookups: Lookups,
    writer: Writer,
    /// How many reports a close numbers at once.
    piece: usize,
    /// As it was opened.
    moving: MoveState,
    // Last: the file is ours until everything above is closed. `None`: it is somebody else's.
    _lock: Option<File>,
}

impl EmbeddedStore {
    /// Opens the database file `path`, and makes it, and its folder, if they aren't there.
    ///
    /// # Errors
    ///
    /// [`OpenError`]; among others if another process has it open, which a lock file beside it tells
    /// (`<path>.lock`, never deleted).
    pub fn open(path: &Path) -> Result<Self, OpenError> {
        Self::open_to_move(path)?.settled(path)
    }

    /// Opens the database file `path` as [`EmbeddedStore::open`] does, also while it is moved to another store or from one.
    ///
    /// # Errors
    ///
    /// [`OpenError`]
    pub fn open_to_move(path: &Path) -> Result<Self, OpenError> {
        let lock = file::lock(path)?;
        backup::remove_leftovers(path)?;
        let connection = file::open(path)?;
        // A process that was stopped leaves its log behind, and in it what it had destroyed.
        let is_log_emptied =
            file::try_to_empty_log(&connection).map_err(|error| file::open_error(path, &error))?;
        if !is_log_emptied {
            tracing::warn!(
                "another program reads the database, as `backup` does: its log keeps what was destroyed until it is done"
            );
        }
        Self::start(path, connection, is_log_emptied, Some(lock))
    }

    /// Opens the database file `path` for something short, also while a server has it open. Not for reports: their
    /// acknowledgement stands on there being one writer.
    ///
    /// # Errors
    ///
    /// [`OpenError`]
    pub fn open_beside(path: &Path) -> Result<Self, OpenError> {
        // The log is looked after by that server, or is gone when this is closed.
        Self::start(path, file::open_beside(path)?, true, None)?.settled(path)
    }

    fn start(
        path: &Path,
        connection: Connection,
        is_log_emptied: bool,
        lock: Option<File>,
    ) -> Result<Self, OpenError> {
        let path: PathBuf = path.into();
        let engine = |reason: String| OpenError::Engine { place: path.display().to_string(), reason };
        let moving = portable::move_state(&connection).map_err(|error| engine(error.to_string()))?;
        let reader = file::open_reader(&path).map_err(|error| engine(error.to_string()))?;
        let lookups = Lookups::start(reader).map_err(|error| engine(error.to_string()))?;
        let used = file::in_use(&path, lock.is_some());
        let in_place = InPlace::of(used).map_err(|error| engine(error.to_string()))?;
        let writer =
            Writer::start(connection, is_log_emptied, in_place).map_err(|error| engine(error.to_string()))?;
        let readers = Readers::new(path);
        Ok(Self { readers, lookups, writer, piece: freezing::PIECE, moving, _lock: lock })
    }

    /// Closes sessions so many reports at a time, at least one, instead of 2,000: for tests, whose sessions are small.
    pub fn closing_by(self, reports: usize) -> Self {
        Self { piece: reports.max(1), ..self }
    }

    /// Destroys what belongs to a session whose deletion was begun, piece by piece: what others write goes in between.
    pub(crate) async fn finish_deletion(&self, row: i64) -> Result<(), StoreError> {
        while !self.writer.run(move |db| deletion::destroy_piece(db, row)).await? {
            time::sleep(BETWEEN_PIECES).await;
        }
        Ok(())
    }

    /// The store, if all of it is here.
    fn settled(self, path: &Path) -> Result<Self, OpenError> {
        OpenError::unless_settled(self.moving, || path.display().to_string()).map(|()| self)
    }
}

#[async_trait]
impl Store for EmbeddedStore {
    async fn key_check(&self) -> Result<Option<KeyCheck>, StoreError> {
        self.readers.run(key_check::get).await
    }

    async fn set_key_check(&self, before: Option<KeyCheck>, after: KeyCheck) -> Result<bool, StoreError> {
        self.writer.run(move |db| key_check::set(db, before, after)).await
    }

    async fn list_id(&self) -> Result<Option<ListId>, StoreError> {
        self.readers.run(list_id::get).await
    }

    async fn claim_list_id(&self, instead_of: Option<ListId>, id: ListId) -> Result<ListId, StoreError> {
        self.writer.run(move |db| list_id::claim(db, instead_of, id)).await
    }

    async fn put_offer(
        &self,
        offer: OfferRecord,
        now: u64,
        limits: OfferLimits,
    ) -> Result<OfferOutcome, StoreError> {
        self.writer.run(move |db| offers::put(db, &offer, now, limits)).await
    }

    async fn forget_offers(&self) -> Result<(), StoreError> {
        self.writer.run(|db| offers::forget_expired(db, i64::MAX as u64)).await
    }

    async fn forget_expired(&self, now: u64) -> Result<(), StoreError> {
        let forget =
            move |db: &_| offers::forget_expired(db, now).and_then(|()| codes::forget_expired(db, now));
        self.writer.run(forget).await
    }

    async fn put_codes(&self, codes: &[CodeRecord]) -> Result<(), StoreError> {
        let codes = codes.to_vec();
        self.writer.run(move |db| codes::put(db, &codes)).await
    }

    async fn is_unused(&self, code: &CodeHash, now: u64) -> Result<bool, StoreError> {
        let code = *code;
        self.readers.run(move |db| codes::is_unused(db, &code, now)).await
    }

    async fn use_code(&self, code: &CodeHash, session: &SessionId, now: u64) -> Result<bool, StoreError> {
        let (code, session) = (*code, *session);
        self.writer.run(move |db| codes::use_up(db, &code, &session, now)).await
    }

    async fn give_code_back(&self, code: &CodeHash, session: &SessionId) -> Result<(), StoreError> {
        let (code, session) = (*code, *session);
        self.writer.run(move |db| codes::give_back(db, &code, &session)).await
    }

    async fn usage(&self, analyst: &[u8; 32]) -> Result<Usage, StoreError> {
        let analyst = *analyst;
        self.readers.run(move |db| sessions::usage(db, &analyst)).await
    }

    async fn offer(&self, offer: &OfferId, now: u64) -> Result<Option<OfferRecord>, StoreError> {
        let offer = *offer;
        self.readers.run(move |db| offers::get(db, &offer, now)).await
    }

    async fn create_session(
        &self,
        record: SessionRecord,
        limits: UsageLimits,
    ) -> Result<CreateOutcome, StoreError> {
        self.writer.run(move |db| sessions::create(db, &record, limits)).await
    }

    async fn session(&self, session: &SessionId) -> Result<Option<SessionRecord>, StoreError> {
        let session = *session;
        // A group of lookups is answered at once, and this may be long.
        self.readers.run(move |db| sessions::session(db, &session)).await
    }

    async fn session_state(&self, session: &SessionId) -> Result<Option<SessionState>, StoreError> {
        let session = *session;
        self.lookups.run(move |db| sessions::state(db, &session)).await
    }

    async fn sessions_of(
        &self,
        analyst: &[u8; 32],
        skip: u32,
        limit: u32,
    ) -> Result<Vec<SessionId>, StoreError> {
        let analyst = *analyst;
        self.readers.run(move |db| sessions::of(db, &analyst, skip, limit)).await
    }

    async fn all_sessions(
        &self,
        after: Option<&SessionId>,
        limit: u32,
    ) -> Result<Vec<SessionId>, StoreError> {
        let after = after.copied();
        self.readers.run(move |db| sessions::all(db, after, limit)).await
    }

    async fn released_sessions(
        &self,
        after: Option<&SessionId>,
        limit: u32,
    ) -> Result<Vec<SessionId>, StoreError> {
        let after = after.copied();
        self.readers.run(move |db| sessions::released(db, after, limit)).await
    }

    async fn reseal(
        &self,
        session: &SessionId,
        sealed_signing_seed: Vec<u8>,
        sealed_secret: Option<Vec<u8>>,
    ) -> Result<(), StoreError> {
        let session = *session;
        let reseal =
            move |db: &_| sessions::reseal(db, &session, &sealed_signing_seed, sealed_secret.as_deref());
        self.writer.run(reseal).await?;
        self.writer.empty_log().await
    }

    async fn extend(&self, session: &SessionId, closes_at: u64) -> Result<PhaseOutcome, StoreError> {
        let session = *session;
        self.writer.run(move |db| sessions::extend(db, &session, closes_at)).await
    }

    async fn delete(&self, session: &SessionId) -> Result<(), StoreError> {
        let session = *session;
        if let Some(row) = self.writer.run(move |db| deletion::begin(db, &session)).await? {
            self.finish_deletion(row).await?;
        }
        self.writer.empty_log().await
    }

    async fn announce_deletion(
        &self,
        session: &SessionId,
        delete_after: Option<u64>,
    ) -> Result<(), StoreError> {
        let session = *session;
        self.writer.run(move |db| deletion::announce(db, &session, delete_after)).await
    }

    async fn announced_deletions(&self) -> Result<Vec<(SessionId, u64)>, StoreError> {
        self.readers.run(deletion::announced).await
    }

    async fn delete_if(
        &self,
        session: &SessionId,
        basis: RetentionBasis,
        now: u64,
    ) -> Result<bool, StoreError> {
        let session = *session;
        let begun = self.writer.run(move |db| deletion::begin_if(db, &session, basis, now)).await?;
        let Some(row) = begun else { return Ok(false) };
        self.finish_deletion(row).await?;
        self.writer.empty_log().await.map(|()| true)
    }

    async fn noted_time(&self) -> Result<Option<u64>, StoreError> {
        self.readers.run(deletion::noted_time).await
    }

    async fn note_time(&self, now: u64) -> Result<(), StoreError> {
        self.writer.run(move |db| deletion::note_time(db, now)).await
    }

    async fn finish_deletions(&self) -> Result<(), StoreError> {
        let begun = self.readers.run(deletion::begun).await?;
        for row in &begun {
            self.finish_deletion(*row).await?;
        }
        if begun.is_empty() && self.writer.is_log_emptied() { Ok(()) } else { self.writer.empty_log().await }
    }

    /// Everything points to its session.
    async fn forget_orphans(&self) -> Result<u64, StoreError> {
        Ok(0)
    }

    async fn set_phase(&self, session: &SessionId, to: Phase) -> Result<PhaseOutcome, StoreError> {
        let session = *session;
        self.writer.run(move |db| sessions::set_phase(db, &session, to)).await
    }

    async fn invite(
        &self,
        session: &SessionId,
        invitations: &[Invitation],
        max: u32,
    ) -> Result<InviteOutcome, StoreError> {
        let (session, invitations) = (*session, invitations.to_vec());
        self.writer.run(move |db| invitations::invite(db, &session, &invitations, max)).await
    }

    async fn revoke(
        &self,
        session: &SessionId,
        participants: &[ParticipantId],
    ) -> Result<Option<Revocation>, StoreError> {
        let (session, participants) = (*session, participants.to_vec());
        self.writer.run(move |db| invitations::revoke(db, &session, &participants)).await
    }

    async fn put_report(&self, session: &SessionId, report: NewReport) -> Result<PutOutcome, StoreError> {
        let session = *session;
        self.writer.run(move |db| reports::put(db, &session, &report)).await
    }

    /// What was asked of the writer before is done before.
    async fn settle_report(
        &self,
        session: &SessionId,
        header: &ReportHeader,
        digest: &ReportDigest,
    ) -> Result<Option<StoredRevision>, StoreError> {
        let (session, header, digest) = (*session, *header, *digest);
        self.writer.run(move |db| reports::find(db, &session, &header, &digest)).await
    }

    async fn participant(
        &self,
        session: &SessionId,
        participant: &ParticipantId,
    ) -> Result<Option<Participant>, StoreError> {
        let (session, participant) = (*session, *participant);
        self.lookups.run(move |db| reports::participant(db, &session, &participant)).await
    }

    async fn submissions(
        &self,
        session: &SessionId,
        after: Option<&ParticipantId>,
        limit: u32,
    ) -> Result<Vec<Submission>, StoreError> {
        let (session, after) = (*session, after.copied());
        self.readers.run(move |db| reports::submissions(db, &session, after, limit)).await
    }

    async fn counts(&self, session: &SessionId) -> Result<Counts, StoreError> {
        let session = *session;
        self.readers.run(move |db| reports::counts(db, &session)).await
    }

    async fn standing(
        &self,
        session: &SessionId,
        digest: &ReportDigest,
    ) -> Result<Option<Standing>, StoreError> {
        let (session, digest) = (*session, *digest);
        self.readers.run(move |db| standing::standing(db, &session, &digest)).await
    }

    async fn freeze(
        &self,
        session: &SessionId,
        closed_at: u64,
        batch_size: u32,
    ) -> Result<FrozenSet, StoreError> {
        let by = (&self.readers, &self.writer, self.piece);
        freezing::freeze(by, *session, closed_at, batch_size).await
    }

    async fn frozen(&self, session: &SessionId) -> Result<Option<FrozenSet>, StoreError> {
        let session = *session;
        self.readers.run(move |db| closing::frozen(db, &session)).await
    }

    async fn batch(&self, session: &SessionId, index: u32) -> Result<Vec<FrozenReport>, StoreError> {
        let session = *session;
        self.readers.run(move |db| closing::batch(db, &session, index)).await
    }

    async fn record_batch(
        &self,
        session: &SessionId,
        record: BatchRecord,
    ) -> Result<OnceOutcome, StoreError> {
        let session = *session;
        self.writer.run(move |db| results::record_batch(db, &session, &record)).await
    }

    async fn batch_records(
        &self,
        session: &SessionId,
        from: u32,
        limit: u32,
    ) -> Result<Vec<BatchRecord>, StoreError> {
        let session = *session;
        self.readers.run(move |db| results::batch_records(db, &session, from, limit)).await
    }

    async fn release(&self, session: &SessionId, release: Vec<u8>) -> Result<OnceOutcome, StoreError> {
        let session = *session;
        let outcome = self.writer.run(move |db| results::release(db, &session, &release)).await?;
        self.purge_released(&session).await?;
        Ok(outcome)
    }

    async fn released(&self, session: &SessionId) -> Result<Option<Vec<u8>>, StoreError> {
        let session = *session;
        self.readers.run(move |db| results::released(db, &session)).await
    }

    async fn publish(&self, session: &SessionId, results: Vec<u8>) -> Result<OnceOutcome, StoreError> {
        let session = *session;
        self.writer.run(move |db| results::publish(db, &session, &results)).await
    }

    async fn published(&self, session: &SessionId) -> Result<Option<Vec<u8>>, StoreError> {
        let session = *session;
        self.readers.run(move |db| results::published(db, &session)).await
    }

    /// What is released is destroyed in the database by the same commit; older pages are left in the log.
    async fn purge_released(&self, _: &SessionId) -> Result<(), StoreError> {
        self.writer.empty_log().await
    }

    async fn ping(&self) -> Result<(), StoreError> {
        self.writer.run(|_| Ok(())).await
    }
}
