use std::collections::BTreeMap;

use proptest::prelude::*;
use tacit_form::{Analysis, Form};

use super::*;
use crate::plan::Condition;

const THRESHOLD: u32 = 5;

const PAY: usize = 0;
const AGE: usize = 1;
const MEMBER: usize = 2;
const REGION: usize = 3;
const CITY: usize = 4;

/// Somebody's answer to each field: the option given (0 where the field is a number), or none.
type Person = [Option<usize>; 5];

fn form(analyses: &str) -> Form {
    let text = format!(
        r#"
title = "T"
purpose = "P"
field = [
  {{ key = "pay", kind = "number", label = "Pay", min = 0, max = 9, optional = true }},
  {{ key = "age", kind = "number", label = "Age", min = 0, max = 9, optional = true }},
  {{ key = "member", kind = "boolean", label = "Member", optional = true }},
  {{ key = "region", kind = "choice", label = "Region", optional = true, options = [
    {{ key = "n", label = "N" }}, {{ key = "s", label = "S" }}, {{ key = "w", label = "W" }} ] }},
  {{ key = "city", kind = "boolean", label = "City", optional = true }},
]
analysis = [{analyses}]
"#
    );
    Form::from_toml(&text).unwrap()
}

fn circuit(analyses: &str) -> Circuit {
    Circuit::compile(&form(analyses), 1_000).unwrap()
}

/// What is opened when these people have submitted: for each analysis, for each row.
fn opened(circuit: &Circuit, people: &[Person]) -> Vec<Vec<bool>> {
    let plan = &circuit.0.plan;
    let accepted = people.len() as u64;
    let meets = |person: &Person, conditions: &[crate::plan::Condition]| {
        conditions.iter().all(|condition| {
            let answer = person[condition.field];
            answer.is_some() && (condition.option.is_none() || answer == condition.option)
        })
    };
    let mut counts = vec![0; circuit.0.counts];
    for Population { conditions, count } in &plan.populations {
        let size = people.iter().filter(|person| meets(person, conditions)).count() as i128;
        if let Some(output) = count.output {
            counts[output] =
                u128::try_from((size - count.constant * i128::from(accepted)) * count.sign).unwrap();
        }
    }
    let permitted = Permitted::decide(&circuit.0, &counts, accepted, THRESHOLD).unwrap();
    plan.analyses.iter().map(|cells| permitted.cells[cells.clone()].to_vec()).collect()
}

/// So many people with these answers.
fn people(groups: &[(usize, Person)]) -> Vec<Person> {
    groups.iter().flat_map(|&(count, person)| std::iter::repeat_n(person, count)).collect()
}

fn regions(groups: [usize; 3], missing: usize) -> Vec<Person> {
    let of = |region| [Some(0), Some(0), Some(0), region, Some(0)];
    people(&[
        (groups[0], of(Some(0))),
        (groups[1], of(Some(1))),
        (groups[2], of(Some(2))),
        (missing, of(None)),
    ])
}

