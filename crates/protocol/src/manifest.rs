//! The manifest: everything that is fixed about a session before anybody submits (§3).

mod cohorts;

use serde::{Deserialize, Serialize};
use tacit_envelope::{
    fingerprint::Fingerprint, hash, keyfile::AnalystPublic, sealing::SealingPublicKey, signing::VerifyingKey,
    text,
};
use tacit_form::{Epsilon, Form};

pub use self::cohorts::{Cohorts, CohortsBy, MAX_COHORT_CHARS, MAX_COHORTS};
use crate::{VERSION, ids::SessionId};

/// The smallest threshold a session may have: below it a sum would be somebody's answer.
pub const MIN_THRESHOLD: u32 = 2;
/// The threshold that a session has unless its analyst says otherwise.
pub const DEFAULT_THRESHOLD: u32 = 5;
/// The most participants a session may have.
pub const MAX_PARTICIPANTS: u32 = 100_000_000;
/// Opening and closing times are before this, milliseconds since 1970 UTC: the year 9999, which calendars end with.
pub const TIMES_END: u64 = 253_370_764_800_000;
/// The most characters of a party's name.
pub const MAX_NAME_CHARS: usize = 200;
/// The longest manifest, in bytes.
pub const MAX_MANIFEST_BYTES: usize = 1 << 20;

/// What a session is: who computes what of whom, under which rules, with which keys.
///
/// The session's id is the hash of the exact bytes served ([`SessionId::of_manifest`]), so changing anything here
/// makes another session, and every link to the old one refuses the new one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// [`VERSION`].
    pub version: u8,
    /// What is asked and what will be computed.
    pub form: Form,
    /// Who computes together with the server.
    pub analyst: AnalystParty,
    /// The server's keys, made for this session alone.
    pub server: ServerParty,
    /// How participants are admitted.
    pub admission: Admission,
    /// The most participants there can be.
    pub max_participants: u32,
    /// No value is computed from fewer answers than this.
    pub threshold: u32,
    /// From when submissions are taken, milliseconds since 1970 UTC; `None`: as soon as the analyst opens.
    pub opens_at: Option<u64>,
    /// Until when submissions are taken, milliseconds since 1970 UTC; `None`: until the analyst closes.
    pub closes_at: Option<u64>,
    /// Up to when the analyst may put `closes_at` off, which it is before; `None`: it may not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub extendable_until: Option<u64>,
    /// The groups that the server knows submissions by; `None`: it knows of none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cohorts: Option<Cohorts>,
    /// The privacy budget for which server and analyst both add noise to every result; `None`: results are exact.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub epsilon: Option<Epsilon>,
    /// Hash of the VDAF verify key that server and analyst share, see [`verify_key_hash`].
    #[serde(with = "base32_hash")]
    pub verify_key_hash: [u8; 32],
}

/// The analyst, as participants see it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AnalystParty {
    /// Who that is, in words; 1 to [`MAX_NAME_CHARS`] characters.
    pub name: String,
    /// Signs the analyst's requests.
    pub signing_key: VerifyingKey,
    /// The helper's shares are sealed to it.
    pub sealing_key: SealingPublicKey,
}

impl AnalystParty {
    /// What to compare, by another way than the server, to know that these are the analyst's keys.
    pub fn fingerprint(&self) -> Fingerprint {
        AnalystPublic { signing: self.signing_key, sealing: self.sealing_key }.fingerprint()
    }
}

/// The server, as participants see it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ServerParty {
    /// Who runs it, as they call themselves; 1 to [`MAX_NAME_CHARS`] characters; `None`: they don't say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Signs receipts, the closing statement and the release.
    pub signing_key: VerifyingKey,
    /// The leader's shares are sealed to it; the private half is destroyed at the release.
    pub sealing_key: SealingPublicKey,
}

/// How participants are admitted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Admission {
    /// By a token in a link, one a participant.
    Invitation,
}

/// Why a manifest is refused.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ManifestError {
    /// The bytes don't hash to the session id in the link.
    #[error(
        "what the server sent is not the session that the link was made for. Don't answer; tell whoever invited you."
    )]
    Swapped,
    /// Longer than [`MAX_MANIFEST_BYTES`].
    #[error("the manifest is too long. Shorten the form's texts or ask fewer questions.")]
    TooLong,
    /// Not the JSON of a manifest.
    #[error("the manifest can't be read: {0}. It may have been made by another version of Tacit.")]
    Malformed(#[from] serde_json::Error),
    /// Made by another version of the protocol.
    #[error(
        "the manifest is of protocol version {0}, this program speaks version {VERSION}. Use the matching version."
    )]
    Version(u8),
    /// A value out of its range.
    #[error("the manifest's {field} is out of range. Choose {range}.")]
    Range {
        /// Which value.
        field: &'static str,
        /// What it may be.
        range: String,
    },
}

