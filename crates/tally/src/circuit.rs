//! The validity circuit of a form.

use std::sync::Arc;

use prio::{field::Field128, vdaf::prio3::optimal_chunk_length};
use tacit_form::Form;

use crate::{
    builder,
    flp::Evaluation,
    linear::Expr,
    plan::{Condition, Plan},
    vdaf,
    witness::{Binning, Layout},
};

/// The most multiplications that a circuit may take: some thousand numbers with their squares.
pub const MAX_CONSTRAINTS: usize = 200_000;
/// The most sums that a circuit may give.
pub const MAX_OUTPUTS: usize = 20_000;
/// The most groups of people that results may be about.
pub const MAX_POPULATIONS: usize = 10_000;

/// A form's validity circuit with everything derived from it. Cheap to clone.
///
/// Both parties and every participant compile it from the same form and get the same one. Compiling takes time in
/// proportion to the circuit's size (milliseconds for a thousand numbers).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Circuit(pub(crate) Arc<Inner>);

/// Why a form can't be computed.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[non_exhaustive]
pub enum CircuitError {
    /// A sum could exceed what the field holds.
    #[error(
        "\"{analysis}\" could become too large to compute for {max_participants} participants. \
         Narrow the bounds of its numbers, lower their decimals, or allow fewer participants."
    )]
    Overflow {
        /// The analysis' title.
        analysis: String,
        /// The maximum asked for.
        max_participants: u32,
    },
    /// More than [`MAX_CONSTRAINTS`], [`MAX_OUTPUTS`] or [`MAX_POPULATIONS`], or more terms than is reasonable.
    #[error(
        "the form takes more than {MAX_CONSTRAINTS} multiplications, {MAX_OUTPUTS} sums or {MAX_POPULATIONS} groups, or too much memory. \
         Ask less, compute less, or group by fields with fewer options."
    )]
    TooLarge,
    /// No field leaves anything to answer.
    #[error("every field of the form has only one possible answer. Widen the bounds of at least one.")]
    NothingAsked,
}

/// What [`Circuit`] shares between its clones.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Inner {
    /// One for each field of the form.
    pub(crate) layouts: Vec<Layout>,
    /// Numbers of which it is proven in which bin they lie.
    pub(crate) binnings: Vec<Binning>,
    /// Elements that hold answers and bins; products follow.
    pub(crate) base_len: usize,
    /// Elements that are claimed to be the product of two expressions over earlier elements.
    pub(crate) products: Vec<(Expr, Expr)>,
    /// Every `a · b - c = 0`.
    pub(crate) constraints: Vec<Constraint>,
    /// Every `e = 0`.
    pub(crate) equalities: Vec<Expr>,
    /// What is summed: counts first, then values.
    pub(crate) outputs: Vec<Expr>,
    /// How many of the outputs are counts.
    pub(crate) counts: usize,
    pub(crate) plan: Plan,
    pub(crate) evaluation: Evaluation,
}

/// `a · b - c = 0`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Constraint {
    pub(crate) a: Expr,
    /// `None`: the same as `a`.
    pub(crate) b: Option<Expr>,
    pub(crate) c: Option<Expr>,
}

impl Circuit {
    /// Compiles the form for at most `max_participants` reports.
    pub fn compile(form: &Form, max_participants: u32) -> Result<Self, CircuitError> {
        let built = builder::build(form, max_participants)?;
        let constraints = built.constraints.len();
        if constraints == 0 {
            return Err(CircuitError::NothingAsked);
        }
        let evaluation = Evaluation::new(constraints, optimal_chunk_length(constraints));
        Ok(Self(Arc::new(Inner {
            layouts: built.layouts,
            binnings: built.binnings,
            base_len: built.base_len,
            products: built.products,
            constraints: built.constraints,
            equalities: built.equalities,
            outputs: built.outputs,
            counts: built.counts,
            plan: built.plan,
            evaluation,
        })))
    }

    /// Length of an encoded public share, in bytes.
    pub fn public_share_len(&self) -> usize {
        2 * vdaf::SEED_LEN
    }

    /// Length of an encoded leader's input share, in bytes.
    pub fn leader_share_len(&self) -> usize {
        (self.0.input_len() + self.0.evaluation.proof_len()) * ELEMENT_LEN + vdaf::SEED_LEN
    }

    /// Length of an encoded helper's input share, in bytes.
    pub fn helper_share_len(&self) -> usize {
        2 * vdaf::SEED_LEN
    }

    /// Length of an encoded verifier share, in bytes.
    pub fn verifier_share_len(&self) -> usize {
        self.0.evaluation.verifier_len() * ELEMENT_LEN + vdaf::SEED_LEN
    }

    /// How many sums the circuit gives.
    pub fn output_len(&self) -> usize {
        self.0.outputs.len()
    }

    /// The groups of people whose sizes both parties learn, each by what its members answered: which fields, and with which
    /// option ([`Field::groups`](tacit_form::Field::groups)) if it is about one. Of a number, an option is one of the
    /// [bins](tacit_form::Number::bins) of its histograms. Nothing is asked of everybody.
    pub fn groups(&self) -> impl Iterator<Item = Vec<(usize, Option<usize>)>> {
        let asked = |condition: &Condition| {
            if let Some(&(field, option)) = self.0.plan.ticked.get(&condition.field) {
                return (field, Some(option));
            }
            let binning = self.0.binnings.iter().find(|binning| binning.choice == condition.field);
            (binning.map_or(condition.field, |binning| binning.field), condition.option)
        };
        self.0.plan.populations.iter().map(move |population| {
            let asked: Vec<(usize, Option<usize>)> = population.conditions.iter().map(asked).collect();
            // Whoever ticked an option answered.
            let says_more = |&&(field, option): &&(usize, Option<usize>)| {
                option.is_some() || !asked.iter().any(|&(other, option)| other == field && option.is_some())
            };
            asked.iter().filter(says_more).copied().collect()
        })
    }

    /// How many more people than the threshold the results of one of the form's analyses must be about.
    pub fn margin(&self, analysis: usize) -> u64 {
        let cells = self.0.plan.analyses.get(analysis).map(|cells| &self.0.plan.cells[cells.clone()]);
        cells.into_iter().flatten().map(|cell| cell.margin).max().unwrap_or(0)
    }

    /// About how many bytes the circuit takes in memory.
    pub fn weight(&self) -> usize {
        let products = self.0.products.iter().flat_map(|(a, b)| [a, b]);
        let constraints =
            self.0.constraints.iter().flat_map(|one| [Some(&one.a), one.b.as_ref(), one.c.as_ref()]);
        let expressions =
            products.chain(constraints.flatten()).chain(&self.0.equalities).chain(&self.0.outputs);
        expressions.map(Expr::weight).sum::<usize>() + self.0.evaluation.weight()
    }

    /// How many multiplications it takes to verify a report: the measure of its cost.
    pub fn constraints(&self) -> usize {
        self.0.constraints.len()
    }
}

/// Length of an encoded field element, in bytes.
pub(crate) const ELEMENT_LEN: usize = 16;

impl Inner {
    /// Elements of a measurement.
    pub(crate) fn input_len(&self) -> usize {
        self.base_len + self.products.len()
    }

    /// What a measurement, or a share of one, contributes to the sums. Outputs have no constants, so that shares need
    /// no scaling.
    pub(crate) fn outputs_of(&self, elements: &[Field128]) -> Vec<Field128> {
        self.outputs.iter().map(|output| output.eval(elements, Field128::from(1))).collect()
    }
}
