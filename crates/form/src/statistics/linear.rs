//! The inverse of a whole-number matrix, without fractions (Bareiss, "Sylvester's identity and multistep
//! integer-preserving Gaussian elimination", Mathematics of Computation 22, 1968).

use num_bigint::BigInt;
use num_traits::{One, Signed, Zero};

use super::RegressionError;

/// The inverse of a symmetric positive definite matrix: `adjugate / determinant`.
pub(super) struct Inverse {
    pub(super) adjugate: Vec<Vec<BigInt>>,
    pub(super) determinant: BigInt,
}

/// Inverts a matrix of sums of squares and products, which is positive semidefinite.
///
/// The pivots of the elimination are the leading principal minors. A matrix of this sort is singular exactly if one of
/// them is 0, so no rows are swapped, and none can be negative.
pub(super) fn invert(matrix: &[Vec<BigInt>]) -> Result<Inverse, RegressionError> {
    let size = matrix.len();
    let mut rows = with_identity(matrix);
    let mut previous = BigInt::one();
    for pivot in 0..size {
        let pivot_row = rows[pivot].clone();
        let corner = &pivot_row[pivot];
        if corner.is_zero() {
            return Err(RegressionError::Collinear);
        }
        if corner.is_negative() {
            return Err(RegressionError::Inconsistent);
        }
        for (_, row) in rows.iter_mut().enumerate().filter(|(index, _)| *index != pivot) {
            let factor = row[pivot].clone();
            for (cell, above) in row.iter_mut().zip(&pivot_row) {
                // Divides without a remainder.
                *cell = (corner * &*cell - &factor * above) / &previous;
            }
        }
        previous = corner.clone();
    }
    let adjugate = rows.into_iter().map(|row| row.into_iter().skip(size).collect()).collect();
    Ok(Inverse { adjugate, determinant: previous })
}

fn with_identity(matrix: &[Vec<BigInt>]) -> Vec<Vec<BigInt>> {
    let size = matrix.len();
    let identity = |index| (0..size).map(move |column| BigInt::from(u8::from(column == index)));
    matrix
        .iter()
        .enumerate()
        .map(|(index, row)| row.iter().cloned().chain(identity(index)).collect())
        .collect()
}
