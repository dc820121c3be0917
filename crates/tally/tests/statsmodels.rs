//! What comes out of the shares of 526 people's answers is what statsmodels, SciPy and NumPy find in them.

#![allow(clippy::unwrap_used)]

mod support;

#[path = "../../../test-vectors/statistics/compare.rs"]
mod compare;

use tacit_form::{
    Answers, Form,
    results::{Outcome, Results},
};

const SURVEY: &str = include_str!("../../../examples/pay-in-depth.toml");
const DATA: &str = include_str!("../../../examples/wage1.csv");
const THRESHOLD: u32 = 5;

fn survey() -> Form {
    Form::from_toml(SURVEY).unwrap()
}

fn people(count: usize) -> Vec<Answers> {
    let mut data = csv::Reader::from_reader(DATA.as_bytes());
    let keys = data.headers().unwrap().clone();
    let records = data.records().take(count);
    records.map(|record| keys.iter().zip(&record.unwrap()).collect()).collect()
}

fn compute(count: usize) -> Results {
    support::compute(&survey(), people(count), THRESHOLD)
}

/// Of a histogram that isn't grouped.
fn bins(results: &Results, analysis: usize, group: usize) -> Vec<(String, u64)> {
    let Outcome::Histogram(histogram) = &results.analyses[analysis].rows[group].outcome else {
        panic!("{results:?}")
    };
    histogram.bins.iter().map(|bin| (format!("{}-{}", bin.from, bin.to), bin.count)).collect()
}

fn named(bins: &[(&str, u64)]) -> Vec<(String, u64)> {
    bins.iter().map(|&(name, count)| (name.to_owned(), count)).collect()
}

/// Tests and intervals are the analyst's program's, see `analyst/tests/statsmodels.rs`.
#[test]
fn everybody() {
    let compared = compare::compare(&survey(), &compute(526), "everybody", false);
    assert_eq!(compared, 76);
}

/// Of few people, bins are joined and counts withheld.
#[test]
fn the_first_sixty() {
    let results = compute(60);
    let wage = [("0.00-5.00", 24), ("5.00-7.50", 14), ("7.50-10.00", 10), ("10.00-100.00", 12)];
    assert_eq!(bins(&results, 1, 0), named(&wage));
    // One bin of women's would hold 4, so the bins of all three histograms of education are joined there.
    assert_eq!(bins(&results, 3, 0), named(&[("0-13", 34), ("13-16", 12), ("16-30", 14)]));
    assert_eq!(bins(&results, 4, 0), named(&[("0-13", 13), ("13-16", 5), ("16-30", 8)]));
    assert_eq!(bins(&results, 4, 1), named(&[("0-13", 21), ("13-16", 7), ("16-30", 6)]));
    let Outcome::Crosstab(table) = &results.analyses[6].rows[0].outcome else { panic!("{results:?}") };
    assert!(table.counts.iter().flatten().all(Option::is_none) && table.chi_square.is_none(), "{table:?}");
}
