//! Weighted means, histograms, two-way tables and correlations: what a form may say of them, and the figures of their sums.

use proptest::prelude::*;
use tacit_form::statistics::{
    self, ChiSquare, CrossMoments, Crosstab, Moments, Variable, correlations, weighted_mean,
};
use tacit_form::{Analysis, AnalysisProblem, FixedError, Form, FormError, MAX_BINS, Number};

const FORM: &str = r#"
title = "Pay"
purpose = "To know"
field = [
  { key = "wage", kind = "number", label = "Wage", min = "0.50", max = 100, decimals = 2 },
  { key = "hours", kind = "number", label = "Hours", min = 0, max = 60 },
  { key = "balance", kind = "number", label = "Balance", min = -5, max = 5 },
  { key = "female", kind = "boolean", label = "Female" },
  { key = "region", kind = "choice", label = "Region", options = [
    { key = "n", label = "North" }, { key = "s", label = "South" } ] },
  { key = "tools", kind = "multi", label = "Tools", options = [{ key = "saw", label = "Saw" }] },
]
"#;

fn form(analyses: &str) -> Result<Form, FormError> {
    Form::from_toml(&format!("{FORM}analysis = [{analyses}]"))
}

fn problem(analysis: &str) -> AnalysisProblem {
    match form(analysis) {
        Err(FormError::Analysis { problem, .. }) => problem,
        other => panic!("{other:?}"),
    }
}

#[test]
fn each_is_read_titled_and_written_again() {
    let expected = [
        (
            "{ kind = 'weighted_mean', of = 'wage', weight = 'hours', by = 'region' }",
            Analysis::WeightedMean { of: 0, weight: 1, by: Some(4) },
            "Mean of “Wage” weighted by “Hours” by “Region”",
        ),
        (
            "{ kind = 'histogram', of = 'wage', bins = [5, '7.5', 100.00], by = 'female' }",
            Analysis::Histogram { of: 0, limits: vec![500, 750, 10_000], by: Some(3) },
            "Median, quartiles and histogram of “Wage” with limits at 5.00, 7.50 and 100.00 by “Female”",
        ),
        (
            "{ kind = 'crosstab', rows = 'female', columns = 'region' }",
            Analysis::Crosstab { rows: 3, columns: 4 },
            "Two-way table of “Female” and “Region”",
        ),
        (
            "{ kind = 'correlation', between = ['hours', 'wage', 'female'] }",
            Analysis::Correlation { between: vec![1, 0, 3] },
            "Correlations between “Hours”, “Wage” and “Female”",
        ),
    ];
    let form = form(&expected.each_ref().map(|(text, ..)| *text).join(",")).unwrap();
    for (analysis, (text, value, title)) in form.analyses().iter().zip(&expected) {
        assert_eq!(analysis, value);
        assert_eq!(form.analysis_title(analysis), *title);
        assert!(text.contains(&format!("'{}'", analysis.kind_name())));
    }
    let json = serde_json::to_string(&form).unwrap();
    assert_eq!(serde_json::from_str::<Form>(&json).unwrap(), form);
}

#[test]
fn bins_reach_from_minimum_to_maximum() {
    let number = Number { min: -5, max: 20, decimals: 0, unit: None };
    assert_eq!(number.bins(&[0, 7]), [(-5, 0), (0, 7), (7, 20)]);
    assert_eq!(number.bins(&[20]), [(-5, 20), (20, 20)]);
}

#[test]
fn wrong_weights_are_refused() {
    let weighted = |settings: &str| problem(&format!("{{ kind = 'weighted_mean', of = 'wage'{settings} }}"));
    assert_eq!(weighted(""), AnalysisProblem::MissingSetting { setting: "weight" });
    assert_eq!(weighted(", weight = 'wage'"), AnalysisProblem::RepeatedField { key: "wage".into() });
    assert_eq!(weighted(", weight = 'balance'"), AnalysisProblem::NegativeWeight { key: "balance".into() });
    assert!(matches!(weighted(", weight = 'female'"), AnalysisProblem::WrongKind { setting: "weight", .. }));
    let foreign = AnalysisProblem::ForeignSetting { setting: "weight" };
    assert_eq!(problem("{ kind = 'mean', of = 'wage', weight = 'hours' }"), foreign);
}

