//! Linear expressions over the elements of an encoded measurement.

use prio::field::{Field128, FieldElement};

/// `constant + Σ coefficient · element`, terms in ascending order of element, no coefficient zero.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Linear {
    pub(crate) constant: i128,
    pub(crate) terms: Vec<(usize, i128)>,
}

impl Linear {
    pub(crate) fn constant(constant: i128) -> Self {
        Self { constant, terms: Vec::new() }
    }

    pub(crate) fn element(index: usize) -> Self {
        Self { constant: 0, terms: vec![(index, 1)] }
    }

    /// `Σ weight · element`, elements counted from `first`.
    pub(crate) fn weighted(first: usize, weights: &[u64]) -> Self {
        let terms = weights.iter().enumerate().map(|(i, &weight)| (first + i, i128::from(weight))).collect();
        Self { constant: 0, terms }
    }

    /// The sum of expressions, each `times` a number.
    pub(crate) fn sum<'a>(parts: impl IntoIterator<Item = (i128, &'a Self)>) -> Self {
        let mut constant = 0;
        let mut terms = std::collections::BTreeMap::new();
        for (times, part) in parts {
            constant += times * part.constant;
            for &(index, coefficient) in &part.terms {
                *terms.entry(index).or_insert(0) += times * coefficient;
            }
        }
        Self { constant, terms: terms.into_iter().filter(|term| term.1 != 0).collect() }
    }

    pub(crate) fn is_one(&self) -> bool {
        *self == Self::constant(1)
    }

    pub(crate) fn minus(&self, other: &Self) -> Self {
        Self::sum([(1, self), (-1, other)])
    }

    /// The terms alone, with the first coefficient made positive, and the sign taken out: what can be an output.
    pub(crate) fn normalized(&self) -> (Self, i128) {
        let sign = if self.terms.first().is_some_and(|term| term.1 < 0) { -1 } else { 1 };
        let terms = self.terms.iter().map(|&(index, coefficient)| (index, sign * coefficient)).collect();
        (Self { constant: 0, terms }, sign)
    }
}

/// A field element from a signed integer.
pub(crate) fn field(value: i128) -> Field128 {
    let magnitude = Field128::from(value.unsigned_abs());
    if value < 0 { -magnitude } else { magnitude }
}

/// The signed integer that is nearest to 0 of those that a field element stands for.
pub(crate) fn signed(element: Field128) -> i128 {
    let magnitude = |element: Field128| i128::try_from(u128::from(element)).ok();
    magnitude(element).or_else(|| magnitude(-element).map(|magnitude| -magnitude)).unwrap_or(i128::MIN)
}

/// A [`Linear`] ready for evaluation over field elements, in the cheapest shape that fits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Expr {
    /// One element by itself.
    Element(usize),
    /// One element, less 1: with the element itself, says that it is a bit.
    LessOne(usize),
    /// One element, less another: the same for a bit of an optional field.
    Difference(usize, usize),
    /// A number: consecutive elements that weigh 1, 2, 4, ..., and one more.
    Number { first: usize, powers: usize, last: Field128 },
    /// Anything else.
    Affine { constant: Field128, terms: Vec<(usize, Field128)> },
}

impl Expr {
    /// About how many bytes it takes.
    pub(crate) fn weight(&self) -> usize {
        let terms = if let Self::Affine { terms, .. } = self { terms.len() } else { 0 };
        size_of::<Self>() + terms * size_of::<(usize, Field128)>()
    }

    /// The value, with constants scaled by `share` (the inverse of the number of shares: the shares of a constant add
    /// up to it).
    pub(crate) fn eval(&self, elements: &[Field128], share: Field128) -> Field128 {
        match self {
            Self::Element(index) => elements[*index],
            Self::LessOne(index) => elements[*index] - share,
            Self::Difference(minuend, subtrahend) => elements[*minuend] - elements[*subtrahend],
            Self::Number { first, powers, last } => {
                let bits = &elements[*first..=first + powers];
                let sum = bits[..*powers].iter().rev().fold(Field128::zero(), |sum, &bit| sum + sum + bit);
                sum + *last * bits[*powers]
            }
            Self::Affine { constant, terms } => terms
                .iter()
                .fold(*constant * share, |sum, &(index, coefficient)| sum + coefficient * elements[index]),
        }
    }
}

