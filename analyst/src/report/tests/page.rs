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
