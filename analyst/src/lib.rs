//! The analyst: creates sessions, invites, closes them, and computes with the server what neither can compute alone.
//!
//! The program holds nothing between two commands but the key file: what was verified is noted at the server, sealed
//! to the key. [`run::verify`] is the heart, a pure function from a batch's bytes to verdicts and an aggregate share.

pub mod cli;
pub mod context;
#[doc(hidden)]
pub mod decoders;
pub mod error;
pub mod exit;
mod files;
pub mod form;
pub mod inference;
pub mod invitations;
pub mod key;
pub mod keyfile;
mod lock;
mod output;
pub mod passphrase;
pub mod random;
pub mod reach;
pub mod report;
pub mod run;
pub mod session;
pub mod time;
pub mod track;
pub mod ui;
