//! The leader: the server's part in verifying and adding up.

use prio::{
    codec::{Encode, ParameterizedDecode},
    field::Field128,
    vdaf::{
        Aggregator, VerifyTransition,
        prio3::{Prio3InputShare, Prio3PublicShare, Prio3VerifierMessage, Prio3VerifyState},
    },
};
use zeroize::Zeroizing;

use crate::{
    aggregate::{AggregateShare, OfLeader},
    circuit::Circuit,
    cohorts::Sums,
    vdaf::{LEADER, Reject, SEED_LEN, Vdaf, context, vdaf},
};

/// The leader's aggregate share.
pub type LeaderAggregate = AggregateShare<OfLeader>;
/// The leader's aggregate shares by cohort.
pub type LeaderSums = Sums<OfLeader>;

/// Verifies reports of one session as the leader.
pub struct Leader {
    vdaf: Vdaf,
    context: Vec<u8>,
    verify_key: Zeroizing<[u8; SEED_LEN]>,
}

/// What the leader remembers of a report between the rounds. Secret: it holds the leader's output share.
#[derive(Clone)]
pub struct LeaderState(Prio3VerifyState<Field128, SEED_LEN>);

impl std::fmt::Debug for LeaderState {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("LeaderState(secret)")
    }
}

impl std::fmt::Debug for Leader {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Leader(secret)")
    }
}

impl Leader {
    /// For the session with this id and verify key.
    pub fn new(circuit: &Circuit, session: &[u8; 32], verify_key: &[u8; 32]) -> Self {
        Self { vdaf: vdaf(circuit), context: context(session), verify_key: Zeroizing::new(*verify_key) }
    }

    /// Whether public share and leader's share are encoded as they must be. Says nothing of the proof.
    pub fn check(&self, public_share: &[u8], share: &[u8]) -> Result<(), Reject> {
        self.decode(public_share, share).map(drop)
    }

    /// First round: the leader's verifier share, for the helper, and what to remember.
    pub fn prepare(
        &self,
        report_id: &[u8; 16],
        public_share: &[u8],
        share: &[u8],
    ) -> Result<(LeaderState, Vec<u8>), Reject> {
        let (public_share, share) = self.decode(public_share, share)?;
        let (state, verifier_share) = self
            .vdaf
            .verify_init(&self.verify_key, &self.context, LEADER, &(), report_id, &public_share, &share)
            .map_err(|_| Reject::Invalid)?;
        let verifier_share = verifier_share.get_encoded().map_err(|_| Reject::Invalid)?;
        Ok((LeaderState(state), verifier_share))
    }

    /// Second round, with the helper's message on an accepted report: adds the report to the aggregate.
    pub fn finish(
        &self,
        state: LeaderState,
        message: &[u8; 32],
        aggregate: &mut LeaderAggregate,
    ) -> Result<(), Reject> {
        let message =
            Prio3VerifierMessage::get_decoded_with_param(&state.0, message).map_err(|_| Reject::Malformed)?;
        match self.vdaf.verify_next(&self.context, state.0, message) {
            Ok(VerifyTransition::Finish(output)) => aggregate.add(output.as_ref()),
            _ => return Err(Reject::Invalid),
        }
        Ok(())
    }

    #[allow(clippy::type_complexity)]
    fn decode(
        &self,
        public_share: &[u8],
        share: &[u8],
    ) -> Result<(Prio3PublicShare<SEED_LEN>, Prio3InputShare<Field128, SEED_LEN>), Reject> {
        let public_share = Prio3PublicShare::get_decoded_with_param(&self.vdaf, public_share);
        let share = Prio3InputShare::get_decoded_with_param(&(&self.vdaf, LEADER), share);
        Ok((public_share.map_err(|_| Reject::Malformed)?, share.map_err(|_| Reject::Malformed)?))
    }
}
