//! Spreadsheets that participants fill in, or somebody for them.

use std::{
    io::{Cursor, Write},
    sync::LazyLock,
};

use tacit_form::{Answers, Form};
use tacit_sheet::{preview, template};
use zip::{CompressionMethod, ZipWriter, write::SimpleFileOptions};

use crate::{files_in, repository};

/// What stands between the parts of an archive, in what the fuzzer makes.
const BETWEEN: &[u8] = b"\n---\n";
const XLSX_PARTS: [&str; 6] = [
    "_rels/.rels",
    "xl/workbook.xml",
    "xl/_rels/workbook.xml.rels",
    "xl/sharedStrings.xml",
    "xl/styles.xml",
    "xl/worksheets/sheet1.xml",
];

static FORM: LazyLock<Form> = LazyLock::new(|| {
    let toml = std::fs::read_to_string(repository("crates/sheet/tests/files/staff.toml")).unwrap();
    Form::from_toml(&toml).unwrap()
});

/// A file as it is.
pub(crate) fn run(bytes: &[u8]) {
    let _ = preview(&FORM, bytes);
}

pub(crate) fn seeds() -> Vec<Vec<u8>> {
    let files =
        ["xlsx", "ods", "txt", "html"].iter().flat_map(|ending| files_in("crates/sheet/tests/files", ending));
    files.chain([template::separated(&FORM, &Answers::default(), true)]).collect()
}

/// The parts of an `.xlsx`: in an archive, bytes that a fuzzer changes would only make it damaged.
pub(crate) fn run_xlsx(bytes: &[u8]) {
    let parts = XLSX_PARTS.iter().copied().zip(split(bytes));
    run(&archive(parts));
}

pub(crate) fn xlsx_seeds() -> Vec<Vec<u8>> {
    let joined = |file: Vec<u8>| {
        let parts: Vec<Vec<u8>> = XLSX_PARTS.iter().map(|part| unpacked(&file, part)).collect();
        parts.join(BETWEEN)
    };
    files_in("crates/sheet/tests/files", ".xlsx").into_iter().map(joined).collect()
}

/// The content of an `.ods`.
pub(crate) fn run_ods(bytes: &[u8]) {
    let kind = b"application/vnd.oasis.opendocument.spreadsheet".as_slice();
    run(&archive([("mimetype", kind), ("content.xml", bytes)]));
}

pub(crate) fn ods_seeds() -> Vec<Vec<u8>> {
    files_in("crates/sheet/tests/files", ".ods").iter().map(|file| unpacked(file, "content.xml")).collect()
}

fn split(bytes: &[u8]) -> impl Iterator<Item = &[u8]> {
    let mut rest = Some(bytes);
    std::iter::from_fn(move || {
        let bytes = rest?;
        let at = bytes.windows(BETWEEN.len()).position(|window| window == BETWEEN);
        rest = at.map(|at| &bytes[at + BETWEEN.len()..]);
        Some(&bytes[..at.unwrap_or(bytes.len())])
    })
}

fn archive<'a>(parts: impl IntoIterator<Item = (&'a str, &'a [u8])>) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    let stored = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    for (name, bytes) in parts {
        writer.start_file(name, stored).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// A part of an archive; nothing if it has none of this name.
fn unpacked(archive: &[u8], name: &str) -> Vec<u8> {
    let mut archive = zip::ZipArchive::new(Cursor::new(archive)).unwrap();
    let mut bytes = Vec::new();
    if let Ok(mut part) = archive.by_name(name) {
        std::io::copy(&mut part, &mut bytes).unwrap();
    }
    bytes
}
