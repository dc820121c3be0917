//! Random answers, some of them missing: histograms, two-way tables, weighted means and correlations from the shares are what
//! plain arithmetic says.

#![allow(clippy::unwrap_used)]

mod support;

use proptest::prelude::*;
use tacit_form::{
    Answers, Form,
    results::{Outcome, Results},
};

const THRESHOLD: u32 = 2;
const FORM: &str = r#"
title = "T"
purpose = "P"
field = [
  { key = "x", kind = "number", label = "X", min = -50, max = 149, decimals = 1, optional = true },
  { key = "w", kind = "number", label = "W", min = 3, max = 40, optional = true },
  { key = "yes", kind = "boolean", label = "Yes", optional = true },
  { key = "option", kind = "choice", label = "Option", optional = true, options = [
     { key = "a", label = "A" }, { key = "b", label = "B" }, { key = "c", label = "C" } ] },
]
analysis = [
  { kind = "histogram", of = "x", bins = [0, "0.1", 100, 149] },
  { kind = "histogram", of = "x", bins = [0, "0.1", 100, 149], by = "yes" },
  { kind = "histogram", of = "w", bins = [20], by = "option" },
  { kind = "crosstab", rows = "option", columns = "yes" },
  { kind = "weighted_mean", of = "x", weight = "w" },
  { kind = "weighted_mean", of = "x", weight = "w", by = "option" },
  { kind = "correlation", between = ["w", "x", "yes"] },
]
"#;
const LIMITS: [f64; 4] = [0.0, 0.1, 100.0, 149.0];

/// One participant; x in tenths.
#[derive(Clone, Debug)]
struct Person {
    x: Option<i64>,
    w: Option<i64>,
    yes: Option<bool>,
    option: Option<usize>,
}

fn people() -> impl Strategy<Value = Vec<Person>> {
    let edge = prop::sample::select(vec![-500i64, -1, 0, 1, 999, 1000, 1489, 1490]);
    let x = prop_oneof![edge, -500i64..=1490];
    let somebody = |person: (Option<i64>, Option<i64>, Option<bool>, Option<usize>)| {
        let (x, w, yes, option) = person;
        Person { x, w, yes, option }
    };
    let person = (
        prop::option::weighted(0.85, x),
        prop::option::weighted(0.85, 3i64..=40),
        prop::option::weighted(0.85, any::<bool>()),
        prop::option::weighted(0.85, 0usize..3),
    );
    prop::collection::vec(person.prop_map(somebody), 2..40)
}

fn answers(person: &Person) -> Answers {
    let mut answers = Answers::new();
    let sign = |x: i64| if x < 0 { "-" } else { "" };
    person.x.iter().for_each(|&x| answers.set("x", format!("{}{}.{}", sign(x), x.abs() / 10, x.abs() % 10)));
    person.w.iter().for_each(|w| answers.set("w", w.to_string()));
    person.yes.iter().for_each(|yes| answers.set("yes", yes.to_string()));
    person.option.iter().for_each(|&option| answers.set("option", ["a", "b", "c"][option]));
    answers
}

/// Opened rows of an analysis: index, count, outcome.
fn rows(results: &Results, analysis: usize) -> Vec<(usize, usize, &Outcome)> {
    let rows = results.analyses[analysis].rows.iter().enumerate();
    rows.filter_map(|(i, row)| Some((i, row.count? as usize, &row.outcome))).collect()
}

fn close(a: f64, b: f64) -> bool {
    (a - b).abs() <= 1e-9 * (1.0 + a.abs().max(b.abs()))
}

/// The bins are these values' in some of the limits; each holds nobody or enough.
fn check_bins(outcome: &Outcome, values: &[f64], limits: &[f64]) {
    let Outcome::Histogram(histogram) = outcome else { panic!("{outcome:?}") };
    let last = histogram.bins.len() - 1;
    for (index, bin) in histogram.bins.iter().enumerate() {
        let (from, to) = (bin.from.to_f64(), bin.to.to_f64());
        let inside = |value: &&f64| from <= **value && (**value < to || index == last);
        assert_eq!(bin.count as usize, values.iter().filter(inside).count(), "{bin:?} {values:?}");
        assert!(bin.count == 0 || bin.count >= THRESHOLD.into(), "{histogram:?}");
        assert!(index == 0 || limits.contains(&from), "{histogram:?}");
    }
    assert_eq!(histogram.quartiles.len(), if values.is_empty() { 0 } else { 3 });
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    for quartile in &histogram.quartiles {
        // The least value that this part of all isn't above.
        let true_one = sorted[((quartile.probability * sorted.len() as f64).ceil() as usize).max(1) - 1];
        assert!(
            quartile.from.to_f64() <= true_one && true_one <= quartile.to.to_f64(),
            "{quartile:?} {sorted:?}"
        );
    }
}

