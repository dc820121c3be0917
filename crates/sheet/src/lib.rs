//! Answers from spreadsheets, and spreadsheets to fill in.
//!
//! [`preview`] reads a file (`.xlsx`, `.ods`, `.csv`) and says what of it answers a form: nothing is taken from a file
//! that isn't made for the form ([`FileError`]), and each cell that can't be taken is named ([`Problem`]).
//! [`template`] writes files that read back. [`clipboard`] is for cells that are pasted and copied.
//!
//! Files come from strangers: sizes are bounded before and while they are unpacked. This crate does no input or output,
//! reads no clock and builds for `wasm32-unknown-unknown`.

mod book;
mod error;
mod label;
mod locate;

mod number;
mod read;
mod take;

pub mod clipboard;
pub mod template;

pub use book::CellPlace;
pub use error::{CellProblem, FileError, Mismatch, Problem};
pub use read::{MAX_CELLS, MAX_FILE, MAX_SHEETS, MAX_UNPACKED};
pub use take::{Preview, Taken, TakenTable, preview};
