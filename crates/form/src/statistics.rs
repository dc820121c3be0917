//! From the sums of a private computation to the figures that a form declares.
//!
//! The computation sums *offsets*: of a number x in units of 10^-decimals, u = x - min, which is never negative; of a
//! boolean, u = 0 for no and 1 for yes. Everything here is exact in whole numbers; the last step alone rounds, to the
//! nearest `f64` (of a square root: within one unit in the last place).

mod correlation;
mod crosstab;
mod histogram;
mod linear;
mod regression;

use num_bigint::BigInt;
use num_traits::{Signed, ToPrimitive, Zero};
use serde::{Deserialize, Serialize};

use crate::definition::{Field, Kind, Number};
use crate::fixed::Fixed;
pub use correlation::{Correlations, Pair, correlations};
pub use crosstab::{ChiSquare, Crosstab};
pub use histogram::{Bin, Histogram, Quantile, histogram};
pub use regression::{Coefficient, Regression, RegressionError, regression};

/// Sums of one number over those who answered it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moments {
    /// How many answered.
    pub count: u64,
    /// The sum of their offsets.
    pub sum: u128,
    /// The sum of the squares of their offsets, where it was computed.
    pub sum_of_squares: Option<u128>,
}

/// How a variable of a regression is measured: what its offsets count from, and in which units.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Variable {
    /// The value whose offset is 0, in units of 10^-decimals; 0 for a boolean.
    pub min: i64,
    /// Digits after the decimal point; 0 for a boolean.
    pub decimals: u8,
}

/// Sums of several variables over those who answered all of them. Index 0 is `of`, the others are `on` in order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CrossMoments {
    /// How many answered all variables.
    pub count: u64,
    /// The sum of each variable's offsets.
    pub sums: Vec<u128>,
    /// `products[i][j]`: the sum of the products of the offsets of i and j. As many rows and columns as variables; only
    /// the upper triangle, j ≥ i, is read, so the rest may be zero.
    pub products: Vec<Vec<u128>>,
}

/// What a sample says of the mean in the population, besides.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Inference {
    /// The figure divided by its standard error.
    pub t: f64,
    /// How likely a t as far from 0 is where the true figure is 0 (two-sided, Student's t).
    pub p: f64,
    /// The 95% confidence interval.
    pub interval: (f64, f64),
}

/// The mean of a number or boolean and how far the answers spread around it.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Spread {
    /// The mean.
    pub mean: f64,
    /// The sample standard deviation (divisor n - 1).
    pub standard_deviation: f64,
    /// The mean's standard error: the standard deviation divided by √n; `None` where noise was added.
    pub standard_error: Option<f64>,
    /// The mean's 95% confidence interval, once it is worked out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub interval: Option<(f64, f64)>,
}

impl Variable {
    /// How a field is measured; `None` for a choice or multi, which can't be in a regression.
    pub fn of(field: &Field) -> Option<Variable> {
        match &field.kind {
            Kind::Number(number) => Some(Variable { min: number.min, decimals: number.decimals }),
            Kind::Boolean => Some(Variable { min: 0, decimals: 0 }),
            Kind::Choice(_) | Kind::Multi(_) => None,
        }
    }
}

/// The sum of the number itself.
///
/// Always fits for offsets within the number's bounds; for others it stops at the nearest bound of an `i128`.
pub fn sum(number: &Number, moments: &Moments) -> Fixed {
    let total = total(number, moments);
    let nearest = if total.is_negative() { i128::MIN } else { i128::MAX };
    Fixed { units: total.to_i128().unwrap_or(nearest), decimals: number.decimals }
}

/// The mean of the number itself; `None` if nobody answered.
pub fn mean(number: &Number, moments: &Moments) -> Option<f64> {
    let scale = power_of_ten(number.decimals);
    (moments.count > 0).then(|| ratio(&total(number, moments), &(scale * moments.count)))
}

/// One sum divided by another; `None` if that is 0.
pub fn ratio_of_sums(of: (&Number, &Moments), to: (&Number, &Moments)) -> Option<f64> {
    let divisor = total(to.0, to.1) * power_of_ten(of.0.decimals);
    (!divisor.is_zero()).then(|| ratio(&(total(of.0, of.1) * power_of_ten(to.0.decimals)), &divisor))
}

/// Mean and sample standard deviation (divisor n - 1); `None` if fewer than two answered, without the sum of squares, and
/// if the sums are not those of any answers.
pub fn spread(number: &Number, moments: &Moments) -> Option<Spread> {
    spread_of(Variable { min: number.min, decimals: number.decimals }, moments)
}

