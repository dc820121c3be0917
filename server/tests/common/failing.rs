//! A store that fails or waits when told to.

use std::{
    sync::{
        Arc, OnceLock,
        atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering},
    },
    time::Duration,
};

use async_trait::async_trait;
use tacit_protocol::{
    ids::{OfferId, ParticipantId, ReportDigest, SessionId},
    invitation::Invitation,
    phase::Phase,
    report::ReportHeader,
};
use tacit_server::store::{
    BatchRecord, CodeHash, CodeRecord, Counts, CreateOutcome, FrozenReport, FrozenSet, InviteOutcome,
    KeyCheck, ListId, NewReport, OfferLimits, OfferOutcome, OfferRecord, OnceOutcome, Participant,
    PhaseOutcome, PutOutcome, RetentionBasis, Revocation, SessionRecord, SessionState, Standing, Store,
    StoreError, StoredRevision, Submission, Usage, UsageLimits,
};
use tokio::sync::Semaphore;

/// What a failing store says to its log; no client may see it.
pub const SECRET_CAUSE: &str = "connection to db-7.internal refused";

/// Where the long steps (freezing, a batch record, the release) wait until they are let through.
pub struct Gate {
    /// How many came.
    pub arrived: AtomicUsize,
    /// Lets as many through as it has permits.
    pub open: Semaphore,
}

impl Gate {
    pub fn shut() -> Arc<Self> {
        Arc::new(Self { arrived: AtomicUsize::new(0), open: Semaphore::new(0) })
    }

    async fn pass(&self) {
        self.arrived.fetch_add(1, Ordering::SeqCst);
        self.open.acquire().await.unwrap().forget();
    }
}

/// What else may go wrong.
#[derive(Default)]
pub struct Faults {
    /// The next release is written, but then destroying fails.
    pub purge_fails: AtomicBool,
    /// The next session is sealed anew, but this isn't answered.
    pub reseal_fails: AtomicBool,
    /// The next time, no session is found: it is made right after that.
    pub hides_a_session: AtomicBool,
    /// As long as this is so, nobody is found to have anything: it is made right after that.
    pub hides_usage: AtomicBool,
    /// The deletion of this session can't be announced.
    pub announcing_fails_of: OnceLock<SessionId>,
    /// As long as this is so, who announces or deletes waits, before the one and after the other.
    pub retaining_waits: AtomicBool,
    /// How often it was asked to announce or delete.
    pub retained: AtomicUsize,
    /// The noted time that was read last; 0 for none.
    pub noted: AtomicU64,
    /// How often it was asked to destroy what is left.
    pub purges: AtomicUsize,
    /// As long as this is so, reports aren't written.
    pub writing_waits: AtomicBool,
    /// As long as this is so, it isn't told how a session stands.
    pub reading_waits: AtomicBool,
    /// How many wait for these.
    pub waiting: AtomicUsize,
    /// How often it was asked how things stand.
    pub counted: AtomicUsize,
    /// As long as this is so, to find that out takes a second.
    pub counting_takes_long: AtomicBool,
    /// As long as this is so, destroying what is left of sessions goes on and on.
    pub finishing_takes_long: AtomicBool,
    /// As long as this is so, a thread of the store has panicked.
    pub is_broken: AtomicBool,
    /// So many times, reports and releases that are written aren't found, as if read from an old state.
    pub hides: AtomicUsize,
}

/// Passes everything on to another store, until it fails; `ping` then panics.
pub struct FailingStore {
    inner: Arc<dyn Store>,
    fails: Arc<AtomicBool>,
    gate: Option<Arc<Gate>>,
    faults: Arc<Faults>,
}

impl FailingStore {
    /// With the switch that makes it fail.
    pub fn new(inner: Arc<dyn Store>, fails: Arc<AtomicBool>) -> Self {
        Self { inner, fails, gate: None, faults: Arc::default() }
    }

