//! What the server signs, and the analyst: a body, its label, and the signature after it.

use std::io::Cursor;

use tacit_envelope::signing::{BadSignature, Signature, SigningKey, VerifyingKey};

use crate::codec::{CodecError, Decode, Encode, take_array};

/// A message that the server, or the analyst, signs under a label of its own.
pub trait Signable: Encode + Decode {
    /// The signature's domain.
    const LABEL: &'static str;
}

/// A message with its author's signature over its exact bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signed<T> {
    body: T,
    signature: Signature,
}

impl<T: Signable> Signed<T> {
    /// Signs `body`. The same key and body give the same bytes every time (Ed25519 is deterministic).
    pub fn sign(key: &SigningKey, body: T) -> Result<Self, CodecError> {
        let signature = key.sign(T::LABEL, &body.get_encoded()?);
        Ok(Self { body, signature })
    }

    /// The message, if `key` signed it.
    pub fn verify(&self, key: &VerifyingKey) -> Result<&T, BadSignature> {
        let bytes = self.body.get_encoded().map_err(|_| BadSignature)?;
        key.verify(T::LABEL, &bytes, &self.signature)?;
        Ok(&self.body)
    }

    /// The signature, to be shown.
    pub fn signature(&self) -> &Signature {
        &self.signature
    }

    /// What was decoded by other means than [`Decode`].
    pub(crate) fn from_parts(body: T, signature: Signature) -> Self {
        Self { body, signature }
    }

    /// The message, whoever signed it: to find out in it whose signature it should have.
    pub(crate) fn unverified(&self) -> &T {
        &self.body
    }
}

impl<T: Signable> Encode for Signed<T> {
    fn encode(&self, bytes: &mut Vec<u8>) -> Result<(), CodecError> {
        self.body.encode(bytes)?;
        bytes.extend_from_slice(self.signature.as_bytes());
        Ok(())
    }
}

impl<T: Signable> Decode for Signed<T> {
    fn decode(bytes: &mut Cursor<&[u8]>) -> Result<Self, CodecError> {
        let body = T::decode(bytes)?;
        Ok(Self { body, signature: Signature::from_bytes(take_array::<64>(bytes)?) })
    }
}

#[cfg(test)]
mod tests;
