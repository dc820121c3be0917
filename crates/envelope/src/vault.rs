//! Sealing at rest: XChaCha20-Poly1305 (draft-irtf-cfrg-xchacha-03) under a secret key, with random nonces.
//!
//! A sealed box is `nonce (24) ‖ ciphertext (as long as the plaintext) ‖ tag (16)`. With nonces that long, one key seals
//! 2^80 boxes before two share a nonce with a probability worth a thought.

use std::fmt;

use chacha20poly1305::{
    KeyInit, XChaCha20Poly1305, XNonce,
    aead::{Aead, Payload},
};
use rand_core::CryptoRng;
use zeroize::{ZeroizeOnDrop, Zeroizing};

pub use crate::OpenError;
use crate::hash;

const NONCE_LEN: usize = 24;
const TAG_LEN: usize = 16;

/// How many bytes a sealed box is longer than its plaintext.
pub const SEAL_OVERHEAD: usize = NONCE_LEN + TAG_LEN;

/// A symmetric key. Wiped when dropped.
#[derive(ZeroizeOnDrop)]
pub struct VaultKey([u8; 32]);

impl VaultKey {
    /// The key for one purpose, named by `context`, of a uniformly random secret.
    pub fn derive(secret: &[u8; 32], context: &[u8]) -> Self {
        Self(*hash::derive(secret, "vault-key", context))
    }

    /// Seals `plaintext`; the result is [`SEAL_OVERHEAD`] bytes longer.
    ///
    /// `aad` is bound to the box without being in it: opening needs exactly the same bytes.
    ///
    /// # Panics
    ///
    /// Above 2^38 bytes of plaintext (RFC 8439, section 2.8).
    pub fn seal(&self, rng: &mut impl CryptoRng, aad: &[u8], plaintext: &[u8]) -> Vec<u8> {
        let mut nonce = [0; NONCE_LEN];
        rng.fill_bytes(&mut nonce);
        let ciphertext = self
            .cipher()
            .encrypt(&XNonce::from(nonce), Payload { msg: plaintext, aad })
            .expect("fails only for overlong plaintexts");
        [&nonce[..], &ciphertext].concat()
    }

    /// Opens a box sealed under this key with exactly these `aad`.
    ///
    /// # Errors
    ///
    /// [`OpenError`], whatever the cause.
    pub fn open(&self, aad: &[u8], sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, OpenError> {
        let (nonce, ciphertext) = sealed.split_first_chunk::<NONCE_LEN>().ok_or(OpenError)?;
        self.cipher()
            .decrypt(&XNonce::from(*nonce), Payload { msg: ciphertext, aad })
            .map(Zeroizing::new)
            .map_err(|_| OpenError)
    }

    fn cipher(&self) -> XChaCha20Poly1305 {
        XChaCha20Poly1305::new(&self.0.into())
    }
}

impl fmt::Debug for VaultKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("VaultKey(secret)")
    }
}

#[cfg(test)]
mod tests {
    use data_encoding::HEXLOWER;
    use getrandom::{SysRng, rand_core::UnwrapErr};
    use proptest::prelude::*;

    use super::*;

    fn key() -> VaultKey {
        VaultKey::derive(&[7; 32], b"test")
    }

    fn rng() -> UnwrapErr<SysRng> {
        UnwrapErr(SysRng)
    }

    /// draft-irtf-cfrg-xchacha-03, appendix A.3.1.
    #[test]
    fn xchacha_vector() {
        let key = VaultKey(std::array::from_fn(|i| 0x80 + i as u8));
        let aad = HEXLOWER.decode(b"50515253c0c1c2c3c4c5c6c7").unwrap();
        let sealed = "404142434445464748494a4b4c4d4e4f5051525354555657\
                      bd6d179d3e83d43b9576579493c0e939572a1700252bfaccbed2902c21396cbb\
                      731c7f1b0b4aa6440bf3a82f4eda7e39ae64c6708c54c216cb96b72e1213b452\
                      2f8c9ba40db5d945b11b69b982c1bb9e3f3fac2bc369488f76b2383565d3fff9\
                      21f9664c97637da9768812f615c68b13b52e\
                      c0875924c1c7987947deafd8780acf49";
        let plaintext = "Ladies and Gentlemen of the class of '99: If I could offer you only one tip for the \
                         future, sunscreen would be it.";
        let opened = key.open(&aad, &HEXLOWER.decode(sealed.as_bytes()).unwrap()).unwrap();
        assert_eq!(*opened, plaintext.as_bytes());
    }

    #[test]
    fn every_altered_bit_is_refused() {
        let sealed = key().seal(&mut rng(), b"bound", b"secret");
        assert_eq!(*key().open(b"bound", &sealed).unwrap(), b"secret");
        for bit in 0..sealed.len() * 8 {
            let mut altered = sealed.clone();
            altered[bit / 8] ^= 1 << (bit % 8);
            assert_eq!(key().open(b"bound", &altered), Err(OpenError), "bit {bit}");
        }
    }

    #[test]
    fn truncated_boxes_and_another_context_secret_or_aad_are_refused() {
        let sealed = key().seal(&mut rng(), b"bound", b"secret");
        for len in 0..sealed.len() {
            assert_eq!(key().open(b"bound", &sealed[..len]), Err(OpenError), "{len} bytes");
        }
        assert_eq!(key().open(b"other", &sealed), Err(OpenError));
        assert_eq!(VaultKey::derive(&[7; 32], b"tent").open(b"bound", &sealed), Err(OpenError));
        assert_eq!(VaultKey::derive(&[8; 32], b"test").open(b"bound", &sealed), Err(OpenError));
    }

    #[test]
    fn two_boxes_of_the_same_differ() {
        let [one, two] = [(), ()].map(|()| key().seal(&mut rng(), b"", &[0; 64]));
        assert_ne!(one[..NONCE_LEN], two[..NONCE_LEN]);
        assert_ne!(one[NONCE_LEN..], two[NONCE_LEN..]);
    }

    proptest! {
        #[test]
        fn open_inverts_seal(aad: Vec<u8>, plaintext: Vec<u8>) {
            let sealed = key().seal(&mut rng(), &aad, &plaintext);
            prop_assert_eq!(sealed.len(), plaintext.len() + SEAL_OVERHEAD);
            let opened = key().open(&aad, &sealed).unwrap();
            prop_assert_eq!(&*opened, &plaintext);
        }
    }
}
