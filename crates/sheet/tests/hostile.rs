//! Files that are made to do harm: each is refused, soon, and without much memory.

#![allow(clippy::unwrap_used)]

use std::{
    io::{Cursor, Write},
    time::{Duration, Instant},
};

use tacit_form::Form;
use tacit_sheet::{FileError, MAX_FILE, preview};
use zip::{ZipWriter, write::SimpleFileOptions};

const WORKBOOK: &str = r#"<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="S" sheetId="1" r:id="rId1"/></sheets></workbook>"#;
const RELATIONS: &str = r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>"#;

const PACKAGE: &str = r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#;

fn form() -> Form {
    let text = "title = \"T\"\npurpose = \"P\"\n[[field]]\nkey = \"n\"\nkind = \"number\"\nlabel = \"N\"\nmin = 0\nmax = 9\n\
                [[analysis]]\nkind = \"sum\"\nof = \"n\"\n";
    Form::from_toml(text).unwrap()
}

fn archive(parts: &[(&str, Vec<u8>)]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        writer.start_file(*name, SimpleFileOptions::default()).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

fn workbook(sheet: Vec<u8>, strings: &str) -> Vec<u8> {
    archive(&[
        ("_rels/.rels", PACKAGE.into()),
        ("xl/workbook.xml", WORKBOOK.into()),
        ("xl/_rels/workbook.xml.rels", RELATIONS.into()),
        ("xl/sharedStrings.xml", strings.into()),
        ("xl/worksheets/sheet1.xml", sheet),
    ])
}

fn document(content: &str) -> Vec<u8> {
    let kind = b"application/vnd.oasis.opendocument.spreadsheet".to_vec();
    let content = format!(
        "<office:document-content xmlns:office=\"o\" xmlns:table=\"t\" xmlns:text=\"x\"><office:body>\
         <office:spreadsheet>{content}</office:spreadsheet></office:body></office:document-content>"
    );
    archive(&[("mimetype", kind), ("content.xml", content.into_bytes())])
}

fn refused(bytes: &[u8]) -> FileError {
    let started = Instant::now();
    let error = preview(&form(), bytes).unwrap_err();
    assert!(started.elapsed() < Duration::from_secs(5), "{:?}", started.elapsed());
    error
}

fn sheet(cells: &str) -> Vec<u8> {
    format!("<worksheet><sheetData><row r=\"1\">{cells}</row></sheetData></worksheet>").into_bytes()
}

#[test]
fn bombs() {
    let bomb = vec![b' '; 70_000_000];
    assert!(matches!(refused(&workbook(bomb.clone(), "<sst/>")), FileError::TooLarge { .. }));
    let kind = b"application/vnd.oasis.opendocument.spreadsheet".to_vec();
    let document = archive(&[("mimetype", kind), ("content.xml", bomb)]);
    assert!(matches!(refused(&document), FileError::TooLarge { .. }));
}

#[test]
fn many_parts_sheets_and_cells() {
    let names: Vec<String> = (0..2_500).map(|index| format!("xl/{index}.xml")).collect();
    let parts: Vec<(&str, Vec<u8>)> = names.iter().map(|name| (name.as_str(), Vec::new())).collect();
    assert!(matches!(refused(&archive(&parts)), FileError::TooLarge { .. }));
    let sheets = "<table:table table:name=\"s\"></table:table>".repeat(1_000);
    assert!(matches!(refused(&document(&sheets)), FileError::TooManySheets { .. }));
    let cell = "<table:table-cell office:value-type=\"float\" office:value=\"1\" table:number-columns-repeated=\"16384\"/>";
    let rows = format!(
        "<table:table table:name=\"s\"><table:table-row table:number-rows-repeated=\"4000000000\">{cell}\
         </table:table-row></table:table>"
    );
    assert!(matches!(refused(&document(&rows)), FileError::TooManyCells { .. }));
}

#[test]
fn cells_far_apart_take_no_room() {
    let cells = "<c r=\"A1\"><v>1</v></c><c r=\"XFD1048576\"><v>1</v></c>";
    let error = refused(&workbook(sheet(cells), "<sst/>"));
    assert!(matches!(error, FileError::WrongTemplate { .. }), "{error:?}");
}

#[test]
fn a_merged_region_whose_corners_are_swapped_is_nowhere() {
    let cells = "<c r=\"A1\" t=\"str\"><v>N</v></c><c r=\"B1\"><v>5</v></c>";
    let plain = String::from_utf8(sheet(cells)).unwrap();
    let read = |sheet: String| format!("{:?}", preview(&form(), &workbook(sheet.into_bytes(), "<sst/>")));
    let swapped = |region: &str| {
        let merged =
            format!("</sheetData><mergeCells count=\"1\"><mergeCell ref=\"{region}\"/></mergeCells>");
        read(plain.replace("</sheetData>", &merged))
    };
    assert_ne!(swapped("A1:B1"), read(plain.clone()), "there is such a region");
    for region in ["B1:A1", "CB9:A1", "A9:B1"] {
        assert_eq!(swapped(region), read(plain.clone()), "{region}");
    }
}

#[test]
fn counts_are_not_believed() {
    let strings = "<sst count=\"4000000000000\" uniqueCount=\"4000000000000\"><si><t>x</t></si></sst>";
    assert_eq!(refused(&workbook(sheet(""), strings)), FileError::Damaged);
    let shared = "<c r=\"A1\"><f t=\"shared\" si=\"4000000000\" ref=\"A1:A2\">1</f><v>1</v></c>";
    assert!(matches!(refused(&workbook(sheet(shared), "<sst/>")), FileError::WrongTemplate { .. }));
}

#[test]
fn parts_are_measured_whatever_they_are_called() {
    let elsewhere = RELATIONS.replace("sheet1.xml", "s.dat");
    let bytes = archive(&[
        ("_rels/.rels", PACKAGE.into()),
        ("xl/workbook.xml", WORKBOOK.into()),
        ("xl/_rels/workbook.xml.rels", elsewhere.into()),
        ("xl/worksheets/s.dat", vec![b' '; 70_000_000]),
    ]);
    assert!(matches!(refused(&bytes), FileError::TooLarge { .. }));
}

#[test]
fn counts_of_strings_are_not_believed_wherever_they_are() {
    const COUNT: &str = "uniqueCount=\"400000000000\"";
    for strings in [
        format!("<sst {COUNT}/>"),
        format!("<sst a=\">\" {COUNT}/>"),
        format!("<!--{}--><x:sst {COUNT}/>", " ".repeat(40_000)),
        format!("<sst uniqueCount\n= '+{}'/>", "9".repeat(19)),
    ] {
        let bytes = archive(&[
            ("_rels/.rels", PACKAGE.replace("xl/", "y/").into()),
            ("y/workbook.xml", WORKBOOK.into()),
            ("y/_rels/workbook.xml.rels", RELATIONS.into()),
            ("y/SharedStrings.xml", strings.clone().into()),
            ("y/worksheets/sheet1.xml", sheet("")),
        ]);
        assert_eq!(refused(&bytes), FileError::Damaged, "{}", &strings[..strings.len().min(60)]);
    }
}

#[test]
fn one_large_text_in_many_cells() {
    let text = "x".repeat(1_000_000);
    let row = |row: usize| format!("<row r=\"{row}\">{}</row>", "<c t=\"s\"><v>0</v></c>".repeat(1_000));
    let rows: String = (1..=190).map(row).collect();
    let cells = format!("<worksheet><sheetData>{rows}</sheetData></worksheet>");
    let strings = format!("<sst><si><t>{text}</t></si></sst>");
    assert!(matches!(refused(&workbook(cells.into(), &strings)), FileError::TooLarge { .. }));
    let rows = format!(
        "<table:table table:name=\"s\"><table:table-row table:number-rows-repeated=\"100000\"><table:table-cell>\
         <text:p>{text}</text:p></table:table-cell></table:table-row></table:table>"
    );
    assert!(matches!(refused(&document(&rows)), FileError::TooLarge { .. }));
}

#[test]
fn one_large_part_as_many_sheets() {
    let sheets: String = (1..100)
        .map(|index| format!("<sheet name=\"{index}\" sheetId=\"{index}\" r:id=\"rId1\"/>"))
        .collect();
    let (start, end) = WORKBOOK.split_once("<sheet ").unwrap();
    let (_, end) = end.split_once("/>").unwrap();
    let cells =
        format!("{}</sheetData></worksheet>", "<worksheet><sheetData>".to_owned() + &" ".repeat(20_000_000));
    let bytes = archive(&[
        ("_rels/.rels", PACKAGE.into()),
        ("xl/workbook.xml", format!("{start}{sheets}{end}").into()),
        ("xl/_rels/workbook.xml.rels", RELATIONS.into()),
        ("xl/worksheets/sheet1.xml", cells.into()),
        ("xl/media/noise.bin", (0..40_000u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 13) as u8).collect()),
    ]);
    assert_eq!(refused(&bytes), FileError::Damaged);
}

#[test]
fn rubbish() {
    assert_eq!(refused(&vec![7; 50_000_000]), FileError::TooLarge { limit: MAX_FILE });
    let noise: Vec<u8> = (0..100_000u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
    assert_eq!(refused(&noise), FileError::UnknownFormat);
    assert_eq!(refused(&[&b"PK\x03\x04"[..], &noise].concat()), FileError::Damaged);
    assert_eq!(refused(&[0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1, 0, 0]), FileError::OldOrLocked);
    assert_eq!(refused(b""), FileError::Empty);
    assert_eq!(refused(&archive(&[("word/document.xml", Vec::new())])), FileError::UnknownFormat);
    assert_eq!(refused(&workbook(b"<worksheet><sheetData><row".to_vec(), "<sst/>")), FileError::Damaged);
}

#[test]
fn every_damaged_file_is_an_error_or_read() {
    let whole = std::fs::read(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/files/staff.xlsx")).unwrap();
    for at in (0..whole.len()).step_by(97) {
        let mut damaged = whole.clone();
        damaged[at] ^= 0x55;
        let _ = preview(&form(), &damaged);
        let _ = preview(&form(), &whole[..at]);
    }
}
