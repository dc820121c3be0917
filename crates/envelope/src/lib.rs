//! Keys, fingerprints, key files, sealing and signatures.
//!
//! Everything cryptographic of Tacit that is not secret sharing, over standard building blocks only:
//!
//! | module | does | stands on |
//! | --- | --- | --- |
//! | [`text`] | bytes as lower-case base32 | RFC 4648 |
//! | [`hash`] | labelled digests and key derivation | SHA-256, HKDF (RFC 5869) |
//! | [`sealing`] | public-key sealing of shares and keys | HPKE (RFC 9180) |
//! | [`signing`] | signatures over labelled messages | Ed25519 (RFC 8032) |
//! | [`vault`] | sealing at rest under a secret key | XChaCha20-Poly1305 |
//! | [`voucher`] | what one knows again when it comes back | HKDF |
//! | [`fingerprint`] | what people compare to know an analyst | SHA-256 |
//! | [`keyfile`] | the analyst's secret as a file | Argon2id (RFC 9106) |
//! | [`locked`] | anything under a passphrase | Argon2id, [`vault`] |
//!
//! # Privacy properties
//!
//! * Every hashed, derived, sealed or signed thing carries the prefix `tacit/v1/` and a label of its own, so bytes
//!   made for one purpose are refused for any other.
//! * Opening fails in one way only, [`OpenError`]: it does not tell a forger how far a forgery got.
//! * Secrets are wiped when dropped, can't be cloned, printed or serialized, and their `Debug` shows nothing.
//!
//! The crate does no I/O and reads no clock. Randomness is passed in; the caller MUST pass a cryptographically secure
//! source that never repeats, such as the operating system's.

pub mod fingerprint;
pub mod hash;
pub mod keyfile;
pub mod locked;
pub mod sealing;
pub mod signing;
pub mod text;
pub mod vault;
pub mod voucher;

mod public_key;

pub use public_key::PublicKeyError;

/// A sealed box that did not open.
///
/// The same for every cause: too short, altered, sealed to another key, for another role or with other associated
/// data.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "The sealed data could not be opened: it was altered, or sealed for someone or something else. \
     Fetch it again from where it came from, and check that this is the right key."
)]
pub struct OpenError;
