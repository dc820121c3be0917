//! What J. M. Wooldridge's *Introductory Econometrics* prints for the wage survey (`examples/wage1.csv`), beside what
//! was computed.

use tacit_form::{
    AnalysisKind,
    results::{Outcome, Results, Row},
    statistics::Regression,
};

/// One printed figure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Figure {
    /// Where the book prints it.
    pub place: &'static str,
    /// What it is.
    pub what: &'static str,
    /// As the book prints it.
    pub printed: &'static str,
    /// As computed, rounded to as many digits; says so if there is none.
    pub ours: String,
}

impl Figure {
    /// Whether the two are the same to the printed digits.
    pub fn agrees(&self) -> bool {
        self.printed == self.ours
    }
}

/// Every figure that the book prints and the survey computes.
pub fn compare(results: &Results) -> Vec<Figure> {
    let mut figures = counts(results).to_vec();
    figures.extend(means(results));
    for equation in EQUATIONS {
        figures.extend(equation.compare(results));
    }
    figures
}

const PEOPLE: &str = "data set";
const MEANS: &str = "example 7.1";

fn counts(results: &Results) -> [Figure; 3] {
    let group = |name: &str| mean_row(results, Some(name)).and_then(|row| row.count);
    [
        figure(PEOPLE, "people", "526", Some(results.accepted as f64)),
        figure(PEOPLE, "men", "274", group("No").map(|count| count as f64)),
        figure(PEOPLE, "women", "252", group("Yes").map(|count| count as f64)),
    ]
}

fn means(results: &Results) -> [Figure; 3] {
    let mean = |group| match &mean_row(results, group)?.outcome {
        Outcome::Mean(mean) => Some(*mean),
        _ => None,
    };
    [
        figure("section 2.2", "mean wage", "5.90", mean(None)),
        figure(MEANS, "mean wage of men", "7.10", mean(Some("No"))),
        figure(MEANS, "mean wage of women", "4.59", mean(Some("Yes"))),
    ]
}

fn mean_row<'a>(results: &'a Results, group: Option<&str>) -> Option<&'a Row> {
    let means = results.analyses.iter().filter(|analysis| analysis.kind == AnalysisKind::Mean);
    means.flat_map(|analysis| &analysis.rows).find(|row| row.group.as_deref() == group)
}

/// A printed regression of the wage.
struct Equation {
    place: &'static str,
    /// What each coefficient belongs to: the label in the results, and as printed.
    predictors: &'static [(&'static str, &'static str, &'static str)],
    intercept: &'static str,
    r_squared: &'static str,
}

const EQUATIONS: &[Equation] = &[
    Equation {
        place: "example 2.4",
        intercept: "-0.90",
        predictors: &[("Education", "× education", "0.54")],
        r_squared: "0.165",
    },
    Equation {
        place: "equation 7.4",
        intercept: "-1.57",
        predictors: &[
            ("Female", "× female", "-1.81"),
            ("Education", "× education", "0.572"),
            ("Work experience", "× experience", "0.025"),
            ("Time with the current employer", "× tenure", "0.141"),
        ],
        r_squared: "0.364",
    },
    Equation {
        place: "equation 7.5",
        intercept: "7.10",
        predictors: &[("Female", "× female", "-2.51")],
        r_squared: "0.116",
    },
];

impl Equation {
    fn compare(&self, results: &Results) -> Vec<Figure> {
        let fit = self.find(results);
        let mut figures =
            vec![figure(self.place, "wage =", self.intercept, fit.map(|fit| fit.intercept.estimate))];
        for (index, (_, what, printed)) in self.predictors.iter().enumerate() {
            let estimate = fit.and_then(|fit| fit.coefficients.get(index)).map(|c| c.estimate);
            figures.push(figure(self.place, what, printed, estimate));
        }
        figures.push(figure(self.place, "R-squared", self.r_squared, fit.and_then(|fit| fit.r_squared)));
        figures
    }

    fn find<'a>(&self, results: &'a Results) -> Option<&'a Regression> {
        let rows = results.analyses.iter().flat_map(|analysis| &analysis.rows);
        rows.filter_map(|row| match &row.outcome {
            Outcome::Regression { names, result } => Some((names, result)),
            _ => None,
        })
        .find(|(names, _)| names.iter().eq(self.predictors.iter().map(|(label, ..)| label)))
        .map(|(_, result)| result)
    }
}

/// `value` rounded to the digits of `printed`.
fn figure(place: &'static str, what: &'static str, printed: &'static str, value: Option<f64>) -> Figure {
    let digits = printed.split_once('.').map_or(0, |(_, decimals)| decimals.len());
    let ours = value.map_or_else(|| "not computed".to_owned(), |value| format!("{value:.digits$}"));
    Figure { place, what, printed, ours }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_agree_to_the_printed_digits_and_no_further() {
        let agrees = |value| figure("", "", "5.90", value).agrees();
        assert!(agrees(Some(5.896_1)) && agrees(Some(5.904_9)));
        assert!(!agrees(Some(5.894_9)) && !agrees(Some(5.905_1)) && !agrees(Some(-5.90)));
        assert!(!agrees(Some(f64::NAN)) && !agrees(None));
    }

    #[test]
    fn results_without_the_figures_disagree_with_every_one() {
        let nothing: Results = serde_json::from_str(
            r#"{ "version": 1, "title": "T", "submitted": 0, "accepted": 0, "rejected": 0, "threshold": 5,
                 "analyses": [] }"#,
        )
        .unwrap();
        let figures = compare(&nothing);
        assert_eq!(figures.len(), 18);
        assert!(figures.iter().all(|figure| !figure.agrees()));
    }
}
