//! From what somebody typed to what can be shared.

use tacit_form::{AnswerError, AnswerProblem, Answers, Form, ValidAnswers, Value};

const FORM: &str = r#"
title = "Pay"
purpose = "To know"

[[field]]
key = "wage"
kind = "number"
label = "Hourly earnings"
unit = "US dollars"
min = 0
max = 100
decimals = 2

[[field]]
key = "age"
kind = "number"
label = "Age"
min = -1
max = 120
optional = true

[[field]]
key = "member"
kind = "boolean"
label = "Member"

[[field]]
key = "region"
kind = "choice"
label = "Region"
options = [{ key = "north", label = "The North" }, { key = "south", label = "The South" }]

[[field]]
key = "tools"
kind = "multi"
label = "Tools"
optional = true
options = [{ key = "saw", label = "Saw" }, { key = "axe", label = "Axe" }, { key = "awl", label = "Awl" }]

[[analysis]]
kind = "count"
"#;

fn form() -> Form {
    Form::from_toml(FORM).expect("a valid form")
}

fn complete() -> Answers {
    Answers::from([("wage", "12.5"), ("member", "yes"), ("region", "south")])
}

fn validate(key: &str, texts: &[&str]) -> Result<ValidAnswers, Vec<AnswerError>> {
    let mut answers = complete();
    answers.clear(key);
    texts.iter().for_each(|text| answers.push(key, *text));
    form().validate(&answers)
}

fn value(key: &str, texts: &[&str]) -> Option<Value> {
    let index = form().field_index(key).expect("a field");
    validate(key, texts).expect("valid answers").values()[index].clone()
}

/// The only error, as a sentence.
fn refusal(key: &str, texts: &[&str]) -> String {
    let errors = validate(key, texts).expect_err("refused answers");
    assert_eq!(errors.len(), 1);
    assert_eq!(errors[0].key, key);
    errors[0].to_string()
}

#[test]
fn takes_every_kind_of_answer() {
    assert_eq!(value("wage", &[" 12.50 "]), Some(Value::Number(1250)));
    assert_eq!(value("wage", &["100"]), Some(Value::Number(10_000)));
    assert_eq!(value("age", &["-1"]), Some(Value::Number(-1)));
    for (text, yes) in
        [("true", true), ("Yes", true), ("1", true), ("FALSE", false), ("no", false), ("0", false)]
    {
        assert_eq!(value("member", &[text]), Some(Value::Boolean(yes)), "{text}");
    }
    assert_eq!(value("region", &["south"]), Some(Value::Choice(1)));
    assert_eq!(value("tools", &["awl", " saw"]), Some(Value::Multi(vec![true, false, true])));
}

#[test]
fn leaves_optional_fields_unanswered() {
    assert_eq!(value("age", &[]), None);
    assert_eq!(value("age", &["  "]), None);
    assert_eq!(value("tools", &["", " "]), None);
    assert_eq!(value("wage", &["", "3"]), Some(Value::Number(300)));
}

#[test]
fn says_what_a_field_needs() {
    let wage = "Hourly earnings: Enter a number between 0.00 and 100.00 US dollars";
    assert_eq!(refusal("wage", &[]), format!("{wage}."));
    assert_eq!(refusal("wage", &["100.01"]), format!("{wage}."));
    assert_eq!(refusal("wage", &["-0.01"]), format!("{wage}."));
    assert_eq!(refusal("wage", &["9".repeat(60).as_str()]), format!("{wage}."));
    assert_eq!(refusal("wage", &["1.005"]), format!("{wage}, with at most 2 decimals."));
    assert_eq!(
        refusal("wage", &["1,005"]),
        format!("{wage}, in digits with a point before the decimals, such as 1234.5.")
    );
    assert_eq!(refusal("age", &["1.5"]), "Age: Enter a whole number between -1 and 120, without decimals.");
    assert_eq!(refusal("member", &["maybe"]), "Member: Choose Yes or No.");
    assert_eq!(refusal("region", &[" "]), "Region: Choose one of the options.");
    assert_eq!(refusal("region", &["The South"]), "Region: Choose one of the options: north, south.");
    assert_eq!(refusal("tools", &["saw", "pen"]), "Tools: Choose one option or more: saw, axe, awl.");
    assert_eq!(refusal("tools", &["saw", "saw"]), "Tools: Choose each option only once.");
    assert_eq!(refusal("region", &["north", "south"]), "Region: Give only one answer.");
}

