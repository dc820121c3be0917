//! What a report on a session proves itself with, to people who have neither the key file nor the server (§8).

use std::io::Cursor;

use tacit_envelope::signing::Signature;

use crate::{
    codec::{CodecError, Decode, Encode, put_opaque, put_version, take_array, take_opaque, take_version},
    ids::SessionId,
    manifest::{MAX_MANIFEST_BYTES, Manifest, ManifestError},
    publication::{Publication, PublicationError, Published, SignedPublication},
    signed::{Signable, Signed},
};

/// Everything that a report says, in the words that were signed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Evidence {
    /// The manifest's exact bytes: their hash is the session's id.
    pub manifest: Vec<u8>,
    /// The results, with the closing statement; of any length.
    pub publication: SignedPublication,
    /// Why submissions weren't counted.
    pub rejections: Rejections,
}

/// Evidence with the analyst's signature.
pub type SignedEvidence = Signed<Evidence>;

/// How many submissions weren't counted, by reason.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Rejections {
    /// The analyst's share couldn't be opened.
    pub unsealable: u64,
    /// A share isn't one of this form.
    pub malformed: u64,
    /// The proof is wrong: an answer is out of bounds.
    pub invalid: u64,
}

/// Evidence, found genuine.
#[derive(Clone, Debug, PartialEq)]
pub struct Proven {
    /// Which session: compare it with a link's.
    pub session: SessionId,
    /// What is fixed about it.
    pub manifest: Manifest,
    /// The closing statement and the results.
    pub published: Published,
    /// Why submissions weren't counted.
    pub rejections: Rejections,
}

/// Why evidence proves nothing.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum EvidenceError {
    /// The manifest isn't one.
    #[error(transparent)]
    Manifest(#[from] ManifestError),
    /// The results, or the closing statement, aren't genuine.
    #[error(transparent)]
    Publication(#[from] PublicationError),
    /// Put together by somebody else.
    #[error(
        "the report isn't signed by the session's analyst. Don't trust it; ask the analyst for the report."
    )]
    Signature,
    /// More or fewer rejections than the results say.
    #[error(
        "the report's rejected submissions don't add up to those of its results. Don't trust it; tell the analyst."
    )]
    Rejections,
}

impl Rejections {
    /// How many in all; the largest number if they are more.
    pub fn total(&self) -> u64 {
        self.unsealable.saturating_add(self.malformed).saturating_add(self.invalid)
    }
}

impl Proven {
    /// What this evidence proves about the session that its manifest names.
    ///
    /// Whether that is the session one means, only its id tells: whoever makes a session of their own can prove anything
    /// about it.
    ///
    /// # Errors
    ///
    /// [`EvidenceError`]: nothing of it may be believed.
    pub fn check(signed: &SignedEvidence) -> Result<Self, EvidenceError> {
        let manifest = Manifest::from_bytes(&signed.unverified().manifest)?;
        let evidence = signed.verify(&manifest.analyst.signing_key).map_err(|_| EvidenceError::Signature)?;
        let session = SessionId::of_manifest(&evidence.manifest);
        let published = Published::check(&evidence.publication, &session, &manifest)?;
        let rejections = evidence.rejections;
        if rejections.total() != published.results.rejected {
            return Err(EvidenceError::Rejections);
        }
        Ok(Self { session, manifest, published, rejections })
    }
}

impl Signable for Evidence {
    const LABEL: &'static str = "evidence";
}

impl Encode for Evidence {
    fn encode(&self, bytes: &mut Vec<u8>) -> Result<(), CodecError> {
        put_version(bytes);
        put_opaque(bytes, &self.manifest)?;
        self.publication.encode(bytes)?;
        let Rejections { unsealable, malformed, invalid } = self.rejections;
        [unsealable, malformed, invalid].iter().try_for_each(|count| count.encode(bytes))
    }
}

impl Decode for Evidence {
    fn decode(bytes: &mut Cursor<&[u8]>) -> Result<Self, CodecError> {
        take_version(bytes)?;
        let manifest = take_opaque(bytes)?;
        if manifest.len() > MAX_MANIFEST_BYTES {
            return Err(CodecError::LengthPrefixTooBig(manifest.len()));
        }
        let publication = Publication::decode_of_any_length(bytes)?;
        let publication = Signed::from_parts(publication, Signature::from_bytes(take_array::<64>(bytes)?));
        let [unsealable, malformed, invalid] =
            [u64::decode(bytes)?, u64::decode(bytes)?, u64::decode(bytes)?];
        Ok(Self { manifest, publication, rejections: Rejections { unsealable, malformed, invalid } })
    }
}

#[cfg(test)]
mod tests;
