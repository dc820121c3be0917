use tacit_form::{Answers, results::Outcome};
use tacit_protocol::{
    manifest::{Cohorts, CohortsBy},
    session::CohortProgress,
};

use super::*;
use crate::run::close::tests::manifest;

#[path = "../../../../crates/tally/tests/support/mod.rs"]
mod both;

fn progress(submitted: u64) -> Progress {
    let json = format!(
        "{{\"phase\":\"open\",\"window\":\"open\",\"now\":0,\"invited\":7,\"submitted\":{submitted},\"revisions\":9,\
         \"verified_batches\":0}}"
    );
    serde_json::from_str(&json).unwrap()
}

#[test]
fn each_cohorts_threshold_is_looked_at() {
    let names = ["North", "South", "West"].map(str::to_owned).to_vec();
    let cohorts = Some(Cohorts { by: CohortsBy::Participant, names });
    let of_three = Manifest { cohorts: cohorts.clone(), ..of_form(SUM) };
    let circuit = Circuit::compile(&of_three.form, 20).unwrap();
    let text = |sizes: [u64; 3]| {
        let cohorts = sizes.map(|submitted| CohortProgress { invited: None, submitted }).to_vec();
        outlook(&of_three, &circuit, &Progress { cohorts, ..progress(sizes.iter().sum()) })
    };
    let all = text([5, 6, 7]);
    assert!(all.contains("  North (5 submitted): shown\n") && !all.contains("withheld"), "{all}");
    let few = text([5, 4, 1]);
    assert!(few.contains("  North (5 submitted): shown\n"), "the others are five: {few}");
    assert!(few.contains("  South (4 submitted): withheld: it takes 5 people\n"), "{few}");
    let subtracted = text([5, 9, 2]);
    assert!(subtracted.contains("  North (5 submitted): withheld too: "), "{subtracted}");
    assert!(subtracted.contains("  South (9 submitted): shown\n"), "{subtracted}");
    assert!(!outlook(&of_form(SUM), &circuit, &progress(9)).contains("cohort"));
    let of_cohorts = [5, 6, 7].map(|submitted| CohortProgress { invited: None, submitted }).to_vec();
    let noisy = Manifest { epsilon: Some("1".parse().unwrap()), cohorts: cohorts.clone(), ..of_form(SUM) };
    let with_noise = outlook(&noisy, &circuit, &Progress { cohorts: of_cohorts.clone(), ..progress(18) });
    assert!(with_noise.contains("  West (7 submitted): shown\n"), "{with_noise}");
    let frequencies = Manifest { cohorts, ..manifest() };
    let circuit = Circuit::compile(&frequencies.form, 20).unwrap();
    let less = outlook(&frequencies, &circuit, &Progress { cohorts: of_cohorts, ..progress(18) });
    assert!(
        less.contains("  West (7 submitted): depends on the answers: what is shown of everybody, or less\n"),
        "{less}"
    );
}

#[test]
fn what_is_final_is_said() {
    let text = |submitted| finality(&manifest(), &progress(submitted), Some(7));
    assert_eq!(text(7), "Closing can't be undone: 7 of 7 submitted; nobody can change an answer.");
    assert!(text(6).contains("6 of 7 submitted, and the other one can't any more"), "{}", text(6));
    assert!(text(1).contains("fewer than the threshold"), "{}", text(1));
    let strangers = finality(&manifest(), &progress(7), Some(5));
    assert!(strangers.contains("says that 7 are invited, and you invited 5"), "{strangers}");
    assert_eq!(finality(&manifest(), &progress(7), None), text(7), "nothing is remembered");
}

const SUM: &str = r#"
title = "T"
purpose = "P"
field = [{ key = "x", kind = "number", label = "X", min = 0, max = 9 }]
analysis = [{ kind = "sum", of = "x" }]
"#;

