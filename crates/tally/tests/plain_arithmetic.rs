//! Random forms and answers: what comes out of the shares is what plain arithmetic says.

#![allow(clippy::unwrap_used)]

mod support;

use proptest::prelude::*;
use tacit_form::{
    Answers, Form,
    results::{Outcome, Results},
};
use tacit_tally::Circuit;

const THRESHOLD: u32 = 2;

/// One participant, in the clear.
#[derive(Clone, Debug)]
struct Person {
    x: i64,
    y: Option<i64>,
    yes: Option<bool>,
    option: Option<usize>,
    ticked: [bool; 3],
}

#[derive(Clone, Copy, Debug)]
struct Bounds {
    min: i64,
    max: i64,
}

fn bounds() -> impl Strategy<Value = Bounds> {
    (-1_000_000i64..1_000_000, 0i64..3_000_000).prop_map(|(min, range)| Bounds { min, max: min + range })
}

fn people(x: Bounds, y: Bounds) -> impl Strategy<Value = Vec<Person>> {
    let person = (
        x.min..=x.max,
        prop::option::of(y.min..=y.max),
        prop::option::of(any::<bool>()),
        prop::option::of(0usize..3),
        any::<[bool; 3]>(),
    );
    prop::collection::vec(
        person.prop_map(|(x, y, yes, option, ticked)| Person { x, y, yes, option, ticked }),
        1..12,
    )
}

fn form(x: Bounds, y: Bounds) -> Form {
    let text = format!(
        r#"
title = "T"
purpose = "P"
field = [
  {{ key = "x", kind = "number", label = "X", min = {}, max = {} }},
  {{ key = "y", kind = "number", label = "Y", min = {}, max = {}, optional = true }},
  {{ key = "yes", kind = "boolean", label = "Yes", optional = true }},
  {{ key = "option", kind = "choice", label = "Option", optional = true, options = [
     {{ key = "a", label = "A" }}, {{ key = "b", label = "B" }}, {{ key = "c", label = "C" }} ] }},
  {{ key = "ticked", kind = "multi", label = "Ticked", optional = true, options = [
     {{ key = "d", label = "D" }}, {{ key = "e", label = "E" }}, {{ key = "f", label = "F" }} ] }},
]
analysis = [
  {{ kind = "count" }},
  {{ kind = "sum", of = "x" }},
  {{ kind = "sum", of = "y" }},
  {{ kind = "standard_deviation", of = "y" }},
  {{ kind = "frequency", of = "ticked" }},
  {{ kind = "sum", of = "y", by = "yes" }},
  {{ kind = "mean", of = "x", by = "option" }},
  {{ kind = "standard_deviation", of = "y", by = "option" }},
  {{ kind = "frequency", of = "option", by = "yes" }},
  {{ kind = "count", of = "y", by = "option" }},
]
"#,
        x.min, x.max, y.min, y.max
    );
    Form::from_toml(&text).unwrap()
}

fn answers(person: &Person) -> Answers {
    let mut answers = Answers::new();
    answers.set("x", person.x.to_string());
    person.y.iter().for_each(|y| answers.set("y", y.to_string()));
    person.yes.iter().for_each(|yes| answers.set("yes", yes.to_string()));
    person.option.iter().for_each(|&option| answers.set("option", ["a", "b", "c"][option]));
    for (key, _) in ["d", "e", "f"].iter().zip(person.ticked).filter(|(_, ticked)| *ticked) {
        answers.push("ticked", *key);
    }
    answers
}

fn compute(form: &Form, people: &[Person]) -> Results {
    support::compute(form, people.iter().map(answers), THRESHOLD)
}

/// The rows of an analysis that are open, as (row index, count, outcome).
fn rows(results: &Results, analysis: usize) -> Vec<(usize, u64, Outcome)> {
    let rows = results.analyses[analysis].rows.iter().enumerate();
    rows.filter_map(|(i, row)| row.count.map(|count| (i, count, row.outcome.clone()))).collect()
}

