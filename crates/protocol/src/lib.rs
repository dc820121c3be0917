//! What Tacit's parties say to each other, as bytes.
//!
//! Messages are data only: how a share is made or checked is `tacit-tally`'s business, how a message travels is
//! `tacit-client`'s and `tacit-server`'s. `docs/PROTOCOL.md` describes every layout to the byte; section numbers in
//! these docs are that document's.
//!
//! Binary messages implement [`codec::Encode`] and [`codec::Decode`]; decode them with
//! [`codec::Decode::get_decoded`], which refuses trailing bytes. All integers are big-endian.

pub mod administration;
pub mod auth;
pub mod batch;
pub mod closing;
pub mod code;
pub mod codec;
pub mod evidence;
pub mod forwarded;
pub mod ids;
pub mod inclusion;
pub mod invitation;
pub mod link;
pub mod manifest;
pub mod media;
pub mod merkle;
pub mod origin;
pub mod phase;
pub mod problem;
pub mod publication;
pub mod receipt;
pub mod receipt_file;
pub mod release;
pub mod report;
pub mod session;
pub mod signed;
#[cfg(test)]
mod strategies;

/// The protocol's version: the first byte of every binary message, and the manifest's `version`.
pub const VERSION: u8 = 1;
