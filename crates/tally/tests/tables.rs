//! Random tables: what comes out of the shares is what plain arithmetic says.

#![allow(clippy::unwrap_used)]

mod support;

use proptest::prelude::*;
use tacit_form::{
    Answers, Form, Measure,
    results::{Outcome, Results, Row},
};
use tacit_tally::Circuit;

const THRESHOLD: u32 = 3;
const ROWS: [&str; 2] = ["r", "s"];
const COLUMNS: [(&str, &str); 3] = [("a", "Left"), ("b", "Left"), ("c", "Right")];

/// One participant in the clear: two tables of 2 × 3 cells, and a secret group.
#[derive(Clone, Debug)]
struct Person {
    pay: [[Option<i64>; 3]; 2],
    count: [[Option<i64>; 3]; 2],
    union: bool,
}

fn form(blank: &str, analyses: &str) -> Form {
    let columns: Vec<String> = COLUMNS
        .iter()
        .map(|(key, group)| format!(r#"{{ key = "{key}", label = "{key}", groups = ["{group}"] }}"#))
        .collect();
    let table = |key: &str, more: &str| {
        format!(
            r#"{{ key = "{key}", kind = "table", label = "{key}", blank = "{blank}", {more},
            rows = [{{ key = "r", label = "r" }}, {{ key = "s", label = "s" }}], columns = [{}] }}"#,
            columns.join(",")
        )
    };
    let text = format!(
        r#"
title = "T"
purpose = "P"
field = [
  {},
  {{ key = "union", kind = "boolean", label = "Union" }},
  {},
]
analysis = [{analyses}]
"#,
        table("pay", "min = -500, max = 20000, decimals = 1"),
        table("count", "min = 0, max = 40"),
    );
    Form::from_toml(&text).unwrap()
}

fn answers(person: &Person) -> Answers {
    let mut answers = Answers::new();
    answers.set("union", person.union.to_string());
    for (r, row) in ROWS.iter().enumerate() {
        for (c, (column, _)) in COLUMNS.iter().enumerate() {
            if let Some(pay) = person.pay[r][c] {
                let sign = if pay < 0 { "-" } else { "" };
                answers.set(
                    format!("pay.{row}.{column}"),
                    format!("{sign}{}.{}", pay.abs() / 10, pay.abs() % 10),
                );
            }
            if let Some(count) = person.count[r][c] {
                answers.set(format!("count.{row}.{column}"), count.to_string());
            }
        }
    }
    answers
}

/// How likely an answer is, in percent.
fn people(likely: u8, count: std::ops::Range<usize>) -> impl Strategy<Value = Vec<Person>> {
    let cell = move |range: std::ops::RangeInclusive<i64>| {
        (0u8..100, range).prop_map(move |(chance, value)| (chance < likely).then_some(value))
    };
    let table =
        move |range: std::ops::RangeInclusive<i64>| prop::array::uniform2(prop::array::uniform3(cell(range)));
    let person = (table(-5_000..=200_000), table(0..=40), any::<bool>());
    prop::collection::vec(person.prop_map(|(pay, count, union)| Person { pay, count, union }), count)
}

/// The rows of an analysis that are shown.
fn shown(results: &Results, analysis: usize) -> impl Iterator<Item = &Row> {
    results.analyses[analysis].rows.iter().filter(|row| row.outcome != Outcome::Withheld)
}

fn close(a: f64, b: f64) -> bool {
    (a - b).abs() <= 1e-9 * a.abs().max(b.abs()).max(1.0)
}

/// The cells that a row of the results is about.
fn cells(row: &Row) -> Vec<(usize, usize)> {
    let in_row = |r: usize| row.row.as_deref().is_none_or(|label| label == ROWS[r]);
    let in_column = |c: usize| {
        let (key, group) = COLUMNS[c];
        row.column.as_deref().is_none_or(|label| label == group || label == format!("{group}, {key}"))
    };
    let all = (0..2).flat_map(|r| (0..3).map(move |c| (r, c)));
    all.filter(|&(r, c)| in_row(r) && in_column(c)).collect()
}

