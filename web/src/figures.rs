//! Results as lines of figures with bars: what a chart and the table beside it show.

use tacit_form::{
    Fixed,
    results::{AnalysisResult, CohortResults, Outcome, Row},
    statistics::{Crosstab, Histogram, Inference},
};

/// What a line is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Name {
    /// Labels of the survey's own: the row, the column, the group, the option.
    Labels(Vec<String>),
    /// Where a regression's variables are all 0.
    Intercept,
    /// A bin: labels, from where, to where, and whether that end is in it.
    Bin(Vec<String>, Fixed, Fixed, bool),
    /// A quartile: labels, and which one: 1, 2 (the median) or 3.
    Quartile(Vec<String>, usize),
}

/// What a line says.
#[derive(Clone, Debug, PartialEq)]
pub enum Figure {
    /// A number as it is written in results, and how long its bar is.
    Exact(String, f64),
    /// A computed number, and how sure it is if that is known.
    Computed(f64, Option<Sureness>),
    /// An estimated number, and between which it is certain to be, if that is known.
    Estimate(f64, Option<(Fixed, Fixed)>),
    /// Not opened.
    Withheld,
    /// There is no such figure.
    Undefined,
}

/// How sure a computed number is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Sureness {
    /// Its standard error.
    Error(f64),
    /// From where to where its 95% confidence interval is, and its p.
    Interval(f64, f64, f64),
}

/// A line of a table.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// What it is about.
    pub name: Name,
    /// How many people, if that is opened and isn't the figure itself.
    pub count: Option<u64>,
    /// What came out.
    pub figure: Figure,
    /// The standard error of the noise in it, where noise was added.
    pub noise: Option<f64>,
    /// The same of how many people.
    pub count_noise: Option<f64>,
}

/// A bar, in percent of the chart's width.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bar {
    /// Where it begins.
    pub start: f64,
    /// How long it is.
    pub length: f64,
    /// From where to where the value with its standard error, its confidence interval, or its noise, reaches.
    pub error: Option<(f64, f64)>,
}

impl Line {
    fn new(name: Name, figure: Figure) -> Self {
        Self { name, count: None, figure, noise: None, count_noise: None }
    }
}

/// The lines of an analysis.
pub fn lines(result: &AnalysisResult) -> Vec<Line> {
    result.rows.iter().flat_map(|row| with_noise(of_row(row), row)).collect()
}

/// What an analysis found of everybody and of each cohort, a line each; `None` unless all of them have one only.
pub fn compared(lines: &[Line], cohorts: &[CohortResults], analysis: usize) -> Option<Vec<Line>> {
    let [everybody] = lines else { return None };
    if cohorts.is_empty() || everybody.name != Name::Labels(Vec::new()) {
        return None;
    }
    let of_cohort = |cohort: &CohortResults| {
        let name = Name::Labels(vec![cohort.name.clone()]);
        match cohort.analyses.get(analysis).map(self::lines).as_deref() {
            None => Some(Line::new(name, Figure::Withheld)),
            Some([only]) => Some(Line { name, ..only.clone() }),
            Some(_) => None,
        }
    };
    [Some(everybody.clone())].into_iter().chain(cohorts.iter().map(of_cohort)).collect()
}

/// How many of each cohort were counted.
pub fn people(cohorts: &[CohortResults]) -> Vec<Line> {
    let line = |cohort: &CohortResults| {
        Line::new(Name::Labels(vec![cohort.name.clone()]), of_count(cohort.accepted))
    };
    cohorts.iter().map(line).collect()
}

/// The two-way table, if an analysis found one, of how many people it is, and the largest standard error of noise in it.
pub fn crosstab(result: &AnalysisResult) -> Option<(&Crosstab, Option<u64>, Option<f64>)> {
    match result.rows.as_slice() {
        [Row { outcome: Outcome::Crosstab(table), count, noise, .. }] => {
            let most = noise.as_ref().map(|noise| noise.figures.iter().copied().fold(noise.count, f64::max));
            Some((table, *count, most))
        }
        _ => None,
    }
}

