use std::fs;

use tacit_form::{AnswerProblem, Answers, Fixed, Form, Need};
use tacit_numerals::Conventions;
use tacit_protocol::problem::ProblemKind;

use crate::{
    model::Refusal,
    texts::{Language, Texts},
};

const FORM: &str = r#"
title = "Wages"
purpose = "To see them."
[[field]]
key = "wage"
kind = "number"
label = "Wage"
unit = "euros"
min = 0
max = 10000
decimals = 2
[[field]]
key = "married"
kind = "boolean"
label = "Married?"
[[field]]
key = "tools"
kind = "multi"
label = "Tools"
options = [{ key = "a", label = "Saw" }, { key = "b", label = "Axe" }, { key = "c", label = "Pen" }]
[[analysis]]
kind = "count"
[[analysis]]
kind = "mean"
of = "wage"
by = "married"
[[analysis]]
kind = "regression"
of = "wage"
on = ["married"]
"#;

fn english() -> Texts {
    texts(Language::English)
}

fn conventions(language: Language) -> Conventions {
    let of = |decimal, group| Conventions { decimal, group: Some(group), ..Conventions::english() };
    match language {
        Language::English => Conventions::english(),
        Language::Spanish => Conventions { least_before_group: 2, ..of(',', '.') },
        Language::French => of(',', '\u{202f}'),
        Language::German => of(',', '.'),
        Language::Arabic => Conventions { zero: '٠', minus: "\u{61c}-".into(), ..of('٫', '٬') },
    }
}

fn texts(language: Language) -> Texts {
    let path = format!("{}/locales/{}.ftl", env!("CARGO_MANIFEST_DIR"), language.tag());
    let file = fs::read_to_string(path).unwrap();
    Texts::new(language, file, language.usual_locale(), conventions(language))
}

/// Without the marks of direction.
fn bare(text: &str) -> String {
    text.replace(['\u{2068}', '\u{2069}'], "")
}

#[test]
fn other_languages_are_spoken() {
    for language in Language::ALL {
        let texts = texts(language);
        assert_eq!(
            texts.say("form-continue") == english().say("form-continue"),
            language == Language::English
        );
    }
}

#[test]
fn a_damaged_message_harms_no_other() {
    let damaged = "form-continue = Weiter\nform-yes = {damaged\nform-no = Nein\n";
    let texts = Texts::new(Language::German, damaged.into(), "de", conventions(Language::German));
    assert_eq!([texts.say("form-continue"), texts.say("form-no")], ["Weiter", "Nein"]);
    assert_eq!(texts.say("form-yes"), "form-yes");
}

#[test]
fn what_is_put_in_keeps_its_direction() {
    let said = english().say_with("not-yet-open-opens", &[("time", "غدا".into())]);
    assert_eq!(said, "It opens on \u{2068}غدا\u{2069}.");
}

#[test]
fn counts_are_written_in_the_readers_way() {
    for (language, number) in
        [(Language::English, "12,345"), (Language::German, "12.345"), (Language::Arabic, "١٢٬٣٤٥")]
    {
        let said = texts(language).say_with("about-threshold", &[("people", 12_345_u32.into())]);
        assert!(said.contains(number), "{said}");
    }
}

#[test]
fn arabic_has_its_six_forms() {
    let texts = texts(Language::Arabic);
    let forms: std::collections::BTreeSet<String> = [1_u8, 2, 3, 11, 100]
        .map(|people| {
            let said = bare(&texts.say_with("about-threshold", &[("people", u32::from(people).into())]));
            said.replace(|c: char| !c.is_alphabetic() && c != ' ', "")
        })
        .into();
    assert!(forms.len() >= 4, "{forms:?}");
}

#[test]
fn problems_name_bounds_and_unit() {
    let need = || Need::Number {
        min: Fixed { units: 0, decimals: 2 },
        max: Fixed { units: 1_000_000, decimals: 2 },
        unit: Some("euros".into()),
    };
    let say = |language, problem: AnswerProblem| bare(&texts(language).problem(&problem));
    assert_eq!(
        say(Language::English, AnswerProblem::OutOfBounds(need())),
        "Enter a number between 0.00 and 10,000.00 euros."
    );
    let german = say(Language::German, AnswerProblem::NotUnderstood(need()));
    assert!(german.contains("10.000,00") && german.contains("1.234,5"), "{german}");
    let decimals = say(Language::English, AnswerProblem::TooManyDecimals(need()));
    assert!(decimals.ends_with("Write at most 2 decimals."), "{decimals}");
}

#[test]
fn questions_keep_their_question_mark() {
    let entry = |question, problem| bare(&english().error_entry(question, problem));
    assert_eq!(entry("Married?", "Choose Yes or No."), "Married? Choose Yes or No.");
    assert_eq!(entry("Wage", "Enter a number."), "Wage: Enter a number.");
}

#[test]
fn analyses_are_titled_as_in_the_form_crate() {
    let form = Form::from_toml(FORM).unwrap();
    for analysis in form.analyses() {
        assert_eq!(bare(&english().analysis(&form, analysis)), form.analysis_title(analysis));
        assert_ne!(texts(Language::French).analysis(&form, analysis), form.analysis_title(analysis));
    }
}

#[test]
fn answers_are_shown_in_the_readers_way() {
    let form = Form::from_toml(FORM).unwrap();
    let answers = Answers::from([("wage", "1234.5"), ("married", "yes"), ("tools", "a"), ("tools", "c")]);
    let valid = form.validate(&answers).unwrap();
    let shown = |language| {
        let texts = texts(language);
        [0, 1, 2].map(|field| texts.answer(&form, &valid, field).unwrap())
    };
    assert_eq!(shown(Language::English), ["1,234.50 euros", "Yes", "Saw, Pen"]);
    assert_eq!(shown(Language::German), ["1.234,50 euros", "Ja", "Saw, Pen"]);
    assert_eq!(shown(Language::Arabic)[2], "Saw، Pen");
}

#[test]
fn every_refusal_says_something_in_every_language() {
    let refusals = [Refusal::Receipt, Refusal::Answer, Refusal::Manifest, Refusal::Cohort, Refusal::Seal];
    let kinds = ProblemKind::ALL.iter().map(|kind| Refusal::Problem(*kind));
    for refusal in refusals.into_iter().chain(kinds) {
        for language in Language::ALL {
            let said = texts(language).refusal(refusal);
            assert!(said.contains(' ') && !said.starts_with("refusal-"), "{said}");
        }
    }
}
