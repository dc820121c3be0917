use tacit_form::Form;

use super::*;
use crate::{circuit::Circuit, plan::Population, tables::Tables};

const THRESHOLD: u64 = 5;
const PAY: usize = 0;
const MEMBER: usize = 1;

/// Cohort, and which option of the secret choice (none: not answered). Everybody answers the number.
type Person = (u16, Option<usize>);

fn circuit(analyses: &str) -> Circuit {
    let form = format!(
        r#"
title = "T"
purpose = "P"
field = [
  {{ key = "pay", kind = "number", label = "Pay", min = 0, max = 9 }},
  {{ key = "member", kind = "boolean", label = "Member", optional = true }},
  {{ key = "age", kind = "number", label = "Age", min = 0, max = 9 }},
]
analysis = [{analyses}]
"#
    );
    Circuit::compile(&Form::from_toml(&form).unwrap(), 1_000).unwrap()
}

fn is_in(person: &Person, population: &Population) -> bool {
    population.conditions.iter().all(|condition| match condition.field {
        MEMBER => person.1.is_some() && (condition.option.is_none() || condition.option == person.1),
        _ => true,
    })
}

fn decide(circuit: &Circuit, people: &[Person]) -> (Vec<u16>, Decision) {
    let inner = &circuit.0;
    let unit = |cohort: u16| {
        let people: Vec<_> = people.iter().filter(|person| cohort == 0 || person.0 == cohort).collect();
        let accepted = people.len() as u64;
        let mut counts = vec![0; inner.counts];
        for population in &inner.plan.populations {
            let size = people.iter().filter(|person| is_in(person, population)).count() as i128;
            let count = population.count;
            if let Some(output) = count.output {
                let opened = (size - count.constant * i128::from(accepted)) * count.sign;
                counts[output] = u128::try_from(opened).unwrap();
            }
        }
        (cohort, accepted, counts)
    };
    let mut accepted: BTreeMap<u16, u64> = BTreeMap::new();
    people.iter().for_each(|person| *accepted.entry(person.0).or_default() += 1);
    let cohorts = eligible(&accepted, THRESHOLD);
    let units = std::iter::once(0).chain(cohorts.iter().copied()).map(unit).collect();
    (cohorts, Decision::make(inner, units, &Terms::exact(THRESHOLD as u32)).unwrap())
}

/// So many of each cohort, members and others.
fn people(groups: &[(u16, usize, usize)]) -> Vec<Person> {
    let of = |&(cohort, members, others): &(u16, usize, usize)| {
        let members = std::iter::repeat_n((cohort, Some(1)), members);
        members.chain(std::iter::repeat_n((cohort, Some(0)), others))
    };
    groups.iter().flat_map(of).collect()
}

/// Of which cohorts each cell is open.
fn open(circuit: &Circuit, people: &[Person]) -> Vec<Vec<u16>> {
    let (cohorts, decision) = decide(circuit, people);
    let of = |cell: usize| {
        let open = cohorts.iter().zip(&decision.cohorts).filter(|(_, cohort)| cohort.permitted.cells[cell]);
        open.map(|(number, _)| *number).collect()
    };
    (0..circuit.0.plan.cells.len()).map(of).collect()
}

#[test]
fn cohorts_that_are_too_small_take_the_smallest_others_with_them() {
    let of = |sizes: &[u64]| {
        let accepted = (1..).zip(sizes.iter().copied()).collect();
        eligible(&accepted, THRESHOLD)
    };
    assert_eq!(of(&[5, 6, 7]), [1, 2, 3]);
    assert_eq!(of(&[9, 4, 7, 8]), [1, 4], "one alone would be known from the total");
    assert_eq!(of(&[9, 4, 1, 8]), [1, 4], "five together");
    assert_eq!(of(&[7, 2, 7]), [3], "the first of equal ones goes");
    assert_eq!(of(&[4, 4]), Vec::<u16>::new());
    assert_eq!(of(&[9, 1]), Vec::<u16>::new());
    assert_eq!(of(&[9, 0, 6]), [1, 3], "nobody needs no cover");
    assert_eq!(eligible(&[(0, 50)].into(), THRESHOLD), Vec::<u16>::new(), "no cohort");
}

