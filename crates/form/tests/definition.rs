//! What a form may say, what it may not, and how it is told.

use proptest::prelude::*;
use tacit_form::{
    Analysis, AnalysisProblem, Choice, Field, FieldProblem, FixedError, Form, FormError, Kind, MAX_ANALYSES,
    MAX_FIELDS, MAX_OPTIONS, Measure, Number, TextProblem,
};

const HEAD: &str = "title = 'Pay'\npurpose = 'To know'\n";
const FIELDS: &str = r#"
[[field]]
key = "wage"
kind = "number"
label = "Hourly earnings"
unit = "US dollars"
min = -0.5
max = "100"
decimals = 2

[[field]]
key = "female"
kind = "boolean"
label = "Female"

[[field]]
key = "region"
kind = "choice"
label = "Region"
hint = "Where you live"
optional = true
options = [{ key = "north", label = "North" }, { key = "south", label = "The South" }]

[[field]]
key = "tools"
kind = "multi"
label = "Tools"
options = [{ key = "saw", label = "Saw" }]
"#;
const COUNT: &str = "[[analysis]]\nkind = 'count'\n";

fn form(fields: &str, analyses: &str) -> Result<Form, FormError> {
    Form::from_toml(&format!("{HEAD}{fields}\n{analyses}"))
}

fn field_problem(field: &str) -> FieldProblem {
    match form(&format!("[[field]]\n{field}"), COUNT) {
        Err(FormError::Field { number: 1, problem, .. }) => problem,
        other => panic!("{other:?}"),
    }
}

fn number_problem(settings: &str) -> FieldProblem {
    field_problem(&format!("key = 'n'\nkind = 'number'\nlabel = 'N'\n{settings}"))
}

fn analysis_problem(analysis: &str) -> AnalysisProblem {
    match form(FIELDS, &format!("{COUNT}[[analysis]]\n{analysis}")) {
        Err(FormError::Analysis { number: 2, problem, .. }) => problem,
        other => panic!("{other:?}"),
    }
}

#[test]
fn reads_every_kind_of_field() {
    let form = form(FIELDS, COUNT).unwrap();
    assert_eq!((form.title(), form.purpose()), ("Pay", "To know"));
    let number = Number { min: -50, max: 10_000, decimals: 2, unit: Some("US dollars".into()) };
    assert_eq!(form.fields()[0].kind, Kind::Number(number));
    assert_eq!(form.fields()[1].kind, Kind::Boolean);
    let region = Field {
        key: "region".into(),
        label: "Region".into(),
        hint: Some("Where you live".into()),
        optional: true,
        blank_is_zero: false,
        kind: Kind::Choice(vec![
            Choice { key: "north".into(), label: "North".into() },
            Choice { key: "south".into(), label: "The South".into() },
        ]),
    };
    assert_eq!(form.fields()[2], region);
    assert_eq!(form.fields()[3].kind, Kind::Multi(vec![Choice { key: "saw".into(), label: "Saw".into() }]));
    assert_eq!(form.field_index("tools"), Some(3));
    assert_eq!(form.field_index("Tools"), None);
    assert!(form.fields()[0].groups().is_empty());
    assert_eq!(form.fields()[1].groups(), ["No", "Yes"]);
    assert_eq!(form.fields()[2].groups(), ["North", "The South"]);
    assert_eq!(form.fields()[3].groups(), ["Saw"]);
}

