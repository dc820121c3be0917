//! Tables of which counts tell together who is who.

#![allow(clippy::unwrap_used)]

mod support;

use std::collections::BTreeMap;

use tacit_form::{Answers, Form, results::Outcome};

const THRESHOLD: u32 = 5;
/// Questions to which all say the same.
const OTHERS: [&str; 5] = ["q0", "q1", "q2", "q3", "q4"];

/// So many of a department who say yes, and who say no. The first two are one division, the others the other one.
fn shown(analyses: &str, departments: [(usize, usize); 4]) -> Vec<Option<Vec<Option<u64>>>> {
    let options =
        ["v", "w", "x", "y", "z"].map(|key| format!("{{ key = '{key}', label = '{key}' }}")).join(",");
    let others = OTHERS
        .map(|key| format!("{{ key = '{key}', kind = 'choice', label = '{key}', options = [{options}] }}"));
    let others = others.join(",");
    let form = format!(
        r#"
title = "T"
purpose = "P"
field = [
  {{ key = "department", kind = "choice", label = "Department", options = [
    {{ key = "a", label = "A" }}, {{ key = "b", label = "B" }}, {{ key = "c", label = "C" }}, {{ key = "d", label = "D" }} ] }},
  {{ key = "division", kind = "choice", label = "Division", options = [
    {{ key = "east", label = "East" }}, {{ key = "west", label = "West" }} ] }},
  {{ key = "ill", kind = "boolean", label = "Ill" }},
  {others}
]
analysis = [{analyses}]
"#
    );
    let form = Form::from_toml(&form).unwrap();
    let people = departments.iter().zip(["a", "b", "c", "d"]).zip(["east", "east", "west", "west"]);
    let people = people.flat_map(|((&(yes, no), department), division)| {
        let answers = |ill: &str| {
            let answers = [("department", department), ("division", division), ("ill", ill)].into_iter();
            let answers = answers.chain(OTHERS.map(|key| (key, "v")));
            let answers = answers.map(|(key, text)| (key.to_owned(), vec![text.to_owned()]));
            Answers::from(answers.collect::<BTreeMap<_, _>>())
        };
        let all = std::iter::repeat_n(answers("yes"), yes).chain(std::iter::repeat_n(answers("no"), no));
        all.collect::<Vec<_>>()
    });
    let results = support::compute(&form, people, THRESHOLD);
    let counts = |outcome: &Outcome| match outcome {
        Outcome::Crosstab(table) => Some(table.counts.concat()),
        _ => None,
    };
    results.analyses.iter().map(|analysis| counts(&analysis.rows[0].outcome)).collect()
}

const TABLES: [&str; 3] = [
    "{ kind = 'crosstab', rows = 'department', columns = 'division' }",
    "{ kind = 'crosstab', rows = 'department', columns = 'ill' }",
    "{ kind = 'crosstab', rows = 'division', columns = 'ill' }",
];

#[test]
fn a_division_less_its_departments_is_not_told() {
    // 3 of the first department are ill; all ill of the division less those of the second one are these.
    let departments = [(3, 20), (9, 30), (6, 10), (8, 50)];
    let alone = shown(TABLES[1], departments);
    let hidden = alone[0].as_ref().unwrap().iter().filter(|count| count.is_none()).count();
    assert_eq!(hidden, 4, "one more, and their rows' others: {alone:?}");
    let of_divisions = shown(TABLES[2], departments);
    assert!(of_divisions[0].as_ref().unwrap().iter().all(Option::is_some), "{of_divisions:?}");

    let all = shown(&TABLES.join(","), departments);
    assert_eq!(all[1], alone[0], "the first one stays as it is");
    assert_eq!(all[2], None);
    let unrelated = shown(&TABLES[1..].join(","), departments);
    assert_eq!(unrelated[1], of_divisions[0], "nobody is told what department is in what division");
}

