//! Linear expressions over the elements of an encoded measurement.

use prio::field::Field128;

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

    pub(crate) fn is_one(&self) -> bool {
        *self == Self::constant(1)
    }

    pub(crate) fn minus(&self, other: &Self) -> Self {
        let mut difference = self.clone();
        difference.constant -= other.constant;
        for &(index, coefficient) in &other.terms {
            match difference.terms.binary_search_by_key(&index, |term| term.0) {
                Ok(at) => difference.terms[at].1 -= coefficient,
                Err(at) => difference.terms.insert(at, (index, -coefficient)),
            }
        }
        difference.terms.retain(|term| term.1 != 0);
        difference
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

/// A [`Linear`] ready for evaluation over field elements.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Expr {
    /// One element by itself: what most expressions are.
    Element(usize),
    /// Anything else.
    Affine { constant: Field128, terms: Vec<(usize, Field128)> },
}

impl Expr {
    /// The value, with constants scaled by `share` (the inverse of the number of shares: the shares of a constant add
    /// up to it).
    pub(crate) fn eval(&self, elements: &[Field128], share: Field128) -> Field128 {
        match self {
            Self::Element(index) => elements[*index],
            Self::Affine { constant, terms } => terms
                .iter()
                .fold(*constant * share, |sum, &(index, coefficient)| sum + coefficient * elements[index]),
        }
    }
}

impl From<&Linear> for Expr {
    fn from(linear: &Linear) -> Self {
        match (linear.constant, linear.terms.as_slice()) {
            (0, &[(index, 1)]) => Self::Element(index),
            (constant, terms) => Self::Affine {
                constant: field(constant),
                terms: terms.iter().map(|&(index, coefficient)| (index, field(coefficient))).collect(),
            },
        }
    }
}
