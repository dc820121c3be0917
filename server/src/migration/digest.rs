//! A digest of all that a store has of a session: the same in every store that has the same.

use tacit_envelope::{hash, text};
use tacit_protocol::ids::SessionId;

use super::{
    PAGE,
    copying::{each_reports, outcome},
};
use crate::store::{
    BatchRecord, CohortCounts, Counts, FrozenSet, SessionRecord, StoreError,
    portable::{Outcome, Portable, PortableParticipant, PortableReport},
};

/// The digest, 52 characters.
pub(super) async fn of(store: &dyn Portable, session: &SessionId) -> Result<String, StoreError> {
    let mut chain = Chain([0; 32]);
    let record = store.session(session).await?.ok_or(StoreError::NoSession(*session))?;
    chain.session(&record);
    chain.outcome(&outcome(store, session).await?);
    chain.counts(&store.counts(session).await?);
    let mut after = None;
    loop {
        let page = store.invited(session, after.as_ref(), PAGE).await?;
        let Some(last) = page.last() else { break };
        after = Some(last.participant);
        page.iter().for_each(|invited| chain.participant(invited));
        each_reports(store, session, &page, async |reports| {
            reports.iter().for_each(|report| chain.report(report));
            Ok(())
        })
        .await?;
    }
    let mut next = 0;
    loop {
        let records = store.batch_records(session, next, PAGE).await?;
        let Some(last) = records.last() else { break };
        next = last.index.saturating_add(1);
        records.iter().for_each(|record| chain.batch_record(record));
    }
    Ok(text::encode(&chain.0))
}

/// The digest of what was added, one after another.
struct Chain([u8; 32]);

impl Chain {
    fn add(&mut self, kind: &str, parts: &[&[u8]]) {
        let all: Vec<&[u8]> =
            [&self.0[..], kind.as_bytes()].into_iter().chain(parts.iter().copied()).collect();
        self.0 = hash::digest("migration", &all);
    }

    fn session(&mut self, record: &SessionRecord) {
        let SessionRecord {
            session,
            analyst,
            manifest,
            offer,
            phase,
            created_at,
            closes_at,
            reserved,
            sealed_secret,
            sealed_signing_seed,
        } = record;
        self.add(
            "session",
            &[
                session.as_bytes(),
                analyst,
                manifest,
                offer.as_bytes(),
                &[*phase as u8],
                &created_at.to_be_bytes(),
                &closes_at.map(u64::to_be_bytes).map_or_else(Vec::new, Vec::from),
                &reserved.to_be_bytes(),
                &optional(sealed_secret.as_deref()),
                sealed_signing_seed,
            ],
        );
    }

    fn outcome(&mut self, Outcome { frozen, release, results }: &Outcome) {
        if let Some(FrozenSet { closed_at, invited, submitted, revisions, batch_size, root }) = frozen {
            let numbers = [*closed_at, *invited, *submitted, *revisions, u64::from(*batch_size)];
            self.add("frozen", &[numbers.map(u64::to_be_bytes).as_flattened(), root]);
        }
        self.add("outcome", &[&optional(release.as_deref()), &optional(results.as_deref())]);
    }

    fn counts(&mut self, Counts { invited, submitted, revisions, verified_batches, cohorts }: &Counts) {
        let numbers = [*invited, *submitted, *revisions, u64::from(*verified_batches)];
        self.add("counts", &[numbers.map(u64::to_be_bytes).as_flattened()]);
        for CohortCounts { cohort, invited, submitted } in cohorts {
            let numbers = [u64::from(*cohort), *invited, *submitted];
            self.add("cohort", &[numbers.map(u64::to_be_bytes).as_flattened()]);
        }
    }

    fn participant(&mut self, invited: &PortableParticipant) {
        let PortableParticipant { participant, assigned, cohort, voucher, revisions } = invited;
        let number = revisions.len() as u64;
        self.add(
            "participant",
            &[
                participant.as_bytes(),
                &assigned.to_be_bytes(),
                &cohort.to_be_bytes(),
                voucher,
                &number.to_be_bytes(),
            ],
        );
    }

    fn report(&mut self, PortableReport { participant, stored, bytes }: &PortableReport) {
        self.add(
            "report",
            &[
                participant.as_bytes(),
                &stored.revision.to_be_bytes(),
                stored.digest.as_bytes(),
                &stored.received_at.to_be_bytes(),
                bytes,
            ],
        );
    }

    fn batch_record(&mut self, record: &BatchRecord) {
        let BatchRecord { index, verdicts_digest, accepted, sealed_share, note } = record;
        self.add(
            "batch",
            &[&index.to_be_bytes(), verdicts_digest, &accepted.to_be_bytes(), sealed_share, note],
        );
    }
}

/// Nothing, and an empty text, are two things.
fn optional(bytes: Option<&[u8]>) -> Vec<u8> {
    bytes.map_or_else(Vec::new, |bytes| [&[1], bytes].concat())
}