#[test]
fn large_counts_are_all_shown() {
    let all = shown(&TABLES.join(","), [(7, 20), (9, 30), (6, 40), (8, 50)]);
    assert!(all.iter().all(|table| table.as_ref().unwrap().iter().all(Option::is_some)), "{all:?}");
}

#[test]
fn it_isnt_told_where_there_are_more_questions_than_can_be_looked_at_together() {
    let departments = [(3, 20), (9, 30), (6, 10), (8, 50)];
    let others = OTHERS.map(|key| format!("{{ kind = 'crosstab', rows = 'ill', columns = '{key}' }}"));
    let all = shown(&format!("{},{}", TABLES.join(","), others.join(",")), departments);
    assert_eq!(all[2], None);
    assert!(all[1].is_some());
}

/// So many people with each answer to a region (none, north, south), membership and illness; of each analysis, the counts that it shows.
fn counted(analyses: &str, people: &[(usize, [Option<&str>; 3])]) -> Vec<Vec<Option<u64>>> {
    let form = format!(
        "title = 'T'\npurpose = 'P'\nfield = [
          {{ key = 'region', kind = 'choice', label = 'Region', optional = true, options = [
            {{ key = 'n', label = 'N' }}, {{ key = 's', label = 'S' }}, {{ key = 'w', label = 'W' }} ] }},
          {{ key = 'member', kind = 'boolean', label = 'Member' }},
          {{ key = 'ill', kind = 'boolean', label = 'Ill' }} ]
        analysis = [{analyses}]"
    );
    let form = Form::from_toml(&form).unwrap();
    let answers = |answers: &[Option<&str>; 3]| {
        let given = ["region", "member", "ill"].into_iter().zip(answers);
        let given = given.filter_map(|(key, text)| Some((key.to_owned(), vec![(*text)?.to_owned()])));
        Answers::from(given.collect::<BTreeMap<_, _>>())
    };
    let people = people.iter().flat_map(|(people, of)| std::iter::repeat_n(answers(of), *people));
    let results = support::compute(&form, people, THRESHOLD);
    let counts = |outcome: &Outcome| match outcome {
        Outcome::Crosstab(table) => table.counts.concat(),
        Outcome::Frequencies(options) => options.iter().map(|(_, count)| *count).collect(),
        _ => Vec::new(),
    };
    let analyses = results.analyses.iter();
    analyses.map(|analysis| analysis.rows.iter().flat_map(|row| counts(&row.outcome)).collect()).collect()
}

#[test]
fn that_all_of_a_group_are_in_two_others_is_reckoned_with() {
    // All members are of the north or south, 12 and 13 of 25: so 15 of them are ill, of 18 in all.
    let [yes, no] = [Some("yes"), Some("no")];
    let people = [
        (7, [Some("n"), yes, yes]),
        (5, [Some("n"), yes, no]),
        (8, [Some("s"), yes, yes]),
        (5, [Some("s"), yes, no]),
        (20, [Some("w"), no, no]),
        (3, [None, no, yes]),
        (3, [None, no, no]),
    ];
    let by_region =
        ["member", "ill"].map(|of| format!("{{ kind = 'frequency', of = '{of}', by = 'region' }}"));
    let analyses = [&by_region[0], &by_region[1], "{ kind = 'frequency', of = 'ill' }"];
    let members =
        ["{ kind = 'frequency', of = 'ill', by = 'member' }", "{ kind = 'frequency', of = 'member' }"];
    let shown = counted(&[&analyses[..], &members].concat().join(","), &people);
    let is_shown = |analysis: usize| shown[analysis].iter().any(Option::is_some);
    assert!(is_shown(0) && is_shown(1), "the first ones stay: {shown:?}");
    assert!(!(is_shown(2) && is_shown(4)), "three who are ill are no members: {shown:?}");
}

