//! What the frozen vectors say, from fixed inputs.

use std::error::Error;

use serde::Serialize;
use serde_json::Value;

mod inclusion;
mod messages;
mod signed;
mod texts;
mod tree;

pub(crate) type Made<T> = Result<T, Box<dyn Error>>;

/// One file of vectors, all of one kind.
#[derive(Serialize)]
pub(crate) struct File {
    kind: &'static str,
    about: &'static str,
    /// What holds for every case: keys, a content type.
    #[serde(skip_serializing_if = "Option::is_none")]
    given: Option<Value>,
    cases: Vec<Case>,
}

/// One vector. A bad one is the good one with one thing altered.
#[derive(Serialize)]
pub(crate) struct Case {
    /// `ok`, or why it must be refused.
    expect: &'static str,
    case: &'static str,
    #[serde(flatten)]
    input: Value,
}

impl File {
    /// The file's name in `test-vectors/v1`.
    pub(crate) fn name(&self) -> String {
        format!("protocol_{}.json", self.kind)
    }

    /// The file's text.
    pub(crate) fn to_text(&self) -> Made<String> {
        Ok(serde_json::to_string_pretty(self)? + "\n")
    }
}

/// Every file.
pub(crate) fn files() -> Made<Vec<File>> {
    let mut files = messages::files()?;
    files.extend(signed::files()?);
    files.extend(inclusion::files()?);
    files.extend([texts::ids()?, texts::link()?, texts::request()?, tree::file()?]);
    Ok(files)
}

/// `first`, `first + 1` ...
fn counting<const N: usize>(first: u8) -> [u8; N] {
    std::array::from_fn(|i| first.wrapping_add(i as u8))
}

fn hex(bytes: &[u8]) -> String {
    data_encoding::HEXLOWER.encode(bytes)
}
