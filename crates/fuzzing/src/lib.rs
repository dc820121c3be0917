//! What must hold of every decoder, whatever bytes it gets: it doesn't panic, it allocates no more than its input justifies, and where
//! a form is canonical, what was decoded encodes to the same bytes.
//!
//! The programs in `fuzz` let libFuzzer search for bytes for which it doesn't hold, and bound how much is allocated; the tests here
//! try the bytes from which it starts, in every run. Each [`Target`] panics where something doesn't hold.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "what fails is found, and nothing else is run here"
)]

mod analysts;
mod boxes;
mod clipboard;
mod codes;
mod files;
mod forms;
mod forwarded;
mod headers;
mod json;
mod messages;
mod publications;
mod report_files;
mod reports;
mod sheets;
mod texts;

use std::path::{Path, PathBuf};

/// Something that reads what strangers send.
pub struct Target {
    /// As the program in `fuzz/fuzz_targets` is called.
    pub name: &'static str,
    /// Reads these bytes, and panics if something doesn't hold.
    pub run: fn(&[u8]),
    /// Bytes to start from: good ones, and bad ones beside them.
    pub seeds: fn() -> Vec<Vec<u8>>,
}

/// All of them.
pub const TARGETS: [Target; 20] = [
    Target { name: "messages", run: messages::run, seeds: messages::seeds },
    Target { name: "json", run: json::run, seeds: json::seeds },
    Target { name: "boxes", run: boxes::run, seeds: boxes::seeds },
    Target { name: "texts", run: texts::run, seeds: texts::seeds },
    Target { name: "headers", run: headers::run, seeds: headers::seeds },
    Target { name: "forwarded", run: forwarded::run, seeds: forwarded::seeds },
    Target { name: "codes", run: codes::run, seeds: codes::seeds },
    Target { name: "forms", run: forms::run, seeds: forms::seeds },
    Target { name: "manifests", run: forms::run_manifest, seeds: forms::manifest_seeds },
    Target { name: "key_files", run: files::run_key_file, seeds: files::key_file_seeds },
    Target { name: "protected_keys", run: files::run_protected_key, seeds: files::protected_key_seeds },
    Target { name: "publications", run: publications::run, seeds: publications::seeds },
    Target { name: "drafts", run: files::run_draft, seeds: files::draft_seeds },
    Target { name: "sheets", run: sheets::run, seeds: sheets::seeds },
    Target { name: "sheets_xlsx", run: sheets::run_xlsx, seeds: sheets::xlsx_seeds },
    Target { name: "sheets_ods", run: sheets::run_ods, seeds: sheets::ods_seeds },
    Target { name: "reports", run: reports::run, seeds: reports::seeds },
    Target { name: "clipboard", run: clipboard::run, seeds: clipboard::seeds },
    Target { name: "analysts", run: analysts::run, seeds: analysts::seeds },
    Target { name: "report_files", run: report_files::run, seeds: report_files::seeds },
];

/// Runs one of [`TARGETS`].
///
/// # Panics
///
/// If there is none of this name, or something doesn't hold.
pub fn run(name: &str, bytes: &[u8]) {
    let target = TARGETS.iter().find(|target| target.name == name).expect("one of the targets");
    (target.run)(bytes);
}

/// A file of this repository.
fn repository(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(path)
}

/// The files of a folder of this repository whose names end so.
fn files_in(folder: &str, ending: &str) -> Vec<Vec<u8>> {
    let entries = std::fs::read_dir(repository(folder)).unwrap().map(|entry| entry.unwrap().path());
    let mut paths: Vec<_> = entries.filter(|path| path.to_string_lossy().ends_with(ending)).collect();
    paths.sort();
    paths.iter().map(|path| std::fs::read(path).unwrap()).collect()
}

/// A frozen vector's JSON.
fn vector(name: &str) -> serde_json::Value {
    serde_json::from_slice(&std::fs::read(repository(&format!("test-vectors/v1/{name}.json"))).unwrap())
        .unwrap()
}

/// Bytes in hexadecimal, as frozen vectors have them.
fn hex(value: &serde_json::Value) -> Vec<u8> {
    data_encoding::HEXLOWER.decode(value.as_str().unwrap().as_bytes()).unwrap()
}