#[test]
fn what_is_one_count_more_than_another_is_nobody_or_enough() {
    // Whoever is ill is of the north; of the members there 18, of the ill 15.
    let [yes, no] = [Some("yes"), Some("no")];
    let people = [
        (15, [Some("n"), yes, yes]),
        (5, [Some("n"), no, yes]),
        (3, [Some("n"), yes, no]),
        (17, [Some("n"), no, no]),
        (20, [Some("s"), yes, no]),
        (20, [Some("s"), no, no]),
    ];
    let pairs = [("region", "ill"), ("region", "member"), ("ill", "member")];
    let tables = pairs
        .map(|(rows, columns)| format!("{{ kind = 'crosstab', rows = '{rows}', columns = '{columns}' }}"));
    let shown = counted(&tables.join(","), &people);
    assert!(shown[0].contains(&Some(20)) && shown[1].contains(&Some(18)), "{shown:?}");
    assert!(!shown[2].contains(&Some(15)), "{shown:?}");
}

/// So many people with each answer to a region, a kind, and illness; of the tables of each two, the counts that each shows.
fn of_two_kinds(people: &[(usize, [&str; 3])]) -> Vec<Vec<Option<u64>>> {
    let options = |keys: [&str; 5]| keys.map(|key| format!("{{ key = '{key}', label = '{key}' }}")).join(",");
    let (regions, kinds) = (options(["n", "s", "w", "v", "t"]), options(["x", "y", "z", "u", "r"]));
    let form = format!(
        "title = 'T'\npurpose = 'P'\nfield = [
          {{ key = 'region', kind = 'choice', label = 'Region', options = [{regions}] }},
          {{ key = 'kind', kind = 'choice', label = 'Kind', options = [{kinds}] }},
          {{ key = 'ill', kind = 'boolean', label = 'Ill' }} ]
        analysis = [
          {{ kind = 'crosstab', rows = 'region', columns = 'kind' }},
          {{ kind = 'crosstab', rows = 'region', columns = 'ill' }},
          {{ kind = 'crosstab', rows = 'kind', columns = 'ill' }} ]"
    );
    let form = Form::from_toml(&form).unwrap();
    let answers = |answers: &[&str; 3]| {
        let given = ["region", "kind", "ill"].into_iter().zip(answers);
        let given = given.map(|(key, text)| (key.to_owned(), vec![(*text).to_owned()]));
        Answers::from(given.collect::<BTreeMap<_, _>>())
    };
    let people = people.iter().flat_map(|(people, of)| std::iter::repeat_n(answers(of), *people));
    let results = support::compute(&form, people, THRESHOLD);
    let counts = |outcome: &Outcome| match outcome {
        Outcome::Crosstab(table) => table.counts.concat(),
        _ => Vec::new(),
    };
    results.analyses.iter().map(|analysis| counts(&analysis.rows[0].outcome)).collect()
}

#[test]
fn what_is_left_of_a_number_without_two_others_is_nobody_or_enough() {
    // Nobody of the north is of kind x. Of the 30 who are ill, 12 are of the north and 15 of kind x; 3 are neither.
    let people = [
        (6, ["n", "y", "yes"]),
        (4, ["n", "y", "no"]),
        (6, ["n", "z", "yes"]),
        (4, ["n", "z", "no"]),
        (8, ["s", "x", "yes"]),
        (7, ["s", "x", "no"]),
        (1, ["s", "y", "yes"]),
        (4, ["s", "y", "no"]),
        (5, ["s", "z", "no"]),
        (7, ["w", "x", "yes"]),
        (8, ["w", "x", "no"]),
        (1, ["w", "y", "yes"]),
        (4, ["w", "y", "no"]),
        (1, ["w", "z", "yes"]),
        (4, ["w", "z", "no"]),
    ];
    let shown = of_two_kinds(&people);
    assert!(shown[0].iter().chain(&shown[1]).all(Option::is_some), "the first two stay: {shown:?}");
    assert!(shown[2].is_empty(), "{shown:?}");

    // With two more of them it may be told.
    let people: Vec<_> = people.into_iter().chain([(2, ["s", "z", "yes"])]).collect();
    assert!(of_two_kinds(&people).iter().flatten().all(Option::is_some));
}

