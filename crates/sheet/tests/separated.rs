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
    preview.taken.iter().map(|taken| taken.texts[0].as_str()).collect()
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
fn what_the_file_s_other_cells_show_is_the_decimal_sign() {
    let read = |decimals: u8, a: &str, b: &str| {
        preview(&form(decimals), format!(";X;Y t\nA;{a}\nB;{b}").as_bytes()).unwrap()
    };
    assert_eq!(texts(&read(2, "12,50;1,234", ";")), ["12.50", "1.23"], "as the same number in a workbook");
    assert_eq!(texts(&read(2, "12.50;1,234", ";")), ["12.50", "1234"]);
    let whole = read(0, "1,5;1,234", ";");
    assert!(texts(&whole).is_empty());
    assert_eq!(said(&whole), ["B2: 1.5 has more than 0 decimals", "C2: 1.234 has more than 0 decimals"]);
    let silent = read(0, "1,234;7", ";");
    assert_eq!(said(&silent), ["B2: ‘1,234’ may be 1234 or 1.234"], "whatever decimals are asked for");
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

#[test]
fn several_options_in_the_ways_that_people_mark_them() {
    let form = Form::from_toml(
        "title = \"T\"\npurpose = \"P\"\n[[field]]\nkey = \"m\"\nkind = \"multi\"\nlabel = \"Which?\"\n\
         options = [{ key = \"a\", label = \"Apples\" }, { key = \"p\", label = \"Pears, green\" }, { key = \"q\", label = \"Quinces\" }]\n\
         [[field]]\nkey = \"n\"\nkind = \"number\"\nlabel = \"Quinces\"\nmin = 0\nmax = 9\n\
         [[analysis]]\nkind = \"count\"\n",
    )
    .unwrap();
    let read = |text: &str| preview(&form, text.as_bytes());
    let answered = |text: &str| {
        read(text).unwrap().taken.iter().find(|taken| taken.field == 0).map(|taken| taken.texts.clone())
    };
    for (text, expected) in [
        ("Which?;\nApples;x\nPears, green;\nQuinces;yes\nQuinces;7", &["a", "q"][..]),
        ("Which?;\nQuinces;no\n;\nApples;0\nPears, green;TRUE", &["p"]),
        ("Which?;Apples;✓\n;Pears, green;n\n;Quinces;1", &["a", "q"]),
        ("Which?;Apples;Quinces;Pears, green\n;x;;X", &["a", "p"]),
        ("Which?;;\nApples;Quinces;Pears, green\nyes;yes;no", &["a", "q"]),
        ("Which?;\nApples;no\nPears, green;no\nQuinces;no", &[]),
        ("Which?;\"quinces; PEARS, GREEN\"", &["p", "q"]),
        ("Which?;\"Apples\nQuinces\"", &["a", "q"]),
        ("Which?;\"pears, green\"", &["p"]),
        ("Which?;\"Apples, Quinces\"", &["a", "q"]),
        ("Which?;a", &["a"]),
    ] {
        let expected: Vec<String> = expected.iter().map(ToString::to_string).collect();
        assert_eq!(answered(text), Some(expected), "{text:?}");
    }
    for blank in ["Which?;\nApples;\nPears, green;\nQuinces;", "Which?;\nQuinces;7"] {
        assert_eq!(answered(blank), None, "{blank:?}");
    }
    assert_eq!(
        said(&read("Which?;\nApples;x\nPears, green;perhaps\nQuinces;").unwrap()),
        ["B3: ‘perhaps’ is neither yes nor no"]
    );
    assert_eq!(said(&read("Which?;Apples; Plums").unwrap()).len(), 0, "one alone at the right is the answer");
    assert_eq!(said(&read("Which?;\"Apples; Plums\"").unwrap()), ["B1: ‘Plums’ is none of the options"]);
    // An option with a question's label isn't that question.
    let both = read("Which?;\nApples;x\nPears, green;\nQuinces;x\nQuinces;7").unwrap();
    assert_eq!(both.taken.iter().map(|taken| taken.texts.join("+")).collect::<Vec<_>>(), ["a+q", "7"]);
}