#[test]
fn reads_and_titles_every_analysis() {
    let expected = [
        ("kind = 'count'", Analysis::Count { of: None, by: None }, "Number of submissions"),
        (
            "kind = 'count'\nby = 'region'",
            Analysis::Count { of: None, by: Some(2) },
            "Number of submissions by “Region”",
        ),
        (
            "kind = 'count'\nof = 'tools'",
            Analysis::Count { of: Some(3), by: None },
            "Number of answers to “Tools”",
        ),
        (
            "kind = 'sum'\nof = 'wage'",
            Analysis::Sum { of: Measure::Number(0), by: None },
            "Sum of “Hourly earnings”",
        ),
        (
            "kind = 'mean'\nof = 'wage'\nby = 'female'",
            Analysis::Mean { of: Measure::Number(0), by: Some(1) },
            "Mean of “Hourly earnings” by “Female”",
        ),
        (
            "kind = 'standard_deviation'\nof = 'wage'\nby = 'region'",
            Analysis::StandardDeviation { of: Measure::Number(0), by: Some(2) },
            "Standard deviation of “Hourly earnings” by “Region”",
        ),
        (
            "kind = 'frequency'\nof = 'tools'\nby = 'female'",
            Analysis::Frequency { of: 3, by: Some(1) },
            "Frequency of “Tools” by “Female”",
        ),
        (
            "kind = 'regression'\nof = 'wage'\non = ['female']",
            Analysis::Regression { of: 0, on: vec![1] },
            "Regression of “Hourly earnings” on “Female”",
        ),
    ];
    let text: Vec<String> = expected.iter().map(|(text, ..)| format!("[[analysis]]\n{text}\n")).collect();
    let form = form(FIELDS, &text.concat()).unwrap();
    assert_eq!(form.analyses().len(), expected.len());
    for (analysis, (text, value, title)) in form.analyses().iter().zip(&expected) {
        assert_eq!(analysis, value);
        assert_eq!(form.analysis_title(analysis), *title);
        assert!(text.contains(&format!("'{}'", analysis.kind_name())));
    }
    assert_eq!(form.analyses()[4].of(), Some(0));
    assert_eq!(form.analyses()[4].by(), Some(1));
    assert_eq!(form.analyses()[7].by(), None);
}

#[test]
fn lists_predictors_as_people_do() {
    let more: String = ["a", "b"]
        .map(|key| format!("[[field]]\nkey = '{key}'\nkind = 'boolean'\nlabel = '{key}'\n"))
        .concat();
    let regression = "[[analysis]]\nkind = 'regression'\nof = 'wage'\non = ['b', 'female', 'a']";
    let form = form(&format!("{FIELDS}{more}"), regression).unwrap();
    assert_eq!(
        form.analysis_title(&form.analyses()[0]),
        "Regression of “Hourly earnings” on “b”, “Female” and “a”"
    );
}

#[test]
fn says_where_toml_is_wrong() {
    let error = Form::from_toml("title = 'Pay'\npurpose = 'é' x").unwrap_err();
    assert!(matches!(error, FormError::Syntax { line: 2, column: 15, .. }), "{error:?}");

    let typed = form("[[field]]\nkey = 'a'\nkind = 'text'\nlabel = 'A'", COUNT).unwrap_err();
    assert!(matches!(typed, FormError::Syntax { line: 5, column: 8, .. }), "{typed:?}");
    assert!(typed.to_string().starts_with("Line 5, column 8: unknown variant `text`"), "{typed}");
    assert!(typed.to_string().ends_with(". Correct the form there."), "{typed}");

    let bound = form("[[field]]\nkey = 'a'\nkind = 'number'\nlabel = 'A'\nmin = true", COUNT).unwrap_err();
    assert!(matches!(bound, FormError::Syntax { line: 7, .. }), "{bound:?}");
    assert!(bound.to_string().contains("expected a number such as 0, 2.5 or \"2.50\""), "{bound}");
}

#[test]
fn refuses_settings_it_does_not_know() {
    for text in [
        format!("{HEAD}colour = 'red'\n{FIELDS}{COUNT}"),
        format!("{HEAD}{FIELDS}size = 3\n{COUNT}"),
        format!("{HEAD}{FIELDS}{COUNT}where = 'wage'\n"),
        format!("{HEAD}{COUNT}{}", FIELDS.replace("label = \"Saw\"", "label = \"Saw\", icon = 1")),
    ] {
        let error = Form::from_toml(&text).unwrap_err();
        assert!(error.to_string().contains("unknown field"), "{error}");
    }
}

