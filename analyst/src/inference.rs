//! What sums alone don't tell: tests and confidence intervals, from Student's t, F, χ² and the normal distribution.

use statrs::distribution::{ChiSquared, ContinuousCDF, FisherSnedecor, Normal, StudentsT};
use tacit_form::{
    results::{Outcome, Results, Row},
    statistics::{ChiSquare, Coefficient, Correlations, Inference, Pair, Regression, Spread},
};

/// What lies outside a confidence interval, on both sides together: it holds the rest, 95%.
const OUTSIDE: f64 = 0.05;

/// Works out every t, p and confidence interval that these results have a place for; none if noise was added, which the
/// tests would take for answers.
pub fn complete(results: &mut Results) {
    if results.epsilon.is_some() {
        return;
    }
    let of_cohorts = results.cohorts.iter_mut().flat_map(|cohort| &mut cohort.analyses);
    let analyses = results.analyses.iter_mut().chain(of_cohorts);
    for Row { count, outcome, .. } in analyses.flat_map(|analysis| &mut analysis.rows) {
        match outcome {
            Outcome::StandardDeviation(spread) => mean(spread, count.unwrap_or_default()),
            Outcome::Regression { result, .. } => regression(result),
            Outcome::Correlation { result, .. } => correlations(result),
            Outcome::Crosstab(table) => table.chi_square.iter_mut().for_each(independence),
            _ => {}
        }
    }
}

/// The mean's interval, where answers are many or spread like a bell.
fn mean(spread: &mut Spread, count: u64) {
    let distribution = student(count.saturating_sub(1));
    spread.interval = spread.standard_error.zip(distribution).map(|(error, distribution)| {
        let reach = distribution.inverse_cdf(1.0 - OUTSIDE / 2.0) * error;
        (spread.mean - reach, spread.mean + reach)
    });
}

fn regression(result: &mut Regression) {
    let freedom = result.freedom();
    let predictors = result.coefficients.len() as f64;
    result.f_p = result.f.and_then(|f| Some(FisherSnedecor::new(predictors, freedom as f64).ok()?.sf(f)));
    for coefficient in std::iter::once(&mut result.intercept).chain(&mut result.coefficients) {
        coefficient.inference = student(freedom).and_then(|t| of_coefficient(coefficient, &t));
    }
}

fn of_coefficient(coefficient: &Coefficient, distribution: &StudentsT) -> Option<Inference> {
    let (estimate, standard_error) = (coefficient.estimate, coefficient.standard_error?);
    let t = finite(estimate / standard_error)?;
    let reach = distribution.inverse_cdf(1.0 - OUTSIDE / 2.0) * standard_error;
    Some(Inference { t, p: two_sided(distribution, t), interval: (estimate - reach, estimate + reach) })
}

/// Of each two variables the t test of r = 0, and Fisher's interval: artanh r has the standard error 1/√(n - 3) (R. A.
/// Fisher, "On the probable error of a coefficient of correlation", Metron 1, 1921).
fn correlations(result: &mut Correlations) {
    let observations = result.observations;
    let Some(distribution) = student(observations.saturating_sub(2)) else { return };
    for Pair { correlation, inference, .. } in &mut result.pairs {
        *inference = correlation.and_then(|r| {
            let freedom = observations as f64 - 2.0;
            let t = finite(r * (freedom / (1.0 - r * r)).sqrt())?;
            let reach = finite(Normal::standard().inverse_cdf(1.0 - OUTSIDE / 2.0) / (freedom - 1.0).sqrt())?;
            let interval = ((r.atanh() - reach).tanh(), (r.atanh() + reach).tanh());
            Some(Inference { t, p: two_sided(&distribution, t), interval })
        });
    }
}

fn independence(test: &mut ChiSquare) {
    test.p = ChiSquared::new(test.freedom as f64).ok().map(|distribution| distribution.sf(test.statistic));
}

/// Student's t with so many degrees of freedom, if there are any.
fn student(freedom: u64) -> Option<StudentsT> {
    if freedom == 0 { None } else { StudentsT::new(0.0, 1.0, freedom as f64).ok() }
}

fn two_sided(distribution: &StudentsT, t: f64) -> f64 {
    2.0 * distribution.sf(t.abs())
}

fn finite(value: f64) -> Option<f64> {
    value.is_finite().then_some(value)
}
