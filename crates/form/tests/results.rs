//! What results look like as JSON.

use serde_json::json;
use tacit_form::results::{AnalysisResult, Outcome, Results, Row, VERSION};
use tacit_form::statistics::{
    Bin, ChiSquare, Coefficient, Correlations, CrossMoments, Crosstab, Histogram, Inference, Moments, Pair,
    Quantile, Regression, Spread, Variable,
};
use tacit_form::{Fixed, Form, NoiseErrors, Number};

const FORM: &str = r#"
title = "Pay"
purpose = "To know"
field = [
    { key = "wage", kind = "number", label = "Earnings", min = 0, max = 9, decimals = 1 },
    { key = "female", kind = "boolean", label = "Female" },
]
analysis = [{ kind = "mean", of = "wage", by = "female" }]
"#;

fn rows(outcomes: Vec<Outcome>) -> Vec<Row> {
    outcomes
        .into_iter()
        .map(|outcome| Row { row: None, column: None, group: None, count: Some(7), outcome, noise: None })
        .collect()
}

#[test]
fn json_is_as_documented() {
    let form = Form::from_toml(FORM).unwrap();
    let rows = vec![
        Row {
            row: None,
            column: None,
            group: Some("No".into()),
            count: Some(274),
            outcome: Outcome::Mean(7.5),
            noise: None,
        },
        Row {
            row: None,
            column: None,
            group: Some("Yes".into()),
            count: None,
            outcome: Outcome::Withheld,
            noise: None,
        },
    ];
    let results = Results {
        version: VERSION,
        title: form.title().to_owned(),
        submitted: 278,
        accepted: 277,
        rejected: 1,
        threshold: 5,
        epsilon: None,
        analyses: vec![AnalysisResult::new(&form, &form.analyses()[0], rows)],
        cohorts: Vec::new(),
    };
    let expected = json!({
        "version": 1, "title": "Pay", "submitted": 278, "accepted": 277, "rejected": 1, "threshold": 5,
        "analyses": [{ "title": "Mean of “Earnings” by “Female”", "kind": "mean", "rows": [
            { "group": "No", "count": 274, "outcome": { "mean": 7.5 } },
            { "group": "Yes", "count": null, "outcome": "withheld" },
        ] }],
    });
    assert_eq!(serde_json::to_value(&results).unwrap(), expected);
    assert_eq!(serde_json::from_value::<Results>(expected).unwrap(), results);
}

#[test]
fn noise_is_said_in_json() {
    let form = Form::from_toml(FORM).unwrap();
    let mut rows = rows(vec![Outcome::Mean(7.5)]);
    rows[0].noise = Some(NoiseErrors { count: 4.0, figures: vec![0.25] });
    let results = Results {
        version: VERSION,
        title: form.title().to_owned(),
        submitted: 7,
        accepted: 7,
        rejected: 0,
        threshold: 5,
        epsilon: Some("0.5".parse().unwrap()),
        analyses: vec![AnalysisResult::new(&form, &form.analyses()[0], rows)],
        cohorts: Vec::new(),
    };
    let json = serde_json::to_value(&results).unwrap();
    assert_eq!(json["epsilon"], "0.5");
    assert_eq!(json["analyses"][0]["rows"][0]["noise"], json!({ "count": 4.0, "figures": [0.25] }));
    assert_eq!(serde_json::from_value::<Results>(json).unwrap(), results);
}

