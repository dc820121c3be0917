//! The columns that the rows of an analysis have after their labels, and what stands in them.

use tacit_form::{
    AnalysisKind, NoiseErrors,
    results::{Outcome, Row},
    statistics::{Bin, Coefficient, Correlations, Inference, Pair, Regression, Spread},
};

use super::{super::numbers, Column, Layout, NO_COUNT};

impl Layout<'_> {
    /// The columns after the labels. Two-way tables have a layout of their own.
    pub(super) fn columns(&self) -> Vec<Column> {
        let noise = self.has_noise().then(|| Column::figure("±"));
        self.columns_of_figures().into_iter().chain(noise).collect()
    }

    /// Whether figures have noise: there are no tests and intervals of them then.
    fn has_noise(&self) -> bool {
        self.report.results.epsilon.is_some()
    }

    fn columns_of_figures(&self) -> Vec<Column> {
        let right = |names: &[&str]| names.iter().copied().map(Column::figure).collect::<Vec<_>>();
        let figure = |name: &str| vec![Column::figure("n"), Column::figure(format!("{name}{}", self.unit()))];
        let of = |rest: &[&str]| {
            let of = self.of().map(|of| of.label.clone()).unwrap_or_default();
            std::iter::once(Column::label(format!("{of}{}", self.unit()))).chain(right(rest)).collect()
        };
        match self.result.kind {
            AnalysisKind::Count | AnalysisKind::Crosstab => right(&["n"]),
            AnalysisKind::Sum => figure("sum"),
            AnalysisKind::Mean => figure("mean"),
            AnalysisKind::WeightedMean => figure("weighted mean"),
            AnalysisKind::Ratio => figure("ratio"),
            AnalysisKind::StandardDeviation => {
                let rest: &[&str] = if self.has_noise() {
                    &["±", "mean"]
                } else {
                    &["mean", "its standard error", "its 95% interval"]
                };
                figure("standard deviation").into_iter().chain(right(rest)).collect()
            }
            AnalysisKind::Frequency | AnalysisKind::Histogram => of(&["n", "share"]),
            AnalysisKind::Regression => {
                let tests: &[&str] =
                    if self.has_noise() { &[] } else { &["standard error", "t", "p", "95% interval"] };
                let figures = right(&["coefficient"]).into_iter().chain(right(tests));
                std::iter::once(Column::label("term")).chain(figures).collect()
            }
            AnalysisKind::Correlation => {
                let rest: &[&str] = if self.has_noise() {
                    &["covariance", "±", "correlation"]
                } else {
                    &["covariance", "correlation", "t", "p", "95% interval"]
                };
                std::iter::once(Column::label("of")).chain(right(rest)).collect()
            }
        }
    }

    /// One row of the result as one or more rows of cells, the labels left out.
    pub(super) fn rows(&self, row: &Row) -> Vec<Vec<String>> {
        let mut rows = self.rows_of_figures(row);
        // Words instead of figures go on to the end of the row.
        if let (Some(noise), false) = (&row.noise, matches!(row.outcome, Outcome::Undefined(_))) {
            let errors = errors(&row.outcome, noise).into_iter().chain(std::iter::repeat(None));
            for (cells, error) in rows.iter_mut().zip(errors) {
                cells.push(error.map(numbers::significant).unwrap_or_default());
            }
        }
        rows
    }

    fn rows_of_figures(&self, row: &Row) -> Vec<Vec<String>> {
        let n = number_of_people(row);
        match &row.outcome {
            Outcome::Withheld => vec![self.remark(n, "withheld (tells of few)".to_owned())],
            Outcome::Undefined(reason) => vec![self.remark(n, reason.clone())],
            Outcome::Count | Outcome::Crosstab(_) => vec![vec![n]],
            Outcome::Sum(sum) => vec![vec![n, sum.to_string()]],
            Outcome::Mean(value) | Outcome::WeightedMean(value) | Outcome::Ratio(value) => {
                vec![vec![n, self.rounded(*value)]]
            }
            Outcome::StandardDeviation(spread) => vec![match &row.noise {
                None => self.spread(n, spread),
                Some(noise) => {
                    let error = noise.figures.first().copied().map(numbers::significant);
                    let [deviation, mean] =
                        [spread.standard_deviation, spread.mean].map(|figure| self.rounded(figure));
                    vec![n, deviation, error.unwrap_or_default(), mean]
                }
            }],
            Outcome::Frequencies(options) => options
                .iter()
                .map(|(option, count)| match count {
                    Some(count) => vec![option.clone(), count.to_string(), numbers::share(*count, row.count)],
                    None => vec![option.clone(), NO_COUNT.into(), String::new()],
                })
                .collect(),
            Outcome::Histogram(histogram) => {
                let last = histogram.bins.len().saturating_sub(1);
                let bins = histogram.bins.iter().enumerate();
                bins.map(|(index, bin)| {
                    let share = numbers::share(bin.count, row.count);
                    vec![range(bin, index == last), bin.count.to_string(), share]
                })
                .collect()
            }
            Outcome::Regression { names, result } => coefficients(names, result, self.has_noise()),
            Outcome::Correlation { names, result } => pairs(names, result, row.noise.as_ref()),
        }
    }

    fn spread(&self, n: String, spread: &Spread) -> Vec<String> {
        let interval = spread.interval.map(|(low, high)| to(self.rounded(low), &self.rounded(high)));
        let figures = [Some(spread.standard_deviation), Some(spread.mean), spread.standard_error];
        let figures = figures.map(|figure| figure.map(|it| self.rounded(it)).unwrap_or_default());
        std::iter::once(n).chain(figures).chain([interval.unwrap_or_default()]).collect()
    }

    fn rounded(&self, value: f64) -> String {
        numbers::decimals(value, self.decimals() + 2)
    }

    /// A row that has words instead of figures.
    fn remark(&self, n: String, words: String) -> Vec<String> {
        match self.result.kind {
            AnalysisKind::Sum
            | AnalysisKind::Mean
            | AnalysisKind::WeightedMean
            | AnalysisKind::Ratio
            | AnalysisKind::StandardDeviation => vec![n, words],
            _ => vec![words],
        }
    }
}

