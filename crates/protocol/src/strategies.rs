//! Any message, for property tests.

use std::fmt::Debug;

use proptest::{collection::vec, prelude::*};
use tacit_envelope::signing::SigningKey;

use crate::{
    batch::{Batch, BatchEntry, LeaderFinding, Note, Notes, Rejection, Verdict, Verdicts},
    closing::ClosingStatement,
    ids::{OfferId, ParticipantId, ReportDigest, ReportId, SessionId},
    invitation::{Invitation, Invitations},
    receipt::Receipt,
    release::{CountsOf, Release, ReleaseOf, ReleaseRequest, SealedRelease, ShareElement},
    report::{Report, ReportHeader},
    session::CreateSession,
    signed::{Signable, Signed},
};

/// The key of everything signed here.
pub(crate) fn key() -> SigningKey {
    SigningKey::from_seed(&[7; 32])
}

macro_rules! ids {
    ($($strategy:ident: $id:ident, $len:literal;)*) => {
        $(pub(crate) fn $strategy() -> impl Strategy<Value = $id> {
            any::<[u8; $len]>().prop_map(|bytes| $id::try_from(&bytes[..]).unwrap())
        })*
    };
}

ids! {
    session_id: SessionId, 32;
    report_id: ReportId, 16;
    participant_id: ParticipantId, 32;
    report_digest: ReportDigest, 32;
    offer_id: OfferId, 16;
}

fn opaque() -> impl Strategy<Value = Vec<u8>> {
    vec(any::<u8>(), 0..40)
}

pub(crate) fn header() -> impl Strategy<Value = ReportHeader> {
    (report_id(), participant_id(), any::<u32>(), any::<u16>()).prop_map(
        |(report_id, participant_id, revision, cohort)| ReportHeader {
            report_id,
            participant_id,
            revision,
            cohort,
        },
    )
}

pub(crate) fn report() -> impl Strategy<Value = Report> {
    (header(), opaque(), opaque(), opaque()).prop_map(|(header, public_share, leader_share, helper_share)| {
        Report { header, public_share, leader_share, helper_share }
    })
}

pub(crate) fn receipt() -> impl Strategy<Value = Receipt> {
    (session_id(), participant_id(), report_digest(), any::<u32>(), any::<u64>()).prop_map(
        |(session, participant, digest, revision, received_at)| Receipt {
            session,
            participant,
            digest,
            revision,
            received_at,
        },
    )
}

pub(crate) fn closing_statement() -> impl Strategy<Value = ClosingStatement> {
    (session_id(), any::<[u64; 4]>(), 4..=10_u32, any::<[u8; 32]>()).prop_map(
        |(session, [closed_at, invited, submitted, revisions], height, root)| ClosingStatement {
            session,
            closed_at,
            invited,
            submitted,
            revisions,
            batch_size: 1 << height,
            root,
        },
    )
}

fn rejection() -> impl Strategy<Value = Rejection> {
    proptest::sample::select(&Rejection::ALL[..])
}

fn finding() -> impl Strategy<Value = LeaderFinding> {
    prop_oneof![opaque().prop_map(LeaderFinding::Prepared), rejection().prop_map(LeaderFinding::Rejected)]
}

pub(crate) fn batch_entry() -> impl Strategy<Value = BatchEntry> {
    (header(), any::<[u8; 16]>(), opaque(), any::<[u8; 32]>(), opaque(), finding()).prop_map(
        |(header, voucher, public_share, leader_share_hash, helper_share, leader)| BatchEntry {
            header,
            voucher,
            public_share,
            leader_share_hash,
            helper_share,
            leader,
        },
    )
}

pub(crate) fn batch() -> impl Strategy<Value = Batch> {
    (any::<u32>(), vec(batch_entry(), 0..4)).prop_map(|(index, entries)| Batch { index, entries })
}

fn verdict() -> impl Strategy<Value = Verdict> {
    prop_oneof![any::<[u8; 32]>().prop_map(Verdict::Accepted), rejection().prop_map(Verdict::Rejected)]
}

pub(crate) fn verdicts() -> impl Strategy<Value = Verdicts> {
    (any::<u32>(), vec(verdict(), 0..8), opaque()).prop_map(|(index, verdicts, note)| Verdicts {
        index,
        verdicts,
        note,
    })
}

pub(crate) fn notes() -> impl Strategy<Value = Notes> {
    let note = (any::<u32>(), opaque()).prop_map(|(index, note)| Note { index, note });
    vec(note, 0..5).prop_map(|notes| Notes { notes })
}

fn share_element() -> impl Strategy<Value = ShareElement> {
    any::<[u8; 16]>().prop_map(ShareElement)
}

pub(crate) fn release_request() -> impl Strategy<Value = ReleaseRequest> {
    let of =
        (any::<u16>(), vec(share_element(), 0..6)).prop_map(|(cohort, shares)| CountsOf { cohort, shares });
    vec(of, 0..3).prop_map(|counts| ReleaseRequest { counts })
}

pub(crate) fn release() -> impl Strategy<Value = Release> {
    let values = vec(proptest::option::of(share_element()), 0..6);
    let of = (any::<u16>(), any::<u64>(), vec(share_element(), 0..6), values)
        .prop_map(|(cohort, accepted, counts, values)| ReleaseOf { cohort, accepted, counts, values });
    vec(of, 0..3).prop_map(|of| Release { of })
}

pub(crate) fn sealed_release() -> impl Strategy<Value = SealedRelease> {
    (session_id(), opaque()).prop_map(|(session, sealed)| SealedRelease { session, sealed })
}

pub(crate) fn create_session() -> impl Strategy<Value = CreateSession> {
    (offer_id(), opaque(), opaque()).prop_map(|(offer, manifest, verify_key)| CreateSession {
        offer,
        manifest,
        verify_key,
    })
}

pub(crate) fn invitations() -> impl Strategy<Value = Invitations> {
    let invitation = (participant_id(), any::<u16>(), any::<[u8; 16]>())
        .prop_map(|(participant, cohort, voucher)| Invitation { participant, cohort, voucher });
    vec(invitation, 0..5).prop_map(|invitations| Invitations { invitations })
}

/// Something signed with [`key`].
pub(crate) fn signed<T: Signable + Debug>(
    body: impl Strategy<Value = T>,
) -> impl Strategy<Value = Signed<T>> {
    body.prop_map(|body| Signed::sign(&key(), body).unwrap())
}
