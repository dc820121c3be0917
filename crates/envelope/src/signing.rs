//! Signatures: Ed25519 (RFC 8032) over labelled messages, verified strictly.
//!
//! The signed bytes are `"tacit/v1/" ‖ label ‖ 0x00 ‖ message`, so a signature for one purpose says nothing for another.
//! Strict verification leaves no message, key and signature on which two correct verifiers could disagree.

use std::fmt;

use ed25519_dalek::Signer;
use serde::{Deserialize, Serialize};

use crate::{
    hash,
    public_key::{PublicKeyError, is_reduced},
    text::{TextError, public_text},
};

/// A signature that does not fit the key, the label and the message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "The signature is not right: what it stands under was altered, or signed by someone else. \
     Don't rely on it; fetch it again, and check whose key it should be."
)]
pub struct BadSignature;

/// A private signing key. Wiped when dropped.
pub struct SigningKey(ed25519_dalek::SigningKey);

impl SigningKey {
    /// The key of a seed: 32 uniformly random bytes, to be kept secret and used for nothing else.
    ///
    /// The seed is the Ed25519 private key of RFC 8032, section 5.1.5.
    pub fn from_seed(seed: &[u8; 32]) -> Self {
        Self(ed25519_dalek::SigningKey::from_bytes(seed))
    }

    /// The key to give to those who verify.
    pub fn public(&self) -> VerifyingKey {
        VerifyingKey(self.0.verifying_key())
    }

    /// Signs a message for the purpose that `label` names.
    pub fn sign(&self, label: &str, message: &[u8]) -> Signature {
        Signature(self.0.sign(&hash::domain(label, message)).to_bytes())
    }
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SigningKey(secret)")
    }
}

/// A public key that verifies: an Ed25519 point, 32 bytes in its one encoding and not of low order.
///
/// Its text form, in JSON too, is 52 characters of base32.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct VerifyingKey(ed25519_dalek::VerifyingKey);

public_text!(VerifyingKey, PublicKeyError, VerifyingKey::from_bytes);

impl VerifyingKey {
    /// The key's length in bytes.
    pub const LEN: usize = 32;

    /// Checks a key that arrived as bytes.
    ///
    /// # Errors
    ///
    /// [`PublicKeyError::Point`] for what is no point, a point of low order, or not its reduced encoding.
    pub fn from_bytes(bytes: &[u8; 32]) -> Result<Self, PublicKeyError> {
        let key = ed25519_dalek::VerifyingKey::from_bytes(bytes).map_err(|_| PublicKeyError::Point)?;
        if key.is_weak() || !is_reduced(bytes) { Err(PublicKeyError::Point) } else { Ok(Self(key)) }
    }

    /// The encoded point.
    pub fn as_bytes(&self) -> &[u8; 32] {
        self.0.as_bytes()
    }

    /// Checks that this key's owner signed the message for the purpose that `label` names.
    ///
    /// # Errors
    ///
    /// [`BadSignature`], whatever the cause.
    pub fn verify(&self, label: &str, message: &[u8], signature: &Signature) -> Result<(), BadSignature> {
        let signature = ed25519_dalek::Signature::from_bytes(&signature.0);
        self.0.verify_strict(&hash::domain(label, message), &signature).map_err(|_| BadSignature)
    }
}

/// An Ed25519 signature: 64 bytes, not yet verified.
///
/// Its text form, in JSON too, is 103 characters of base32.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Signature([u8; 64]);

public_text!(Signature, TextError, |bytes: &[u8; 64]| Ok(Signature(*bytes)));

impl Signature {
    /// The signature's length in bytes.
    pub const LEN: usize = 64;

    /// Takes any 64 bytes: whether they are right shows in [`VerifyingKey::verify`].
    pub fn from_bytes(bytes: [u8; 64]) -> Self {
        Self(bytes)
    }

