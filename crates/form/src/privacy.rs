//! Differential privacy, as far as manifests and results speak of it.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use crate::fixed::Fixed;

/// A privacy budget: by a factor of at most e^ε any result is likelier with somebody's answers than with any others in their
/// place. The smaller, the more private, and the more noise.
///
/// From 0.001 to 10 in thousandths; displays, parses and (de)serialises as a decimal number: `0.5`.
/// (C. Dwork, F. McSherry, K. Nissim, A. Smith, "Calibrating Noise to Sensitivity in Private Data Analysis", TCC 2006.)
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Epsilon(u32);

/// A text that is no [`Epsilon`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "a privacy budget is a number from 0.001 to 10 with at most three decimals; more would protect nobody. Choose one, such as 1 or 0.5."
)]
pub struct EpsilonError;

impl Epsilon {
    /// The budget in thousandths: 500 is 0.5.
    pub fn thousandths(self) -> u32 {
        self.0
    }
}

impl FromStr for Epsilon {
    type Err = EpsilonError;

    fn from_str(text: &str) -> Result<Self, EpsilonError> {
        let thousandths = Fixed::parse(text, 3).map_err(|_| EpsilonError)?.units;
        let thousandths = u32::try_from(thousandths).map_err(|_| EpsilonError)?;
        if (1..=10_000).contains(&thousandths) { Ok(Self(thousandths)) } else { Err(EpsilonError) }
    }
}

impl TryFrom<String> for Epsilon {
    type Error = EpsilonError;

    fn try_from(text: String) -> Result<Self, EpsilonError> {
        text.parse()
    }
}

impl From<Epsilon> for String {
    fn from(epsilon: Epsilon) -> Self {
        epsilon.to_string()
    }
}

impl fmt::Display for Epsilon {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = Fixed { units: self.0.into(), decimals: 3 }.to_string();
        f.write_str(text.trim_end_matches('0').trim_end_matches('.'))
    }
}

/// How far noise moves the figures of a result's row: standard errors, of both parties' noise together.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NoiseErrors {
    /// Of how many people the figures are about.
    pub count: f64,
    /// Of the figures themselves, as [`Outcome::figures`](crate::results::Outcome::figures) lists them.
    pub figures: Vec<f64>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn budgets_are_decimal_numbers() {
        for (text, thousandths, shown) in [
            ("1", 1000, "1"),
            ("0.50", 500, "0.5"),
            (" .001", 1, "0.001"),
            ("10", 10_000, "10"),
            ("9.25", 9_250, "9.25"),
        ] {
            let epsilon: Epsilon = text.parse().unwrap();
            assert_eq!((epsilon.thousandths(), epsilon.to_string().as_str()), (thousandths, shown));
            assert_eq!(serde_json::to_string(&epsilon).unwrap(), format!("\"{shown}\""));
        }
        for wrong in ["", "0", "0.0005", "-1", "10.001", "x", "1e3"] {
            assert_eq!(wrong.parse::<Epsilon>(), Err(EpsilonError), "{wrong}");
        }
        assert!(serde_json::from_str::<Epsilon>("\"0\"").is_err());
    }
}
