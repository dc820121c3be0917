//! Differential privacy: noise on every sum, from each party (docs/PROTOCOL.md §8).
//!
//! Both parties add noise to their own shares before anything is opened, each as much as the budget asks for. So neither
//! party, who can take its own noise off again, learns more than the budget allows either. The noise is discrete Laplace noise
//! (A. Ghosh, T. Roughgarden, M. Sundararajan, "Universally Utility-maximizing Privacy Mechanisms", STOC 2009), drawn exactly,
//! without floating-point numbers (C. Canonne, G. Kamath, T. Steinke, "The Discrete Gaussian for Differential Privacy",
//! NeurIPS 2020), by `prio::dp`.

mod sensitivity;

use std::{ops::Range, sync::Arc};

use prio::{
    dp::{
        DifferentialPrivacyStrategy, PureDpBudget, Rational,
        distributions::{DiscreteLaplace, PureDpDiscreteLaplace},
    },
    field::Field128,
    vdaf::xof::{Xof, XofTurboShake128},
};
use rand::distr::Distribution;
use tacit_form::{Epsilon, Form};
use zeroize::Zeroizing;

use crate::{
    circuit::Circuit,
    linear::field,
    plan::{Cell, Contents},
    uncertainty,
};

/// How much noise each of a circuit's sums takes for a budget. Cheap to clone.
#[derive(Clone)]
pub struct Noise {
    epsilon: Epsilon,
    outputs: Arc<[Output]>,
    /// Of a sum that one report adds 1 to at most.
    of_people: f64,
}

/// The noise of one output.
struct Output {
    distribution: DiscreteLaplace,
    /// Of the distribution.
    deviation: f64,
}

/// Noise for this budget could exceed what the field holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "the numbers of this form are too large for noise of so small a budget. Narrow their bounds, lower their decimals, \
     compute less, or choose a larger budget."
)]
pub struct TooMuchNoise;

/// One party's noise on the sums of one session: the same whenever it is drawn. Secret.
#[derive(Clone)]
pub struct Blur {
    noise: Noise,
    seed: Zeroizing<[u8; 32]>,
}

impl Noise {
    /// For results of everybody and, with cohorts, of each cohort too; somebody's answers are in both then.
    ///
    /// Two neighbouring sets of reports are as many, and differ in the answers of one. How many submit is known anyway, and
    /// who of which cohort.
    ///
    /// # Errors
    ///
    /// [`TooMuchNoise`].
    pub fn new(
        circuit: &Circuit,
        epsilon: Epsilon,
        has_cohorts: bool,
        max_participants: u32,
    ) -> Result<Self, TooMuchNoise> {
        let reach = sensitivity::of(&circuit.0).ok_or(TooMuchNoise)?;
        let releases = if has_cohorts { 2 } else { 1 };
        let thousandths = u128::from(epsilon.thousandths());
        let per_width = (reach.total * releases * 1000) as f64 / thousandths as f64;
        let outputs = reach.widths.iter().map(|&width| {
            let sum = width.checked_mul(max_participants.into());
            // The scale is the width · the sensitivity in widths / ε.
            let numerator = width.checked_mul(reach.total * releases * 1000);
            let (Some(_), Some(numerator)) = (sum.filter(is_small), numerator.filter(is_small)) else {
                return Err(TooMuchNoise);
            };
            let rational = |numerator, denominator| {
                Rational::from_unsigned::<u128>(numerator, denominator).map_err(|_| TooMuchNoise)
            };
            let budget = PureDpBudget::new(rational(thousandths, 1)?).map_err(|_| TooMuchNoise)?;
            let distribution = PureDpDiscreteLaplace::from_budget(budget)
                .create_distribution(rational(numerator, 1)?)
                .map_err(|_| TooMuchNoise)?;
            Ok(Output { distribution, deviation: deviation(numerator as f64 / thousandths as f64) })
        });
        let of_people = deviation(per_width) * f64::sqrt(2.0);
        Ok(Self { epsilon, outputs: outputs.collect::<Result<_, _>>()?, of_people })
    }

    /// The budget.
    pub fn epsilon(&self) -> Epsilon {
        self.epsilon
    }

    /// The standard error of the number of people in a group.
    pub fn of_people(&self) -> f64 {
        self.of_people
    }

    /// For each of the form's analyses, the standard error of its sums in the numbers' own units (the largest, if they
    /// differ); `None` if it isn't sums that it shows. `circuit` and `form` are those that this was made for.
    pub fn of_sums(&self, circuit: &Circuit, form: &Form) -> Vec<Option<f64>> {
        let plan = &circuit.0.plan;
        let of_analysis = |(number, cells): (usize, &Range<usize>)| {
            let of_cell = |cell: &Cell| match cell.contents {
                Contents::Sum(sum) => uncertainty::of_sum(self, plan, form, number, cell, sum).ok(),
                _ => None,
            };
            plan.cells[cells.clone()].iter().filter_map(of_cell).reduce(f64::max)
        };
        plan.analyses.iter().enumerate().map(of_analysis).collect()
    }

    /// The standard deviation of both parties' noise on an output together.
    pub(crate) fn deviation(&self, output: usize) -> f64 {
        self.outputs[output].deviation * f64::sqrt(2.0)
    }
}

/// Far from where a sum would wrap around in the field: of noise, a scale that is exceeded by 2^20 times with a probability of
/// e^-2^20.
fn is_small(size: &u128) -> bool {
    *size < 1 << 106
}

/// The standard deviation of the discrete Laplace distribution: with q = e^(-1/scale), √(2q) / (1 - q).
fn deviation(scale: f64) -> f64 {
    let q = (-1.0 / scale).exp();
    (2.0 * q).sqrt() / -(-1.0 / scale).exp_m1()
}

impl Blur {
    /// A party's noise by its secret seed of 32 uniformly random bytes, which is used for one session only. The leader
    /// draws it once, since only one release of it is ever shown; the helper must have the same whenever it is asked.
    pub fn new(noise: Noise, seed: Zeroizing<[u8; 32]>) -> Self {
        Self { noise, seed }
    }

    pub(crate) fn noise(&self) -> &Noise {
        &self.noise
    }

    /// Adds the noise to every output of a cohort's sums (0: everybody's).
    pub(crate) fn add_to(&self, cohort: u16, outputs: &mut [Field128]) {
        let binder = cohort.to_be_bytes();
        let mut stream = XofTurboShake128::seed_stream(&self.seed, &[b"tacit/v1/noise\0"], &[&binder]);
        for (sum, output) in outputs.iter_mut().zip(self.noise.outputs.iter()) {
            let mut draw = || i128::try_from(output.distribution.sample(&mut stream));
            // What doesn't fit is as good as impossible.
            let noise = std::iter::repeat_with(&mut draw).find_map(Result::ok);
            *sum += field(noise.unwrap_or_default());
        }
    }
}

impl std::fmt::Debug for Noise {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Noise({})", self.epsilon)
    }
}

impl std::fmt::Debug for Blur {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Blur({}, secret)", self.noise.epsilon)
    }
}

#[cfg(test)]
mod tests;
