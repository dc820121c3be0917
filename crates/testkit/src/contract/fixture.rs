//! A session to test with.

use std::{collections::BTreeMap, sync::Arc};

use tacit_protocol::{
    ids::{OfferId, ParticipantId, ReportDigest, ReportId, SessionId},
    invitation::Invitation,
    phase::Phase,
    report::ReportHeader,
};
use tacit_server::store::{
    CreateOutcome, InviteOutcome, NewReport, OfferLimits, OfferOutcome, OfferRecord, PhaseOutcome,
    SessionRecord, Store, StoredRevision, UsageLimits,
};

use crate::seeded::Seeded;

/// Long before any time in these tests.
pub(super) const NOW: u64 = 1_800_000_000_000;

/// A session in a store, and what is needed to submit to it.
#[derive(Clone)]
pub struct Fixture {
    /// The store.
    pub store: Arc<dyn Store>,
    /// The session.
    pub session: SessionId,
    /// The session as created.
    pub record: SessionRecord,
    /// Who is invited.
    pub participants: Vec<ParticipantId>,
}

impl Fixture {
    /// A session in draft that nobody is invited to.
    pub async fn draft(store: &Arc<dyn Store>, seed: u64) -> Self {
        let fixture = Self::made_before(store, seed, 0);
        keep_offer(store, an_offer(seed), NOW).await;
        let created = store
            .create_session(fixture.record.clone(), UsageLimits::default())
            .await
            .expect("a session can be made");
        assert_eq!(created, CreateOutcome::Created, "a fresh offer makes a session");
        fixture
    }

    /// An open session with so many participants.
    pub async fn open(store: &Arc<dyn Store>, seed: u64, participants: usize) -> Self {
        let mut fixture = Self::draft(store, seed).await;
        fixture.participants = some_participants(seed, participants);
        let invited = store.invite(&fixture.session, &invitations(&fixture.participants), 1_000_000).await;
        assert_eq!(invited.expect("inviting works"), InviteOutcome::Invited(participants as u64));
        fixture.set_phase(Phase::Open).await;
        fixture
    }

    /// What [`Fixture::open`] made of the same seed and number, in a store opened again.
    pub fn made_before(store: &Arc<dyn Store>, seed: u64, participants: usize) -> Self {
        let record = a_session(&an_offer(seed), seed);
        let participants = some_participants(seed, participants);
        Self { store: Arc::clone(store), session: record.session, record, participants }
    }

    /// Moves the session.
    pub async fn set_phase(&self, to: Phase) {
        let outcome = self.store.set_phase(&self.session, to).await.expect("the phase can be set");
        assert_eq!(outcome, PhaseOutcome::Now, "{to:?} is reached");
    }

    /// The participant's report of this revision; another `variant` is another report.
    pub fn report(&self, participant: usize, revision: u32, variant: u64) -> NewReport {
        let participant_id = self.participants[participant];
        let seed = u64::from(revision) << 40 ^ variant << 20 ^ participant as u64;
        a_report(participant_id, revision, &mut Seeded::new(seed))
    }

    /// What the store has as the newest report of a participant, who is invited.
    pub async fn newest(&self, participant: usize) -> Option<StoredRevision> {
        let found = self.store.participant(&self.session, &self.participants[participant]).await;
        found.expect("reading works").expect("invited").newest
    }

    /// Every report of the frozen set, batch after batch, as the store has them.
    pub async fn frozen_reports(&self) -> Vec<Vec<u8>> {
        let mut reports = Vec::new();
        for index in 0.. {
            let batch = self.store.batch(&self.session, index).await.expect("a batch can be read");
            if batch.is_empty() {
                break;
            }
            reports.extend(batch.into_iter().map(|report| report.bytes));
        }
        reports
    }

    /// The digests of the frozen set, in its order, by the bytes of `known` reports.
    pub async fn frozen_digests<'a>(
        &self,
        known: impl IntoIterator<Item = &'a NewReport>,
    ) -> Vec<ReportDigest> {
        let known: BTreeMap<&[u8], ReportDigest> =
            known.into_iter().map(|report| (&report.bytes[..], report.digest)).collect();
        let frozen = self.frozen_reports().await;
        frozen
            .iter()
            .map(|bytes| *known.get(&bytes[..]).expect("the set holds only what was submitted"))
            .collect()
    }
}

/// Limits that no test comes near.
pub(super) const PLENTY: OfferLimits = OfferLimits { per_analyst: 1000, in_all: 1_000_000 };

/// Keeps an offer.
pub(super) async fn keep_offer(store: &Arc<dyn Store>, offer: OfferRecord, now: u64) {
    let kept = store.put_offer(offer, now, PLENTY).await.expect("an offer can be kept");
    assert_eq!(kept, OfferOutcome::Kept, "there is room");
}

/// An offer that expires an hour from [`NOW`].
pub(super) fn an_offer(seed: u64) -> OfferRecord {
    let mut random = Seeded::new(seed ^ 0x0FFE);
    OfferRecord {
        offer: id::<OfferId, 16>(&mut random),
        analyst: random.bytes(),
        expires_at: NOW + 3_600_000,
        code: None,
        sealed_secret: random.bytes::<92>().to_vec(),
        sealed_signing_seed: random.bytes::<60>().to_vec(),
    }
}

/// A session made from an offer, one second from [`NOW`].
pub(super) fn a_session(offer: &OfferRecord, seed: u64) -> SessionRecord {
    let manifest = format!("{{\"title\":\"session {seed}\"}}").into_bytes();
    SessionRecord {
        session: SessionId::of_manifest(&manifest),
        analyst: offer.analyst,
        closes_at: None,
        manifest,
        offer: offer.offer,
        phase: Phase::Draft,
        created_at: NOW + 1000,
        reserved: 1_000_000,
        sealed_secret: Some(Seeded::new(seed ^ 0x5EC).bytes::<124>().to_vec()),
        sealed_signing_seed: offer.sealed_signing_seed.clone(),
    }
}

pub(super) fn some_participants(seed: u64, count: usize) -> Vec<ParticipantId> {
    let mut random = Seeded::new(seed ^ 0x9A27);
    (0..count).map(|_| id::<ParticipantId, 32>(&mut random)).collect()
}

/// Invitations to no cohort.
pub fn invitations(participants: &[ParticipantId]) -> Vec<Invitation> {
    participants.iter().map(|&participant| invitation(participant, 0)).collect()
}

/// An invitation to a cohort, with a voucher that shows whose it is.
pub(super) fn invitation(participant: ParticipantId, cohort: u16) -> Invitation {
    let mut voucher = [cohort as u8; 16];
    voucher[..8].copy_from_slice(&participant.as_bytes()[..8]);
    Invitation { participant, cohort, voucher }
}

pub(super) fn a_report(participant_id: ParticipantId, revision: u32, random: &mut Seeded) -> NewReport {
    let header = ReportHeader { report_id: id::<ReportId, 16>(random), participant_id, revision, cohort: 0 };
    let bytes = [&random.bytes::<200>()[..], participant_id.as_bytes(), &revision.to_be_bytes()].concat();
    NewReport {
        header,
        digest: id::<ReportDigest, 32>(random),
        bytes,
        received_at: NOW + u64::from(revision),
    }
}

fn id<T, const N: usize>(random: &mut Seeded) -> T
where
    T: for<'a> TryFrom<&'a [u8]>,
{
    T::try_from(&random.bytes::<N>()[..]).ok().expect("these bytes are as long as the id")
}
