//! Batches: how server and analyst verify the frozen set together (§7).

use std::io::Cursor;

use crate::{
    codec::{
        CodecError, Decode, Encode, put_items, put_opaque, put_version, take_array, take_items, take_opaque,
        take_version,
    },
    ids::{ReportDigest, SessionId},
    invitation::Voucher,
    report::{ReportHeader, report_digest},
};

/// How many batches an analyst's program works on at once: so many the leader keeps of a session until their verdicts come.
pub const BATCHES_AT_ONCE: usize = 4;

/// Some consecutive reports of the frozen set, as the analyst needs them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Batch {
    /// Which batch, from 0.
    pub index: u32,
    /// The reports, in the frozen set's order.
    pub entries: Vec<BatchEntry>,
}

/// One report of a batch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BatchEntry {
    /// What the report is about.
    pub header: ReportHeader,
    /// The analyst's, for this participant's invitation; as it came with it.
    pub voucher: Voucher,
    /// The VDAF's public share.
    pub public_share: Vec<u8>,
    /// SHA-256 of the sealed leader share, for the report's digest.
    pub leader_share_hash: [u8; 32],
    /// The helper's input share, sealed to the analyst.
    pub helper_share: Vec<u8>,
    /// What the leader found.
    pub leader: LeaderFinding,
}

impl BatchEntry {
    /// The digest of the report that this entry is of.
    pub fn digest(&self, session: &SessionId) -> ReportDigest {
        report_digest(session, &self.header, &self.public_share, &self.leader_share_hash, &self.helper_share)
    }
}

/// What the leader found when it began to verify a report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LeaderFinding {
    /// Its verifier share (VDAF): the helper decides.
    Prepared(Vec<u8>),
    /// It can't be verified; the helper must reject it too.
    Rejected(Rejection),
}

/// Why a report doesn't count. Says nothing about its answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Rejection {
    /// A sealed share doesn't open with what it is bound to.
    Unsealable,
    /// A share opened, but isn't encoded as it must be.
    Malformed,
    /// The proof fails: the answers aren't within the form's bounds, or the shares don't belong together.
    Invalid,
}

impl Rejection {
    /// Every reason, in the order of their codes.
    pub const ALL: [Self; 3] = [Self::Unsealable, Self::Malformed, Self::Invalid];

    fn code(self) -> u8 {
        match self {
            Self::Unsealable => 1,
            Self::Malformed => 2,
            Self::Invalid => 3,
        }
    }

    fn from_code(code: u8) -> Result<Self, CodecError> {
        Self::ALL.into_iter().find(|reason| reason.code() == code).ok_or(CodecError::UnexpectedValue)
    }
}

/// The analyst's verdicts on one batch, and a note to itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdicts {
    /// Which batch.
    pub index: u32,
    /// One verdict a report, in order.
    pub verdicts: Vec<Verdict>,
    /// The analyst's aggregate share of the batch, sealed to itself: with it any machine that has the key file can
    /// go on from here. Opaque to the server.
    pub note: Vec<u8>,
}

/// What becomes of a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It counts; the VDAF's verifier message, with which the leader finishes too.
    Accepted([u8; 32]),
    /// It doesn't.
    Rejected(Rejection),
}

/// The notes of batches that have their verdicts, in ascending order of index.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Notes {
    /// The notes of one page: (batch index, note).
    pub notes: Vec<Note>,
}

/// An analyst's note to itself about one batch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// Which batch.
    pub index: u32,
    /// As it was in [`Verdicts::note`].
    pub note: Vec<u8>,
}

impl Encode for Batch {
    fn encode(&self, bytes: &mut Vec<u8>) -> Result<(), CodecError> {
        put_version(bytes);
        self.index.encode(bytes)?;
        put_items(bytes, &self.entries)
    }
}

impl Decode for Batch {
    fn decode(bytes: &mut Cursor<&[u8]>) -> Result<Self, CodecError> {
        take_version(bytes)?;
        Ok(Self { index: u32::decode(bytes)?, entries: take_items(bytes)? })
    }
}

impl Encode for BatchEntry {
    fn encode(&self, bytes: &mut Vec<u8>) -> Result<(), CodecError> {
        self.header.encode(bytes)?;
        bytes.extend_from_slice(&self.voucher);
        put_opaque(bytes, &self.public_share)?;
        bytes.extend_from_slice(&self.leader_share_hash);
        put_opaque(bytes, &self.helper_share)?;
        match &self.leader {
            LeaderFinding::Prepared(share) => {
                bytes.push(0);
                put_opaque(bytes, share)
            }
            LeaderFinding::Rejected(reason) => reason.code().encode(bytes),
        }
    }
}

impl Decode for BatchEntry {
    fn decode(bytes: &mut Cursor<&[u8]>) -> Result<Self, CodecError> {
        Ok(Self {
            header: ReportHeader::decode(bytes)?,
            voucher: take_array(bytes)?,
            public_share: take_opaque(bytes)?,
            leader_share_hash: take_array(bytes)?,
            helper_share: take_opaque(bytes)?,
            leader: match u8::decode(bytes)? {
                0 => LeaderFinding::Prepared(take_opaque(bytes)?),
                code => LeaderFinding::Rejected(Rejection::from_code(code)?),
            },
        })
    }
}

impl Encode for Verdict {
    fn encode(&self, bytes: &mut Vec<u8>) -> Result<(), CodecError> {
        match self {
            Self::Accepted(message) => {
                bytes.push(0);
                bytes.extend_from_slice(message);
                Ok(())
            }
            Self::Rejected(reason) => reason.code().encode(bytes),
        }
    }
}

impl Decode for Verdict {
    fn decode(bytes: &mut Cursor<&[u8]>) -> Result<Self, CodecError> {
        Ok(match u8::decode(bytes)? {
            0 => Self::Accepted(take_array(bytes)?),
            code => Self::Rejected(Rejection::from_code(code)?),
        })
    }
}

impl Encode for Verdicts {
    fn encode(&self, bytes: &mut Vec<u8>) -> Result<(), CodecError> {
        put_version(bytes);
        self.index.encode(bytes)?;
        put_items(bytes, &self.verdicts)?;
        put_opaque(bytes, &self.note)
    }
}

impl Decode for Verdicts {
    fn decode(bytes: &mut Cursor<&[u8]>) -> Result<Self, CodecError> {
        take_version(bytes)?;
        Ok(Self { index: u32::decode(bytes)?, verdicts: take_items(bytes)?, note: take_opaque(bytes)? })
    }
}

impl Encode for Notes {
    fn encode(&self, bytes: &mut Vec<u8>) -> Result<(), CodecError> {
        put_version(bytes);
        put_items(bytes, &self.notes)
    }
}

impl Decode for Notes {
    fn decode(bytes: &mut Cursor<&[u8]>) -> Result<Self, CodecError> {
        take_version(bytes)?;
        Ok(Self { notes: take_items(bytes)? })
    }
}

impl Encode for Note {
    fn encode(&self, bytes: &mut Vec<u8>) -> Result<(), CodecError> {
        self.index.encode(bytes)?;
        put_opaque(bytes, &self.note)
    }
}

impl Decode for Note {
    fn decode(bytes: &mut Cursor<&[u8]>) -> Result<Self, CodecError> {
        Ok(Self { index: u32::decode(bytes)?, note: take_opaque(bytes)? })
    }
}

#[cfg(test)]
mod tests;
