//! Participants who lie. Each lie is a measurement, or a share, that an honest program can't make, proven as well as a
//! liar can; every one is rejected, and the honest reports of the same batch are counted exactly.

use tacit_form::{Answers, Form, results::Outcome};

use crate::{
    Circuit, Reject, Shares,
    flp::Witness,
    helper::{Helper, HelperAggregate},
    leader::{Leader, LeaderAggregate},
    linear::field,
    shard::shard_witness,
    witness::{self, Layout, Shape},
};

mod bins;

const SESSION: [u8; 32] = [7; 32];
const VERIFY_KEY: [u8; 32] = [9; 32];

const FORM: &str = r#"
title = "Lies"
purpose = "To be told and caught."
[[field]]
key = "pay"
kind = "number"
label = "Pay"
min = -20
max = 79
[[field]]
key = "age"
kind = "number"
label = "Age"
optional = true
min = 0
max = 100
[[field]]
key = "member"
kind = "boolean"
label = "Member"
optional = true
[[field]]
key = "region"
kind = "choice"
label = "Region"
options = [{ key = "n", label = "North" }, { key = "s", label = "South" }, { key = "w", label = "West" }]
[[field]]
key = "pets"
kind = "multi"
label = "Pets"
optional = true
options = [{ key = "c", label = "Cat" }, { key = "d", label = "Dog" }, { key = "f", label = "Fish" }]
[[analysis]]
kind = "sum"
of = "pay"
[[analysis]]
kind = "standard_deviation"
of = "pay"
[[analysis]]
kind = "sum"
of = "pay"
by = "region"
[[analysis]]
kind = "sum"
of = "age"
[[analysis]]
kind = "frequency"
of = "pets"
[[analysis]]
kind = "regression"
of = "pay"
on = ["age", "member"]
[[analysis]]
kind = "histogram"
of = "pay"
by = "region"
bins = [0, 10, 50]
[[analysis]]
kind = "histogram"
of = "age"
bins = [40]
[[analysis]]
kind = "crosstab"
rows = "member"
columns = "region"
[[analysis]]
kind = "weighted_mean"
of = "pay"
weight = "age"
"#;

fn form() -> Form {
    Form::from_toml(FORM).unwrap()
}

fn circuit() -> Circuit {
    Circuit::compile(&form(), 100).unwrap()
}

/// Pay 10, age 40, a member, in the South, with cat and fish.
fn honest(circuit: &Circuit) -> Witness {
    encode(
        circuit,
        &[("pay", "10"), ("age", "40"), ("member", "yes"), ("region", "s"), ("pets", "c"), ("pets", "f")],
    )
}

/// Pay 10 in the South, nothing else.
fn absent(circuit: &Circuit) -> Witness {
    encode(circuit, &[("pay", "10"), ("region", "s")])
}

fn encode(circuit: &Circuit, texts: &[(&str, &str)]) -> Witness {
    let mut answers = Answers::new();
    texts.iter().for_each(|(key, text)| answers.push(*key, *text));
    witness::encode(&circuit.0, &form().validate(&answers).unwrap()).unwrap()
}

fn layout<'a>(circuit: &'a Circuit, key: &str) -> &'a Layout {
    &circuit.0.layouts[form().field_index(key).unwrap()]
}

/// Computes every product anew from elements that were tampered with, so that only the lie itself is wrong.
fn with_products(circuit: &Circuit, mut witness: Witness) -> Witness {
    let products = circuit.0.products.iter().enumerate();
    for (i, (a, b)) in products {
        let value = a.eval(witness.elements_mut(), field(1)) * b.eval(witness.elements_mut(), field(1));
        witness.elements_mut()[circuit.0.base_len + i] = value;
    }
    witness
}

struct Parties {
    circuit: Circuit,
    leader: Leader,
    helper: Helper,
    leaders: LeaderAggregate,
    helpers: HelperAggregate,
    accepted: u64,
}

impl Parties {
    fn new(circuit: &Circuit) -> Self {
        Self {
            circuit: circuit.clone(),
            leader: Leader::new(circuit, &SESSION, &VERIFY_KEY),
            helper: Helper::new(circuit, &SESSION, &VERIFY_KEY),
            leaders: LeaderAggregate::new(circuit),
            helpers: HelperAggregate::new(circuit),
            accepted: 0,
        }
    }

