//! The circuit as a fully linear proof system (`prio::flp`; BBCGI19, "Zero-Knowledge Proofs on Secret-Shared Data via
//! Fully Linear PCPs", section 4).
//!
//! All constraints are checked at once: with r the joint randomness, Σ rⁱ · (aᵢ · bᵢ - cᵢ) is zero for a valid
//! measurement, and for any other with probability at most (number of constraints) / 2^128. The products rⁱaᵢ · bᵢ go
//! through one gadget that adds up a chunk of them at each call.

use std::{fmt, sync::Arc};

use prio::{
    field::{Field128, FieldElement, FieldElementWithInteger, NttFriendlyFieldElement},
    flp::{
        Flp, FlpError, Gadget, Type,
        gadgets::{Mul, ParallelSum, ParallelSumGadget},
    },
};

use crate::{circuit::Inner, linear::field};

/// A circuit in the terms of `prio`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct FormType(pub(crate) Arc<Inner>);

/// An encoded measurement: a participant's answers in the clear. Wiped when dropped; `Debug` shows nothing.
#[derive(Clone)]
pub(crate) struct Witness(Vec<Field128>);

impl Witness {
    pub(crate) fn new(elements: Vec<Field128>) -> Self {
        Self(elements)
    }

    #[cfg(test)]
    pub(crate) fn elements_mut(&mut self) -> &mut [Field128] {
        &mut self.0
    }
}

impl Drop for Witness {
    fn drop(&mut self) {
        self.0.fill(Field128::zero());
        std::hint::black_box(&mut self.0);
    }
}

impl fmt::Debug for Witness {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Witness(secret)")
    }
}

/// How the constraints are laid out over gadget calls.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Evaluation {
    /// Multiplications a call.
    chunk: usize,
    /// Gadget calls.
    calls: usize,
    /// The 2p-th roots of unity in order, where p is the length of a wire polynomial.
    roots: Vec<Field128>,
}

impl Evaluation {
    /// About how many bytes it takes.
    pub(crate) fn weight(&self) -> usize {
        self.roots.len() * size_of::<Field128>()
    }

    pub(crate) fn new(constraints: usize, chunk: usize) -> Self {
        let calls = constraints.div_ceil(chunk);
        let order = 2 * (1 + calls).next_power_of_two();
        let root = Field128::root(order.ilog2() as usize).unwrap_or_else(Field128::one);
        let roots =
            std::iter::successors(Some(Field128::one()), |power| Some(*power * root)).take(order).collect();
        Self { chunk, calls, roots }
    }

    fn arity(&self) -> usize {
        2 * self.chunk
    }

    /// A seed a wire, then the gadget polynomial (of degree 2(p - 1)) at all but the last of the 2p-th roots of unity.
    pub(crate) fn proof_len(&self) -> usize {
        self.arity() + self.roots.len() - 1
    }

    /// The circuit's output, then the wire polynomials and the gadget polynomial at a random point.
    pub(crate) fn verifier_len(&self) -> usize {
        1 + self.arity() + 1
    }

    /// Every constraint's contribution, given what the gadget returns for each chunk of wires.
    fn run(
        &self,
        circuit: &Inner,
        input: &[Field128],
        r: Field128,
        num_shares: usize,
        mut gadget: impl FnMut(&[Field128]) -> Result<Field128, FlpError>,
    ) -> Result<Field128, FlpError> {
        let share = match num_shares {
            1 => Field128::one(),
            2 => Field128::half(),
            n => field(n as i128).inv(),
        };
        let mut sum = Field128::zero();
        let mut power = Field128::one();
        let mut wires = vec![Field128::zero(); self.arity()];
        for chunk in circuit.constraints.chunks(self.chunk) {
            for (pair, constraint) in wires.chunks_exact_mut(2).zip(chunk) {
                power *= r;
                let a = constraint.a.eval(input, share);
                pair[0] = power * a;
                pair[1] = constraint.b.as_ref().map_or(a, |b| b.eval(input, share));
                if let Some(c) = &constraint.c {
                    sum -= power * c.eval(input, share);
                }
            }
            wires[2 * chunk.len()..].fill(Field128::zero());
            sum += gadget(&wires)?;
        }
        for equality in &circuit.equalities {
            power *= r;
            sum += power * equality.eval(input, share);
        }
        Ok(sum)
    }

    /// What [`Flp::query`] computes, in time linear in the circuit. The default implementation takes time quadratic in
    /// the gadget polynomial's length; the two give the same verifier share for the same arguments.
    fn query(
        &self,
        circuit: &Inner,
        input: &[Field128],
        proof: &[Field128],
        point: Field128,
        r: Field128,
        num_shares: usize,
    ) -> Result<Vec<Field128>, FlpError> {
        let (seeds, gadget_values) = proof.split_at(self.arity());
        let basis = self.lagrange_basis(point);
        // A wire polynomial is given at the p-th roots of unity, every second one of ours: its Lagrange basis there is
        // ((x^p - 1) / p) ω / (x - ω), and ours over 2p is half of it times (x^p + 1).
        let p = self.roots.len() / 2;
        let scale = field(2) / (power_of_two(point, p) + Field128::one());
        let at = |k: usize| basis[2 * k] * scale;
        let mut wires: Vec<Field128> = seeds.iter().map(|&seed| seed * at(0)).collect();
        let mut call = 0;
        let output = self.run(circuit, input, r, num_shares, |values| {
            call += 1;
            let weight = at(call);
            for (wire, &value) in wires.iter_mut().zip(values) {
                *wire += weight * value;
            }
            Ok(gadget_values[2 * call])
        })?;
        let mut verifier = Vec::with_capacity(self.verifier_len());
        verifier.push(output);
        verifier.append(&mut wires);
        verifier.push(self.gadget_at(gadget_values, &basis));
        Ok(verifier)
    }

