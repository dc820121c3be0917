//! The deeper analyses from end to end give what statsmodels finds.

use anyhow::ensure;
use tacit_form::Form;

use crate::support::stage::Stage;

#[path = "../../../test-vectors/statistics/compare.rs"]
mod compare;

const SURVEY: &str = include_str!("../../../examples/pay-in-depth.toml");
const DATA: &str = include_str!("../../../examples/wage1.csv");
const PEOPLE: usize = 60;

/// Without the two-way table of which these people are too few, and the histograms whose bins are joined otherwise than the
/// reference's.
fn survey() -> String {
    let unlike =
        |analysis: &str| analysis.contains("columns = \"nonwhite\"") || analysis.contains("of = \"e");
    let analyses = SURVEY.split("[[analysis]]").filter(|analysis| !unlike(analysis));
    analyses.collect::<Vec<_>>().join("[[analysis]]")
}

#[test]
fn the_deeper_analyses_give_the_figures_of_statsmodels() -> anyhow::Result<()> {
    let survey = survey();
    let stage = Stage::set(&survey, &["--threshold", "5"])?;
    let links = stage.analyst.invite(PEOPLE, "links.csv")?;
    let rows: Vec<&str> = DATA.lines().take(PEOPLE + 1).collect();
    stage.submit(&(rows.join("\n") + "\n"), &links)?;
    let results = stage.analyst.compute()?;
    ensure!(results.accepted == PEOPLE as u64, "{results:?}");
    let compared = compare::compare(&Form::from_toml(&survey)?, &results, "first_60", true);
    ensure!(compared == 136, "{compared} figures were compared");
    let csv = stage.analyst.run(["report", "--format", "csv"])?;
    ensure!(csv.contains(",histogram,,,,(median),60,"), "{csv}");
    Ok(())
}
