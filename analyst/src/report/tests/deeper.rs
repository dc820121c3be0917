//! Histograms, two-way tables, correlations, weighted means, spreads.

use tacit_form::statistics::{Bin, Correlations, Crosstab, Histogram, Pair, Quantile, Spread};

use super::*;

const FORM: &str = r#"
title = "Pay"
purpose = "To know."
field = [
  { key = "wage", kind = "number", label = "Wage", unit = "dollars", min = 0, max = 100, decimals = 2 },
  { key = "hours", kind = "number", label = "Hours", min = 0, max = 60 },
  { key = "female", kind = "boolean", label = "Female" },
  { key = "region", kind = "choice", label = "Region", options = [
    { key = "n", label = "North" }, { key = "s", label = "South" }, { key = "w", label = "West" } ] },
]
analysis = [
  { kind = "standard_deviation", of = "wage" },
  { kind = "weighted_mean", of = "wage", weight = "hours", by = "female" },
  { kind = "histogram", of = "wage", by = "female", bins = [10, "20.50"] },
  { kind = "crosstab", rows = "female", columns = "region" },
  { kind = "crosstab", rows = "region", columns = "female" },
  { kind = "correlation", between = ["wage", "hours"] },
]
"#;

fn spread(mean: f64, standard_deviation: f64) -> Spread {
    Spread {
        mean,
        standard_deviation,
        standard_error: Some(standard_deviation / 25f64.sqrt()),
        interval: None,
    }
}

fn histogram() -> Histogram {
    let fixed = |units| Fixed { units, decimals: 2 };
    let quartile = |probability, from, to, estimate| Quantile {
        probability,
        from: fixed(from),
        to: fixed(to),
        estimate,
    };
    Histogram {
        bins: vec![
            Bin { from: fixed(0), to: fixed(1000), count: 6 },
            Bin { from: fixed(1000), to: fixed(10_000), count: 9 },
        ],
        quartiles: vec![
            quartile(0.25, 0, 1000, 6.25),
            quartile(0.5, 1000, 10_000, 25.0),
            quartile(0.75, 1000, 10_000, 62.5),
        ],
    }
}

fn crosstab(form: &Form, rows: usize, columns: usize, counts: &[&[u64]]) -> Crosstab {
    let sum = |counts: &mut dyn Iterator<Item = u64>| Some(counts.sum());
    let mut table = Crosstab {
        rows: form.fields()[rows].groups(),
        columns: form.fields()[columns].groups(),
        counts: counts.iter().map(|row| row.iter().copied().map(Some).collect()).collect(),
        row_totals: counts.iter().map(|row| sum(&mut row.iter().copied())).collect(),
        column_totals: (0..counts[0].len()).map(|at| sum(&mut counts.iter().map(|row| row[at]))).collect(),
        chi_square: None,
    };
    table.chi_square = table.independence();
    table
}

/// With two counts hidden, and two to cover them.
fn partly_hidden(form: &Form) -> Crosstab {
    let mut table = crosstab(form, 3, 2, &[&[3, 8], &[7, 2], &[0, 5]]);
    for row in &mut table.counts[..2] {
        row.fill(None);
    }
    table.chi_square = table.independence();
    table
}

pub(super) fn deeper() -> Report {
    let form = Form::from_toml(FORM).unwrap();
    let row = |group: Option<&str>, count, outcome| Row {
        row: None,
        column: None,
        group: group.map(str::to_owned),
        count,
        outcome,
        noise: None,
    };
    let pair = Pair { first: 0, second: 1, covariance: -12.5, correlation: Some(-0.5), inference: None };
    let variables = vec![spread(12.5, 5.0), spread(38.25, 5.0)];
    let correlations = Correlations { observations: 25, variables, pairs: vec![pair] };
    let names = vec!["Wage".to_owned(), "Hours".to_owned()];
    let rows = vec![
        vec![row(None, Some(25), Outcome::StandardDeviation(spread(12.5, 5.0)))],
        vec![
            row(Some("No"), Some(15), Outcome::WeightedMean(12.123_456)),
            row(Some("Yes"), None, Outcome::Withheld),
        ],
        vec![
            row(Some("No"), Some(15), Outcome::Histogram(histogram())),
            row(Some("Yes"), None, Outcome::Withheld),
        ],
        vec![row(None, Some(25), Outcome::Crosstab(crosstab(&form, 2, 3, &[&[5, 6, 0], &[3, 4, 7]])))],
        vec![row(None, Some(25), Outcome::Crosstab(partly_hidden(&form)))],
        vec![row(None, Some(25), Outcome::Correlation { names, result: correlations })],
    ];
    found(FORM, rows)
}

#[test]
fn as_a_table() {
    let text = render(&deeper(), Format::Table);
    let tables = text.split_once("\n\n").unwrap().1;
    assert_eq!(tables, include_str!("../testdata/deeper.txt"));
}

#[test]
fn as_csv() {
    let text = render(&deeper(), Format::Csv);
    let figures: Vec<&str> = text.lines().filter(|line| !line.contains(",session,")).collect();
    assert_eq!(figures.join("\n") + "\n", include_str!("../testdata/deeper.csv"));
}