#[test]
fn lists_long_options_briefly() {
    let options: String = (0..14).map(|n| format!("{{ key = 'o{n}', label = 'O{n}' }},")).collect();
    let (head, _) = FORM.split_once("[[field]]").unwrap();
    let field = format!("[[field]]\nkey = 'o'\nkind = 'choice'\nlabel = 'O'\noptions = [{options}]");
    let form = Form::from_toml(&format!("{head}{field}\n[[analysis]]\nkind = 'count'")).unwrap();
    let errors = form.validate(&Answers::from([("o", "x")])).unwrap_err();
    assert!(errors[0].to_string().ends_with("o10, o11 or 2 more."), "{}", errors[0]);
}

#[test]
fn reports_everything_in_the_order_of_the_fields() {
    let answers = Answers::from([("zoo", "1"), ("age", "old"), ("wage", "200"), ("Wage", "3")]);
    let errors = form().validate(&answers).unwrap_err();
    let keys: Vec<&str> = errors.iter().map(|error| error.key.as_str()).collect();
    assert_eq!(keys, ["wage", "age", "member", "region", "Wage", "zoo"]);
    assert_eq!(errors[5].problem, AnswerProblem::UnknownKey);
    assert!(matches!(errors[3].problem, AnswerProblem::Missing(_)));
}

#[test]
fn shows_answers_for_checking() {
    let mut answers = complete();
    answers.push("tools", "axe");
    answers.push("tools", "saw");
    let valid = form().validate(&answers).unwrap();
    let shown: Vec<Option<String>> = (0..6).map(|index| valid.display(&form(), index)).collect();
    let texts = [Some("12.50 US dollars"), None, Some("Yes"), Some("The South"), Some("Saw, Axe"), None];
    assert_eq!(shown, texts.map(|text| text.map(str::to_owned)));
}

#[test]
fn the_sample_could_be_anybodys_answers() {
    let answers = [("wage", "0"), ("age", "-1"), ("member", "no"), ("region", "north"), ("tools", "saw")];
    assert!(form().sample() == form().validate(&Answers::from(answers)).unwrap());
}

#[test]
fn set_replaces_and_push_adds() {
    let mut answers = Answers::new();
    answers.push("tools", "saw");
    answers.push("tools", "axe");
    assert_eq!(answers.get("tools"), ["saw", "axe"]);
    answers.set("tools", "awl");
    assert_eq!(answers.get("tools"), ["awl"]);
    assert_eq!(answers.get("wage"), [""; 0]);
    assert_eq!(answers.keys().collect::<Vec<_>>(), ["tools"]);
}

#[test]
fn debug_and_errors_show_no_answer() {
    let answers = Answers::from([("wage", "31.41"), ("member", "yes"), ("region", "south")]);
    let valid = form().validate(&answers).unwrap();
    let shown = format!("{answers:?} {valid:?} {:?}", valid.values());
    for secret in ["31", "true", "yes", "south", "Choice(1)"] {
        assert!(!shown.contains(secret), "{secret} in {shown}");
    }
    for (key, typed) in [("wage", "271.8"), ("wage", "2718x"), ("region", "2718"), ("member", "2718")] {
        let errors = validate(key, &[typed]).unwrap_err();
        assert!(!format!("{} {errors:?}", errors[0]).contains("271"), "{errors:?}");
    }
}
