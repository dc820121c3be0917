//! Reports of figures with noise: nothing in them speaks as if they were exact.

use tacit_form::NoiseErrors;

use super::{deeper::deeper, *};

/// The same report as a session with a privacy budget finds it.
fn with_noise(report: Report) -> Report {
    let Report { mut manifest, mut results, .. } = report;
    manifest.epsilon = Some("1".parse().unwrap());
    results.epsilon = manifest.epsilon;
    for row in results.analyses.iter_mut().flat_map(|analysis| &mut analysis.rows) {
        without_tests(&mut row.outcome);
        let figures = row.outcome.figures().iter().map(|_| 0.125).collect();
        row.noise = row.count.map(|_| NoiseErrors { count: 2.5, figures });
    }
    proven(manifest, results)
}

fn without_tests(outcome: &mut Outcome) {
    match outcome {
        Outcome::StandardDeviation(spread) => spread.interval = None,
        Outcome::Regression { result, .. } => {
            let coefficients = result.coefficients.iter_mut().chain([&mut result.intercept]);
            coefficients.for_each(|coefficient| coefficient.inference = None);
        }
        Outcome::Correlation { result, .. } => result.pairs.iter_mut().for_each(|pair| pair.inference = None),
        Outcome::Crosstab(table) => table.chi_square = None,
        _ => {}
    }
}

#[test]
fn nothing_speaks_of_tests_and_samples() {
    for report in [with_noise(report()), with_noise(deeper())] {
        for format in [Format::Table, Format::Html] {
            let text = render(&report, format);
            for words in [
                "Student",
                "Fisher",
                "certain",
                "95% interval",
                "95% confidence",
                "residual",
                "Standard errors assume",
                "χ² is",
                "t tests",
            ] {
                assert!(!text.contains(words), "{words} in {text}");
            }
            assert!(text.contains('±'), "{text}");
        }
    }
}

#[test]
fn noise_stands_beside_the_figures() {
    let table = render(&with_noise(report()), Format::Table);
    let line = |start: &str| table.lines().find(|line| line.trim_start().starts_with(start)).unwrap();
    let headings: Vec<&str> = line("term").split_whitespace().collect();
    assert_eq!(headings, ["term", "coefficient", "±"], "{table}");
    assert!(line("Education").ends_with("0.125000"), "{table}");
    assert!(table.contains("n 11 · R² 0.1648\n"), "{table}");
}

#[test]
fn charts_show_how_far_noise_moves() {
    let page = render(&with_noise(report()), Format::Html);
    assert!(page.contains("lines reach two standard errors of the noise to each side"), "{page}");
    assert!(page.contains("class=\"error\""), "{page}");
    let page = render(&with_noise(deeper()), Format::Html);
    assert!(page.contains("each ± 2.50000 by the noise"), "{page}");
}