/// Who a row of the results is about, by what is asked of whom.
fn about<'a>(people: &'a [Person], row: &Row) -> Vec<&'a Person> {
    let group = |person: &&Person| match row.group.as_deref() {
        None => true,
        Some(label) => person.union == (label == "Yes"),
    };
    people.iter().filter(group).collect()
}

fn check(form: &Form, people: &[Person], absent: bool) {
    let results = support::compute(form, people.iter().map(answers), THRESHOLD);
    for (index, analysis) in form.analyses().iter().enumerate() {
        for row in shown(&results, index) {
            let cells = match analysis.measure() {
                Some(Measure::Number(_)) => vec![(1, 1)],
                _ => cells(row),
            };
            let mut members = about(people, row);
            let (pay, count) = (
                |person: &Person, &(r, c): &(usize, usize)| person.pay[r][c],
                |person: &Person, &(r, c): &(usize, usize)| person.count[r][c],
            );
            if absent && cells.len() == 1 {
                members.retain(|person| pay(person, &cells[0]).is_some());
                if matches!(row.outcome, Outcome::Ratio(_) | Outcome::Undefined(_)) {
                    members.retain(|person| count(person, &cells[0]).is_some());
                }
            }
            let pays: Vec<i64> = members
                .iter()
                .map(|person| cells.iter().map(|cell| pay(person, cell).unwrap_or(0)).sum())
                .collect();
            let heads: i64 = members
                .iter()
                .flat_map(|person| cells.iter().map(|cell| count(person, cell).unwrap_or(0)))
                .sum();
            let (n, sum) = (pays.len() as f64, pays.iter().sum::<i64>());
            assert_eq!(row.count, Some(pays.len() as u64), "{analysis:?} {row:?}");
            match &row.outcome {
                Outcome::Sum(fixed) => assert_eq!((fixed.units, fixed.decimals), (sum.into(), 1)),
                Outcome::Mean(mean) => assert!(close(*mean, sum as f64 / 10.0 / n), "{row:?}"),
                Outcome::Ratio(ratio) => assert!(close(*ratio, sum as f64 / 10.0 / heads as f64), "{row:?}"),
                Outcome::StandardDeviation(spread) => {
                    let mean = sum as f64 / n;
                    let squares: f64 = pays.iter().map(|pay| (*pay as f64 - mean).powi(2)).sum();
                    assert!(close(spread.mean, mean / 10.0), "{row:?}");
                    assert!(close(spread.standard_deviation, (squares / (n - 1.0)).sqrt() / 10.0), "{row:?}");
                }
                Outcome::Undefined(_) => assert_eq!(heads, 0),
                other => panic!("{other:?}"),
            }
        }
    }
}

const ANALYSES: &str = r#"
  { kind = "sum", of = "pay" },
  { kind = "mean", of = "pay", per = "row" },
  { kind = "standard_deviation", of = "pay" },
  { kind = "standard_deviation", of = "pay", per = "group" },
  { kind = "sum", of = "pay", per = "all" },
  { kind = "ratio", of = "pay", to = "count" },
  { kind = "ratio", of = "pay", to = "count", per = "column" },
  { kind = "mean", of = "pay.s.b" }"#;
const BY_GROUP: &str = r#",
  { kind = "mean", of = "pay", by = "union" },
  { kind = "sum", of = "pay", per = "group", by = "union" },
  { kind = "ratio", of = "pay", to = "count", per = "all", by = "union" }"#;

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn blanks_that_are_zero(people in people(80, 4..10)) {
        check(&form("zero", &format!("{ANALYSES}{BY_GROUP}")), &people, false);
    }

    #[test]
    fn blanks_that_are_no_answer(people in people(70, 4..10)) {
        check(&form("absent", ANALYSES), &people, true);
    }
}

