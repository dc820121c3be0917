//! Frequencies: small ones are hidden, and others with them.

#![allow(clippy::unwrap_used)]

mod support;

use tacit_form::{Answers, Form, results::Outcome};

const THRESHOLD: u32 = 5;

fn form(analyses: &str) -> Form {
    let form = format!(
        r#"
title = "T"
purpose = "P"
field = [
  {{ key = "pay", kind = "number", label = "Pay", min = 0, max = 9 }},
  {{ key = "region", kind = "choice", label = "Region", options = [
    {{ key = "n", label = "N" }}, {{ key = "s", label = "S" }}, {{ key = "w", label = "W" }} ] }},
  {{ key = "member", kind = "boolean", label = "Member" }},
  {{ key = "likes", kind = "multi", label = "Likes", optional = true, options = [
    {{ key = "tea", label = "Tea" }}, {{ key = "milk", label = "Milk" }} ] }},
]
analysis = [{analyses}]
"#
    );
    Form::from_toml(&form).unwrap()
}

/// So many people with a region, a membership and likes.
type Group = (usize, &'static str, &'static str, &'static [&'static str]);

/// Of each analysis, what its rows show.
fn shown(analyses: &str, groups: &[Group]) -> Vec<Vec<Vec<Option<u64>>>> {
    let form = form(analyses);
    let people = groups.iter().flat_map(|&(people, region, member, likes)| {
        let likes = likes.iter().map(|like| (*like).to_owned()).collect::<Vec<_>>();
        let answers = [
            ("pay", vec!["1".to_owned()]),
            ("region", vec![region.to_owned()]),
            ("member", vec![member.to_owned()]),
            ("likes", likes),
        ];
        let answers: std::collections::BTreeMap<String, Vec<String>> = answers
            .into_iter()
            .filter(|(_, texts)| !texts.is_empty())
            .map(|(key, texts)| (key.to_owned(), texts))
            .collect();
        std::iter::repeat_n(Answers::from(answers), people)
    });
    let results = support::compute(&form, people, THRESHOLD);
    let row = |outcome: &Outcome| match outcome {
        Outcome::Frequencies(options) => options.iter().map(|(_, count)| *count).collect(),
        Outcome::Crosstab(table) => {
            table.counts.iter().flatten().chain(&table.column_totals).copied().collect()
        }
        Outcome::Mean(_) => vec![Some(0)],
        _ => Vec::new(),
    };
    results.analyses.iter().map(|it| it.rows.iter().map(|row_of| row(&row_of.outcome)).collect()).collect()
}

fn regions(n: usize, s: usize, w: usize) -> [Group; 3] {
    [(n, "n", "no", &[]), (s, "s", "no", &[]), (w, "w", "no", &[])]
}

const REGION: &str = "{ kind = 'frequency', of = 'region' }";

#[test]
fn a_small_one_takes_the_next_smallest_with_it() {
    assert_eq!(shown(REGION, &regions(12, 6, 5)), [[[Some(12), Some(6), Some(5)]]]);
    assert_eq!(shown(REGION, &regions(12, 6, 3)), [[[Some(12), None, None]]]);
    assert_eq!(shown(REGION, &regions(12, 4, 3)), [[[Some(12), None, None]]]);
    assert_eq!(shown(REGION, &regions(12, 6, 0)), [[[Some(12), Some(6), Some(0)]]]);
    assert_eq!(shown(REGION, &regions(12, 0, 3)), [[[None, Some(0), None]]]);
}

#[test]
fn groups_of_means_hide_the_same() {
    let analyses = format!("{{ kind = 'mean', of = 'pay', by = 'region' }}, {REGION}");
    let found = shown(&analyses, &regions(12, 6, 3));
    assert_eq!(found[0], [vec![Some(0)], vec![], vec![]]);
    assert_eq!(found[1], [[Some(12), None, None]]);
}

