//! Exact statistics against plain floating-point ones, and where there are none.

use proptest::prelude::*;
use tacit_form::statistics::{self, CrossMoments, Moments, Regression, RegressionError, Variable};
use tacit_form::{Fixed, Number};

fn number(min: i64, decimals: u8) -> Number {
    Number { min, max: i64::MAX, decimals, unit: None }
}

fn moments(offsets: &[u128]) -> Moments {
    Moments {
        count: offsets.len() as u64,
        sum: offsets.iter().sum(),
        sum_of_squares: Some(offsets.iter().map(|u| u * u).sum()),
    }
}

/// `rows[r][v]`: the offset of variable v in answer r. The part that isn't read is left 0.
fn cross_moments(variables: usize, rows: &[Vec<u128>]) -> CrossMoments {
    let product = |i: usize, j: usize| rows.iter().map(|row| row[i] * row[j]).sum();
    CrossMoments {
        count: rows.len() as u64,
        sums: (0..variables).map(|v| rows.iter().map(|row| row[v]).sum()).collect(),
        products: (0..variables)
            .map(|i| (0..variables).map(|j| if j < i { 0 } else { product(i, j) }).collect())
            .collect(),
    }
}

fn standard_deviation(number: &Number, moments: &Moments) -> Option<f64> {
    statistics::spread(number, moments).map(|spread| spread.standard_deviation)
}

const WHOLE: Variable = Variable { min: 0, decimals: 0 };

fn fit(rows: &[Vec<u128>]) -> Result<Regression, RegressionError> {
    let variables = rows[0].len();
    statistics::regression(&vec![WHOLE; variables], &cross_moments(variables, rows))
}

#[test]
fn sums_are_of_the_numbers_not_of_the_offsets() {
    let number = number(-150, 2);
    let moments = moments(&[0, 100, 351]); // -1.50, -0.50, 2.01
    assert_eq!(statistics::sum(&number, &moments), Fixed { units: 1, decimals: 2 });
    assert_eq!(statistics::mean(&number, &moments), Some(0.01 / 3.0));
    // Deviations from 1/300 are squared, added, halved.
    assert_eq!(format!("{:.6}", standard_deviation(&number, &moments).unwrap()), "1.808323");
}

#[test]
fn nothing_comes_of_nothing() {
    let number = number(3, 0);
    let nobody = moments(&[]);
    assert_eq!(statistics::sum(&number, &nobody), Fixed { units: 0, decimals: 0 });
    assert_eq!(statistics::mean(&number, &nobody), None);
    assert_eq!(standard_deviation(&number, &nobody), None);
    assert_eq!(standard_deviation(&number, &moments(&[5])), None);
    assert_eq!(standard_deviation(&number, &moments(&[5, 5])), Some(0.0));
    let without = Moments { sum_of_squares: None, ..moments(&[1, 2]) };
    assert_eq!(standard_deviation(&number, &without), None);
}

#[test]
fn sums_of_no_answers_do_no_harm() {
    let impossible = Moments { count: 2, sum: u128::MAX, sum_of_squares: Some(0) };
    assert_eq!(standard_deviation(&number(0, 0), &impossible), None);
    assert_eq!(statistics::sum(&number(0, 0), &impossible).units, i128::MAX);
}

#[test]
fn extreme_bounds_stay_exact() {
    let number = number(i64::MIN, 9);
    let widest = u128::from(i64::MAX.unsigned_abs());
    let moments = moments(&[0, widest]);
    assert_eq!(statistics::sum(&number, &moments).units, i128::from(i64::MIN) - 1);
    // Two answers r apart have a standard deviation of r/√2.
    let expected = widest as f64 / 1e9 / 2f64.sqrt();
    assert!((standard_deviation(&number, &moments).unwrap() / expected - 1.0).abs() < 1e-15);
}

#[test]
fn a_straight_line_is_found_exactly() {
    // y = 7 - 1.5 x in whole and half units: offsets of y are 2y.
    let rows: Vec<Vec<u128>> = [(0u128, 70u128), (1, 55), (2, 40), (4, 10)].map(|(x, y)| vec![y, x]).into();
    let variables = [Variable { min: 0, decimals: 1 }, WHOLE];
    let result = statistics::regression(&variables, &cross_moments(2, &rows)).unwrap();
    assert_eq!((result.intercept.estimate, result.coefficients[0].estimate), (7.0, -1.5));
    assert_eq!(
        (result.intercept.standard_error, result.coefficients[0].standard_error),
        (Some(0.0), Some(0.0))
    );
    assert_eq!((result.r_squared, result.residual_standard_error), (Some(1.0), Some(0.0)));
    assert_eq!(result.observations, 4);
}

