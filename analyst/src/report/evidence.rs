//! What a report proves itself with: put together and signed, and as text in a file.

use std::io;

use data_encoding::BASE64;
use tacit_envelope::signing::SigningKey;
use tacit_form::results::Results;
use tacit_protocol::{
    closing::SignedClosingStatement,
    codec::{Decode, Encode},
    evidence::{Evidence, Rejections, SignedEvidence},
    publication::Publication,
    signed::Signed,
};

/// Signs what a session has come to.
pub(crate) fn sign(
    key: &SigningKey,
    manifest: &[u8],
    closed: SignedClosingStatement,
    results: &Results,
    rejections: Rejections,
) -> io::Result<SignedEvidence> {
    let publication = Publication::new(closed, results)?;
    let publication = Signed::sign(key, publication).map_err(io::Error::other)?;
    let evidence = Evidence { manifest: manifest.to_owned(), publication, rejections };
    Signed::sign(key, evidence).map_err(io::Error::other)
}

/// The bytes in base64, in one line.
pub(super) fn to_text(evidence: &SignedEvidence) -> io::Result<String> {
    Ok(BASE64.encode(&evidence.get_encoded().map_err(io::Error::other)?))
}

/// What [`to_text`] wrote, white space aside; `None`: it is damaged.
pub(super) fn from_text(text: &str) -> Option<SignedEvidence> {
    let text: String = text.split_ascii_whitespace().collect();
    SignedEvidence::get_decoded(&BASE64.decode(text.as_bytes()).ok()?).ok()
}
