//! Prio3 with a form's circuit: what leader, helper and participant have in common.

use prio::vdaf::{prio3::Prio3, xof::XofTurboShake128};

use crate::{circuit::Circuit, flp::FormType};

/// Bytes of a VDAF seed.
pub(crate) const SEED_LEN: usize = 32;

/// A private-use algorithm id (draft-irtf-cfrg-vdaf, section 10). `prio` and Janus use others of that range.
pub(crate) const ALGORITHM_ID: u32 = 0xFFFF_7AC1;

pub(crate) const LEADER: usize = 0;
pub(crate) const HELPER: usize = 1;

/// The VDAF of one form.
pub(crate) type Vdaf = Prio3<FormType, XofTurboShake128, SEED_LEN>;

/// Why a report doesn't count. Says nothing of its answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Reject {
    /// A share isn't encoded as it must be.
    #[error("a share is malformed")]
    Malformed,
    /// The proof fails, or the shares don't belong together.
    #[error("the proof of validity fails")]
    Invalid,
}

pub(crate) fn vdaf(circuit: &Circuit) -> Vdaf {
    // Fails only for fewer than one party or proof.
    Prio3::new(2, 1, ALGORITHM_ID, FormType(circuit.0.clone())).expect("two parties and one proof")
}

/// The VDAF's application context: binds every proof to the session.
pub(crate) fn context(session: &[u8; 32]) -> Vec<u8> {
    [b"tacit/v1/vdaf\0".as_slice(), session].concat()
}
