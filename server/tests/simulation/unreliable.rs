//! A store to which everything happens that may happen to a store.

use std::sync::Arc;

use async_trait::async_trait;
use tacit_protocol::{
    ids::{OfferId, ParticipantId, ReportDigest, SessionId},
    invitation::Invitation,
    phase::Phase,
    report::ReportHeader,
};
use tacit_server::store::{
    BatchRecord, CodeHash, CodeRecord, Counts, CreateOutcome, FrozenReport, FrozenSet, InviteOutcome,
    NewReport, OfferLimits, OfferOutcome, OfferRecord, OnceOutcome, Participant, PhaseOutcome, PutOutcome,
    Revocation, SessionRecord, Standing, Store, StoreError, StoredRevision, Submission, Usage,
};
use tokio::time::sleep;

use crate::{
    chaos::{Fault, up_to},
    plant::{Life, Plant},
};

/// The most milliseconds that a call takes on its way, and back.
const ON_THE_WAY: u64 = 200;
/// Longer than a request may take, in milliseconds.
const STALL: u64 = 100_000;

/// The store as one server finds it. Each call is a place where that server may die.
pub struct UnreliableStore {
    plant: Arc<Plant>,
    inner: Arc<dyn Store>,
    life: Arc<Life>,
    server: usize,
}

impl UnreliableStore {
    /// For the server of this number, as long as it lives.
    pub fn new(plant: Arc<Plant>, life: Arc<Life>, server: usize) -> Self {
        let inner = plant.store();
        Self { plant, inner, life, server }
    }

    async fn call<T>(
        &self,
        what: &'static str,
        work: impl Future<Output = Result<T, StoreError>>,
    ) -> Result<T, StoreError> {
        let mut random = self.plant.chaos.turn(self.server, what);
        sleep(up_to(&mut random, ON_THE_WAY)).await;
        self.life.goes_on().await;
        let fault = self.plant.chaos.fault(&mut random);
        match fault {
            Some(Fault::Refused | Fault::Election) => return Err(unavailable()),
            Some(Fault::CrashBefore) => self.life.end(),
            Some(Fault::Stalled) => sleep(up_to(&mut random, STALL)).await,
            _ => {}
        }
        self.life.goes_on().await;
        let before = self.plant.mark();
        let outcome = self.plant.run(work);
        match fault {
            Some(Fault::CrashAfter) => self.life.end(),
            Some(Fault::PowerCut) => self.plant.cut_power(before, &mut random),
            _ => {}
        }
        self.life.goes_on().await;
        sleep(up_to(&mut random, ON_THE_WAY)).await;
        self.life.goes_on().await;
        if fault == Some(Fault::Unknown) { Err(unavailable()) } else { outcome }
    }
}

fn unavailable() -> StoreError {
    StoreError::Unavailable("not now".into())
}

