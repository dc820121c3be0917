use tacit_form::Form;

use super::*;

const THRESHOLD: u32 = 5;

fn circuit(optional: bool, analyses: &str) -> Circuit {
    let text = format!(
        r#"
title = "T"
purpose = "P"
field = [
  {{ key = "pay", kind = "number", label = "Pay", min = 0, max = 9 }},
  {{ key = "age", kind = "number", label = "Age", min = 0, max = 9, optional = {optional} }},
  {{ key = "member", kind = "boolean", label = "Member" }},
  {{ key = "region", kind = "choice", label = "Region", optional = {optional}, options = [
    {{ key = "n", label = "N" }}, {{ key = "s", label = "S" }}, {{ key = "w", label = "W" }} ] }},
]
analysis = [{analyses}]
"#
    );
    Circuit::compile(&Form::from_toml(&text).unwrap(), 1_000).unwrap()
}

/// Decides with these population sizes, in the order of the plan.
fn decide(circuit: &Circuit, accepted: u64, populations: &[u64]) -> Result<Permitted, ReleaseError> {
    let plan = &circuit.0.plan;
    assert_eq!(plan.populations.len(), populations.len());
    let mut counts = vec![0; circuit.0.counts];
    for (quantity, &population) in plan.populations.iter().zip(populations) {
        if let Some(output) = quantity.output {
            let rest = i128::from(population) - quantity.constant * i128::from(accepted);
            counts[output] = u128::try_from(rest * quantity.sign).unwrap();
        }
    }
    Permitted::decide(&circuit.0, &counts, accepted, THRESHOLD)
}

fn by_region(accepted: u64, groups: [u64; 3]) -> Vec<bool> {
    let circuit = circuit(true, r#"{ kind = "mean", of = "pay", by = "region" }"#);
    let permitted = decide(&circuit, accepted, &[accepted, groups[0], groups[1], groups[2]]).unwrap();
    assert_eq!(permitted.cells[0].iter().filter(|&&open| open).count(), count(&permitted.values));
    permitted.cells[0].clone()
}

fn count(opened: &[bool]) -> usize {
    opened.iter().filter(|&&opened| opened).count()
}

#[test]
fn groups_that_reach_the_threshold_are_opened() {
    assert_eq!(by_region(15, [5, 5, 5]), [true, true, true]);
    assert_eq!(by_region(20, [5, 5, 5]), [true, true, true]);
}

#[test]
fn a_small_group_takes_the_next_smallest_with_it() {
    assert_eq!(by_region(24, [4, 9, 11]), [false, false, true]);
    assert_eq!(by_region(17, [6, 6, 5]), [true, true, true]);
    assert_eq!(by_region(22, [11, 2, 9]), [true, false, false]);
}

#[test]
fn two_small_groups_hide_each_other() {
    assert_eq!(by_region(17, [4, 2, 11]), [false, false, true]);
    assert_eq!(by_region(15, [2, 2, 11]), [false, false, false]);
}

#[test]
fn an_empty_group_needs_no_cover() {
    assert_eq!(by_region(20, [0, 9, 11]), [false, true, true]);
}

#[test]
fn few_who_left_the_group_open_are_covered_too() {
    assert_eq!(by_region(22, [6, 7, 8]), [false, true, true]);
    assert_eq!(by_region(26, [6, 7, 8]), [true, true, true]);
}

#[test]
fn a_regression_on_a_small_group_is_withheld() {
    let circuit = circuit(
        false,
        r#"{ kind = "regression", of = "pay", on = ["member"] }, { kind = "mean", of = "pay" }"#,
    );
    let open = |members: u64| decide(&circuit, 20, &[20, members]).unwrap().cells;
    assert_eq!(open(5), [[true], [true]]);
    assert_eq!(open(4), [[false], [true]]);
    assert_eq!(open(16), [[false], [true]], "so are those outside it");
    assert_eq!(open(15), [[true], [true]]);
    assert_eq!(open(0), [[true], [true]], "nobody is nobody's secret");
}

#[test]
fn a_regression_over_all_but_a_few_is_withheld() {
    let circuit =
        circuit(true, r#"{ kind = "regression", of = "pay", on = ["age"] }, { kind = "sum", of = "pay" }"#);
    let open = |complete: u64| decide(&circuit, 20, &[complete, 20]).unwrap().cells;
    assert_eq!(circuit.0.plan.nested, [(0, 1)]);
    assert_eq!(open(20), [[true], [true]]);
    assert_eq!(open(17), [[false], [true]]);
    assert_eq!(open(15), [[true], [true]]);
    assert_eq!(open(4), [[false], [true]]);
}

#[test]
fn impossible_counts_are_refused() {
    let circuit = circuit(false, r#"{ kind = "mean", of = "pay", by = "region" }"#);
    assert_eq!(decide(&circuit, 10, &[10, 20, 0, 0]), Err(ReleaseError::Inconsistent));
    assert_eq!(decide(&circuit, 10, &[10, 9, 9, 0]), Err(ReleaseError::Inconsistent));
    assert_eq!(
        Permitted::decide(&circuit.0, &[u128::MAX; 3], 10, THRESHOLD),
        Err(ReleaseError::Inconsistent)
    );
}

#[test]
fn below_the_threshold_not_even_counts_are_released() {
    let circuit = circuit(false, r#"{ kind = "mean", of = "pay", by = "region" }"#);
    let released = LeaderAggregate::new(&circuit).release(&circuit, &[], 4, THRESHOLD).unwrap();
    assert_eq!(released.counts.len(), 0);
    assert!(released.values.iter().all(Option::is_none));
}

#[test]
fn count_shares_of_another_form_are_refused() {
    let circuit = circuit(false, r#"{ kind = "mean", of = "pay", by = "region" }"#);
    let aggregate = LeaderAggregate::new(&circuit);
    assert_eq!(aggregate.release(&circuit, &[[0; 16]; 2], 9, THRESHOLD), Err(ReleaseError::Shape));
    assert_eq!(aggregate.release(&circuit, &[[0xFF; 16]; 3], 9, THRESHOLD), Err(ReleaseError::Shape));
}

/// However the counts fall: nothing below the threshold is opened, and what is hidden of a partition is nobody or
/// enough.
#[test]
fn no_difference_isolates_a_few() {
    for a in 0..12 {
        for b in 0..12 {
            for c in 0..12 {
                for missing in [0, 1, 4, 5, 9] {
                    let groups = [a, b, c];
                    let accepted = (a + b + c + missing).max(u64::from(THRESHOLD));
                    let open = by_region(accepted, groups);
                    let published: u64 =
                        groups.iter().zip(&open).filter(|(_, open)| **open).map(|(n, _)| n).sum();
                    let hidden = accepted - published;
                    assert!(
                        hidden == 0 || hidden >= u64::from(THRESHOLD),
                        "{groups:?} of {accepted}: {open:?}"
                    );
                    let smallest = groups.iter().zip(&open).filter(|(_, open)| **open).map(|(n, _)| *n).min();
                    assert!(smallest.is_none_or(|n| n >= u64::from(THRESHOLD)));
                }
            }
        }
    }
}
