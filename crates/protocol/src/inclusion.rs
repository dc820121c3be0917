//! What became of a submission: the proof that it counts, for whoever has its receipt (§6).

use std::io::Cursor;

use tacit_envelope::signing::VerifyingKey;

use crate::{
    closing::{ClosingStatement, SignedClosingStatement},
    codec::{CodecError, Decode, Encode, put_version, take_array, take_version},
    merkle::{
        Hash,
        inclusion::{MAX_PATH, verify},
    },
    receipt::{Receipt, SignedReceipt},
};

/// The server's answer to whoever knows a report's digest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Inclusion {
    /// The receipt of the newest report of the same participant: of this very one, unless it was replaced.
    pub newest: SignedReceipt,
    /// Once the session is closed: that the newest report is in the closed set.
    pub proof: Option<InclusionProof>,
}

/// That a report is in the closed set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InclusionProof {
    /// What the server closed.
    pub statement: SignedClosingStatement,
    /// The report's position in the set, from 0.
    pub index: u64,
    /// From the leaf's sibling up to the root, at most [`MAX_PATH`] hashes.
    pub path: Vec<Hash>,
}

/// What is proven of a submission, see [`Standing::check`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    /// The receipt of the participant's newest report, if it isn't this one.
    pub replaced_by: Option<Receipt>,
    /// Once the session is closed: where the newest report counts.
    pub counted: Option<Counted>,
}

/// Where a report counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Counted {
    /// The closed set, by the server's signed statement.
    pub statement: ClosingStatement,
    /// The report's position in it, from 0.
    pub index: u64,
}

/// Why an answer about a submission proves nothing, or proves that the server broke its word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum InclusionError {
    /// A signature isn't by the session's server key.
    #[error(
        "the server's answer isn't signed with the session's key, so it proves nothing. Try again; if it stays so, keep \
         your receipt and tell whoever invited you."
    )]
    Signature,
    /// The receipt or the statement is another session's.
    #[error(
        "the server's answer is about another session, so it proves nothing. Try again; if it stays so, keep your receipt \
         and tell whoever invited you."
    )]
    OtherSession,
    /// What it calls the newest is neither this report nor a later one of the same participant.
    #[error(
        "the server names another submission as the newest, though it signed your receipt. Keep your receipt: it shows \
         that the server broke its word. Tell whoever invited you."
    )]
    OtherReport,
    /// It has closed the set, and gives no proof.
    #[error(
        "the server has closed the set and gives no proof that your submission is in it. Try again; if it stays so, keep \
         your receipt: it shows that the server had it. Tell whoever invited you."
    )]
    Withheld,
    /// The path doesn't lead to the closed set's root.
    #[error(
        "the server can't prove that your submission is in the closed set. Keep your receipt: it shows that the server \
         had it. Tell whoever invited you."
    )]
    NotIncluded,
}

impl Standing {
    /// What `answer` proves of the submission with this receipt, whose signature the caller has checked, by the server
    /// key of its session's manifest.
    ///
    /// # Errors
    ///
    /// [`InclusionError`]: nothing of the answer may be believed.
    pub fn check(receipt: &Receipt, answer: &Inclusion, key: &VerifyingKey) -> Result<Self, InclusionError> {
        let newest = *answer.newest.verify(key).map_err(|_| InclusionError::Signature)?;
        if newest.session != receipt.session {
            return Err(InclusionError::OtherSession);
        }
        let is_later = newest.participant == receipt.participant
            && newest.revision > receipt.revision
            && newest.digest != receipt.digest;
        if newest != *receipt && !is_later {
            return Err(InclusionError::OtherReport);
        }
        let counted = answer.proof.as_ref().map(|proof| proof.check(&newest, key)).transpose()?;
        Ok(Self { replaced_by: is_later.then_some(newest), counted })
    }
}

impl InclusionProof {
    fn check(&self, newest: &Receipt, key: &VerifyingKey) -> Result<Counted, InclusionError> {
        let statement = *self.statement.verify(key).map_err(|_| InclusionError::Signature)?;
        if statement.session != newest.session {
            return Err(InclusionError::OtherSession);
        }
        let size = statement.submitted;
        if verify(&newest.digest, self.index, size, &self.path, &statement.root) {
            Ok(Counted { statement, index: self.index })
        } else {
            Err(InclusionError::NotIncluded)
        }
    }
}

impl Encode for Inclusion {
    fn encode(&self, bytes: &mut Vec<u8>) -> Result<(), CodecError> {
        put_version(bytes);
        self.newest.encode(bytes)?;
        match &self.proof {
            None => 0_u8.encode(bytes),
            Some(proof) => {
                1_u8.encode(bytes)?;
                proof.encode(bytes)
            }
        }
    }
}

impl Decode for Inclusion {
    fn decode(bytes: &mut Cursor<&[u8]>) -> Result<Self, CodecError> {
        take_version(bytes)?;
        Ok(Self {
            newest: SignedReceipt::decode(bytes)?,
            proof: match u8::decode(bytes)? {
                0 => None,
                1 => Some(InclusionProof::decode(bytes)?),
                _ => return Err(CodecError::UnexpectedValue),
            },
        })
    }
}

impl Encode for InclusionProof {
    fn encode(&self, bytes: &mut Vec<u8>) -> Result<(), CodecError> {
        self.statement.encode(bytes)?;
        self.index.encode(bytes)?;
        u8::try_from(self.path.len()).map_err(|_| CodecError::LengthPrefixOverflow)?.encode(bytes)?;
        self.path.iter().for_each(|hash| bytes.extend_from_slice(hash));
        Ok(())
    }
}

impl Decode for InclusionProof {
    fn decode(bytes: &mut Cursor<&[u8]>) -> Result<Self, CodecError> {
        let (statement, index) = (SignedClosingStatement::decode(bytes)?, u64::decode(bytes)?);
        let len = usize::from(u8::decode(bytes)?);
        if len > MAX_PATH {
            return Err(CodecError::UnexpectedValue);
        }
        let path = (0..len).map(|_| take_array(bytes)).collect::<Result<_, _>>()?;
        Ok(Self { statement, index, path })
    }
}

#[cfg(test)]
mod tests;