fn weighted(people: &[&Person]) -> Option<(usize, f64)> {
    let pairs: Vec<(f64, f64)> =
        people.iter().filter_map(|p| Some((p.x? as f64 / 10.0, p.w? as f64))).collect();
    let weight: f64 = pairs.iter().map(|pair| pair.1).sum();
    Some((pairs.len(), pairs.iter().map(|(x, w)| x * w).sum::<f64>() / weight))
}

fn check(people: &[Person]) {
    let form = Form::from_toml(FORM).unwrap();
    let results = support::compute(&form, people.iter().map(answers), THRESHOLD);
    let tenths = |x: i64| x as f64 / 10.0;
    for (_, count, outcome) in rows(&results, 0) {
        let values: Vec<f64> = people.iter().filter_map(|p| p.x.map(tenths)).collect();
        assert_eq!(count, values.len());
        check_bins(outcome, &values, &LIMITS);
    }
    for (group, count, outcome) in rows(&results, 1) {
        let members = people.iter().filter(|p| p.yes == Some(group == 1));
        let values: Vec<f64> = members.filter_map(|p| p.x.map(tenths)).collect();
        assert_eq!(count, values.len());
        check_bins(outcome, &values, &LIMITS);
    }
    for (group, _, outcome) in rows(&results, 2) {
        let members = people.iter().filter(|p| p.option == Some(group));
        check_bins(outcome, &members.filter_map(|p| p.w.map(|w| w as f64)).collect::<Vec<_>>(), &[20.0]);
    }
    for (_, count, outcome) in rows(&results, 3) {
        let Outcome::Crosstab(table) = outcome else { panic!("{outcome:?}") };
        let of = |option: usize, yes: usize| {
            people.iter().filter(|p| p.option == Some(option) && p.yes == Some(yes == 1)).count() as u64
        };
        let all = (0..3).flat_map(|option| (0..2).map(move |yes| (option, yes)));
        assert_eq!(all.clone().map(|(option, yes)| of(option, yes)).sum::<u64>(), count as u64);
        for (option, yes) in all {
            let shown = table.counts[option][yes];
            assert!(shown.is_none_or(|shown| shown == of(option, yes)), "{table:?}");
            assert!(shown != Some(1), "{table:?}");
        }
    }
    for (_, count, outcome) in rows(&results, 4) {
        let Outcome::WeightedMean(mean) = outcome else { panic!("{outcome:?}") };
        let (n, expected) = weighted(&people.iter().collect::<Vec<_>>()).unwrap();
        assert!(n == count && close(*mean, expected), "{mean}, not {expected}");
    }
    for (group, count, outcome) in rows(&results, 5) {
        let Outcome::WeightedMean(mean) = outcome else { panic!("{outcome:?}") };
        let (n, expected) =
            weighted(&people.iter().filter(|p| p.option == Some(group)).collect::<Vec<_>>()).unwrap();
        assert!(n == count && close(*mean, expected), "{mean}, not {expected}");
    }
    for (_, count, outcome) in rows(&results, 6) {
        let Outcome::Correlation { result, .. } = outcome else { panic!("{outcome:?}") };
        let complete: Vec<[f64; 3]> = people
            .iter()
            .filter_map(|p| Some([p.w? as f64, tenths(p.x?), f64::from(u8::from(p.yes?))]))
            .collect();
        assert_eq!(count, complete.len());
        let n = count as f64;
        let mean = |i: usize| complete.iter().map(|row| row[i]).sum::<f64>() / n;
        let covariance = |i: usize, j: usize| {
            complete.iter().map(|row| (row[i] - mean(i)) * (row[j] - mean(j))).sum::<f64>() / (n - 1.0)
        };
        for (i, spread) in result.variables.iter().enumerate() {
            assert!(
                close(spread.mean, mean(i)) && close(spread.standard_deviation.powi(2), covariance(i, i))
            );
        }
        for pair in &result.pairs {
            let (i, j) = (pair.first, pair.second);
            assert!(close(pair.covariance, covariance(i, j)));
            if let Some(correlation) = pair.correlation {
                assert!(close(correlation, covariance(i, j) / (covariance(i, i) * covariance(j, j)).sqrt()));
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn what_is_opened_is_right(people in people()) {
        check(&people);
    }
}

/// What random people seldom are: so many that everything is open.
#[test]
fn everything_is_open_for_many() {
    let people: Vec<Person> = (0..96i64)
        .map(|i| Person {
            x: Some(i * 20 % 1990 - 500),
            w: Some(3 + i * 7 % 38),
            yes: Some(i % 2 == 0),
            option: Some(i as usize / 2 % 3),
        })
        .collect();
    check(&people);
    let form = Form::from_toml(FORM).unwrap();
    let results = support::compute(&form, people.iter().map(answers), THRESHOLD);
    assert_eq!(
        (0..7).map(|analysis| rows(&results, analysis).len()).collect::<Vec<_>>(),
        [1, 2, 3, 1, 1, 3, 1]
    );
}
