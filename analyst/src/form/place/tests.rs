use super::*;

const FORM: &str = r#"title = "T"
purpose = "P"

[[field]]
key = "pay"
kind = "number"
label = "Pay"
min = 0
max = 9

[[field]]
key = "job"
kind = "choice"
label = "Job"
options = [
  { key = "a", label = "A" },
  { key = "b", label = "B" },
]

[[field]]
key = "grid"
kind = "table"
label = "Grid"
min = 0
max = 5
rows = [{ key = "r", label = "R" }, { key = "q", label = "Q" }]
columns = [{ key = "c", label = "C" }, { key = "d", label = "D" }]

[[check]]
rule = "pay <= 5"
message = "No"

[[analysis]]
kind = "mean"
of = "pay"

[[analysis]]
kind = "mean"
of = "grid"
per = "all"
"#;

/// Replaces once, and answers line, column and what is underlined.
#[track_caller]
fn mistake(from: &str, to: &str) -> (usize, usize, String) {
    assert!(FORM.contains(from), "{from}");
    let text = FORM.replacen(from, to, 1);
    let error = Form::from_toml(&text).unwrap_err();
    let place = Place::of(&text, &error).unwrap_or_else(|| panic!("{error} is nowhere"));
    let marked: String = place.text.chars().skip(place.column - 1).take(place.width).collect();
    (place.line, place.column, marked)
}

#[test]
fn mistakes_are_found_where_they_are() {
    let cases = [
        ("title = \"T\"", "title = T", (1, 9, "T")),
        ("purpose = \"P\"", "purpose = \" \"", (2, 1, "purpose = \" \"")),
        ("min = 0\nmax = 9", "min = 10\nmax = 9", (8, 1, "min = 10")),
        ("max = 9", "max = 9.5", (9, 1, "max = 9.5")),
        ("max = 9", "max = 9\nrows = []", (10, 1, "rows = []")),
        ("key = \"job\"", "key = \"pay\"", (12, 1, "key = \"pay\"")),
        (
            "{ key = \"b\", label = \"B\" }",
            "{ key = \"b\", label = \"A\" }",
            (17, 3, "{ key = \"b\", label = \"A\" }"),
        ),
        ("{ key = \"q\"", "{ key = \"r\"", (26, 37, "{ key = \"r\", label = \"Q\" }")),
        ("label = \"D\"", "label = \"D\", max = -1", (27, 40, "{ key = \"d\", label = \"D\", max = -1 }")),
        ("rule = \"pay <= 5\"", "rule = \"pay <= wage\"", (30, 1, "rule = \"pay <= wage\"")),
        ("message = \"No\"", "message = \"\"", (31, 1, "message = \"\"")),
        ("of = \"pay\"", "of = \"wage\"", (35, 1, "of = \"wage\"")),
        ("per = \"all\"", "per = \"group\"", (40, 1, "per = \"group\"")),
    ];
    for (from, to, (line, column, marked)) in cases {
        assert_eq!(mistake(from, to), (line, column, marked.to_owned()), "{to}");
    }
}

#[test]
fn a_mistake_of_the_whole_is_nowhere() {
    let text = "title = \"T\"\npurpose = \"P\"\n";
    let error = Form::from_toml(text).unwrap_err();
    assert_eq!(Place::of(text, &error), None);
}

#[test]
fn the_line_is_shown_with_a_mark_below() {
    let text = "title = \"Ü\"\n\tpurpose = oh\n";
    let error = Form::from_toml(text).unwrap_err();
    let shown = Place::of(text, &error).unwrap().to_string();
    assert_eq!(shown, "  |\n2 | \tpurpose = oh\n  | \t          ^");
}

#[test]
fn an_analysis_that_is_too_large_is_found() {
    let text = FORM
        .replace("max = 9\n", "max = 9000000000000000000\n")
        .replace("kind = \"mean\"\nof = \"pay\"", "kind = \"standard_deviation\"\nof = \"pay\"");
    let form = Form::from_toml(&text).unwrap();
    let error = tacit_tally::Circuit::compile(&form, 100_000_000).unwrap_err();
    let place = Place::of_circuit(&text, &form, &error).unwrap();
    assert_eq!((place.line, place.text.as_str()), (34, "kind = \"standard_deviation\""));
}
