//! Forms as files: read, explained where they are wrong, and weighed before a session is made of them.

pub mod check;
mod cost;
mod learned;
mod place;

use std::{fs, path::Path};

use tacit_form::Form;
use tacit_tally::Circuit;

use crate::error::Error;
pub use place::Place;

/// Reads the form in a file, and compiles its circuit for so many participants.
///
/// # Errors
///
/// With the line and column in the file, where there is one.
pub fn read(path: &Path, max_participants: u32) -> Result<(Form, Circuit), Error> {
    let unreadable = |source| Error::NoForm { path: path.to_owned(), source };
    let bytes = fs::read(path).map_err(unreadable)?;
    let text = String::from_utf8_lossy(&bytes);
    let form = Form::from_toml(&text).map_err(|source| Error::Form {
        path: path.to_owned(),
        place: Place::of(&text, &source),
        source: source.into(),
    })?;
    let circuit = Circuit::compile(&form, max_participants).map_err(|source| Error::Circuit {
        path: path.to_owned(),
        place: Place::of_circuit(&text, &form, &source),
        source,
    })?;
    Ok((form, circuit))
}
