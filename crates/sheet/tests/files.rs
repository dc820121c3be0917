//! Files that real programs wrote.

#![allow(clippy::unwrap_used)]

use std::{fs, path::Path};

use tacit_form::Form;
use tacit_sheet::{CellProblem, FileError, Mismatch, Preview, preview};

fn file(name: &str) -> Vec<u8> {
    fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/files").join(name)).unwrap()
}

fn form() -> Form {
    Form::from_toml(&String::from_utf8(file("staff.toml")).unwrap()).unwrap()
}

fn read(name: &str) -> Preview {
    preview(&form(), &file(name)).unwrap_or_else(|error| panic!("{name}: {error} {error:?}"))
}

fn taken(preview: &Preview) -> Vec<(String, String, String)> {
    let form = form();
    let taken = preview.taken.iter();
    taken
        .map(|taken| (form.fields()[taken.field].key.clone(), taken.texts.join("+"), taken.place.to_string()))
        .collect()
}

#[test]
fn formulas_merged_headings_empty_rows_and_hidden_sheets() {
    for name in ["staff.xlsx", "staff.ods"] {
        let preview = read(name);
        assert!(preview.problems.is_empty(), "{name}: {:?}", preview.problems);
        let expected = [
            ("year", "2024", "Notes!B3"),
            ("listed", "yes", "Notes!B4"),
            ("count.managers.women_north", "3", "Figures!C7"),
            ("count.managers.women_south", "6", "Figures!D7"),
            ("count.managers.men_north", "1000", "Figures!E7"),
            ("count.others.women_north", "1250", "Figures!C9"),
            ("count.others.women_south", "0", "Figures!D9"),
            ("count.others.men_north", "1009", "Figures!E9"),
            ("count.others.men_south", "12", "Figures!F9"),
            ("pay.managers.women_north", "1234.5", "Figures!C17"),
            ("pay.managers.women_south", "411.5", "Figures!D17"),
            ("pay.managers.men_north", "1234.50", "Figures!E17"),
            ("pay.others.women_north", "0.3", "Figures!C19"),
            ("pay.others.men_south", "99", "Figures!F19"),
        ];
        let expected = expected.map(|(key, text, place)| (key.into(), text.into(), place.into()));
        assert_eq!(taken(&preview), expected, "{name}");
        let counts: Vec<_> = preview.tables.iter().map(|table| (table.taken, table.blank)).collect();
        assert_eq!(counts, [(7, 1), (5, 3)], "{name}");
        assert_eq!(preview.hidden, ["Old"], "{name}");
    }
}

#[test]
fn what_is_no_number_is_said_with_sheet_and_cell() {
    for name in ["troubled.xlsx", "troubled.ods"] {
        let said: Vec<String> = read(name).problems.iter().map(ToString::to_string).collect();
        assert_eq!(
            said,
            [
                "Sheet1!C7: ‘n/a’ is no number",
                "Sheet1!D7: the formula's result is the error #REF!",
                "Sheet1!E7: a date is no number",
                "Sheet1!F7: 2.5 has more than 0 decimals",
                "Sheet1!D9: it is merged with Sheet1!C9, so it has no number of its own",
                "Sheet1!E9: 12% is a percentage; write it as the number that is asked for",
                "Sheet1!F9: the formula's result is the error #DIV/0!",
                "Sheet1!C17: ‘1.234’ may be 1234 or 1.234",
                "Sheet1!D17: 12% is a percentage; write it as the number that is asked for",
                "Sheet1!E17: ‘about 12’ is no number",
            ],
            "{name}"
        );
    }
}

#[test]
fn our_template_reads_back_as_libreoffice_saves_it() {
    for name in ["filled.xlsx", "filled.ods"] {
        let preview = read(name);
        let expected = [
            ("year", "2024", "Staff and pay!B3"),
            ("count.managers.women_north", "3", "Head count!B5"),
            ("count.managers.women_south", "6", "Head count!C5"),
            ("count.managers.men_north", "1000", "Head count!D5"),
            ("count.others.women_south", "1009", "Head count!C6"),
            ("count.others.men_north", "0", "Head count!D6"),
            ("count.others.men_south", "12", "Head count!E6"),
            ("pay.managers.women_north", "1234.5", "Total pay!B5"),
            ("pay.managers.women_south", "411.5", "Total pay!C5"),
            ("pay.managers.men_north", "1234.50", "Total pay!D5"),
        ];
        let expected = expected.map(|(key, text, place)| (key.into(), text.into(), place.into()));
        assert_eq!(taken(&preview), expected, "{name}");
        let said: Vec<String> = preview.problems.iter().map(ToString::to_string).collect();
        assert_eq!(
            said,
            [
                "Head count!B6: 1.250 has more than 0 decimals",
                "Total pay!E5: 12% is a percentage; write it as the number that is asked for",
                "Total pay!B6: the formula's result is the error #DIV/0!",
                "Total pay!C6: a date is no number",
            ],
            "{name}"
        );
    }
}

#[test]
fn formulas_without_results_are_said() {
    let preview = read("uncomputed.xlsx");
    let uncomputed = preview.problems.iter().filter(|problem| problem.problem == CellProblem::Uncomputed);
    assert_eq!(uncomputed.count(), 5);
}

#[test]
fn a_wrong_file_gives_nothing() {
    let Err(FileError::WrongTemplate { mismatches }) = preview(&form(), &file("wrong.xlsx")) else {
        panic!("it is taken")
    };
    let said: Vec<String> = mismatches.iter().map(Mismatch::to_string).collect();
    assert_eq!(said, ["The table “Head count” is not there.", "The table “Total pay” is not there."]);
}
