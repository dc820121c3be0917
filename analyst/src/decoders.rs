//! What this program reads of files, and of notes that a server keeps for it: for tests that hand it any bytes.
//!
//! Programs have no use for it: what reads these files has its own errors, and says what to do.

use std::path::Path;

use tacit_protocol::ids::SessionId;
use tacit_tally::Circuit;

use crate::{
    invitations::{self, people, template::Template},
    report::{Report, verify::File},
    run::note,
    session,
};

/// What a report in HTML or JSON proves; `None`: nothing.
pub fn report(text: &str) -> Option<Report> {
    File::of(Path::new("report"), text.to_owned()).signed().map(|genuine| genuine.report).ok()
}

/// What a table without signatures proves, with a report in HTML or JSON beside it; `None`: nothing.
pub fn table(text: &str, with: &str) -> Option<Report> {
    let [table, with] = [text, with].map(|text| File::of(Path::new("report"), text.to_owned()));
    table.same_as(&with).map(|genuine| genuine.report).ok()
}

/// The labels of the people in a list; `None`: it can't be read.
pub fn people(bytes: &[u8]) -> Option<Vec<String>> {
    let people = people::parse(bytes).ok()?;
    Some(people.into_iter().map(|listed| listed.person.label).collect())
}

/// Whether a template of a message can be read.
pub fn template(text: &str) -> bool {
    Template::parse(text, None).is_ok()
}

/// The list of a key's sessions, as it would be written; `None`: it can't be read.
pub fn sessions(bytes: &[u8]) -> Option<Vec<u8>> {
    serde_json::to_vec(&session::parse_list(Path::new("sessions"), bytes).ok()?).ok()
}

/// The book of a session's invitations, as it would be written; `None`: it can't be read.
pub fn book(session: &SessionId, bytes: &[u8]) -> Option<Vec<u8>> {
    serde_json::to_vec(&invitations::parse(Path::new("book"), session, bytes).ok()?).ok()
}

/// A batch's note before it is sealed, as it would be written; `None`: it can't be read.
pub fn note(circuit: &Circuit, bytes: &[u8]) -> Option<Vec<u8>> {
    Some(note::encode(&note::decode(circuit, bytes)?).to_vec())
}