    /// Has these faults alone.
    pub fn with_faults(inner: Arc<dyn Store>, faults: Arc<Faults>) -> Self {
        Self { inner, fails: Arc::default(), gate: None, faults }
    }

    /// Never fails; its long steps wait at the gate.
    pub fn gated(inner: Arc<dyn Store>, gate: Arc<Gate>) -> Self {
        Self { inner, fails: Arc::default(), gate: Some(gate), faults: Arc::default() }
    }

    async fn pass(&self) {
        if let Some(gate) = &self.gate {
            gate.pass().await;
        }
    }

    async fn retain(&self) {
        self.faults.retained.fetch_add(1, Ordering::SeqCst);
        while self.faults.retaining_waits.load(Ordering::SeqCst) {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }

    async fn wait_for(&self, waits: &AtomicBool) {
        self.faults.waiting.fetch_add(1, Ordering::SeqCst);
        while waits.load(Ordering::SeqCst) {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        self.faults.waiting.fetch_sub(1, Ordering::SeqCst);
    }

    fn hides(&self) -> bool {
        let hides = &self.faults.hides;
        hides.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |times| times.checked_sub(1)).is_ok()
    }

    fn up(&self) -> Result<&dyn Store, StoreError> {
        if self.faults.is_broken.load(Ordering::SeqCst) {
            return Err(StoreError::Broken);
        }
        if self.fails.load(Ordering::SeqCst) {
            Err(StoreError::Unavailable(SECRET_CAUSE.into()))
        } else {
            Ok(&*self.inner)
        }
    }
}

#[async_trait]
impl Store for FailingStore {
    async fn put_offer(
        &self,
        offer: OfferRecord,
        now: u64,
        limits: OfferLimits,
    ) -> Result<OfferOutcome, StoreError> {
        self.up()?.put_offer(offer, now, limits).await
    }
    async fn forget_offers(&self) -> Result<(), StoreError> {
        self.up()?.forget_offers().await
    }
    async fn all_sessions(
        &self,
        after: Option<&SessionId>,
        limit: u32,
    ) -> Result<Vec<SessionId>, StoreError> {
        self.up()?.all_sessions(after, limit).await
    }
    async fn reseal(
        &self,
        session: &SessionId,
        sealed_signing_seed: Vec<u8>,
        sealed_secret: Option<Vec<u8>>,
    ) -> Result<(), StoreError> {
        self.up()?.reseal(session, sealed_signing_seed, sealed_secret).await?;
        if self.faults.reseal_fails.swap(false, Ordering::SeqCst) {
            return Err(StoreError::Unavailable(SECRET_CAUSE.into()));
        }
        Ok(())
    }
    async fn forget_expired(&self, now: u64) -> Result<(), StoreError> {
        self.up()?.forget_expired(now).await
    }
    async fn put_codes(&self, codes: &[CodeRecord]) -> Result<(), StoreError> {
        self.up()?.put_codes(codes).await
    }
    async fn is_unused(&self, code: &CodeHash, now: u64) -> Result<bool, StoreError> {
        self.up()?.is_unused(code, now).await
    }
    async fn use_code(&self, code: &CodeHash, session: &SessionId, now: u64) -> Result<bool, StoreError> {
        self.up()?.use_code(code, session, now).await
    }
    async fn give_code_back(&self, code: &CodeHash, session: &SessionId) -> Result<(), StoreError> {
        self.up()?.give_code_back(code, session).await
    }
    async fn usage(&self, analyst: &[u8; 32]) -> Result<Usage, StoreError> {
        if self.faults.hides_usage.load(Ordering::SeqCst) {
            return Ok(Usage::default());
        }
        self.up()?.usage(analyst).await
    }
    async fn offer(&self, offer: &OfferId, now: u64) -> Result<Option<OfferRecord>, StoreError> {
        self.up()?.offer(offer, now).await
    }
    async fn key_check(&self) -> Result<Option<KeyCheck>, StoreError> {
        self.up()?.key_check().await
    }
    async fn set_key_check(&self, before: Option<KeyCheck>, after: KeyCheck) -> Result<bool, StoreError> {
        self.up()?.set_key_check(before, after).await
    }
    async fn list_id(&self) -> Result<Option<ListId>, StoreError> {
        self.up()?.list_id().await
    }
    async fn claim_list_id(&self, instead_of: Option<ListId>, id: ListId) -> Result<ListId, StoreError> {
        self.up()?.claim_list_id(instead_of, id).await
    }
    async fn create_session(
        &self,
        record: SessionRecord,
        limits: UsageLimits,
    ) -> Result<CreateOutcome, StoreError> {
        self.up()?.create_session(record, limits).await
    }
    async fn released_sessions(
        &self,
        after: Option<&SessionId>,
        limit: u32,
    ) -> Result<Vec<SessionId>, StoreError> {
        self.up()?.released_sessions(after, limit).await
    }
    async fn session(&self, session: &SessionId) -> Result<Option<SessionRecord>, StoreError> {
        self.up()?.session(session).await
    }
    async fn session_state(&self, session: &SessionId) -> Result<Option<SessionState>, StoreError> {
        if self.faults.hides_a_session.swap(false, Ordering::SeqCst) {
            return Ok(None);
        }
        self.wait_for(&self.faults.reading_waits).await;
        self.up()?.session_state(session).await
    }
    async fn set_phase(&self, session: &SessionId, to: Phase) -> Result<PhaseOutcome, StoreError> {
        self.up()?.set_phase(session, to).await
    }
    async fn invite(
        &self,
        id: &SessionId,
        who: &[Invitation],
        max: u32,
    ) -> Result<InviteOutcome, StoreError> {
        self.up()?.invite(id, who, max).await
    }
    async fn sessions_of(
        &self,
        analyst: &[u8; 32],
        skip: u32,
        limit: u32,
    ) -> Result<Vec<SessionId>, StoreError> {
        self.up()?.sessions_of(analyst, skip, limit).await
    }
    async fn extend(&self, session: &SessionId, closes_at: u64) -> Result<PhaseOutcome, StoreError> {
        self.up()?.extend(session, closes_at).await
    }
    async fn delete(&self, session: &SessionId) -> Result<(), StoreError> {
        self.up()?.delete(session).await?;
        // As if there were much more of it.
        self.pass().await;
        Ok(())
    }
    async fn announce_deletion(&self, session: &SessionId, at: Option<u64>) -> Result<(), StoreError> {
        if self.faults.announcing_fails_of.get() == Some(session) {
            return Err(StoreError::Unavailable(SECRET_CAUSE.into()));
        }
        if at.is_some() {
            self.retain().await;
        }
        self.up()?.announce_deletion(session, at).await
    }
    async fn announced_deletions(&self) -> Result<Vec<(SessionId, u64)>, StoreError> {
        self.up()?.announced_deletions().await
    }
    async fn delete_if(
        &self,
        session: &SessionId,
        basis: RetentionBasis,
        now: u64,
    ) -> Result<bool, StoreError> {
        let deleted = self.up()?.delete_if(session, basis, now).await;
        self.retain().await;
        deleted
    }
    async fn noted_time(&self) -> Result<Option<u64>, StoreError> {
        let noted = self.up()?.noted_time().await?;
        self.faults.noted.store(noted.unwrap_or(0), Ordering::SeqCst);
        Ok(noted)
    }
    async fn note_time(&self, now: u64) -> Result<(), StoreError> {
        self.up()?.note_time(now).await
    }
    async fn forget_orphans(&self) -> Result<u64, StoreError> {
        self.up()?.forget_orphans().await
    }
    async fn finish_deletions(&self) -> Result<(), StoreError> {
        while self.faults.finishing_takes_long.load(Ordering::SeqCst) {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        self.up()?.finish_deletions().await
    }
    async fn revoke(
        &self,
        session: &SessionId,
        participants: &[ParticipantId],
    ) -> Result<Option<Revocation>, StoreError> {
        self.up()?.revoke(session, participants).await
    }
    async fn submissions(
        &self,
        session: &SessionId,
        after: Option<&ParticipantId>,
        limit: u32,
    ) -> Result<Vec<Submission>, StoreError> {
        self.up()?.submissions(session, after, limit).await
    }
    async fn put_report(&self, session: &SessionId, report: NewReport) -> Result<PutOutcome, StoreError> {
        self.wait_for(&self.faults.writing_waits).await;
        self.up()?.put_report(session, report).await
    }
    async fn settle_report(
        &self,
        session: &SessionId,
        header: &ReportHeader,
        digest: &ReportDigest,
    ) -> Result<Option<StoredRevision>, StoreError> {
        self.up()?.settle_report(session, header, digest).await
    }
    async fn participant(
        &self,
        session: &SessionId,
        participant: &ParticipantId,
    ) -> Result<Option<Participant>, StoreError> {
        let found = self.up()?.participant(session, participant).await?;
        let hidden = |found: Participant| Participant { newest: None, ..found };
        Ok(if self.hides() { found.map(hidden) } else { found })
    }
    async fn counts(&self, session: &SessionId) -> Result<Counts, StoreError> {
        self.faults.counted.fetch_add(1, Ordering::SeqCst);
        if self.faults.counting_takes_long.load(Ordering::SeqCst) {
            tokio::time::sleep(Duration::from_secs(1)).await;
        }
        self.up()?.counts(session).await
    }
    async fn standing(
        &self,
        session: &SessionId,
        digest: &ReportDigest,
    ) -> Result<Option<Standing>, StoreError> {
        self.up()?.standing(session, digest).await
    }
    async fn freeze(
        &self,
        session: &SessionId,
        closed_at: u64,
        batch_size: u32,
    ) -> Result<FrozenSet, StoreError> {
        self.pass().await;
        self.up()?.freeze(session, closed_at, batch_size).await
    }
    async fn frozen(&self, session: &SessionId) -> Result<Option<FrozenSet>, StoreError> {
        self.up()?.frozen(session).await
    }
    async fn batch(&self, session: &SessionId, index: u32) -> Result<Vec<FrozenReport>, StoreError> {
        self.up()?.batch(session, index).await
    }
    async fn record_batch(
        &self,
        session: &SessionId,
        record: BatchRecord,
    ) -> Result<OnceOutcome, StoreError> {
        self.pass().await;
        self.up()?.record_batch(session, record).await
    }
    async fn batch_records(
        &self,
        session: &SessionId,
        from: u32,
        limit: u32,
    ) -> Result<Vec<BatchRecord>, StoreError> {
        self.up()?.batch_records(session, from, limit).await
    }
    async fn release(&self, session: &SessionId, release: Vec<u8>) -> Result<OnceOutcome, StoreError> {
        self.pass().await;
        let outcome = self.up()?.release(session, release).await;
        if self.faults.purge_fails.swap(false, Ordering::SeqCst) {
            return Err(StoreError::Unavailable(SECRET_CAUSE.into()));
        }
        outcome
    }
    async fn released(&self, session: &SessionId) -> Result<Option<Vec<u8>>, StoreError> {
        if self.hides() {
            return Ok(None);
        }
        self.up()?.released(session).await
    }
    async fn publish(&self, session: &SessionId, results: Vec<u8>) -> Result<OnceOutcome, StoreError> {
        self.up()?.publish(session, results).await
    }
    async fn published(&self, session: &SessionId) -> Result<Option<Vec<u8>>, StoreError> {
        self.up()?.published(session).await
    }
    async fn purge_released(&self, session: &SessionId) -> Result<(), StoreError> {
        self.faults.purges.fetch_add(1, Ordering::SeqCst);
        self.up()?.purge_released(session).await
    }
    async fn ping(&self) -> Result<(), StoreError> {
        self.up().expect("a handler that panics").ping().await
    }
}
