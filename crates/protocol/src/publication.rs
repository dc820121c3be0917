//! Published results: what the analyst says came out, signed, bound to the set that the server closed (§8).

use std::io::Cursor;

use tacit_form::results::{self, AnalysisResult, Results};

use crate::{
    closing::{ClosingStatement, SignedClosingStatement},
    codec::{CodecError, Decode, Encode, put_opaque, put_version, take_opaque, take_version},
    ids::SessionId,
    manifest::Manifest,
    signed::{Signable, Signed},
};

/// The longest JSON of published results, in bytes.
pub const MAX_RESULTS_BYTES: usize = 8 << 20;

/// Results for everybody, with the statement about the set that they are of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Publication {
    /// What the server closed, and signed.
    pub statement: SignedClosingStatement,
    /// [`Results`] as JSON in UTF-8.
    pub results: Vec<u8>,
}

/// Published results with the analyst's signature.
pub type SignedPublication = Signed<Publication>;

/// Published results, found genuine.
#[derive(Clone, Debug, PartialEq)]
pub struct Published {
    /// The set that they are of. Compare it with the one of an inclusion proof: they must be the same.
    pub statement: ClosingStatement,
    /// What came out.
    pub results: Results,
}

/// Why published results aren't believed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PublicationError {
    /// Not by the session's analyst.
    #[error(
        "the published results aren't signed by the session's analyst. Don't trust them; tell the analyst."
    )]
    Signature,
    /// The statement isn't by the session's server, or is another session's.
    #[error(
        "the published results are of a set that the session's server didn't close. Don't trust them; tell the analyst."
    )]
    Statement,
    /// The JSON isn't that of this form's results.
    #[error(
        "the published results can't be read, or aren't of this survey. Use a program of the analyst's version."
    )]
    Malformed,
}

impl Publication {
    /// Results to be signed.
    pub fn new(statement: SignedClosingStatement, results: &Results) -> Result<Self, serde_json::Error> {
        Ok(Self { statement, results: serde_json::to_vec(results)? })
    }

    /// Decodes what may be too long to be published.
    pub(crate) fn decode_of_any_length(bytes: &mut Cursor<&[u8]>) -> Result<Self, CodecError> {
        take_version(bytes)?;
        Ok(Self { statement: SignedClosingStatement::decode(bytes)?, results: take_opaque(bytes)? })
    }
}

impl Published {
    /// What was published about the session with this manifest, if its analyst signed it, and its server the statement.
    ///
    /// # Errors
    ///
    /// [`PublicationError`]: nothing of it may be believed.
    pub fn check(
        signed: &SignedPublication,
        session: &SessionId,
        manifest: &Manifest,
    ) -> Result<Self, PublicationError> {
        let Publication { statement, results } =
            signed.verify(&manifest.analyst.signing_key).map_err(|_| PublicationError::Signature)?;
        let statement =
            *statement.verify(&manifest.server.signing_key).map_err(|_| PublicationError::Statement)?;
        if statement.session != *session {
            return Err(PublicationError::Statement);
        }
        let results: Results = serde_json::from_slice(results).map_err(|_| PublicationError::Malformed)?;
        if fits(&results, &statement, manifest) {
            Ok(Self { statement, results })
        } else {
            Err(PublicationError::Malformed)
        }
    }
}

/// Whether these can be results of that session: the form's, with all its analyses.
fn fits(results: &Results, statement: &ClosingStatement, manifest: &Manifest) -> bool {
    let of_the_form = |analyses: &[AnalysisResult]| {
        let kinds = manifest.form.analyses().iter().map(|analysis| analysis.kind());
        analyses.iter().map(|analysis| analysis.kind).eq(kinds)
    };
    let names = manifest.cohorts.iter().flat_map(|cohorts| &cohorts.names);
    let accepted = results.cohorts.iter().try_fold(0_u64, |sum, cohort| sum.checked_add(cohort.accepted));
    results.version == results::VERSION
        && results.title == manifest.form.title()
        && results.submitted == statement.submitted
        && results.accepted.checked_add(results.rejected) == Some(results.submitted)
        && results.threshold == u64::from(manifest.threshold)
        && results.epsilon == manifest.epsilon
        && of_the_form(&results.analyses)
        && results.cohorts.iter().map(|cohort| &cohort.name).eq(names)
        && (manifest.cohorts.is_none() || accepted == Some(results.accepted))
        && results.cohorts.iter().all(|cohort| cohort.analyses.is_empty() || of_the_form(&cohort.analyses))
}

impl Signable for Publication {
    const LABEL: &'static str = "results";
}

impl Encode for Publication {
    fn encode(&self, bytes: &mut Vec<u8>) -> Result<(), CodecError> {
        put_version(bytes);
        self.statement.encode(bytes)?;
        put_opaque(bytes, &self.results)
    }
}

impl Decode for Publication {
    fn decode(bytes: &mut Cursor<&[u8]>) -> Result<Self, CodecError> {
        let publication = Self::decode_of_any_length(bytes)?;
        match publication.results.len() {
            0..=MAX_RESULTS_BYTES => Ok(publication),
            longer => Err(CodecError::LengthPrefixTooBig(longer)),
        }
    }
}

#[cfg(test)]
pub(crate) mod tests;
