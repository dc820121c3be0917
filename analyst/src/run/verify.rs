//! Verification of one batch: from bytes to verdicts and an aggregate share. Pure, on all cores.

use std::ops::RangeInclusive;

use rayon::prelude::*;
use tacit_envelope::{
    keyfile::AnalystSecret,
    sealing::{Role, SEAL_OVERHEAD, SealingKey},
};
use tacit_protocol::{
    batch::{Batch, BatchEntry, LeaderFinding, Rejection, Verdict},
    codec::{CodecError, Decode},
    ids::{ParticipantId, ReportDigest, SessionId},
    invitation::{Invitation, Inviter},
    manifest::{Cohorts, CohortsBy},
    merkle::{Hash, Tree},
};
use tacit_tally::{
    Circuit, Reject,
    helper::{Helper, HelperSums},
};

/// How many reports a thread takes at once.
const CHUNK: usize = 16;

/// Verifies the batches of one session. Has the key that opens the helper's shares; `Debug` shows nothing.
pub struct Verifier {
    session: SessionId,
    circuit: Circuit,
    helper: Helper,
    sealing: SealingKey,
    inviter: Inviter,
    /// The numbers that a report's cohort may have.
    cohorts: RangeInclusive<u16>,
    /// Whether it must be the one that its participant is invited to.
    assigned: bool,
}

/// A batch, verified.
#[derive(Debug)]
pub struct VerifiedBatch {
    /// One verdict a report, in order: for the server.
    pub verdicts: Vec<Verdict>,
    /// What comes of it: for the analyst alone.
    pub tally: BatchTally,
}

/// What comes of one batch. Its aggregate shares are secret from the server.
#[derive(Debug)]
pub struct BatchTally {
    /// How many reports it has.
    pub len: u32,
    /// Root of the Merkle subtree over their digests.
    pub root: Hash,
    /// The smallest participant id, which is the first.
    pub first: ParticipantId,
    /// The largest participant id, which is the last.
    pub last: ParticipantId,
    /// How many were accepted.
    pub accepted: u32,
    /// How many were not.
    pub rejected: Rejected,
    /// The helper's shares of the sums of those accepted.
    pub sums: HelperSums,
}

/// How many reports were rejected, by reason in the order of [`Rejection::ALL`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Rejected(pub [u64; 3]);

impl Rejected {
    /// For any reason.
    pub fn total(&self) -> u64 {
        self.0.iter().sum()
    }

    /// Adds others.
    pub fn add(&mut self, others: &Self) {
        self.0.iter_mut().zip(others.0).for_each(|(sum, more)| *sum += more);
    }

    fn count(&mut self, reason: Rejection) {
        if let Some(index) = Rejection::ALL.iter().position(|known| *known == reason) {
            self.0[index] += 1;
        }
    }
}

/// Why nothing can be said of a batch.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum BatchError {
    /// Not a batch.
    #[error("it can't be decoded ({0})")]
    Codec(#[from] CodecError),
    /// It has no report.
    #[error("it has no submissions")]
    Empty,
    /// A report twice, or reports in another order than the closed set's.
    #[error("its submissions are not in ascending order of participants, or one participant is there twice")]
    Order,
    /// The leader rejects a report, all of whose reasons to do so it checks before it acknowledges one. Leaving out
    /// reports as it likes, it could learn from the counts about those that it leaves in.
    #[error("it rejects a submission that the server checked and acknowledged")]
    LeaderRejects,
    /// A report's participant wasn't invited with this analyst's key, or to another cohort.
    #[error("it has a submission of somebody whom you didn't invite, or not to that cohort")]
    NotInvited,
    /// A report, or the leader's verifier share, has a length or cohort that no acknowledged report has.
    #[error("it has a submission that the server can't have acknowledged")]
    Unacknowledgeable,
}

impl Verifier {
    /// For the session of this id, circuit and verify key, without cohorts.
    pub fn new(session: SessionId, circuit: Circuit, verify_key: &[u8; 32], secret: &AnalystSecret) -> Self {
        let helper = Helper::new(&circuit, session.as_bytes(), verify_key);
        let inviter = Inviter::new(secret, &session);
        Self { session, circuit, helper, sealing: secret.sealing(), inviter, cohorts: 0..=0, assigned: false }
    }

    /// The same, with these cohorts.
    #[must_use]
    pub fn with_cohorts(mut self, cohorts: Option<&Cohorts>) -> Self {
        let last = cohorts.map_or(0, |cohorts| u16::try_from(cohorts.names.len()).unwrap_or(u16::MAX));
        self.cohorts = last.min(1)..=last;
        self.assigned = cohorts.is_some_and(|cohorts| cohorts.by == CohortsBy::Invitation);
        self
    }

    /// The session's circuit.
    pub fn circuit(&self) -> &Circuit {
        &self.circuit
    }

    /// Verifies a batch as it came over the wire. The same bytes give the same every time.
    pub fn verify_bytes(&self, bytes: &[u8]) -> Result<VerifiedBatch, BatchError> {
        self.verify(&Batch::get_decoded(bytes)?)
    }