/// The same lines with the noise of the row that they are of.
fn with_noise(mut lines: Vec<Line>, row: &Row) -> Vec<Line> {
    let Some(noise) = &row.noise else { return lines };
    // What is exact all the same has an error of 0.
    let some = |error: f64| (error > 0.0).then_some(error);
    let mut errors = noise.figures.iter().copied();
    for line in &mut lines {
        line.count_noise = line.count.and(some(noise.count));
        line.noise = match &mut line.figure {
            Figure::Exact(..) if row.outcome == Outcome::Count => some(noise.count),
            Figure::Exact(..) | Figure::Computed(..) => errors.next().and_then(some),
            Figure::Estimate(_, certain) => {
                *certain = None;
                errors.next().and_then(some)
            }
            Figure::Withheld | Figure::Undefined => None,
        };
    }
    lines
}

fn of_row(row: &Row) -> Vec<Line> {
    let labels: Vec<String> = [&row.row, &row.column, &row.group].into_iter().flatten().cloned().collect();
    let line = |figure, count| vec![Line { count, ..Line::new(Name::Labels(labels.clone()), figure) }];
    match &row.outcome {
        Outcome::Withheld => line(Figure::Withheld, row.count),
        Outcome::Count => match row.count {
            Some(count) => line(of_count(count), None),
            None => line(Figure::Withheld, None),
        },
        Outcome::Sum(sum) => {
            let length = sum.units as f64 / 10_f64.powi(sum.decimals.into());
            line(Figure::Exact(sum.to_string(), length), row.count)
        }
        Outcome::Mean(value) | Outcome::WeightedMean(value) | Outcome::Ratio(value) => {
            line(Figure::Computed(*value, None), row.count)
        }
        Outcome::StandardDeviation(spread) => {
            line(Figure::Computed(spread.standard_deviation, None), row.count)
        }
        Outcome::Histogram(histogram) => of_histogram(histogram, &labels),
        Outcome::Crosstab(table) => of_crosstab(table),
        Outcome::Correlation { names, result } => {
            let pairs = result.pairs.iter();
            let of = |pair: &tacit_form::statistics::Pair| {
                let labels = [pair.first, pair.second].into_iter().filter_map(|at| names.get(at).cloned());
                let figure = pair.correlation.map_or(Figure::Undefined, |value| {
                    Figure::Computed(value, pair.inference.as_ref().map(sureness))
                });
                Line::new(Name::Labels(labels.collect()), figure)
            };
            pairs.map(of).collect()
        }
        Outcome::Frequencies(frequencies) => {
            let of = |(option, count): &(String, Option<u64>)| {
                let labels = labels.iter().chain([option]).cloned().collect();
                Line::new(Name::Labels(labels), count.map_or(Figure::Withheld, of_count))
            };
            frequencies.iter().map(of).collect()
        }
        Outcome::Regression { names, result } => {
            let intercept = (Name::Intercept, &result.intercept);
            let others = names.iter().map(|name| Name::Labels(vec![name.clone()])).zip(&result.coefficients);
            let of = |(name, coefficient): (Name, &tacit_form::statistics::Coefficient)| {
                let error = coefficient.standard_error.map(Sureness::Error);
                let sure = coefficient.inference.as_ref().map(sureness).or(error);
                Line::new(name, Figure::Computed(coefficient.estimate, sure))
            };
            [intercept].into_iter().chain(others).map(of).collect()
        }
        Outcome::Undefined(_) => line(Figure::Undefined, row.count),
    }
}

fn sureness(inference: &Inference) -> Sureness {
    Sureness::Interval(inference.interval.0, inference.interval.1, inference.p)
}

fn of_histogram(histogram: &Histogram, labels: &[String]) -> Vec<Line> {
    let last = histogram.bins.len().saturating_sub(1);
    let bins = histogram.bins.iter().enumerate().map(|(index, bin)| {
        Line::new(Name::Bin(labels.to_vec(), bin.from, bin.to, index == last), of_count(bin.count))
    });
    let quartiles = histogram.quartiles.iter().enumerate().map(|(index, quartile)| {
        let figure = Figure::Estimate(quartile.estimate, Some((quartile.from, quartile.to)));
        Line::new(Name::Quartile(labels.to_vec(), index + 1), figure)
    });
    bins.chain(quartiles).collect()
}

