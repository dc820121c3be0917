//! Typed HTTP for participants and analysts, in a terminal and in a browser.
//!
//! [`ParticipantClient`] does what the holder of a link may do, [`AnalystClient`] what the holder of a session's key
//! file may, [`PublicClient`] what
//! anybody may. Each method is one request; [`retry`] repeats those that a moment later may succeed. Every request of
//! either has the same effect twice as once, so repeating is always safe.
//!
//! An answer is read up to a bound, must have the right content type and decode to the last byte; a manifest must
//! hash to the session's id. Signatures of receipts and statements are left to the caller, who has the manifest's key.

mod analyst;
mod anybody;
mod error;
mod http;
mod participant;
pub mod retry;

pub use analyst::AnalystClient;
pub use anybody::PublicClient;
pub use error::ClientError;
pub use participant::ParticipantClient;
