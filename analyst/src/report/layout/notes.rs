//! What stands below the table of an analysis.

use tacit_form::{
    results::{Outcome, Row},
    statistics::{ChiSquare, Correlations, Histogram, Regression},
};

use super::super::numbers;

/// The lines below a table, for one of its rows.
pub(super) fn of(row: &Row) -> Vec<String> {
    let about = |line: String| match &row.group {
        Some(group) => format!("{group}: {line}"),
        None => line,
    };
    match &row.outcome {
        Outcome::Regression { result, .. } if row.noise.is_some() => {
            vec![format!("n {} · R² {}", result.observations, ratio(result.r_squared))]
        }
        Outcome::Regression { result, .. } => vec![fit(result)],
        Outcome::Correlation { names, result } => spreads(names, result),
        Outcome::Histogram(histogram) => {
            quartiles(histogram, row.noise.is_some()).into_iter().map(about).collect()
        }
        Outcome::Crosstab(table) => match &row.noise {
            Some(noise) => {
                let most = noise.figures.iter().copied().fold(noise.count, f64::max);
                vec![format!(
                    "each number ± {}; with noise, parts need not add up",
                    numbers::significant(most)
                )]
            }
            None => vec![table.chi_square.as_ref().map_or_else(no_test, independence)],
        },
        _ => Vec::new(),
    }
}

fn fit(result: &Regression) -> String {
    let mut line = format!(
        "n {} · R² {} (adjusted {}) · residual standard error {}",
        result.observations,
        ratio(result.r_squared),
        ratio(result.adjusted_r_squared),
        numbers::significant(result.residual_standard_error)
    );
    if let (Some(f), Some(p)) = (result.f, result.f_p) {
        let (predictors, freedom) = (result.coefficients.len(), result.freedom());
        line += &format!(
            " · F({predictors}, {freedom}) {}, p {}",
            numbers::decimals(f, 2),
            numbers::probability(p)
        );
    }
    line
}

fn ratio(value: Option<f64>) -> String {
    value.map_or_else(|| "not defined".into(), |value| numbers::decimals(value, 4))
}

fn spreads(names: &[String], result: &Correlations) -> Vec<String> {
    let variables = names.iter().zip(&result.variables).map(|(name, spread)| {
        let [mean, deviation] = [spread.mean, spread.standard_deviation].map(numbers::significant);
        format!("{name}: mean {mean}, standard deviation {deviation}")
    });
    std::iter::once(format!("n {}", result.observations)).chain(variables).collect()
}

fn quartiles(histogram: &Histogram, has_noise: bool) -> Vec<String> {
    let names = ["lower quartile", "median", "upper quartile"];
    let quartiles = names.iter().zip(&histogram.quartiles);
    quartiles
        .map(|(name, quartile)| {
            let about = numbers::significant(quartile.estimate);
            if has_noise {
                return format!("{name} about {about}, by numbers of people with noise");
            }
            format!("{name} between {} and {}, about {about}", quartile.from, quartile.to)
        })
        .collect()
}

fn independence(test: &ChiSquare) -> String {
    let mut line = format!(
        "χ² {} · {} · p {}",
        numbers::decimals(test.statistic, 2),
        match test.freedom {
            1 => "1 degree of freedom".to_owned(),
            more => format!("{more} degrees of freedom"),
        },
        test.p.map_or_else(String::new, numbers::probability)
    );
    if test.least_expected < 5.0 {
        let least = numbers::decimals(test.least_expected, 1);
        line += &format!(" (rough: as few as {least} people are expected in a cell)");
    }
    line
}

fn no_test() -> String {
    "χ² is not shown: a count is withheld, or everybody is in one row or one column".into()
}