fn by_region(groups: [usize; 3], missing: usize) -> Vec<bool> {
    let circuit = circuit(r#"{ kind = "mean", of = "pay", by = "region" }, { kind = "mean", of = "pay" }"#);
    opened(&circuit, &regions(groups, missing)).remove(0)
}

#[test]
fn groups_that_reach_the_threshold_are_opened() {
    assert_eq!(by_region([5, 5, 5], 0), [true, true, true]);
    assert_eq!(by_region([5, 5, 5], 5), [true, true, true]);
}

#[test]
fn a_small_group_takes_the_next_smallest_with_it() {
    assert_eq!(by_region([4, 9, 11], 0), [false, false, true]);
    assert_eq!(by_region([6, 6, 5], 0), [true, true, true]);
    assert_eq!(by_region([11, 2, 9], 0), [true, false, false]);
}

#[test]
fn a_small_number_of_people_does_not_follow_from_the_others() {
    let by_region = |analyses: &str, groups, missing| opened(&circuit(analyses), &regions(groups, missing));
    let count = "{ kind = 'count', by = 'region' }";
    assert_eq!(by_region(count, [12, 6, 3], 0), [[true, false, false]]);
    assert_eq!(
        by_region(count, [12, 6, 3], 9),
        [[true, false, false]],
        "how many didn't answer may be known"
    );
    assert_eq!(by_region(count, [12, 6, 5], 1), [[true, true, true]]);
    assert_eq!(by_region(count, [12, 6, 0], 0), [[true, true, false]]);
    let mean = "{ kind = 'mean', of = 'pay', by = 'region' }";
    assert_eq!(by_region(mean, [12, 6, 3], 0), [[true, false, false]]);
    // Nobody's pay is missing, so groups of the one are groups of the other.
    let both = "{ kind = 'mean', of = 'pay', by = 'region' }, { kind = 'sum', of = 'pay', by = 'member' }, { kind = 'count', by = 'region' }";
    assert_eq!(by_region(both, [12, 6, 3], 0)[2], [true, false, false]);
    // How many left a question open isn't hidden.
    let beside =
        "{ kind = 'count', by = 'region' }, { kind = 'count', of = 'pay' }, { kind = 'sum', of = 'pay' }";
    assert_eq!(by_region(beside, [12, 6, 7], 0), [vec![true; 3], vec![true], vec![true]]);
}

#[test]
fn two_small_groups_hide_each_other() {
    assert_eq!(by_region([4, 2, 11], 0), [false, false, true]);
    assert_eq!(by_region([2, 2, 11], 0), [false, false, false]);
}

#[test]
fn an_empty_group_needs_no_cover() {
    assert_eq!(by_region([0, 9, 11], 0), [false, true, true]);
}

#[test]
fn few_who_left_the_group_open_are_covered_too() {
    assert_eq!(by_region([6, 7, 8], 1), [false, true, true]);
    assert_eq!(by_region([6, 7, 8], 5), [true, true, true]);
}

#[test]
fn what_nothing_can_be_subtracted_from_needs_no_cover() {
    let alone = circuit(r#"{ kind = "mean", of = "pay", by = "region" }, { kind = "mean", of = "age" }"#);
    assert_eq!(opened(&alone, &regions([6, 7, 8], 1))[0], [true, true, true]);
    let twice =
        r#"{ kind = "mean", of = "pay", by = "region" }, { kind = "sum", of = "pay", by = "member" }"#;
    assert_eq!(opened(&circuit(twice), &regions([4, 9, 11], 0))[0], [false, false, true]);
}

#[test]
fn a_regression_on_a_small_group_is_withheld() {
    let circuit =
        circuit(r#"{ kind = "regression", of = "pay", on = ["member"] }, { kind = "mean", of = "age" }"#);
    let open = |members: usize| {
        let of = |member| [Some(0), Some(0), Some(member), None, None];
        opened(&circuit, &people(&[(members, of(1)), (20 - members, of(0))]))
    };
    assert_eq!(open(5), [[true], [true]]);
    assert_eq!(open(4), [[false], [true]]);
    assert_eq!(open(16), [[false], [true]], "so are those outside it");
    assert_eq!(open(15), [[true], [true]]);
    assert_eq!(open(0), [[true], [true]], "nobody is nobody's secret");
}

#[test]
fn a_number_of_two_values_is_guarded_like_a_boolean() {
    let text = r#"
title = "T"
purpose = "P"
field = [
  { key = "pay", kind = "number", label = "Pay", min = 0, max = 9 },
  { key = "x", kind = "number", label = "X", min = 3, max = 4 },
]
analysis = [{ kind = "regression", of = "pay", on = ["x"] }]
"#;
    let circuit = Circuit::compile(&Form::from_toml(text).unwrap(), 100).unwrap();
    assert_eq!(circuit.0.plan.cells[0].guards.len(), 2);
    let decide = |ones: u128| Permitted::decide(&circuit.0, &[ones], 20, THRESHOLD).unwrap().cells;
    assert_eq!(circuit.0.counts, 1);
    assert_eq!([decide(4), decide(5), decide(15), decide(16)], [[false], [true], [true], [false]]);
}

#[test]
fn a_regression_over_all_but_a_few_is_withheld() {
    let circuit =
        circuit(r#"{ kind = "regression", of = "pay", on = ["age"] }, { kind = "sum", of = "pay" }"#);
    let open = |complete: usize| {
        let of = |age| [Some(0), age, None, None, None];
        opened(&circuit, &people(&[(complete, of(Some(0))), (20 - complete, of(None))]))
    };
    assert_eq!(open(20), [[true], [true]]);
    assert_eq!(open(17), [[false], [true]]);
    assert_eq!(open(15), [[true], [true]]);
    assert_eq!(open(4), [[false], [true]]);
}

#[test]
fn a_regression_needs_more_people_the_more_it_explains_by() {
    let circuit = circuit(r#"{ kind = "regression", of = "pay", on = ["age"] }"#);
    let of = [Some(0), Some(0), None, None, None];
    assert_eq!(opened(&circuit, &people(&[(5, of)])), [[false]]);
    assert_eq!(opened(&circuit, &people(&[(6, of)])), [[true]]);
}

#[test]
fn of_two_regressions_that_differ_by_a_few_one_is_withheld() {
    let circuit = circuit(
        r#"{ kind = "regression", of = "pay", on = ["age"] },
           { kind = "regression", of = "pay", on = ["age", "member"] }"#,
    );
    let of = |member| [Some(0), Some(0), member, None, None];
    let open = |without: usize| {
        opened(&circuit, &people(&[(10, of(Some(0))), (10, of(Some(1))), (without, of(None))]))
    };
    assert_eq!(open(1), [[true], [false]]);
    assert_eq!(open(0), [[true], [true]]);
    assert_eq!(open(5), [[true], [true]]);
}

#[test]
fn a_group_and_the_same_group_in_a_regression_differ_by_nobody_or_enough() {
    let circuit = circuit(
        r#"{ kind = "mean", of = "pay", by = "member" },
           { kind = "regression", of = "pay", on = ["age", "member"] }"#,
    );
    let of = |age, member| [Some(0), age, Some(member), None, None];
    let open = |without: usize| {
        opened(&circuit, &people(&[(10, of(Some(0), 0)), (10, of(Some(0), 1)), (without, of(None, 1))]))
    };
    assert_eq!(open(2), [vec![true, true], vec![false]]);
    assert_eq!(open(0), [vec![true, true], vec![true]]);
    assert_eq!(open(5), [vec![true, true], vec![true]]);
}

#[test]
fn two_yes_or_no_variables_that_differ_by_a_few_are_withheld() {
    let circuit = circuit(r#"{ kind = "regression", of = "pay", on = ["member", "city"] }"#);
    let of = |member, city| [Some(0), None, Some(member), None, Some(city)];
    let open = |only_member: usize| {
        opened(&circuit, &people(&[(19, of(1, 1)), (only_member, of(1, 0)), (20, of(0, 0))]))
    };
    assert_eq!(open(1), [[false]]);
    assert_eq!(open(0), [[true]]);
    assert_eq!(open(5), [[true]]);
}

/// Somebody who answered neither of two questions, in a form that groups by one with many options.
#[test]
fn who_answered_neither_of_two_questions_stays_hidden_among_many_groups() {
    let options: Vec<String> =
        (0..40).map(|option| format!("{{ key = 'r{option}', label = '{option}' }}")).collect();
    let number = |key: &str, optional: bool| {
        format!(
            "{{ key = '{key}', kind = 'number', label = '{key}', min = 0, max = 9, optional = {optional} }}"
        )
    };
    let [by_region, all, x, y, both] = [
        "{ kind = 'mean', of = 'pay', by = 'region' }",
        "{ kind = 'sum', of = 'pay' }",
        "{ kind = 'correlation', between = ['pay', 'x'] }",
        "{ kind = 'correlation', between = ['pay', 'y'] }",
        "{ kind = 'correlation', between = ['pay', 'x', 'y'] }",
    ];
    for analyses in [[by_region, all, x, y, both], [all, x, y, both, by_region]] {
        let text = format!(
            "title = 'T'\npurpose = 'P'\nfield = [{}, {}, {}, {{ key = 'region', kind = 'choice', label = 'R', options = [{}] }}]\n\
             analysis = [{}]",
            number("pay", false),
            number("x", true),
            number("y", true),
            options.join(","),
            analyses.join(",")
        );
        let circuit = Circuit::compile(&Form::from_toml(&text).unwrap(), 1_000).unwrap();
        let person = |x, y, region| [Some(0), x, y, Some(region), None];
        let mut everybody: Vec<Person> = vec![person(None, None, 0)];
        for region in 0..40 {
            everybody.extend(people(&[
                (5, person(Some(0), Some(0), region)),
                (3, person(Some(0), None, region)),
                (2, person(None, Some(0), region)),
            ]));
        }
        let opened = opened(&circuit, &everybody);
        let is_open = |analysis: &str| opened[analyses.iter().position(|it| *it == analysis).unwrap()][0];
        assert!(![all, x, y, both].into_iter().all(is_open));
        assert!(
            [x, y].into_iter().any(is_open) && opened.iter().flatten().filter(|open| **open).count() >= 40
        );
    }
}

#[test]
fn two_questions_with_many_large_groups_hide_nothing() {
    let options = |count: usize| {
        (0..count)
            .map(|option| format!("{{ key = 'o{option}', label = '{option}' }}"))
            .collect::<Vec<_>>()
            .join(",")
    };
    let text = format!(
        "title = 'T'\npurpose = 'P'\nfield = [{{ key = 'pay', kind = 'number', label = 'Pay', min = 0, max = 9 }},
         {{ key = 'one', kind = 'choice', label = 'One', options = [{}] }},
         {{ key = 'two', kind = 'choice', label = 'Two', options = [{}] }}]
         analysis = [{{ kind = 'sum', of = 'pay' }}, {{ kind = 'mean', of = 'pay', by = 'one' }}, {{ kind = 'mean', of = 'pay', by = 'two' }}]",
        options(40),
        options(30)
    )
    .replace("\n         analysis", "\nanalysis");
    let circuit = Circuit::compile(&Form::from_toml(&text).unwrap(), 10_000).unwrap();
    let person =
        |number: usize| [Some(0), Some(number * 7919 % 40), Some(number * 104_729 / 40 % 30), None, None];
    let opened = opened(&circuit, &(0..5_000).map(person).collect::<Vec<Person>>());
    assert!(opened.iter().flatten().all(|open| *open), "{opened:?}");
}

#[test]
fn impossible_counts_are_refused() {
    let circuit = circuit(r#"{ kind = "mean", of = "pay", by = "region" }, { kind = "mean", of = "pay" }"#);
    let decide = |counts: &[u128]| Permitted::decide(&circuit.0, counts, 10, THRESHOLD);
    assert_eq!(circuit.0.counts, 4);
    assert!(decide(&[10, 5, 5, 0]).is_ok());
    for counts in [[10, 20, 0, 0], [10, 9, 9, 0], [4, 5, 0, 0], [u128::MAX; 4]] {
        assert_eq!(decide(&counts), Err(ReleaseError::Inconsistent));
    }
}

#[test]
fn below_the_threshold_not_even_counts_are_released() {
    let circuit = circuit(r#"{ kind = "mean", of = "pay", by = "region" }"#);
    let released = LeaderAggregate::new(&circuit).release(&circuit, &[], 4, THRESHOLD).unwrap();
    assert_eq!(released.counts.len(), 0);
    assert!(released.values.iter().all(Option::is_none));
    assert_eq!(format!("{released:?}"), "Released(4 reports, 0 values of 3, secret)");
}

#[test]
fn count_shares_of_another_form_are_refused() {
    let circuit = circuit(r#"{ kind = "mean", of = "pay", by = "region" }"#);
    let aggregate = LeaderAggregate::new(&circuit);
    assert_eq!(aggregate.release(&circuit, &[[0; 16]; 3], 9, THRESHOLD), Err(ReleaseError::Shape));
    assert_eq!(aggregate.release(&circuit, &[[0xFF; 16]; 4], 9, THRESHOLD), Err(ReleaseError::Shape));
}

#[test]
fn forms_that_would_take_too_long_are_refused_soon() {
    let fields: String = (0..50)
        .map(|field| {
            let options: String =
                (0..200).map(|o| format!("{{ key = \"o{o}\", label = \"O{o}\" }},")).collect();
            format!(
                "{{ key = \"f{field}\", kind = \"choice\", label = \"F{field}\", options = [{options}] }},"
            )
        })
        .collect();
    let analyses = |kind: &str| -> String {
        (0..400)
            .map(|i| {
                format!(
                    "{{ kind = \"{kind}\", of = \"f{}\", by = \"f{}\" }},",
                    i / 49,
                    (i / 49 + 1 + i % 49) % 50
                )
            })
            .collect()
    };
    for kind in ["frequency", "count"] {
        let text =
            format!("title = \"T\"\npurpose = \"P\"\nfield = [{fields}]\nanalysis = [{}]", analyses(kind));
        let form = Form::from_toml(&text).unwrap();
        let start = std::time::Instant::now();
        assert_eq!(Circuit::compile(&form, 100), Err(crate::CircuitError::TooLarge));
        assert!(start.elapsed().as_secs() < 5, "took {:?}", start.elapsed());
    }
}

/// A statement about people, as somebody would read it off the results: under which conditions, and what.
type Fact = (BTreeMap<usize, Option<usize>>, String);

/// Everything that an opened row says or implies; written apart from the code that decides.
fn read_off(form: &Form, analysis: &Analysis, group: usize) -> Vec<Fact> {
    let answered = |fields: &[usize]| fields.iter().map(|&field| (field, None)).collect::<BTreeMap<_, _>>();
    match analysis {
        Analysis::Regression { of, on } => {
            let all: Vec<usize> = std::iter::once(of).chain(on).copied().collect();
            let base = answered(&all);
            let booleans: Vec<usize> =
                all.iter().copied().filter(|&field| !form.fields()[field].groups().is_empty()).collect();
            let numbers: Vec<usize> = all.iter().copied().filter(|field| !booleans.contains(field)).collect();
            let mut facts = Vec::new();
            for &number in &numbers {
                facts.push((base.clone(), format!("sum {number}")));
                facts.push((base.clone(), format!("squares {number}")));
                for &boolean in &booleans {
                    for option in [0, 1] {
                        let mut part = base.clone();
                        part.insert(boolean, Some(option));
                        facts.push((part, format!("sum {number}")));
                    }
                }
            }
            facts
        }
        other => {
            let of = other.of().unwrap();
            let mut conditions = answered(&[of]);
            if let Some(by) = other.by() {
                conditions.insert(by, Some(group));
            }
            let what = if matches!(other, Analysis::StandardDeviation { .. }) {
                vec![format!("sum {of}"), format!("squares {of}")]
            } else {
                vec![format!("sum {of}")]
            };
            what.into_iter().map(|what| (conditions.clone(), what)).collect()
        }
    }
}

fn count(people: &[Person], conditions: &BTreeMap<usize, Option<usize>>) -> usize {
    let meets = |person: &&Person| {
        conditions
            .iter()
            .all(|(&field, option)| person[field].is_some() && (option.is_none() || person[field] == *option))
    };
    people.iter().filter(meets).count()
}

const ANALYSES: [&str; 9] = [
    r#"{ kind = "mean", of = "pay" }"#,
    r#"{ kind = "standard_deviation", of = "age" }"#,
    r#"{ kind = "mean", of = "pay", by = "member" }"#,
    r#"{ kind = "standard_deviation", of = "pay", by = "region" }"#,
    r#"{ kind = "sum", of = "age", by = "region" }"#,
    r#"{ kind = "regression", of = "pay", on = ["age"] }"#,
    r#"{ kind = "regression", of = "pay", on = ["member"] }"#,
    r#"{ kind = "regression", of = "age", on = ["pay", "member"] }"#,
    r#"{ kind = "regression", of = "pay", on = ["member", "city"] }"#,
];

fn somebody() -> impl Strategy<Value = Person> {
    let likely = |options: usize| prop_oneof![1 => Just(None), 6 => (0..options).prop_map(Some)];
    (likely(1), likely(1), likely(2), likely(3), likely(2)).prop_map(|(pay, age, member, region, city)| {
        let mut person = [None; 5];
        (person[PAY], person[AGE], person[MEMBER], person[REGION], person[CITY]) =
            (pay, age, member, region, city);
        person
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    /// Whatever is asked and however people answer: no published sum is about fewer than the threshold, no two about
    /// nested groups differ by fewer, and no division of a published group leaves fewer over.
    #[test]
    fn no_difference_isolates_a_few(
        people in prop::collection::vec(somebody(), 5..60),
        chosen in prop::sample::subsequence(ANALYSES.to_vec(), 1..=ANALYSES.len()),
    ) {
        let text = chosen.join(",");
        let form = form(&text);
        let open = opened(&circuit(&text), &people);
        let mut facts: Vec<Fact> = Vec::new();
        for (analysis, rows) in form.analyses().iter().zip(&open) {
            for (group, _) in rows.iter().enumerate().filter(|(_, open)| **open) {
                facts.extend(read_off(&form, analysis, group));
            }
        }
        let few = |n: usize| n > 0 && n < THRESHOLD as usize;
        for (inner, what) in &facts {
            prop_assert!(!few(count(&people, inner)), "{what} of {inner:?}");
            for (outer, _) in facts.iter().filter(|(_, same)| same == what) {
                let implied = outer.iter().all(|(field, option)| match inner.get(field) {
                    Some(own) => option.is_none() || own == option,
                    None => false,
                });
                if implied {
                    let rest = count(&people, outer) - count(&people, inner);
                    prop_assert!(!few(rest), "{what} of {outer:?} less {inner:?}: {rest}");
                }
            }
            // What a grouping of this very population leaves over.
            for by in [MEMBER, REGION, CITY].into_iter().filter(|by| !inner.contains_key(by)) {
                let parts: Vec<_> = facts
                    .iter()
                    .filter(|(part, same)| {
                        let mut rest = part.clone();
                        same == what && rest.remove(&by).is_some_and(|option| option.is_some()) && rest == *inner
                    })
                    .map(|(part, _)| part)
                    .collect::<std::collections::BTreeSet<_>>()
                    .into_iter()
                    .collect();
                let published: usize = parts.iter().map(|part| count(&people, part)).sum();
                prop_assert!(parts.is_empty() || !few(count(&people, inner) - published), "{what} of {inner:?} by {by}");
            }
        }
    }
}

#[test]
fn the_largest_forms_are_decided_about_soon() {
    let fields: String = (0..95)
        .map(|field| {
            let options: String =
                (0..40).map(|o| format!("{{ key = \"o{o}\", label = \"O{o}\" }},")).collect();
            format!(
                "{{ key = \"f{field}\", kind = \"choice\", label = \"F{field}\", options = [{options}] }},"
            )
        })
        .collect();
    let analyses: String =
        (0..95).map(|field| format!("{{ kind = \"mean\", of = \"pay\", by = \"f{field}\" }},")).collect();
    let text = format!(
        "title = \"T\"\npurpose = \"P\"\nfield = [{{ key = \"pay\", kind = \"number\", label = \"Pay\", min = 0, max = 9 }}, {fields}]\n\
         analysis = [{{ kind = \"mean\", of = \"pay\" }}, {analyses}]"
    );
    let circuit = Circuit::compile(&Form::from_toml(&text).unwrap(), 1_000_000).unwrap();
    let plan = &circuit.0.plan;
    assert!(plan.populations.len() > 3_500);
    // Options of few, of several, and of as many as others.
    let sizes: Vec<u64> = plan
        .populations
        .iter()
        .map(|population| match population.conditions[..] {
            [Condition { field, option: Some(option) }] => match option {
                0 => 100_000 - (1..40).map(|option| (field * option % 50) as u64).sum::<u64>(),
                option => (field * option % 50) as u64,
            },
            _ => 100_000,
        })
        .collect();
    let start = std::time::Instant::now();
    let rules = Rules::new(plan, &sizes, 100_000, THRESHOLD.into());
    let open = rules.apply().unwrap();
    assert!(open.iter().any(|open| *open));
    rules.disturbed(&open).unwrap();
    assert!(start.elapsed().as_secs() < 10, "took {:?}", start.elapsed());
}
