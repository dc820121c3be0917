//! Verification of one batch: from bytes to verdicts and an aggregate share. Pure, on all cores.

use rayon::prelude::*;
use tacit_envelope::{
    keyfile::AnalystSecret,
    sealing::{Role, SealingKey},
};
use tacit_protocol::{
    batch::{Batch, BatchEntry, LeaderFinding, Rejection, Verdict},
    codec::{CodecError, Decode},
    ids::{ReportDigest, SessionId},
    merkle::{Hash, Tree},
};
use tacit_tally::{
    Circuit, Reject,
    helper::{Helper, HelperAggregate},
};

/// How many reports a thread takes at once.
const CHUNK: usize = 16;

/// Verifies the batches of one session. Has the key that opens the helper's shares; `Debug` shows nothing.
pub struct Verifier {
    session: SessionId,
    circuit: Circuit,
    helper: Helper,
    sealing: SealingKey,
}

/// A batch, verified.
#[derive(Debug)]
pub struct VerifiedBatch {
    /// One verdict a report, in order: for the server.
    pub verdicts: Vec<Verdict>,
    /// What comes of it: for the analyst alone.
    pub tally: BatchTally,
}

/// What comes of one batch. Its aggregate share is secret from the server.
#[derive(Debug)]
pub struct BatchTally {
    /// How many reports it has.
    pub len: u32,
    /// Root of the Merkle subtree over their digests.
    pub root: Hash,
    /// The smallest digest, which is the first.
    pub first: ReportDigest,
    /// The largest digest, which is the last.
    pub last: ReportDigest,
    /// How many were accepted.
    pub accepted: u32,
    /// How many were not.
    pub rejected: Rejected,
    /// The helper's share of the sum of those accepted.
    pub aggregate: HelperAggregate,
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
    #[error("a batch can't be decoded: {0}")]
    Codec(#[from] CodecError),
    /// It has no report.
    #[error("a batch has no reports")]
    Empty,
    /// A report twice, or reports in another order than the closed set's.
    #[error("a batch's reports are not in ascending order")]
    Order,
}

impl Verifier {
    /// For the session of this id, circuit and verify key.
    pub fn new(session: SessionId, circuit: Circuit, verify_key: &[u8; 32], secret: &AnalystSecret) -> Self {
        let helper = Helper::new(&circuit, session.as_bytes(), verify_key);
        Self { session, circuit, helper, sealing: secret.sealing() }
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
        let parts: Vec<Part> = batch.entries.par_chunks(CHUNK).map(|entries| self.part(entries)).collect();
        let mut verdicts = Vec::with_capacity(batch.entries.len());
        let mut digests = Vec::with_capacity(batch.entries.len());
        let mut aggregate = HelperAggregate::new(&self.circuit);
        for part in parts {
            verdicts.extend(part.verdicts);
            digests.extend(part.digests);
            aggregate.merge(&part.aggregate);
        }
        let (Some(&first), Some(&last)) = (digests.first(), digests.last()) else {
            return Err(BatchError::Empty);
        };
        if !digests.is_sorted_by(|one, next| one < next) {
            return Err(BatchError::Order);
        }
        let (accepted, rejected) = count(&verdicts);
        let len = u32::try_from(digests.len()).map_err(|_| CodecError::LengthPrefixTooBig(digests.len()))?;
        let tally = BatchTally { len, root: root(&digests), first, last, accepted, rejected, aggregate };
        Ok(VerifiedBatch { verdicts, tally })
    }

    fn part(&self, entries: &[BatchEntry]) -> Part {
        let mut aggregate = HelperAggregate::new(&self.circuit);
        let verdicts = entries.iter().map(|entry| self.verdict(entry, &mut aggregate)).collect();
        let digests = entries.iter().map(|entry| entry.digest(&self.session)).collect();
        Part { verdicts, digests, aggregate }
    }

    fn verdict(&self, entry: &BatchEntry, aggregate: &mut HelperAggregate) -> Verdict {
        match self.accept(entry, aggregate) {
            Ok(message) => Verdict::Accepted(message),
            Err(reason) => Verdict::Rejected(reason),
        }
    }

    fn accept(&self, entry: &BatchEntry, aggregate: &mut HelperAggregate) -> Result<[u8; 32], Rejection> {
        let leader_verifier_share = match &entry.leader {
            LeaderFinding::Prepared(share) => share,
            LeaderFinding::Rejected(reason) => return Err(*reason),
        };
        let header = &entry.header;
        if header.cohort != 0 {
            return Err(Rejection::Malformed);
        }
        let aad = header.associated_data(&self.session, &entry.public_share);
        let share =
            self.sealing.open(Role::Helper, &aad, &entry.helper_share).map_err(|_| Rejection::Unsealable)?;
        let report_id = header.report_id.as_bytes();
        self.helper.verify(report_id, &entry.public_share, &share, leader_verifier_share, aggregate).map_err(
            |reject| match reject {
                Reject::Malformed => Rejection::Malformed,
                _ => Rejection::Invalid,
            },
        )
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
    aggregate: HelperAggregate,
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
