//! Tables: what they ask, what is computed from what was typed, what is checked, and what is wrong with a bad one.

#![allow(clippy::unwrap_used)]

use tacit_form::{
    Analysis, AnswerProblem, Answers, Blank, Cell, Fixed, Form, FormError, Level, Measure, Numbers, Per,
    Place, Question, Totals, ValidAnswers, Value,
};

const STAFF: &str = r#"
title = "Staff"
purpose = "To compare"

[[field]]
key = "year"
kind = "number"
label = "Year"
min = 2000
max = 2100

[[field]]
key = "count"
kind = "table"
label = "Head count"
min = 0
max = 1000
blank = "zero"
totals = ["rows", "columns", "all"]
sheet = "Staff"
first_cell = "C4"
rows = [ { key = "managers", label = "Managers" }, { key = "others", label = "Others", hint = "All the rest" } ]
columns = [
  { key = "women_north", label = "North", groups = ["Women"] },
  { key = "women_south", label = "South", groups = ["Women"] },
  { key = "men_north", label = "North", groups = ["Men"], max = 500 },
  { key = "men_south", label = "South", groups = ["Men"], hint = "Without the island" },
]
cells = [
  { row = "managers", column = "men_south", fixed = 7 },
  { row = "others", column = "women_north", max = 20, hint = "At most twenty" },
]

[[field]]
key = "pay"
kind = "table"
label = "Total pay"
unit = "euros"
decimals = 2
min = 0
max = 1000000
blank = "zero"
rows = [ { key = "managers", label = "Managers" }, { key = "others", label = "Others" } ]
columns = [
  { key = "women_north", label = "North", groups = ["Women"] },
  { key = "women_south", label = "South", groups = ["Women"] },
  { key = "men_north", label = "North", groups = ["Men"] },
  { key = "men_south", label = "South", groups = ["Men"] },
]

[[field]]
key = "taxed"
kind = "table"
label = "Pay less allowance"
computed = "pay - 0.5 * count"
decimals = 2
totals = ["all"]
rows = [ { key = "managers", label = "Managers" }, { key = "others", label = "Others" } ]
columns = [
  { key = "women_north", label = "North", groups = ["Women"] },
  { key = "women_south", label = "South", groups = ["Women"] },
  { key = "men_north", label = "North", groups = ["Men"] },
  { key = "men_south", label = "South", groups = ["Men"] },
]

[[check]]
when = "count = 0"
rule = "pay = 0"
message = "Pay without anybody who is paid."

[[check]]
level = "warning"
rule = "pay >= 100 * count"
message = "Less than the minimum wage."

[[check]]
level = "warning"
rule = "total(pay) <= 100000"
message = "That is much in all."

[[analysis]]
kind = "mean"
of = "count"

[[analysis]]
kind = "ratio"
of = "pay"
to = "count"
per = "group"
"#;

fn staff() -> Form {
    Form::from_toml(STAFF).unwrap()
}

/// The form with a piece of its text replaced.
fn with(from: &str, to: &str) -> Result<Form, String> {
    assert!(STAFF.contains(from), "{from}");
    Form::from_toml(&STAFF.replacen(from, to, 1)).map_err(|error| error.to_string())
}

fn fixed(text: &str) -> Fixed {
    let decimals = text.split_once('.').map_or(0, |(_, fraction)| fraction.len());
    Fixed::parse(text, decimals as u8).unwrap()
}

fn answers() -> Answers {
    Answers::from([
        ("year", "2025"),
        ("count.managers.women_north", "3"),
        ("count.others.men_south", "4"),
        ("pay.managers.women_north", "1000.50"),
        ("pay.others.men_south", "500"),
        ("pay.managers.men_south", "700"),
    ])
}

fn valid() -> ValidAnswers {
    staff().validate(&answers()).unwrap()
}

