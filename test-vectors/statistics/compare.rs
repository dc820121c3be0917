//! Results of `examples/pay-in-depth.toml` and `groups.toml` beside what statsmodels, SciPy and NumPy find (`wage1.json`).

#![allow(clippy::unwrap_used)]

use serde_json::Value;
use tacit_form::{
    Analysis, Form, Measure,
    results::{Outcome, Results},
    statistics::{Correlations, Crosstab, Histogram, Inference, Regression, Spread},
};

const FOUND: &str = include_str!("wage1.json");

/// Compares every figure with that of the same name in this part of the file (names with slashes between); says how many it has
/// compared. Tests and intervals are compared if `complete`, else they must be missing.
pub(crate) fn compare(form: &Form, results: &Results, part: &str, complete: bool) -> usize {
    let found: Value = serde_json::from_str(FOUND).unwrap();
    let found = found.pointer(&format!("/{part}")).expect("a part of the file");
    let mut reference = Reference { found, complete, compared: 0 };
    for (analysis, result) in form.analyses().iter().zip(&results.analyses) {
        let key = |field: usize| form.fields()[field].key.as_str();
        for (group, row) in result.rows.iter().enumerate() {
            match (&row.outcome, analysis) {
                (Outcome::Count, Analysis::Count { by, .. }) => {
                    let theirs = reference.of_group("counts", &[("by", by.map(key))], group);
                    assert_eq!(row.count, theirs.as_u64());
                    reference.compared += 1;
                }
                (Outcome::StandardDeviation(spread), Analysis::StandardDeviation { of, by }) => {
                    reference.spread(spread, &[("of", number(of).map(key)), ("by", by.map(key))], group);
                }
                (Outcome::Mean(mean), Analysis::Mean { of, by }) => {
                    let asked = [("of", number(of).map(key)), ("by", by.map(key))];
                    let theirs = reference.of_group("means", &asked, group);
                    assert_eq!(row.count, theirs["count"].as_u64());
                    reference.figure(*mean, &theirs["mean"]);
                }
                (Outcome::Ratio(ratio), Analysis::Ratio { of, to, by }) => {
                    let asked =
                        [("of", number(of).map(key)), ("to", number(to).map(key)), ("by", by.map(key))];
                    let theirs = reference.of_group("ratios", &asked, group);
                    reference.figure(*ratio, &theirs);
                }
                (Outcome::WeightedMean(mean), Analysis::WeightedMean { of, weight, by }) => {
                    let asked = [("of", Some(key(*of))), ("weight", Some(key(*weight))), ("by", by.map(key))];
                    let theirs = reference.of_group("weighted_means", &asked, group);
                    reference.figure(*mean, &theirs);
                }
                (Outcome::Histogram(histogram), Analysis::Histogram { .. }) => reference.histogram(histogram),
                (Outcome::Crosstab(table), Analysis::Crosstab { rows, columns }) => {
                    reference.crosstab(table, key(*rows), key(*columns));
                }
                (Outcome::Correlation { result, .. }, Analysis::Correlation { between }) => {
                    let names: Vec<&str> = between.iter().map(|&field| key(field)).collect();
                    reference.correlations(result, &names);
                }
                (Outcome::Regression { result, .. }, Analysis::Regression { on, .. }) => {
                    let on: Vec<&str> = on.iter().map(|&field| key(field)).collect();
                    reference.regression(result, &on);
                }
                (outcome, _) => panic!("{}: {outcome:?}", result.title),
            }
        }
    }
    reference.compared
}

/// The field, where it is one.
fn number(measure: &Measure) -> Option<usize> {
    match measure {
        Measure::Number(field) => Some(*field),
        Measure::Table { .. } => None,
    }
}

struct Reference<'a> {
    found: &'a Value,
    complete: bool,
    compared: usize,
}

