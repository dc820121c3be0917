//! Cohorts through the shares: both parties keep a sum a cohort, and open what the thresholds allow.

#![allow(clippy::unwrap_used)]

use tacit_form::{
    Answers, Form,
    results::{AnalysisResult, Outcome, Results},
};
use tacit_tally::{
    Circuit, Reject, ReleaseError,
    cohorts::{MAX_OUTPUTS, Releases, Terms, check, max_encoded_len},
    helper::{Helper, HelperSums},
    leader::{Leader, LeaderSums},
    shard,
};

const SESSION: [u8; 32] = [1; 32];
const VERIFY_KEY: [u8; 32] = [2; 32];
const TERMS: Terms = Terms { threshold: 3, blur: None };

const FORM: &str = r#"
title = "T"
purpose = "P"
field = [
  { key = "pay", kind = "number", label = "Pay", min = 10, max = 99 },
  { key = "member", kind = "boolean", label = "Member" },
]
analysis = [
  { kind = "sum", of = "pay" },
  { kind = "sum", of = "pay", by = "member" },
  { kind = "frequency", of = "member" },
  { kind = "histogram", of = "pay", bins = [20, 30, 40] },
]
"#;

struct Parties {
    form: Form,
    circuit: Circuit,
    leaders: LeaderSums,
    helpers: HelperSums,
    people: u64,
}

impl Parties {
    fn new() -> Self {
        Self::of_form(FORM)
    }

    fn of_form(form: &str) -> Self {
        let form = Form::from_toml(form).unwrap();
        let circuit = Circuit::compile(&form, 1_000).unwrap();
        Self { form, circuit, leaders: LeaderSums::new(), helpers: HelperSums::new(), people: 0 }
    }

    fn of(people: &[(u16, u32, &str)]) -> Self {
        let mut parties = Self::new();
        people.iter().for_each(|&(cohort, pay, member)| parties.add(cohort, pay, member));
        parties
    }

    fn add(&mut self, cohort: u16, pay: u32, member: &str) {
        self.add_answers(cohort, &[("pay", &pay.to_string()), ("member", member)]);
    }

    fn add_answers(&mut self, cohort: u16, answers: &[(&str, &str)]) {
        let Self { form, circuit, leaders, helpers, people } = self;
        let mut id = [0; 16];
        id[..8].copy_from_slice(&people.to_be_bytes());
        *people += 1;
        let answers: Answers = answers.iter().copied().collect();
        let shares = shard(circuit, &SESSION, &id, &form.validate(&answers).unwrap()).unwrap();
        let leader = Leader::new(circuit, &SESSION, &VERIFY_KEY);
        let helper = Helper::new(circuit, &SESSION, &VERIFY_KEY);
        let (state, verifier) = leader.prepare(&id, &shares.public, &shares.leader).unwrap();
        let verify = |sum: &mut _| helper.verify(&id, &shares.public, &shares.helper, &verifier, sum);
        let message = helpers.add(circuit, cohort, verify).unwrap();
        leaders.add(circuit, cohort, |sum| leader.finish(state, &message, sum)).unwrap();
    }

    fn open(&self) -> Results {
        let counts = self.helpers.counts(&self.circuit, &TERMS);
        let released = self.leaders.release(&self.circuit, &counts, &TERMS).unwrap();
        self.helpers.open(&self.circuit, &self.form, &names(), &released, self.people, &TERMS).unwrap()
    }
}

fn names() -> Vec<String> {
    ["North", "South", "East"].map(str::to_owned).into()
}

/// Every sum of the second analysis: by member.
fn sums(results: &Results, cohort: usize) -> Vec<Option<String>> {
    let rows = results.cohorts[cohort].analyses.iter().take(2).flat_map(|analysis| &analysis.rows);
    rows.map(|row| match &row.outcome {
        Outcome::Sum(sum) => Some(sum.to_string()),
        _ => None,
    })
    .collect()
}

#[test]
fn the_sums_of_cohorts_and_of_all() {
    let people = [
        (1, 10, "yes"),
        (1, 20, "yes"),
        (1, 30, "yes"),
        (1, 40, "no"),
        (1, 50, "no"),
        (1, 60, "no"),
        (2, 11, "yes"),
        (2, 12, "yes"),
        (2, 13, "yes"),
        (2, 14, "no"),
        (2, 15, "no"),
        (2, 16, "no"),
        (3, 99, "no"),
        (3, 98, "no"),
        (3, 97, "no"),
    ];
    let results = Parties::of(&people).open();
    let Outcome::Sum(all) = &results.analyses[0].rows[0].outcome else { panic!("{results:?}") };
    assert_eq!((all.to_string(), results.accepted), ("585".to_owned(), 15));
    let found: Vec<_> = results.cohorts.iter().map(|cohort| (&cohort.name[..], cohort.accepted)).collect();
    assert_eq!(found, [("North", 6), ("South", 6), ("East", 3)]);
    let some = |sums: [&str; 3]| sums.map(|sum| Some(sum.to_owned())).to_vec();
    assert_eq!(sums(&results, 0), some(["210", "150", "60"]));
    assert_eq!(sums(&results, 1), some(["81", "45", "36"]));
    assert_eq!(sums(&results, 2), some(["294", "294", "0"]), "nobody is no secret");
    let frequencies = Outcome::Frequencies(vec![("No".into(), Some(3)), ("Yes".into(), Some(3))]);
    assert_eq!(results.cohorts[0].analyses[2].rows[0].outcome, frequencies);
}

