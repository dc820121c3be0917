//! Every figure, tests and intervals included, that comes out of the shares of 526 people's answers is what statsmodels, SciPy and
//! NumPy find in them: of everybody, of groups, and of cohorts.

#![allow(clippy::unwrap_used, reason = "a test that can't go on panics")]

#[path = "../../test-vectors/statistics/compare.rs"]
mod compare;

use tacit_analyst::inference;
use tacit_form::{Answers, Form, results::Results};
use tacit_tally::{
    Circuit,
    cohorts::Terms,
    helper::{Helper, HelperSums},
    leader::{Leader, LeaderSums},
    shard,
};

const DATA: &str = include_str!("../../examples/wage1.csv");
const PAY: &str = include_str!("../../examples/pay-in-depth.toml");
const GROUPS: &str = include_str!("../../test-vectors/statistics/groups.toml");
/// Each cohort, and the question that says who is of it; the last one's are none of the others'.
const REGIONS: [(&str, &str); 4] =
    [("South", "south"), ("West", "west"), ("North central", "northcen"), ("Northeast", "")];
const SESSION: [u8; 32] = [1; 32];
const VERIFY_KEY: [u8; 32] = [2; 32];

/// What both parties find together in these people's answers, each with the number of a cohort.
fn compute(form: &Form, people: &[(u16, Answers)], cohorts: &[String]) -> Results {
    let circuit = Circuit::compile(form, 1000).unwrap();
    let (leader, helper) =
        (Leader::new(&circuit, &SESSION, &VERIFY_KEY), Helper::new(&circuit, &SESSION, &VERIFY_KEY));
    let (mut leaders, mut helpers) = (LeaderSums::new(), HelperSums::new());
    for (number, (cohort, answers)) in (0_u128..).zip(people) {
        let id = number.to_be_bytes();
        let shares = shard(&circuit, &SESSION, &id, &form.validate(answers).unwrap()).unwrap();
        let (state, verifier) = leader.prepare(&id, &shares.public, &shares.leader).unwrap();
        let verify = |sum: &mut _| helper.verify(&id, &shares.public, &shares.helper, &verifier, sum);
        let message = helpers.add(&circuit, *cohort, verify).unwrap();
        leaders.add(&circuit, *cohort, |sum| leader.finish(state, &message, sum)).unwrap();
    }
    let terms = Terms::exact(5);
    let released = leaders.release(&circuit, &helpers.counts(&circuit, &terms), &terms).unwrap();
    let mut results = helpers.open(&circuit, form, cohorts, &released, people.len() as u64, &terms).unwrap();
    inference::complete(&mut results);
    results
}

/// Everybody of the data, with the answers to this form's questions and the number of the region.
fn people(form: &Form) -> Vec<(u16, Answers)> {
    let mut data = csv::Reader::from_reader(DATA.as_bytes());
    let keys = data.headers().unwrap().clone();
    let person = |record: csv::StringRecord| {
        let answers = keys.iter().zip(&record).filter(|(key, _)| form.field_index(key).is_some()).collect();
        let lives = |key: &str| keys.iter().zip(&record).any(|(asked, answer)| asked == key && answer == "1");
        let region = REGIONS.iter().position(|(_, key)| lives(key)).unwrap_or(REGIONS.len() - 1);
        (region as u16 + 1, answers)
    };
    data.records().map(|record| person(record.unwrap())).collect()
}

#[test]
fn everybody() {
    let form = Form::from_toml(PAY).unwrap();
    let people: Vec<_> = people(&form).into_iter().map(|(_, answers)| (0, answers)).collect();
    let results = compute(&form, &people, &[]);
    assert_eq!(results.accepted, 526);
    assert_eq!(compare::compare(&form, &results, "everybody", true), 150);
}

#[test]
fn groups_and_cohorts() {
    let form = Form::from_toml(GROUPS).unwrap();
    let names = REGIONS.map(|(name, _)| name.to_owned());
    let results = compute(&form, &people(&form), &names);
    assert_eq!(compare::compare(&form, &results, "groups", true), 70);
    for (cohort, name) in results.cohorts.iter().zip(names) {
        let of_cohort = Results { analyses: cohort.analyses.clone(), ..results.clone() };
        assert_eq!(cohort.name, name);
        assert_eq!(compare::compare(&form, &of_cohort, &format!("cohorts/{name}"), true), 70);
    }
    assert_eq!(results.cohorts.len(), REGIONS.len());
}
