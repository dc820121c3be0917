//! What tests share: the store contract, a MongoDB to test against, a replica set played in front of it, seeded
//! randomness.
//!
//! For tests only. A failed expectation panics and says what was expected.

#![allow(clippy::unwrap_used, clippy::print_stderr, reason = "everything here runs in tests")]

pub mod contract;
pub mod mongo_stand_in;
pub mod replica_set;
pub mod seeded;
