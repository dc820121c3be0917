//! Analyses of every kind, in every language.

use std::{collections::BTreeSet, fs};

use tacit_form::{Analysis, Form};
use tacit_numerals::Conventions;

use crate::texts::{Language, Texts};

const FORMS: [&str; 3] = [
    include_str!("../../../../examples/wage-survey.toml"),
    include_str!("../../../../examples/pay-in-depth.toml"),
    include_str!("../../../../examples/workforce.toml"),
];

/// Each analysis of the forms with its form.
fn analyses() -> Vec<(Form, Analysis)> {
    let forms = FORMS.map(|text| Form::from_toml(text).unwrap());
    let all =
        forms.iter().flat_map(|form| form.analyses().iter().map(|analysis| (form.clone(), analysis.clone())));
    all.collect()
}

fn texts(language: Language) -> Texts {
    let path = format!("{}/locales/{}.ftl", env!("CARGO_MANIFEST_DIR"), language.tag());
    Texts::new(language, fs::read_to_string(path).unwrap(), language.usual_locale(), Conventions::english())
}

/// Without the marks of direction.
fn bare(text: &str) -> String {
    text.replace(['\u{2068}', '\u{2069}'], "")
}

#[test]
fn english_is_as_in_the_form_crate() {
    for (form, analysis) in analyses() {
        assert_eq!(
            bare(&texts(Language::English).analysis(&form, &analysis)),
            form.analysis_title(&analysis)
        );
    }
}

#[test]
fn every_language_names_every_analysis_in_its_own_way() {
    for (form, analysis) in analyses() {
        let said: BTreeSet<String> = Language::ALL
            .into_iter()
            .map(|language| bare(&texts(language).analysis(&form, &analysis)))
            .collect();
        assert_eq!(said.len(), Language::ALL.len(), "{said:?}");
        assert!(said.iter().all(|text| !text.contains("analysis-") && !text.contains('{')), "{said:?}");
    }
}