#[test]
fn every_outcome_has_its_json() {
    let coefficient = |estimate| Coefficient { estimate, standard_error: Some(0.5), inference: None };
    let result = Regression {
        observations: 9,
        intercept: coefficient(1.5),
        coefficients: vec![coefficient(-2.0)],
        r_squared: None,
        adjusted_r_squared: None,
        residual_standard_error: Some(0.25),
        f: None,
        f_p: Some(0.5),
    };
    let inference = Some(Inference { t: -4.0, p: 0.25, interval: (-3.0, -1.0) });
    let spread =
        Spread { mean: 4.0, standard_deviation: 0.5, standard_error: Some(0.25), interval: Some((3.0, 5.0)) };
    let fixed = |units| Fixed { units, decimals: 1 };
    let histogram = Histogram {
        bins: vec![Bin { from: fixed(5), to: fixed(20), count: 7 }],
        quartiles: vec![Quantile { probability: 0.5, from: fixed(5), to: fixed(20), estimate: 1.25 }],
    };
    let crosstab = Crosstab {
        rows: vec!["No".into(), "Yes".into()],
        columns: vec!["North".into()],
        counts: vec![vec![Some(5)], vec![None]],
        row_totals: vec![Some(5), None],
        column_totals: vec![Some(7)],
        chi_square: Some(ChiSquare { statistic: 2.0, freedom: 1, least_expected: 5.0, p: Some(0.125) }),
    };
    let pair = Pair { first: 0, second: 1, covariance: -2.5, correlation: None, inference };
    let correlations = Correlations {
        observations: 9,
        variables: vec![Spread { interval: None, ..spread }; 2],
        pairs: vec![pair],
    };
    let rows = rows(vec![
        Outcome::Count,
        Outcome::Sum(Fixed { units: 1230, decimals: 2 }),
        Outcome::WeightedMean(1.5),
        Outcome::StandardDeviation(spread),
        Outcome::Histogram(histogram),
        Outcome::Crosstab(crosstab),
        Outcome::Correlation { names: vec!["Age".into(), "Female".into()], result: correlations },
        Outcome::Frequencies(vec![("No".into(), Some(3)), ("Yes".into(), None)]),
        Outcome::Regression { names: vec!["Female".into()], result },
        Outcome::Undefined("Nobody answered.".into()),
    ]);
    let row = |outcome: &str, value: serde_json::Value| json!({ "group": null, "count": 7, "outcome": { outcome: value } });
    let expected = json!([
        { "group": null, "count": 7, "outcome": "count" },
        row("sum", json!("12.30")),
        row("weighted_mean", json!(1.5)),
        row("standard_deviation", json!({
            "mean": 4.0, "standard_deviation": 0.5, "standard_error": 0.25, "interval": [3.0, 5.0],
        })),
        row("histogram", json!({
            "bins": [{ "from": "0.5", "to": "2.0", "count": 7 }],
            "quartiles": [{ "probability": 0.5, "from": "0.5", "to": "2.0", "estimate": 1.25 }],
        })),
        row("crosstab", json!({
            "rows": ["No", "Yes"], "columns": ["North"], "counts": [[5], [null]],
            "row_totals": [5, null], "column_totals": [7],
            "chi_square": { "statistic": 2.0, "freedom": 1, "least_expected": 5.0, "p": 0.125 },
        })),
        row("correlation", json!({ "names": ["Age", "Female"], "result": {
            "observations": 9,
            "variables": [
                { "mean": 4.0, "standard_deviation": 0.5, "standard_error": 0.25 },
                { "mean": 4.0, "standard_deviation": 0.5, "standard_error": 0.25 },
            ],
            "pairs": [{
                "first": 0, "second": 1, "covariance": -2.5, "correlation": null,
                "inference": { "t": -4.0, "p": 0.25, "interval": [-3.0, -1.0] },
            }],
        } })),
        row("frequencies", json!([["No", 3], ["Yes", null]])),
        row("regression", json!({ "names": ["Female"], "result": {
            "observations": 9,
            "intercept": { "estimate": 1.5, "standard_error": 0.5 },
            "coefficients": [{ "estimate": -2.0, "standard_error": 0.5 }],
            "r_squared": null,
            "adjusted_r_squared": null,
            "residual_standard_error": 0.25,
            "f": null,
            "f_p": 0.5,
        } })),
        row("undefined", json!("Nobody answered.")),
    ]);
    assert_eq!(serde_json::to_value(&rows).unwrap(), expected);
    assert_eq!(serde_json::from_value::<Vec<Row>>(expected).unwrap(), rows);
}

#[test]
fn figures_that_do_not_exist_say_why() {
    let number = Number { min: 0, max: 9, decimals: 0, unit: None };
    let nobody = Moments { count: 0, sum: 0, sum_of_squares: Some(0) };
    let two = Moments { count: 2, sum: 4, sum_of_squares: Some(10) };
    assert_eq!(Outcome::mean(&number, &nobody), Outcome::Undefined("Nobody answered.".into()));
    assert_eq!(Outcome::mean(&number, &two), Outcome::Mean(2.0));
    assert_eq!(
        Outcome::standard_deviation(&number, &nobody),
        Outcome::Undefined("A standard deviation needs at least two answers.".into())
    );
    let spread =
        Spread { mean: 2.0, standard_deviation: 2f64.sqrt(), standard_error: Some(1.0), interval: None };
    assert_eq!(Outcome::standard_deviation(&number, &two), Outcome::StandardDeviation(spread));
    assert_eq!(Outcome::sum(&number, &two), Outcome::Sum(Fixed { units: 4, decimals: 0 }));

    let variables = [Variable { min: 0, decimals: 0 }; 2];
    let moments = CrossMoments { count: 2, sums: vec![1, 1], products: vec![vec![1, 1], vec![1, 1]] };
    let outcome = Outcome::regression(vec!["Female".into()], &variables, &moments);
    let reason = "There are 2 complete answers, too few. This regression needs at least 3.";
    assert_eq!(outcome, Outcome::Undefined(reason.into()));
}