#[async_trait]
impl Store for UnreliableStore {
    async fn put_offer(
        &self,
        offer: OfferRecord,
        now: u64,
        limits: OfferLimits,
    ) -> Result<OfferOutcome, StoreError> {
        self.call("put_offer", self.inner.put_offer(offer, now, limits)).await
    }
    async fn forget_offers(&self) -> Result<(), StoreError> {
        self.call("forget_offers", self.inner.forget_offers()).await
    }
    async fn forget_expired(&self, now: u64) -> Result<(), StoreError> {
        self.call("forget_expired", self.inner.forget_expired(now)).await
    }
    async fn offer(&self, offer: &OfferId, now: u64) -> Result<Option<OfferRecord>, StoreError> {
        self.call("offer", self.inner.offer(offer, now)).await
    }
    async fn put_codes(&self, codes: &[CodeRecord]) -> Result<(), StoreError> {
        self.call("put_codes", self.inner.put_codes(codes)).await
    }
    async fn is_unused(&self, code: &CodeHash, now: u64) -> Result<bool, StoreError> {
        self.call("is_unused", self.inner.is_unused(code, now)).await
    }
    async fn use_code(&self, code: &CodeHash, session: &SessionId, now: u64) -> Result<bool, StoreError> {
        self.call("use_code", self.inner.use_code(code, session, now)).await
    }
    async fn usage(&self, analyst: &[u8; 32]) -> Result<Usage, StoreError> {
        self.call("usage", self.inner.usage(analyst)).await
    }
    async fn create_session(&self, record: SessionRecord) -> Result<CreateOutcome, StoreError> {
        self.call("create_session", self.inner.create_session(record)).await
    }
    async fn session(&self, session: &SessionId) -> Result<Option<SessionRecord>, StoreError> {
        self.call("session", self.inner.session(session)).await
    }
    async fn sessions_of(
        &self,
        analyst: &[u8; 32],
        skip: u32,
        limit: u32,
    ) -> Result<Vec<SessionId>, StoreError> {
        self.call("sessions_of", self.inner.sessions_of(analyst, skip, limit)).await
    }
    async fn all_sessions(
        &self,
        after: Option<&SessionId>,
        limit: u32,
    ) -> Result<Vec<SessionId>, StoreError> {
        self.call("all_sessions", self.inner.all_sessions(after, limit)).await
    }
    async fn reseal(
        &self,
        session: &SessionId,
        sealed_signing_seed: Vec<u8>,
        sealed_secret: Option<Vec<u8>>,
    ) -> Result<(), StoreError> {
        self.call("reseal", self.inner.reseal(session, sealed_signing_seed, sealed_secret)).await
    }
    async fn extend(&self, session: &SessionId, closes_at: u64) -> Result<PhaseOutcome, StoreError> {
        self.call("extend", self.inner.extend(session, closes_at)).await
    }
    async fn delete(&self, session: &SessionId) -> Result<(), StoreError> {
        self.call("delete", self.inner.delete(session)).await
    }
    async fn finish_deletions(&self) -> Result<(), StoreError> {
        self.call("finish_deletions", self.inner.finish_deletions()).await
    }
    async fn set_phase(&self, session: &SessionId, to: Phase) -> Result<PhaseOutcome, StoreError> {
        self.call("set_phase", self.inner.set_phase(session, to)).await
    }
    async fn invite(
        &self,
        session: &SessionId,
        invitations: &[Invitation],
        max: u32,
    ) -> Result<InviteOutcome, StoreError> {
        self.call("invite", self.inner.invite(session, invitations, max)).await
    }
    async fn revoke(
        &self,
        session: &SessionId,
        participants: &[ParticipantId],
    ) -> Result<Option<Revocation>, StoreError> {
        self.call("revoke", self.inner.revoke(session, participants)).await
    }
    async fn put_report(&self, session: &SessionId, report: NewReport) -> Result<PutOutcome, StoreError> {
        self.call("put_report", self.inner.put_report(session, report)).await
    }
    async fn settle_report(
        &self,
        session: &SessionId,
        header: &ReportHeader,
        digest: &ReportDigest,
    ) -> Result<Option<StoredRevision>, StoreError> {
        self.call("settle_report", self.inner.settle_report(session, header, digest)).await
    }
    async fn participant(
        &self,
        session: &SessionId,
        participant: &ParticipantId,
    ) -> Result<Option<Participant>, StoreError> {
        self.call("participant", self.inner.participant(session, participant)).await
    }
    async fn submissions(
        &self,
        session: &SessionId,
        after: Option<&ParticipantId>,
        limit: u32,
    ) -> Result<Vec<Submission>, StoreError> {
        self.call("submissions", self.inner.submissions(session, after, limit)).await
    }
    async fn counts(&self, session: &SessionId) -> Result<Counts, StoreError> {
        self.call("counts", self.inner.counts(session)).await
    }
    async fn standing(
        &self,
        session: &SessionId,
        digest: &ReportDigest,
    ) -> Result<Option<Standing>, StoreError> {
        self.call("standing", self.inner.standing(session, digest)).await
    }
    async fn freeze(
        &self,
        session: &SessionId,
        closed_at: u64,
        batch_size: u32,
    ) -> Result<FrozenSet, StoreError> {
        self.call("freeze", self.inner.freeze(session, closed_at, batch_size)).await
    }
    async fn frozen(&self, session: &SessionId) -> Result<Option<FrozenSet>, StoreError> {
        self.call("frozen", self.inner.frozen(session)).await
    }
    async fn batch(&self, session: &SessionId, index: u32) -> Result<Vec<FrozenReport>, StoreError> {
        self.call("batch", self.inner.batch(session, index)).await
    }
    async fn record_batch(
        &self,
        session: &SessionId,
        record: BatchRecord,
    ) -> Result<OnceOutcome, StoreError> {
        self.call("record_batch", self.inner.record_batch(session, record)).await
    }
    async fn batch_records(
        &self,
        session: &SessionId,
        from: u32,
        limit: u32,
    ) -> Result<Vec<BatchRecord>, StoreError> {
        self.call("batch_records", self.inner.batch_records(session, from, limit)).await
    }
    async fn release(&self, session: &SessionId, release: Vec<u8>) -> Result<OnceOutcome, StoreError> {
        self.call("release", self.inner.release(session, release)).await
    }
    async fn released(&self, session: &SessionId) -> Result<Option<Vec<u8>>, StoreError> {
        self.call("released", self.inner.released(session)).await
    }
    async fn publish(&self, session: &SessionId, results: Vec<u8>) -> Result<OnceOutcome, StoreError> {
        self.call("publish", self.inner.publish(session, results)).await
    }
    async fn published(&self, session: &SessionId) -> Result<Option<Vec<u8>>, StoreError> {
        self.call("published", self.inner.published(session)).await
    }
    async fn purge_released(&self, session: &SessionId) -> Result<(), StoreError> {
        self.call("purge_released", self.inner.purge_released(session)).await
    }
    async fn ping(&self) -> Result<(), StoreError> {
        self.call("ping", self.inner.ping()).await
    }
}
