//! A receipt as a text that people keep: where, which session, and the server's signed word (§5).
//!
//! ```text
//! # Any number of lines like this one, for people
//! TACIT-RECEIPT-1
//! server https://survey.example/
//! session <session id, base32>
//! receipt <signed receipt, base32>
//! ```
//!
//! It holds nothing secret: no token and no answer.

use std::{fmt, str::FromStr};

use tacit_envelope::{
    signing::{BadSignature, VerifyingKey},
    text,
};

use crate::{
    codec::{CodecError, Decode, Encode},
    ids::SessionId,
    origin::Origin,
    receipt::{Receipt, SignedReceipt},
};

/// The file's media type.
pub const MEDIA_TYPE: &str = "text/plain; charset=utf-8";
/// The longest text that is taken for one, in bytes.
pub const MAX_BYTES: usize = 16 << 10;

const HEADING: &str = "TACIT-RECEIPT-1";
/// Bytes of a signed receipt: version, session, digest, revision, time, signature.
const SIGNED_RECEIPT_LEN: usize = 1 + 32 + 32 + 32 + 4 + 8 + 64;

/// A receipt and where it is from. Nothing of it is verified: for that one needs the session's manifest, which
/// [`ReceiptFile::session`] names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReceiptFile {
    server: Origin,
    session: SessionId,
    receipt: SignedReceipt,
}

/// Why a text is no receipt.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ReceiptFileError {
    /// Another text, or a part of one.
    #[error("this is no receipt. Use the file that was saved after submitting, whole and unchanged.")]
    Shape,
    /// Of another version of Tacit.
    #[error("this receipt was saved by another version of Tacit. Use that version to check it.")]
    Version,
    /// The address is no http(s) URL.
    #[error("the receipt's server address is damaged. Use the file as it was saved.")]
    Server,
    /// The session's id, or the receipt itself, is damaged, or they don't belong together.
    #[error("the receipt is damaged. Use the file as it was saved.")]
    Receipt,
}

impl ReceiptFile {
    /// A receipt by the server at `origin`.
    pub fn new(origin: &Origin, session: SessionId, receipt: SignedReceipt) -> Self {
        Self { server: origin.clone(), session, receipt }
    }

    /// Where the session is.
    pub fn server(&self) -> &Origin {
        &self.server
    }

    /// Which session.
    pub fn session(&self) -> &SessionId {
        &self.session
    }

    /// What the server signed, as far as anybody knows yet.
    pub fn receipt(&self) -> &SignedReceipt {
        &self.receipt
    }

    /// What it says, if `key` signed it.
    pub fn verify(&self, key: &VerifyingKey) -> Result<&Receipt, BadSignature> {
        self.receipt.verify(key)
    }

    /// The text to save, below these lines for people.
    pub fn to_text(&self, comments: &[&str]) -> String {
        let lines = comments.iter().flat_map(|comment| comment.lines());
        let mut text: String = lines.map(|line| format!("{}\n", format!("# {line}").trim_end())).collect();
        text.push_str(&self.to_string());
        text
    }
}

impl fmt::Display for ReceiptFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let receipt = text::encode(&self.receipt.get_encoded().map_err(|_| fmt::Error)?);
        writeln!(f, "{HEADING}\nserver {}\nsession {}\nreceipt {receipt}", self.server, self.session)
    }
}

impl FromStr for ReceiptFile {
    type Err = ReceiptFileError;

    fn from_str(text: &str) -> Result<Self, ReceiptFileError> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
        match lines.next() {
            Some(HEADING) => {}
            Some(other) if other.starts_with("TACIT-RECEIPT-") => return Err(ReceiptFileError::Version),
            _ => return Err(ReceiptFileError::Shape),
        }
        let mut value = |name: &str| {
            let (found, value) = lines.next()?.split_once(' ')?;
            (found == name).then(|| value.trim())
        };
        let mut take = |name| value(name).ok_or(ReceiptFileError::Shape);
        let (server, session, receipt) = (take("server")?, take("session")?, take("receipt")?);
        if lines.next().is_some() {
            return Err(ReceiptFileError::Shape);
        }
        let server = server.parse().map_err(|_| ReceiptFileError::Server)?;
        let session: SessionId = session.parse().map_err(|_| ReceiptFileError::Receipt)?;
        let receipt = decode(receipt).ok_or(ReceiptFileError::Receipt)?;
        match claimed_session(&receipt) {
            Ok(claimed) if claimed == session => Ok(Self { server, session, receipt }),
            _ => Err(ReceiptFileError::Receipt),
        }
    }
}

fn decode(text: &str) -> Option<SignedReceipt> {
    let bytes = text::decode_array::<SIGNED_RECEIPT_LEN>(text).ok()?;
    SignedReceipt::get_decoded(&bytes).ok()
}

fn claimed_session(receipt: &SignedReceipt) -> Result<SessionId, CodecError> {
    Ok(Receipt::get_decoded(&receipt.get_encoded()?[..SIGNED_RECEIPT_LEN - 64])?.session)
}

#[cfg(test)]
mod tests;
