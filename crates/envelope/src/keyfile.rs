//! The analyst's secret as a text file, plain or protected by a passphrase.
//!
//! Lines beginning with `#` are comments for people. One line is the key, in base32:
//!
//! ```text
//! TACIT-ANALYST-KEY-1-           seed (32) ‖ checksum (4)
//! TACIT-ANALYST-KEY-1-PROTECTED- salt (16) ‖ m (4) ‖ t (4) ‖ p (4) ‖ nonce (24) ‖ sealed seed (48) ‖ checksum (4)
//! ```
//!
//! `m` (KiB), `t` (passes) and `p` (lanes) are the cost of Argon2id, big-endian. The checksum is the first four bytes of
//! `digest("keyfile/checksum", [prefix, what stands before the checksum])`: it tells a mistyped or truncated key from a
//! wrong passphrase, and is no defence against anybody.
//!
//! The crate writes no files. Who does MUST let only the owner read them (mode 0600) and never overwrite one.

use std::fmt;

use rand_core::CryptoRng;
use zeroize::{Zeroize, Zeroizing};

pub use self::{
    analyst::{AnalystPublic, AnalystSecret},
    protected::ProtectedKey,
};
use crate::{hash, text};

mod analyst;
mod protected;

const PLAIN_PREFIX: &str = "TACIT-ANALYST-KEY-1-";
const PROTECTED_PREFIX: &str = "TACIT-ANALYST-KEY-1-PROTECTED-";

/// What the prefixes of all versions begin with.
const ANY_VERSION: &str = "TACIT-ANALYST-KEY-";

const CHECKSUM_LEN: usize = 4;
const PLAIN_LEN: usize = AnalystSecret::LEN + CHECKSUM_LEN;

/// Longer than any comment, so a key line is appended without reallocation.
const COMMENT_CAPACITY: usize = 1024;

/// A key file that can't be read, opened or written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum KeyFileError {
    /// No line begins like a key.
    #[error(
        "There is no analyst key in this file. \
         Choose the file that was written when the key was made: it has a line beginning with TACIT-ANALYST-KEY-1-."
    )]
    NoKey,
    /// More than one line begins like a key.
    #[error("There is more than one key in this file. Keep each key in a file of its own.")]
    SeveralKeys,
    /// A line is neither key nor comment.
    #[error(
        "Line {line} of this key file is neither a key nor a comment. \
         If the key was broken into two lines, join them; or use another copy of the file."
    )]
    StrayLine {
        /// Counted from 1.
        line: usize,
    },
    /// A key of another version.
    #[error(
        "This key file was written by another version of Tacit. Open it with that version or a newer one."
    )]
    UnknownVersion,
    /// Truncated or mistyped: length, characters or checksum are wrong.
    #[error(
        "The key in this file is incomplete or mistyped. \
         Use another copy of the file, or compare the key line with the original character by character."
    )]
    Damaged,
    /// The file asks for more memory or time than any honest one, or for an impossible cost.
    #[error(
        "This key file asks for more memory or time than any that Tacit wrote. \
         Don't use it: take your own copy of the file."
    )]
    Cost,
    /// The passphrase does not open the key.
    #[error(
        "The passphrase does not open this key file. Type it again, and mind Caps Lock and the keyboard layout."
    )]
    WrongPassphrase,
    /// A passphrase of no characters protects nothing.
    #[error("The passphrase is empty. Choose one, or write the key file without a passphrase.")]
    EmptyPassphrase,
    /// The memory for Argon2id could not be had.
    #[error(
        "There is not enough free memory to work with the passphrase. Close other programs and try again."
    )]
    OutOfMemory,
}

/// A key file's key, as far as it can be read without a passphrase.
pub enum KeyFile {
    /// Ready to use.
    Plain(AnalystSecret),
    /// Needs [`ProtectedKey::open`].
    Protected(ProtectedKey),
}

impl KeyFile {
    /// Reads a key file. White space around lines, empty lines and a byte order mark don't matter.
    ///
    /// # Errors
    ///
    /// [`KeyFileError`], except for what is about passphrases.
    pub fn parse(text: &str) -> Result<Self, KeyFileError> {
        let line = key_line(text)?;
        if let Some(data) = line.strip_prefix(PROTECTED_PREFIX) {
            return ProtectedKey::decode(data).map(Self::Protected);
        }
        let data = line.strip_prefix(PLAIN_PREFIX).ok_or(KeyFileError::UnknownVersion)?;
        decode_plain(data).map(Self::Plain)
    }
}

impl fmt::Debug for KeyFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Plain(_) => "KeyFile::Plain(secret)",
            Self::Protected(_) => "KeyFile::Protected(secret)",
        })
    }
}

