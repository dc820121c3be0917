//! The wage survey from end to end gives the textbook's numbers.

use anyhow::ensure;
use tacit_e2e::textbook;

use crate::support::stage::Stage;

const SURVEY: &str = include_str!("../../../examples/wage-survey.toml");
const DATA: &str = include_str!("../../../examples/wage1.csv");

#[test]
fn the_wage_survey_gives_the_textbooks_numbers() -> anyhow::Result<()> {
    let stage = Stage::set(SURVEY, &[])?;
    let links = stage.analyst.invite(526, "links.csv")?;
    stage.submit(DATA, &links)?;
    let results = stage.analyst.compute()?;
    ensure!((results.submitted, results.accepted, results.rejected) == (526, 526, 0), "{results:?}");
    for figure in textbook::compare(&results) {
        ensure!(figure.agrees(), "{figure:?}");
    }
    ensure!(stage.analyst.results()? == results, "asked again, the results are others");
    Ok(())
}