#[test]
fn refuses_forms_without_content_or_with_too_much() {
    assert_eq!(form("", COUNT), Err(FormError::NoFields));
    assert_eq!(form(FIELDS, ""), Err(FormError::NoAnalyses));

    let fields = |count: usize| -> String {
        (0..count).map(|n| format!("[[field]]\nkey='f{n}'\nkind='boolean'\nlabel='F'\n")).collect()
    };
    assert_eq!(form(&fields(MAX_FIELDS), COUNT).unwrap().fields().len(), MAX_FIELDS);
    assert_eq!(form(&fields(MAX_FIELDS + 1), COUNT), Err(FormError::TooManyFields { count: MAX_FIELDS + 1 }));

    let counts = |count: usize| -> String {
        (0..count).map(|n| format!("[[analysis]]\nkind='count'\nof='f{n}'\n")).collect()
    };
    let all = fields(MAX_FIELDS);
    assert_eq!(form(&all, &counts(MAX_ANALYSES)).unwrap().analyses().len(), MAX_ANALYSES);
    let count = MAX_ANALYSES + 1;
    assert_eq!(form(&all, &counts(count)), Err(FormError::TooManyAnalyses { count }));
}

#[test]
fn refuses_texts_that_cannot_be_shown() {
    let titled =
        |title: &str| Form::from_toml(&format!("title = {title:?}\npurpose = 'To know'\n{FIELDS}{COUNT}"));
    let text = |problem| Err(FormError::Text { part: "title", problem });
    assert!(titled(&"é".repeat(200)).is_ok());
    assert_eq!(titled(&"é".repeat(201)), text(TextProblem::TooLong { most: 200, count: 201 }));
    assert_eq!(titled("  "), text(TextProblem::Blank { most: 200 }));
    assert_eq!(titled("a\nb"), text(TextProblem::ControlCharacter));

    let purpose = Form::from_toml(&format!("title = 'Pay'\npurpose = ''\n{FIELDS}{COUNT}"));
    let blank = TextProblem::Blank { most: 2000 };
    assert_eq!(purpose, Err(FormError::Text { part: "purpose", problem: blank }));

    let in_field = |part, most| FieldProblem::Text { part, problem: TextProblem::Blank { most } };
    assert_eq!(field_problem("key='a'\nkind='boolean'\nlabel=''"), in_field("label", 200));
    assert_eq!(field_problem("key='a'\nkind='boolean'\nlabel='A'\nhint=''"), in_field("hint", 1000));
    assert_eq!(number_problem("min=0\nmax=1\nunit=''"), in_field("unit", 60));
}

#[test]
fn refuses_keys_that_are_not_names() {
    let longest = format!("a{}", "_".repeat(63));
    let boolean = |key: &str| format!("[[field]]\nkey = '{key}'\nkind = 'boolean'\nlabel = 'A'\n");
    assert!(form(&boolean(&longest), COUNT).is_ok());
    for key in ["", "A", "1a", "_a", "a-b", "a b", "é", &format!("{longest}_")] {
        assert_eq!(field_problem(boolean(key).trim_start_matches("[[field]]\n")), FieldProblem::Key, "{key}");
    }
    let twice = form(&boolean("a").repeat(2), COUNT);
    let duplicate = FieldProblem::DuplicateKey;
    assert_eq!(twice, Err(FormError::Field { number: 2, key: "a".into(), problem: duplicate }));
}

#[test]
fn refuses_settings_of_another_kind_of_field() {
    for setting in ["unit = 'm'", "min = 0", "max = 0", "decimals = 0", "options = []"] {
        let name = setting.split(' ').next().unwrap();
        match field_problem(&format!("key = 'a'\nkind = 'boolean'\nlabel = 'A'\n{setting}")) {
            FieldProblem::ForeignSetting { kind: "boolean", setting } => assert_eq!(setting, name),
            other => panic!("{other:?}"),
        }
    }
    let problem = number_problem("min = 0\nmax = 1\noptions = []");
    assert_eq!(problem, FieldProblem::ForeignSetting { kind: "number", setting: "options" });
}

