//! Decimal numbers without rounding, of up to 38 digits.

use std::cmp::Ordering;

use crate::fixed::Fixed;

/// A decimal number: `units` × 10^-`decimals`. Whatever is computed from it is exact, or there is none: `None` is for
/// what doesn't fit into 128 bits. A form whose numbers could become so large is refused when it is checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Exact {
    units: i128,
    decimals: u8,
}

impl Exact {
    pub(crate) const ZERO: Self = Self::new(0, 0);
    pub(crate) const ONE: Self = Self::new(1, 0);

    pub(crate) const fn new(units: i128, decimals: u8) -> Self {
        Self { units, decimals }
    }

    pub(crate) fn plus(self, other: Self) -> Option<Self> {
        let decimals = self.decimals.max(other.decimals);
        Some(Self { units: self.with(decimals)?.checked_add(other.with(decimals)?)?, decimals })
    }

    pub(crate) fn times(self, other: Self) -> Option<Self> {
        let decimals = self.decimals.checked_add(other.decimals)?;
        Some(Self { units: self.units.checked_mul(other.units)?, decimals })
    }

    pub(crate) fn compare(self, other: Self) -> Option<Ordering> {
        let decimals = self.decimals.max(other.decimals);
        Some(self.with(decimals)?.cmp(&other.with(decimals)?))
    }

    /// With so many decimals, rounded half away from zero.
    pub(crate) fn to_fixed(self, decimals: u8) -> Option<Fixed> {
        let Some(surplus) = self.decimals.checked_sub(decimals) else {
            return Some(Fixed { units: self.with(decimals)?, decimals });
        };
        let scale = power_of_ten(surplus)?;
        let (whole, rest) = (self.units / scale, self.units % scale);
        let away = if rest.abs() >= scale - rest.abs() { rest.signum() } else { 0 };
        Some(Fixed { units: whole + away, decimals })
    }

    /// The units with at least as many decimals as it has.
    fn with(self, decimals: u8) -> Option<i128> {
        self.units.checked_mul(power_of_ten(decimals - self.decimals)?)
    }
}

fn power_of_ten(exponent: u8) -> Option<i128> {
    10_i128.checked_pow(exponent.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn halves_are_rounded_away_from_zero() {
        for (units, rounded) in [(149, 1), (150, 2), (250, 3), (-149, -1), (-150, -2), (0, 0), (99, 1)] {
            let fixed = Exact::new(units, 2).to_fixed(0);
            assert_eq!(fixed, Some(Fixed { units: rounded, decimals: 0 }), "{units}");
        }
        let largest = Exact::new(i128::MAX, 1).to_fixed(0).map(|fixed| fixed.units);
        assert_eq!(largest, Some(i128::MAX / 10 + 1));
        assert_eq!(Exact::new(15, 1).to_fixed(3), Some(Fixed { units: 1_500, decimals: 3 }));
    }

    #[test]
    fn decimals_are_aligned() {
        let (half, third) = (Exact::new(5, 1), Exact::new(333, 3));
        assert_eq!(half.plus(third), Some(Exact::new(833, 3)));
        assert_eq!(half.times(third), Some(Exact::new(1_665, 4)));
        assert_eq!(half.compare(third), Some(Ordering::Greater));
        assert_eq!(half.compare(Exact::new(500, 3)), Some(Ordering::Equal));
    }

    #[test]
    fn what_does_not_fit_is_nothing() {
        let largest = Exact::new(i128::MAX, 0);
        assert_eq!(largest.plus(Exact::ONE), None);
        assert_eq!(largest.plus(Exact::new(0, 1)), None);
        assert_eq!(largest.times(Exact::new(2, 0)), None);
        assert_eq!(largest.compare(Exact::new(1, 1)), None);
        assert_eq!(Exact::new(1, 200).times(Exact::new(1, 200)), None);
        assert_eq!(Exact::new(1, 200).plus(Exact::ONE), None);
    }
}
