//! What stands below the table of an analysis.

use tacit_form::{
    NoiseErrors,
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
        Outcome::Regression { result, .. } => vec![match &row.noise {
            Some(noise) => noisy_fit(result, noise),
            None => fit(result),
        }],
        Outcome::Correlation { names, result } => spreads(names, result, row.noise.as_ref()),
        Outcome::Histogram(histogram) => {
            quartiles(histogram, row.noise.as_ref()).into_iter().map(about).collect()
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

/// R² stands after the coefficients.
fn noisy_fit(result: &Regression, noise: &NoiseErrors) -> String {
    let error = noise.figures.get(result.coefficients.len() + 1);
    format!(
        "n {}{} · R² {}{}",
        result.observations,
        give_or_take(Some(&noise.count)),
        ratio(result.r_squared),
        give_or_take(error)
    )
}

/// " ± 0.25", if there is noise.
fn give_or_take(error: Option<&f64>) -> String {
    error
        .filter(|error| **error > 0.0)
        .map_or_else(String::new, |error| format!(" ± {}", numbers::significant(*error)))
}

fn fit(result: &Regression) -> String {
    let mut line = format!(
        "n {} · R² {} (adjusted {})",
        result.observations,
        ratio(result.r_squared),
        ratio(result.adjusted_r_squared),
    );
    if let Some(error) = result.residual_standard_error {
        line += &format!(" · residual standard error {}", numbers::significant(error));
    }
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

/// The spreads stand last among what noise moves, the deviation first.
fn spreads(names: &[String], result: &Correlations, noise: Option<&NoiseErrors>) -> Vec<String> {
    let errors = noise.map(|noise| noise.figures.as_slice()).unwrap_or_default();
    let errors = errors.get(errors.len().saturating_sub(2 * result.variables.len())..).unwrap_or_default();
    let variables = names.iter().zip(&result.variables).enumerate().map(|(at, (name, spread))| {
        let [mean, deviation] = [spread.mean, spread.standard_deviation].map(numbers::significant);
        let [of_deviation, of_mean] = [2 * at, 2 * at + 1].map(|at| give_or_take(errors.get(at)));
        format!("{name}: mean {mean}{of_mean}, standard deviation {deviation}{of_deviation}")
    });
    let people = give_or_take(noise.map(|noise| &noise.count));
    std::iter::once(format!("n {}{people}", result.observations)).chain(variables).collect()
}

/// The quartiles stand after the bins.
fn quartiles(histogram: &Histogram, noise: Option<&NoiseErrors>) -> Vec<String> {
    let names = ["lower quartile", "median", "upper quartile"];
    let quartiles = names.iter().zip(&histogram.quartiles).enumerate();
    quartiles
        .map(|(at, (name, quartile))| {
            let about = numbers::significant(quartile.estimate);
            if let Some(noise) = noise {
                let error = noise.figures.get(histogram.bins.len() + at);
                return format!("{name} about {about}{}", give_or_take(error));
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