fn deviation(values: &[i64]) -> Option<f64> {
    let n = values.len() as f64;
    let mean = values.iter().sum::<i64>() as f64 / n;
    let squares: f64 = values.iter().map(|&v| (v as f64 - mean).powi(2)).sum();
    (values.len() > 1).then(|| (squares / (n - 1.0)).sqrt())
}

fn close(a: f64, b: f64) -> bool {
    (a - b).abs() <= 1e-6 * (1.0 + a.abs().max(b.abs()))
}

fn check(people: &[Person], x: Bounds, y: Bounds) {
    let results = compute(&form(x, y), people);
    let n = people.len() as u64;
    assert_eq!((results.submitted, results.accepted, results.rejected), (n, n, 0));
    if n < u64::from(THRESHOLD) {
        assert!((0..results.analyses.len()).all(|analysis| rows(&results, analysis).is_empty()));
        return;
    }
    assert_eq!(rows(&results, 0), [(0, n, Outcome::Count)]);
    let open_if = |analysis, people: usize| {
        assert_eq!(rows(&results, analysis).len(), usize::from(people >= THRESHOLD as usize), "{analysis}");
    };
    open_if(2, people.iter().filter(|p| p.y.is_some()).count());
    open_if(3, people.iter().filter(|p| p.y.is_some()).count());
    open_if(4, people.iter().filter(|p| p.ticked.contains(&true)).count());
    let sum = |outcome: &Outcome| match outcome {
        Outcome::Sum(sum) => sum.to_string().parse::<i64>().unwrap(),
        other => panic!("{other:?}"),
    };
    let (_, count, outcome) = &rows(&results, 1)[0];
    assert_eq!((*count, sum(outcome)), (n, people.iter().map(|p| p.x).sum::<i64>()));
    let answered: Vec<i64> = people.iter().filter_map(|p| p.y).collect();
    for (_, count, outcome) in rows(&results, 2) {
        assert_eq!((count, sum(&outcome)), (answered.len() as u64, answered.iter().sum::<i64>()));
    }
    for (_, count, outcome) in rows(&results, 3) {
        assert_eq!(count, answered.len() as u64);
        let Outcome::StandardDeviation(value) = outcome else { panic!("{outcome:?}") };
        assert!(close(value.standard_deviation, deviation(&answered).unwrap()));
    }
    for (_, count, outcome) in rows(&results, 4) {
        let expected: Vec<u64> =
            (0..3).map(|i| people.iter().filter(|p| p.ticked[i]).count() as u64).collect();
        let Outcome::Frequencies(found) = outcome else { panic!("{outcome:?}") };
        check_frequencies(found, &expected);
        assert_eq!(count, people.iter().filter(|p| p.ticked.contains(&true)).count() as u64);
    }
    for (group, count, outcome) in rows(&results, 5) {
        let of: Vec<i64> = people.iter().filter(|p| p.yes == Some(group == 1)).filter_map(|p| p.y).collect();
        assert_eq!((count, sum(&outcome)), (of.len() as u64, of.iter().sum::<i64>()));
    }
    for (group, count, outcome) in rows(&results, 6) {
        let of: Vec<i64> = people.iter().filter(|p| p.option == Some(group)).map(|p| p.x).collect();
        let Outcome::Mean(mean) = outcome else { panic!("{outcome:?}") };
        assert_eq!(count, of.len() as u64);
        assert!(close(mean, of.iter().sum::<i64>() as f64 / of.len() as f64));
    }
    for (group, count, outcome) in rows(&results, 7) {
        let of: Vec<i64> = people.iter().filter(|p| p.option == Some(group)).filter_map(|p| p.y).collect();
        let Outcome::StandardDeviation(value) = outcome else { panic!("{outcome:?}") };
        assert_eq!(count, of.len() as u64);
        assert!(close(value.standard_deviation, deviation(&of).unwrap()));
    }
    for (group, count, outcome) in rows(&results, 8) {
        let of =
            |i| people.iter().filter(|p| p.yes == Some(group == 1) && p.option == Some(i)).count() as u64;
        let Outcome::Frequencies(found) = outcome else { panic!("{outcome:?}") };
        check_frequencies(found, &[of(0), of(1), of(2)]);
        assert_eq!(count, of(0) + of(1) + of(2));
    }
    for (group, count, _) in rows(&results, 9) {
        let of = people.iter().filter(|p| p.option == Some(group) && p.y.is_some()).count() as u64;
        assert_eq!(count, of);
    }
}

