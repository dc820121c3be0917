//! What the holder of a link may ask.

use std::time::Duration;

use tacit_protocol::{
    auth,
    codec::Encode,
    ids::{SessionId, Token},
    manifest::Manifest,
    media,
    origin::Origin,
    receipt::SignedReceipt,
    report::Report,
    session::{SessionStatus, SubmissionStatus},
};

use crate::{
    anybody::PublicClient,
    error::ClientError,
    http::{Http, Method, Request, session_path},
};

/// How long a participant waits for an answer.
pub(crate) const TIMEOUT: Duration = Duration::from_secs(60);
/// A receipt's or a closing statement's longest encoding.
pub(crate) const MAX_SIGNED_BYTES: usize = 1 << 10;

/// A participant's way to the server. Cloning is cheap and shares connections; `Debug` shows no token.
#[derive(Clone, Debug)]
pub struct ParticipantClient {
    http: Http,
    session: SessionId,
    token: Token,
}

impl ParticipantClient {
    /// A client for what one link names. Sends nothing yet.
    pub fn new(origin: &Origin, session: SessionId, token: Token) -> Self {
        Self { http: Http::new(origin, TIMEOUT), session, token }
    }

    /// For another participant of the same session, over the same connections.
    pub fn with_token(&self, token: Token) -> Self {
        Self { token, ..self.clone() }
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

    /// What this participant has submitted so far.
    pub async fn submission(&self) -> Result<SubmissionStatus, ClientError> {
        self.http.json(self.request(Method::Get, None)).await
    }

    /// Submits a report. The receipt isn't verified yet: see `tacit_participant::Session::check_receipt`.
    pub async fn submit(&self, report: &Report) -> Result<SignedReceipt, ClientError> {
        let body =
            report.get_encoded().map_err(|_| self.http.unexpected("the report is too long to be sent"))?;
        let request = self.request(Method::Put, Some((media::REPORT, body)));
        self.http.message(request, media::RECEIPT, MAX_SIGNED_BYTES).await
    }

    /// The way to what anybody may ask about the session, over the same connections.
    pub fn public(&self) -> PublicClient {
        PublicClient { http: self.http.clone(), session: self.session }
    }

    fn request(&self, method: Method, body: Option<(&'static str, Vec<u8>)>) -> Request {
        let authorization = Some(auth::bearer(&self.token));
        Request { method, path: session_path(&self.session, "submission"), authorization, digest: None, body }
    }
}
