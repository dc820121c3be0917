//! Sealing to a public key: HPKE base mode (RFC 9180) with DHKEM(X25519, HKDF-SHA256), HKDF-SHA256 and
//! ChaCha20-Poly1305, one message to an encapsulation.
//!
//! A sealed box is `enc (32) ‖ ciphertext (as long as the plaintext) ‖ tag (16)`. It hides the plaintext's bytes, not
//! its length, and says nothing about who sealed it. Old boxes stay readable to whoever gets the private key later.

mod kem;

use std::fmt;

use hpke::{
    Deserializable, Kem, OpModeR, OpModeS, Serializable, inout::InOutBuf, single_shot_open,
    single_shot_seal_inout_detached_with_rng,
};
use rand_core::CryptoRng;
use serde::{Deserialize, Serialize};
use x25519_dalek::StaticSecret;
use zeroize::Zeroizing;

use kem::{KeyPair, Opening};

pub use crate::OpenError;
use crate::{
    hash,
    public_key::{PublicKeyError, is_reduced},
    text::public_text,
};

type X25519 = hpke::kem::X25519HkdfSha256;
type HkdfSha256 = hpke::kdf::HkdfSha256;
type ChaCha20Poly1305 = hpke::aead::ChaCha20Poly1305;

/// The length of an encapsulated key (RFC 9180, section 7.1: Nenc).
const ENC_LEN: usize = 32;

/// The length of an authentication tag (RFC 9180, section 7.3: Nt).
const TAG_LEN: usize = 16;

/// How many bytes a sealed box is longer than its plaintext.
pub const SEAL_OVERHEAD: usize = ENC_LEN + TAG_LEN;

/// What a box is sealed for. A box of one role does not open as another, under the same key or not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Role {
    /// The leader's (server's) share of a submission.
    Leader,
    /// The helper's (analyst's) share of a submission.
    Helper,
    /// The VDAF verify key, from the analyst to the server.
    VerifyKey,
    /// The server's aggregate share, released to the analyst.
    Release,
}

impl Role {
    /// Every role.
    pub const ALL: [Self; 4] = [Self::Leader, Self::Helper, Self::VerifyKey, Self::Release];

    /// The HPKE info of boxes of this role: `"tacit/v1/seal/" ‖ label`.
    pub fn info(self) -> Info {
        Info(match self {
            Self::Leader => "tacit/v1/seal/leader",
            Self::Helper => "tacit/v1/seal/helper",
            Self::VerifyKey => "tacit/v1/seal/verify-key",
            Self::Release => "tacit/v1/seal/release",
        })
    }
}

/// The HPKE info string of a [`Role`] (RFC 9180, section 5.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Info(&'static str);

impl Info {
    /// The bytes given to HPKE's key schedule.
    pub fn as_bytes(&self) -> &'static [u8] {
        self.0.as_bytes()
    }
}

/// A public key to seal to: an X25519 point, 32 bytes in its one reduced encoding and not of low order.
///
/// Its text form, in JSON too, is 52 characters of base32.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct SealingPublicKey([u8; 32]);

public_text!(SealingPublicKey, PublicKeyError, SealingPublicKey::from_bytes);

impl SealingPublicKey {
    /// The key's length in bytes.
    pub const LEN: usize = 32;

    /// Checks a key that arrived as bytes. Costs about as much as sealing.
    ///
    /// # Errors
    ///
    /// [`PublicKeyError::Point`] for a point of low order, whose shared secret everybody knows (RFC 7748, section
    /// 6.1), and for a number above the field's prime.
    pub fn from_bytes(bytes: &[u8; 32]) -> Result<Self, PublicKeyError> {
        let one_encoding = bytes[31] & 0x80 == 0 && is_reduced(bytes);
        // A clamped scalar is a multiple of 8 but not of the large primes: it takes just the points of low order to 0.
        let shared = StaticSecret::from([1; 32]).diffie_hellman(&(*bytes).into());
        if one_encoding && shared.was_contributory() { Ok(Self(*bytes)) } else { Err(PublicKeyError::Point) }
    }

