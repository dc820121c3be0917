//! What anybody may ask about a session, without a link or a key file.

use tacit_protocol::{
    closing::SignedClosingStatement,
    ids::{ReportDigest, SessionId},
    inclusion::Inclusion,
    manifest::Manifest,
    media,
    origin::Origin,
    problem::ProblemKind,
    publication::{MAX_RESULTS_BYTES, SignedPublication},
    session::SessionStatus,
};

use crate::{
    error::ClientError,
    http::{Http, Request, session_path},
    participant::{MAX_SIGNED_BYTES, TIMEOUT},
};

/// A signed receipt, a closing statement and a path of 64 hashes are shorter.
const MAX_INCLUSION_BYTES: usize = 4 << 10;

/// A way to a session's server for whoever checks what it did. Cloning is cheap and shares connections.
#[derive(Clone, Debug)]
pub struct PublicClient {
    pub(crate) http: Http,
    pub(crate) session: SessionId,
}

impl PublicClient {
    /// A client for one session. Sends nothing yet.
    pub fn new(origin: &Origin, session: SessionId) -> Self {
        Self { http: Http::new(origin, TIMEOUT), session }
    }

    /// The session's manifest and its exact bytes, which hash to the session's id.
    pub async fn manifest(&self) -> Result<(Manifest, Vec<u8>), ClientError> {
        let bytes = self.http.manifest(&self.session).await?;
        Ok((Manifest::verify(&self.session, &bytes)?, bytes))
    }

    /// Where the session stands.
    pub async fn status(&self) -> Result<SessionStatus, ClientError> {
        self.http.json(Request::get(session_path(&self.session, "status"))).await
    }

    /// The statement about the closed set, not verified; `wrong-phase` before the close.
    pub async fn statement(&self) -> Result<SignedClosingStatement, ClientError> {
        let request = Request::get(session_path(&self.session, "statement"));
        self.http.message(request, media::CLOSING_STATEMENT, MAX_SIGNED_BYTES).await
    }

    /// What became of the submission with this digest, not verified yet: see
    /// `tacit_participant::Session::check_inclusion`. A server that proves nothing is asked whether it has closed the
    /// set: then it owes a proof.
    pub async fn inclusion(
        &self,
        digest: &ReportDigest,
    ) -> Result<(Inclusion, Option<SignedClosingStatement>), ClientError> {
        let answer = self.ask_inclusion(digest).await?;
        if answer.proof.is_some() {
            return Ok((answer, None));
        }
        match self.statement().await {
            // It may have been closed between the two questions.
            Ok(statement) => Ok((self.ask_inclusion(digest).await?, Some(statement))),
            Err(error) if error.is(ProblemKind::WrongPhase) => Ok((answer, None)),
            Err(error) => Err(error),
        }
    }

    /// The published results, if there are any, not verified yet: see `tacit_participant::Session::check_results`.
    pub async fn results(&self) -> Result<Option<SignedPublication>, ClientError> {
        let request = Request::get(session_path(&self.session, "results"));
        match self.http.message(request, media::RESULTS, MAX_RESULTS_BYTES + MAX_SIGNED_BYTES).await {
            Ok(published) => Ok(Some(published)),
            Err(error) if error.is(ProblemKind::Unpublished) => Ok(None),
            Err(error) => Err(error),
        }
    }

    async fn ask_inclusion(&self, digest: &ReportDigest) -> Result<Inclusion, ClientError> {
        let request = Request::get(session_path(&self.session, &format!("inclusions/{digest}")));
        self.http.message(request, media::INCLUSION, MAX_INCLUSION_BYTES).await
    }
}