fn of_crosstab(table: &Crosstab) -> Vec<Line> {
    let cells = table.rows.iter().zip(&table.counts).flat_map(|(row, counts)| {
        counts
            .iter()
            .zip(&table.columns)
            .map(move |(&count, column)| (vec![row.clone(), column.clone()], count))
    });
    let line = |(labels, count): (Vec<String>, Option<u64>)| {
        Line::new(Name::Labels(labels), count.map_or(Figure::Withheld, of_count))
    };
    cells.map(line).collect()
}

fn of_count(count: u64) -> Figure {
    Figure::Exact(count.to_string(), count as f64)
}

/// The bars of lines, and where 0 is; no bars where nothing can be compared.
pub fn bars(lines: &[Line]) -> Option<(f64, Vec<Option<Bar>>)> {
    let values: Vec<Option<(f64, f64, f64)>> = lines.iter().map(value).collect();
    let ends = || values.iter().flatten().flat_map(|(value, from, to)| [*value, *from, *to]);
    let (low, high) = (ends().fold(0.0, f64::min), ends().fold(0.0, f64::max));
    let width = high - low;
    if lines.len() < 2 || !width.is_finite() || width <= 0.0 {
        return None;
    }
    let at = |value: f64| (value - low) / width * 100.0;
    let bar = |(value, from, to): (f64, f64, f64)| Bar {
        start: at(value.min(0.0)),
        length: value.abs() / width * 100.0,
        error: (from < to).then(|| (at(from), at(to))),
    };
    Some((at(0.0), values.into_iter().map(|value| value.map(bar)).collect()))
}

/// A figure's value, and from where to where its error bar reaches.
fn value(line: &Line) -> Option<(f64, f64, f64)> {
    let noise = line.noise.unwrap_or(0.0);
    let around = |value: f64, error: f64| Some((value, value - error, value + error));
    match line.figure {
        Figure::Exact(_, value) | Figure::Computed(value, None) => around(value, noise),
        Figure::Computed(value, Some(Sureness::Error(error))) => around(value, error.max(noise)),
        Figure::Computed(value, Some(Sureness::Interval(from, to, _))) => Some((value, from, to)),
        Figure::Estimate(..) | Figure::Withheld | Figure::Undefined => None,
    }
}

/// A computed number with six significant digits, as programs write it.
pub fn plain(value: f64) -> String {
    significant(value, 6)
}

/// A number with this many significant digits and all before the decimals, as programs write it.
pub fn significant(value: f64, digits: i32) -> String {
    let magnitude = if value == 0.0 { 0 } else { value.abs().log10().floor() as i32 };
    let decimals = usize::try_from(digits - 1 - magnitude).unwrap_or(0).min(12);
    let text = format!("{value:.decimals$}");
    if !text.contains('.') {
        return text;
    }
    let text = text.trim_end_matches('0').trim_end_matches('.');
    if text == "-0" { "0".into() } else { text.into() }
}

#[cfg(test)]
mod tests {
    use tacit_form::{NoiseErrors, results::Results};

    use super::*;

