//! Ordinary least squares from sums, exactly.
//!
//! With n observations, dependent y and predictors x (k of them), all in units of their last decimals:
//! S = n Σ u_i u_j - Σ u_i Σ u_j is n times the centred sums of squares and products; it is whole, and the same for
//! offsets as for the values themselves. Then
//!
//! - slopes b = Sxx⁻¹ Sxy, intercept a = ȳ - b·x̄,
//! - residual sum of squares = (Syy - b·Sxy) / n, R² = b·Sxy / Syy, s² = residual sum of squares / (n - k - 1),
//! - variance of b_i = s² n (Sxx⁻¹)_ii, variance of a = s² (1/n + n x̄·Sxx⁻¹ x̄),
//! - adjusted R² = 1 - (1 - R²)(n - 1)/(n - k - 1), F = (R²/k) / ((1 - R²)/(n - k - 1)).
//!
//! Sxx⁻¹ = A / d with A whole and d the determinant, so each of these is one quotient of whole numbers.

use num_bigint::BigInt;
use num_traits::{Signed, Zero};

use serde::{Deserialize, Serialize};

use super::linear::{Inverse, invert};
use super::{CrossMoments, Inference, Variable, power_of_ten, ratio};

/// An ordinary least squares fit with an intercept, in the variables' own measure (not in units of the last decimal).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Regression {
    /// How many answered all variables.
    pub observations: u64,
    /// The fitted value where all of `on` are 0.
    pub intercept: Coefficient,
    /// One for each of `on`, in order.
    pub coefficients: Vec<Coefficient>,
    /// The part of the variation that is explained, 0 to 1; `None` if the dependent variable doesn't vary.
    pub r_squared: Option<f64>,
    /// R² less what as many predictors explain by chance; `None` as of R², and where noise was added.
    pub adjusted_r_squared: Option<f64>,
    /// The residuals' standard error, with `observations - coefficients - 1` degrees of freedom; `None` where noise was added.
    pub residual_standard_error: Option<f64>,
    /// F for the hypothesis that no predictor has an effect, with as many degrees of freedom as coefficients and as
    /// residuals; `None` if there are no residuals, and where noise was added.
    pub f: Option<f64>,
    /// How likely so large an F is where that is so, once it is worked out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub f_p: Option<f64>,
}

impl Regression {
    /// The residuals' degrees of freedom.
    pub fn freedom(&self) -> u64 {
        self.observations.saturating_sub(self.coefficients.len() as u64 + 1)
    }
}

/// One fitted coefficient.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Coefficient {
    /// The estimate.
    pub estimate: f64,
    /// Its standard error, as usual under equal variances; `None` where noise was added.
    pub standard_error: Option<f64>,
    /// t, p and confidence interval, once they are worked out; `None` too where the standard error is 0.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub inference: Option<Inference>,
}

/// Why there is no regression.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum RegressionError {
    /// There must be at least two answers more than variables in `on`.
    #[error("There are {observations} complete answers, too few. This regression needs at least {needed}.")]
    TooFewObservations {
        /// How many answered all variables.
        observations: u64,
        /// How many are needed.
        needed: u64,
    },
    /// A variable of `on` is constant, or follows from the others.
    #[error(
        "One variable never changes, or always follows from the others, so their effects can't be told apart. \
         Leave a variable out."
    )]
    Collinear,
    /// The sums are not those of any answers, or not of as many variables.
    #[error("The sums contradict each other, so they can't have come from answers. Compute them again.")]
    Inconsistent,
}

/// Fits `variables[0]` on the others, with an intercept.
///
/// # Errors
///
/// [`RegressionError`]: too few observations for standard errors, collinear variables, or sums that don't fit
/// `variables` or each other.
pub fn regression(variables: &[Variable], moments: &CrossMoments) -> Result<Regression, RegressionError> {
    check_shape(variables, moments)?;
    let predictors = variables.len() - 1;
    let needed = predictors as u64 + 2;
    if moments.count < needed {
        return Err(RegressionError::TooFewObservations { observations: moments.count, needed });
    }
    Fit::new(variables, moments)?.regression(variables)
}

fn check_shape(variables: &[Variable], moments: &CrossMoments) -> Result<(), RegressionError> {
    let size = variables.len();
    let square = moments.products.len() == size && moments.products.iter().all(|row| row.len() == size);
    if size < 2 || moments.sums.len() != size || !square {
        return Err(RegressionError::Inconsistent);
    }
    Ok(())
}