#[test]
fn what_is_left_of_a_number_without_four_others_is_nobody_or_enough() {
    // Nobody of n and s is of x and y. Of the 35 who are ill, 8 are of each of these four; 3 are of none.
    let (mut people, closed) = (Vec::new(), (["n", "s"], ["x", "y"]));
    for region in ["n", "s", "w", "v", "t"] {
        for kind in ["x", "y", "z", "u", "r"] {
            if !(closed.0.contains(&region) && closed.1.contains(&kind)) {
                people.push((10, [region, kind, "no"]));
            }
        }
    }
    for one in closed.0 {
        people.extend([(3, [one, "z", "yes"]), (3, [one, "u", "yes"]), (2, [one, "r", "yes"])]);
    }
    for one in closed.1 {
        people.extend([(3, ["w", one, "yes"]), (3, ["v", one, "yes"]), (2, ["t", one, "yes"])]);
    }
    let few = [(1, ["w", "z", "yes"]), (1, ["v", "u", "yes"]), (1, ["t", "r", "yes"])];
    let shown = of_two_kinds(&[&people[..], &few].concat());
    assert!(shown[0].iter().chain(&shown[1]).all(Option::is_some), "the first two stay: {shown:?}");
    assert!(shown[2].is_empty(), "{shown:?}");
    people.extend(few.map(|(_, of)| (2, of)));
    assert!(of_two_kinds(&people).iter().flatten().all(Option::is_some));
}

#[test]
fn who_left_a_question_open_is_not_told_apart_by_another_one() {
    let [yes, no] = [Some("yes"), Some("no")];
    let people = |[ill, well]: [usize; 2]| {
        let of_none = [(ill, [None, yes, yes]), (well, [None, yes, no])];
        let regions = [
            (6, [Some("n"), yes, yes]),
            (14, [Some("n"), yes, no]),
            (7, [Some("s"), yes, yes]),
            (10, [Some("s"), yes, no]),
        ];
        regions.into_iter().chain(of_none).filter(|(people, _)| *people > 0).collect::<Vec<_>>()
    };
    let analyses =
        "{ kind = 'frequency', of = 'ill' }, { kind = 'crosstab', rows = 'region', columns = 'ill' }";
    let is_shown = |of_none| counted(analyses, &people(of_none))[1].iter().any(Option::is_some);
    // Of the three who don't say where they are from, two are ill: 15 in all, less the 13 of whom the table knows a region.
    assert!(!is_shown([2, 1]));
    // That they all are would be told in the same way, or that none is.
    assert!(!is_shown([3, 0]) && !is_shown([0, 3]));
    assert!(is_shown([6, 5]) && is_shown([6, 0]), "many may be told");
    assert!(is_shown([0, 0]), "nobody left it open: there is nothing to hide");
}

