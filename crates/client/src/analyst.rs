//! What the holder of a session's key file may ask.

use std::{fmt, sync::Arc, time::Duration};

use serde::Serialize;
use tacit_envelope::signing::SigningKey;
use tacit_protocol::{
    administration::{
        Extend, MAX_REVOCATIONS, Revocations, Revoked, SUBMISSIONS_PAGE, SessionEntry, SessionList,
        Submission, Submissions,
    },
    auth::{self, SignedRequest},
    batch::{Batch, Notes, Verdicts},
    closing::SignedClosingStatement,
    codec::Encode,
    ids::{ParticipantId, ProcessId, SessionId},
    invitation::{Invitation, Invitations, MAX_INVITATIONS},
    manifest::Manifest,
    media,
    origin::Origin,
    phase::Phase,
    problem::ProblemKind,
    publication::SignedPublication,
    release::{ReleaseRequest, SignedRelease},
    session::{CreateSession, Created, Invited, Offer, OfferRequest, Progress, SessionStatus, SetPhase},
};

use crate::{
    error::ClientError,
    http::{Http, Method, Request, session_path},
    participant::MAX_SIGNED_BYTES,
};

/// How long an analyst waits for an answer: closing a large session takes its time.
const TIMEOUT: Duration = Duration::from_secs(600);
/// The longest batch, page of notes or release: far above what the largest form makes.
const MAX_LONG_BYTES: usize = 512 << 20;
/// The longest page of submissions.
const MAX_SUBMISSIONS_BYTES: usize = 5 + SUBMISSIONS_PAGE * 54;

