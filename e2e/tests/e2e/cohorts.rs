//! Cohorts from end to end, without a browser: `browser::cohorts` has one.

use anyhow::ensure;
use tacit_e2e::submit_csv;
use tacit_form::results::{Outcome, Results};

use crate::support::stage::Stage;

const FORM: &str = r#"
title = "Wages"
purpose = "To compare."
field = [{ key = "wage", kind = "number", label = "Wage", min = 0, max = 100 }]
analysis = [{ kind = "sum", of = "wage" }]
"#;

/// Name, how many count, and the sum if it is opened.
fn cohorts(results: &Results) -> Vec<(&str, u64, Option<String>)> {
    let sum = |outcome: &Outcome| match outcome {
        Outcome::Sum(sum) => Some(sum.to_string()),
        _ => None,
    };
    let of = results.cohorts.iter();
    of.map(|cohort| {
        let found = cohort.analyses.first().and_then(|analysis| sum(&analysis.rows.first()?.outcome));
        (&*cohort.name, cohort.accepted, found)
    })
    .collect()
}

#[test]
fn invited_to_a_cohort_one_submits_as_that_and_small_ones_stay_closed() -> anyhow::Result<()> {
    let names = "North\nSouth\nEast\nWest\n";
    let stage = {
        let folder = tempfile::tempdir()?;
        let file = folder.path().join("cohorts.txt");
        std::fs::write(&file, names)?;
        let file = file.display().to_string();
        Stage::set(FORM, &["--threshold", "3", "--cohorts", &file, "--cohorts-by", "invitation"])?
    };
    let north = stage.analyst.invite_to("North", 4, "north.csv")?;
    let south = stage.analyst.invite_to("South", 3, "south.csv")?;
    let east = stage.analyst.invite_to("East", 2, "east.csv")?;
    stage.submit("wage\n1\n2\n3\n4\n", &north)?;
    stage.submit("wage\n10\n20\n30\n", &south)?;
    stage.submit("wage\n99\n", &east)?;

    let mut other = stage.programs.command("tacit-submit")?;
    let other = other.args(["--yes", "--answer", "wage=5", "--cohort", "South", &north.all()[0]]).output()?;
    let said = String::from_utf8_lossy(&other.stderr);
    ensure!(
        other.status.code() == Some(3) && said.contains("your invitation is to the cohort North"),
        "{said}"
    );
    let shown = stage.programs.command("tacit-submit")?.args(["--show", &north.all()[0]]).output()?;
    let shown = String::from_utf8_lossy(&shown.stdout).into_owned();
    ensure!(shown.contains("Your cohort  North, by your invitation"), "{shown}");

    let status = stage.analyst.run(["status"])?;
    for line in
        ["North: 4 of 4 submitted", "South: 3 of 3 submitted", "East: 1 of 2 submitted", "West: 0 of 0"]
    {
        ensure!(status.contains(line), "no {line} in {status}");
    }
    let results = stage.analyst.compute()?;
    let found = cohorts(&results);
    let expected = [
        ("North", 4, Some("10".to_owned())),
        // Open, it would tell what the one in the East answered.
        ("South", 3, None),
        ("East", 1, None),
        ("West", 0, None),
    ];
    ensure!(found == expected, "{found:?}");
    stage.analyst.run(["publish", "--yes"])?;
    ensure!(stage.analyst.results()? == results, "asked again, the results are others");
    Ok(())
}

#[test]
fn cohorts_are_chosen_and_changed_by_submitting_again() -> anyhow::Result<()> {
    let stage = Stage::set(FORM, &["--threshold", "2", "--cohort", "North", "--cohort", "South"])?;
    let links = stage.analyst.invite(5, "links.csv")?;
    let answers = stage.write("answers.csv", "wage\n1\n2\n3\n4\n5\n")?;
    let unnamed = submit_csv(&stage.programs, &answers, &links)?.output()?;
    ensure!(unnamed.status.code() == Some(3), "no cohort was named: {unnamed:?}");
    let submit = |cohort: &str, range: std::ops::Range<usize>, rows: &str| {
        let answers = stage.write("some.csv", rows)?;
        let links = links.part(range, "some-links.csv")?;
        let mut command = submit_csv(&stage.programs, &answers, &links)?;
        let output = command.args(["--replace", "--cohort", cohort]).output()?;
        ensure!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        Ok(())
    };
    submit("North", 0..3, "wage\n1\n2\n3\n")?;
    submit("South", 3..5, "wage\n40\n50\n")?;
    submit("South", 2..3, "wage\n30\n")?;
    let results = stage.analyst.compute()?;
    let found = cohorts(&results);
    ensure!(found == [("North", 2, Some("3".to_owned())), ("South", 3, Some("120".to_owned()))], "{found:?}");
    Ok(())
}