    fn take(&mut self, id: [u8; 16], shares: &Shares) -> Result<(), Reject> {
        let (state, verifier) = self.leader.prepare(&id, &shares.public, &shares.leader)?;
        let message =
            self.helper.verify(&id, &shares.public, &shares.helper, &verifier, &mut self.helpers)?;
        self.leader
            .finish(state, &message, &mut self.leaders)
            .expect("the leader finishes what the helper accepts");
        self.accepted += 1;
        Ok(())
    }

    fn take_honest(&mut self, id: u8) {
        let witness = honest(&self.circuit);
        self.take([id; 16], &shard(&self.circuit, [id; 16], &witness)).unwrap();
    }

    /// The sum of pay must be that of the honest.
    fn assert_exact(&self) {
        let counts = self.helpers.counts(&self.circuit);
        let released = self.leaders.release(&self.circuit, &counts, self.accepted, 2).unwrap();
        let results = self.helpers.open(&self.circuit, &form(), &released, self.accepted, 2).unwrap();
        let Outcome::Sum(sum) = &results.analyses[0].rows[0].outcome else { panic!("{results:?}") };
        assert_eq!(sum.to_string(), (10 * self.accepted).to_string());
    }
}

fn shard(circuit: &Circuit, id: [u8; 16], witness: &Witness) -> Shares {
    shard_witness(circuit, &SESSION, &id, witness).unwrap()
}

/// Submits the lie between honest reports.
fn assert_caught(what: &str, lie: impl Fn(&Circuit) -> Witness) {
    let circuit = circuit();
    let mut parties = Parties::new(&circuit);
    parties.take_honest(1);
    let shares = shard(&circuit, [2; 16], &lie(&circuit));
    assert_eq!(parties.take([2; 16], &shares), Err(Reject::Invalid), "{what}");
    parties.take_honest(3);
    parties.assert_exact();
}

#[test]
fn the_honest_are_counted() {
    let circuit = circuit();
    let mut parties = Parties::new(&circuit);
    parties.take_honest(1);
    parties.take([2; 16], &shard(&circuit, [2; 16], &absent(&circuit))).unwrap();
    parties.take_honest(3);
    parties.assert_exact();
}

#[test]
fn an_element_that_is_no_bit() {
    let base_len = circuit().0.base_len;
    for element in 0..base_len {
        for value in [2, -1, 1 << 40] {
            assert_caught(&format!("element {element} is {value}"), |circuit| {
                let mut witness = honest(circuit);
                witness.elements_mut()[element] = field(value);
                with_products(circuit, witness)
            });
        }
    }
}

#[test]
fn a_product_or_square_that_is_wrong() {
    let circuit = circuit();
    for product in circuit.0.base_len..circuit.0.input_len() {
        for error in [1, -1] {
            assert_caught(&format!("product {product} is off by {error}"), |circuit| {
                let mut witness = honest(circuit);
                witness.elements_mut()[product] += field(error);
                witness
            });
        }
    }
}

#[test]
fn two_options_at_once_or_none() {
    for options in [[1, 1, 0], [1, 1, 1], [0, 0, 0]] {
        assert_caught(&format!("{options:?}"), |circuit| {
            let first = layout(circuit, "region").first;
            let mut witness = honest(circuit);
            for (i, option) in options.into_iter().enumerate() {
                witness.elements_mut()[first + i] = field(option);
            }
            with_products(circuit, witness)
        });
    }
}

#[test]
fn options_that_cancel_out() {
    assert_caught("2 - 1 = 1", |circuit| {
        let first = layout(circuit, "region").first;
        let mut witness = honest(circuit);
        for (i, option) in [2, -1, 0].into_iter().enumerate() {
            witness.elements_mut()[first + i] = field(option);
        }
        with_products(circuit, witness)
    });
}

#[test]
fn an_absent_field_with_a_value() {
    let circuit = circuit();
    for key in ["age", "member", "pets"] {
        let first = layout(&circuit, key).first;
        assert_caught(key, |circuit| {
            let mut witness = absent(circuit);
            witness.elements_mut()[first] = field(1);
            with_products(circuit, witness)
        });
    }
}

#[test]
fn a_present_multi_with_nothing_ticked() {
    assert_caught("present, but empty", |circuit| {
        let mut witness = absent(circuit);
        let presence = layout(circuit, "pets").presence.unwrap();
        witness.elements_mut()[presence] = field(1);
        with_products(circuit, witness)
    });
}

