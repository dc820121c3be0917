//! What anybody may ask about a session, without a link or a key file.

use tacit_protocol::{
    closing::SignedClosingStatement,
    ids::{ReportDigest, SessionId},
    inclusion::Inclusion,
    manifest::Manifest,
    media,
    session::SessionStatus,
};
use url::Url;

use crate::{
    error::ClientError,
    http::{Http, Request, session_path},
    participant::{MAX_SIGNED_BYTES, TIMEOUT, inclusion},
};

/// A way to a session's server for whoever checks what it did. Cloning is cheap and shares connections.
#[derive(Clone, Debug)]
pub struct PublicClient {
    http: Http,
    session: SessionId,
}

impl PublicClient {
    /// A client for one session. Sends nothing yet.
    pub fn new(origin: &Url, session: SessionId) -> Self {
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
    /// `tacit_participant::Session::check_inclusion`.
    pub async fn inclusion(&self, digest: &ReportDigest) -> Result<Inclusion, ClientError> {
        inclusion(&self.http, &self.session, digest).await
    }
}
