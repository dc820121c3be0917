//! The VDAF draft's own vectors through the public interface of `prio` that the tally uses: a dependency that computes
//! something else than the draft is noticed here. Source: see `test-vectors/v1/README.md`.
#![allow(clippy::unwrap_used, reason = "tests, with helpers outside of test functions")]

use std::{collections::BTreeMap, path::PathBuf};

use data_encoding::HEXLOWER;
use prio::{
    codec::{Encode, ParameterizedDecode},
    vdaf::{Aggregator, Collector, VerifyTransition, prio3::Prio3},
};
use serde_json::{Value, json};

#[test]
fn count() {
    for name in ["0", "1", "bad_gadget_poly", "bad_helper_seed", "bad_meas_share", "bad_wire_seed"] {
        run(&load(&format!("Prio3Count_{name}")), |shares, _| Prio3::new_count(shares), |sum| json!(sum));
    }
}

#[test]
fn sum() {
    for name in ["0", "1"] {
        let vdaf = |shares, vector: &Value| Prio3::new_sum(shares, number(vector, "max_measurement") as u64);
        run(&load(&format!("Prio3Sum_{name}")), vdaf, |sum| json!(sum));
    }
}

#[test]
fn sum_vec() {
    for name in ["0", "1"] {
        let vdaf = |shares, vector: &Value| {
            let max = number(vector, "max_measurement") as u128;
            Prio3::new_sum_vec(shares, max, number(vector, "length"), number(vector, "chunk_length"))
        };
        run(&load(&format!("Prio3SumVec_{name}")), vdaf, small);
    }
}

#[test]
fn histogram() {
    let bad = ["bad_helper_jr_blind", "bad_leader_jr_blind", "bad_public_share", "bad_verifier_message"];
    for name in ["0", "1"].into_iter().chain(bad) {
        let vdaf = |shares, vector: &Value| {
            Prio3::new_histogram(shares, number(vector, "length"), number(vector, "chunk_length"))
        };
        run(&load(&format!("Prio3Histogram_{name}")), vdaf, small);
    }
}

#[test]
fn multihot_count_vec() {
    let vdaf = |shares, vector: &Value| {
        let (length, weight) = (number(vector, "length"), number(vector, "max_weight"));
        Prio3::new_multihot_count_vec(shares, length, weight, number(vector, "chunk_length"))
    };
    run(&load("Prio3MultihotCountVec_0"), vdaf, small);
}

/// Does what the vector's `operations` say, and compares every byte on the way. Sharding is left out: it needs the
/// client's randomness to be given, which the public interface doesn't allow.
fn run<V, E: std::fmt::Debug>(
    vector: &Value,
    vdaf: impl FnOnce(u8, &Value) -> Result<V, E>,
    to_json: impl Fn(V::AggregateResult) -> Value,
) where
    V: Aggregator<32, 16, AggregationParam = ()> + Collector,
{
    let vdaf = vdaf(number(vector, "shares") as u8, vector).unwrap();
    let mut parties = Parties::new(&vdaf, vector);
    let mut operations = 0;
    for operation in vector["operations"].as_array().unwrap() {
        let succeeded = match operation["operation"].as_str().unwrap() {
            "shard" => continue,
            "verify_init" => parties.verify_init(number(operation, "report_index"), aggregator(operation)),
            "verifier_shares_to_message" => parties.message(number(operation, "report_index")),
            "verify_next" => parties.verify_next(number(operation, "report_index"), aggregator(operation)),
            "aggregate" => parties.aggregate(aggregator(operation)),
            "unshard" => parties.unshard(&to_json),
            other => panic!("unknown operation {other}"),
        };
        assert_eq!(succeeded, operation["success"].as_bool().unwrap(), "{operation}");
        operations += 1;
    }
    assert!(operations >= 2);
}

struct Parties<'a, V: Aggregator<32, 16>> {
    vdaf: &'a V,
    vector: &'a Value,
    context: Vec<u8>,
    /// By report and aggregator.
    states: BTreeMap<(usize, usize), (V::VerifyState, V::VerifierShare)>,
    outputs: BTreeMap<usize, Vec<V::OutputShare>>,
    sums: Vec<V::AggregateShare>,
}