#[test]
fn wrong_bins_are_refused() {
    let bins = |bins: &str| problem(&format!("{{ kind = 'histogram', of = 'wage', bins = [{bins}] }}"));
    let order = || AnalysisProblem::BinOrder { key: "wage".into() };
    assert_eq!(bins(""), AnalysisProblem::BinCount { count: 0 });
    assert_eq!(problem("{ kind = 'histogram', of = 'wage' }"), AnalysisProblem::BinCount { count: 0 });
    let many = (1..=MAX_BINS).map(|limit| limit.to_string()).collect::<Vec<_>>().join(",");
    assert_eq!(bins(&many), AnalysisProblem::BinCount { count: MAX_BINS });
    for wrong in ["10, 10", "10, 5", "0.5, 10", "0, 10", "10, 100.01"] {
        assert_eq!(bins(wrong), order(), "{wrong}");
    }
    assert_eq!(bins("'ten'"), AnalysisProblem::Bin(FixedError::NotANumber));
    assert_eq!(bins("2.505"), AnalysisProblem::Bin(FixedError::TooManyDecimals { decimals: 2 }));
    let other = "{ kind = 'histogram', of = 'wage', bins = [10] },
                 { kind = 'histogram', of = 'wage', by = 'female', bins = [11] }";
    assert_eq!(problem(other), AnalysisProblem::OtherBins { key: "wage".into(), earlier: 1 });
    assert!(form(&other.replace("11", "10.00")).is_ok());
    assert!(matches!(
        problem("{ kind = 'histogram', of = 'female', bins = [1] }"),
        AnalysisProblem::WrongKind { .. }
    ));
    let foreign = AnalysisProblem::ForeignSetting { setting: "bins" };
    assert_eq!(problem("{ kind = 'mean', of = 'wage', bins = [10] }"), foreign);
}

#[test]
fn wrong_two_way_tables_are_refused() {
    let missing = |setting| AnalysisProblem::MissingSetting { setting };
    assert_eq!(problem("{ kind = 'crosstab' }"), missing("rows"));
    assert_eq!(problem("{ kind = 'crosstab', rows = 'region' }"), missing("columns"));
    let twice = AnalysisProblem::RepeatedField { key: "region".into() };
    assert_eq!(problem("{ kind = 'crosstab', rows = 'region', columns = 'region' }"), twice);
    for wrong in ["wage", "tools"] {
        let text = format!("{{ kind = 'crosstab', rows = 'region', columns = '{wrong}' }}");
        assert!(matches!(problem(&text), AnalysisProblem::WrongKind { setting: "columns", .. }), "{wrong}");
    }
    for (setting, value) in [("of", "region"), ("by", "female")] {
        let text =
            format!("{{ kind = 'crosstab', rows = 'region', columns = 'female', {setting} = '{value}' }}");
        assert_eq!(problem(&text), AnalysisProblem::ForeignSetting { setting });
    }
}

#[test]
fn wrong_correlations_are_refused() {
    let between = |keys: &str| problem(&format!("{{ kind = 'correlation', between = [{keys}] }}"));
    assert_eq!(problem("{ kind = 'correlation' }"), AnalysisProblem::BetweenCount { count: 0 });
    assert_eq!(between("'wage'"), AnalysisProblem::BetweenCount { count: 1 });
    let many = vec!["'wage'"; 22].join(",");
    assert_eq!(between(&many), AnalysisProblem::BetweenCount { count: 22 });
    assert_eq!(between("'wage', 'wage'"), AnalysisProblem::RepeatedField { key: "wage".into() });
    assert!(matches!(between("'wage', 'region'"), AnalysisProblem::WrongKind { setting: "between", .. }));
    let foreign = AnalysisProblem::ForeignSetting { setting: "of" };
    assert_eq!(problem("{ kind = 'correlation', of = 'wage', between = ['hours', 'female'] }"), foreign);
}

#[test]
fn every_refusal_says_what_to_do() {
    for text in [
        "{ kind = 'histogram', of = 'wage' }",
        "{ kind = 'histogram', of = 'wage', bins = [0] }",
        "{ kind = 'histogram', of = 'wage', bins = ['x'] }",
        "{ kind = 'weighted_mean', of = 'wage', weight = 'balance' }",
        "{ kind = 'correlation', between = [] }",
    ] {
        let said = form(text).unwrap_err().to_string();
        assert!(said.ends_with('.') && said.matches(". ").count() >= 1, "{said}");
    }
}

fn crosstab(counts: &[&[u64]]) -> Crosstab {
    let columns = counts[0].len();
    Crosstab {
        rows: vec!["R".into(); counts.len()],
        columns: vec!["C".into(); columns],
        counts: counts.iter().map(|row| row.iter().copied().map(Some).collect()).collect(),
        row_totals: counts.iter().map(|row| Some(row.iter().sum())).collect(),
        column_totals: (0..columns).map(|at| Some(counts.iter().map(|row| row[at]).sum())).collect(),
        chi_square: None,
    }
}

/// By hand: expected 20, 30, 20, 30, so (10² / 20 + 10² / 30) twice.
#[test]
fn chi_square_is_as_by_hand() {
    let ChiSquare { statistic, freedom, least_expected, p } =
        crosstab(&[&[30, 20], &[10, 40]]).independence().unwrap();
    assert!((statistic - 2.0 * (5.0 + 10.0 / 3.0)).abs() < 1e-12, "{statistic}");
    assert_eq!((freedom, least_expected, p), (1, 20.0, None));
}

#[test]
fn rows_of_nobody_dont_count() {
    let with = crosstab(&[&[30, 20, 0], &[0, 0, 0], &[10, 40, 0]]).independence();
    assert_eq!(with, crosstab(&[&[30, 20], &[10, 40]]).independence());
    assert_eq!(crosstab(&[&[30, 20]]).independence(), None);
    assert_eq!(crosstab(&[&[0, 20], &[0, 5]]).independence(), None);
}