#[test]
fn a_number_out_of_range_by_one() {
    for (error, what) in [(1, "above the maximum"), (-1, "below the minimum")] {
        assert_caught(what, |circuit| {
            let Layout { first, shape: Shape::Number { weights, .. }, .. } = layout(circuit, "pay") else {
                panic!("pay is a number")
            };
            // Pay has 100 values, so bits weigh 1, 2, .., 32, 36: all set is the maximum, none the minimum; one more or
            // less takes a bit that is none.
            assert_eq!(weights.iter().sum::<u64>(), 99);
            let mut witness = honest(circuit);
            for i in 0..weights.len() {
                witness.elements_mut()[first + i] = field(i128::from(error == 1));
            }
            witness.elements_mut()[*first] += field(error);
            with_products(circuit, witness)
        });
    }
}

#[test]
fn a_report_replayed_under_another_name_or_session() {
    let circuit = circuit();
    let mut parties = Parties::new(&circuit);
    parties.take_honest(1);
    let shares = shard(&circuit, [2; 16], &honest(&circuit));
    assert_eq!(parties.take([4; 16], &shares), Err(Reject::Invalid));
    let elsewhere = shard_witness(&circuit, &[8; 32], &[5; 16], &honest(&circuit)).unwrap();
    assert_eq!(parties.take([5; 16], &elsewhere), Err(Reject::Invalid));
    parties.take([2; 16], &shares).unwrap();
    parties.assert_exact();
}

#[test]
fn parties_with_different_verify_keys_accept_nothing() {
    let circuit = circuit();
    let mut parties = Parties::new(&circuit);
    parties.helper = Helper::new(&circuit, &SESSION, &[1; 32]);
    let shares = shard(&circuit, [2; 16], &honest(&circuit));
    assert_eq!(parties.take([2; 16], &shares), Err(Reject::Invalid));
}

/// Every share altered at some byte, or cut, or lengthened: rejected by one party or the other, never a panic, and
/// never accepted by the helper but not by the leader.
#[test]
fn a_tampered_share() {
    let circuit = circuit();
    let mut parties = Parties::new(&circuit);
    parties.take_honest(1);
    let shares = || shard(&circuit, [2; 16], &honest(&circuit));
    let spots = |len: usize| [0, 1, 16, 31, 32, len / 2, len - 33, len - 32, len - 1];
    for spot in spots(shares().public.len()).into_iter().filter(|&spot| spot < 64) {
        let mut shares = shares();
        shares.public[spot] ^= 1;
        assert_eq!(parties.take([2; 16], &shares), Err(Reject::Invalid), "public share, byte {spot}");
    }
    for spot in spots(shares().leader.len()) {
        let mut shares = shares();
        shares.leader[spot] ^= 1;
        assert!(parties.take([2; 16], &shares).is_err(), "leader's share, byte {spot}");
    }
    for spot in 0..shares().helper.len() {
        let mut shares = shares();
        shares.helper[spot] ^= 1;
        assert_eq!(parties.take([2; 16], &shares), Err(Reject::Invalid), "helper's share, byte {spot}");
    }
    for change in [|share: &mut Vec<u8>| share.truncate(share.len() - 1), |share: &mut Vec<u8>| share.push(0)]
    {
        for which in 0..3 {
            let mut shares = shares();
            change(match which {
                0 => &mut shares.public,
                1 => &mut shares.leader,
                _ => &mut shares.helper,
            });
            assert_eq!(parties.take([2; 16], &shares), Err(Reject::Malformed));
        }
    }
    parties.take_honest(3);
    parties.assert_exact();
}

#[test]
fn a_leader_share_with_an_element_outside_the_field() {
    let circuit = circuit();
    let mut parties = Parties::new(&circuit);
    let mut shares = shard(&circuit, [2; 16], &honest(&circuit));
    shares.leader[..16].fill(0xFF);
    assert_eq!(parties.take([2; 16], &shares), Err(Reject::Malformed));
}

/// A liar who knows where the other's share lies can't shift it either: the sum of the shares is what is proven.
#[test]
fn the_value_of_a_share_alone_doesnt_matter() {
    let circuit = circuit();
    let shares = [shard(&circuit, [2; 16], &honest(&circuit)), shard(&circuit, [2; 16], &honest(&circuit))];
    assert_ne!(shares[0].leader[..16], shares[1].leader[..16], "the same answers, other random numbers");
    let mut parties = Parties::new(&circuit);
    let mixed = Shares {
        public: shares[0].public.clone(),
        leader: shares[0].leader.clone(),
        helper: shares[1].helper.clone(),
    };
    assert_eq!(parties.take([2; 16], &mixed), Err(Reject::Invalid));
}