/// Frequencies of everybody, and of each cohort that has any.
fn frequencies(results: &Results) -> Vec<Vec<Option<u64>>> {
    let all = std::iter::once(&results.analyses).chain(results.cohorts.iter().map(|cohort| &cohort.analyses));
    let found =
        all.filter(|analyses| !analyses.is_empty()).map(|analyses| match &analyses[2].rows[0].outcome {
            Outcome::Frequencies(options) => options.iter().map(|(_, count)| *count).collect(),
            other => panic!("{other:?}"),
        });
    found.collect()
}

#[test]
fn what_cohorts_show_tells_no_small_number() {
    let form = FORM
        .replace("{ kind = \"sum\", of = \"pay\", by = \"member\" },", "{ kind = \"mean\", of = \"pay\" },");
    assert_ne!(form, FORM);
    let of = |no: [usize; 3], yes: [usize; 3]| {
        let many = |cohort: usize, member, count| std::iter::repeat_n((cohort as u16 + 1, 50, member), count);
        let people: Vec<_> =
            (0..3).flat_map(|at| many(at, "no", no[at]).chain(many(at, "yes", yes[at]))).collect();
        let mut parties = Parties::of_form(&form);
        people.into_iter().for_each(|(cohort, pay, member)| parties.add(cohort, pay, member));
        frequencies(&parties.open())
    };
    let some = |no, yes| vec![Some(no), Some(yes)];
    let none = || vec![None, None];
    assert_eq!(of([4, 5, 6], [7, 8, 9]), [some(15, 24), some(4, 7), some(5, 8), some(6, 9)]);
    assert_eq!(
        of([2, 5, 6], [7, 8, 9]),
        [some(13, 24), none(), none(), some(6, 9)],
        "the next smallest goes with it"
    );
    assert_eq!(of([1, 0, 0], [7, 8, 9]), [none(), none(), none(), none()], "1 of all");
}

/// One table shown of one cohort and another of another would tell what the third has of the question that both are about.
#[test]
fn tables_with_a_question_in_common_are_shown_of_the_same_cohorts() {
    let form = r#"
title = "T"
purpose = "P"
field = [
  { key = "city", kind = "boolean", label = "City" },
  { key = "member", kind = "boolean", label = "Member" },
  { key = "union", kind = "boolean", label = "Union" },
]
analysis = [
  { kind = "crosstab", rows = "city", columns = "member" },
  { kind = "crosstab", rows = "city", columns = "union" },
]
"#;
    let mut parties = Parties::of_form(form);
    // In the city, how many are members, and how many of the union; outside it five of each pair.
    for (cohort, members, union, people) in [(1u16, 10, 18, 20), (2, 18, 10, 20), (3, 1, 1, 2)] {
        for person in 0..people {
            let yes = |count| if person < count { "yes" } else { "no" };
            parties.add_answers(cohort, &[("city", "yes"), ("member", yes(members)), ("union", yes(union))]);
        }
        for person in 0..20 {
            let (member, union) = if person < 10 { ("yes", "no") } else { ("no", "yes") };
            parties.add_answers(cohort, &[("city", "no"), ("member", member), ("union", union)]);
        }
    }
    let results = parties.open();
    let shown = |of: &[AnalysisResult], table: usize| matches!(of.get(table), Some(found) if matches!(found.rows[0].outcome, Outcome::Crosstab(_)));
    assert!(shown(&results.analyses, 0) && shown(&results.analyses, 1));
    let of_cohorts = |table: usize| {
        results.cohorts.iter().map(|cohort| shown(&cohort.analyses, table)).collect::<Vec<_>>()
    };
    assert_eq!((of_cohorts(0), of_cohorts(1)), (vec![true, false, false], vec![false; 3]));
}

