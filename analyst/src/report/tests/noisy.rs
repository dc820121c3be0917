//! Reports of figures with noise: nothing in them speaks as if they were exact.

use tacit_form::NoiseErrors;

use super::{deeper::deeper, *};

/// The same report as a session with a privacy budget finds it.
fn with_noise(report: Report) -> Report {
    let Report { mut manifest, mut results, .. } = report;
    manifest.epsilon = Some("1".parse().unwrap());
    results.epsilon = manifest.epsilon;
    for row in results.analyses.iter_mut().flat_map(|analysis| &mut analysis.rows) {
        row.outcome = row.outcome.clone().without_inference();
        let figures = row.outcome.figures().iter().map(|_| 0.125).collect();
        row.noise = row.count.map(|_| NoiseErrors { count: 2.5, figures });
    }
    proven(manifest, results)
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
    assert!(table.contains("n 11 ± 2.50000 · R² 0.1648 ± 0.125000\n"), "{table}");
    let table = render(&with_noise(deeper()), Format::Table);
    for quartile in ["lower quartile", "median", "upper quartile"] {
        let line = table.lines().find(|line| line.contains(quartile)).unwrap();
        assert!(line.ends_with(" ± 0.125000"), "{line}");
    }
    let spread = table.lines().find(|line| line.contains(", standard deviation ")).unwrap();
    assert_eq!(spread.matches(" ± 0.125000").count(), 2, "{spread}");
}

#[test]
fn every_figure_in_the_csv_has_its_noise_and_no_other_error() {
    for report in [with_noise(report()), with_noise(deeper())] {
        let mut report = report;
        // Each figure its own, to tell them apart.
        for row in report.results.analyses.iter_mut().flat_map(|analysis| &mut analysis.rows) {
            let figures = row.outcome.figures();
            if let Some(noise) = &mut row.noise {
                noise.figures = figures.iter().map(|figure| figure.abs() / 64.0).collect();
            }
        }
        let text = render(&report, Format::Csv);
        let mut sheet = ::csv::Reader::from_reader(text.as_bytes());
        let header = sheet.headers().unwrap().clone();
        let at = |name: &str| header.iter().position(|heading| heading == name).unwrap();
        for line in sheet.records().map(Result::unwrap) {
            let of = |name: &str| &line[at(name)];
            assert!(["standard_error", "t", "p"].iter().all(|error| of(error).is_empty()), "{line:?}");
            if of("kind") == "session"
                || of("status") != "ok"
                || of("option_or_term") == "(degrees_of_freedom)"
            {
                assert_eq!(of("noise"), "", "{line:?}");
            } else if of("kind") != "count" {
                let [value, noise] = ["value", "noise"].map(|name| of(name).parse::<f64>().unwrap());
                assert!((noise - value.abs() / 64.0).abs() < 1e-9, "{line:?}");
                assert_eq!(of("count_noise"), "2.5", "{line:?}");
                let has_bounds = of("kind") == "histogram" && of("option_or_term").is_empty();
                assert_eq!(has_bounds, !of("low").is_empty(), "{line:?}");
            }
        }
    }
}

#[test]
fn charts_show_how_far_noise_moves() {
    let page = render(&with_noise(report()), Format::Html);
    assert!(page.contains("lines reach two standard errors of the noise to each side"), "{page}");
    assert!(page.contains("class=\"error\""), "{page}");
    let page = render(&with_noise(deeper()), Format::Html);
    assert!(page.contains("each ± 2.50000 by the noise"), "{page}");
}
