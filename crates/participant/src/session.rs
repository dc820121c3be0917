//! A session whose manifest is the one that the link names.

use tacit_envelope::fingerprint::Fingerprint;
use tacit_form::{AnswerError, Answers, Form, ValidAnswers};
use tacit_protocol::{
    ids::SessionId,
    manifest::{Cohorts, Manifest, ManifestError},
};
use tacit_tally::{Circuit, CircuitError};

/// A verified manifest and the circuit compiled from its form. Holds nothing secret.
#[derive(Clone)]
pub struct Session {
    pub(crate) id: SessionId,
    pub(crate) manifest: Manifest,
    pub(crate) circuit: Circuit,
}

/// Why a session can't be taken part in.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SessionError {
    /// The manifest is another ([`ManifestError::Swapped`]) or breaks a rule.
    #[error(transparent)]
    Manifest(#[from] ManifestError),
    /// The manifest's form can't be computed.
    #[error(transparent)]
    Circuit(#[from] CircuitError),
}

impl Session {
    /// The session `id`, taken from the participant's link, with the manifest's exact bytes as the server sent them.
    ///
    /// # Errors
    ///
    /// [`ManifestError::Swapped`] unless the bytes hash to `id`: then nothing may be submitted.
    pub fn new(id: SessionId, manifest: &[u8]) -> Result<Self, SessionError> {
        let manifest = Manifest::verify(&id, manifest)?;
        let circuit = Circuit::compile(&manifest.form, manifest.max_participants)?;
        Ok(Self { id, manifest, circuit })
    }

    /// The session's id.
    pub fn id(&self) -> &SessionId {
        &self.id
    }

    /// What is fixed about the session: keys, threshold, times, form.
    pub fn manifest(&self) -> &Manifest {
        &self.manifest
    }

    /// What is asked and what will be computed.
    pub fn form(&self) -> &Form {
        &self.manifest.form
    }

    /// The fingerprint of the server's two keys for this session, made as an analyst's is.
    pub fn server_fingerprint(&self) -> Fingerprint {
        Fingerprint::of(&self.manifest.server.signing_key, &self.manifest.server.sealing_key)
    }

    /// The groups that the server knows submissions by, if there are any. See [`Session::membership`] for which of them
    /// a participant is of.
    pub fn cohorts(&self) -> Option<&Cohorts> {
        self.manifest.cohorts.as_ref()
    }

    /// Checks answers against this session's form.
    ///
    /// # Errors
    ///
    /// One for each field that is wrong, as [`Form::validate`] has it.
    pub fn validate(&self, answers: &Answers) -> Result<ValidAnswers, Vec<AnswerError>> {
        self.form().validate(answers)
    }
}

impl std::fmt::Debug for Session {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Session({})", self.id)
    }
}