    const RESULTS: &str = r#"{ "version": 1, "title": "T", "submitted": 9, "accepted": 9, "rejected": 0, "threshold": 2,
        "analyses": [
            { "title": "a", "kind": "mean", "rows": [
                { "group": "No", "count": 4, "outcome": { "mean": -1.5 } },
                { "group": "Yes", "count": null, "outcome": "withheld" },
                { "group": "Perhaps", "count": 5, "outcome": { "mean": 3.0 } } ] },
            { "title": "b", "kind": "frequency", "rows": [
                { "group": null, "count": 9, "outcome": { "frequencies": [["A", 2], ["B", 7]] } } ] },
            { "title": "c", "kind": "regression", "rows": [
                { "group": null, "count": 9, "outcome": { "regression": { "names": ["X"], "result": {
                    "observations": 9, "intercept": { "estimate": 4.0, "standard_error": 1.0 },
                    "coefficients": [{ "estimate": -2.0, "standard_error": 0.5 }],
                    "r_squared": 0.5, "residual_standard_error": 1.0 } } } } ] },
            { "title": "d", "kind": "sum", "rows": [
                { "group": null, "count": 9, "outcome": { "sum": "12.50" } } ] },
            { "title": "e", "kind": "histogram", "rows": [
                { "group": "No", "count": 9, "outcome": { "histogram": {
                    "bins": [{ "from": "0.5", "to": "2.0", "count": 2 }, { "from": "2.0", "to": "9.0", "count": 7 }],
                    "quartiles": [{ "probability": 0.25, "from": "2.0", "to": "9.0", "estimate": 2.25 }] } } } ] },
            { "title": "f", "kind": "crosstab", "rows": [
                { "group": null, "count": 9, "outcome": { "crosstab": {
                    "rows": ["No", "Yes"], "columns": ["North", "South"], "counts": [[9, 0], [null, null]],
                    "row_totals": [9, null], "column_totals": [null, null], "chi_square": null } } } ] },
            { "title": "g", "kind": "correlation", "rows": [
                { "group": null, "count": 9, "outcome": { "correlation": { "names": ["X", "Y"], "result": {
                    "observations": 9, "variables": [],
                    "pairs": [{ "first": 0, "second": 1, "covariance": 2.0, "correlation": -0.5,
                        "inference": { "t": -2.0, "p": 0.25, "interval": [-0.75, 0.25] } }] } } } } ] } ] }"#;

    fn results() -> Results {
        serde_json::from_str(RESULTS).expect("results")
    }

    #[test]
    fn bars_begin_at_zero() {
        let lines = lines(&results().analyses[0]);
        assert_eq!(lines[1].figure, Figure::Withheld);
        let (zero, bars) = bars(&lines).expect("a chart");
        assert!((zero - 100.0 / 3.0).abs() < 1e-9 && bars[1].is_none(), "{zero}");
        let (left, right) = (bars[0].expect("a bar"), bars[2].expect("a bar"));
        assert!(left.start.abs() < 1e-9 && (left.start + left.length - zero).abs() < 1e-9);
        assert!((right.start - zero).abs() < 1e-9 && (right.start + right.length - 100.0).abs() < 1e-9);
    }

    #[test]
    fn options_and_coefficients_have_lines() {
        let results = results();
        let options = lines(&results.analyses[1]);
        assert_eq!(options[1].name, Name::Labels(vec!["B".into()]));
        assert_eq!(options[1].figure, Figure::Exact("7".into(), 7.0));
        let regression = lines(&results.analyses[2]);
        assert_eq!(regression[0].name, Name::Intercept);
        let (_, bars) = bars(&regression).expect("a chart");
        // From -2.5 to 5.
        let (from, to) = bars[1].and_then(|bar| bar.error).expect("an error bar");
        assert!(from.abs() < 1e-9 && (to - 100.0 / 7.5).abs() < 1e-9, "{from} {to}");
    }

    #[test]
    fn bins_have_bars_and_quartiles_dont() {
        let fixed = |units| Fixed { units, decimals: 1 };
        let lines = lines(&results().analyses[4]);
        assert_eq!(lines[0].name, Name::Bin(vec!["No".into()], fixed(5), fixed(20), false));
        assert_eq!(lines[1].name, Name::Bin(vec!["No".into()], fixed(20), fixed(90), true));
        assert_eq!(lines[2].name, Name::Quartile(vec!["No".into()], 1));
        assert_eq!(lines[2].figure, Figure::Estimate(2.25, Some((fixed(20), fixed(90)))));
        let (_, bars) = bars(&lines).expect("a chart");
        assert!((bars[1].expect("a bar").length - 100.0).abs() < 1e-9 && bars[2].is_none());
    }

    #[test]
    fn pairs_have_lines() {
        let results = results();
        let cells = lines(&results.analyses[5]);
        assert_eq!(cells[1].name, Name::Labels(vec!["No".into(), "South".into()]));
        let figures: Vec<&Figure> = cells.iter().map(|line| &line.figure).collect();
        assert_eq!(figures, [&of_count(9), &of_count(0), &Figure::Withheld, &Figure::Withheld]);
        let pairs = lines(&results.analyses[6]);
        assert_eq!(pairs[0].name, Name::Labels(vec!["X".into(), "Y".into()]));
        assert_eq!(pairs[0].figure, Figure::Computed(-0.5, Some(Sureness::Interval(-0.75, 0.25, 0.25))));
        // A hidden total of a row doesn't hide how many people there are.
        assert_eq!(
            crosstab(&results.analyses[5]).map(|(_, count, most)| (count, most)),
            Some((Some(9), None))
        );
        assert!(crosstab(&results.analyses[6]).is_none());
    }

    #[test]
    fn cohorts_are_compared_where_each_has_one_line() {
        let mut results = results();
        let sum = lines(&results.analyses[3]);
        assert_eq!(compared(&sum, &results.cohorts, 3), None, "there are none");
        let cohort = |name: &str, analyses: &[AnalysisResult]| CohortResults {
            name: name.into(),
            accepted: 3,
            analyses: analyses.to_vec(),
        };
        results.cohorts = vec![cohort("North", &results.analyses), cohort("South", &[])];
        let lines = compared(&sum, &results.cohorts, 3).expect("a line each");
        let names: Vec<&Name> = lines.iter().map(|line| &line.name).collect();
        let labels = |names: &[&str]| Name::Labels(names.iter().map(|&name| name.into()).collect());
        assert_eq!(names, [&labels(&[]), &labels(&["North"]), &labels(&["South"])]);
        assert_eq!((&lines[1].figure, &lines[2].figure), (&sum[0].figure, &Figure::Withheld));
        let options = self::lines(&results.analyses[1]);
        assert_eq!(compared(&options, &results.cohorts, 1), None, "two lines each");
        assert_eq!(people(&results.cohorts)[1].figure, of_count(3));
    }

    #[test]
    fn noise_is_said_of_each_figure_and_count() {
        let mut results = results();
        let noisy = |result: &mut AnalysisResult, figures: &[f64]| {
            result.rows[0].noise = Some(NoiseErrors { count: 3.0, figures: figures.to_vec() });
            lines(result)
        };
        let mean = noisy(&mut results.analyses[0], &[0.5]);
        assert_eq!((mean[0].noise, mean[0].count_noise), (Some(0.5), Some(3.0)));
        assert_eq!((mean[2].noise, mean[2].count_noise), (None, None));
        let (_, bars) = bars(&mean).expect("a chart");
        // From -2 to 3.
        let (from, to) = bars[0].and_then(|bar| bar.error).expect("an error bar");
        assert!(from.abs() < 1e-9 && (to - 20.0).abs() < 1e-9, "{from} {to}");
        let histogram = noisy(&mut results.analyses[4], &[1.0, 2.0]);
        assert_eq!(histogram[1].noise, Some(2.0));
        assert_eq!((&histogram[2].figure, histogram[2].noise), (&Figure::Estimate(2.25, None), None));
        let table = noisy(&mut results.analyses[5], &[1.0, 4.0]);
        assert_eq!(
            table.iter().map(|line| line.noise).collect::<Vec<_>>(),
            [Some(1.0), Some(4.0), None, None]
        );
        assert_eq!(crosstab(&results.analyses[5]).and_then(|(_, _, most)| most), Some(4.0));
        let pairs = noisy(&mut results.analyses[6], &[0.25]);
        assert_eq!(pairs[0].noise, Some(0.25));
    }

    #[test]
    fn one_figure_has_no_chart() {
        let sum = lines(&results().analyses[3]);
        assert_eq!(sum[0].figure, Figure::Exact("12.50".into(), 12.5));
        assert_eq!(bars(&sum), None);
    }

    #[test]
    fn numbers_have_six_digits() {
        for (value, text) in [
            (0.0, "0"),
            (7.099_489_123, "7.09949"),
            (-0.000_123_456_7, "-0.000123457"),
            (1_234_567.8, "1234568"),
            (12.5, "12.5"),
            (-0.000_000_000_000_1, "0"),
        ] {
            assert_eq!(plain(value), text);
        }
    }
}
