//! A store whose every operation is timed.

use std::{sync::Arc, time::Instant};

use async_trait::async_trait;
use tacit_protocol::{
    ids::{OfferId, ParticipantId, ReportDigest, SessionId},
    invitation::Invitation,
    phase::Phase,
    report::ReportHeader,
};

use super::{
    BatchRecord, CodeHash, CodeRecord, Counts, CreateOutcome, FrozenReport, FrozenSet, InviteOutcome,
    NewReport, OfferLimits, OfferOutcome, OfferRecord, OnceOutcome, Participant, PhaseOutcome, PutOutcome,
    Revocation, SessionRecord, Standing, Store, StoreError, StoredRevision, Submission, Usage,
};
use crate::metrics::Metrics;

/// Does what the store behind it does.
pub(crate) struct Measured {
    store: Arc<dyn Store>,
    metrics: Arc<Metrics>,
}

impl Measured {
    pub(crate) fn new(store: Arc<dyn Store>, metrics: Arc<Metrics>) -> Self {
        Self { store, metrics }
    }
}

macro_rules! measured {
    ($(async fn $name:ident(&self $(, $argument:ident: $kind:ty)* $(,)?) -> $outcome:ty;)*) => {
        #[async_trait]
        impl Store for Measured {
            $(async fn $name(&self $(, $argument: $kind)*) -> Result<$outcome, StoreError> {
                let started = Instant::now();
                let outcome = self.store.$name($($argument),*).await;
                self.metrics.stored(stringify!($name), started.elapsed(), failed(&outcome));
                outcome
            })*
        }
    };
}

measured! {
    async fn put_offer(&self, offer: OfferRecord, now: u64, limits: OfferLimits) -> OfferOutcome;
    async fn forget_offers(&self) -> ();
    async fn forget_expired(&self, now: u64) -> ();
    async fn offer(&self, offer: &OfferId, now: u64) -> Option<OfferRecord>;
    async fn put_codes(&self, codes: &[CodeRecord]) -> ();
    async fn is_unused(&self, code: &CodeHash, now: u64) -> bool;
    async fn use_code(&self, code: &CodeHash, session: &SessionId, now: u64) -> bool;
    async fn usage(&self, analyst: &[u8; 32]) -> Usage;
    async fn create_session(&self, record: SessionRecord) -> CreateOutcome;
    async fn session(&self, session: &SessionId) -> Option<SessionRecord>;
    async fn sessions_of(&self, analyst: &[u8; 32], skip: u32, limit: u32) -> Vec<SessionId>;
    async fn all_sessions(&self, after: Option<&SessionId>, limit: u32) -> Vec<SessionId>;
    async fn reseal(
        &self,
        session: &SessionId,
        sealed_signing_seed: Vec<u8>,
        sealed_secret: Option<Vec<u8>>,
    ) -> ();
    async fn extend(&self, session: &SessionId, closes_at: u64) -> PhaseOutcome;
    async fn delete(&self, session: &SessionId) -> ();
    async fn finish_deletions(&self) -> ();
    async fn set_phase(&self, session: &SessionId, to: Phase) -> PhaseOutcome;
    async fn invite(&self, session: &SessionId, invitations: &[Invitation], max: u32) -> InviteOutcome;
    async fn revoke(&self, session: &SessionId, participants: &[ParticipantId]) -> Option<Revocation>;
    async fn put_report(&self, session: &SessionId, report: NewReport) -> PutOutcome;
    async fn settle_report(
        &self,
        session: &SessionId,
        header: &ReportHeader,
        digest: &ReportDigest,
    ) -> Option<StoredRevision>;
    async fn participant(&self, session: &SessionId, participant: &ParticipantId) -> Option<Participant>;
    async fn submissions(
        &self,
        session: &SessionId,
        after: Option<&ParticipantId>,
        limit: u32,
    ) -> Vec<Submission>;
    async fn counts(&self, session: &SessionId) -> Counts;
    async fn standing(&self, session: &SessionId, digest: &ReportDigest) -> Option<Standing>;
    async fn freeze(&self, session: &SessionId, closed_at: u64, batch_size: u32) -> FrozenSet;
    async fn frozen(&self, session: &SessionId) -> Option<FrozenSet>;
    async fn batch(&self, session: &SessionId, index: u32) -> Vec<FrozenReport>;
    async fn record_batch(&self, session: &SessionId, record: BatchRecord) -> OnceOutcome;
    async fn batch_records(&self, session: &SessionId, from: u32, limit: u32) -> Vec<BatchRecord>;
    async fn release(&self, session: &SessionId, release: Vec<u8>) -> OnceOutcome;
    async fn released(&self, session: &SessionId) -> Option<Vec<u8>>;
    async fn publish(&self, session: &SessionId, results: Vec<u8>) -> OnceOutcome;
    async fn published(&self, session: &SessionId) -> Option<Vec<u8>>;
    async fn purge_released(&self, session: &SessionId) -> ();
    async fn ping(&self) -> ();
}

/// That there is no such session is an answer.
fn failed<T>(outcome: &Result<T, StoreError>) -> bool {
    matches!(outcome, Err(error) if !matches!(error, StoreError::NoSession(_)))
}