impl Manifest {
    /// The bytes to send, sign and hash.
    pub fn to_bytes(&self) -> Result<Vec<u8>, ManifestError> {
        Ok(serde_json::to_vec(self)?)
    }

    /// Until when submissions are taken, by what the server says: nothing else than what this manifest allows.
    pub fn closing_time(&self, said: Option<u64>) -> Option<u64> {
        let first = self.closes_at?;
        let put_off =
            said.filter(|at| self.extendable_until.is_some_and(|latest| (first..=latest).contains(at)));
        Some(put_off.unwrap_or(first))
    }

    /// Whether a report may be of this cohort: 0 where there are none, else the number of one.
    pub fn has_cohort(&self, number: u16) -> bool {
        match &self.cohorts {
            None => number == 0,
            Some(cohorts) => cohorts.name(number).is_some(),
        }
    }

    /// Whether participants are assigned their cohorts with their invitations.
    pub fn assigns_cohorts(&self) -> bool {
        self.cohorts.as_ref().is_some_and(|cohorts| cohorts.by == CohortsBy::Invitation)
    }

    /// Whether an invitation may be to this cohort: to one of the cohorts where it assigns them, else to 0, which is none.
    pub fn may_assign(&self, number: u16) -> bool {
        if self.assigns_cohorts() { self.has_cohort(number) } else { number == 0 }
    }

    /// Reads a manifest that came over a way one doesn't trust: it must hash to the id that the link names.
    pub fn verify(session: &SessionId, bytes: &[u8]) -> Result<Self, ManifestError> {
        if SessionId::of_manifest(bytes) != *session {
            return Err(ManifestError::Swapped);
        }
        Self::from_bytes(bytes)
    }

    /// Reads a manifest and checks every rule that it must keep by itself.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, ManifestError> {
        if bytes.len() > MAX_MANIFEST_BYTES {
            return Err(ManifestError::TooLong);
        }
        let manifest: Self = serde_json::from_slice(bytes)?;
        manifest.check()?;
        Ok(manifest)
    }

    fn check(&self) -> Result<(), ManifestError> {
        let range = |ok: bool, field, range: String| {
            if ok { Ok(()) } else { Err(ManifestError::Range { field, range }) }
        };
        if self.version != VERSION {
            return Err(ManifestError::Version(self.version));
        }
        let name = format!("1 to {MAX_NAME_CHARS} characters in one line");
        range(is_name(&self.analyst.name), "analyst name", name.clone())?;
        range(self.server.name.as_deref().is_none_or(is_name), "server name", name)?;
        range(
            (MIN_THRESHOLD..=MAX_PARTICIPANTS).contains(&self.threshold),
            "threshold",
            format!("between {MIN_THRESHOLD} and {MAX_PARTICIPANTS}"),
        )?;
        range(
            (self.threshold..=MAX_PARTICIPANTS).contains(&self.max_participants),
            "maximum of participants",
            format!("between the threshold ({}) and {MAX_PARTICIPANTS}", self.threshold),
        )?;
        self.cohorts.as_ref().map_or(Ok(()), Cohorts::check)?;
        let times = [
            (self.opens_at, "opening time"),
            (self.closes_at, "closing time"),
            (self.extendable_until, "latest closing time"),
        ];
        for (time, field) in times {
            range(time.is_none_or(|at| at < TIMES_END), field, "a time before the year 9999".into())?;
        }
        range(
            self.opens_at.zip(self.closes_at).is_none_or(|(opens, closes)| opens < closes),
            "closing time",
            "a time after the opening time".into(),
        )?;
        range(
            self.extendable_until.is_none_or(|latest| self.closes_at.is_some_and(|at| at < latest)),
            "latest closing time",
            "a time after the closing time, which there must be".into(),
        )
    }
}

/// Whether a party may be named so: 1 to [`MAX_NAME_CHARS`] characters but for white space around them, no control
/// characters.
pub fn is_name(name: &str) -> bool {
    (1..=MAX_NAME_CHARS).contains(&name.trim().chars().count()) && !name.chars().any(char::is_control)
}

/// What the manifest says of a verify key: fixes it before the first submission without showing it.
pub fn verify_key_hash(verify_key: &[u8; 32]) -> [u8; 32] {
    hash::digest("verify-key", &[verify_key])
}

mod base32_hash {
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    use super::text;

    pub(super) fn serialize<S: Serializer>(hash: &[u8; 32], s: S) -> Result<S::Ok, S::Error> {
        s.serialize_str(&text::encode(hash))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(d: D) -> Result<[u8; 32], D::Error> {
        text::decode_array(&String::deserialize(d)?).map_err(D::Error::custom)
    }
}

#[cfg(test)]
mod tests;