/// Whatever is shown is right, and what is about too few isn't shown.
fn check_frequencies(found: Vec<(String, Option<u64>)>, expected: &[u64]) {
    assert_eq!(found.len(), expected.len());
    for ((option, count), &expected) in found.into_iter().zip(expected) {
        let is_small = (1..u64::from(THRESHOLD)).contains(&expected);
        assert!(
            count.is_none_or(|count| count == expected && !is_small),
            "{option}: {count:?} of {expected}"
        );
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn the_sums_are_exact(
        (x, y, people) in (bounds(), bounds()).prop_flat_map(|(x, y)| (Just(x), Just(y), people(x, y)))
    ) {
        check(&people, x, y);
    }
}

/// What the random people seldom are: enough in every group, whose rows are all open then.
#[test]
fn groups_that_are_large_enough_are_open() {
    let bounds = Bounds { min: -3, max: 20 };
    let people: Vec<Person> = (0..24)
        .map(|i| Person {
            x: i % 7,
            y: Some(i % 5),
            yes: Some(i % 2 == 0),
            option: Some(i as usize / 2 % 3),
            ticked: [true, i % 3 == 0, false],
        })
        .collect();
    check(&people, bounds, bounds);
    let results = compute(&form(bounds, bounds), &people);
    let open: Vec<usize> = (0..10).map(|analysis| rows(&results, analysis).len()).collect();
    assert_eq!(open, [1, 1, 1, 1, 1, 2, 3, 3, 2, 3]);
}

/// Regression with optional and boolean variables over those who answered everything, against two-pass sums.
#[test]
fn a_regression_takes_complete_answers_only() {
    let text = r#"
title = "T"
purpose = "P"
field = [
  { key = "y", kind = "number", label = "Y", min = -50, max = 50, decimals = 1 },
  { key = "x", kind = "number", label = "X", min = -7, max = 30, optional = true },
  { key = "b", kind = "boolean", label = "B", optional = true },
]
analysis = [{ kind = "regression", of = "y", on = ["x", "b"] }]
"#;
    let form = Form::from_toml(text).unwrap();
    let mut complete = 0;
    let people = (0..40u8).map(|i| {
        let (x, b) = (i64::from(i % 17) - 7, i % 3 == 0);
        let mut answers = Answers::new();
        // Exactly on the plane y = 1.5 + 2x - 3b for the complete; anything for the others.
        let y = if i % 5 == 4 { 40.0 } else { 1.5 + 2.0 * x as f64 - 3.0 * f64::from(u8::from(b)) };
        answers.set("y", format!("{y:.1}"));
        if i % 5 != 4 {
            answers.set("x", x.to_string());
            answers.set("b", b.to_string());
            complete += 1;
        } else if i % 2 == 0 {
            answers.set("x", x.to_string());
        }
        answers
    });
    let results = support::compute(&form, people, THRESHOLD);
    let Outcome::Regression { result, .. } = &results.analyses[0].rows[0].outcome else {
        panic!("{results:?}")
    };
    assert_eq!(result.observations, complete);
    assert!(close(result.intercept.estimate, 1.5));
    assert!(close(result.coefficients[0].estimate, 2.0));
    assert!(close(result.coefficients[1].estimate, -3.0));
}

#[test]
fn sums_that_could_overflow_are_refused() {
    let text = r#"
title = "T"
purpose = "P"
field = [{ key = "x", kind = "number", label = "X", min = 0, max = 9000000000000000000 }]
analysis = [{ kind = "standard_deviation", of = "x" }]
"#;
    let form = Form::from_toml(text).unwrap();
    assert!(Circuit::compile(&form, 2).is_ok());
    let error = Circuit::compile(&form, 3).unwrap_err().to_string();
    assert!(error.contains("Standard deviation of “X”") && error.contains("3 participants"), "{error}");
}