#[test]
fn refuses_bounds_that_make_no_range() {
    let missing = |setting| FieldProblem::MissingSetting { kind: "number", setting };
    assert_eq!(number_problem("max = 1"), missing("min"));
    assert_eq!(number_problem("min = 1"), missing("max"));
    assert_eq!(number_problem("min = 2\nmax = 1"), FieldProblem::BoundsReversed);
    assert_eq!(number_problem("min = 0\nmax = 1\ndecimals = 10"), FieldProblem::Decimals { decimals: 10 });
    assert_eq!(number_problem("min = 0\nmax = 1\ndecimals = -1"), FieldProblem::Decimals { decimals: -1 });
    let bound = |setting, decimals, problem| FieldProblem::Bound { setting, decimals, problem };
    assert_eq!(
        number_problem("min = 0.25\nmax = 1\ndecimals = 1"),
        bound("min", 1, FixedError::TooManyDecimals { decimals: 1 })
    );
    assert_eq!(number_problem("min = 0\nmax = inf"), bound("max", 0, FixedError::NotANumber));
    assert_eq!(number_problem("min = 0\nmax = 1e300"), bound("max", 0, FixedError::TooLarge));
    assert_eq!(number_problem("min = 0\nmax = '9223372036854775808'"), bound("max", 0, FixedError::TooLarge));
    assert_eq!(number_problem("min = -1\nmax = 9223372036854775807"), FieldProblem::RangeTooLarge);

    let widest = "[[field]]\nkey='n'\nkind='number'\nlabel='N'\nmin = -1\nmax = 9223372036854775806";
    let Kind::Number(number) = form(widest, COUNT).unwrap().fields()[0].kind.clone() else { panic!() };
    assert_eq!((number.min, number.max), (-1, i64::MAX - 1));
}

#[test]
fn refuses_options_that_cannot_be_told_apart() {
    let options =
        |kind: &str, list: &str| format!("key = 'a'\nkind = '{kind}'\nlabel = 'A'\noptions = [{list}]");
    let one = "{ key = 'x', label = 'X' }";
    let problem = |kind, list: &str| field_problem(&options(kind, list));
    assert_eq!(problem("choice", one), FieldProblem::TooFewOptions { least: 2 });
    assert_eq!(problem("multi", ""), FieldProblem::TooFewOptions { least: 1 });
    assert_eq!(
        field_problem("key = 'a'\nkind = 'choice'\nlabel = 'A'"),
        FieldProblem::MissingSetting { kind: "choice", setting: "options" }
    );
    let option = "x".to_owned();
    assert_eq!(
        problem("choice", &format!("{one}, {{ key = 'x', label = 'Y' }}")),
        FieldProblem::DuplicateOption { option, part: "key" }
    );
    let option = "y".to_owned();
    assert_eq!(
        problem("choice", &format!("{one}, {{ key = 'y', label = 'X ' }}")),
        FieldProblem::DuplicateOption { option, part: "label" }
    );
    let option = "Y".to_owned();
    assert_eq!(
        problem("choice", &format!("{one}, {{ key = 'Y', label = 'Y' }}")),
        FieldProblem::OptionKey { option }
    );
    let many = |count: usize| -> String {
        (0..count).map(|n| format!("{{ key = 'o{n}', label = 'O {n}' }},")).collect()
    };
    let full = format!("[[field]]\n{}", options("multi", &many(MAX_OPTIONS)));
    assert!(form(&full, COUNT).is_ok());
    let count = MAX_OPTIONS + 1;
    assert_eq!(problem("multi", &many(count)), FieldProblem::TooManyOptions { count });
}

