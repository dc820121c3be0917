//! A receipt: the server's signed word that it has a report on disk (§5).

use std::io::Cursor;

use crate::{
    codec::{CodecError, Decode, Encode, put_version, take_version},
    ids::{ParticipantId, ReportDigest, SessionId},
    signed::{Signable, Signed},
};

/// What the server acknowledges. The same report always gets the same receipt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Receipt {
    /// In which session.
    pub session: SessionId,
    /// Whose report it is: the hash of the token in the link.
    pub participant: ParticipantId,
    /// Which report, to the byte.
    pub digest: ReportDigest,
    /// Which of the participant's reports it is.
    pub revision: u32,
    /// When it was stored, milliseconds since 1970 UTC by the server's clock.
    pub received_at: u64,
}

/// A receipt with the server's signature.
pub type SignedReceipt = Signed<Receipt>;

impl Signable for Receipt {
    const LABEL: &'static str = "receipt";
}

impl Encode for Receipt {
    fn encode(&self, bytes: &mut Vec<u8>) -> Result<(), CodecError> {
        put_version(bytes);
        self.session.encode(bytes)?;
        self.participant.encode(bytes)?;
        self.digest.encode(bytes)?;
        self.revision.encode(bytes)?;
        self.received_at.encode(bytes)
    }
}

impl Decode for Receipt {
    fn decode(bytes: &mut Cursor<&[u8]>) -> Result<Self, CodecError> {
        take_version(bytes)?;
        Ok(Self {
            session: SessionId::decode(bytes)?,
            participant: ParticipantId::decode(bytes)?,
            digest: ReportDigest::decode(bytes)?,
            revision: u32::decode(bytes)?,
            received_at: u64::decode(bytes)?,
        })
    }
}
