//! The forms in `examples/`: what comes out of the shares is what plain arithmetic says.

#![allow(clippy::unwrap_used)]

mod support;

use proptest::{
    prelude::*,
    strategy::ValueTree,
    test_runner::{Config, TestRunner},
};
use tacit_form::{
    Answers, Field, Form, Kind, Measure,
    results::{Outcome, Results},
};
use tacit_tally::Circuit;

const WORKFORCE: &str = include_str!("../../../examples/workforce.toml");
const SUPPLIER_SPEND: &str = include_str!("../../../examples/supplier-spend.toml");
const ONE_CELL: &str = include_str!("../../../examples/one-cell.toml");

/// What everybody answered, field by field, in units of the last decimal.
type People = Vec<Vec<i64>>;

/// Random answers to every field within its bounds, the same in every run.
fn people(form: &Form, count: usize) -> People {
    let mut runner = TestRunner::new_with_rng(
        Config::default(),
        proptest::test_runner::TestRng::deterministic_rng(proptest::test_runner::RngAlgorithm::ChaCha),
    );
    let mut answer = |field: &Field| {
        let Kind::Number(number) = &field.kind else { panic!("{} is no number", field.key) };
        (number.min..=number.max).new_tree(&mut runner).unwrap().current()
    };
    (0..count).map(|_| form.fields().iter().map(&mut answer).collect()).collect()
}

fn answers(form: &Form, person: &[i64]) -> Answers {
    let mut answers = Answers::new();
    for (field, units) in form.fields().iter().zip(person) {
        let Kind::Number(number) = &field.kind else { continue };
        answers.set(&field.key, number.fixed(*units).to_string());
    }
    answers
}

fn sum(people: &People, fields: &[usize]) -> i64 {
    people.iter().flat_map(|person| fields.iter().map(|&field| person[field])).sum()
}

fn close(a: f64, b: f64) -> bool {
    (a - b).abs() <= 1e-9 * a.abs().max(b.abs()).max(1.0)
}

/// Compares every figure; how many there were.
fn compare(form: &Form, people: &People, results: &Results) -> usize {
    let mut compared = 0;
    for (analysis, result) in form.analyses().iter().zip(&results.analyses) {
        let Some(of) = analysis.measure() else {
            assert_eq!(result.rows[0].count, Some(people.len() as u64));
            continue;
        };
        let parts = form.parts(of);
        let divisors = match analysis {
            tacit_form::Analysis::Ratio { to, .. } => form.parts(*to),
            _ => parts.clone(),
        };
        assert_eq!(result.rows.len(), parts.len());
        for ((row, part), divisor) in result.rows.iter().zip(&parts).zip(&divisors) {
            let scale = 10f64.powi(form.number_of(&part.fields).unwrap().decimals.into());
            let (total, n) = (sum(people, &part.fields), people.len() as f64);
            match &row.outcome {
                Outcome::Sum(fixed) => assert_eq!(fixed.units, i128::from(total)),
                Outcome::Mean(mean) => assert!(close(*mean, total as f64 / scale / n), "{row:?}"),
                Outcome::Ratio(ratio) => {
                    assert!(close(*ratio, total as f64 / sum(people, &divisor.fields) as f64), "{row:?}");
                }
                Outcome::StandardDeviation(spread) => {
                    let mean = total as f64 / n;
                    let squares: f64 = (0..people.len())
                        .map(|i| (sum(&vec![people[i].clone()], &part.fields) as f64 - mean).powi(2))
                        .sum();
                    assert!(
                        close(spread.standard_deviation, (squares / (n - 1.0)).sqrt() / scale),
                        "{row:?}"
                    );
                }
                other => panic!("{other:?}"),
            }
            compared += 1;
        }
        assert!(matches!(of, Measure::Table { .. }));
    }
    compared
}

fn run(text: &str, count: usize) -> usize {
    let form = Form::from_toml(text).unwrap();
    // Any numbers within bounds: what the checks forbid is none of the shares' business.
    let unchecked = without_checks(text);
    let people = people(&form, count);
    let results = support::compute(&unchecked, people.iter().map(|person| answers(&form, person)), 2);
    compare(&form, &people, &results)
}

/// The same form with its errors made warnings.
fn without_checks(text: &str) -> Form {
    Form::from_toml(&text.replace("[[check]]\nwhen", "[[check]]\nlevel = \"warning\"\nwhen")).unwrap()
}

#[test]
fn the_workforce_form() {
    let form = Form::from_toml(WORKFORCE).unwrap();
    assert_eq!((form.fields().len(), form.tables().len()), (960, 4));
    let circuit = Circuit::compile(&form, 10_000).unwrap();
    assert!(circuit.leader_share_len() < 600_000, "{} bytes", circuit.leader_share_len());
    // Each cell twice, rows twice, columns, groups twice, and all.
    assert_eq!(run(WORKFORCE, 2), 2 * 240 + 2 * 10 + 24 + 2 * 8 + 1);
}

#[test]
fn the_form_on_spending() {
    assert_eq!(Form::from_toml(SUPPLIER_SPEND).unwrap().fields().len(), 18);
    assert_eq!(run(SUPPLIER_SPEND, 4), 18 + 6 + 1 + 2);
}

#[test]
fn the_form_with_one_cell() {
    assert_eq!(run(ONE_CELL, 3), 2);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn one_cell_with_whatever_people_raise(raised in prop::collection::vec(0i64..=1_000_000_000, 2..6)) {
        let form = Form::from_toml(ONE_CELL).unwrap();
        let people: People = raised.iter().map(|&units| vec![units]).collect();
        let results = support::compute(&form, people.iter().map(|person| answers(&form, person)), 2);
        compare(&form, &people, &results);
    }
}