type Clock = dyn Fn() -> u64 + Send + Sync;
type Body = Option<(&'static str, Vec<u8>)>;

/// An analyst's way to the server: signs every request. Cloning is cheap and shares connections; `Debug` shows no key.
#[derive(Clone)]
pub struct AnalystClient {
    http: Http,
    signing: Arc<SigningKey>,
    clock: Arc<Clock>,
}

impl AnalystClient {
    /// A client that signs with `signing` and reads the system's clock. Sends nothing yet.
    #[cfg(not(target_arch = "wasm32"))]
    pub fn new(origin: &Origin, signing: SigningKey) -> Self {
        use std::time::SystemTime;

        Self::with_clock(origin, signing, || {
            let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
            u64::try_from(since.as_millis()).unwrap_or(u64::MAX)
        })
    }

    /// A client with a clock of the caller's: milliseconds since 1970 UTC.
    pub fn with_clock(
        origin: &Origin,
        signing: SigningKey,
        clock: impl Fn() -> u64 + Send + Sync + 'static,
    ) -> Self {
        Self { http: Http::new(origin, TIMEOUT), signing: Arc::new(signing), clock: Arc::new(clock) }
    }

    /// The sessions of this key at the server, newest first, all of them.
    pub async fn sessions(&self) -> Result<Vec<SessionEntry>, ClientError> {
        let mut sessions = Vec::new();
        loop {
            let path = format!("/api/v1/sessions?skip={}", sessions.len());
            let page: SessionList = self.http.json(self.signed(Method::Get, path, None)).await?;
            if page.sessions.is_empty() {
                return Ok(sessions);
            }
            sessions.extend(page.sessions);
        }
    }

    /// Fresh server keys for a session to come; by the operator's code, where the server asks for one.
    pub async fn offer(&self, code: Option<&str>) -> Result<Offer, ClientError> {
        let request = |code: &str| OfferRequest { code: Some(code.to_owned()) };
        let body = code.map_or(Ok(None), |code| self.json_body(&request(code)))?;
        self.http.json(self.signed(Method::Post, "/api/v1/offers".into(), body)).await
    }

    /// Makes a session. The same again is answered the same.
    pub async fn create(&self, create: &CreateSession) -> Result<Created, ClientError> {
        let body = self.encoded(media::CREATE_SESSION, create)?;
        self.http.json(self.signed(Method::Post, "/api/v1/sessions".into(), body)).await
    }

    /// The session's manifest and its exact bytes, which hash to the session's id.
    pub async fn manifest(&self, session: &SessionId) -> Result<(Manifest, Vec<u8>), ClientError> {
        let bytes = self.http.manifest(session).await?;
        Ok((Manifest::verify(session, &bytes)?, bytes))
    }

    /// Where the session stands, as anybody may know it.
    pub async fn status(&self, session: &SessionId) -> Result<SessionStatus, ClientError> {
        self.http.json(Request::get(session_path(session, "status"))).await
    }

    /// Opens or pauses the session.
    pub async fn set_phase(&self, session: &SessionId, phase: Phase) -> Result<Progress, ClientError> {
        let body = self.json_body(&SetPhase { phase })?;
        self.http.json(self.signed(Method::Post, session_path(session, "phase"), body)).await
    }

    /// Admits participants, 10,000 a request; those admitted before count once. After an error some may be admitted:
    /// inviting all of them again completes it.
    pub async fn invite(
        &self,
        session: &SessionId,
        invitations: &[Invitation],
    ) -> Result<Invited, ClientError> {
        let mut chunks = invitations.chunks(MAX_INVITATIONS);
        let mut invited = self.invite_some(session, chunks.next().unwrap_or_default()).await?;
        for chunk in chunks {
            invited = self.invite_some(session, chunk).await?;
        }
        Ok(invited)
    }

    /// Takes invitations back, 1,000 a request, of those who haven't submitted; the others are answered.
    pub async fn revoke(
        &self,
        session: &SessionId,
        participants: &[ParticipantId],
    ) -> Result<Revoked, ClientError> {
        let mut chunks = participants.chunks(MAX_REVOCATIONS);
        let mut revoked = self.revoke_some(session, chunks.next().unwrap_or_default()).await?;
        for chunk in chunks {
            let Revoked { invited, submitted } = self.revoke_some(session, chunk).await?;
            revoked.invited = invited;
            revoked.submitted.extend(submitted);
        }
        Ok(revoked)
    }

    /// How many are invited, submitted, verified.
    pub async fn progress(&self, session: &SessionId) -> Result<Progress, ClientError> {
        self.http.json(self.signed(Method::Get, session_path(session, "progress"), None)).await
    }

    /// The same, asked by this process, of which others are told for some seconds.
    pub async fn progress_as(
        &self,
        session: &SessionId,
        process: &ProcessId,
    ) -> Result<Progress, ClientError> {
        let path = session_path(session, &format!("progress?process={process}"));
        self.http.json(self.signed(Method::Get, path, None)).await
    }

    /// One page of who submitted, those after this participant; empty when there are no more.
    pub async fn submissions(
        &self,
        session: &SessionId,
        after: Option<&ParticipantId>,
    ) -> Result<Vec<Submission>, ClientError> {
        let query = after.map_or_else(String::new, |after| format!("?after={after}"));
        let request = self.signed(Method::Get, session_path(session, &format!("submissions{query}")), None);
        let page: Submissions = self.http.message(request, media::SUBMISSIONS, MAX_SUBMISSIONS_BYTES).await?;
        Ok(page.submissions)
    }

    /// Puts the closing time off.
    pub async fn extend(&self, session: &SessionId, closes_at: u64) -> Result<Progress, ClientError> {
        let body = self.json_body(&Extend { closes_at })?;
        self.http.json(self.signed(Method::Post, session_path(session, "closing-time"), body)).await
    }

    /// Deletes the session with everything that belongs to it; what is unknown already counts as deleted. `false`: nobody finds it any more,
    /// but what it had is still being destroyed.
    pub async fn delete(&self, session: &SessionId) -> Result<bool, ClientError> {
        let path = format!("/api/v1/sessions/{session}");
        match self.http.is_through(self.signed(Method::Delete, path, None)).await {
            Err(error) if error.is(ProblemKind::UnknownSession) => Ok(true),
            done => done,
        }
    }

    /// Closes the session for ever, or answers how it was closed. The signature isn't verified yet.
    pub async fn close(&self, session: &SessionId) -> Result<SignedClosingStatement, ClientError> {
        let request = self.signed(Method::Post, session_path(session, "close"), None);
        self.http.message(request, media::CLOSING_STATEMENT, MAX_SIGNED_BYTES).await
    }

    /// One batch of the closed set, with what the server found.
    pub async fn batch(&self, session: &SessionId, index: u32) -> Result<Batch, ClientError> {
        let request = self.signed(Method::Get, session_path(session, &format!("batches/{index}")), None);
        let batch: Batch = self.http.message(request, media::BATCH, MAX_LONG_BYTES).await?;
        if batch.index == index { Ok(batch) } else { Err(self.http.unexpected("it sent another batch")) }
    }

    /// The verdicts on the batch that they name. They are final; the same again is no error.
    pub async fn put_verdicts(&self, session: &SessionId, verdicts: &Verdicts) -> Result<(), ClientError> {
        let path = session_path(session, &format!("batches/{}/verdicts", verdicts.index));
        let body = self.encoded(media::VERDICTS, verdicts)?;
        self.http.nothing(self.signed(Method::Put, path, body)).await
    }

    /// One page of the analyst's notes, from batch `from` on; empty when there are no more.
    pub async fn notes(&self, session: &SessionId, from: u32) -> Result<Notes, ClientError> {
        let request = self.signed(Method::Get, session_path(session, &format!("notes?from={from}")), None);
        self.http.message(request, media::NOTES, MAX_LONG_BYTES).await
    }

    /// Asks for the release. Signature not verified, and not opened yet. Again: the same, whatever the request.
    pub async fn release(
        &self,
        session: &SessionId,
        release: &ReleaseRequest,
    ) -> Result<SignedRelease, ClientError> {
        let body = self.encoded(media::RELEASE_REQUEST, release)?;
        let request = self.signed(Method::Post, session_path(session, "release"), body);
        self.http.message(request, media::RELEASE, MAX_LONG_BYTES).await
    }

    /// The release that was made before; `wrong-phase` if there is none.
    pub async fn released(&self, session: &SessionId) -> Result<SignedRelease, ClientError> {
        let request = self.signed(Method::Get, session_path(session, "release"), None);
        self.http.message(request, media::RELEASE, MAX_LONG_BYTES).await
    }

    /// Publishes a released session's results, for ever. The same again is no error.
    pub async fn publish(&self, session: &SessionId, results: &SignedPublication) -> Result<(), ClientError> {
        let body = self.encoded(media::RESULTS, results)?;
        self.http.nothing(self.signed(Method::Put, session_path(session, "results"), body)).await
    }

    async fn revoke_some(
        &self,
        session: &SessionId,
        chunk: &[ParticipantId],
    ) -> Result<Revoked, ClientError> {
        let body = self.encoded(media::REVOCATIONS, &Revocations { participants: chunk.to_vec() })?;
        self.http.json(self.signed(Method::Post, session_path(session, "revocations"), body)).await
    }

    async fn invite_some(&self, session: &SessionId, chunk: &[Invitation]) -> Result<Invited, ClientError> {
        let body = self.encoded(media::INVITATIONS, &Invitations { invitations: chunk.to_vec() })?;
        self.http.json(self.signed(Method::Post, session_path(session, "invitations"), body)).await
    }

    fn signed(&self, method: Method, path: String, body: Body) -> Request {
        let bytes = body.as_ref().map_or(&[][..], |(_, bytes)| bytes);
        let signed = SignedRequest::sign(&self.signing, method.as_str(), &path, (self.clock)(), bytes);
        let digest = body.as_ref().map(|(_, bytes)| auth::content_digest(bytes));
        Request { method, path, authorization: Some(signed.header()), digest, body }
    }

    fn encoded(&self, media: &'static str, message: &impl Encode) -> Result<Body, ClientError> {
        let body =
            message.get_encoded().map_err(|_| self.http.unexpected("the message is too long to be sent"))?;
        Ok(Some((media, body)))
    }

    fn json_body(&self, value: &impl Serialize) -> Result<Body, ClientError> {
        let body =
            serde_json::to_vec(value).map_err(|_| self.http.unexpected("the message can't be written"))?;
        Ok(Some((media::JSON, body)))
    }
}

impl fmt::Debug for AnalystClient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AnalystClient").field("http", &self.http).finish_non_exhaustive()
    }
}