#[test]
fn who_left_a_question_open_is_not_told_to_be_none_of_several() {
    // 25 of 37 have no illness, and 25 of the 35 who say where they are from: so the two who don't say have one.
    let form = "title = 'T'\npurpose = 'P'\nfield = [
          { key = 'region', kind = 'choice', label = 'Region', optional = true, options = [
            { key = 'n', label = 'N' }, { key = 's', label = 'S' } ] },
          { key = 'illness', kind = 'choice', label = 'Illness', options = [
            { key = 'none', label = 'None' }, { key = 'a', label = 'A' }, { key = 'b', label = 'B' }, { key = 'c', label = 'C' } ] },
          { key = 'age', kind = 'choice', label = 'Age', options = [
            { key = 'young', label = 'Young' }, { key = 'old', label = 'Old' }, { key = 'other', label = 'Other' } ] } ]
        analysis = [ { kind = 'frequency', of = 'illness' }, { kind = 'crosstab', rows = 'region', columns = 'illness' },
          { kind = 'frequency', of = 'age' } ]";
    let form = Form::from_toml(form).unwrap();
    let people = [(Some("n"), [12, 2, 2, 1]), (Some("s"), [13, 1, 2, 2]), (None, [0, 1, 0, 1])];
    let answers = people.iter().flat_map(|(region, of)| {
        let of_each = of.iter().zip(["none", "a", "b", "c"]);
        of_each.flat_map(move |(people, illness)| std::iter::repeat_n((*region, illness), *people))
    });
    let answers = answers.enumerate().map(|(at, (region, illness))| {
        let age = ["young", "old", "other"][at % 3];
        let given = [("illness", Some(illness)), ("age", Some(age)), ("region", region)].into_iter();
        let given = given.filter_map(|(key, text)| Some((key.to_owned(), vec![text?.to_owned()])));
        Answers::from(given.collect::<BTreeMap<_, _>>())
    });
    let results = support::compute(&form, answers, THRESHOLD);
    let is_shown = |analysis: usize| results.analyses[analysis].rows[0].outcome != Outcome::Withheld;
    assert!(is_shown(0) && is_shown(2), "the first of them stays, and what has nothing to do with it");
    assert!(!is_shown(1), "{:?}", results.analyses[1].rows[0].outcome);
}

#[test]
fn what_everybody_says_is_told_of_whoever_left_another_question_open() {
    let [yes, no] = [Some("yes"), Some("no")];
    let people = [(20, [Some("n"), yes, no]), (17, [Some("s"), yes, no]), (3, [None, yes, no])];
    let analyses = "{ kind = 'frequency', of = 'ill' }, { kind = 'frequency', of = 'region' }, { kind = 'count', of = 'region' }";
    let shown = counted(analyses, &people);
    assert_eq!(
        (&shown[0], &shown[1][..2]),
        (&vec![Some(40), Some(0)], &[Some(20), Some(17)][..]),
        "{shown:?}"
    );
}

#[test]
fn ten_tables_of_answers_that_have_nothing_to_do_with_each_other_are_shown_soon() {
    let options = ["a", "b", "c", "d", "e"];
    let listed = options.map(|key| format!("{{ key = '{key}', label = '{key}' }}")).join(",");
    let fields: Vec<String> = (0..5)
        .map(|at| format!("{{ key = 'q{at}', kind = 'choice', label = 'Q{at}', options = [{listed}] }}"))
        .collect();
    let pairs = (0..5).flat_map(|one| (0..one).map(move |other| (one, other)));
    let tables: Vec<String> = pairs
        .map(|(one, other)| format!("{{ kind = 'crosstab', rows = 'q{one}', columns = 'q{other}' }}"))
        .collect();
    let form = format!(
        "title = 'T'\npurpose = 'P'\nfield = [{}]\nanalysis = [{}]",
        fields.join(","),
        tables.join(",")
    );
    let form = Form::from_toml(&form).unwrap();
    let people = (0..120usize).map(|person| {
        let answer = |at: usize| mixed((person * 5 + at) as u64) as usize % 5;
        let answers = (0..5).map(|at| (format!("q{at}"), vec![options[answer(at)].to_owned()]));
        Answers::from(answers.collect::<BTreeMap<_, _>>())
    });
    let start = std::time::Instant::now();
    let results = support::compute(&form, people, 5);
    assert!(start.elapsed().as_secs() < 10, "took {:?}", start.elapsed());
    let is_shown = |outcome: &Outcome| matches!(outcome, Outcome::Crosstab(_));
    assert!(
        results.analyses.iter().all(|analysis| is_shown(&analysis.rows[0].outcome)),
        "nobody is told who is who"
    );
}

/// SplitMix64's last step.
fn mixed(number: u64) -> u64 {
    let mut z = number.wrapping_add(1).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}
