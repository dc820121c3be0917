//! Splitting answers into shares: what a participant does.

use prio::{codec::Encode, vdaf::Client};
use tacit_form::ValidAnswers;
use zeroize::Zeroizing;

use crate::{
    circuit::Circuit,
    flp::Witness,
    vdaf::{context, vdaf},
    witness,
};

/// The shares of one participant's answers, encoded. Each input share must be sealed to its party at once.
pub struct Shares {
    /// For both parties; says nothing of the answers.
    pub public: Vec<u8>,
    /// For the leader alone.
    pub leader: Zeroizing<Vec<u8>>,
    /// For the helper alone.
    pub helper: Zeroizing<Vec<u8>>,
}

impl std::fmt::Debug for Shares {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Shares(secret)")
    }
}

/// Why answers can't be shared.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[non_exhaustive]
pub enum ShardError {
    /// They were validated against another form.
    #[error("the answers belong to another form. Validate them against this session's form.")]
    OtherForm,
    /// The VDAF failed.
    #[error("the answers could not be shared. Try again.")]
    Failed,
}

/// Shares and proves answers for the session, under a report id that is used for nothing else.
///
/// Randomness comes from the system's secure source (in a browser `crypto.getRandomValues`), drawn by `prio`.
pub fn shard(
    circuit: &Circuit,
    session: &[u8; 32],
    report_id: &[u8; 16],
    answers: &ValidAnswers,
) -> Result<Shares, ShardError> {
    let witness = witness::encode(&circuit.0, answers).ok_or(ShardError::OtherForm)?;
    shard_witness(circuit, session, report_id, &witness)
}

pub(crate) fn shard_witness(
    circuit: &Circuit,
    session: &[u8; 32],
    report_id: &[u8; 16],
    witness: &Witness,
) -> Result<Shares, ShardError> {
    let (public, shares) =
        vdaf(circuit).shard(&context(session), witness, report_id).map_err(|_| ShardError::Failed)?;
    let encoded = |share: &dyn Fn() -> Result<Vec<u8>, prio::codec::CodecError>| {
        share().map(Zeroizing::new).map_err(|_| ShardError::Failed)
    };
    Ok(Shares {
        public: public.get_encoded().map_err(|_| ShardError::Failed)?,
        leader: encoded(&|| shares[crate::vdaf::LEADER].get_encoded())?,
        helper: encoded(&|| shares[crate::vdaf::HELPER].get_encoded())?,
    })
}
