//! Files that are made to do harm: each is refused soon and clearly, and the page goes on working.

use std::{
    fs,
    io::{Cursor, Write},
    path::Path,
    time::{Duration, Instant},
};

use anyhow::ensure;
use zip::{ZipWriter, write::SimpleFileOptions};

use crate::support::{browser::Browser, stage::Stage};

const STAFF: &str = include_str!("../../../../crates/sheet/tests/files/staff.toml");
const WORKBOOK: &str = r#"<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="S" sheetId="1" r:id="rId1"/></sheets></workbook>"#;
const TYPES: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

/// What a person waits at most.
const SOON: Duration = Duration::from_secs(2);

fn archive(parts: &[(&str, Vec<u8>)]) -> anyhow::Result<Vec<u8>> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        writer.start_file(*name, SimpleFileOptions::default())?;
        writer.write_all(bytes)?;
    }
    Ok(writer.finish()?.into_inner())
}

fn workbook(sheet: &str, content: Vec<u8>, strings: String) -> anyhow::Result<Vec<u8>> {
    let relation = |kind: &str, target: &str| {
        let relation = format!("<Relationship Id=\"rId1\" Type=\"{TYPES}/{kind}\" Target=\"{target}\"/>");
        let space = "http://schemas.openxmlformats.org/package/2006/relationships";
        format!("<Relationships xmlns=\"{space}\">{relation}</Relationships>").into_bytes()
    };
    archive(&[
        ("_rels/.rels", relation("officeDocument", "xl/workbook.xml")),
        ("xl/workbook.xml", WORKBOOK.into()),
        ("xl/_rels/workbook.xml.rels", relation("worksheet", sheet)),
        ("xl/sharedStrings.xml", strings.into_bytes()),
        (&format!("xl/{sheet}"), content),
    ])
}

fn document(content: &str) -> anyhow::Result<Vec<u8>> {
    let content = format!(
        "<office:document-content xmlns:office=\"o\" xmlns:table=\"t\" xmlns:text=\"x\"><office:body>\
         <office:spreadsheet>{content}</office:spreadsheet></office:body></office:document-content>"
    );
    let kind = b"application/vnd.oasis.opendocument.spreadsheet".to_vec();
    archive(&[("mimetype", kind), ("content.xml", content.into_bytes())])
}

/// Each file, and what is said about it.
fn files() -> anyhow::Result<Vec<(&'static str, Vec<u8>, &'static str)>> {
    let bomb = || vec![b' '; 100_000_000];
    let (no_strings, count) = ("<sst/>".to_owned(), "<sst uniqueCount=\"4000000000\"/>".to_owned());
    let cells = "<c t=\"s\"><v>0</v></c>".repeat(150_000);
    let cells = format!("<worksheet><sheetData><row>{cells}</row></sheetData></worksheet>").into_bytes();
    let text = format!("<sst><si><t>{}</t></si></sst>", "x".repeat(2_000_000));
    let repeated = "<table:table-cell office:value-type=\"float\" office:value=\"1\" table:number-columns-repeated=\"16384\"/>";
    let rows = format!(
        "<table:table table:name=\"s\"><table:table-row table:number-rows-repeated=\"1000000\">{repeated}\
         </table:table-row></table:table>"
    );
    Ok(vec![
        ("bomb.xlsx", workbook("worksheets/sheet1.xml", bomb(), no_strings.clone())?, "larger than 60 MB"),
        ("renamed.xlsx", workbook("worksheets/sheet1.dat", bomb(), no_strings)?, "larger than 60 MB"),
        ("strings.xlsx", workbook("worksheets/sheet1.xml", cells, text)?, "larger than 60 MB"),
        ("count.xlsx", workbook("worksheets/sheet1.xml", b"<worksheet/>".to_vec(), count)?, "damaged"),
        ("repeated.ods", document(&rows)?, "200,000 cells"),
        ("cut.xlsx", b"PK\x03\x04 and no more".to_vec(), "damaged"),
    ])
}

#[tokio::test(flavor = "multi_thread")]
async fn hostile_files_are_refused_soon_and_the_page_goes_on() -> anyhow::Result<()> {
    let stage = Stage::set(STAFF, &[])?;
    let links = stage.analyst.invite(1, "links.csv")?;
    let browser = Browser::open().await?;
    browser.visit(&links.all()[0], "form").await?;
    browser.enter("f-count.managers.women_north", "8").await?;
    for (name, bytes, said) in files()? {
        let path = stage.write(name, "")?;
        fs::write(&path, bytes)?;
        let started = Instant::now();
        browser.choose_file("files-file", &path).await?;
        browser.says(".files-refused", said).await?;
        ensure!(started.elapsed() < SOON, "{name} takes {:?}", started.elapsed());
        ensure!(browser.text(".files-refused").await?.contains(name), "{name} isn't named");
        browser.click("files-close").await?;
        ensure!(browser.value("f-count.managers.women_north").await? == "8", "{name} changes an answer");
    }
    let good = Path::new(env!("CARGO_MANIFEST_DIR")).join("../crates/sheet/tests/files/staff.xlsx");
    browser.choose_file("files-file", &good).await?;
    browser.says("#files-tables", "Figures!C7").await?;
    browser.click("files-use").await?;
    browser.says("#files-status", "answers were taken").await?;
    browser.enter("f-count.managers.women_south", "7").await?;
    browser.click("continue").await?;
    browser.reaches("check").await?;
    browser.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn values_and_those_out_of_bounds_are_shown_before_they_are_taken() -> anyhow::Result<()> {
    let stage = Stage::set(STAFF, &[])?;
    let links = stage.analyst.invite(1, "links.csv")?;
    let browser = Browser::open().await?;
    browser.visit(&links.all()[0], "form").await?;
    let csv =
        "Head count;;;;\n;Women;;Men;\n;North;South;North;South\nManagers;1;2;3;4\nAll others;5;999999;7;8\n";
    let path = stage.write("figures.csv", csv)?;
    browser.choose_file("files-file", &path).await?;
    browser.says("#files-outside", "C5: 999999").await?;
    browser.click("files-values").await?;
    let values = browser.text(".files-values").await?;
    ensure!(values.contains("Head count") && values.contains("999,999"), "{values}");
    browser.screens("files-values").await?;
    browser.close().await
}