#[test]
fn cells_are_fields() {
    let form = staff();
    assert_eq!(
        form.questions(),
        [Question::Field(0), Question::Table(0), Question::Table(1), Question::Table(2)]
    );
    assert_eq!(form.fields().len(), 1 + 7 + 8);
    let table = &form.tables()[0];
    assert_eq!(table.fields().collect::<Vec<_>>(), (1..8).collect::<Vec<_>>());
    assert_eq!(table.cell(0, 3), Cell::Fixed(7));
    assert_eq!(table.cell(1, 0), Cell::Asked(4));
    assert_eq!(form.tables()[2].cell(0, 0), Cell::Computed);
    let field = &form.fields()[4];
    assert_eq!(field.key, "count.others.women_north");
    assert_eq!(field.label, "Head count: Others, Women, North");
    assert_eq!(field.hint.as_deref(), Some("At most twenty"));
    let max = |field: usize| form.number_of(&[field]).unwrap().max;
    assert_eq!([max(1), max(3), max(4)], [1000, 500, 20], "the table's, the column's, the cell's");
    assert_eq!(table.place, Some(Place { sheet: Some("Staff".into()), row: 3, column: 2 }));
    assert_eq!(table.totals, Totals { rows: true, columns: true, all: true });
    assert_eq!(table.blank, Blank::Zero);
    assert_eq!(form.field_index("pay.others.men_south"), Some(15));
}

#[test]
fn the_definition_comes_back_from_json() {
    let form = staff();
    let json = serde_json::to_string(&form).unwrap();
    let again: Form = serde_json::from_str(&json).unwrap();
    assert_eq!(form, again);
    assert_eq!(serde_json::to_string(&again).unwrap(), json);
}

#[test]
fn parts_are_cells_and_totals() {
    let form = staff();
    let table = &form.tables()[0];
    let labels = |per: Per| {
        let parts = table.parts(per);
        parts
            .into_iter()
            .map(|part| (part.row.unwrap_or_default(), part.column.unwrap_or_default(), part.fields))
            .collect::<Vec<_>>()
    };
    assert_eq!(labels(Per::Cell).len(), 7, "the fixed cell is none");
    assert_eq!(labels(Per::Cell)[0], ("Managers".into(), "Women, North".into(), vec![1]));
    assert_eq!(labels(Per::Row)[1], ("Others".into(), String::new(), vec![4, 5, 6, 7]));
    assert_eq!(labels(Per::Column)[3], (String::new(), "Men, South".into(), vec![7]));
    assert_eq!(
        labels(Per::Group),
        [(String::new(), "Women".into(), vec![1, 2, 4, 5]), (String::new(), "Men".into(), vec![3, 6, 7])]
    );
    assert_eq!(labels(Per::All), [(String::new(), String::new(), (1..8).collect())]);
    let total = form.number_of(&[1, 3, 4]).unwrap();
    assert_eq!((total.min, total.max), (0, 1520));
}

#[test]
fn analyses_name_tables() {
    let form = staff();
    assert_eq!(
        form.analyses()[0],
        Analysis::Mean { of: Measure::Table { table: 0, per: Per::Cell }, by: None }
    );
    assert_eq!(form.analysis_title(&form.analyses()[0]), "Mean of “Head count”, each cell");
    assert_eq!(
        form.analysis_title(&form.analyses()[1]),
        "Ratio of the group totals of “Total pay” to the group totals of “Head count”"
    );
}

#[test]
fn blanks_mean_what_the_form_says() {
    let value = |form: &Form, key: &str| {
        let valid = form.validate(&answers()).map_err(|errors| errors.len())?;
        Ok::<_, usize>(valid.values()[form.field_index(key).unwrap()].clone())
    };
    assert!(matches!(value(&staff(), "count.others.men_north"), Ok(Some(Value::Number(0)))));
    let absent = with("blank = \"zero\"", "blank = \"absent\"").unwrap();
    assert!(matches!(value(&absent, "count.others.men_north"), Ok(None)));
    let error = with("blank = \"zero\"", "").unwrap();
    assert_eq!(value(&error, "count.others.men_north").err(), Some(5), "every blank cell");
}