impl<'a, V> Parties<'a, V>
where
    V: Aggregator<32, 16, AggregationParam = ()> + Collector,
{
    fn new(vdaf: &'a V, vector: &'a Value) -> Self {
        let (states, outputs) = (BTreeMap::new(), BTreeMap::new());
        Self { vdaf, vector, context: hex(&vector["ctx"]), states, outputs, sums: Vec::new() }
    }

    fn verify_init(&mut self, report: usize, aggregator: usize) -> bool {
        let given = &self.vector["reports"][report];
        let public = V::PublicShare::get_decoded_with_param(self.vdaf, &hex(&given["public_share"])).unwrap();
        let share = hex(&given["input_shares"][aggregator]);
        let share = V::InputShare::get_decoded_with_param(&(self.vdaf, aggregator), &share).unwrap();
        let key = hex(&self.vector["verify_key"]).try_into().unwrap();
        let nonce = hex(&given["nonce"]).try_into().unwrap();
        let begun = self.vdaf.verify_init(&key, &self.context, aggregator, &(), &nonce, &public, &share);
        let Ok((state, verifier_share)) = begun else { return false };
        let expected = &given["verifier_shares"][0][aggregator];
        assert_eq!(verifier_share.get_encoded().unwrap(), hex(expected), "verifier share");
        self.states.insert((report, aggregator), (state, verifier_share));
        true
    }

    fn message(&mut self, report: usize) -> bool {
        let of_report = self.states.iter().filter(|((of, _), _)| *of == report);
        let shares: Vec<_> = of_report.map(|(_, (_, share))| share.clone()).collect();
        let Ok(message) = self.vdaf.verifier_shares_to_message(&self.context, &(), shares) else {
            return false;
        };
        let expected = &self.vector["reports"][report]["verifier_messages"][0];
        assert_eq!(message.get_encoded().unwrap(), hex(expected), "verifier message");
        true
    }

    fn verify_next(&mut self, report: usize, aggregator: usize) -> bool {
        let given = &self.vector["reports"][report];
        let (state, _) = self.states[&(report, aggregator)].clone();
        let message = hex(&given["verifier_messages"][0]);
        let message = V::VerifierMessage::get_decoded_with_param(&state, &message).unwrap();
        let Ok(VerifyTransition::Finish(output)) = self.vdaf.verify_next(&self.context, state, message)
        else {
            return false;
        };
        let expected: Vec<u8> = given["out_shares"][aggregator].as_array().map_or_else(
            || hex(&given["out_shares"][aggregator]),
            |elements| elements.iter().flat_map(hex).collect(),
        );
        assert_eq!(output.get_encoded().unwrap(), expected, "output share");
        self.outputs.entry(aggregator).or_default().push(output);
        true
    }

    fn aggregate(&mut self, aggregator: usize) -> bool {
        let Ok(sum) = self.vdaf.aggregate(&(), self.outputs.remove(&aggregator).unwrap()) else {
            return false;
        };
        assert_eq!(
            sum.get_encoded().unwrap(),
            hex(&self.vector["agg_shares"][aggregator]),
            "aggregate share"
        );
        self.sums.push(sum);
        true
    }

    fn unshard(&mut self, to_json: &impl Fn(V::AggregateResult) -> Value) -> bool {
        let reports = self.vector["reports"].as_array().unwrap().len();
        let Ok(result) = self.vdaf.unshard(&(), self.sums.drain(..), reports) else { return false };
        assert_eq!(to_json(result), self.vector["agg_result"], "result");
        true
    }
}

/// JSON of numbers that fit 64 bits.
fn small(counts: Vec<u128>) -> Value {
    counts.into_iter().map(|count| u64::try_from(count).unwrap()).collect()
}

fn load(name: &str) -> Value {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../test-vectors/v1/vdaf").join(name);
    serde_json::from_slice(&std::fs::read(path.with_extension("json")).unwrap()).unwrap()
}

fn number(value: &Value, key: &str) -> usize {
    value[key].as_u64().unwrap() as usize
}

fn aggregator(operation: &Value) -> usize {
    number(operation, "aggregator_id")
}

fn hex(value: &Value) -> Vec<u8> {
    HEXLOWER.decode(value.as_str().unwrap().as_bytes()).unwrap()
}
