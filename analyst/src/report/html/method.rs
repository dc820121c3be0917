//! What was asked, and by which formulas the figures were worked out.

use tacit_form::{AnalysisKind, Choice, Form, Kind, Number, Question, Table};

/// A question.
pub(super) struct Asked<'a> {
    pub(super) label: &'a str,
    /// Which answers there are.
    pub(super) answer: String,
}

/// All questions, in their order.
pub(super) fn asked(form: &Form) -> Vec<Asked<'_>> {
    let questions = form.questions().iter();
    questions
        .map(|question| match *question {
            Question::Field(index) => {
                let field = &form.fields()[index];
                let optional = if field.optional { " (may be left out)" } else { "" };
                Asked { label: &field.label, answer: answer(&field.kind) + optional }
            }
            Question::Table(index) => {
                let table = &form.tables()[index];
                Asked { label: &table.label, answer: cells(table) }
            }
        })
        .collect()
}

fn answer(kind: &Kind) -> String {
    match kind {
        Kind::Number(number) => bounds(number),
        Kind::Boolean => "yes or no".into(),
        Kind::Choice(options) => format!("one of: {}", list(options)),
        Kind::Multi(options) => format!("any of: {}", list(options)),
    }
}

fn bounds(number: &Number) -> String {
    let unit = number.unit.as_ref().map_or_else(String::new, |unit| format!(" {unit}"));
    format!("a number from {} to {}{unit}", number.fixed(number.min), number.fixed(number.max))
}

fn list(options: &[Choice]) -> String {
    options.iter().map(|option| option.label.as_str()).collect::<Vec<_>>().join(", ")
}

fn cells(table: &Table) -> String {
    format!("a table of {} rows and {} columns", table.rows.len(), table.columns.len())
}

/// How the kinds of figures that this form has are worked out, from exact sums or from those with noise.
pub(super) fn methods(form: &Form, has_noise: bool) -> Vec<&'static str> {
    let has =
        |kinds: &[AnalysisKind]| form.analyses().iter().any(|analysis| kinds.contains(&analysis.kind()));
    let either = |exact: &'static str, noisy: &'static str| if has_noise { noisy } else { exact };
    let methods = [
        (
            has(&[AnalysisKind::StandardDeviation]),
            either(
                "Standard deviations have the divisor n − 1; a mean’s standard error is the standard deviation divided by √n, its interval is Student’s t \
                 at 95%.",
                "Standard deviations have the divisor n − 1.",
            ),
        ),
        (
            has(&[AnalysisKind::WeightedMean]),
            "In a weighted mean each answer counts as often as its weight says.",
        ),
        (has(&[AnalysisKind::Ratio]), "A ratio is one sum divided by another, over those who answered both."),
        (
            has(&[AnalysisKind::Histogram]),
            either(
                "The bins that the median and the quartiles lie in are certain; where in them is estimated as if answers were spread evenly. An answer at a \
                 limit is in the bin above it.",
                "The median and the quartiles are estimated from numbers of people with noise, as if answers were spread evenly within bins; they \
                 may lie in other bins. An answer at a limit is in the bin above it.",
            ),
        ),
        (
            has(&[AnalysisKind::Crosstab]),
            either(
                "χ² is Pearson’s, without a correction for continuity, and is worked out only where no count is withheld.",
                "Each number of a two-way table has noise of its own, totals too, so that parts need not add up. There is no χ² test.",
            ),
        ),
        (
            has(&[AnalysisKind::Correlation]),
            either(
                "Covariances have the divisor n − 1; correlations are Pearson’s, tested by Student’s t, with Fisher’s 95% interval.",
                "Covariances have the divisor n − 1; correlations are Pearson’s.",
            ),
        ),
        (
            has(&[AnalysisKind::Regression]),
            either(
                "Regressions are ordinary least squares with an intercept, over those who answered every variable; yes counts as 1, no as 0. Standard errors \
                 assume equal variances; t tests are two-sided, intervals hold 95%.",
                "Regressions are ordinary least squares with an intercept, over those who answered every variable; yes counts as 1, no as 0. How far \
                 another sample of people would move them is not worked out: it can’t be told from the noise.",
            ),
        ),
    ];
    let always = if has_noise {
        "Every figure is computed from sums and numbers of people with noise in them, and rounded once, when it is shown."
    } else {
        "Every figure is computed exactly from whole numbers, and rounded once, when it is shown."
    };
    let used = methods.into_iter().filter_map(|(is_used, method)| is_used.then_some(method));
    std::iter::once(always).chain(used).collect()
}