impl Expr {
    /// The constant, and the terms as elements with coefficients.
    pub(crate) fn terms(&self) -> (i128, Vec<(usize, i128)>) {
        match self {
            Self::Element(index) => (0, vec![(*index, 1)]),
            Self::LessOne(index) => (-1, vec![(*index, 1)]),
            Self::Difference(minuend, subtrahend) => (0, vec![(*minuend, 1), (*subtrahend, -1)]),
            Self::Number { first, powers, last } => {
                let powers = (0..*powers).map(|bit| (first + bit, 1 << bit));
                (0, powers.clone().chain([(first + powers.len(), signed(*last))]).collect())
            }
            Self::Affine { constant, terms } => (
                signed(*constant),
                terms.iter().map(|&(index, coefficient)| (index, signed(coefficient))).collect(),
            ),
        }
    }
}

impl From<&Linear> for Expr {
    fn from(linear: &Linear) -> Self {
        match (linear.constant, linear.terms.as_slice()) {
            (0, &[(index, 1)]) => Self::Element(index),
            (-1, &[(index, 1)]) => Self::LessOne(index),
            (0, &[(minuend, 1), (subtrahend, -1)]) => Self::Difference(minuend, subtrahend),
            (0, &[(subtrahend, -1), (minuend, 1)]) => Self::Difference(minuend, subtrahend),
            (0, terms) if is_number(terms) => {
                let (&(first, _), &(_, last)) = (&terms[0], &terms[terms.len() - 1]);
                Self::Number { first, powers: terms.len() - 1, last: field(last) }
            }
            (constant, terms) => Self::Affine {
                constant: field(constant),
                terms: terms.iter().map(|&(index, coefficient)| (index, field(coefficient))).collect(),
            },
        }
    }
}

/// Whether the terms are consecutive elements that weigh 1, 2, 4, ..., but for the last, which may weigh anything.
fn is_number(terms: &[(usize, i128)]) -> bool {
    let Some((last, powers)) = terms.split_last() else { return false };
    let consecutive = terms.windows(2).all(|pair| pair[0].0 + 1 == pair[1].0);
    consecutive
        && powers.len() < 64
        && last.1 != 0
        && powers.iter().enumerate().all(|(bit, term)| term.1 == 1 << bit)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn plain(linear: &Linear, elements: &[Field128], share: Field128) -> Field128 {
        let terms = linear.terms.iter().map(|&(index, coefficient)| field(coefficient) * elements[index]);
        terms.fold(field(linear.constant) * share, |sum, term| sum + term)
    }

    #[test]
    fn the_common_shapes_are_recognised() {
        let bit = Linear::element(3);
        assert_eq!(Expr::from(&bit), Expr::Element(3));
        assert_eq!(Expr::from(&bit.minus(&Linear::constant(1))), Expr::LessOne(3));
        assert_eq!(Expr::from(&bit.minus(&Linear::element(1))), Expr::Difference(3, 1));
        assert_eq!(Expr::from(&bit.minus(&Linear::element(7))), Expr::Difference(3, 7));
        let number = Expr::Number { first: 2, powers: 3, last: field(5) };
        assert_eq!(Expr::from(&Linear::weighted(2, &[1, 2, 4, 5])), number);
        assert!(matches!(Expr::from(&Linear::weighted(2, &[1, 3, 4])), Expr::Affine { .. }));
    }

    proptest! {
        #[test]
        fn every_shape_has_the_value_of_the_expression(
            constant in -2i128..3,
            first in 0usize..3,
            weights in prop::collection::vec(prop_oneof![Just(0u64), 1u64..9], 0..5),
            bits in 0u32..5,
            last in 0u64..40,
        ) {
            let elements: Vec<Field128> = (0..9).map(|i| field(1_000_003 * i - 7)).collect();
            let share = Field128::half();
            let powers: Vec<u64> = (0..bits).map(|bit| 1 << bit).chain([last]).collect();
            for weights in [weights, powers] {
                let terms = Linear::weighted(first, &weights).minus(&Linear::constant(-constant));
                let mut linear = terms.clone();
                linear.terms.retain(|term| term.1 != 0);
                prop_assert_eq!(Expr::from(&linear).eval(&elements, share), plain(&linear, &elements, share));
                let negative = Linear::constant(0).minus(&linear);
                prop_assert_eq!(Expr::from(&negative).eval(&elements, share), plain(&negative, &elements, share));
            }
        }
    }
}
