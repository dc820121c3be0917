//! Identifiers. Private bytes; made by parsing, hashing or drawing at random, never by hand.

use std::{fmt, io::Cursor, str::FromStr};

use rand_core::CryptoRng;
use serde::{Deserialize, Serialize};
use subtle::ConstantTimeEq;
use tacit_envelope::{hash, text};
use zeroize::ZeroizeOnDrop;

use crate::codec::{CodecError, Decode, Encode, take_array};

/// A text that is not an identifier of the kind asked for.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("this is no {0}. Copy it again, whole, from where it was given to you.")]
pub struct IdError(&'static str);

macro_rules! id {
    ($(#[$doc:meta])* $name:ident, $len:literal, $what:literal) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name([u8; $len]);

        impl $name {
            /// The identifier's length in bytes.
            pub const LEN: usize = $len;

            /// The bytes, for hashing, binding and storing.
            pub fn as_bytes(&self) -> &[u8; $len] {
                &self.0
            }
        }

        impl TryFrom<&[u8]> for $name {
            type Error = IdError;
            fn try_from(bytes: &[u8]) -> Result<Self, IdError> {
                bytes.try_into().map(Self).map_err(|_| IdError($what))
            }
        }

        impl FromStr for $name {
            type Err = IdError;
            fn from_str(s: &str) -> Result<Self, IdError> {
                text::decode_array(s).map(Self).map_err(|_| IdError($what))
            }
        }

        impl TryFrom<String> for $name {
            type Error = IdError;
            fn try_from(s: String) -> Result<Self, IdError> {
                s.parse()
            }
        }

        impl From<$name> for String {
            fn from(id: $name) -> String {
                id.to_string()
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&text::encode(&self.0))
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!(stringify!($name), "({})"), self)
            }
        }

        impl Encode for $name {
            fn encode(&self, bytes: &mut Vec<u8>) -> Result<(), CodecError> {
                bytes.extend_from_slice(&self.0);
                Ok(())
            }
            fn encoded_len(&self) -> Option<usize> {
                Some($len)
            }
        }

        impl Decode for $name {
            fn decode(bytes: &mut Cursor<&[u8]>) -> Result<Self, CodecError> {
                take_array(bytes).map(Self)
            }
        }
    };
}

id!(
    /// The hash of a session's manifest: what a link names, and what everything else is bound to (§3).
    SessionId, 32, "session id"
);
id!(
    /// A report's random name, also its VDAF nonce (§5).
    ReportId, 16, "report id"
);
id!(
    /// The hash of a participant's token: how the server knows a participant (§3).
    ParticipantId, 32, "participant id"
);
id!(
    /// A report's digest: the leaf of the closed set's Merkle tree, and what a receipt is about (§5).
    ReportDigest, 32, "report digest"
);
id!(
    /// The name of a pair of session keys that a server offered (§4).
    OfferId, 16, "offer id"
);
id!(
    /// An analyst's name for one invitation, from which and the key file its token follows (§4). Not secret.
    InvitationName, 16, "invitation's name"
);
id!(
    /// One process of an analyst, so that another one can be told of it (§10).
    ProcessId, 16, "process id"
);

impl SessionId {
    /// The id of the session with exactly these manifest bytes.
    pub fn of_manifest(manifest: &[u8]) -> Self {
        Self(hash::digest("session", &[manifest]))
    }
}

impl ReportId {
    /// A fresh name for one report.
    pub fn random(rng: &mut impl CryptoRng) -> Self {
        Self(random_bytes(rng))
    }
}

impl InvitationName {
    /// A fresh name for one invitation.
    pub fn random(rng: &mut impl CryptoRng) -> Self {
        Self(random_bytes(rng))
    }
}

impl ProcessId {
    /// A fresh name for one process.
    pub fn random(rng: &mut impl CryptoRng) -> Self {
        Self(random_bytes(rng))
    }
}

impl OfferId {
    /// A fresh name for one offer.
    pub fn random(rng: &mut impl CryptoRng) -> Self {
        Self(random_bytes(rng))
    }
}

impl ReportDigest {
    pub(crate) fn new(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }
}

/// A participant's secret: whoever has it submits as that participant. 16 random bytes.
///
/// It has no `Display`, and `Debug` shows nothing. Equality takes the same time wherever two tokens differ.
#[derive(Clone, ZeroizeOnDrop)]
pub struct Token([u8; 16]);

impl Token {
    /// A fresh token for one invitation.
    pub fn random(rng: &mut impl CryptoRng) -> Self {
        Self(random_bytes(rng))
    }

    /// The token with these bytes.
    pub(crate) fn new(bytes: &[u8; 16]) -> Self {
        Self(*bytes)
    }

    /// How the server knows the holder of this token.
    pub fn participant_id(&self) -> ParticipantId {
        ParticipantId(hash::digest("participant", &[&self.0]))
    }

    /// The token as it stands in a link and in an `Authorization` header: show it to its owner only.
    pub fn expose(&self) -> String {
        text::encode(&self.0)
    }
}

impl FromStr for Token {
    type Err = IdError;
    fn from_str(s: &str) -> Result<Self, IdError> {
        text::decode_array(s).map(Self).map_err(|_| IdError("token"))
    }
}

impl PartialEq for Token {
    fn eq(&self, other: &Self) -> bool {
        self.0.ct_eq(&other.0).into()
    }
}

impl Eq for Token {}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token(secret)")
    }
}

fn random_bytes<const N: usize>(rng: &mut impl CryptoRng) -> [u8; N] {
    let mut bytes = [0; N];
    rng.fill_bytes(&mut bytes);
    bytes
}

#[cfg(test)]
mod tests;
