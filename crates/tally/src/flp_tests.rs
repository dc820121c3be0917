use prio::vdaf::xof::{IntoFieldVec, Xof, XofTurboShake128};
use tacit_form::{Answers, Form};

use super::*;
use crate::{circuit::Circuit, witness};

/// The circuit with `prio`'s own `query`: the oracle for ours.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Stock(FormType);

impl Flp for Stock {
    type Field = Field128;
    fn gadget(&self) -> Vec<Box<dyn Gadget<Field128>>> {
        self.0.gadget()
    }
    fn num_gadgets(&self) -> usize {
        self.0.num_gadgets()
    }
    fn valid(
        &self,
        gadgets: &mut Vec<Box<dyn Gadget<Field128>>>,
        input: &[Field128],
        joint_rand: &[Field128],
        num_shares: usize,
    ) -> Result<Vec<Field128>, FlpError> {
        self.0.valid(gadgets, input, joint_rand, num_shares)
    }
    fn input_len(&self) -> usize {
        self.0.input_len()
    }
    fn proof_len(&self) -> usize {
        self.0.proof_len()
    }
    fn verifier_len(&self) -> usize {
        self.0.verifier_len()
    }
    fn joint_rand_len(&self) -> usize {
        self.0.joint_rand_len()
    }
    fn eval_output_len(&self) -> usize {
        self.0.eval_output_len()
    }
    fn prove_rand_len(&self) -> usize {
        self.0.prove_rand_len()
    }
}

fn numbers(count: usize) -> (FormType, Vec<Field128>) {
    let fields: String = (0..count)
        .map(|i| {
            format!(
                "[[field]]\nkey = \"n{i}\"\nkind = \"number\"\nlabel = \"N\"\nmin = 0\nmax = {}\noptional = {}\n\
                 [[analysis]]\nkind = \"standard_deviation\"\nof = \"n{i}\"\n",
                100 + 17 * i,
                i % 2 == 1
            )
        })
        .collect();
    let form = Form::from_toml(&format!("title = \"T\"\npurpose = \"P\"\n{fields}")).unwrap();
    let circuit = Circuit::compile(&form, 1_000).unwrap();
    let mut answers = Answers::new();
    for i in (0..count).filter(|i| i % 4 != 3) {
        answers.set(format!("n{i}"), (i * 7 % 100).to_string());
    }
    let witness = witness::encode(&circuit.0, &form.validate(&answers).unwrap()).unwrap();
    (FormType(circuit.0.clone()), witness.0.clone())
}

fn random(len: usize, seed: u8) -> Vec<Field128> {
    XofTurboShake128::seed_stream(&[seed; 32], &[b"test"], &[]).into_field_vec(len)
}

#[test]
fn the_linear_query_gives_the_stock_verifier_share() {
    for count in [1, 2, 3, 10, 40] {
        let (typ, witness) = numbers(count);
        let joint_rand = random(1, 1);
        let query_rand = random(1, 2);
        let proof = typ.prove(&witness, &random(typ.prove_rand_len(), 3), &joint_rand).unwrap();
        for num_shares in [1, 2, 3] {
            // Whatever the input and proof are, true, false or a share of them.
            for (input, proof) in [
                (witness.clone(), proof.clone()),
                (random(witness.len(), 4), proof.clone()),
                (witness.clone(), random(proof.len(), 5)),
            ] {
                let ours = typ.query(&input, &proof, &query_rand, &joint_rand, num_shares).unwrap();
                let stock = Stock(typ.clone()).query(&input, &proof, &query_rand, &joint_rand, num_shares);
                assert_eq!(ours, stock.unwrap());
            }
        }
        assert!(typ.decide(&typ.query(&witness, &proof, &query_rand, &joint_rand, 1).unwrap()).unwrap());
    }
}

#[test]
fn query_randomness_at_a_root_of_unity_is_refused() {
    let (typ, witness) = numbers(3);
    let joint_rand = random(1, 1);
    let proof = typ.prove(&witness, &random(typ.prove_rand_len(), 3), &joint_rand).unwrap();
    for &root in &typ.0.evaluation.roots {
        assert!(typ.query(&witness, &proof, &[root], &joint_rand, 1).is_err());
    }
}

#[test]
fn wrong_lengths_are_refused() {
    let (typ, witness) = numbers(2);
    let (joint_rand, query_rand) = (random(1, 1), random(1, 2));
    let proof = typ.prove(&witness, &random(typ.prove_rand_len(), 3), &joint_rand).unwrap();
    assert!(typ.query(&witness[1..], &proof, &query_rand, &joint_rand, 2).is_err());
    assert!(typ.query(&witness, &proof[1..], &query_rand, &joint_rand, 2).is_err());
    assert!(typ.query(&witness, &proof, &[], &joint_rand, 2).is_err());
    assert!(typ.query(&witness, &proof, &query_rand, &[], 2).is_err());
    assert!(typ.truncate(witness[1..].to_vec()).is_err());
    assert!(typ.encode_measurement(&Witness::new(witness[1..].to_vec())).is_err());
}

#[test]
fn a_witness_shows_nothing() {
    assert_eq!(format!("{:?}", Witness::new(vec![field(7)])), "Witness(secret)");
}
