//! Shares that a participant made up: each party refuses them, or both take them alike.

use std::sync::LazyLock;

use tacit_form::{Answers, Form};
use tacit_tally::{
    Circuit,
    helper::{Helper, HelperAggregate, HelperSums},
    leader::{Leader, LeaderAggregate, LeaderSums},
    shard,
};

const FORM: &str = r#"
title = "Fuzzed"
purpose = "To be attacked"
[[field]]
key = "n"
kind = "number"
label = "N"
min = 0
max = 9
[[field]]
key = "c"
kind = "choice"
label = "C"
options = [{ key = "a", label = "A" }, { key = "b", label = "B" }]
optional = true
[[analysis]]
kind = "mean"
of = "n"
by = "c"
"#;
const SESSION: [u8; 32] = [3; 32];
const VERIFY_KEY: [u8; 32] = [4; 32];
const REPORT: [u8; 16] = [5; 16];

pub(crate) static CIRCUIT: LazyLock<Circuit> =
    LazyLock::new(|| Circuit::compile(&Form::from_toml(FORM).unwrap(), 1_000).unwrap());

/// The public share, the helper's, the leader's, and last what the leader says of it.
pub(crate) fn run(bytes: &[u8]) {
    let circuit = &*CIRCUIT;
    if let Ok(sums) = HelperSums::decode(circuit, bytes) {
        assert_eq!(sums.encode().as_slice(), bytes);
    }
    if let Ok(sums) = LeaderSums::decode(circuit, bytes) {
        assert_eq!(sums.encode().as_slice(), bytes);
    }
    let mut rest = bytes;
    let lens = [circuit.public_share_len(), circuit.helper_share_len(), circuit.leader_share_len()];
    let [public, helpers, leaders] = lens.map(|len| {
        let (part, others) = rest.split_at(len.min(rest.len()));
        rest = others;
        part
    });
    let leader = Leader::new(circuit, &SESSION, &VERIFY_KEY);
    let helper = Helper::new(circuit, &SESSION, &VERIFY_KEY);
    // A leader that lies, to a helper.
    let _ = helper.verify(&REPORT, public, helpers, rest, &mut HelperAggregate::new(circuit));
    assert_eq!(leader.check(public, leaders).is_ok(), leader.prepare(&REPORT, public, leaders).is_ok());
    let Ok((state, verifier_share)) = leader.prepare(&REPORT, public, leaders) else { return };
    let accepted =
        helper.verify(&REPORT, public, helpers, &verifier_share, &mut HelperAggregate::new(circuit));
    if let Ok(message) = accepted {
        leader.finish(state, &message, &mut LeaderAggregate::new(circuit)).expect("both accept");
    } else {
        let _ = leader.finish(state, &VERIFY_KEY, &mut LeaderAggregate::new(circuit));
    }
}

pub(crate) fn seeds() -> Vec<Vec<u8>> {
    let circuit = &*CIRCUIT;
    let form = Form::from_toml(FORM).unwrap();
    let answers = [Answers::from([("n", "7"), ("c", "a")]), Answers::from([("n", "0")])];
    let seed = |answers: &Answers| {
        let shares = shard(circuit, &SESSION, &REPORT, &form.validate(answers).unwrap()).unwrap();
        let leader = Leader::new(circuit, &SESSION, &VERIFY_KEY);
        let (_, verifier_share) = leader.prepare(&REPORT, &shares.public, &shares.leader).unwrap();
        [shares.public.as_slice(), &shares.helper, &shares.leader, &verifier_share].concat()
    };
    let sums = HelperSums::new().encode().to_vec();
    answers.iter().map(seed).chain([sums]).collect()
}