fn spread_of(variable: Variable, moments: &Moments) -> Option<Spread> {
    let n = BigInt::from(moments.count);
    let squares = BigInt::from(moments.sum_of_squares?);
    // n(n-1) times the variance, in squared units: the same for offsets as for the numbers themselves.
    let spread = &n * squares - BigInt::from(moments.sum).pow(2);
    if moments.count < 2 || spread.is_negative() {
        return None;
    }
    let scale = power_of_ten(variable.decimals);
    let total = BigInt::from(moments.sum) + BigInt::from(variable.min) * moments.count;
    let divisor = &n * (&n - 1) * scale.pow(2);
    Some(Spread {
        mean: ratio(&total, &(&scale * &n)),
        standard_deviation: ratio(&spread, &divisor).sqrt(),
        standard_error: Some(ratio(&spread, &(divisor * &n)).sqrt()),
        interval: None,
    })
}

/// The mean of a number in which each answer counts as often as its weight: `sum` is that of the weights times the
/// number's offsets (each product in units of both last decimals), `weights` the weights' own. `None` if the weights are
/// all 0.
pub fn weighted_mean(number: &Number, sum: u128, weights: (&Number, &Moments)) -> Option<f64> {
    let weight = total(weights.0, weights.1);
    let sum = BigInt::from(sum) + BigInt::from(number.min) * &weight;
    (!weight.is_zero()).then(|| ratio(&sum, &(weight * power_of_ten(number.decimals))))
}

/// The sum in units of the last decimal.
fn total(number: &Number, moments: &Moments) -> BigInt {
    BigInt::from(moments.sum) + BigInt::from(number.min) * moments.count
}

/// 10^`exponent`.
pub(crate) fn power_of_ten(exponent: u8) -> BigInt {
    BigInt::from(10).pow(exponent.into())
}

/// The `f64` nearest to `numerator / denominator` (ties to even), whatever their sizes; `denominator` isn't 0.
///
/// Results too small for a normal `f64` may be off by one unit in the last place.
pub(crate) fn ratio(numerator: &BigInt, denominator: &BigInt) -> f64 {
    // A quotient of 64 or 65 bits, its last bit "sticky": 1 if anything was cut off. Such an integer rounds to f64 just
    // as the exact quotient does.
    let shift = 64 - (numerator.bits() as i64 - denominator.bits() as i64);
    let (top, bottom) = match u64::try_from(shift) {
        Ok(left) => (numerator.magnitude() << left, denominator.magnitude().clone()),
        Err(_) => (numerator.magnitude().clone(), denominator.magnitude() << shift.unsigned_abs()),
    };
    let quotient = &top / &bottom;
    let sticky = u128::from(!(&top % &bottom).is_zero());
    let rounded = (quotient.to_u128().unwrap_or(u128::MAX) | sticky) as f64;
    let sign = if numerator.is_negative() == denominator.is_negative() { 1.0 } else { -1.0 };
    sign * times_power_of_two(rounded, -shift)
}

/// `value` × 2^`exponent`, in steps that don't overflow before the result does.
fn times_power_of_two(mut value: f64, mut exponent: i64) -> f64 {
    while exponent != 0 && value != 0.0 && value.is_finite() {
        let step = exponent.clamp(-1000, 1000);
        value *= 2f64.powi(step as i32);
        exponent -= step;
    }
    value
}

#[cfg(test)]
mod tests {
    use num_bigint::BigInt;

    use super::ratio;

    #[test]
    fn ratio_rounds_once() {
        // Halfway between 2^53 and its neighbour, and the least bit above it: ties go to even, more goes up.
        let half = (BigInt::from(1) << 53) + 1;
        assert_eq!(ratio(&half, &1.into()), 2f64.powi(53));
        let scale = BigInt::from(1) << 200;
        assert_eq!(ratio(&(&half * &scale + 1), &scale), 2f64.powi(53) + 2.0);
        assert_eq!(ratio(&(-&half * &scale - 1), &scale), -2f64.powi(53) - 2.0);
    }

    #[test]
    fn ratio_takes_any_size() {
        let huge = BigInt::from(3) << 5_000;
        assert_eq!(ratio(&(&huge * 5), &(&huge * -2)), -2.5);
        assert_eq!(ratio(&huge, &1.into()), f64::INFINITY);
        assert_eq!(ratio(&1.into(), &huge), 0.0);
        assert_eq!(ratio(&0.into(), &huge), 0.0);
        assert_eq!(ratio(&(BigInt::from(3) << 1_000), &1.into()), 3.0 * 2f64.powi(1_000));
        assert_eq!(ratio(&3.into(), &(BigInt::from(1) << 1_000)), 3.0 * 2f64.powi(-1_000));
    }
}
