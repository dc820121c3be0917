use proptest::prelude::*;

use super::*;

const THRESHOLD: u64 = 5;
/// The attacker computes modulo this prime.
const PRIME: i64 = 1_000_000_007;

fn totals(counts: &[Vec<u64>]) -> (Vec<u64>, Vec<u64>) {
    let columns = (0..counts[0].len()).map(|column| counts.iter().map(|row| row[column]).sum());
    (counts.iter().map(|row| row.iter().sum()).collect(), columns.collect())
}

fn grid(counts: &[Vec<u64>]) -> Grid<u64> {
    let (row_totals, column_totals) = totals(counts);
    Grid { counts: counts.to_vec(), row_totals, column_totals }
}

fn told_here(counts: &[Vec<u64>]) -> Grid<Told> {
    Grid {
        counts: counts.iter().map(|row| vec![Told::Here; row.len()]).collect(),
        row_totals: vec![Told::Here; counts.len()],
        column_totals: vec![Told::Here; counts[0].len()],
    }
}

fn decide(counts: &[Vec<u64>]) -> Shown {
    shown(&grid(counts), &told_here(counts), THRESHOLD).unwrap()
}

/// The inner counts that are hidden.
fn hidden(counts: &[&[u64]]) -> Vec<(usize, usize)> {
    let shown = decide(&counts.iter().map(|row| row.to_vec()).collect::<Vec<_>>());
    let cells = shown.counts.iter().enumerate();
    cells.flat_map(|(r, row)| (0..row.len()).filter(|&c| !row[c]).map(move |c| (r, c))).collect()
}

#[test]
fn large_counts_are_shown() {
    let shown = decide(&[vec![5, 6], vec![0, 9]]);
    assert!(shown.counts.concat().iter().all(|&shown| shown));
    assert!(shown.row_totals.iter().chain(&shown.column_totals).all(|&shown| shown));
}

#[test]
fn a_small_count_takes_three_others_with_it() {
    assert_eq!(hidden(&[&[3, 20, 30], &[40, 50, 60], &[70, 80, 90]]), [(0, 0), (0, 1), (1, 0), (1, 1)]);
}

#[test]
fn small_counts_that_cover_each_other_suffice() {
    assert_eq!(hidden(&[&[3, 4, 30], &[4, 3, 60]]), [(0, 0), (0, 1), (1, 0), (1, 1)]);
}

#[test]
fn a_row_of_few_is_hidden_with_its_total_and_another() {
    let shown = decide(&[vec![1, 2], vec![20, 30], vec![40, 50]]);
    assert_eq!(shown.row_totals, [false, false, true]);
    assert!(shown.counts[2].iter().all(|&shown| shown));
}

#[test]
fn two_cycles_joined_by_one_count_dont_give_it_away() {
    // Every line that has a hidden count has two, but the 3 in the middle would be what the left half lacks.
    let counts = vec![
        vec![4, 9, 50, 50, 50],
        vec![9, 4, 50, 50, 50],
        vec![50, 4, 3, 50, 50],
        vec![50, 50, 9, 4, 9],
        vec![50, 50, 50, 9, 4],
    ];
    let shown = decide(&counts);
    assert!(!shown.counts[2][2]);
    assert_eq!(worked_out(&counts, &shown), None);
}

/// Variables that are hidden: their counts, and each one's coefficient in every equation that is known: a row's counts make up
/// its total, and so do a column's, the totals of rows and those of columns.
fn system(counts: &[Vec<u64>], shown: &Shown) -> (Vec<u64>, Vec<Vec<i64>>) {
    let (row_totals, column_totals) = totals(counts);
    let (rows, columns) = (row_totals.len(), column_totals.len());
    let mut values = Vec::new();
    let mut equations = vec![Vec::new(); rows + columns + 2];
    let mut hide = |value: u64, of: &[(usize, i64)]| {
        values.push(value);
        for (index, equation) in equations.iter_mut().enumerate() {
            equation.push(of.iter().find(|entry| entry.0 == index).map_or(0, |entry| entry.1));
        }
    };
    for (r, row) in counts.iter().enumerate() {
        for (c, &count) in row.iter().enumerate().filter(|(c, _)| !shown.counts[r][*c]) {
            hide(count, &[(r, 1), (rows + c, 1)]);
        }
    }
    for r in (0..rows).filter(|&r| !shown.row_totals[r]) {
        hide(row_totals[r], &[(r, -1), (rows + columns, 1)]);
    }
    for c in (0..columns).filter(|&c| !shown.column_totals[c]) {
        hide(column_totals[c], &[(rows + c, -1), (rows + columns + 1, 1)]);
    }
    (values, equations)
}

