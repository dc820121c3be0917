//! What a participant does, from answers to a receipt, without input or output.
//!
//! [`Session::new`] takes a manifest only if it hashes to the session id that the participant's link names.
//! [`Session::validate`] checks answers, [`Session::seal`] shares, proves and seals them; only a [`SealedReport`] can
//! be sent. [`Session::check_receipt`] tells whether the server really has it.
//!
//! The crate reads no clock and builds for `wasm32-unknown-unknown`. Randomness for report ids and sealing is passed
//! in; the sharing's own is drawn by `prio` from the system's (a browser's) secure source.
//!
//! # What the caller must do
//!
//! Take the session id and the token from the participant's link and nowhere else, and drop the answers as soon as
//! they are sealed.

pub mod apart;

mod draft;
mod membership;
mod opened;
mod receipt;
mod report;
mod session;

pub use draft::{Draft, DraftError, DraftLock};
pub use membership::{Membership, MembershipError};
pub use opened::{Anatomy, Element, ElementPart, OpenShares, ReportPart};
pub use receipt::{ReceiptError, ResultsError, SavedReceiptError};
pub use report::{SealError, SealedReport};
pub use session::{Session, SessionError};
pub use tacit_envelope::locked::LockError;
