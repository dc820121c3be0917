//! A report: one participant's submission, sealed (§5).

use std::io::Cursor;

use tacit_envelope::hash;

use crate::{
    codec::{CodecError, Decode, Encode, put_opaque, put_version, take_opaque, take_version},
    ids::{ParticipantId, ReportDigest, ReportId, SessionId},
};

/// Bytes of a report besides its public share and its two sealed shares.
pub const REPORT_OVERHEAD: usize = 1 + ReportHeader::LEN + 3 * 4;

/// What a report is about; bound, with the public share, into both sealed shares.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReportHeader {
    /// Random, also the VDAF nonce.
    pub report_id: ReportId,
    /// Whose report.
    pub participant_id: ParticipantId,
    /// 1 for a participant's first report, one more for each that replaces it.
    pub revision: u32,
    /// Which cohort, from 1; 0: the session has none.
    pub cohort: u16,
}

impl ReportHeader {
    /// Length in bytes.
    pub const LEN: usize = ReportId::LEN + ParticipantId::LEN + 4 + 2;

    /// The associated data of both sealed shares: session id ‖ header ‖ public share.
    pub fn associated_data(&self, session: &SessionId, public_share: &[u8]) -> Vec<u8> {
        let mut aad = Vec::with_capacity(SessionId::LEN + Self::LEN + public_share.len());
        aad.extend_from_slice(session.as_bytes());
        self.put(&mut aad);
        aad.extend_from_slice(public_share);
        aad
    }

    fn put(&self, bytes: &mut Vec<u8>) {
        bytes.extend_from_slice(self.report_id.as_bytes());
        bytes.extend_from_slice(self.participant_id.as_bytes());
        bytes.extend_from_slice(&self.revision.to_be_bytes());
        bytes.extend_from_slice(&self.cohort.to_be_bytes());
    }
}

impl Encode for ReportHeader {
    fn encode(&self, bytes: &mut Vec<u8>) -> Result<(), CodecError> {
        self.put(bytes);
        Ok(())
    }
}

impl Decode for ReportHeader {
    fn decode(bytes: &mut Cursor<&[u8]>) -> Result<Self, CodecError> {
        Ok(Self {
            report_id: ReportId::decode(bytes)?,
            participant_id: ParticipantId::decode(bytes)?,
            revision: u32::decode(bytes)?,
            cohort: u16::decode(bytes)?,
        })
    }
}

/// A sealed submission: ciphertexts and what they are bound to. Nobody learns an answer from it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// What the report is about.
    pub header: ReportHeader,
    /// The VDAF's public share.
    pub public_share: Vec<u8>,
    /// The leader's input share, sealed to the server's session key.
    pub leader_share: Vec<u8>,
    /// The helper's input share, sealed to the analyst's key.
    pub helper_share: Vec<u8>,
}

impl Report {
    /// What a receipt names, and the leaf of the closed set's tree. Of the leader's share only its hash goes in, so
    /// that the analyst can compute the digest without downloading it: see [`report_digest`].
    pub fn digest(&self, session: &SessionId) -> ReportDigest {
        let leader = hash::sha256(&[&self.leader_share]);
        report_digest(session, &self.header, &self.public_share, &leader, &self.helper_share)
    }
}

/// A report's digest, from the SHA-256 of its sealed leader share.
pub fn report_digest(
    session: &SessionId,
    header: &ReportHeader,
    public_share: &[u8],
    leader_share_hash: &[u8; 32],
    helper_share: &[u8],
) -> ReportDigest {
    let mut head = Vec::with_capacity(ReportHeader::LEN);
    header.put(&mut head);
    let parts: [&[u8]; 5] = [session.as_bytes(), &head, public_share, leader_share_hash, helper_share];
    ReportDigest::new(hash::digest("report", &parts))
}

impl Encode for Report {
    fn encode(&self, bytes: &mut Vec<u8>) -> Result<(), CodecError> {
        put_version(bytes);
        self.header.put(bytes);
        put_opaque(bytes, &self.public_share)?;
        put_opaque(bytes, &self.leader_share)?;
        put_opaque(bytes, &self.helper_share)
    }

    fn encoded_len(&self) -> Option<usize> {
        Some(REPORT_OVERHEAD + self.public_share.len() + self.leader_share.len() + self.helper_share.len())
    }
}

impl Decode for Report {
    fn decode(bytes: &mut Cursor<&[u8]>) -> Result<Self, CodecError> {
        take_version(bytes)?;
        Ok(Self {
            header: ReportHeader::decode(bytes)?,
            public_share: take_opaque(bytes)?,
            leader_share: take_opaque(bytes)?,
            helper_share: take_opaque(bytes)?,
        })
    }
}

#[cfg(test)]
mod tests;