#[test]
fn totals_and_computed_cells_follow() {
    let form = staff();
    let numbers = form.numbers(&answers());
    let [count, pay, taxed] = [0, 1, 2].map(|index| &form.tables()[index]);
    assert_eq!(form.row_total(&numbers, count, 0), Some(fixed("10")), "the fixed 7 counts");
    assert_eq!(form.column_total(&numbers, count, 3), Some(fixed("11")));
    assert_eq!(form.table_total(&numbers, count), Some(fixed("14")));
    assert_eq!(form.table_total(&numbers, pay), Some(fixed("2200.50")));
    assert_eq!(form.cell_number(&numbers, taxed, 0, 0), Some(fixed("999.00")));
    assert_eq!(form.table_total(&numbers, taxed), Some(fixed("2193.50")));
    assert_eq!(Numbers::of(&valid()), numbers);

    let mut partly = answers();
    partly.set("count.managers.women_north", "many");
    partly.set("pay.others.men_south", "1000001");
    let numbers = form.numbers(&partly);
    assert_eq!(form.row_total(&numbers, count, 0), Some(fixed("7")), "no number counts as 0");
    assert_eq!(form.cell_number(&numbers, taxed, 0, 0), None, "nothing is computed from no number");
    assert_eq!(form.table_total(&numbers, pay), Some(fixed("1700.50")), "nor is one out of bounds");
}

#[test]
fn errors_stop_and_warnings_ask() {
    let form = staff();
    let problem = |answers: &Answers| {
        let errors = form.validate(answers).unwrap_err();
        let problems = errors.into_iter().map(|error| match error.problem {
            AnswerProblem::Check(message) => (error.key, message),
            other => (error.key, format!("{other:?}")),
        });
        problems.collect::<Vec<_>>()
    };
    let mut nobody = answers();
    nobody.set("pay.others.women_south", "0.01");
    assert_eq!(
        problem(&nobody),
        [("pay.others.women_south".to_owned(), "Pay without anybody who is paid.".to_owned())]
    );

    assert!(form.failures_of(&valid(), Level::Error).is_empty());
    assert!(form.failures_of(&valid(), Level::Warning).is_empty());
    let mut little = answers();
    little.set("pay.managers.women_north", "299.99");
    little.set("pay.managers.men_south", "100000");
    let valid = form.validate(&little).unwrap();
    let warnings = form.failures_of(&valid, Level::Warning);
    let said: Vec<_> = warnings.iter().map(|failure| (failure.check, failure.cell, failure.field)).collect();
    assert_eq!(said, [(1, Some((0, 0)), form.field_index("count.managers.women_north")), (2, None, None)]);
}