#[test]
fn what_is_hidden_allows_no_test() {
    let mut table = crosstab(&[&[30, 20], &[10, 40]]);
    table.counts[1][0] = None;
    assert_eq!(table.independence(), None);
    let mut table = crosstab(&[&[30, 20], &[10, 40]]);
    table.row_totals[0] = None;
    assert_eq!(table.independence(), None);
}

#[test]
fn quartiles_are_interpolated_in_their_bins() {
    let number = Number { min: 0, max: 100, decimals: 1, unit: None };
    let quartiles = |bins: &[((i64, i64), u64)]| -> Vec<(f64, f64, f64)> {
        let found = statistics::histogram(&number, bins).quartiles;
        found
            .iter()
            .map(|quantile| (quantile.from.to_f64(), quantile.to.to_f64(), quantile.estimate))
            .collect()
    };
    // 8 people: ranks 2, 4 and 6.
    let bins = [((0, 10), 4), ((10, 50), 0), ((50, 90), 3), ((90, 100), 1)];
    assert_eq!(quartiles(&bins), [(0.0, 1.0, 0.5), (0.0, 1.0, 1.0), (5.0, 9.0, 5.0 + 4.0 * 2.0 / 3.0)]);
    assert_eq!(quartiles(&[((0, 10), 0), ((10, 100), 0)]), []);
    // A bin of one value.
    assert_eq!(quartiles(&[((0, 100), 0), ((100, 100), 5)]), [(10.0, 10.0, 10.0); 3]);
}

#[test]
fn weights_of_nothing_have_no_mean() {
    let number = |min| Number { min, max: 9, decimals: 0, unit: None };
    let moments = |sum| Moments { count: 3, sum, sum_of_squares: None };
    assert_eq!(weighted_mean(&number(2), 0, (&number(0), &moments(0))), None);
    // Values 2, 3, 7 with weights 1, 0, 4: offsets 0, 1, 5.
    assert_eq!(weighted_mean(&number(2), 20, (&number(0), &moments(5))), Some(6.0));
}

#[test]
fn what_doesnt_vary_has_no_correlation() {
    let variables = [Variable { min: 0, decimals: 0 }; 2];
    let moments = |products: [[u128; 2]; 2]| CrossMoments {
        count: 3,
        sums: vec![6, 3],
        products: products.map(Vec::from).into(),
    };
    let found = correlations(&variables, &moments([[14, 6], [0, 3]])).unwrap();
    assert_eq!((found.pairs[0].covariance, found.pairs[0].correlation), (0.0, None));
    assert_eq!(found.variables[1].standard_deviation, 0.0);
    // Sums that no answers have.
    assert_eq!(correlations(&variables, &moments([[1, 6], [0, 3]])), None);
    assert_eq!(correlations(&variables, &moments([[14, 60], [0, 5]])), None);
    assert_eq!(correlations(&variables[..1], &moments([[14, 6], [0, 3]])), None);
    assert_eq!(correlations(&variables, &CrossMoments { count: 1, ..moments([[14, 6], [0, 3]]) }), None);
}

proptest! {
    #[test]
    fn correlations_agree_with_two_passes(
        rows in prop::collection::vec((0u32..1_000, 0u32..1_000), 2..50),
        min in (-500i64..500, -500i64..500),
    ) {
        let columns = [
            rows.iter().map(|row| u128::from(row.0)).collect::<Vec<_>>(),
            rows.iter().map(|row| u128::from(row.1)).collect(),
        ];
        let product =
            |i: usize, j: usize| columns[i].iter().zip(&columns[j]).map(|(x, y)| x * y).sum::<u128>();
        let moments = CrossMoments {
            count: rows.len() as u64,
            sums: columns.iter().map(|column| column.iter().sum()).collect(),
            products: vec![vec![product(0, 0), product(0, 1)], vec![0, product(1, 1)]],
        };
        let variables = [Variable { min: min.0, decimals: 1 }, Variable { min: min.1, decimals: 0 }];
        let found = correlations(&variables, &moments).unwrap();
        let n = rows.len() as f64;
        let values: Vec<(f64, f64)> = rows
            .iter()
            .map(|row| ((f64::from(row.0) + min.0 as f64) / 10.0, f64::from(row.1) + min.1 as f64))
            .collect();
        let mean = (values.iter().map(|v| v.0).sum::<f64>() / n, values.iter().map(|v| v.1).sum::<f64>() / n);
        let covariance = values.iter().map(|v| (v.0 - mean.0) * (v.1 - mean.1)).sum::<f64>() / (n - 1.0);
        prop_assert!((found.pairs[0].covariance - covariance).abs() < 1e-7 * (1.0 + covariance.abs()));
        prop_assert!((found.variables[0].mean - mean.0).abs() < 1e-9);
        prop_assert!(found.pairs[0].correlation.is_none_or(|correlation| correlation.abs() <= 1.0));
    }
}