    /// Verifies a batch: digests, opens, checks each proof, and adds up what is accepted.
    pub fn verify(&self, batch: &Batch) -> Result<VerifiedBatch, BatchError> {
        // Before anything is verified: nothing is said about a batch that an honest leader can't have made.
        let shares =
            batch.entries.par_iter().map(|entry| self.leaders_share(entry)).collect::<Result<Vec<_>, _>>()?;
        let parts: Vec<Part> = batch
            .entries
            .par_chunks(CHUNK)
            .zip(shares.par_chunks(CHUNK))
            .map(|(entries, shares)| self.part(entries, shares))
            .collect();
        let mut verdicts = Vec::with_capacity(batch.entries.len());
        let mut digests = Vec::with_capacity(batch.entries.len());
        let mut sums = HelperSums::new();
        for part in parts {
            verdicts.extend(part.verdicts);
            digests.extend(part.digests);
            sums.merge(&self.circuit, &part.sums);
        }
        let participant = |entry: &BatchEntry| entry.header.participant_id;
        let ends = (batch.entries.first().map(participant), batch.entries.last().map(participant));
        let (Some(first), Some(last)) = ends else { return Err(BatchError::Empty) };
        if !batch.entries.is_sorted_by(|one, next| participant(one) < participant(next)) {
            return Err(BatchError::Order);
        }
        let (accepted, rejected) = count(&verdicts);
        let len = u32::try_from(digests.len()).map_err(|_| CodecError::LengthPrefixTooBig(digests.len()))?;
        let tally = BatchTally { len, root: root(&digests), first, last, accepted, rejected, sums };
        Ok(VerifiedBatch { verdicts, tally })
    }

    /// The leader's verifier share of a report that an honest leader can have acknowledged.
    fn leaders_share<'a>(&self, entry: &'a BatchEntry) -> Result<&'a [u8], BatchError> {
        let LeaderFinding::Prepared(share) = &entry.leader else { return Err(BatchError::LeaderRejects) };
        let possible = self.cohorts.contains(&entry.header.cohort)
            && entry.public_share.len() == self.circuit.public_share_len()
            && entry.helper_share.len() == self.circuit.helper_share_len() + SEAL_OVERHEAD
            && share.len() == self.circuit.verifier_share_len();
        if !possible {
            return Err(BatchError::Unacknowledgeable);
        }
        if self.is_invited(entry) { Ok(share) } else { Err(BatchError::NotInvited) }
    }

    fn is_invited(&self, entry: &BatchEntry) -> bool {
        let BatchEntry { header, voucher, .. } = entry;
        let cohort = if self.assigned { header.cohort } else { 0 };
        self.inviter.made(&Invitation { participant: header.participant_id, cohort, voucher: *voucher })
    }

    fn part(&self, entries: &[BatchEntry], leaders_shares: &[&[u8]]) -> Part {
        let mut sums = HelperSums::new();
        let verdict = |(entry, share): (&BatchEntry, &&[u8])| match self.accept(entry, share, &mut sums) {
            Ok(message) => Verdict::Accepted(message),
            Err(reason) => Verdict::Rejected(reason),
        };
        let verdicts = entries.iter().zip(leaders_shares).map(verdict).collect();
        let digests = entries.iter().map(|entry| entry.digest(&self.session)).collect();
        Part { verdicts, digests, sums }
    }

    fn accept(
        &self,
        entry: &BatchEntry,
        leaders_share: &[u8],
        sums: &mut HelperSums,
    ) -> Result<[u8; 32], Rejection> {
        let header = &entry.header;
        let aad = header.associated_data(&self.session, &entry.public_share);
        let share =
            self.sealing.open(Role::Helper, &aad, &entry.helper_share).map_err(|_| Rejection::Unsealable)?;
        let report_id = header.report_id.as_bytes();
        let verified = sums.add(&self.circuit, header.cohort, |sum| {
            self.helper.verify(report_id, &entry.public_share, &share, leaders_share, sum)
        });
        verified.map_err(|reject| match reject {
            Reject::Malformed => Rejection::Malformed,
            _ => Rejection::Invalid,
        })
    }
}

impl std::fmt::Debug for Verifier {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Verifier({}, secret)", self.session)
    }
}

/// What one thread found of some consecutive reports.
struct Part {
    verdicts: Vec<Verdict>,
    digests: Vec<ReportDigest>,
    sums: HelperSums,
}

fn count(verdicts: &[Verdict]) -> (u32, Rejected) {
    let mut accepted = 0;
    let mut rejected = Rejected::default();
    for verdict in verdicts {
        match verdict {
            Verdict::Accepted(_) => accepted += 1,
            Verdict::Rejected(reason) => rejected.count(*reason),
        }
    }
    (accepted, rejected)
}

fn root(digests: &[ReportDigest]) -> Hash {
    let mut tree = Tree::new();
    digests.iter().for_each(|digest| tree.push(digest));
    tree.root()
}
