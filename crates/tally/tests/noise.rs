//! Results with noise: both parties' in every figure, as far from the exact ones as they say.

#![allow(clippy::unwrap_used)]

use tacit_form::{
    Answers, Form,
    results::{Outcome, Results},
};
use tacit_tally::{
    Circuit,
    cohorts::{Releases, Terms},
    helper::{Helper, HelperSums},
    leader::{Leader, LeaderSums},
    noise::{Blur, Noise},
    shard,
};
use zeroize::Zeroizing;

const SESSION: [u8; 32] = [1; 32];
const VERIFY_KEY: [u8; 32] = [2; 32];
const PEOPLE: u32 = DIFFERENT << DOUBLED;
/// Those whose reports are made; then all are counted twice, so often.
const DIFFERENT: u32 = 250;
const DOUBLED: u32 = 4;
const THRESHOLD: u32 = 5;

const FORM: &str = r#"
title = "T"
purpose = "P"
field = [
  { key = "pay", kind = "number", label = "Pay", min = 0, max = 99, decimals = 0 },
  { key = "years", kind = "number", label = "Years", min = 0, max = 20 },
  { key = "member", kind = "boolean", label = "Member" },
]
analysis = [
  { kind = "sum", of = "pay" },
  { kind = "mean", of = "pay", by = "member" },
  { kind = "standard_deviation", of = "years" },
  { kind = "frequency", of = "member" },
  { kind = "regression", of = "pay", on = ["years"] },
  { kind = "correlation", between = ["pay", "years"] },
  { kind = "histogram", of = "years", bins = [5, 10, 15] },
]
"#;

/// Sums of numbers far from 0, of people of whom it is only known about how many they are; a two-way table of everybody.
const COUNTED: &str = r#"
title = "T"
purpose = "P"
field = [
  { key = "bonus", kind = "number", label = "Bonus", min = 1000, max = 1020, decimals = 1, optional = true },
  { key = "member", kind = "boolean", label = "Member" },
  { key = "leads", kind = "boolean", label = "Leads" },
]
analysis = [
  { kind = "sum", of = "bonus" },
  { kind = "sum", of = "bonus", by = "member" },
  { kind = "crosstab", rows = "member", columns = "leads" },
]
"#;

struct Parties {
    form: Form,
    circuit: Circuit,
    leaders: LeaderSums,
    helpers: HelperSums,
}

impl Parties {
    /// Everybody, in two cohorts.
    fn new(form: &str) -> Self {
        let form = Form::from_toml(form).unwrap();
        let circuit = Circuit::compile(&form, PEOPLE).unwrap();
        let (mut leaders, mut helpers) = (LeaderSums::new(), HelperSums::new());
        let leader = Leader::new(&circuit, &SESSION, &VERIFY_KEY);
        let helper = Helper::new(&circuit, &SESSION, &VERIFY_KEY);
        for person in 0..DIFFERENT {
            let id = [person as u8; 16];
            let years = person * 7 % 21;
            let pay = (20 + years + person * 37 % 50).to_string();
            let member = if person % 3 == 0 { "yes" } else { "no" };
            let years = years.to_string();
            let bonus = format!("{}", 1000 + person % 21);
            let leads = if person % 4 == 0 { "yes" } else { "no" };
            let mut answers = Answers::new();
            for (key, answer) in
                [("pay", &*pay), ("years", &years), ("member", member), ("bonus", &bonus), ("leads", leads)]
            {
                if form.fields().iter().any(|field| field.key == key) && (key != "bonus" || person % 5 > 0) {
                    answers.set(key, answer.to_owned());
                }
            }
            let shares = shard(&circuit, &SESSION, &id, &form.validate(&answers).unwrap()).unwrap();
            let (state, verifier) = leader.prepare(&id, &shares.public, &shares.leader).unwrap();
            let cohort = 1 + (person % 2) as u16;
            let verify = |sum: &mut _| helper.verify(&id, &shares.public, &shares.helper, &verifier, sum);
            let message = helpers.add(&circuit, cohort, verify).unwrap();
            leaders.add(&circuit, cohort, |sum| leader.finish(state, &message, sum)).unwrap();
        }
        for _ in 0..DOUBLED {
            let again = LeaderSums::decode(&circuit, &leaders.encode()).unwrap();
            leaders.merge(&circuit, &again);
            let again = HelperSums::decode(&circuit, &helpers.encode()).unwrap();
            helpers.merge(&circuit, &again);
        }
        Self { form, circuit, leaders, helpers }
    }

