//! Templates read back: whatever the form, and whatever is filled in.

#![allow(clippy::unwrap_used)]

use std::{collections::BTreeMap, fmt::Write};

use proptest::prelude::*;
use tacit_form::{Answers, Fixed, Form, Kind};
use tacit_sheet::{preview, template};

/// What is drawn of a table.
#[derive(Clone, Debug)]
struct Drawn {
    rows: usize,
    columns: usize,
    levels: usize,
    decimals: u8,
    place: Option<u32>,
}

fn drawn() -> impl Strategy<Value = Drawn> {
    (1..6usize, 1..9usize, 0..3usize, 0..4u8, proptest::option::of(0..6u32))
        .prop_map(|(rows, columns, levels, decimals, place)| Drawn { rows, columns, levels, decimals, place })
}

fn form(tables: &[Drawn]) -> Form {
    let mut text = "title = \"All: of/it\"\npurpose = \"P\"\n[[field]]\nkey = \"year\"\nkind = \"number\"\nlabel = \"Year\"\n\
                    min = -5\nmax = 2100\n[[field]]\nkey = \"which\"\nkind = \"choice\"\nlabel = \"=Which, now?\"\n\
                    options = [{ key = \"one\", label = \"The one\" }, { key = \"other\", label = \"-The other, yes\" }]\n\
                    [[field]]\nkey = \"several\"\nkind = \"multi\"\nlabel = \"What of it?\"\noptional = true\n\
                    options = [{ key = \"a\", label = \"Row 1\" }, { key = \"b\", label = \"=B; or so\" }, \
                    { key = \"c\", label = \"Late\" }]\n[[field]]\nkey = \"late\"\nkind = \"boolean\"\nlabel = \"Late\"\n"
        .to_owned();
    for (index, table) in tables.iter().enumerate() {
        let list = |items: Vec<String>| items.join(", ");
        let rows =
            (0..table.rows).map(|row| format!("{{ key = \"r{row}\", label = \"Row  {row}\" }}")).collect();
        let columns = (0..table.columns).map(|column| {
            let groups = (0..table.levels).map(|level| format!("\"G{}\"", column >> (level + 1))).rev();
            let groups = list(groups.collect());
            let label = if table.levels == 0 { column } else { column % 2 };
            let groups = if table.levels == 0 { String::new() } else { format!(", groups = [{groups}]") };
            format!("{{ key = \"c{column}\", label = \"Column {label}\"{groups} }}")
        });
        let columns = columns.collect();
        writeln!(
            text,
            "[[field]]\nkey = \"t{index}\"\nkind = \"table\"\nlabel = \"Table [{index}], a rather long title of a table\"\nmin = -1000000000\n\
             max = 1000000000\nunit = \"euros\"\ndecimals = {}\nblank = \"absent\"\nrows = [{}]\ncolumns = [{}]",
            table.decimals,
            list(rows),
            list(columns)
        )
        .unwrap();
        if let Some(row) = table.place {
            writeln!(text, "sheet = \"Sheet {index}\"\nfirst_cell = \"C{}\"", row + 1).unwrap();
        }
    }
    Form::from_toml(&format!("{text}[[analysis]]\nkind = \"count\"\n")).unwrap()
}

/// Answers to the numbers in turn; `None` leaves one blank.
fn answers(form: &Form, numbers: &[Option<i64>]) -> Answers {
    let mut answers = Answers::new();
    let mut numbers = numbers.iter().cycle();
    for field in form.fields() {
        let text = match (&field.kind, numbers.next().copied().flatten()) {
            (Kind::Number(number), Some(units)) => {
                number.fixed(units.clamp(number.min, number.max)).to_string()
            }
            (Kind::Choice(options), Some(units)) => options[usize::from(units > 0)].key.clone(),
            (Kind::Boolean, Some(units)) => if units > 0 { "yes" } else { "no" }.to_owned(),
            (Kind::Multi(options), Some(units)) => {
                let ticked = options.iter().enumerate().filter(|(index, _)| units >> index & 1 == 1);
                ticked.for_each(|(_, option)| answers.push(&field.key, &option.key));
                continue;
            }
            (_, None) => continue,
        };
        answers.set(&field.key, text);
    }
    answers
}

fn plain<'a>(
    form: &Form,
    texts: impl Iterator<Item = (usize, &'a [String])>,
) -> BTreeMap<usize, Vec<String>> {
    let plain = |field: usize, text: &String| match &form.fields()[field].kind {
        Kind::Number(number) => Fixed::parse(text, number.decimals).unwrap().to_string(),
        _ => text.clone(),
    };
    texts.map(|(field, texts)| (field, texts.iter().map(|text| plain(field, text)).collect())).collect()
}

fn reads_back(form: &Form, answers: &Answers, bytes: &[u8]) -> Result<(), TestCaseError> {
    let preview = preview(form, bytes).map_err(|error| TestCaseError::fail(format!("{error:?}")))?;
    prop_assert!(preview.problems.is_empty(), "{:?}", preview.problems);
    prop_assert!(preview.unmatched.is_empty());
    let read = preview.taken.iter().map(|taken| (taken.field, taken.texts.as_slice()));
    let written = form.fields().iter().enumerate();
    let written = written.map(|(index, field)| (index, answers.get(&field.key)));
    let written = written.filter(|(_, texts)| !texts.is_empty());
    prop_assert_eq!(plain(form, read), plain(form, written));
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, ..ProptestConfig::default() })]

    #[test]
    fn what_is_written_reads_back(
        tables in proptest::collection::vec(drawn(), 1..4),
        units in proptest::collection::vec(proptest::option::of(-1_000_000_000i64..1_000_000_000), 1..30),
    ) {
        let form = form(&tables);
        let answers = answers(&form, &units);
        reads_back(&form, &answers, &template::workbook(&form, &answers).unwrap())?;
        for comma in [false, true] {
            reads_back(&form, &answers, &template::separated(&form, &answers, comma))?;
        }
    }
}

#[test]
fn the_same_form_gives_the_same_file() {
    let form = form(&[Drawn { rows: 3, columns: 4, levels: 1, decimals: 2, place: None }]);
    let write = || template::workbook(&form, &Answers::new()).unwrap();
    assert_eq!(write(), write());
    let preview = preview(&form, &write()).unwrap();
    assert_eq!((preview.taken.len(), preview.tables[0].blank), (0, 12));
}
