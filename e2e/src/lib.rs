//! Runs Tacit's programs as people do: what the demonstration (`cargo xtask demo`) and the tests of the whole share.
//!
//! The tests are in `tests/e2e`; they need the programs built beside them, which `cargo xtask test` sees to.

mod analyst;
mod error;
mod programs;
mod server;
mod submit;
pub mod textbook;

pub use analyst::Analyst;
pub use error::Error;
pub use programs::Programs;
pub use server::{OPERATOR, Server};
pub use submit::{Links, submit_csv};