#[test]
fn refuses_analyses_of_the_wrong_fields() {
    let wrong = |setting, key: &str, kind, expected| AnalysisProblem::WrongKind {
        setting,
        key: key.into(),
        kind,
        expected,
    };
    for kind in ["sum", "mean", "standard_deviation"] {
        let problem = analysis_problem(&format!("kind = '{kind}'\nof = 'female'"));
        assert_eq!(problem, wrong("of", "female", "boolean", "number"));
        assert_eq!(
            analysis_problem(&format!("kind = '{kind}'")),
            AnalysisProblem::MissingSetting { setting: "of" }
        );
    }
    assert_eq!(
        analysis_problem("kind = 'frequency'\nof = 'wage'"),
        wrong("of", "wage", "number", "boolean, choice or multi")
    );
    for (key, kind) in [("wage", "number"), ("tools", "multi")] {
        let problem = analysis_problem(&format!("kind = 'count'\nby = '{key}'"));
        assert_eq!(problem, wrong("by", key, kind, "boolean or choice"));
    }
    assert_eq!(
        analysis_problem("kind = 'frequency'\nof = 'region'\nby = 'region'"),
        AnalysisProblem::RepeatedField { key: "region".into() }
    );
    assert_eq!(
        analysis_problem("kind = 'mean'\nof = 'salary'"),
        AnalysisProblem::UnknownField { setting: "of", key: "salary".into() }
    );
    assert_eq!(
        analysis_problem("kind = 'mean'\nof = 'wage'\non = ['female']"),
        AnalysisProblem::ForeignSetting { setting: "on" }
    );
    assert_eq!(analysis_problem("kind = 'count'"), AnalysisProblem::Duplicate { earlier: 1 });
}

#[test]
fn refuses_regressions_that_make_no_sense() {
    let problem = |rest: &str| analysis_problem(&format!("kind = 'regression'\nof = 'wage'\n{rest}"));
    assert_eq!(problem(""), AnalysisProblem::MissingSetting { setting: "on" });
    assert_eq!(problem("on = []"), AnalysisProblem::NoPredictors);
    assert_eq!(problem("on = ['wage']"), AnalysisProblem::RepeatedField { key: "wage".into() });
    let repeated = AnalysisProblem::RepeatedField { key: "female".into() };
    assert_eq!(problem("on = ['female', 'female']"), repeated);
    assert!(matches!(problem("on = ['region']"), AnalysisProblem::WrongKind { setting: "on", .. }));
    let foreign = AnalysisProblem::ForeignSetting { setting: "by" };
    assert_eq!(problem("on = ['female']\nby = 'region'"), foreign);
    let many = vec!["'female'"; 21].join(",");
    assert_eq!(problem(&format!("on = [{many}]")), AnalysisProblem::TooManyPredictors { count: 21 });
}

#[test]
fn messages_name_the_place_and_the_remedy() {
    let message = |result: Result<Form, FormError>| result.unwrap_err().to_string();
    let wrong = form("[[field]]\nkey='n'\nkind='number'\nlabel='N'\nmin=0\nmax=2.75\ndecimals=1", COUNT);
    assert_eq!(
        message(wrong),
        "Field 1 (\"n\"): `max` can't be used with `decimals = 1`. \
         The number has more decimals than are kept here (1). Round it."
    );
    assert_eq!(
        message(form(FIELDS, "[[analysis]]\nkind = 'mean'\nof = 'female'")),
        "Analysis 1 (mean): `of` names \"female\", a boolean field. Name a number field."
    );
    assert_eq!(
        message(Form::from_toml("title = 'Pay'\npurpose = ' '")),
        "The form's purpose is blank. Write 1 to 2000 characters."
    );
}

#[test]
fn json_obeys_the_same_rules() {
    let form = form(FIELDS, COUNT).unwrap();
    let json = serde_json::to_value(&form).unwrap();
    assert_eq!(json["field"][0]["min"], "-0.50");
    assert_eq!(json["field"][0]["max"], "100.00");
    assert_eq!(json["analysis"][0], serde_json::json!({ "kind": "count" }));
    let mut broken = json.clone();
    broken["field"][0]["max"] = "-1".into();
    let error = serde_json::from_value::<Form>(broken).unwrap_err();
    assert!(error.to_string().contains("`min` is greater than `max`"), "{error}");
    let mut foreign = json;
    foreign["note"] = "x".into();
    assert!(serde_json::from_value::<Form>(foreign).is_err());
}

