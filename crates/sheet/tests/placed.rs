//! Tables where the form says they are, and headings that say otherwise.

#![allow(clippy::unwrap_used)]

use rust_xlsxwriter::Workbook;
use tacit_form::Form;
use tacit_sheet::{FileError, Mismatch, Preview, preview};

const FORM: &str = r#"
title = "T"
purpose = "P"
[[field]]
key = "t"
kind = "table"
label = "Staff"
sheet = "Figures"
first_cell = "B3"
min = 0
max = 1000
blank = "absent"
rows = [{ key = "one", label = "Managers" }, { key = "two", label = "Others" }]
columns = [
  { key = "a_x", label = "Women", groups = ["Asian"] },
  { key = "a_y", label = "Men", groups = ["Asian"] },
  { key = "b_x", label = "Women", groups = ["White"] },
  { key = "b_y", label = "Men", groups = ["White"] },
]
[[analysis]]
kind = "sum"
of = "t"
"#;

fn form() -> Form {
    Form::from_toml(FORM).unwrap()
}

fn read(lines: [&str; 4]) -> Result<Preview, FileError> {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet().set_name("Figures").unwrap();
    for (row, line) in (0..).zip(lines) {
        for (column, text) in (0..).zip(line.split('|')) {
            match text.parse::<f64>() {
                Ok(number) => sheet.write_number(row, column, number).unwrap(),
                Err(_) if text.is_empty() => sheet,
                Err(_) => sheet.write_string(row, column, text).unwrap(),
            };
        }
    }
    preview(&form(), &workbook.save_to_buffer().unwrap())
}

fn taken(preview: &Preview) -> Vec<String> {
    let form = form();
    let taken = preview.taken.iter();
    taken.map(|taken| format!("{}={}", form.fields()[taken.field].key, taken.texts.join("+"))).collect()
}

const RIGHT: [&str; 8] = [
    "t.one.a_x=1",
    "t.one.a_y=2",
    "t.one.b_x=3",
    "t.one.b_y=4",
    "t.two.a_x=5",
    "t.two.a_y=6",
    "t.two.b_x=7",
    "t.two.b_y=8",
];

#[test]
fn what_is_as_it_should_be() {
    let preview =
        read(["|Asian||White|", "|Women|Men|Women|Men", "Managers|1|2|3|4", "Others|5|6|7|8"]).unwrap();
    assert_eq!(taken(&preview), RIGHT);
    assert!(preview.tables[0].unlabelled.is_empty());
    let joined =
        read(["", "|Asian: Women|Asian: Men|White: Women|White: Men", "Managers|1|2|3|4", "Others|5|6|7|8"]);
    assert!(joined.unwrap().tables[0].unlabelled.is_empty(), "all levels in one cell");
}

#[test]
fn moved_groups_rows_and_columns_are_followed() {
    for lines in [
        ["|White||Asian|", "|Women|Men|Women|Men", "Managers|3|4|1|2", "Others|7|8|5|6"],
        ["|Asian||White|", "|Men|Women|Men|Women", "Managers|2|1|4|3", "Others|6|5|8|7"],
        ["|Asian||White|", "|Women|Men|Women|Men", "Others|5|6|7|8", "Managers|1|2|3|4"],
    ] {
        let preview = read(lines).unwrap();
        assert_eq!(taken(&preview), RIGHT, "{lines:?}");
        assert!(preview.tables[0].unlabelled.is_empty());
    }
}

#[test]
fn moved_groups_that_cannot_be_followed_are_refused() {
    let lines = ["|White||Asian|", "|Women|Men|Women|Men", "Managers|3|4|1|2", "Staff|7|8|5|6"];
    let Err(FileError::WrongTemplate { mismatches }) = read(lines) else { panic!("it is taken") };
    let [Mismatch::Headings { missing, .. }] = mismatches.as_slice() else { panic!("{mismatches:?}") };
    assert_eq!(*missing, ["Others"], "the others are there, elsewhere");
}

#[test]
fn what_is_taken_by_its_place_alone_is_said() {
    let renamed =
        read(["|Asian||White|", "|Women|Men|Women|Men", "Leaders|1|2|3|4", "Others|5|6|7|8"]).unwrap();
    assert_eq!(taken(&renamed), RIGHT);
    assert_eq!(renamed.tables[0].unlabelled, ["Managers"]);
    let bare = read(["", "", "|1|2|3|4", "|5|6|7|8"]).unwrap();
    assert_eq!(taken(&bare), RIGHT);
    assert_eq!(bare.tables[0].unlabelled.len(), 6);
}