#[test]
fn a_constant_dependent_has_no_r_squared() {
    let result = fit(&[vec![3, 0], vec![3, 1], vec![3, 5]]).unwrap();
    assert_eq!(result.r_squared, None);
    assert_eq!((result.intercept.estimate, result.coefficients[0].estimate), (3.0, 0.0));
}

#[test]
fn too_few_answers_are_refused() {
    let error = RegressionError::TooFewObservations { observations: 3, needed: 4 };
    assert_eq!(fit(&[vec![1, 0, 1], vec![2, 1, 0], vec![3, 5, 2]]), Err(error));
    assert!(fit(&[vec![1, 0, 1], vec![2, 1, 0], vec![3, 5, 2], vec![4, 4, 4]]).is_ok());
}

#[test]
fn predictors_that_cannot_be_told_apart_are_refused() {
    let constant = [vec![1, 4], vec![2, 4], vec![5, 4]];
    assert_eq!(fit(&constant), Err(RegressionError::Collinear));
    // The third is 2 × the second + 1; the fourth is free.
    let rows: Vec<Vec<u128>> = [(1, 0, 3), (2, 1, 1), (4, 2, 4), (8, 7, 1), (3, 4, 5)]
        .map(|(y, x, z)| vec![y, x, 2 * x + 1, z])
        .into();
    assert_eq!(fit(&rows), Err(RegressionError::Collinear));
}

#[test]
fn contradicting_sums_are_refused() {
    let good = cross_moments(2, &[vec![1, 0], vec![2, 1], vec![5, 3]]);
    let variables = [WHOLE; 2];
    assert!(statistics::regression(&variables, &good).is_ok());
    let refused = |moments: &CrossMoments, variables: &[Variable]| {
        assert_eq!(statistics::regression(variables, moments), Err(RegressionError::Inconsistent));
    };
    refused(&good, &[WHOLE; 3]);
    refused(&good, &[]);
    refused(&CrossMoments { sums: vec![8], ..good.clone() }, &variables);
    refused(&CrossMoments { products: vec![vec![30, 17], vec![0]], ..good.clone() }, &variables);
    // Squares that are too small for their sums: of the predictor, then of the dependent.
    refused(&CrossMoments { products: vec![vec![30, 17], vec![0, 1]], ..good.clone() }, &variables);
    refused(&CrossMoments { products: vec![vec![1, 17], vec![0, 10]], ..good }, &variables);
    // Products that are too large for their squares.
    let products = vec![vec![1, 10, 10], vec![0, 1, 2], vec![0, 0, 1]];
    refused(&CrossMoments { count: 10, sums: vec![0; 3], products }, &[WHOLE; 3]);
}

#[test]
fn twenty_wide_predictors_do_not_overflow() {
    let wide = 1u128 << 40;
    let rows: Vec<Vec<u128>> = (0..40u128)
        .map(|r| {
            (0..21u128).map(|v| (r * r * 7919 + v * v * v * 104_729 + r * v * 31).pow(3) % wide).collect()
        })
        .collect();
    let result = fit(&rows).unwrap();
    let figures = result.coefficients.iter().flat_map(|c| [c.estimate, c.standard_error.unwrap()]);
    assert!(figures.chain(result.r_squared).all(f64::is_finite));
    let reference = least_squares(&rows, &[WHOLE; 21]);
    assert!(close(result.residual_standard_error.unwrap(), reference.residual_standard_error, 1e-6));
}

/// Least squares in floating point: QR by modified Gram-Schmidt, the intercept's column first.
fn least_squares(rows: &[Vec<u128>], variables: &[Variable]) -> Reference {
    let value = |u: u128, v: &Variable| (u as f64 + v.min as f64) / 10f64.powi(v.decimals.into());
    let column = |v: usize| rows.iter().map(|row| value(row[v], &variables[v])).collect::<Vec<f64>>();
    let mut columns = vec![vec![1.0; rows.len()]];
    columns.extend((1..variables.len()).map(column));
    let size = columns.len();
    let y = column(0);
    columns.push(y.clone());
    let mut r = vec![vec![0.0; size + 1]; size];
    for i in 0..size {
        r[i][i] = inner(&columns[i], &columns[i]).sqrt();
        let norm = r[i][i];
        columns[i].iter_mut().for_each(|cell| *cell /= norm);
        let q = columns[i].clone();
        for j in i + 1..=size {
            let along = inner(&q, &columns[j]);
            r[i][j] = along;
            columns[j].iter_mut().zip(&q).for_each(|(cell, q)| *cell -= along * q);
        }
    }
    let residual = inner(&columns[size], &columns[size]);
    let deviation = (residual / (rows.len() - size) as f64).sqrt();
    let solve = |right: &dyn Fn(usize) -> f64| {
        let mut solution = vec![0.0; size];
        for i in (0..size).rev() {
            let known: f64 = (i + 1..size).map(|j| r[i][j] * solution[j]).sum();
            solution[i] = (right(i) - known) / r[i][i];
        }
        solution
    };
    // Column j of R⁻¹; the variances are the sums of squares along its rows.
    let inverse: Vec<Vec<f64>> = (0..size).map(|j| solve(&|i| if i == j { 1.0 } else { 0.0 })).collect();
    let mean = y.iter().sum::<f64>() / y.len() as f64;
    let variation: f64 = y.iter().map(|y| (y - mean).powi(2)).sum();
    Reference {
        estimates: solve(&|i| r[i][size]),
        standard_errors: (0..size)
            .map(|i| deviation * inverse.iter().map(|column| column[i].powi(2)).sum::<f64>().sqrt())
            .collect(),
        r_squared: 1.0 - residual / variation,
        residual_standard_error: deviation,
    }
}