fn any_field(number: usize) -> impl Strategy<Value = Field> {
    let text = "[a-zA-Zé][ -~é]{0,30}";
    let unit = proptest::option::of("[a-z]{1,10}");
    let numbers = (any::<i32>(), any::<u32>(), 0..=9u8, unit).prop_map(|(min, range, decimals, unit)| {
        let min = i64::from(min);
        Kind::Number(Number { min, max: min + i64::from(range), decimals, unit })
    });
    let options = |count: usize| {
        let option = |n| Choice { key: format!("o{n}"), label: format!("Option {n}") };
        (0..count).map(option).collect::<Vec<_>>()
    };
    let kind = prop_oneof![
        numbers,
        Just(Kind::Boolean),
        (2..9usize).prop_map(move |count| Kind::Choice(options(count))),
        (1..9usize).prop_map(move |count| Kind::Multi(options(count))),
    ];
    (text, proptest::option::of(text), any::<bool>(), kind).prop_map(move |(label, hint, optional, kind)| {
        Field { key: format!("f{number}"), label, hint, optional, blank_is_zero: false, kind }
    })
}

/// The author's text for a field.
fn to_toml(field: &Field) -> String {
    let Field { key, label, hint, optional, kind, .. } = field;
    let quoted = |text: &str| serde_json::to_string(text).expect("a string");
    let settings = match kind {
        Kind::Number(number) => {
            let unit =
                number.unit.iter().map(|unit| format!("unit = {}\n", quoted(unit))).collect::<String>();
            let (min, max) = (number.fixed(number.min), number.fixed(number.max));
            format!("min = '{min}'\nmax = '{max}'\ndecimals = {}\n{unit}", number.decimals)
        }
        Kind::Boolean => String::new(),
        Kind::Choice(options) | Kind::Multi(options) => {
            let option =
                |option: &Choice| format!("{{ key = '{}', label = '{}' }}", option.key, option.label);
            format!("options = [{}]\n", options.iter().map(option).collect::<Vec<_>>().join(", "))
        }
    };
    let hint = hint.iter().map(|hint| format!("hint = {}\n", quoted(hint))).collect::<String>();
    let (label, kind) = (quoted(label), kind.name());
    format!(
        "[[field]]\nkey = '{key}'\nkind = '{kind}'\nlabel = {label}\noptional = {optional}\n{hint}{settings}"
    )
}

proptest! {
    #[test]
    fn toml_and_json_give_back_the_form(
        fields in (1..6usize).prop_flat_map(|count| (0..count).map(any_field).collect::<Vec<_>>()),
    ) {
        let text: String = fields.iter().map(to_toml).collect();
        let form = form(&text, COUNT).unwrap();
        prop_assert_eq!(form.fields(), &fields[..]);
        let json = serde_json::to_string(&form).unwrap();
        prop_assert_eq!(serde_json::from_str::<Form>(&json).unwrap(), form);
    }

    #[test]
    fn junk_is_refused_without_panic(junk in any::<String>()) {
        prop_assert!(Form::from_toml(&junk).is_err());
    }

    #[test]
    fn damage_never_panics(cut in 0..1000usize, length in 0..40usize, junk in "\\PC{0,12}") {
        let whole = format!("{HEAD}{FIELDS}{COUNT}");
        let start = cut % whole.len();
        let end = (start + length).min(whole.len());
        let damaged = format!("{}{junk}{}", &whole[..start], &whole[end..]);
        match Form::from_toml(&damaged) {
            Ok(form) => prop_assert!(!form.fields().is_empty()),
            Err(FormError::Syntax { line, column, .. }) => {
                prop_assert!(line <= damaged.lines().count() + 1 && column >= 1);
            }
            Err(error) => prop_assert!(error.to_string().ends_with('.')),
        }
    }
}
