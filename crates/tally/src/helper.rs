//! The helper: the analyst's part in verifying and adding up.

use prio::{
    codec::{Encode, ParameterizedDecode},
    vdaf::{
        Aggregator, VerifyTransition,
        prio3::{Prio3InputShare, Prio3PublicShare, Prio3VerifierShare},
    },
};
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use crate::{
    aggregate::{AggregateShare, OfHelper},
    circuit::Circuit,
    cohorts::Sums,
    vdaf::{HELPER, Reject, SEED_LEN, Vdaf, context, vdaf},
};

/// The helper's aggregate share.
pub type HelperAggregate = AggregateShare<OfHelper>;
/// The helper's aggregate shares by cohort.
pub type HelperSums = Sums<OfHelper>;

/// Verifies reports of one session as the helper.
pub struct Helper {
    vdaf: Vdaf,
    context: Vec<u8>,
    verify_key: Zeroizing<[u8; SEED_LEN]>,
}

impl std::fmt::Debug for Helper {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Helper(secret)")
    }
}

impl Helper {
    /// For the session with this id and verify key.
    pub fn new(circuit: &Circuit, session: &[u8; 32], verify_key: &[u8; 32]) -> Self {
        Self { vdaf: vdaf(circuit), context: context(session), verify_key: Zeroizing::new(*verify_key) }
    }

    /// Verifies a report against the leader's verifier share. An accepted report is added to the aggregate, and the
    /// message answered lets the leader finish: it does so for every report accepted here.
    pub fn verify(
        &self,
        report_id: &[u8; 16],
        public_share: &[u8],
        share: &[u8],
        leader_verifier_share: &[u8],
        aggregate: &mut HelperAggregate,
    ) -> Result<[u8; SEED_LEN], Reject> {
        let public = Prio3PublicShare::get_decoded_with_param(&self.vdaf, public_share)
            .map_err(|_| Reject::Malformed)?;
        let share = Prio3InputShare::get_decoded_with_param(&(&self.vdaf, HELPER), share)
            .map_err(|_| Reject::Malformed)?;
        let (state, own) = self
            .vdaf
            .verify_init(&self.verify_key, &self.context, HELPER, &(), report_id, &public, &share)
            .map_err(|_| Reject::Invalid)?;
        let leaders = Prio3VerifierShare::get_decoded_with_param(&state, leader_verifier_share)
            .map_err(|_| Reject::Malformed)?;
        self.check_public_share(public_share, leader_verifier_share, &own)?;
        let message = self
            .vdaf
            .verifier_shares_to_message(&self.context, &(), [leaders, own])
            .map_err(|_| Reject::Invalid)?;
        let encoded = message.get_encoded().map_err(|_| Reject::Invalid)?;
        let encoded = encoded.try_into().map_err(|_| Reject::Invalid)?;
        match self.vdaf.verify_next(&self.context, state, message) {
            Ok(VerifyTransition::Finish(output)) => aggregate.add(output.as_ref()),
            _ => return Err(Reject::Invalid),
        }
        Ok(encoded)
    }

    /// The public share must name the joint randomness parts that both parties really have.
    ///
    /// Each party by itself would only notice a false hint about the *other's* part, so a report with a false hint
    /// about the helper's could pass here and fail at the leader, after we have added it. Comparing both parts here,
    /// where both verifier shares are at hand, lets the helper's acceptance stand for both.
    fn check_public_share(
        &self,
        public_share: &[u8],
        leaders: &[u8],
        own: &Prio3VerifierShare<prio::field::Field128, SEED_LEN>,
    ) -> Result<(), Reject> {
        let own = own.get_encoded().map_err(|_| Reject::Invalid)?;
        let part = |verifier_share: &[u8]| verifier_share.last_chunk::<SEED_LEN>().copied();
        let (Some(leaders), Some(own)) = (part(leaders), part(&own)) else { return Err(Reject::Malformed) };
        let parts = [leaders, own].concat();
        if bool::from(parts.ct_eq(public_share)) { Ok(()) } else { Err(Reject::Invalid) }
    }
}
