//! The release: adds up the leader's share of all batches, and seals to the analyst what may be opened of it.

use rand_core::Rng;
use tacit_envelope::sealing::{self, Role};
use tacit_protocol::{
    codec::Encode,
    manifest::Manifest,
    phase::Phase,
    problem::ProblemKind,
    release::{CountsOf, Release, ReleaseOf, ReleaseRequest, SealedRelease, ShareElement, SignedRelease},
};
use tacit_tally::{
    ReleaseError,
    cohorts::{Counts, Terms},
    leader::LeaderSums,
};
use zeroize::Zeroizing;

use super::{Session, batches::share_bound_to, keys::rng};
use crate::{
    problem::{Refusal, sentence},
    store::BatchRecord,
};

/// With other noise every time; only one release of a session is ever shown.
fn terms(session: &Session) -> Result<Terms, Refusal> {
    let Manifest { threshold, max_participants, epsilon, ref cohorts, .. } = session.manifest;
    let limits = (threshold, max_participants);
    let seed = || {
        let mut seed = Zeroizing::new([0; 32]);
        rng().fill_bytes(&mut *seed);
        seed
    };
    Terms::new(&session.circuit, limits, epsilon, cohorts.is_some(), seed)
        .map_err(|error| Refusal::fault("there is too much noise", &error))
}

/// The leader's shares of the first batches.
pub(crate) struct Sum {
    shares: LeaderSums,
    batches: u32,
}

impl Sum {
    /// Of no batch yet.
    pub(crate) fn new() -> Self {
        Self { shares: LeaderSums::new(), batches: 0 }
    }

    /// How many batches are in it.
    pub(crate) fn batches(&self) -> u32 {
        self.batches
    }

    /// Adds the batches that follow.
    pub(crate) fn with(mut self, session: &Session, records: &[BatchRecord]) -> Result<Self, Refusal> {
        let released = || Refusal::wrong_phase(Phase::Released);
        let secrets = session.secrets().ok_or_else(released)?;
        for record in records {
            if record.sealed_share.is_empty() {
                return Err(released());
            }
            if record.index != self.batches {
                return Err(ProblemKind::Unverified.into());
            }
            let bytes = secrets
                .vault
                .open(&share_bound_to(&session.id, record.index), &record.sealed_share)
                .map_err(|error| Refusal::fault("an aggregate share can't be opened", &error))?;
            let shares = LeaderSums::decode(&session.circuit, &bytes)
                .map_err(|error| Refusal::fault("an aggregate share can't be read", &error))?;
            self.shares.merge(&session.circuit, &shares);
            self.batches += 1;
        }
        Ok(self)
    }

    /// Seals to the analyst what may be released, and signs it.
    pub(crate) fn seal(&self, session: &Session, request: &ReleaseRequest) -> Result<Vec<u8>, Refusal> {
        let fault =
            |error: tacit_protocol::codec::CodecError| Refusal::fault("a release can't be encoded", &error);
        let shares = |of: &CountsOf| of.shares.iter().map(|share| share.0).collect();
        let counts: Counts = request.counts.iter().map(|of| (of.cohort, shares(of))).collect();
        let released = self
            .shares
            .release(&session.circuit, &counts, &terms(session)?)
            .map_err(|error: ReleaseError| Refusal::with_detail(ProblemKind::Malformed, sentence(&error)))?;
        let of = released.iter().map(|(cohort, released)| ReleaseOf {
            cohort: *cohort,
            accepted: released.accepted,
            counts: released.counts.iter().copied().map(ShareElement).collect(),
            values: released.values.iter().map(|value| value.map(ShareElement)).collect(),
        });
        let release = Release { of: of.collect() };
        let plain = Zeroizing::new(release.get_encoded().map_err(fault)?);
        let to = &session.manifest.analyst.sealing_key;
        let sealed = sealing::seal(&mut rng(), to, Role::Release, session.id.as_bytes(), &plain);
        let signed = SignedRelease::sign(&session.signing, SealedRelease { session: session.id, sealed })
            .map_err(fault)?;
        signed.get_encoded().map_err(fault)
    }
}
