//! The participant's page: reads the survey, takes the answers, has them sealed and submitted, shows the receipt.
//!
//! [`model`] is the page's whole state and every step of it, without a browser, so that it can be tested anywhere;
//! [`texts`] is every sentence the page says. The rest, for `wasm32` only, draws the model and carries out its steps.
//! There is no cryptography in here: `tacit-participant` seals, `tacit-client` asks and verifies.

pub mod address;
pub mod entry;
pub mod figures;
pub mod grid;
pub mod groups;
pub mod hexadecimal;
pub mod model;
pub mod qr;
pub mod recheck;
pub mod texts;
pub mod trail;

#[cfg(target_arch = "wasm32")]
pub mod page;