const EVERYTHING: &str = r#"
title = "T"
purpose = "P"
field = [
  { key = "pay", kind = "number", label = "Pay", min = 0, max = 99 },
  { key = "years", kind = "number", label = "Years", min = 0, max = 50, optional = true },
  { key = "grade", kind = "number", label = "Grade", min = 1, max = 9 },
  { key = "member", kind = "boolean", label = "Member" },
  { key = "site", kind = "choice", label = "Site", options = [{ key = "a", label = "A" }, { key = "b", label = "B" }, { key = "c", label = "C" }] },
]
analysis = [
  { kind = "count" },
  { kind = "count", of = "years" },
  { kind = "sum", of = "pay" },
  { kind = "mean", of = "pay", by = "site" },
  { kind = "mean", of = "years" },
  { kind = "standard_deviation", of = "grade" },
  { kind = "ratio", of = "pay", to = "grade" },
  { kind = "weighted_mean", of = "pay", weight = "grade" },
  { kind = "frequency", of = "site" },
  { kind = "frequency", of = "member" },
  { kind = "histogram", of = "pay", bins = [20, 40, 60] },
  { kind = "crosstab", rows = "member", columns = "site" },
  { kind = "regression", of = "pay", on = ["grade"] },
  { kind = "regression", of = "pay", on = ["member"] },
  { kind = "correlation", between = ["pay", "grade"] },
]
"#;

fn of_form(form: &str) -> Manifest {
    Manifest { form: Form::from_toml(form).unwrap(), ..manifest() }
}

fn outlooks(manifest: &Manifest, submitted: u64) -> Vec<String> {
    let circuit = Circuit::compile(&manifest.form, 100).unwrap();
    let text = outlook(manifest, &circuit, &progress(submitted));
    let lines = text.lines().filter(|line| line.starts_with("  "));
    lines
        .map(|line| line.rsplit_once("”: ").or_else(|| line.split_once(": ")).unwrap().1.to_owned())
        .collect()
}

#[test]
fn each_kind_of_analysis_says_what_is_shown_of_it() {
    let groups = "depends on the answers: figures about 5 people or more, less those that would tell of fewer; maybe none";
    let counts = "depends on the answers: counts of nobody and of 5 people or more, less those that would tell a smaller one; maybe none";
    let expected = [
        "shown",
        groups,
        "shown",
        groups,
        groups,
        "shown",
        "shown",
        "shown",
        counts,
        counts,
        "shown, with bins joined until each has nobody or 5 people or more; unless it would tell of fewer beside other analyses",
        counts,
        "shown",
        &groups.replace('5', "6"),
        "shown",
    ];
    assert_eq!(outlooks(&of_form(EVERYTHING), 7), expected);
    assert_eq!(outlooks(&of_form(EVERYTHING), 5)[12], "withheld: it takes 6 people");
    let noisy = Manifest { epsilon: Some("1".parse().unwrap()), ..of_form(EVERYTHING) };
    let noisy = outlooks(&noisy, 7);
    assert_eq!((&*noisy[8], &*noisy[11]), ("shown, with noise", "shown, with noise"));
    assert!(noisy[3].contains("by numbers with noise; maybe none"), "{noisy:?}");
}

/// Whatever is answered: what is said to be shown is, and what is said to be withheld isn't.
#[test]
fn what_is_said_holds_for_any_answers() {
    let manifest = of_form(EVERYTHING);
    for (seed, people) in (1..=200).zip([4, 5, 6, 7, 9, 11].into_iter().cycle()) {
        let answers = |person: usize| {
            let drawn = |most: usize| ((seed * 7919 + person * 104_729) >> (seed % 5)) * (most + seed) % most;
            let mut answers = Answers::new();
            answers.set("pay", drawn(100).to_string());
            answers.set("grade", (1 + drawn(9)).to_string());
            answers.set("member", if drawn(5) == 0 { "yes" } else { "no" });
            answers.set("site", ["a", "b", "c"][drawn(3)]);
            if drawn(7) > 2 {
                answers.set("years", drawn(50).to_string());
            }
            answers
        };
        let results = both::compute(&manifest.form, (0..people).map(answers), manifest.threshold);
        let said = outlooks(&manifest, people as u64);
        assert_eq!(said.len(), results.analyses.len());
        for (said, found) in said.iter().zip(&results.analyses) {
            let is_whole = found.rows.iter().all(|row| is_shown(&row.outcome));
            assert!(is_whole || !said.starts_with("shown"), "{said}: {found:?}");
            assert!(!(is_whole && said.starts_with("withheld")), "{said}: {found:?}");
        }
    }
}

/// Whether nothing of it is held back.
fn is_shown(outcome: &Outcome) -> bool {
    match outcome {
        Outcome::Withheld => false,
        Outcome::Frequencies(options) => options.iter().all(|(_, count)| count.is_some()),
        Outcome::Crosstab(table) => table.counts.iter().flatten().all(Option::is_some),
        _ => true,
    }
}