    fn terms(&self, epsilon: &str, seed: u16) -> [Terms; 2] {
        let noise = Noise::new(&self.circuit, epsilon.parse().unwrap(), true, PEOPLE).unwrap();
        ["leader", "helper"].map(|party| {
            let mut bytes = Zeroizing::new([party.as_bytes()[0]; 32]);
            bytes[..2].copy_from_slice(&seed.to_be_bytes());
            Terms { threshold: THRESHOLD, blur: Some(Blur::new(noise.clone(), bytes)) }
        })
    }

    fn release(&self, [leader, helper]: &[Terms; 2]) -> Releases {
        let counts = self.helpers.counts(&self.circuit, helper);
        self.leaders.release(&self.circuit, &counts, leader).unwrap()
    }

    fn open(&self, terms: &[Terms; 2]) -> Results {
        let names = ["North", "South"].map(str::to_owned);
        let released = self.release(terms);
        self.helpers.open(&self.circuit, &self.form, &names, &released, PEOPLE.into(), &terms[1]).unwrap()
    }

    fn exact(&self) -> Results {
        self.open(&[Terms::exact(THRESHOLD), Terms::exact(THRESHOLD)])
    }
}

/// All figures of everybody and of the first cohort, with their standard errors; and the numbers of people.
fn figures(results: &Results) -> Vec<(f64, Option<f64>)> {
    let analyses = results.analyses.iter().chain(&results.cohorts[0].analyses);
    let rows = analyses.flat_map(|analysis| &analysis.rows);
    rows.flat_map(|row| {
        let errors = row.noise.clone();
        let count = (row.count.unwrap() as f64, errors.as_ref().map(|errors| errors.count));
        let figures = row.outcome.figures();
        if let Some(errors) = &errors {
            assert_eq!(errors.figures.len(), figures.len(), "{:?}", row.outcome);
        }
        let errors: Vec<_> =
            figures.iter().enumerate().map(|(at, _)| errors.as_ref().map(|it| it.figures[at])).collect();
        std::iter::once(count).chain(figures.into_iter().zip(errors)).collect::<Vec<_>>()
    })
    .collect()
}

#[test]
fn without_a_budget_nothing_is_added() {
    let parties = Parties::new(FORM);
    let (one, other) = (parties.exact(), parties.exact());
    assert_eq!(one, other);
    assert_eq!(one.epsilon, None);
    assert!(figures(&one).iter().all(|(_, error)| error.is_none()));
    let Outcome::Sum(sum) = one.analyses[0].rows[0].outcome else { panic!("no sum") };
    let expected: u32 = (0..DIFFERENT).map(|person| 20 + person * 7 % 21 + person * 37 % 50).sum();
    assert_eq!(sum.units, i128::from(expected << DOUBLED));
    assert!(!serde_json::to_string(&one).unwrap().contains("noise"));
}

#[test]
fn figures_are_as_far_from_the_exact_ones_as_is_said() {
    errors_are_as_said(FORM, "10");
    errors_are_as_said(COUNTED, "5");
}