#[test]
fn what_is_open_of_all_is_open_of_cohorts_that_are_large_enough() {
    let circuit = circuit(r#"{ kind = "mean", of = "pay" }, { kind = "mean", of = "pay", by = "member" }"#);
    assert_eq!(
        open(&circuit, &people(&[(1, 9, 9), (2, 6, 7), (3, 5, 5)])),
        [[1, 2, 3], [1, 2, 3], [1, 2, 3]]
    );
}

#[test]
fn a_small_group_of_a_cohort_closes_it_and_another() {
    let circuit = circuit(
        r#"{ kind = "mean", of = "pay" }, { kind = "mean", of = "pay", by = "member" }, { kind = "mean", of = "age" }"#,
    );
    let found = open(&circuit, &people(&[(1, 9, 9), (2, 3, 17), (3, 6, 6), (4, 7, 7)]));
    assert_eq!(found[..3], [[1, 4], [1, 4], [1, 4]], "by difference the three would be known");
    assert_eq!(found[3], [1, 2, 3, 4], "another number is another matter");
    let found = open(&circuit, &people(&[(1, 9, 9), (2, 3, 17), (3, 2, 6), (4, 7, 7)]));
    assert_eq!(found[0], [1, 4], "the two small ones hide each other");
}

#[test]
fn a_group_of_nobody_is_no_secret() {
    let circuit = circuit(r#"{ kind = "sum", of = "pay" }, { kind = "sum", of = "pay", by = "member" }"#);
    assert_eq!(open(&circuit, &people(&[(1, 9, 9), (2, 0, 9), (3, 9, 0)]))[1], [1, 2, 3]);
}

#[test]
fn what_is_withheld_of_all_is_withheld_of_cohorts() {
    let circuit = circuit(r#"{ kind = "sum", of = "pay" }, { kind = "sum", of = "pay", by = "member" }"#);
    assert_eq!(open(&circuit, &people(&[(1, 1, 9), (2, 1, 9)])), [vec![1, 2], vec![], vec![]]);
}

#[test]
fn crosstabs_are_shown_of_cohorts_only_without_small_counts() {
    let form = r#"
title = "T"
purpose = "P"
field = [
  { key = "x", kind = "number", label = "X", min = 0, max = 9 },
  { key = "member", kind = "boolean", label = "Member" },
  { key = "y", kind = "boolean", label = "Y" },
]
analysis = [{ kind = "crosstab", rows = "member", columns = "y" }, { kind = "mean", of = "x" }]
"#;
    let circuit = Circuit::compile(&Form::from_toml(form).unwrap(), 1_000).unwrap();
    // Whoever is a member says no to the other question as everybody does: `is_in` knows one choice only.
    let (_, decision) = decide(&circuit, &people(&[(1, 9, 9), (2, 9, 2)]));
    assert_eq!(decision.cohorts.len(), 2);
    assert!(decision.cohorts.iter().all(|cohort| cohort.permitted.cells[0] && cohort.permitted.cells[1]));
    let (_, shown) = Tables::of_all(&circuit.0.plan, &decision, THRESHOLD).unwrap();
    assert!(shown.iter().all(|tables| !tables.shows(0)));
    let (_, decision) = decide(&circuit, &people(&[(1, 9, 9), (2, 9, 9)]));
    let (_, shown) = Tables::of_all(&circuit.0.plan, &decision, THRESHOLD).unwrap();
    assert!(shown.iter().all(|tables| tables.shows(0)));
}

/// Solves for everything that follows from what is opened: no sum over one to four people may.
#[test]
fn nothing_about_too_few_follows_from_all_that_is_opened() {
    let circuit = circuit(
        r#"{ kind = "mean", of = "pay" }, { kind = "standard_deviation", of = "pay", by = "member" }"#,
    );
    let mut random = Random(1);
    let mut opened = 0;
    for _ in 0..1500 {
        let cohorts = 2 + random.below(3) as u16;
        let mut people: Vec<Person> = Vec::new();
        for cohort in 1..=cohorts {
            for option in [None, Some(0), Some(1)] {
                let size = [0, 1, 2, 3, 4, 5, 6, 9, 20][random.below(9)];
                people.extend(std::iter::repeat_n((cohort, option), size));
            }
        }
        if (people.len() as u64) < THRESHOLD {
            continue;
        }
        let (numbers, decision) = decide(&circuit, &people);
        opened +=
            decision.cohorts.iter().flat_map(|cohort| &cohort.permitted.cells).filter(|&&open| open).count();
        attack(&circuit, &people, &numbers, &decision);
    }
    assert!(opened > 500, "{opened} cells are hardly a test");
}

fn attack(circuit: &Circuit, people: &[Person], numbers: &[u16], decision: &Decision) {
    let mut atoms: Vec<(Person, u64)> = Vec::new();
    for person in people {
        match atoms.iter_mut().find(|(atom, _)| atom == person) {
            Some((_, size)) => *size += 1,
            None => atoms.push((*person, 1)),
        }
    }
    let plan = &circuit.0.plan;
    let mut known: Vec<Vec<bool>> = Vec::new();
    for (cohort, permitted) in std::iter::once(0).chain(numbers.iter().copied()).zip(decision.permitted()) {
        for (cell, _) in plan.cells.iter().zip(&permitted.cells).filter(|(_, open)| **open) {
            for (population, _) in cell.facts.iter().filter(|(_, moment)| *moment == Moment::Value(PAY)) {
                let population = &plan.populations[*population];
                let said = |person: &Person| (cohort == 0 || person.0 == cohort) && is_in(person, population);
                known.push(atoms.iter().map(|(person, _)| said(person)).collect());
            }
        }
    }
    let all: Vec<usize> = (0..atoms.len()).collect();
    let rank_of_all = rank(&known, &all);
    for few in sets_of_few(&atoms) {
        let others: Vec<usize> = all.iter().copied().filter(|atom| !few.contains(atom)).collect();
        assert_eq!(rank(&known, &others), rank_of_all, "{few:?} of {atoms:?} follows");
    }
}

/// All sets of atoms with one to four people in them together.
fn sets_of_few(atoms: &[(Person, u64)]) -> Vec<Vec<usize>> {
    let mut sets: Vec<(Vec<usize>, u64)> = vec![(Vec::new(), 0)];
    for (atom, (_, size)) in atoms.iter().enumerate() {
        let with = sets.iter().filter(|(_, people)| people + size < THRESHOLD);
        let with: Vec<_> = with.map(|(set, people)| ([&set[..], &[atom]].concat(), people + size)).collect();
        sets.extend(with);
    }
    sets.into_iter().map(|(set, _)| set).filter(|set| !set.is_empty()).collect()
}

/// Rank of these columns, modulo a prime.
fn rank(rows: &[Vec<bool>], columns: &[usize]) -> usize {
    const P: u64 = 2_147_483_647;
    let mut rows: Vec<Vec<u64>> =
        rows.iter().map(|row| columns.iter().map(|&column| u64::from(row[column])).collect()).collect();
    let mut rank = 0;
    for column in 0..columns.len() {
        let Some(pivot) = (rank..rows.len()).find(|&row| rows[row][column] != 0) else { continue };
        rows.swap(rank, pivot);
        let inverse = power(rows[rank][column], P - 2, P);
        let pivot = rows[rank].clone();
        for row in rows.iter_mut().skip(rank + 1) {
            let factor = row[column] * inverse % P;
            for (at, pivot) in row.iter_mut().zip(&pivot).skip(column) {
                *at = (*at + (P - factor) * pivot) % P;
            }
        }
        rank += 1;
    }
    rank
}

fn power(mut base: u64, mut exponent: u64, modulus: u64) -> u64 {
    let mut result = 1;
    while exponent > 0 {
        if exponent % 2 == 1 {
            result = result * base % modulus;
        }
        base = base * base % modulus;
        exponent /= 2;
    }
    result
}

/// SplitMix64.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((z ^ (z >> 31)) % limit as u64) as usize
    }
}
