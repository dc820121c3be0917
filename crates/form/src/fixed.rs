//! Exact decimal numbers with a fixed count of decimals.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::statistics::{power_of_ten, ratio};

/// An exact decimal number: `units` × 10^-`decimals`. With two decimals, 150 units are 1.50.
///
/// Two values are equal only when they also have the same decimals: 1.5 is not 1.50.
/// Displays with exactly `decimals` digits after the point, and (de)serialises as that text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Fixed {
    /// The value in units of its last decimal.
    pub units: i128,
    /// Digits after the decimal point.
    pub decimals: u8,
}

/// Why a text is no [`Fixed`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum FixedError {
    /// Nothing but blanks.
    #[error("There is no number. Write one in digits, such as 12 or 3.5.")]
    Empty,
    /// Something else than digits, one leading sign and one decimal point.
    #[error("This isn't a plain number. Write it in digits with at most one decimal point, such as 1234.5.")]
    NotANumber,
    /// A digit other than 0 beyond the decimals that are kept.
    #[error("The number has more decimals than are kept here ({decimals}). Round it.")]
    TooManyDecimals {
        /// The decimals that are kept.
        decimals: u8,
    },
    /// Its units don't fit in an `i128`.
    #[error("The number is too large to be handled. Write a number closer to zero.")]
    TooLarge,
}

impl Fixed {
    /// Reads a decimal number and keeps it exactly, in units of 10^-`decimals`.
    ///
    /// Takes blanks around it, a sign (`+` or `-`), at most one point, digits before it or after it or both
    /// (`.5`, `5.`), and zeros beyond `decimals`.
    ///
    /// # Errors
    ///
    /// [`FixedError`] for anything else: exponents, thousands separators, digits other than ASCII's, decimals that
    /// would have to be rounded, and values beyond an `i128`.
    pub fn parse(text: &str, decimals: u8) -> Result<Fixed, FixedError> {
        let text = text.trim();
        if text.is_empty() {
            return Err(FixedError::Empty);
        }
        let (negative, digits) = match text.as_bytes()[0] {
            b'-' => (true, &text[1..]),
            b'+' => (false, &text[1..]),
            _ => (false, text),
        };
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        let all_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        if whole.len() + fraction.len() == 0 || !all_digits(whole) || !all_digits(fraction) {
            return Err(FixedError::NotANumber);
        }
        let fraction = fraction.trim_end_matches('0');
        let Some(missing) = usize::from(decimals).checked_sub(fraction.len()) else {
            return Err(FixedError::TooManyDecimals { decimals });
        };
        let units = whole
            .bytes()
            .chain(fraction.bytes())
            .chain(std::iter::repeat_n(b'0', missing))
            .try_fold(0i128, |units, byte| append_digit(units, byte - b'0', negative))
            .ok_or(FixedError::TooLarge)?;
        Ok(Fixed { units, decimals })
    }

    /// The nearest `f64`.
    pub fn to_f64(self) -> f64 {
        ratio(&self.units.into(), &power_of_ten(self.decimals))
    }
}

/// Counts down for a negative number, so that the smallest `i128` can be read too.
fn append_digit(units: i128, digit: u8, negative: bool) -> Option<i128> {
    let shifted = units.checked_mul(10)?;
    if negative { shifted.checked_sub(digit.into()) } else { shifted.checked_add(digit.into()) }
}

impl fmt::Display for Fixed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let decimals = usize::from(self.decimals);
        let digits = format!("{:0>width$}", self.units.unsigned_abs(), width = decimals + 1);
        let (whole, fraction) = digits.split_at(digits.len() - decimals);
        let point = if decimals == 0 { "" } else { "." };
        f.pad_integral(self.units >= 0, "", &format!("{whole}{point}{fraction}"))
    }
}

impl Serialize for Fixed {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Fixed {
    /// The decimals are those that are written.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Fixed, D::Error> {
        let text = String::deserialize(deserializer)?;
        let decimals = text.split_once('.').map_or(0, |(_, fraction)| fraction.trim_end().len());
        let decimals =
            u8::try_from(decimals).map_err(|_| serde::de::Error::custom("more than 255 decimals"))?;
        Fixed::parse(&text, decimals).map_err(serde::de::Error::custom)
    }
}