/// A set of hidden counts that somebody who solves the equations learns the sum of, and which are too few.
fn worked_out(counts: &[Vec<u64>], shown: &Shown) -> Option<Vec<usize>> {
    let (values, mut equations) = system(counts, shown);
    reduce(&mut equations);
    assert!(values.len() <= 16, "too many to look at every set");
    (1u32..1 << values.len()).find_map(|set| {
        let members = || (0..values.len()).filter(move |&member| set >> member & 1 == 1);
        let sum: u64 = members().map(|member| values[member]).sum();
        let target = (0..values.len()).map(|member| i64::from(set >> member & 1)).collect();
        ((1..THRESHOLD).contains(&sum) && is_combination(&equations, target)).then(|| members().collect())
    })
}

/// Brings equations into echelon form, each with a leading 1.
fn reduce(equations: &mut Vec<Vec<i64>>) {
    let mut done: Vec<Vec<i64>> = Vec::new();
    for equation in equations.drain(..) {
        let rest = eliminate(&done, equation);
        if let Some(lead) = rest.iter().position(|&cell| cell != 0) {
            let inverse = power(rest[lead], PRIME - 2);
            done.push(rest.iter().map(|cell| cell * inverse % PRIME).collect());
        }
    }
    *equations = done;
}

fn eliminate(done: &[Vec<i64>], mut equation: Vec<i64>) -> Vec<i64> {
    for row in done {
        let lead = row.iter().position(|&cell| cell != 0).unwrap();
        let factor = equation[lead];
        for (cell, other) in equation.iter_mut().zip(row) {
            *cell = (*cell - factor * other % PRIME).rem_euclid(PRIME);
        }
    }
    equation
}

fn is_combination(equations: &[Vec<i64>], target: Vec<i64>) -> bool {
    eliminate(equations, target).iter().all(|&cell| cell == 0)
}

fn power(base: i64, exponent: i64) -> i64 {
    (0..63).rev().fold(1, |result, bit| {
        let square = result * result % PRIME;
        if exponent >> bit & 1 == 1 { square * base.rem_euclid(PRIME) % PRIME } else { square }
    })
}

fn tables() -> impl Strategy<Value = Vec<Vec<u64>>> {
    let count = prop_oneof![2 => Just(0u64), 3 => 1u64..5, 5 => 5u64..30];
    (2usize..5, 2usize..4)
        .prop_flat_map(move |(rows, columns)| {
            prop::collection::vec(prop::collection::vec(count.clone(), columns), rows)
        })
        .prop_filter("fewer than the threshold in all", |counts| {
            counts.iter().flatten().sum::<u64>() >= THRESHOLD
        })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(600))]

    /// Whoever solves the equations that shown counts and totals make learns no sum of hidden ones that is about too few.
    #[test]
    fn no_sum_of_few_can_be_worked_out(counts in tables()) {
        let shown = decide(&counts);
        let (values, _) = system(&counts, &shown);
        if values.len() <= 14 {
            prop_assert_eq!(worked_out(&counts, &shown), None);
        }
        let (rows, columns) = totals(&counts);
        let all = counts.concat().into_iter().chain(rows).chain(columns);
        let flags = shown.counts.concat().into_iter().chain(shown.row_totals).chain(shown.column_totals);
        for (count, shown) in all.zip(flags) {
            prop_assert!(!(shown && (1..THRESHOLD).contains(&count)), "{count} is shown");
            prop_assert!(shown || count > 0, "nobody is hidden");
        }
    }
}
