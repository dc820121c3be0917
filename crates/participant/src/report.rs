//! From valid answers to a report that only both parties together can use.

use rand_core::CryptoRng;
use tacit_envelope::sealing::{Role, seal};
use tacit_form::ValidAnswers;
use tacit_protocol::{
    ids::{ReportDigest, ReportId, SessionId, Token},
    report::{Report, ReportHeader},
};
use tacit_tally::{CircuitError, ShardError, shard};

use crate::{opened::OpenShares, session::Session};

/// A report whose shares are sealed, made only by [`Session::seal`]. Says nothing of the answers.
///
/// To try again after a lost answer, send the same report again: the receipt will be the same. A new one for the same
/// revision is refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SealedReport {
    report: Report,
    digest: ReportDigest,
}

/// Why answers can't be sealed.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[non_exhaustive]
pub enum SealError {
    /// Revisions are counted from 1.
    #[error("a report's revision is 1 or more. Ask the server for the newest and add one.")]
    Revision,
    /// The session has no such cohort, or has cohorts and none was chosen.
    #[error("that is none of the survey's cohorts. Choose one of them; where there are none, choose none.")]
    Cohort,
    /// The form can't be computed.
    #[error(transparent)]
    Circuit(#[from] CircuitError),
    /// The answers can't be shared.
    #[error(transparent)]
    Shard(#[from] ShardError),
}

impl Session {
    /// Shares and proves `answers`, and seals one share to the server and one to the analyst.
    ///
    /// `revision` is one more than the participant's newest acknowledged one: 1 for the first. `rng` must be
    /// cryptographically secure.
    ///
    /// # Errors
    ///
    /// [`SealError`]; nothing was sent, and trying again is safe.
    pub fn seal(
        &self,
        rng: &mut impl CryptoRng,
        answers: &ValidAnswers,
        token: &Token,
        revision: u32,
    ) -> Result<SealedReport, SealError> {
        self.seal_in(rng, answers, token, revision, 0)
    }

    /// As [`Session::seal`], for a session with cohorts: `cohort` is the number of one of [`Session::cohorts`], from 1 (0
    /// where there are none). The server learns it, in the clear.
    ///
    /// # Errors
    ///
    /// As [`Session::seal`], and [`SealError::Cohort`].
    pub fn seal_in(
        &self,
        rng: &mut impl CryptoRng,
        answers: &ValidAnswers,
        token: &Token,
        revision: u32,
        cohort: u16,
    ) -> Result<SealedReport, SealError> {
        self.seal_openly_in(rng, answers, token, revision, cohort).map(|(report, _)| report)
    }

    /// As [`Session::seal`], and gives away the shares before they were sealed, for a participant who wants to look at
    /// them.
    ///
    /// # Errors
    ///
    /// As [`Session::seal`].
    pub fn seal_openly(
        &self,
        rng: &mut impl CryptoRng,
        answers: &ValidAnswers,
        token: &Token,
        revision: u32,
    ) -> Result<(SealedReport, OpenShares), SealError> {
        self.seal_openly_in(rng, answers, token, revision, 0)
    }

    /// As [`Session::seal_openly`], for a session with cohorts.
    ///
    /// # Errors
    ///
    /// As [`Session::seal_in`].
    pub fn seal_openly_in(
        &self,
        rng: &mut impl CryptoRng,
        answers: &ValidAnswers,
        token: &Token,
        revision: u32,
        cohort: u16,
    ) -> Result<(SealedReport, OpenShares), SealError> {
        if !self.manifest.has_cohort(cohort) {
            return Err(SealError::Cohort);
        }
        if revision == 0 {
            return Err(SealError::Revision);
        }
        let circuit = self.circuit()?;
        let report_id = ReportId::random(rng);
        let header = ReportHeader { report_id, participant_id: token.participant_id(), revision, cohort };
        let shares = shard(circuit, self.id.as_bytes(), report_id.as_bytes(), answers)?;
        let aad = header.associated_data(&self.id, &shares.public);
        let leader_share = seal(rng, &self.manifest.server.sealing_key, Role::Leader, &aad, &shares.leader);
        let helper_share = seal(rng, &self.manifest.analyst.sealing_key, Role::Helper, &aad, &shares.helper);
        let report = Report { header, public_share: shares.public.clone(), leader_share, helper_share };
        Ok((SealedReport::of(report, &self.id), OpenShares::new(circuit.clone(), self.id, shares)))
    }
}

impl SealedReport {
    /// What another program has sealed.
    pub(crate) fn of(report: Report, session: &SessionId) -> Self {
        let digest = report.digest(session);
        Self { report, digest }
    }

    /// What to send.
    pub fn report(&self) -> &Report {
        &self.report
    }

    /// What the receipt must name.
    pub fn digest(&self) -> &ReportDigest {
        &self.digest
    }

    /// Which of the participant's reports it is, from 1.
    pub fn revision(&self) -> u32 {
        self.report.header.revision
    }
}