#[test]
fn a_bad_table_says_what_to_write() {
    let refused = |from: &str, to: &str, expected: &str| match with(from, to) {
        Ok(_) => panic!("{to:?} is taken"),
        Err(error) => assert!(error.contains(expected), "{to:?}: {error}"),
    };
    refused("key = \"pay\"", "key = \"count\"", "An earlier field has the same key");
    refused("max = 500 }", "max = -1 }", "Column \"men_north\": `min` is greater than `max`");
    refused("fixed = 7", "fixed = 7.5", "Row \"managers\", column \"men_south\"");
    refused("fixed = 7", "fixed = 7, max = 8", "isn't asked, so it can't have bounds");
    refused("column = \"men_south\", fixed", "column = \"sea\", fixed", "isn't there");
    refused(
        "{ row = \"others\", column = \"women_north\", max = 20",
        "{ row = \"managers\", column = \"men_south\", max = 20",
        "names before",
    );
    refused("label = \"Others\", hint", "label = \" \", hint", "The label of \"others\" is blank");
    refused(
        "key = \"others\", label = \"Others\", hint",
        "key = \"managers\", label = \"O\", hint",
        "twice in `rows`",
    );
    refused("key = \"women_south\"", "key = \"Women\"", "in `columns` is not allowed");
    refused("label = \"South\", groups = [\"Women\"]", "label = \"South\"", "has 0 groups, the first 1");
    refused("first_cell = \"C4\"", "first_cell = \"4C\"", "Write a column and a row such as C4");
    refused("first_cell = \"C4\"", "", "needs `first_cell`");
    refused("min = 0\nmax = 1000\n", "min = 1\nmax = 1000\n", "with 0 between them");
    refused("blank = \"zero\"", "blank = \"zero\"\noptional = true", "can't have `optional`");
    refused("computed = \"pay", "min = 0\ncomputed = \"pay", "A computed table field can't have `min`");
    refused("pay - 0.5 * count", "pay - 0.5 * staff", "\"staff\" is neither a number nor a table");
    refused("pay - 0.5 * count", "total(pay)", "names no table with the same rows and columns");
    refused("pay - 0.5 * count", "taxed", "\"taxed\" is neither");
    refused("rule = \"pay = 0\"", "rule = \"pay 0\"", "Check 1: `rule`: there should be one of");
    refused("rule = \"pay = 0\"", "rule = \"1 = 0\"", "about no answer");
    refused("when = \"count = 0\"", "when = \"total(year) = 0\"", "\"year\" in total() is no table");
    refused(
        "kind = \"mean\"\nof = \"count\"",
        "kind = \"mean\"\nof = \"taxed\"",
        "is computed from other answers",
    );
    refused("to = \"count\"", "to = \"year\"", "can't have `per`");
    refused("per = \"group\"", "per = \"group\"\nby = \"year\"", "Name a boolean or choice field");
    refused("kind = \"mean\"\nof = \"count\"", "kind = \"frequency\"\nof = \"count\"", "a table field");
    refused(
        "kind = \"mean\"\nof = \"count\"",
        "kind = \"mean\"\nof = \"year\"\nper = \"row\"",
        "can't have `per`",
    );
}

#[test]
fn totals_need_one_measure() {
    let mixed = r#"decimals = 2
min = 0
max = 1000000
blank = "zero"
totals = ["rows"]
"#;
    let plain = "decimals = 2\nmin = 0\nmax = 1000000\nblank = \"zero\"\n";
    let column = "{ key = \"men_north\", label = \"North\", groups = [\"Men\"] },";
    let days = "{ key = \"men_north\", label = \"North\", groups = [\"Men\"], unit = \"days\" },";
    let text = STAFF.replacen(plain, mixed, 1).replacen(column, days, 1);
    let error = Form::from_toml(&text).unwrap_err().to_string();
    assert!(error.contains("Leave `rows` out of `totals`"), "{error}");
    let error = Form::from_toml(&STAFF.replacen(column, days, 1)).unwrap_err().to_string();
    assert!(error.contains("with different units"), "{error}");
}

/// Tables that are computed one from the other, so many, each from the totals and cells of the one before.
fn chain(length: usize) -> Result<Form, FormError> {
    let list = |count: usize, name: &str| {
        let one = |index| format!("{{ key = \"{name}{index}\", label = \"{name} {index}\" }}");
        (0..count).map(one).collect::<Vec<_>>().join(", ")
    };
    let shape = format!("rows = [{}]\ncolumns = [{}]\n", list(20, "r"), list(20, "c"));
    let mut text = format!(
        "title = \"T\"\npurpose = \"P\"\n[[field]]\nkey = \"t0\"\nkind = \"table\"\nlabel = \"T0\"\nmin = 0\nmax = 9\n\
         blank = \"zero\"\n{shape}"
    );
    for index in 1..=length {
        let before = format!("t{}", index - 1);
        text += &format!(
            "[[field]]\nkey = \"t{index}\"\nkind = \"table\"\nlabel = \"T{index}\"\ncomputed = \"{before} + {before} - total({before}) + total({before})\"\n{shape}"
        );
    }
    text += &format!("[[check]]\nrule = \"t{length} + total(t{length}) >= 0\"\nmessage = \"No.\"\n");
    Form::from_toml(&format!("{text}[[analysis]]\nkind = \"sum\"\nof = \"t0\"\n"))
}