/// With its noise, unless that stands in a column of its own.
fn number_of_people(row: &Row) -> String {
    let Some(count) = row.count else { return NO_COUNT.into() };
    match &row.noise {
        Some(noise) if noise.count > 0.0 && row.outcome != Outcome::Count => {
            format!("{count} ± {}", numbers::significant(noise.count))
        }
        _ => count.to_string(),
    }
}

/// Of what the noise moves last in each row of figures: of a spread, the mean; of a pair, the correlation.
fn errors(outcome: &Outcome, noise: &NoiseErrors) -> Vec<Option<f64>> {
    let mut figures = noise.figures.iter().copied();
    match outcome {
        Outcome::Count => vec![Some(noise.count)],
        Outcome::StandardDeviation(_) => vec![figures.nth(1)],
        Outcome::Correlation { result, .. } => {
            result.pairs.iter().map(|pair| pair.correlation.and_then(|_| figures.next())).collect()
        }
        Outcome::Regression { result, .. } => figures.take(result.coefficients.len() + 1).map(Some).collect(),
        Outcome::Histogram(histogram) => figures.take(histogram.bins.len()).map(Some).collect(),
        _ => figures.map(Some).collect(),
    }
}

/// "5.00 to under 10.00"; the largest answer is in the last bin.
fn range(bin: &Bin, last: bool) -> String {
    if last { format!("{} to {}", bin.from, bin.to) } else { format!("{} to under {}", bin.from, bin.to) }
}

fn to(low: String, high: &str) -> String {
    low + " to " + high
}

fn coefficients(names: &[String], result: &Regression, has_noise: bool) -> Vec<Vec<String>> {
    let named = names.iter().map(String::as_str).zip(&result.coefficients);
    std::iter::once(("(intercept)", &result.intercept))
        .chain(named)
        .map(|(name, Coefficient { estimate, standard_error, inference })| {
            let standard_error = standard_error.map_or_else(|| NO_COUNT.into(), numbers::significant);
            let tests = std::iter::once(standard_error).chain(tested(*inference));
            let figures = [name.to_owned(), numbers::significant(*estimate)].into_iter();
            figures.chain(tests.filter(|_| !has_noise)).collect()
        })
        .collect()
}

/// With noise, the covariance's stands after it; the correlation's comes last.
fn pairs(names: &[String], result: &Correlations, noise: Option<&NoiseErrors>) -> Vec<Vec<String>> {
    let defined = result.pairs.iter().filter(|pair| pair.correlation.is_some()).count();
    result
        .pairs
        .iter()
        .enumerate()
        .map(|(at, Pair { first, second, covariance, correlation, inference })| {
            let name = [*first, *second].map(|index| names.get(index).map_or("", String::as_str)).join(" · ");
            let correlation =
                correlation.map_or_else(|| NO_COUNT.into(), |value| numbers::decimals(value, 4));
            let covariance = numbers::significant(*covariance);
            match noise {
                None => [name, covariance, correlation].into_iter().chain(tested(*inference)).collect(),
                Some(noise) => {
                    let error = noise.figures.get(defined + at).copied().map(numbers::significant);
                    vec![name, covariance, error.unwrap_or_default(), correlation]
                }
            }
        })
        .collect()
}

/// t, p and interval.
fn tested(inference: Option<Inference>) -> [String; 3] {
    match inference {
        None => [NO_COUNT; 3].map(str::to_owned),
        Some(Inference { t, p, interval: (low, high) }) => [
            numbers::decimals(t, 2),
            numbers::probability(p),
            to(numbers::significant(low), &numbers::significant(high)),
        ],
    }
}