fn errors_are_as_said(form: &str, epsilon: &str) {
    const OPENINGS: u16 = 300;
    let parties = Parties::new(form);
    let exact = figures(&parties.exact());
    let mut squares = vec![0.0; exact.len()];
    let mut errors = vec![0.0; exact.len()];
    let mut openings = 0.0;
    for seed in 0..OPENINGS {
        let results = parties.open(&parties.terms(epsilon, seed));
        assert_eq!(results.epsilon.unwrap().to_string(), epsilon);
        let noisy = figures(&results);
        // Noise makes a figure impossible now and then, such as the root of a negative variance.
        if noisy.len() != exact.len() {
            continue;
        }
        openings += 1.0;
        for (at, ((noisy, error), (exact, _))) in noisy.iter().zip(&exact).enumerate() {
            squares[at] += (noisy - exact).powi(2);
            errors[at] += error.unwrap();
        }
    }
    assert!(openings > 0.8 * f64::from(OPENINGS), "{openings}");
    squares.iter_mut().chain(&mut errors).for_each(|sum| *sum /= openings);
    for (at, (squares, error)) in squares.iter().zip(&errors).enumerate() {
        // How many people there are in all is known, and the same of those who may not leave a question out.
        if *error == 0.0 {
            assert_eq!(*squares, 0.0, "figure {at}");
        } else if *error > 0.3 {
            // What is less is 0 nearly always: too rare to be judged. Numbers that nobody, or everybody, counts in move to one
            // side only, so by 1/√2 of that: as others would if only one party added noise.
            let is_at_an_end = [0.0, f64::from(PEOPLE), f64::from(PEOPLE / 2)].contains(&exact[at].0);
            let least = if is_at_an_end { 0.64 } else { 0.83 };
            let ratio = squares.sqrt() / error;
            assert!((least..1.4).contains(&ratio), "figure {at}: {ratio} of {error}");
        }
    }
    assert!(errors.iter().filter(|error| **error > 0.0).count() > errors.len() / 2);
}

#[test]
fn neither_party_can_leave_its_noise_out_of_what_it_gives_away() {
    let parties = Parties::new(FORM);
    let [_, helper] = parties.terms("1", 1);
    let counts = |terms: &Terms| parties.helpers.counts(&parties.circuit, terms);
    let exact = counts(&Terms::exact(THRESHOLD));
    let noisy = counts(&helper);
    for ((cohort, exact), (_, noisy)) in exact.iter().zip(&noisy) {
        assert!(exact.iter().zip(noisy).all(|(exact, noisy)| exact != noisy), "cohort {cohort}");
    }
    assert_eq!(noisy, counts(&helper), "what is asked again must be the same");

    // So much that none is 0.
    let released = [1, 2].map(|seed| {
        let [leader, _] = parties.terms("0.01", seed);
        parties.leaders.release(&parties.circuit, &noisy, &leader).unwrap()
    });
    let (mut values, [one, other]) = (0, released);
    for ((_, one), (_, other)) in one.iter().zip(&other) {
        assert!(one.counts.iter().zip(&other.counts).all(|(one, other)| one != other));
        for (one, other) in one.values.iter().zip(&other.values) {
            if let (Some(one), Some(other)) = (one, other) {
                assert_ne!(one, other);
                values += 1;
            }
        }
    }
    assert!(values > 5, "{values} values");
}

#[test]
fn with_much_noise_results_stay_within_what_there_can_be() {
    let parties = Parties::new(FORM);
    let mut drowned = 0;
    for seed in 0..40 {
        let results = parties.open(&parties.terms("0.01", seed));
        for row in results.analyses.iter().flat_map(|analysis| &analysis.rows) {
            assert!(row.count.is_none_or(|count| count <= PEOPLE.into()));
            if let Outcome::Sum(sum) = row.outcome {
                assert!(sum.units >= 0);
            }
            // A figure of which can't be said how far noise moves it isn't shown.
            let errors = row.noise.as_ref().map(|noise| noise.figures.len()).unwrap_or_default();
            assert_eq!(errors, row.outcome.figures().len(), "{row:?}");
            drowned += usize::from(matches!(row.outcome, Outcome::Undefined(_)));
        }
    }
    assert!(drowned > 0);
}
