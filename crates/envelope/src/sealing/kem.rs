//! DHKEM(X25519, HKDF-SHA256) (RFC 9180, section 4.1) for those who open many boxes: the private key has its public key beside it.
//!
//! The KEM of the library computes the public key anew from the private one whenever a box is opened, which takes a fifth of what
//! opening a short one takes in all.

use hpke::{Deserializable, HpkeError, Kem, Serializable, kdf::Kdf, kem::SharedSecret, rand_core::CryptoRng};
use subtle::{Choice, ConstantTimeEq};
use x25519_dalek::{PublicKey, StaticSecret};

use super::{HkdfSha256, X25519, parse};

/// What binds a shared secret to this KEM: `"KEM" ‖ its number` (RFC 9180, section 4.1).
const SUITE: &[u8] = b"KEM\x00\x20";

/// The same KEM as the library's, but for the form of the private key.
pub(super) struct Opening;

/// A private key and its public key. The private one is wiped when dropped.
#[derive(Clone)]
pub(super) struct KeyPair {
    private: StaticSecret,
    public: PublicKey,
}

impl KeyPair {
    pub(super) fn new(private: StaticSecret) -> Self {
        Self { public: PublicKey::from(&private), private }
    }

    pub(super) fn public(&self) -> &[u8; 32] {
        self.public.as_bytes()
    }

    /// The private key as the library has it.
    fn bare(&self) -> <X25519 as Kem>::PrivateKey {
        parse(self.private.as_bytes())
    }
}

impl Kem for Opening {
    type PublicKey = <X25519 as Kem>::PublicKey;
    type PrivateKey = KeyPair;
    type EncappedKey = <X25519 as Kem>::EncappedKey;
    type NSecret = <X25519 as Kem>::NSecret;

    const KEM_ID: u16 = X25519::KEM_ID;

    fn sk_to_pk(private: &KeyPair) -> Self::PublicKey {
        parse(private.public())
    }

    fn derive_keypair(ikm: &[u8]) -> (KeyPair, Self::PublicKey) {
        let (private, public) = X25519::derive_keypair(ikm);
        (parse(&private.to_bytes()), public)
    }

    // def Decap(enc, skR):
    //   dh = DH(skR, DeserializePublicKey(enc))
    //   kem_context = concat(enc, SerializePublicKey(pk(skR)))
    //   return ExtractAndExpand(dh, kem_context)
    fn decap(
        private: &KeyPair,
        sender: Option<&Self::PublicKey>,
        enc: &Self::EncappedKey,
    ) -> Result<SharedSecret<Self>, HpkeError> {
        if sender.is_some() {
            return X25519::decap(&private.bare(), sender, enc).map(|secret| same(&secret));
        }
        let mut context = [0; 64];
        let (theirs, ours) = context.split_at_mut(32);
        enc.write_exact(theirs);
        ours.copy_from_slice(private.public());
        let theirs: [u8; 32] = enc.to_bytes().into();
        let dh = private.private.diffie_hellman(&theirs.into());
        if !dh.was_contributory() {
            return Err(HpkeError::DecapError);
        }
        let mut secret = SharedSecret::default();
        HkdfSha256::extract_and_expand(dh.as_bytes(), SUITE, &context, &mut secret.0)?;
        Ok(secret)
    }

    fn encap_with_rng(
        to: &Self::PublicKey,
        sender: Option<(&KeyPair, &Self::PublicKey)>,
        rng: &mut impl CryptoRng,
    ) -> Result<(SharedSecret<Self>, Self::EncappedKey), HpkeError> {
        let sender = sender.map(|(private, public)| (private.bare(), public));
        let sender = sender.as_ref().map(|(private, public)| (private, *public));
        X25519::encap_with_rng(to, sender, rng).map(|(secret, enc)| (same(&secret), enc))
    }
}

/// The shared secret of the one is that of the other.
fn same(secret: &SharedSecret<X25519>) -> SharedSecret<Opening> {
    SharedSecret(secret.0)
}

impl ConstantTimeEq for KeyPair {
    fn ct_eq(&self, other: &Self) -> Choice {
        self.private.as_bytes().ct_eq(other.private.as_bytes())
    }
}

impl Serializable for KeyPair {
    type OutputSize = <<X25519 as Kem>::PrivateKey as Serializable>::OutputSize;

    fn write_exact(&self, bytes: &mut [u8]) {
        self.bare().write_exact(bytes);
    }
}

impl Deserializable for KeyPair {
    fn from_bytes(bytes: &[u8]) -> Result<Self, HpkeError> {
        let length = bytes.len();
        let bytes: [u8; 32] = bytes.try_into().map_err(|_| HpkeError::IncorrectInputLength(32, length))?;
        Ok(Self::new(bytes.into()))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        /// In every mode, for whatever was sent as a key.
        #[test]
        fn decapsulates_to_what_the_library_does(ikm: [u8; 32], sender: [u8; 32], enc: [u8; 32]) {
            let (pair, public) = Opening::derive_keypair(&ikm);
            let (private, expected) = X25519::derive_keypair(&ikm);
            prop_assert!(public == expected && Opening::sk_to_pk(&pair) == expected);
            prop_assert_eq!(pair.to_bytes(), private.to_bytes());
            let enc = parse::<<X25519 as Kem>::EncappedKey>(&enc);
            let (_, sender) = X25519::derive_keypair(&sender);
            for sender in [None, Some(&sender)] {
                let ours = Opening::decap(&pair, sender, &enc).unwrap();
                prop_assert_eq!(ours.0, X25519::decap(&private, sender, &enc).unwrap().0);
            }
        }
    }
}