#[test]
fn bins_are_joined_alike_in_all_cohorts() {
    let many = |cohort, pay: u32, count| std::iter::repeat_n((cohort, pay, "yes"), count);
    let north = many(1, 15, 4).chain(many(1, 25, 1)).chain(many(1, 35, 5));
    let south = many(2, 15, 3).chain(many(2, 25, 3)).chain(many(2, 45, 3));
    let people: Vec<_> = north.chain(south).collect();
    let results = Parties::of(&people).open();
    let bins = |outcome: &Outcome| match outcome {
        Outcome::Histogram(histogram) => histogram.bins.iter().map(|bin| bin.count).collect::<Vec<_>>(),
        other => panic!("{other:?}"),
    };
    assert_eq!(bins(&results.analyses[3].rows[0].outcome), [7, 4, 5, 3]);
    let of = |cohort: usize| bins(&results.cohorts[cohort].analyses[3].rows[0].outcome);
    assert_eq!((of(0), of(1)), (vec![4, 6, 0], vec![3, 3, 3]), "one alone in a bin joins the next");
}

#[test]
fn too_small_cohorts_say_nothing() {
    let people: Vec<_> = (0..10).map(|i| (1 + u16::from(i >= 8), 10 + i, "yes")).collect();
    let results = Parties::of(&people).open();
    assert!(results.cohorts.iter().all(|cohort| cohort.analyses.is_empty()), "{results:?}");
    assert_eq!(results.cohorts.iter().map(|cohort| cohort.accepted).collect::<Vec<_>>(), [8, 2, 0]);
    let few = Parties::of(&people[..2]).open();
    assert_eq!((few.accepted, &few.analyses[0].rows[0].outcome), (2, &Outcome::Withheld));
    assert!(few.cohorts.iter().all(|cohort| cohort.analyses.is_empty()));
}

#[test]
fn either_party_notices_another_release() {
    let people: Vec<_> = (0..12).map(|i| (1 + i % 3, 10 + u32::from(i), "yes")).collect();
    let parties = Parties::of(&people);
    let Parties { form, circuit, leaders, helpers, people } = &parties;
    let counts = helpers.counts(circuit, &TERMS);
    assert_eq!(counts.iter().map(|(cohort, _)| *cohort).collect::<Vec<_>>(), [0, 1, 2, 3]);
    let mut others = [counts.clone(), counts.clone(), counts.clone(), counts.clone(), Vec::new()];
    others[0].pop();
    others[1][3].0 = 4;
    others[2].swap(1, 2);
    others[3][2].1.pop();
    for other in &others {
        assert_eq!(leaders.release(circuit, other, &TERMS).unwrap_err(), ReleaseError::Shape);
    }
    let mut lie = counts.clone();
    lie[1].1[0] = [9; 16];
    assert_eq!(leaders.release(circuit, &lie, &TERMS).unwrap_err(), ReleaseError::Inconsistent);

    let open = |alter: &dyn Fn(&mut Releases)| {
        let mut released = leaders.release(circuit, &counts, &TERMS).unwrap();
        alter(&mut released);
        helpers.open(circuit, form, &names(), &released, *people, &TERMS)
    };
    assert!(open(&|_| {}).is_ok());
    let alterations: [&dyn Fn(&mut Releases); 5] = [
        &|released| drop(released.pop()),
        &|released| released[2].0 = 9,
        &|released| released[2].1.accepted += 1,
        &|released| released[2].1.values[0] = None,
        &|released| drop(released.remove(0)),
    ];
    for alter in alterations {
        assert!(open(alter).is_err());
    }
}

#[test]
fn sums_survive_their_encoding() {
    let Parties { circuit, mut helpers, .. } = Parties::of(&[(7, 10, "yes"), (2, 20, "no"), (7, 30, "no")]);
    let failed: Result<(), _> = helpers.add(&circuit, 9, |_| Err(Reject::Invalid));
    assert_eq!(failed, Err(Reject::Invalid));
    let bytes = helpers.encode();
    assert_eq!(bytes.len(), max_encoded_len(&circuit, 2), "what was rejected leaves nothing");
    let again = HelperSums::decode(&circuit, &bytes).unwrap();
    assert_eq!((again.encode(), again.accepted()), (bytes.clone(), 3));
    let mut twice = again;
    twice.merge(&circuit, &helpers);
    assert_eq!(twice.accepted(), 6);
    assert_eq!(HelperSums::decode(&circuit, &HelperSums::new().encode()).unwrap().accepted(), 0);
    for len in 0..bytes.len() {
        assert!(HelperSums::decode(&circuit, &bytes[..len]).is_err(), "{len} bytes");
    }
    for (at, byte) in [(3, 1), (3, 3), (5, 7), (5, 9), (13, 0)] {
        let mut altered = bytes.to_vec();
        altered[at] = byte;
        assert!(HelperSums::decode(&circuit, &altered).is_err(), "byte {at}");
    }
}

#[test]
fn only_so_many_cohorts_have_sums_of_their_own() {
    let circuit = Parties::new().circuit;
    let most = MAX_OUTPUTS / circuit.output_len();
    assert!(check(&circuit, most).is_ok() && check(&circuit, 0).is_ok());
    let error = check(&circuit, most + 1).unwrap_err().to_string();
    assert!(error.contains("Name fewer cohorts"), "{error}");
}