struct Reference {
    estimates: Vec<f64>,
    standard_errors: Vec<f64>,
    r_squared: f64,
    residual_standard_error: f64,
}

fn inner(left: &[f64], right: &[f64]) -> f64 {
    left.iter().zip(right).map(|(left, right)| left * right).sum()
}

fn close(left: f64, right: f64, tolerance: f64) -> bool {
    (left - right).abs() <= tolerance * (1.0 + left.abs().max(right.abs()))
}

/// Variables, and offsets of 0 to 60 that aren't collinear but by bad luck.
fn any_data() -> impl Strategy<Value = (Vec<Variable>, Vec<Vec<u128>>)> {
    (2..6usize, 12..40usize).prop_flat_map(|(variables, rows)| {
        let variable = (-100..100i64, 0..3u8).prop_map(|(min, decimals)| Variable { min, decimals });
        let row = proptest::collection::vec(0..60u128, variables);
        (proptest::collection::vec(variable, variables), proptest::collection::vec(row, rows))
    })
}

proptest! {
    #[test]
    fn regression_agrees_with_floating_point((variables, rows) in any_data()) {
        let moments = cross_moments(variables.len(), &rows);
        let result = match statistics::regression(&variables, &moments) {
            Err(RegressionError::Collinear) => return Err(TestCaseError::reject("collinear")),
            result => result.unwrap(),
        };
        let reference = least_squares(&rows, &variables);
        let all = std::iter::once(&result.intercept).chain(&result.coefficients);
        for (index, coefficient) in all.enumerate() {
            let (estimate, error) = (reference.estimates[index], reference.standard_errors[index]);
            prop_assert!(close(coefficient.estimate, estimate, 1e-8), "{coefficient:?} {estimate}");
            prop_assert!(close(coefficient.standard_error.unwrap(), error, 1e-8), "{coefficient:?} {error}");
        }
        if let Some(r_squared) = result.r_squared {
            prop_assert!(close(r_squared, reference.r_squared, 1e-8));
        }
        prop_assert!(close(result.residual_standard_error.unwrap(), reference.residual_standard_error, 1e-8));
    }

    #[test]
    fn a_dependent_predictor_is_always_found(
        (variables, rows) in any_data(),
        (times, plus) in (0..9u128, 0..9u128),
    ) {
        let wider: Vec<Vec<u128>> = rows
            .iter()
            .map(|row| row.iter().copied().chain([row[1] * times + plus]).collect())
            .collect();
        let variables: Vec<Variable> = variables.into_iter().chain([WHOLE]).collect();
        let result = statistics::regression(&variables, &cross_moments(variables.len(), &wider));
        prop_assert_eq!(result, Err(RegressionError::Collinear));
    }

    #[test]
    fn mean_and_deviation_agree_with_two_passes(
        offsets in proptest::collection::vec(0..1_000_000u128, 2..60),
        min in -1_000_000..1_000_000i64,
        decimals in 0..=9u8,
    ) {
        let number = number(min, decimals);
        let values: Vec<f64> =
            offsets.iter().map(|&u| (u as f64 + min as f64) / 10f64.powi(decimals.into())).collect();
        let n = values.len() as f64;
        let mean = values.iter().sum::<f64>() / n;
        let deviation = (values.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / (n - 1.0)).sqrt();
        let moments = moments(&offsets);
        let scale = 10f64.powi(-i32::from(decimals));
        let exact = statistics::mean(&number, &moments).unwrap();
        prop_assert!((exact - mean).abs() <= 1e-7 * scale.max(1e-9), "{exact} {mean}");
        let exact = standard_deviation(&number, &moments).unwrap();
        prop_assert!((exact - deviation).abs() <= 1e-12 * deviation + 1e-9 * scale, "{exact} {deviation}");
    }
}
