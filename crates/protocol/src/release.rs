//! The release: counts to both sides, then the server's share of what reaches the threshold (§8).

use std::{fmt, io::Cursor};

use subtle::ConstantTimeEq;
use zeroize::ZeroizeOnDrop;

use crate::{
    codec::{
        CodecError, Decode, Encode, put_items, put_opaque, put_version, take_array, take_items, take_opaque,
        take_version,
    },
    ids::SessionId,
    signed::{Signable, Signed},
};

/// One element of an aggregate share: a field element, encoded as the VDAF does. Wiped when dropped.
///
/// `Debug` shows nothing. Equality takes the same time wherever two elements differ.
#[derive(Clone, ZeroizeOnDrop)]
pub struct ShareElement(pub [u8; 16]);

impl PartialEq for ShareElement {
    fn eq(&self, other: &Self) -> bool {
        self.0.ct_eq(&other.0).into()
    }
}

impl Eq for ShareElement {}

impl fmt::Debug for ShareElement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ShareElement(secret)")
    }
}

impl Encode for ShareElement {
    fn encode(&self, bytes: &mut Vec<u8>) -> Result<(), CodecError> {
        bytes.extend_from_slice(&self.0);
        Ok(())
    }
}

impl Decode for ShareElement {
    fn decode(bytes: &mut Cursor<&[u8]>) -> Result<Self, CodecError> {
        take_array(bytes).map(Self)
    }
}

/// The analyst's request: its share of the counts, of everybody and of each cohort that is large enough.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReleaseRequest {
    /// Everybody's first, then by ascending cohort; empty if fewer reports than the threshold were accepted.
    pub counts: Vec<CountsOf>,
}

/// The helper's aggregate share of every count, of some people.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CountsOf {
    /// The number of their cohort; 0: everybody.
    pub cohort: u16,
    /// In the order of the circuit's counts.
    pub shares: Vec<ShareElement>,
}

/// What the server releases, once a session; sealed to the analyst as [`SealedRelease`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Release {
    /// Everybody's first, then by ascending cohort.
    pub of: Vec<ReleaseOf>,
}

/// What the server releases of some people.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReleaseOf {
    /// The number of their cohort; 0: everybody.
    pub cohort: u16,
    /// How many reports were accepted.
    pub accepted: u64,
    /// The leader's aggregate share of every count.
    pub counts: Vec<ShareElement>,
    /// For every value of the circuit, the leader's aggregate share, or `None` where it is withheld.
    pub values: Vec<Option<ShareElement>>,
}

/// A [`Release`], sealed to the analyst ([`tacit_envelope::sealing::Role::Release`], associated data: the session id).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SealedRelease {
    /// Of which session.
    pub session: SessionId,
    /// The sealed [`Release`].
    pub sealed: Vec<u8>,
}

/// A release with the server's signature.
pub type SignedRelease = Signed<SealedRelease>;

impl Signable for SealedRelease {
    const LABEL: &'static str = "release";
}

impl Encode for ReleaseRequest {
    fn encode(&self, bytes: &mut Vec<u8>) -> Result<(), CodecError> {
        put_version(bytes);
        put_items(bytes, &self.counts)
    }
}

impl Decode for ReleaseRequest {
    fn decode(bytes: &mut Cursor<&[u8]>) -> Result<Self, CodecError> {
        take_version(bytes)?;
        Ok(Self { counts: take_items(bytes)? })
    }
}

impl Encode for CountsOf {
    fn encode(&self, bytes: &mut Vec<u8>) -> Result<(), CodecError> {
        self.cohort.encode(bytes)?;
        put_items(bytes, &self.shares)
    }
}

impl Decode for CountsOf {
    fn decode(bytes: &mut Cursor<&[u8]>) -> Result<Self, CodecError> {
        Ok(Self { cohort: u16::decode(bytes)?, shares: take_items(bytes)? })
    }
}

impl Encode for Release {
    fn encode(&self, bytes: &mut Vec<u8>) -> Result<(), CodecError> {
        put_version(bytes);
        put_items(bytes, &self.of)
    }

    /// Exact, so encoding never moves the shares and leaves a copy behind.
    fn encoded_len(&self) -> Option<usize> {
        let len = |of: &ReleaseOf| {
            let shares = of.counts.len() + of.values.iter().flatten().count();
            2 + 8 + 4 + 4 + of.values.len() + 16 * shares
        };
        Some(1 + 4 + self.of.iter().map(len).sum::<usize>())
    }
}

impl Decode for Release {
    fn decode(bytes: &mut Cursor<&[u8]>) -> Result<Self, CodecError> {
        take_version(bytes)?;
        Ok(Self { of: take_items(bytes)? })
    }
}

impl Encode for ReleaseOf {
    fn encode(&self, bytes: &mut Vec<u8>) -> Result<(), CodecError> {
        self.cohort.encode(bytes)?;
        self.accepted.encode(bytes)?;
        put_items(bytes, &self.counts)?;
        let values: Vec<_> = self.values.iter().map(|value| ValueRef(value.as_ref())).collect();
        put_items(bytes, &values)
    }
}

impl Decode for ReleaseOf {
    fn decode(bytes: &mut Cursor<&[u8]>) -> Result<Self, CodecError> {
        Ok(Self {
            cohort: u16::decode(bytes)?,
            accepted: u64::decode(bytes)?,
            counts: take_items(bytes)?,
            values: take_items::<Value>(bytes)?.into_iter().map(|value| value.0).collect(),
        })
    }
}

/// A byte that says whether a share follows: as it is written.
struct ValueRef<'a>(Option<&'a ShareElement>);

/// And as it is read.
struct Value(Option<ShareElement>);

impl Encode for ValueRef<'_> {
    fn encode(&self, bytes: &mut Vec<u8>) -> Result<(), CodecError> {
        u8::from(self.0.is_some()).encode(bytes)?;
        self.0.iter().try_for_each(|share| share.encode(bytes))
    }
}

impl Decode for Value {
    fn decode(bytes: &mut Cursor<&[u8]>) -> Result<Self, CodecError> {
        match u8::decode(bytes)? {
            0 => Ok(Self(None)),
            1 => ShareElement::decode(bytes).map(Some).map(Self),
            _ => Err(CodecError::UnexpectedValue),
        }
    }
}

impl Encode for SealedRelease {
    fn encode(&self, bytes: &mut Vec<u8>) -> Result<(), CodecError> {
        put_version(bytes);
        self.session.encode(bytes)?;
        put_opaque(bytes, &self.sealed)
    }
}

impl Decode for SealedRelease {
    fn decode(bytes: &mut Cursor<&[u8]>) -> Result<Self, CodecError> {
        take_version(bytes)?;
        Ok(Self { session: SessionId::decode(bytes)?, sealed: take_opaque(bytes)? })
    }
}

#[cfg(test)]
mod tests;
