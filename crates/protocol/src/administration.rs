//! What an analyst asks about its sessions besides computing: which there are, who submitted, later closing times,
//! invitations taken back (§10).

use std::io::Cursor;

use serde::{Deserialize, Serialize};

use crate::{
    codec::{CodecError, Decode, Encode, put_items, put_version, take_items, take_version},
    ids::{ParticipantId, SessionId},
    phase::{Phase, Window},
};

/// The most sessions in one [`SessionList`].
pub const SESSIONS_PAGE: usize = 50;
/// The most entries in one [`Submissions`].
pub const SUBMISSIONS_PAGE: usize = 4096;
/// The most participants in one [`Revocations`].
pub const MAX_REVOCATIONS: usize = 1_000;

/// An analyst's sessions at a server, newest first; empty: there are no more. JSON.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct SessionList {
    /// At most [`SESSIONS_PAGE`].
    pub sessions: Vec<SessionEntry>,
}

/// One of an analyst's sessions. JSON.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct SessionEntry {
    /// Its id.
    #[cfg_attr(feature = "schema", schema(value_type = String))]
    pub session: SessionId,
    /// Its form's title.
    pub title: String,
    /// When it was made, milliseconds since 1970 UTC.
    pub created_at: u64,
    /// Where it stands.
    pub phase: Phase,
    /// What a participant may do now.
    pub window: Window,
    /// How many are invited.
    pub invited: u64,
    /// How many submitted.
    pub submitted: u64,
}

/// Asks for a later closing time. JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Extend {
    /// Milliseconds since 1970 UTC; later than now, and no later than the manifest's `extendable_until`.
    pub closes_at: u64,
}

/// Invitations to take back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Revocations {
    /// At most [`MAX_REVOCATIONS`].
    pub participants: Vec<ParticipantId>,
}

/// What came of [`Revocations`]. JSON.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Revoked {
    /// How many are invited by now.
    pub invited: u64,
    /// Who has submitted, so that the invitation stays.
    #[cfg_attr(feature = "schema", schema(value_type = Vec<String>))]
    pub submitted: Vec<ParticipantId>,
}

/// Who submitted, in ascending order of participant id; empty: there are no more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Submissions {
    /// At most [`SUBMISSIONS_PAGE`].
    pub submissions: Vec<Submission>,
}

/// That somebody submitted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Submission {
    /// Who.
    pub participant: ParticipantId,
    /// The number of the newest report's cohort; 0: none.
    pub cohort: u16,
    /// The newest report's revision, from 1.
    pub revision: u32,
    /// When the first report came, milliseconds since 1970 UTC.
    pub first_at: u64,
    /// When the newest came.
    pub newest_at: u64,
}

impl Encode for Revocations {
    fn encode(&self, bytes: &mut Vec<u8>) -> Result<(), CodecError> {
        put_version(bytes);
        put_items(bytes, &self.participants)
    }
}

impl Decode for Revocations {
    fn decode(bytes: &mut Cursor<&[u8]>) -> Result<Self, CodecError> {
        take_version(bytes)?;
        let participants = take_items(bytes)?;
        match participants.len() {
            0..=MAX_REVOCATIONS => Ok(Self { participants }),
            more => Err(CodecError::LengthPrefixTooBig(more)),
        }
    }
}

impl Encode for Submissions {
    fn encode(&self, bytes: &mut Vec<u8>) -> Result<(), CodecError> {
        put_version(bytes);
        put_items(bytes, &self.submissions)
    }
}

impl Decode for Submissions {
    fn decode(bytes: &mut Cursor<&[u8]>) -> Result<Self, CodecError> {
        take_version(bytes)?;
        let submissions = take_items(bytes)?;
        match submissions.len() {
            0..=SUBMISSIONS_PAGE => Ok(Self { submissions }),
            more => Err(CodecError::LengthPrefixTooBig(more)),
        }
    }
}

impl Encode for Submission {
    fn encode(&self, bytes: &mut Vec<u8>) -> Result<(), CodecError> {
        self.participant.encode(bytes)?;
        self.cohort.encode(bytes)?;
        self.revision.encode(bytes)?;
        self.first_at.encode(bytes)?;
        self.newest_at.encode(bytes)
    }
}

impl Decode for Submission {
    fn decode(bytes: &mut Cursor<&[u8]>) -> Result<Self, CodecError> {
        Ok(Self {
            participant: ParticipantId::decode(bytes)?,
            cohort: u16::decode(bytes)?,
            revision: u32::decode(bytes)?,
            first_at: u64::decode(bytes)?,
            newest_at: u64::decode(bytes)?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn participant(number: usize) -> ParticipantId {
        ParticipantId::try_from(&[number as u8; 32][..]).unwrap()
    }

    #[test]
    fn revocations_up_to_their_maximum() {
        let of = |n: usize| Revocations { participants: (0..n).map(participant).collect() };
        for n in [0, 1, MAX_REVOCATIONS] {
            let bytes = of(n).get_encoded().unwrap();
            assert_eq!(bytes.len(), 5 + 32 * n);
            assert_eq!(Revocations::get_decoded(&bytes).unwrap(), of(n));
        }
        let found = Revocations::get_decoded(&of(MAX_REVOCATIONS + 1).get_encoded().unwrap());
        assert!(matches!(found, Err(CodecError::LengthPrefixTooBig(_))));
    }

    #[test]
    fn submissions_up_to_their_maximum() {
        let submission = |number: usize| Submission {
            participant: participant(number),
            cohort: 3,
            revision: 2,
            first_at: 5,
            newest_at: 1 << 40,
        };
        let of = |n: usize| Submissions { submissions: (0..n).map(submission).collect() };
        for n in [0, 1, SUBMISSIONS_PAGE] {
            let bytes = of(n).get_encoded().unwrap();
            assert_eq!(bytes.len(), 5 + 54 * n);
            assert_eq!(Submissions::get_decoded(&bytes).unwrap(), of(n));
            assert!(Submissions::get_decoded(&bytes[..bytes.len() - 1]).is_err());
        }
        let found = Submissions::get_decoded(&of(SUBMISSIONS_PAGE + 1).get_encoded().unwrap());
        assert!(matches!(found, Err(CodecError::LengthPrefixTooBig(_))));
    }
}