/// Everybody who is in a total and whose sum is withheld for being few stays hidden: nothing that is published, added
/// and subtracted, gives the sum of a cell that fewer answered.
#[test]
fn a_total_never_gives_away_a_cell_that_few_answered() {
    let full = Person { pay: [[Some(1_000); 3]; 2], count: [[Some(1); 3]; 2], union: true };
    let mut without = full.clone();
    without.pay[0][1] = None;
    let few: Vec<Person> = (0..8).map(|i| if i < 2 { full.clone() } else { without.clone() }).collect();
    let analyses = r#"
      { kind = "sum", of = "pay" }, { kind = "mean", of = "pay", per = "row" },
      { kind = "mean", of = "pay", per = "column" }, { kind = "mean", of = "pay", per = "group" },
      { kind = "ratio", of = "pay", to = "count", per = "all" }"#;
    let results = support::compute(&form("absent", analyses), few.iter().map(answers), THRESHOLD);
    let opened = |analysis: usize| {
        results.analyses[analysis].rows.iter().map(|row| row.outcome != Outcome::Withheld).collect::<Vec<_>>()
    };
    assert_eq!(opened(0), [true, false, true, true, true, true], "each cell");
    assert_eq!(opened(1), [false, true], "rows");
    assert_eq!(opened(2), [true, false, true], "columns");
    assert_eq!(opened(3), [false, true], "groups");
    assert_eq!(opened(4), [false], "all");

    let enough: Vec<Person> = (0..8).map(|i| if i < 3 { full.clone() } else { without.clone() }).collect();
    let results = support::compute(&form("absent", analyses), enough.iter().map(answers), THRESHOLD);
    assert!(
        results
            .analyses
            .iter()
            .flat_map(|analysis| &analysis.rows)
            .all(|row| row.outcome != Outcome::Withheld)
    );
}

/// A total and all of its cells by a secret group: a small group is hidden in each, and can't be had by subtraction.
#[test]
fn a_small_group_is_withheld_from_totals_and_cells_alike() {
    let person = |union| Person { pay: [[Some(1_000); 3]; 2], count: [[Some(1); 3]; 2], union };
    let analyses = r#"
      { kind = "sum", of = "pay", by = "union" }, { kind = "sum", of = "pay", per = "all" },
      { kind = "sum", of = "pay", per = "all", by = "union" }"#;
    let people: Vec<Person> = (0..8).map(|i| person(i < 2)).collect();
    let form = form("zero", analyses);
    let results = support::compute(&form, people.iter().map(answers), THRESHOLD);
    let open = |analysis: usize| shown(&results, analysis).count();
    assert_eq!(open(1), 1, "everybody");
    assert_eq!([open(0), open(2)], [0, 0], "neither the two, nor the others, from whom they follow");
}

#[test]
fn a_form_of_nearly_a_thousand_cells_compiles() {
    let rows: Vec<String> = (0..10).map(|i| format!(r#"{{ key = "r{i}", label = "R{i}" }}"#)).collect();
    let columns: Vec<String> =
        (0..24).map(|i| format!(r#"{{ key = "c{i}", label = "C{i}", groups = ["G{}"] }}"#, i / 8)).collect();
    let tables: Vec<String> = (0..4)
        .map(|i| {
            format!(
                r#"{{ key = "t{i}", kind = "table", label = "T{i}", blank = "absent", min = 0, max = 1000000000,
                rows = [{}], columns = [{}] }}"#,
                rows.join(","),
                columns.join(",")
            )
        })
        .collect();
    let analyses: Vec<String> = (0..4)
        .flat_map(|i| {
            ["cell", "row", "column", "group", "all"]
                .map(|per| format!(r#"{{ kind = "standard_deviation", of = "t{i}", per = "{per}" }}"#))
        })
        .collect();
    let text = format!(
        "title = \"T\"\npurpose = \"P\"\nfield = [{}]\nanalysis = [{}]",
        tables.join(","),
        analyses.join(",")
    );
    let circuit = Circuit::compile(&Form::from_toml(&text).unwrap(), 10_000).unwrap();
    assert!(circuit.leader_share_len() < 1_400_000, "{} bytes", circuit.leader_share_len());
}
