//! Covariances and correlations from sums, exactly.
//!
//! With S as in [`regression`](super::regression()): the covariance is S_ij / (n(n - 1)), the correlation (Pearson's)
//! S_ij / √(S_ii S_jj).

use num_bigint::BigInt;
use num_traits::{Signed, Zero};
use serde::{Deserialize, Serialize};

use super::{CrossMoments, Inference, Moments, Spread, Variable, power_of_ten, ratio, spread_of};

/// How several variables go together, over those who answered all of them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Correlations {
    /// How many answered all variables.
    pub observations: u64,
    /// Each variable by itself, in order.
    pub variables: Vec<Spread>,
    /// Each two variables: the first with all that come after it, then the second, and so on.
    pub pairs: Vec<Pair>,
}

/// How two variables go together.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Pair {
    /// Index of the one.
    pub first: usize,
    /// Index of the other, larger.
    pub second: usize,
    /// The sample covariance (divisor n - 1).
    pub covariance: f64,
    /// Pearson's correlation, -1 to 1; `None` if one of them doesn't vary.
    pub correlation: Option<f64>,
    /// t, p and confidence interval (Fisher's) of the correlation, once they are worked out; `None` too where it is 1 or -1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub inference: Option<Inference>,
}

/// All of [`Correlations`]; `None` if fewer than two answered, and if the sums are not those of any answers or of other
/// variables.
pub fn correlations(variables: &[Variable], moments: &CrossMoments) -> Option<Correlations> {
    let size = variables.len();
    let square = moments.products.len() == size && moments.products.iter().all(|row| row.len() == size);
    if moments.count < 2 || moments.sums.len() != size || !square {
        return None;
    }
    let spreads = variables.iter().enumerate().map(|(i, &variable)| {
        let own = Moments {
            count: moments.count,
            sum: moments.sums[i],
            sum_of_squares: Some(moments.products[i][i]),
        };
        spread_of(variable, &own)
    });
    let pairs = (0..size).flat_map(|first| (first + 1..size).map(move |second| (first, second)));
    Some(Correlations {
        observations: moments.count,
        variables: spreads.collect::<Option<_>>()?,
        pairs: pairs.map(|(first, second)| pair(variables, moments, first, second)).collect::<Option<_>>()?,
    })
}

fn pair(variables: &[Variable], moments: &CrossMoments, first: usize, second: usize) -> Option<Pair> {
    let spread = |i: usize, j: usize| {
        BigInt::from(moments.products[i][j]) * moments.count - BigInt::from(moments.sums[i]) * moments.sums[j]
    };
    let common = spread(first, second);
    let squares = spread(first, first) * spread(second, second);
    // By the inequality of Cauchy and Schwarz.
    if common.pow(2) > squares {
        return None;
    }
    let sign = if common.is_negative() { -1.0 } else { 1.0 };
    let correlation = (!squares.is_zero()).then(|| sign * ratio(&common.pow(2), &squares).sqrt());
    let scale = power_of_ten(variables[first].decimals) * power_of_ten(variables[second].decimals);
    let covariance = ratio(&common, &(scale * moments.count * (moments.count - 1)));
    Some(Pair { first, second, covariance, correlation, inference: None })
}
