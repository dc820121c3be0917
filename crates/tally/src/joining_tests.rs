use std::collections::BTreeSet;

use proptest::prelude::*;
use tacit_form::Form;

use super::*;
use crate::{Circuit, disclosure::Permitted, plan::Condition};

const THRESHOLD: u64 = 5;

/// From which bin to before which.
fn joined(lines: &[&[u64]]) -> Vec<(usize, usize)> {
    let lines: Vec<Vec<u64>> = lines.iter().map(|line| line.to_vec()).collect();
    join(&lines, lines[0].len(), THRESHOLD).into_iter().map(|run| (run.start, run.end)).collect()
}

#[test]
fn small_bins_join_the_next() {
    assert_eq!(joined(&[&[3, 21, 14, 10]]), [(0, 2), (2, 3), (3, 4)]);
    assert_eq!(joined(&[&[5, 6, 7]]), [(0, 1), (1, 2), (2, 3)]);
    assert_eq!(joined(&[&[1, 1, 1, 1, 1, 5]]), [(0, 5), (5, 6)]);
}

#[test]
fn what_is_left_joins_the_ones_before() {
    assert_eq!(joined(&[&[21, 14, 8, 2, 2]]), [(0, 1), (1, 2), (2, 5)]);
    assert_eq!(joined(&[&[9, 0, 0, 3]]), [(0, 4)]);
    assert_eq!(joined(&[&[9, 9, 0, 3]]), [(0, 1), (1, 4)]);
}

#[test]
fn nobody_needs_no_company() {
    assert_eq!(joined(&[&[0, 9, 0, 0, 5, 0]]), [(0, 1), (1, 2), (2, 3), (3, 4), (4, 5), (5, 6)]);
}

#[test]
fn every_line_is_looked_at() {
    assert_eq!(joined(&[&[9, 9, 9], &[9, 1, 9]]), [(0, 1), (1, 3)]);
    assert_eq!(joined(&[&[2, 2, 2, 9], &[0, 5, 0, 0], &[9, 9, 9, 1]]), [(0, 4)]);
}

#[test]
fn too_few_in_all_are_one_bin() {
    assert_eq!(joined(&[&[1, 1, 1]]), [(0, 3)]);
}

const FORM: &str = r#"
title = "T"
purpose = "P"
field = [
  { key = "pay", kind = "number", label = "Pay", min = 0, max = 9, optional = true },
  { key = "member", kind = "boolean", label = "Member", optional = true },
  { key = "region", kind = "choice", label = "Region", optional = true, options = [
    { key = "n", label = "N" }, { key = "s", label = "S" }, { key = "w", label = "W" } ] },
]
"#;

const ANALYSES: [&str; 3] = [
    "{ kind = 'histogram', of = 'pay', bins = [2, 4, 7] }",
    "{ kind = 'histogram', of = 'pay', bins = [2, 4, 7], by = 'member' }",
    "{ kind = 'histogram', of = 'pay', bins = [2, 4, 7], by = 'region' }",
];

/// In which of the four bins, a member or not, from which region.
type Person = [Option<usize>; 3];

fn meets(person: &Person, conditions: &[Condition], choice: usize) -> bool {
    conditions.iter().all(|condition| {
        let answer = person[if condition.field == choice { 0 } else { condition.field }];
        // What is asked of the number itself is that there is one.
        answer.is_some() && (condition.option.is_none() || condition.option == answer)
    })
}

/// A row that is shown: by which field it is grouped, and whom each bin holds.
type Row = (Option<usize>, Vec<BTreeSet<usize>>);

fn shown(analyses: &[&str], people: &[Person]) -> Vec<Row> {
    let form = Form::from_toml(&format!("{FORM}analysis = [{}]", analyses.join(","))).unwrap();
    let circuit = Circuit::compile(&form, 1_000).unwrap();
    let (plan, accepted) = (&circuit.0.plan, people.len() as u64);
    let choice = circuit.0.binnings[0].choice;
    let members = |conditions: &[Condition]| -> BTreeSet<usize> {
        (0..people.len()).filter(|&person| meets(&people[person], conditions, choice)).collect()
    };
    let mut counts = vec![0; circuit.0.counts];
    for population in &plan.populations {
        if let Some(output) = population.count.output {
            let size = members(&population.conditions).len() as i128
                - population.count.constant * i128::from(accepted);
            counts[output] = u128::try_from(size * population.count.sign).unwrap();
        }
    }
    let permitted = Permitted::decide(&circuit.0, &counts, accepted, THRESHOLD as u32).unwrap();
    let rows = plan.cells.iter().zip(&permitted.cells).filter(|(_, open)| **open);
    rows.map(|(cell, _)| {
        let Contents::Histogram { bins, whole } = &cell.contents else { panic!("{cell:?}") };
        let runs = runs(plan, &permitted.cells, &permitted.populations, whole, THRESHOLD).unwrap();
        let conditions = |bin: PopulationId| &plan.populations[bin].conditions;
        let by = conditions(cell.population).iter().find(|condition| condition.option.is_some());
        let bins =
            runs.into_iter().map(|run| bins[run].iter().flat_map(|&bin| members(conditions(bin))).collect());
        (by.map(|condition| condition.field), bins.collect())
    })
    .collect()
}

fn somebody() -> impl Strategy<Value = Person> {
    let likely = |options: usize| prop_oneof![1 => Just(None), 7 => (0..options).prop_map(Some)];
    (likely(4), likely(2), likely(3)).prop_map(|(bin, member, region)| [bin, member, region])
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    /// However people answer: no bin that is shown, and nothing that is left of everybody's when groups of one kind are taken
    /// away, is about too few. Of groups of different kinds nobody knows from what is shown whether somebody is in both.
    #[test]
    fn no_difference_isolates_a_few(
        people in prop::collection::vec(somebody(), 5..90),
        chosen in prop::sample::subsequence(ANALYSES.to_vec(), 1..=3),
    ) {
        let rows = shown(&chosen, &people);
        let of = |by: Option<usize>| rows.iter().filter(move |row| row.0 == by).map(|row| &row.1).collect::<Vec<_>>();
        let is_safe = |count: usize| count == 0 || count >= THRESHOLD as usize;
        for bins in rows.iter().map(|row| &row.1) {
            prop_assert!(bins.iter().all(|bin| is_safe(bin.len())), "{bins:?}");
        }
        for everybody in of(None) {
            for groups in [of(Some(1)), of(Some(2))] {
                for choice in 1u32..1 << groups.len() {
                    for (bin, whole) in everybody.iter().enumerate() {
                        let taken = (0..groups.len()).filter(|i| choice >> i & 1 == 1).map(|i| groups[i][bin].len());
                        let rest = whole.len() - taken.sum::<usize>();
                        prop_assert!(is_safe(rest), "{rest} of {whole:?} are left");
                    }
                }
            }
        }
    }
}