/// The exact fit, in units of the variables' last decimals.
struct Fit {
    count: u64,
    /// n - k - 1
    freedom: u64,
    /// Sums of the values themselves.
    totals: Vec<BigInt>,
    inverse: Inverse,
    /// d·b
    slopes: Vec<BigInt>,
    /// d·b·Sxy
    explained: BigInt,
    /// d·Syy
    total_variation: BigInt,
}

impl Fit {
    fn new(variables: &[Variable], moments: &CrossMoments) -> Result<Fit, RegressionError> {
        let spread = |i: usize, j: usize| {
            BigInt::from(moments.products[i.min(j)][i.max(j)]) * moments.count
                - BigInt::from(moments.sums[i]) * moments.sums[j]
        };
        let size = variables.len();
        let sxx: Vec<Vec<BigInt>> = (1..size).map(|i| (1..size).map(|j| spread(i, j)).collect()).collect();
        let sxy: Vec<BigInt> = (1..size).map(|i| spread(i, 0)).collect();
        let inverse = invert(&sxx)?;
        let slopes: Vec<BigInt> = inverse.adjugate.iter().map(|row| dot(row, &sxy)).collect();
        let fit = Fit {
            count: moments.count,
            freedom: moments.count - size as u64,
            totals: totals(variables, moments),
            explained: dot(&slopes, &sxy),
            total_variation: &inverse.determinant * spread(0, 0),
            slopes,
            inverse,
        };
        if fit.residual_variation().is_negative() {
            return Err(RegressionError::Inconsistent);
        }
        Ok(fit)
    }

    fn regression(&self, variables: &[Variable]) -> Result<Regression, RegressionError> {
        let scale = |index: usize| power_of_ten(variables[index].decimals);
        let coefficients = (0..self.slopes.len())
            .map(|index| Coefficient {
                estimate: ratio(
                    &(&self.slopes[index] * scale(index + 1)),
                    &(&self.inverse.determinant * scale(0)),
                ),
                standard_error: Some(self.root(
                    &self.inverse.adjugate[index][index] * self.count * scale(index + 1).pow(2),
                    &self.inverse.determinant * scale(0).pow(2),
                )),
                inference: None,
            })
            .collect();
        let share = |part: BigInt, whole: BigInt| (!whole.is_zero()).then(|| ratio(&part, &whole));
        let (residual, total) = (self.residual_variation(), &self.total_variation);
        let adjusted = total * self.freedom - &residual * (self.count - 1);
        Ok(Regression {
            observations: self.count,
            intercept: self.intercept(scale(0)),
            coefficients,
            r_squared: share(self.explained.clone(), total.clone()),
            adjusted_r_squared: share(adjusted, total * self.freedom),
            residual_standard_error: Some(self.root(1.into(), scale(0).pow(2))),
            f: share(&self.explained * self.freedom, residual * self.slopes.len()),
            f_p: None,
        })
    }

    /// `scale` is what a unit of the dependent variable is counted in.
    fn intercept(&self, scale: BigInt) -> Coefficient {
        let determinant = &self.inverse.determinant;
        let (of, on) = self.totals.split_at(1);
        let level = determinant * &of[0] - dot(&self.slopes, on);
        // n Σᵢⱼ Xᵢ Aᵢⱼ Xⱼ, where X = n·x̄
        let weighted: Vec<BigInt> = self.inverse.adjugate.iter().map(|row| dot(row, on)).collect();
        let lever = dot(&weighted, on);
        Coefficient {
            estimate: ratio(&level, &(determinant * self.count * &scale)),
            standard_error: Some(self.root(determinant + lever, determinant * self.count * scale.pow(2))),
            inference: None,
        }
    }

    /// √(s² · numerator / denominator)
    fn root(&self, numerator: BigInt, denominator: BigInt) -> f64 {
        let variance_denominator = &self.inverse.determinant * self.count * self.freedom;
        ratio(&(self.residual_variation() * numerator), &(variance_denominator * denominator)).sqrt()
    }

    /// d·n times the residual sum of squares.
    fn residual_variation(&self) -> BigInt {
        &self.total_variation - &self.explained
    }
}

/// The sums of the values themselves: of the offsets, and of as many times `min`.
fn totals(variables: &[Variable], moments: &CrossMoments) -> Vec<BigInt> {
    let shifted = variables.iter().zip(&moments.sums);
    shifted.map(|(variable, &sum)| BigInt::from(variable.min) * moments.count + sum).collect()
}

fn dot(left: &[BigInt], right: &[BigInt]) -> BigInt {
    left.iter().zip(right).map(|(left, right)| left * right).sum()
}