#[test]
fn what_is_computed_from_computed_tables_is_computed_once() {
    let form = chain(8).unwrap();
    let mut answers = Answers::new();
    form.fields().iter().for_each(|field| answers.set(&field.key, "1"));
    let mut numbers = form.numbers(&answers);
    let last = &form.tables()[8];
    let started = std::time::Instant::now();
    assert_eq!(form.cell_number(&numbers, last, 0, 0), Some(fixed("256")));
    assert_eq!(form.table_total(&numbers, last), Some(fixed("102400")));
    assert!(form.failures(&numbers).is_empty());
    numbers.set(0, Some(2));
    assert_eq!(form.cell_number(&numbers, last, 0, 0), Some(fixed("512")), "nothing old is left");
    assert!(started.elapsed() < std::time::Duration::from_secs(5), "{:?}", started.elapsed());
    assert!(chain(9).unwrap_err().to_string().contains("one after the other"));
}

#[test]
fn what_could_become_too_large_to_be_exact_is_refused() {
    // 2^63 - 1 units of the ninth decimal
    let largest = "9223372036.854775807";
    let form = |computed: &str, rule: &str| {
        Form::from_toml(&format!(
            r#"
            title = "T"
            purpose = "P"
            [[field]]
            key = "asked"
            kind = "table"
            label = "Asked"
            min = 0
            max = "{largest}"
            decimals = 9
            blank = "zero"
            rows = [{{ key = "a", label = "A" }}, {{ key = "b", label = "B" }}]
            columns = [{{ key = "c", label = "C" }}]
            [[field]]
            key = "computed"
            kind = "table"
            label = "Computed"
            decimals = 0
            computed = "{computed}"
            rows = [{{ key = "a", label = "A" }}, {{ key = "b", label = "B" }}]
            columns = [{{ key = "c", label = "C" }}]
            [[check]]
            rule = "{rule}"
            message = "No."
            [[analysis]]
            kind = "sum"
            of = "asked"
            "#
        ))
    };
    let fits = form("0.000000001 * total(asked) - asked * 100000000", "total(computed) >= 0").unwrap();
    let mut answers = Answers::new();
    fits.fields().iter().for_each(|field| answers.set(&field.key, largest));
    let numbers = fits.numbers(&answers);
    let cell = fits.cell_number(&numbers, &fits.tables()[1], 0, 0);
    assert_eq!(cell, Some(fixed("-922337203685477562")), "9223372036.854775807 * (0.000000002 - 100000000)");
    assert_eq!(fits.failures(&numbers).len(), 1);

    let most = "999999999999999999";
    for (computed, rule) in [
        (format!("999999999.999999999 * asked + {most} * asked"), "computed >= 0".to_owned()),
        ("999999999.999999999 * asked".into(), format!("{most} * computed >= 0")),
        ("asked".into(), format!("999999999.999999999 * computed >= {most} * asked")),
    ] {
        let error = form(&computed, &rule).unwrap_err().to_string();
        assert!(error.contains("more than 38 digits"), "{computed}; {rule}: {error}");
    }
}

#[test]
fn a_check_between_totals_names_a_table() {
    let form = with("rule = \"pay = 0\"", "rule = \"total(taxed) <= total(count)\"").unwrap();
    let failures = form.failures(&form.numbers(&answers()));
    let totals = failures.iter().find(|failure| failure.field.is_none()).unwrap();
    assert_eq!(form.tables()[totals.table.unwrap()].key, "pay", "which taxed is computed from");
    let errors = form.validate(&answers()).unwrap_err();
    assert!(errors.iter().any(|error| error.key == "pay" && error.label == "Total pay"), "{errors:?}");
}
