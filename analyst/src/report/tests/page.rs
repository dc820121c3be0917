//! The page: what is in it, and what is not.

use super::{deeper::deeper, *};

/// With cohorts, of which one is withheld.
pub(super) fn everything() -> Report {
    let Report { manifest, mut results, .. } = deeper();
    let named = |name: &str, accepted, analyses| CohortResults { name: name.into(), accepted, analyses };
    let analyses = results.analyses.clone();
    results.cohorts = vec![named("North & <coast>", 8, analyses), named("South", 3, Vec::new())];
    proven(manifest, results)
}

fn page(report: &Report) -> String {
    render(report, Format::Html)
}

#[test]
fn a_page_needs_nothing_else() {
    let page = page(&everything());
    for part in ["<script", "<link", "<img", "http:", "https:", "url(", "@import", "style=\"", "<iframe"] {
        assert!(!page.contains(part), "{part}");
    }
    let policy = "content=\"default-src &#39;none&#39;; style-src &#39;sha256-";
    assert!(page.replace("&apos;", "&#39;").contains(policy), "{}", &page[..900]);
}

#[test]
fn a_page_shows_the_figures_of_the_terminal() {
    let report = everything();
    let page = page(&report);
    let of_page: Vec<String> = cells(&page);
    for section in layout::sections(&report) {
        for cell in section.blocks.iter().flat_map(|block| block.grid.rows.iter().flatten()) {
            let cell = cell.trim().to_owned();
            assert!(of_page.contains(&cell), "{cell} in {of_page:?}");
        }
        let notes = section.blocks.iter().flat_map(|block| &block.notes);
        notes.for_each(|note| assert!(text(&page).contains(note.as_str()), "{note}"));
    }
}

#[test]
fn a_page_says_who_took_part_and_how_privacy_was_kept() {
    let page = text(&page(&everything()));
    for words in [
        "To know.",
        "the server, Data Trust",
        "server, as it calls itself Data Trust",
        "By Institute for Pay Studies · closed 2026-03-31T12:00:00Z",
        "invited 20",
        "submitted 12 60.0 %",
        "submissions that a newer one replaced 1",
        "counted 11 91.7 %",
        "rejected 1 8.3 %",
        "answers out of bounds, or a false proof 1",
        "North & <coast> 8 72.7 %",
        "Wage a number from 0.00 to 100.00 dollars",
        "Withheld from this report: 4 figures, 8 counts of answers, 1 cohort’s results.",
        "2 limits between the bins of histograms are left out",
        "No noise was added",
        "tacit-analyst report verify FILE",
        &everything().session.to_string(),
        &"07".repeat(32),
        &everything().manifest.analyst.fingerprint().words().join(" "),
    ] {
        assert!(page.contains(words), "{words} in {page}");
    }
}

/// A mean with an interval, bins, a two-way table, correlations: each has its drawing, for each cohort that is shown.
#[test]
fn every_kind_of_figure_is_drawn() {
    let page = page(&everything());
    let drawings = |index: usize| page.matches(&format!("id=\"chart-{index}-")).count() / 2;
    assert_eq!((1..=6).map(drawings).collect::<Vec<_>>(), [1, 2, 2, 2, 2, 2]);
    assert_eq!(page.matches("role=\"img\"").count(), 11);
    assert_eq!(page.matches("<g class=\"error\">").count(), 4, "two means, two correlations");
    assert!(!page.contains("NaN") && !page.contains("inf%"));
}

#[test]
fn a_regression_on_one_variable_is_a_line() {
    let page = page(&report());
    assert!(page.contains("<polygon class=\"band\"") && page.contains("<line class=\"fit\""));
}

/// A fit of 20 answers with this mean and standard deviation.
fn fitted(mean: f64, deviation: f64, intercept: f64, slope: f64) -> Outcome {
    let squares = deviation * deviation * 19.0;
    let coefficient =
        |estimate, error: f64| Coefficient { estimate, standard_error: Some(error), inference: None };
    let result = Regression {
        observations: 20,
        intercept: coefficient(intercept, (0.05 + mean * mean / squares).sqrt()),
        coefficients: vec![coefficient(slope, squares.sqrt().recip())],
        r_squared: None,
        adjusted_r_squared: None,
        residual_standard_error: Some(1.0),
        f: None,
        f_p: None,
    };
    Outcome::Regression { names: vec!["Education".into()], result }
}

/// Each over its own answers, none longer or steeper than it is.
#[test]
fn lines_of_cohorts_stand_beside_each_other_on_one_scale() {
    let mut report = report();
    let fits = [fitted(15.0, 4.0, 20.0, 1.0), fitted(10.0, 3.0, 5.0, 4.0), fitted(25.0, 2.0, 90.0, -3.0)];
    let cohort = |((name, accepted), fit): ((&str, u64), &Outcome)| {
        let mut analyses = report.results.analyses.clone();
        analyses[4].rows[0].outcome = fit.clone();
        CohortResults { name: name.into(), accepted, analyses }
    };
    let cohorts = [("North", 6), ("South", 5)].into_iter().zip(&fits[1..]).map(cohort).collect();
    report.results.cohorts = cohorts;
    report.results.analyses[4].rows[0].outcome = fits[0].clone();
    let page = page(&proven(report.manifest, report.results));
    let drawn: Vec<Vec<f64>> = page
        .split("<line class=\"fit\" ")
        .skip(1)
        .map(|line| {
            line.split("/>").next().unwrap().split('"').filter_map(|part| part.parse().ok()).collect()
        })
        .collect();
    // From 4 to 29 years (South's), and by what the bands reach.
    let ends: Vec<(f64, f64)> = drawn.iter().map(|line| (line[0], line[2])).collect();
    assert_eq!(ends, [(12.0, 76.0), (0.0, 48.0), (68.0, 100.0)]);
    let rises: Vec<f64> = drawn.iter().map(|line| line[1] - line[3]).collect();
    for (rise, by) in rises.iter().zip([16.0, 48.0, -24.0]) {
        let per_unit = rises[1] / 48.0;
        assert!((rise / per_unit - by).abs() < 0.01, "{rises:?}");
    }
    assert!(drawn.iter().flatten().all(|place| (0.0..=100.0).contains(place)), "{drawn:?}");
}

/// The words between tags, with single blanks.
fn text(html: &str) -> String {
    let body = html.split_once("<body>").unwrap().1;
    let words =
        body.split('<').filter_map(|part| Some(part.split_once('>')?.1)).collect::<Vec<_>>().join(" ");
    let words = unescape(&words);
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What is in the cells of all tables.
fn cells(html: &str) -> Vec<String> {
    let starts = html
        .split("<th ")
        .chain(html.split("<td "))
        .filter(|part| part.starts_with("scope=\"row\"") || part.starts_with("class"));
    starts.map(|part| unescape(part.split_once('>').unwrap().1.split('<').next().unwrap())).collect()
}

fn unescape(text: &str) -> String {
    let pairs = [
        ("&#60;", "<"),
        ("&#62;", ">"),
        ("&#34;", "\""),
        ("&#39;", "'"),
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&#38;", "&"),
        ("&amp;", "&"),
    ];
    pairs.into_iter().fold(text.to_owned(), |text, (escaped, plain)| text.replace(escaped, plain))
}
