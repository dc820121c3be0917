//! What the parties ask and hear about a session: offers, creation, status, counts (§4, §9).

use std::io::Cursor;

use serde::{Deserialize, Serialize};
use tacit_envelope::{sealing::SealingPublicKey, signing::VerifyingKey};

use crate::{
    codec::{CodecError, Decode, Encode, put_opaque, put_version, take_opaque, take_version},
    ids::{OfferId, SessionId},
    phase::{Phase, Window},
};

/// Asks the server for keys for a session to come. JSON; an empty body where there is nothing to say.
#[derive(Clone, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct OfferRequest {
    /// The operator's code for one session, where the server asks for one. Secret until it is used.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
}

/// Keys that the server made for a session to come. JSON.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Offer {
    /// Names the offer when the session is created.
    #[cfg_attr(feature = "schema", schema(value_type = String))]
    pub offer: OfferId,
    /// For the manifest.
    #[cfg_attr(feature = "schema", schema(value_type = String))]
    pub signing_key: VerifyingKey,
    /// For the manifest.
    #[cfg_attr(feature = "schema", schema(value_type = String))]
    pub sealing_key: SealingPublicKey,
    /// For the manifest: who runs the server, as they call themselves, if they say.
    #[serde(default)]
    pub name: Option<String>,
    /// Until when it can be taken up, milliseconds since 1970 UTC.
    pub expires_at: u64,
}

/// Asks the server to make a session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CreateSession {
    /// The offer whose keys the manifest names.
    pub offer: OfferId,
    /// The manifest's exact bytes.
    pub manifest: Vec<u8>,
    /// The VDAF verify key, sealed to the session's key
    /// ([`tacit_envelope::sealing::Role::VerifyKey`], associated data: the session id).
    pub verify_key: Vec<u8>,
}

/// What the server made. JSON.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Created {
    /// The session's id: must be the hash of the manifest sent.
    #[cfg_attr(feature = "schema", schema(value_type = String))]
    pub session: SessionId,
}

/// What the server answers to [`Invitations`](crate::invitation::Invitations). JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Invited {
    /// How many are invited by now.
    pub invited: u64,
}

/// Asks the server to open or pause a session. JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct SetPhase {
    /// `open` or `paused`.
    pub phase: Phase,
}

/// What anybody may know of a session. JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct SessionStatus {
    /// Where it stands.
    pub phase: Phase,
    /// What a participant may do now.
    pub window: Window,
    /// The server's time, milliseconds since 1970 UTC.
    pub now: u64,
    /// Until when submissions are taken, as the manifest says or as the analyst put it off.
    #[serde(default)]
    pub closes_at: Option<u64>,
}

/// What a participant may know of its own submission. JSON.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct SubmissionStatus {
    /// What a participant may do now.
    pub window: Window,
    /// The server's time, milliseconds since 1970 UTC.
    pub now: u64,
    /// Until when submissions are taken, as the manifest says or as the analyst put it off.
    #[serde(default)]
    pub closes_at: Option<u64>,
    /// The newest acknowledged revision; 0: none.
    pub revision: u32,
    /// The newest [`crate::receipt::SignedReceipt`], in base32.
    pub receipt: Option<String>,
    /// The number of the participant's cohort: that of the invitation, where invitations assign them; else that of the
    /// newest report. `None`: there are no cohorts, or nothing says yet which.
    pub cohort: Option<u16>,
}

/// What the analyst may know of a session's progress. JSON.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Progress {
    /// Where it stands.
    pub phase: Phase,
    /// What a participant may do now.
    pub window: Window,
    /// The server's time, milliseconds since 1970 UTC.
    pub now: u64,
    /// How many are invited.
    pub invited: u64,
    /// How many submitted.
    pub submitted: u64,
    /// How many reports were acknowledged, replaced ones included.
    pub revisions: u64,
    /// How many batches have their verdicts.
    pub verified_batches: u32,
    /// For each of the manifest's cohorts, in their order; empty where there are none.
    #[serde(default)]
    pub cohorts: Vec<CohortProgress>,
    /// Until when submissions are taken, as the manifest says or as the analyst put it off.
    #[serde(default)]
    pub closes_at: Option<u64>,
    /// How many other processes of the analyst asked for this in the last seconds, and said which they are.
    #[serde(default)]
    pub others: u32,
}

/// How many of one cohort. JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct CohortProgress {
    /// How many are invited to it; `None` where participants choose their cohorts.
    pub invited: Option<u64>,
    /// How many submitted as it; of each participant the newest submission counts.
    pub submitted: u64,
}

impl Encode for CreateSession {
    fn encode(&self, bytes: &mut Vec<u8>) -> Result<(), CodecError> {
        put_version(bytes);
        self.offer.encode(bytes)?;
        put_opaque(bytes, &self.manifest)?;
        put_opaque(bytes, &self.verify_key)
    }
}

impl Decode for CreateSession {
    fn decode(bytes: &mut Cursor<&[u8]>) -> Result<Self, CodecError> {
        take_version(bytes)?;
        Ok(Self {
            offer: OfferId::decode(bytes)?,
            manifest: take_opaque(bytes)?,
            verify_key: take_opaque(bytes)?,
        })
    }
}

#[cfg(test)]
mod tests;
