//! A session whose manifest is the one that the link names.

use std::sync::OnceLock;

use tacit_envelope::fingerprint::Fingerprint;
use tacit_form::{AnswerError, Answers, Form, ValidAnswers};
use tacit_protocol::{
    ids::SessionId,
    manifest::{Cohorts, Manifest, ManifestError},
};
use tacit_tally::{Circuit, CircuitError};

/// A verified manifest, and the circuit compiled from its form. Holds nothing secret.
#[derive(Clone)]
pub struct Session {
    pub(crate) id: SessionId,
    pub(crate) manifest: Manifest,
    circuit: OnceLock<Circuit>,
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
        let session = Self::verified(id, manifest)?;
        session.circuit()?;
        Ok(session)
    }

    /// As [`Session::new`], but the circuit is compiled only when something is sealed: for a program that has another do
    /// that.
    ///
    /// # Errors
    ///
    /// As [`Session::new`] for the manifest; a form that can't be computed is found when sealing.
    pub fn verified(id: SessionId, manifest: &[u8]) -> Result<Self, ManifestError> {
        Ok(Self { id, manifest: Manifest::verify(&id, manifest)?, circuit: OnceLock::new() })
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

    pub(crate) fn circuit(&self) -> Result<&Circuit, CircuitError> {
        match self.circuit.get() {
            Some(circuit) => Ok(circuit),
            None => {
                let circuit = Circuit::compile(&self.manifest.form, self.manifest.max_participants)?;
                Ok(self.circuit.get_or_init(|| circuit))
            }
        }
    }
}

impl std::fmt::Debug for Session {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Session({})", self.id)
    }
}
