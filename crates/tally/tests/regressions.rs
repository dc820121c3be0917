//! Random answers: a regression from the shares is the regression of the sums in the clear.

#![allow(clippy::unwrap_used)]

mod support;

use proptest::prelude::*;
use tacit_form::{
    Answers, Form,
    results::Outcome,
    statistics::{CrossMoments, Variable, regression},
};

const THRESHOLD: u32 = 2;
const MIN_Y: i64 = -50;
const MIN_X: i64 = -7;
const FORM: &str = r#"
title = "T"
purpose = "P"
field = [
  { key = "y", kind = "number", label = "Y", min = -50, max = 5000, decimals = 1 },
  { key = "x", kind = "number", label = "X", min = -7, max = 300, optional = true },
  { key = "b", kind = "boolean", label = "B", optional = true },
]
analysis = [
  { kind = "regression", of = "y", on = ["x", "b"] },
  { kind = "regression", of = "x", on = ["y"] },
]
"#;

/// Units of the last decimal.
#[derive(Clone, Copy, Debug)]
struct Person {
    y: i64,
    x: Option<i64>,
    b: Option<bool>,
}

fn answers(person: &Person) -> Answers {
    let mut answers = Answers::new();
    let sign = if person.y < 0 { "-" } else { "" };
    answers.set("y", format!("{sign}{}.{}", person.y.abs() / 10, person.y.abs() % 10));
    person.x.iter().for_each(|x| answers.set("x", x.to_string()));
    person.b.iter().for_each(|b| answers.set("b", b.to_string()));
    answers
}

/// Sums of offsets over rows, each with one number a variable.
fn moments(rows: &[Vec<i64>], variables: usize) -> CrossMoments {
    let sum = |of: &dyn Fn(&Vec<i64>) -> i64| rows.iter().map(of).sum::<i64>() as u128;
    CrossMoments {
        count: rows.len() as u64,
        sums: (0..variables).map(|i| sum(&|row| row[i])).collect(),
        products: (0..variables)
            .map(|i| (0..variables).map(|j| if j < i { 0 } else { sum(&|row| row[i] * row[j]) }).collect())
            .collect(),
    }
}

fn people() -> impl Strategy<Value = Vec<Person>> {
    let person = (
        MIN_Y * 10..50_000,
        prop::option::weighted(0.8, MIN_X..300),
        prop::option::weighted(0.8, any::<bool>()),
    );
    prop::collection::vec(person.prop_map(|(y, x, b)| Person { y, x, b }), 2..40)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn the_fit_is_that_of_the_sums_in_the_clear(people in people()) {
        let form = Form::from_toml(FORM).unwrap();
        let results = support::compute(&form, people.iter().map(answers), THRESHOLD);
        let (y, x) = (|p: &Person| p.y - MIN_Y * 10, |x: i64| x - MIN_X);
        let both: Vec<Vec<i64>> = people
            .iter()
            .filter_map(|p| Some(vec![y(p), x(p.x?), i64::from(p.b?)]))
            .collect();
        let one: Vec<Vec<i64>> = people.iter().filter_map(|p| Some(vec![x(p.x?), y(p)])).collect();
        let variable = |min, decimals| Variable { min, decimals };
        let [of_y, of_x, of_b] = [variable(MIN_Y * 10, 1), variable(MIN_X, 0), variable(0, 0)];
        let cases = [(both, vec![of_y, of_x, of_b]), (one, vec![of_x, of_y])];
        for (analysis, (rows, variables)) in results.analyses.iter().zip(&cases) {
            let expected = regression(variables, &moments(rows, variables.len()));
            match (&analysis.rows[0].outcome, expected) {
                (Outcome::Regression { result, .. }, Ok(expected)) => prop_assert_eq!(result, &expected),
                (Outcome::Undefined(reason), Err(error)) => prop_assert_eq!(reason, &error.to_string()),
                (Outcome::Withheld, _) => {
                    let yes = rows.iter().filter(|row| row.len() == 3 && row[2] == 1).count();
                    let few = |n: usize| n > 0 && n < THRESHOLD as usize;
                    let groups = rows.first().is_some_and(|row| row.len() == 3) && (few(yes) || few(rows.len() - yes));
                    let left_out = cases[1].0.len() - rows.len();
                    prop_assert!(rows.len() < THRESHOLD as usize + variables.len() - 1 || groups || few(left_out)
                        || few(cases[1].0.len() - cases[0].0.len()));
                }
                (shown, expected) => prop_assert!(false, "{shown:?}, not {expected:?}"),
            }
        }
    }
}
