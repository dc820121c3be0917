//! Both parties in one process.

use tacit_form::{Answers, Form, results::Results};
use tacit_tally::{
    Circuit,
    helper::{Helper, HelperAggregate},
    leader::{Leader, LeaderAggregate},
    shard,
};

const SESSION: [u8; 32] = [1; 32];
const VERIFY_KEY: [u8; 32] = [2; 32];

/// Shares, verifies and opens; every report must be accepted.
pub(crate) fn compute(form: &Form, people: impl IntoIterator<Item = Answers>, threshold: u32) -> Results {
    let circuit = Circuit::compile(form, 100).unwrap();
    let leader = Leader::new(&circuit, &SESSION, &VERIFY_KEY);
    let helper = Helper::new(&circuit, &SESSION, &VERIFY_KEY);
    let mut leaders = LeaderAggregate::new(&circuit);
    let mut helpers = HelperAggregate::new(&circuit);
    let mut accepted = 0;
    for (i, answers) in people.into_iter().enumerate() {
        accepted += 1;
        let id = [i as u8; 16];
        let shares = shard(&circuit, &SESSION, &id, &form.validate(&answers).unwrap()).unwrap();
        assert_eq!(shares.public.len(), circuit.public_share_len());
        assert_eq!(shares.leader.len(), circuit.leader_share_len());
        assert_eq!(shares.helper.len(), circuit.helper_share_len());
        let (state, verifier) = leader.prepare(&id, &shares.public, &shares.leader).unwrap();
        assert_eq!(verifier.len(), circuit.verifier_share_len());
        let message = helper.verify(&id, &shares.public, &shares.helper, &verifier, &mut helpers).unwrap();
        leader.finish(state, &message, &mut leaders).unwrap();
    }
    // Through their encodings, as the parties keep them.
    let leaders = LeaderAggregate::decode(&circuit, &leaders.encode()).unwrap();
    let helpers = HelperAggregate::decode(&circuit, &helpers.encode()).unwrap();
    let counts = if accepted >= u64::from(threshold) { helpers.counts(&circuit) } else { Vec::new() };
    let released = leaders.release(&circuit, &counts, accepted, threshold).unwrap();
    helpers.open(&circuit, form, &released, accepted, threshold).unwrap()
}