    /// The encoded point.
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

/// Seals `plaintext` to a public key; the result is [`SEAL_OVERHEAD`] bytes longer.
///
/// `aad` is bound to the box without being in it: opening needs exactly the same bytes.
///
/// # Panics
///
/// Above 2^38 bytes of plaintext (RFC 8439, section 2.8).
pub fn seal(
    rng: &mut impl CryptoRng,
    to: &SealingPublicKey,
    role: Role,
    aad: &[u8],
    plaintext: &[u8],
) -> Vec<u8> {
    seal_with_info(rng, to, role.info().as_bytes(), aad, plaintext)
}

/// A private key that opens what was sealed to its public key.
///
/// Wiped when dropped. It keeps the form HPKE works with, so opening parses nothing, and its public key.
pub struct SealingKey(KeyPair);

impl SealingKey {
    /// The key of a seed: 32 uniformly random bytes, to be kept secret and used for nothing else.
    ///
    /// The private key is HKDF-SHA256 of the seed, so the seed is not itself an X25519 key.
    pub fn from_seed(seed: &[u8; 32]) -> Self {
        Self(KeyPair::new(StaticSecret::from(*hash::derive(seed, "sealing-key", &[]))))
    }

    /// The key to give to those who seal.
    pub fn public(&self) -> SealingPublicKey {
        SealingPublicKey(*self.0.public())
    }

    /// Opens a box sealed to this key for `role` with exactly these `aad`.
    ///
    /// # Errors
    ///
    /// [`OpenError`], whatever the cause.
    pub fn open(&self, role: Role, aad: &[u8], sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, OpenError> {
        open_with_info(&self.0, role.info().as_bytes(), aad, sealed)
    }
}

impl fmt::Debug for SealingKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SealingKey(secret)")
    }
}

fn seal_with_info(
    rng: &mut impl CryptoRng,
    to: &SealingPublicKey,
    info: &[u8],
    aad: &[u8],
    plaintext: &[u8],
) -> Vec<u8> {
    let to = parse::<<X25519 as Kem>::PublicKey>(&to.0);
    let mut sealed = vec![0; plaintext.len() + SEAL_OVERHEAD];
    let (enc, body) = sealed.split_at_mut(ENC_LEN);
    let (ciphertext, tag) = body.split_at_mut(plaintext.len());
    let buffer = InOutBuf::new(plaintext, ciphertext).expect("both have the plaintext's length");
    let (encapped, auth) = single_shot_seal_inout_detached_with_rng::<ChaCha20Poly1305, HkdfSha256, X25519>(
        &OpModeS::Base,
        &to,
        info,
        buffer,
        aad,
        rng,
    )
    .expect("fails only for points of low order, which are no SealingPublicKey, and for overlong plaintexts");
    encapped.write_exact(enc);
    auth.write_exact(tag);
    sealed
}

fn open_with_info(
    private: &KeyPair,
    info: &[u8],
    aad: &[u8],
    sealed: &[u8],
) -> Result<Zeroizing<Vec<u8>>, OpenError> {
    let (enc, ciphertext) = sealed.split_at_checked(ENC_LEN).ok_or(OpenError)?;
    let enc = parse::<<X25519 as Kem>::EncappedKey>(enc);
    let mode = OpModeR::Base;
    let opened = single_shot_open::<ChaCha20Poly1305, HkdfSha256, Opening>(
        &mode, private, &enc, info, ciphertext, aad,
    );
    opened.map(Zeroizing::new).map_err(|_| OpenError)
}

/// Any 32 bytes are an X25519 key, private, public or encapsulated (RFC 9180, section 7.1.1).
fn parse<T: Deserializable>(bytes: &[u8]) -> T {
    T::from_bytes(bytes).expect("every X25519 key has 32 bytes")
}

#[cfg(test)]
mod tests;