    /// The bytes: R ‖ S (RFC 8032, section 5.1.6).
    pub fn as_bytes(&self) -> &[u8; 64] {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use data_encoding::HEXLOWER;
    use proptest::prelude::*;

    use super::*;

    fn key() -> SigningKey {
        SigningKey::from_seed(&[7; 32])
    }

    fn hex<const N: usize>(text: &str) -> [u8; N] {
        HEXLOWER.decode(text.as_bytes()).unwrap().try_into().unwrap()
    }

    /// RFC 8032, section 7.1, TEST 1 to 3: the key pair, and the signature of a message without our label.
    #[test]
    fn rfc_8032_vectors() {
        for (seed, public, message, signature) in [
            (
                "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
                "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
                &[][..],
                "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155\
                 5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
            ),
            (
                "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
                "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
                &[0x72],
                "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da\
                 085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
            ),
            (
                "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
                "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
                &[0xaf, 0x82],
                "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac\
                 18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a",
            ),
        ] {
            let key = SigningKey::from_seed(&hex(seed));
            assert_eq!(HEXLOWER.encode(key.public().as_bytes()), public);
            assert_eq!(HEXLOWER.encode(&key.0.sign(message).to_bytes()), signature);
            let signature = ed25519_dalek::Signature::from_bytes(&hex(signature));
            assert!(key.public().0.verify_strict(message, &signature).is_ok());
        }
    }

    /// What is signed, to the byte.
    #[test]
    fn the_label_stands_before_the_message() {
        let signature = key().sign("receipt", b"message").0;
        assert_eq!(signature, key().0.sign(b"tacit/v1/receipt\0message").to_bytes());
    }

    #[test]
    fn another_label_message_or_key_is_refused() {
        let public = key().public();
        let signature = key().sign("receipt", b"message");
        assert_eq!(public.verify("receipt", b"message", &signature), Ok(()));
        assert_eq!(public.verify("release", b"message", &signature), Err(BadSignature));
        assert_eq!(public.verify("receipt", b"massage", &signature), Err(BadSignature));
        assert_eq!(public.verify("receipt", b"", &signature), Err(BadSignature));
        let other = SigningKey::from_seed(&[8; 32]).public();
        assert_eq!(other.verify("receipt", b"message", &signature), Err(BadSignature));
    }

    #[test]
    fn every_altered_bit_is_refused() {
        let signature = key().sign("receipt", b"message");
        for bit in 0..64 * 8 {
            let mut altered = signature;
            altered.0[bit / 8] ^= 1 << (bit % 8);
            assert_eq!(
                key().public().verify("receipt", b"message", &altered),
                Err(BadSignature),
                "bit {bit}"
            );
        }
    }

    /// S and S + L verify the same equation (RFC 8032, section 8.4): only the smaller one is a signature.
    #[test]
    fn a_malleated_signature_is_refused() {
        let order: [u8; 32] = hex("edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010");
        let mut malleated = key().sign("receipt", b"message");
        let mut carry = 0;
        for (byte, add) in malleated.0[32..].iter_mut().zip(order) {
            let sum = u16::from(*byte) + u16::from(add) + carry;
            (*byte, carry) = (sum as u8, sum >> 8);
        }
        assert_eq!(carry, 0);
        assert_eq!(key().public().verify("receipt", b"message", &malleated), Err(BadSignature));
    }

    #[test]
    fn what_is_no_usable_point_is_no_key() {
        for bytes in [
            // Not on the curve: no x for y = 2
            "0200000000000000000000000000000000000000000000000000000000000000",
            // Low order: the identity, order 4, order 8
            "0100000000000000000000000000000000000000000000000000000000000000",
            "0000000000000000000000000000000000000000000000000000000000000000",
            "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
            // y = 3, a point, plus the prime
            "f0ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        ] {
            assert_eq!(VerifyingKey::from_bytes(&hex(bytes)), Err(PublicKeyError::Point), "{bytes}");
        }
        let mut three = [0; 32];
        three[0] = 3;
        assert!(VerifyingKey::from_bytes(&three).is_ok());
    }

    proptest! {
        #[test]
        fn keys_and_signatures_survive_text_and_json(seed: [u8; 32], message: Vec<u8>) {
            let key = SigningKey::from_seed(&seed);
            let (public, signature) = (key.public(), key.sign("test", &message));
            prop_assert_eq!(public.to_string().parse(), Ok(public));
            prop_assert_eq!(signature.to_string().parse(), Ok(signature));
            prop_assert_eq!(signature.to_string().len(), 103);
            let json = serde_json::to_string(&(public, signature)).unwrap();
            prop_assert_eq!(&json, &format!("[\"{public}\",\"{signature}\"]"));
            let (public, signature): (VerifyingKey, Signature) = serde_json::from_str(&json).unwrap();
            prop_assert_eq!(public.verify("test", &message, &signature), Ok(()));
        }
    }
}
