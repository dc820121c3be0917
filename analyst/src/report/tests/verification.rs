//! Whatever is changed in a report is found, and said.

use std::path::{Path, PathBuf};

use super::{deeper::deeper, page::everything, *};
use crate::report::verify::examine;

struct Folder(tempfile::TempDir);

impl Folder {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn file(&self, name: &str, text: impl AsRef<[u8]>) -> PathBuf {
        let path = self.0.path().join(name);
        std::fs::write(&path, text).unwrap();
        path
    }

    fn check(&self, text: impl AsRef<[u8]>) -> Result<String, Error> {
        check(&self.file("report", text))
    }

    #[track_caller]
    fn forged(&self, text: &str, words: &str) {
        match self.check(text) {
            Err(Error::Forged { problem, .. }) => assert!(problem.contains(words), "{problem}"),
            other => panic!("{other:?}, not {words}"),
        }
    }

    #[track_caller]
    fn broken(&self, text: impl AsRef<[u8]>) {
        let found = self.check(text);
        assert!(matches!(found, Err(Error::NoReport { .. })), "{found:?}");
    }
}

fn check(file: &Path) -> Result<String, Error> {
    examine(&Verify { file: file.to_owned(), with: None, session: None })
}

/// The same report as another analyst would sign it, who has no session of this manifest.
fn by_another() -> (Report, SigningKey) {
    let report = report();
    let key = SigningKey::from_seed(&[9; 32]);
    let evidence = report.evidence.verify(&self::key().public()).unwrap().clone();
    (Report { evidence: Signed::sign(&key, evidence).unwrap(), ..report }, key)
}

#[test]
fn what_was_signed_is_genuine() {
    let folder = Folder::new();
    for report in [report(), deeper(), everything()] {
        for format in [Format::Html, Format::Json] {
            folder.check(render(&report, format)).unwrap();
        }
        let with = folder.file("report.html", render(&report, Format::Html));
        let csv = folder.file("results.csv", render(&report, Format::Csv));
        let with_page = Verify { file: csv.clone(), with: Some(with), session: Some(report.session) };
        assert!(examine(&with_page).unwrap().contains(&report.session.to_string()));
        assert!(matches!(check(&csv), Err(Error::Usage(_))), "alone it proves nothing");
        let other = Verify { session: Some(SessionId::of_manifest(b"")), ..with_page };
        assert!(matches!(examine(&other), Err(Error::Forged { .. })));
    }
}

#[test]
fn a_number_changed_in_a_page_is_named() {
    let (folder, page) = (Folder::new(), render(&report(), Format::Html));
    folder.forged(&page.replacen(">648.57<", ">648.58<", 1), "648.58");
    folder.forged(&page.replacen("<p class=\"kicker\">", "<p class=\"kicker\">Official ", 1), "Official");
    folder.forged(&page.replacen("fill: var(--bar)", "fill: none", 1), "fill: none");
}

#[test]
fn tables_that_changed_places_are_found() {
    let (folder, page) = (Folder::new(), render(&report(), Format::Html));
    let starts: Vec<usize> = page.match_indices("<article").map(|(at, _)| at).collect();
    let (first, second, third) = (starts[0], starts[1], starts[2]);
    let swapped = [&page[..first], &page[second..third], &page[first..second], &page[third..]].concat();
    folder.forged(&swapped, "doesn't show what was signed");
}

#[test]
fn a_signature_by_somebody_else_proves_nothing() {
    let folder = Folder::new();
    let (report, other) = by_another();
    let json = report.render(Format::Json, false, &other).unwrap();
    folder.forged(&json, "isn't signed by the session's analyst");
    // Genuine evidence in a page that somebody else signed.
    let page = super::report().render(Format::Html, false, &other).unwrap();
    folder.forged(&page, "page as a whole isn't signed");
    // Made by another version, so that only its signature says whether it was changed.
    let older = render(&super::report(), Format::Html).replace(env!("CARGO_PKG_VERSION"), "0.0.9");
    folder.forged(&older, "page as a whole isn't signed");
}

#[test]
fn a_page_of_another_version_is_believed_for_its_signature() {
    let folder = Folder::new();
    let page = html::page(&report()).unwrap().replace(env!("CARGO_PKG_VERSION"), "0.0.9");
    let signature = data_encoding::BASE64.encode(key().sign("report-page", page.as_bytes()).as_bytes());
    folder.check(format!("{page}<!-- signature {signature} -->\n")).unwrap();
}

#[test]
fn a_cut_file_is_no_whole_report() {
    let folder = Folder::new();
    let page = render(&report(), Format::Html);
    let template = page.find("<template").unwrap();
    for length in [1, 100, template - 1, template + 40, page.len() - 400, page.len() - 20, page.len() - 1] {
        folder.broken(&page.as_bytes()[..length]);
    }
    let json = render(&report(), Format::Json);
    for length in [1, 100, json.len() - 3] {
        folder.broken(&json.as_bytes()[..length]);
    }
    folder.broken("{}");
    folder.broken([0xff, 0xfe]);
    for text in ["", "title = \"Lunch\"\n"] {
        folder.broken(text);
    }
    let unsigned = folder.file("results.CSV", "analysis,kind\n");
    assert!(matches!(check(&unsigned), Err(Error::Usage(_))), "--with is missing");
    assert!(matches!(check(Path::new("nowhere.html")), Err(Error::File { .. })));
}

#[test]
fn a_value_changed_in_json_is_named() {
    let (folder, json) = (Folder::new(), render(&report(), Format::Json));
    for (from, to, words) in [
        (
            "\"648.57\"",
            "\"648.58\"",
            "analyses[1].rows[0].outcome.sum is “\"648.58\"”, and signed is “\"648.57\"”",
        ),
        ("\"invited\": 20", "\"invited\": 21", "invited is “21”"),
        ("7.099489051", "7.099489052", "outcome.mean is"),
        ("\"invalid\": 1", "\"invalid\": 0", "rejections.invalid"),
        ("{\n", "{\"extra\": true,\n", "extra is “true”"),
    ] {
        assert!(json.contains(from), "{from}");
        folder.forged(&json.replacen(from, to, 1), words);
    }
    // Laid out otherwise it says the same.
    let value: serde_json::Value = serde_json::from_str(&json).unwrap();
    folder.check(value.to_string()).unwrap();
}

#[test]
fn what_is_said_twice_in_json_is_found() {
    let folder = Folder::new();
    let json = render(&report(), Format::Json);
    for forged in ["{ \"accepted\": 9999,", "{ \"analyses\": [],"] {
        folder.forged(&json.replacen('{', forged, 1), "twice");
    }
}

#[test]
fn a_changed_row_of_a_csv_file_is_found() {
    let folder = Folder::new();
    let with = folder.file("report.json", render(&report(), Format::Json));
    let csv = render(&report(), Format::Csv);
    for changed in
        [csv.replacen("648.57", "648.58", 1), csv.replacen("\n", "\n\n", 1), csv[..csv.len() - 9].into()]
    {
        let file = folder.file("results.csv", changed);
        let found = examine(&Verify { file, with: Some(with.clone()), session: None });
        assert!(matches!(found, Err(Error::Forged { .. })), "{found:?}");
    }
}