#[test]
fn frequencies_by_a_group_are_a_table_whose_totals_the_others_show() {
    let people: [Group; 4] =
        [(9, "n", "no", &[]), (3, "s", "no", &[]), (8, "n", "yes", &[]), (7, "s", "yes", &[])];
    let by = "{ kind = 'frequency', of = 'region', by = 'member' }";
    let found = shown(by, &people);
    assert_eq!(found[0][0], [None, None, Some(0)], "12 say no, so both are hidden");
    assert_eq!(found[0][1], [Some(8), Some(7), Some(0)], "nothing tells how many live where");
    let found = shown(&format!("{REGION}, {by}"), &people);
    assert_eq!(found[0], [[Some(17), Some(10), Some(0)]]);
    assert_eq!(found[1][1], [None, None, Some(0)], "or 10 less 7 would be 3");
    let table = "{ kind = 'crosstab', rows = 'member', columns = 'region' }";
    let found = shown(&format!("{by}, {table}"), &people);
    assert_eq!(found[1][0][..6].to_vec(), found[0].concat(), "a table of both shows the same");
}

/// That few of a group answered one question doesn't keep the others of that group from being shown.
#[test]
fn few_answers_to_one_question_hide_nothing_of_another() {
    let by = "{ kind = 'frequency', of = 'member', by = 'region' }, { kind = 'frequency', of = 'likes', by = 'region' }";
    let tea: &[&str] = &["tea"];
    let people: [Group; 6] = [
        (9, "n", "no", tea),
        (8, "n", "yes", tea),
        (20, "s", "no", tea),
        (7, "s", "yes", tea),
        (4, "w", "yes", tea),
        (30, "w", "yes", &[]),
    ];
    let found = shown(by, &people);
    assert_eq!(found[0], [[Some(9), Some(8)], [Some(20), Some(7)], [Some(0), Some(34)]]);
    assert_eq!(found[1], [vec![], vec![Some(27), Some(0)], vec![]], "w, with n that it is hidden behind");
}

#[test]
fn where_several_can_be_ticked_few_who_did_not_are_hidden_too() {
    let likes = "{ kind = 'frequency', of = 'likes' }";
    let both: &[&str] = &["tea", "milk"];
    assert_eq!(shown(likes, &[(9, "n", "no", &["tea"]), (6, "n", "no", both)]), [[[Some(15), Some(6)]]]);
    assert_eq!(shown(likes, &[(9, "n", "no", &["tea"]), (4, "n", "no", both)]), [[[Some(13), None]]]);
    assert_eq!(shown(likes, &[(9, "n", "no", both), (4, "n", "no", &["milk"])]), [[[None, Some(13)]]]);
    let by = "{ kind = 'frequency', of = 'likes', by = 'member' }";
    let people: [Group; 4] =
        [(9, "n", "no", both), (6, "n", "no", &["tea"]), (8, "n", "yes", both), (2, "n", "yes", &["milk"])];
    assert_eq!(shown(by, &people), [[[Some(15), Some(9)], [None, Some(10)]]]);
}

/// Whoever answers ticks something: all ticks less all people are those who ticked both.
#[test]
fn few_who_ticked_several_do_not_follow() {
    let likes = "{ kind = 'frequency', of = 'likes' }";
    let both: &[&str] = &["tea", "milk"];
    let ticked = |both_ticked| {
        [(20, "n", "no", &["tea"] as &[&str]), (10, "n", "no", &["milk"]), (both_ticked, "n", "no", both)]
    };
    assert_eq!(shown(likes, &ticked(3)), [[[Some(23), None]]]);
    assert_eq!(shown(likes, &ticked(5)), [[[Some(25), Some(15)]]]);
    assert_eq!(shown(likes, &ticked(0)), [[[Some(20), Some(10)]]]);
    let by = "{ kind = 'frequency', of = 'likes', by = 'member' }";
    let other = (9, "n", "yes", &["tea"] as &[&str]);
    let people: Vec<Group> = ticked(3).into_iter().chain([other]).collect();
    assert_eq!(shown(by, &people), [[[None, None], [None, None]]]);
}