/// Writes a key file without a passphrase: whoever reads it has the key.
///
/// `created` says when, for people; the key file is the same for any.
pub fn to_text(secret: &AnalystSecret, created: &str) -> Zeroizing<String> {
    let mut data = Zeroizing::new([0; PLAIN_LEN]);
    data[..AnalystSecret::LEN].copy_from_slice(secret.seed());
    add_checksum(PLAIN_PREFIX, data.as_mut_slice());
    write(comment(secret, created, ""), PLAIN_PREFIX, data.as_slice())
}

/// Writes a key file that takes a passphrase to open: Argon2id with 64 MiB and 3 passes (RFC 9106, section 4, the second
/// recommended option with one lane), a tenth of a second to a second of work.
///
/// The passphrase's UTF-8 bytes count, as they are: composed and decomposed letters differ.
///
/// # Errors
///
/// [`KeyFileError::EmptyPassphrase`] and [`KeyFileError::OutOfMemory`].
pub fn to_protected_text(
    rng: &mut impl CryptoRng,
    secret: &AnalystSecret,
    passphrase: &str,
    created: &str,
) -> Result<Zeroizing<String>, KeyFileError> {
    let key = ProtectedKey::seal(rng, secret, passphrase)?;
    let comment =
        comment(secret, created, "# It takes its passphrase to open. Nobody can recover a forgotten one.\n");
    Ok(write(comment, PROTECTED_PREFIX, &key.encode()))
}

fn comment(secret: &AnalystSecret, created: &str, more: &str) -> String {
    // A line break in `created` would end the comment.
    let created: String = created.chars().filter(|c| !c.is_control()).take(64).collect();
    format!(
        "# Tacit analyst key\n\
         # created: {created}\n\
         # fingerprint: {}\n\
         #\n\
         # Keep it safe, and keep a copy: without it, nobody can compute your surveys' results.\n\
         # Whoever has it and the server's key can read every answer to them.\n\
         {more}",
        secret.public().fingerprint()
    )
}

fn write(comment: String, prefix: &str, data: &[u8]) -> Zeroizing<String> {
    let mut text = Zeroizing::new(String::with_capacity(COMMENT_CAPACITY + text::encoded_len(data.len())));
    text.push_str(&comment);
    text.push_str(prefix);
    text::encode_append(data, &mut text);
    text.push('\n');
    text
}

/// The one line that is neither empty nor a comment.
fn key_line(text: &str) -> Result<&str, KeyFileError> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let lines = text
        .lines()
        .map(str::trim)
        .enumerate()
        .filter(|(_, line)| !line.is_empty() && !line.starts_with('#'));
    let (keys, strays): (Vec<_>, Vec<_>) = lines.partition(|(_, line)| line.starts_with(ANY_VERSION));
    match (&keys[..], &strays[..]) {
        ([], _) => Err(KeyFileError::NoKey),
        ([_, _, ..], _) => Err(KeyFileError::SeveralKeys),
        (_, [(index, _), ..]) => Err(KeyFileError::StrayLine { line: index + 1 }),
        ([(_, line)], []) => Ok(line),
    }
}

fn decode_plain(data: &str) -> Result<AnalystSecret, KeyFileError> {
    let data = decode::<PLAIN_LEN>(PLAIN_PREFIX, data)?;
    let mut seed = Zeroizing::new([0; AnalystSecret::LEN]);
    seed.copy_from_slice(&data[..AnalystSecret::LEN]);
    Ok(AnalystSecret::from_seed(&seed))
}

/// Decodes a key line's data and checks its last bytes, the checksum.
fn decode<const N: usize>(prefix: &str, data: &str) -> Result<Zeroizing<[u8; N]>, KeyFileError> {
    let mut bytes = text::decode_array::<N>(data).map_err(|_| KeyFileError::Damaged)?;
    let decoded = Zeroizing::new(bytes);
    bytes.zeroize();
    let (payload, found) = decoded.split_at(N - CHECKSUM_LEN);
    if found == checksum(prefix, payload) { Ok(decoded) } else { Err(KeyFileError::Damaged) }
}

/// Fills the last bytes of `data` with the checksum of what stands before.
fn add_checksum(prefix: &str, data: &mut [u8]) {
    let (payload, end) = data.split_at_mut(data.len() - CHECKSUM_LEN);
    end.copy_from_slice(&checksum(prefix, payload));
}

fn checksum(prefix: &str, payload: &[u8]) -> [u8; CHECKSUM_LEN] {
    let digest = hash::digest("keyfile/checksum", &[prefix.as_bytes(), payload]);
    std::array::from_fn(|i| digest[i])
}

#[cfg(test)]
mod tests;