impl Reference<'_> {
    fn figure(&mut self, ours: f64, theirs: &Value) {
        let theirs = theirs.as_f64().unwrap_or_else(|| panic!("no number: {theirs}"));
        let scale = ours.abs().max(theirs.abs());
        // Probabilities may be tiny: what counts is the relative error.
        assert!((ours - theirs).abs() <= 1e-8 * scale, "{ours}, not {theirs}");
        self.compared += 1;
    }

    fn interval(&mut self, ours: (f64, f64), theirs: &Value) {
        self.figure(ours.0, &theirs[0]);
        self.figure(ours.1, &theirs[1]);
    }

    fn inference(&mut self, ours: Option<Inference>, theirs: &Value) {
        assert_eq!(ours.is_some(), self.complete);
        let Some(Inference { t, p, interval }) = ours else { return };
        self.figure(t, &theirs["t"]);
        self.figure(p, &theirs["p"]);
        self.interval(interval, &theirs["interval"]);
    }

    /// The one in a list that has these texts in it.
    fn one(&self, list: &str, is_it: impl Fn(&Value) -> bool) -> Value {
        let list = self.found[list].as_array().expect("a list");
        list.iter().find(|value| is_it(value)).expect("what is computed").clone()
    }

    /// Of one of the groups of the one in a list that is about these fields.
    fn of_group(&self, list: &str, asked: &[(&str, Option<&str>)], group: usize) -> Value {
        self.one(list, |one| asked.iter().all(|&(what, key)| one[what].as_str() == key))["groups"][group]
            .clone()
    }

    fn spread(&mut self, spread: &Spread, asked: &[(&str, Option<&str>)], group: usize) {
        let theirs = self.of_group("means", asked, group);
        self.figure(spread.mean, &theirs["mean"]);
        self.figure(spread.standard_deviation, &theirs["standard_deviation"]);
        self.figure(spread.standard_error.unwrap(), &theirs["standard_error"]);
        assert_eq!(spread.interval.is_some(), self.complete);
        if let Some(interval) = spread.interval {
            self.interval(interval, &theirs["interval"]);
        }
    }

    /// Known by its limits and counts.
    fn histogram(&mut self, histogram: &Histogram) {
        let edges: Vec<f64> = histogram.bins.iter().map(|bin| bin.from.to_f64()).collect();
        let theirs = self.one("histograms", |one| {
            let theirs =
                one["edges"].as_array().unwrap().iter().filter_map(Value::as_f64).collect::<Vec<_>>();
            let counts = one["counts"].as_array().unwrap().iter().filter_map(Value::as_u64);
            theirs[..theirs.len() - 1] == edges && counts.eq(histogram.bins.iter().map(|bin| bin.count))
        });
        for (ours, theirs) in histogram.quartiles.iter().zip(theirs["quartiles"].as_array().unwrap()) {
            self.figure(ours.estimate, theirs);
            assert!(ours.from.to_f64() <= ours.estimate && ours.estimate <= ours.to.to_f64());
        }
    }

    fn crosstab(&mut self, table: &Crosstab, rows: &str, columns: &str) {
        let theirs = self.one("crosstabs", |one| one["rows"] == rows && one["columns"] == columns);
        for (ours, theirs) in table.counts.iter().flatten().zip(flat(&theirs["counts"])) {
            assert_eq!(ours.unwrap(), theirs.as_u64().unwrap());
        }
        let test = table.chi_square.expect("a test");
        self.figure(test.statistic, &theirs["chi_square"]);
        assert_eq!(test.freedom, theirs["degrees_of_freedom"].as_u64().unwrap());
        assert_eq!(test.p.is_some(), self.complete);
        if let Some(p) = test.p {
            self.figure(p, &theirs["p"]);
        }
    }

    fn correlations(&mut self, ours: &Correlations, names: &[&str]) {
        let theirs = self.found["correlations"].clone();
        assert_eq!(theirs["names"], Value::from(names.to_vec()));
        for (index, spread) in ours.variables.iter().enumerate() {
            self.figure(spread.mean, &theirs["means"][index]);
            self.figure(spread.standard_deviation, &theirs["standard_deviations"][index]);
        }
        assert_eq!(ours.pairs.len(), theirs["pairs"].as_array().unwrap().len());
        for (pair, theirs) in ours.pairs.iter().zip(theirs["pairs"].as_array().unwrap()) {
            assert_eq!(theirs["names"], Value::from(vec![names[pair.first], names[pair.second]]));
            self.figure(pair.covariance, &theirs["covariance"]);
            self.figure(pair.correlation.unwrap(), &theirs["correlation"]);
            self.inference(pair.inference, theirs);
        }
    }

    fn regression(&mut self, ours: &Regression, on: &[&str]) {
        let theirs = self.one("regressions", |one| one["on"] == Value::from(on.to_vec()));
        assert_eq!(ours.observations, theirs["observations"].as_u64().unwrap());
        assert_eq!(ours.freedom(), theirs["degrees_of_freedom"].as_u64().unwrap());
        let terms = std::iter::once(&ours.intercept).chain(&ours.coefficients);
        for (term, theirs) in terms.zip(theirs["terms"].as_array().unwrap()) {
            self.figure(term.estimate, &theirs["estimate"]);
            self.figure(term.standard_error.unwrap(), &theirs["standard_error"]);
            self.inference(term.inference, theirs);
        }
        self.figure(ours.r_squared.unwrap(), &theirs["r_squared"]);
        self.figure(ours.adjusted_r_squared.unwrap(), &theirs["adjusted_r_squared"]);
        self.figure(ours.residual_standard_error.unwrap(), &theirs["residual_standard_error"]);
        self.figure(ours.f.unwrap(), &theirs["f"]);
        assert_eq!(ours.f_p.is_some(), self.complete);
        if let Some(p) = ours.f_p {
            self.figure(p, &theirs["f_p"]);
        }
    }
}

fn flat(rows: &Value) -> impl Iterator<Item = &Value> {
    rows.as_array().unwrap().iter().flat_map(|row| row.as_array().unwrap())
}