    /// The gadget polynomial at the point that the basis is for. Its value at the last root is the one that makes its
    /// highest coefficient, Σ yᵢωⁱ / 2p, zero.
    fn gadget_at(&self, values: &[Field128], basis: &[Field128]) -> Field128 {
        let mut sum = Field128::zero();
        let mut top = Field128::zero();
        for ((&value, &root), &weight) in values.iter().zip(&self.roots).zip(basis) {
            sum += weight * value;
            top += value * root;
        }
        // The last root is the inverse of the first after 1.
        let last = -top * self.roots[1];
        sum + basis[basis.len() - 1] * last
    }

    /// Lagrange basis at `x` over the 2p-th roots of unity: ((x^2p - 1) / 2p) · ω / (x - ω) for each root ω, all
    /// inverses taken at once (Montgomery's trick). `x` is none of the roots.
    fn lagrange_basis(&self, x: Field128) -> Vec<Field128> {
        let n = self.roots.len();
        let mut basis = Vec::with_capacity(n);
        let mut product = Field128::one();
        for &root in &self.roots {
            basis.push(product);
            product *= x - root;
        }
        // The product of all x - ω is x^2p - 1, which cancels but for 1/2p.
        let mut suffix = field(n as i128).inv();
        for (weight, &root) in basis.iter_mut().zip(&self.roots).rev() {
            *weight *= suffix * root;
            suffix *= x - root;
        }
        basis
    }
}

/// `x` to a power that is a power of two.
fn power_of_two(x: Field128, power: usize) -> Field128 {
    (0..power.ilog2()).fold(x, |square, _| square * square)
}

impl Flp for FormType {
    type Field = Field128;

    fn gadget(&self) -> Vec<Box<dyn Gadget<Field128>>> {
        let evaluation = &self.0.evaluation;
        vec![Box::new(ParallelSum::new(Mul::new(evaluation.calls), evaluation.chunk))]
    }

    fn num_gadgets(&self) -> usize {
        1
    }

    fn valid(
        &self,
        gadgets: &mut Vec<Box<dyn Gadget<Field128>>>,
        input: &[Field128],
        joint_rand: &[Field128],
        num_shares: usize,
    ) -> Result<Vec<Field128>, FlpError> {
        self.valid_call_check(input, joint_rand)?;
        let gadget = &mut gadgets[0];
        let output =
            self.0.evaluation.run(&self.0, input, joint_rand[0], num_shares, |wires| gadget.eval(wires))?;
        Ok(vec![output])
    }

    fn input_len(&self) -> usize {
        self.0.input_len()
    }

    fn proof_len(&self) -> usize {
        self.0.evaluation.proof_len()
    }

    fn verifier_len(&self) -> usize {
        self.0.evaluation.verifier_len()
    }

    fn joint_rand_len(&self) -> usize {
        1
    }

    fn eval_output_len(&self) -> usize {
        1
    }

    fn prove_rand_len(&self) -> usize {
        self.0.evaluation.arity()
    }

    fn query(
        &self,
        input: &[Field128],
        proof: &[Field128],
        query_rand: &[Field128],
        joint_rand: &[Field128],
        num_shares: usize,
    ) -> Result<Vec<Field128>, FlpError> {
        self.valid_call_check(input, joint_rand)?;
        if proof.len() != self.proof_len() || query_rand.len() != self.query_rand_len() {
            return Err(FlpError::Query("proof or query randomness has the wrong length".into()));
        }
        let evaluation = &self.0.evaluation;
        let point = query_rand[0];
        // At a root of unity the wire polynomials show the measurement; and our formulas would divide by zero. The
        // default implementation refuses the p-th roots; a 2p-th root has the same, negligible probability.
        if power_of_two(point, evaluation.roots.len()) == Field128::one() {
            return Err(FlpError::Query("query randomness is a root of unity".into()));
        }
        evaluation.query(&self.0, input, proof, point, joint_rand[0], num_shares)
    }
}

impl Type for FormType {
    type Measurement = Witness;
    type AggregateResult = Vec<u128>;

    fn encode_measurement(&self, measurement: &Witness) -> Result<Vec<Field128>, FlpError> {
        if measurement.0.len() != self.0.input_len() {
            return Err(FlpError::Encode("measurement has the wrong length".into()));
        }
        Ok(measurement.0.clone())
    }

    fn truncate(&self, input: Vec<Field128>) -> Result<Vec<Field128>, FlpError> {
        self.truncate_call_check(&input)?;
        Ok(self.0.outputs_of(&input))
    }

    fn decode_result(&self, data: &[Field128], _num_measurements: usize) -> Result<Vec<u128>, FlpError> {
        Ok(data
            .iter()
            .map(|&element| <Field128 as FieldElementWithInteger>::Integer::from(element))
            .collect())
    }

    fn output_len(&self) -> usize {
        self.0.outputs.len()
    }
}

#[cfg(test)]
#[path = "flp_tests.rs"]
mod tests;
