//! Verified secret sharing of one form's answers.
//!
//! A [`Circuit`] is compiled from a form: it says how answers become field elements, what makes them valid, and which
//! sums come out. [`shard`] splits valid answers into a leader's and a helper's share with a proof that every answer is
//! in bounds; [`leader::Leader`] and [`helper::Helper`] verify the shares together, neither seeing an answer, and add
//! them up; [`helper::HelperAggregate::open`] turns the sums that the leader released into results.
//!
//! The construction is Prio3 (draft-irtf-cfrg-vdaf) over Field128 with one proof, joint randomness and our own validity
//! circuit; `docs/PROTOCOL.md` §7 has every parameter.
//!
//! # What this gives
//!
//! *Privacy*: one share alone, or both aggregate shares together, say nothing of an answer beyond the sums.
//! *Robustness*: shares that pass verification add the contribution of answers that the form allows, and no other
//! (soundness error below 2^-100), as long as both parties follow the protocol.
//!
//! # What the caller must do
//!
//! Use a fresh random report id for every report, keep the verify key from participants, fix it before the first
//! report, verify every report once, and never open a share of the other party.

#[cfg(test)]
mod adversarial_tests;
pub mod aggregate;
#[cfg(test)]
mod attacker_tests;
mod builder;
pub mod circuit;
pub mod cohorts;
mod coincidences;
mod combinations;
mod disclosure;
mod explain;
mod flp;
mod groupings;
pub mod helper;
mod joining;
pub mod leader;
mod linear;
pub mod noise;
mod open;
mod plan;
mod shard;
mod suppression;
mod tables;
mod uncertainty;
mod vdaf;
mod witness;

pub use circuit::{Circuit, CircuitError};
pub use disclosure::{ReleaseError, Released};
pub use explain::{Element, Part};
pub use shard::{ShardError, Shares, shard};
pub use vdaf::Reject;
