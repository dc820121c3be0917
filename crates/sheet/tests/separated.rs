//! Separated values in the ways that programs write them.

#![allow(clippy::unwrap_used)]

use std::fmt::Write;

use tacit_form::Form;
use tacit_sheet::{FileError, Mismatch, Preview, preview};

/// A form with one table: rows A and B, columns X and Y, with so many decimals.
fn form(decimals: u8) -> Form {
    let mut text = "title = \"T\"\npurpose = \"P\"\n".to_owned();
    for (key, extra) in [("t", ""), ("u", "unit = \"%\"\n")] {
        write!(
            text,
            "[[field]]\nkey = \"{key}\"\nkind = \"table\"\nlabel = \"Table {key}\"\n{extra}min = -9000\nmax = 900000\n\
             decimals = {decimals}\nblank = \"absent\"\nrows = [{{ key = \"a\", label = \"A\" }}, {{ key = \"b\", label = \"B\" }}]\n\
             columns = [{{ key = \"x\", label = \"X\" }}, {{ key = \"y\", label = \"Y {key}\" }}]\n"
        )
        .unwrap();
    }
    Form::from_toml(&format!("{text}[[analysis]]\nkind = \"sum\"\nof = \"t\"\n")).unwrap()
}

fn texts(preview: &Preview) -> Vec<&str> {
    preview.taken.iter().map(|taken| taken.text.as_str()).collect()
}

fn said(preview: &Preview) -> Vec<String> {
    preview.problems.iter().map(ToString::to_string).collect()
}

#[test]
fn separators_and_encodings() {
    let form = form(2);
    for separator in [",", ";", "\t"] {
        let text = ["Überschrift", "", ",X,Y t", "A,12,7", "B,3,", ""].join("\r\n").replace(',', separator);
        let wide: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let latin: Vec<u8> = text.chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect();
        let marked = |mark: &[u8], bytes: &[u8]| [mark, bytes].concat();
        for bytes in [
            text.as_bytes().to_vec(),
            marked(&[0xef, 0xbb, 0xbf], text.as_bytes()),
            marked(&[0xff, 0xfe], &wide),
            latin,
            format!("sep={separator}\n{text}").into_bytes(),
        ] {
            let preview = preview(&form, &bytes).unwrap();
            assert_eq!(texts(&preview), ["12", "7", "3"], "{separator:?}");
            assert_eq!(preview.tables.len(), 1, "one table alone is taken");
        }
    }
}

#[test]
fn numbers_in_texts() {
    let form = form(3);
    let read = |a: &str, b: &str| preview(&form, format!(";X;Y t\nA;{a}\nB;{b}").as_bytes()).unwrap();
    let ambiguous = read("1.234;5", "n/a;#REF!");
    assert_eq!(texts(&ambiguous), ["5"]);
    assert_eq!(
        said(&ambiguous),
        [
            "B2: ‘1.234’ may be 1234 or 1.234",
            "B3: ‘n/a’ is no number",
            "C3: the formula's result is the error #REF!"
        ]
    );
    let shown = read("1.234;5,5", "(7,25);$ 1.000.000,5");
    assert_eq!(texts(&shown), ["1234", "5.5", "-7.25", "1000000.5"], "other cells show the decimal comma");
}

#[test]
fn percentages_only_where_percent_is_asked() {
    let form = form(2);
    let text = ",X,Y u\nA,12.5%,7\nB,,\n\n,X,Y t\nA,12.5%,7\nB,,";
    let preview = preview(&form, text.as_bytes()).unwrap();
    assert_eq!(texts(&preview), ["7", "12.5", "7"]);
    assert_eq!(said(&preview).len(), 1);
}

#[test]
fn a_table_in_part_is_no_table() {
    let error = |text: &str| match preview(&form(0), text.as_bytes()) {
        Err(FileError::WrongTemplate { mismatches }) => mismatches[0].clone(),
        other => panic!("{other:?}"),
    };
    assert!(matches!(error("X,Y t\nA,1,2\n"), Mismatch::Headings { .. }), "row B is missing");
    let Mismatch::Headings { missing, .. } = error(",X,Y t\nA,1,2\nC,1,2") else { panic!() };
    assert_eq!(missing, ["B"]);
    assert!(matches!(error("a,b\n1,2"), Mismatch::NoTable { .. }));
    let twice = ",X,Y t\nA,1,2\nB,1,2\n,X,Y t\nA,3,4\nB,3,4";
    assert!(matches!(error(twice), Mismatch::Ambiguous { .. }));
}
