//! Every operation of a store, for stores that do the same around each one of another.

/// Calls a macro with the signature of every operation of [`Store`](crate::store::Store), each with what it gives if nothing fails:
/// `async fn session(&self, session: &SessionId) -> Option<SessionRecord>;` and so on.
#[macro_export]
macro_rules! each_store_operation {
    ($with:ident) => {
        $with! {
            async fn key_check(&self) -> Option<$crate::store::KeyCheck>;
            async fn set_key_check(
                &self,
                before: Option<$crate::store::KeyCheck>,
                after: $crate::store::KeyCheck,
            ) -> bool;
            async fn list_id(&self) -> Option<$crate::store::ListId>;
            async fn claim_list_id(
                &self,
                instead_of: Option<$crate::store::ListId>,
                id: $crate::store::ListId,
            ) -> $crate::store::ListId;
            async fn put_offer(
                &self,
                offer: $crate::store::OfferRecord,
                now: u64,
                limits: $crate::store::OfferLimits,
            ) -> $crate::store::OfferOutcome;
            async fn forget_offers(&self) -> ();
            async fn forget_expired(&self, now: u64) -> ();
            async fn offer(
                &self,
                offer: &::tacit_protocol::ids::OfferId,
                now: u64,
            ) -> Option<$crate::store::OfferRecord>;
            async fn put_codes(&self, codes: &[$crate::store::CodeRecord]) -> ();
            async fn is_unused(&self, code: &$crate::store::CodeHash, now: u64) -> bool;
            async fn use_code(
                &self,
                code: &$crate::store::CodeHash,
                session: &::tacit_protocol::ids::SessionId,
                now: u64,
            ) -> bool;
            async fn give_code_back(
                &self,
                code: &$crate::store::CodeHash,
                session: &::tacit_protocol::ids::SessionId,
            ) -> ();
            async fn usage(&self, analyst: &[u8; 32]) -> $crate::store::Usage;
            async fn create_session(
                &self,
                record: $crate::store::SessionRecord,
                limits: $crate::store::UsageLimits,
            ) -> $crate::store::CreateOutcome;
            async fn session(
                &self,
                session: &::tacit_protocol::ids::SessionId,
            ) -> Option<$crate::store::SessionRecord>;
            async fn session_state(
                &self,
                session: &::tacit_protocol::ids::SessionId,
            ) -> Option<$crate::store::SessionState>;
            async fn sessions_of(
                &self,
                analyst: &[u8; 32],
                skip: u32,
                limit: u32,
            ) -> Vec<::tacit_protocol::ids::SessionId>;
            async fn all_sessions(
                &self,
                after: Option<&::tacit_protocol::ids::SessionId>,
                limit: u32,
            ) -> Vec<::tacit_protocol::ids::SessionId>;
            async fn released_sessions(
                &self,
                after: Option<&::tacit_protocol::ids::SessionId>,
                limit: u32,
            ) -> Vec<::tacit_protocol::ids::SessionId>;
            async fn reseal(
                &self,
                session: &::tacit_protocol::ids::SessionId,
                sealed_signing_seed: Vec<u8>,
                sealed_secret: Option<Vec<u8>>,
            ) -> ();
            async fn extend(
                &self,
                session: &::tacit_protocol::ids::SessionId,
                closes_at: u64,
            ) -> $crate::store::PhaseOutcome;
            async fn delete(&self, session: &::tacit_protocol::ids::SessionId) -> ();
            async fn announce_deletion(
                &self,
                session: &::tacit_protocol::ids::SessionId,
                delete_after: Option<u64>,
            ) -> ();
            async fn announced_deletions(&self) -> Vec<(::tacit_protocol::ids::SessionId, u64)>;
            async fn delete_if(
                &self,
                session: &::tacit_protocol::ids::SessionId,
                basis: $crate::store::RetentionBasis,
                now: u64,
            ) -> bool;
            async fn noted_time(&self) -> Option<u64>;
            async fn note_time(&self, now: u64) -> ();
            async fn finish_deletions(&self) -> ();
            async fn forget_orphans(&self) -> u64;
            async fn set_phase(
                &self,
                session: &::tacit_protocol::ids::SessionId,
                to: ::tacit_protocol::phase::Phase,
            ) -> $crate::store::PhaseOutcome;
            async fn invite(
                &self,
                session: &::tacit_protocol::ids::SessionId,
                invitations: &[::tacit_protocol::invitation::Invitation],
                max: u32,
            ) -> $crate::store::InviteOutcome;
            async fn revoke(
                &self,
                session: &::tacit_protocol::ids::SessionId,
                participants: &[::tacit_protocol::ids::ParticipantId],
            ) -> Option<$crate::store::Revocation>;
            async fn put_report(
                &self,
                session: &::tacit_protocol::ids::SessionId,
                report: $crate::store::NewReport,
            ) -> $crate::store::PutOutcome;
            async fn settle_report(
                &self,
                session: &::tacit_protocol::ids::SessionId,
                header: &::tacit_protocol::report::ReportHeader,
                digest: &::tacit_protocol::ids::ReportDigest,
            ) -> Option<$crate::store::StoredRevision>;
            async fn participant(
                &self,
                session: &::tacit_protocol::ids::SessionId,
                participant: &::tacit_protocol::ids::ParticipantId,
            ) -> Option<$crate::store::Participant>;
            async fn submissions(
                &self,
                session: &::tacit_protocol::ids::SessionId,
                after: Option<&::tacit_protocol::ids::ParticipantId>,
                limit: u32,
            ) -> Vec<$crate::store::Submission>;
            async fn counts(
                &self,
                session: &::tacit_protocol::ids::SessionId,
            ) -> $crate::store::Counts;
            async fn standing(
                &self,
                session: &::tacit_protocol::ids::SessionId,
                digest: &::tacit_protocol::ids::ReportDigest,
            ) -> Option<$crate::store::Standing>;
            async fn freeze(
                &self,
                session: &::tacit_protocol::ids::SessionId,
                closed_at: u64,
                batch_size: u32,
            ) -> $crate::store::FrozenSet;
            async fn frozen(
                &self,
                session: &::tacit_protocol::ids::SessionId,
            ) -> Option<$crate::store::FrozenSet>;
            async fn batch(
                &self,
                session: &::tacit_protocol::ids::SessionId,
                index: u32,
            ) -> Vec<$crate::store::FrozenReport>;
            async fn record_batch(
                &self,
                session: &::tacit_protocol::ids::SessionId,
                record: $crate::store::BatchRecord,
            ) -> $crate::store::OnceOutcome;
            async fn batch_records(
                &self,
                session: &::tacit_protocol::ids::SessionId,
                from: u32,
                limit: u32,
            ) -> Vec<$crate::store::BatchRecord>;
            async fn release(
                &self,
                session: &::tacit_protocol::ids::SessionId,
                release: Vec<u8>,
            ) -> $crate::store::OnceOutcome;
            async fn released(
                &self,
                session: &::tacit_protocol::ids::SessionId,
            ) -> Option<Vec<u8>>;
            async fn publish(
                &self,
                session: &::tacit_protocol::ids::SessionId,
                results: Vec<u8>,
            ) -> $crate::store::OnceOutcome;
            async fn published(
                &self,
                session: &::tacit_protocol::ids::SessionId,
            ) -> Option<Vec<u8>>;
            async fn purge_released(&self, session: &::tacit_protocol::ids::SessionId) -> ();
            async fn ping(&self) -> ();
        }
    };
}
