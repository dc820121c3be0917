//! What the holder of a session's key file may ask.

use std::{fmt, sync::Arc, time::Duration};

use serde::Serialize;
use tacit_envelope::signing::SigningKey;
use tacit_protocol::{
    auth::SignedRequest,
    batch::{Batch, Notes, Verdicts},
    closing::SignedClosingStatement,
    codec::Encode,
    ids::SessionId,
    invitation::{Invitation, Invitations, MAX_INVITATIONS},
    manifest::Manifest,
    media,
    phase::Phase,
    publication::SignedPublication,
    release::{ReleaseRequest, SignedRelease},
    session::{CreateSession, Created, Invited, Offer, Progress, SessionStatus, SetPhase},
};
use url::Url;

use crate::{
    error::ClientError,
    http::{Http, Method, Request, session_path},
    participant::MAX_SIGNED_BYTES,
};

/// How long an analyst waits for an answer: closing a large session takes its time.
const TIMEOUT: Duration = Duration::from_secs(600);
/// The longest batch, page of notes or release: far above what the largest form makes.
const MAX_LONG_BYTES: usize = 512 << 20;

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
    pub fn new(origin: &Url, signing: SigningKey) -> Self {
        use std::time::SystemTime;

        Self::with_clock(origin, signing, || {
            let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
            u64::try_from(since.as_millis()).unwrap_or(u64::MAX)
        })
    }

    /// A client with a clock of the caller's: milliseconds since 1970 UTC.
    pub fn with_clock(
        origin: &Url,
        signing: SigningKey,
        clock: impl Fn() -> u64 + Send + Sync + 'static,
    ) -> Self {
        Self { http: Http::new(origin, TIMEOUT), signing: Arc::new(signing), clock: Arc::new(clock) }
    }

    /// Fresh server keys for a session to come.
    pub async fn offer(&self) -> Result<Offer, ClientError> {
        self.http.json(self.signed(Method::Post, "/api/v1/offers".into(), None)).await
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

    /// How many are invited, submitted, verified.
    pub async fn progress(&self, session: &SessionId) -> Result<Progress, ClientError> {
        self.http.json(self.signed(Method::Get, session_path(session, "progress"), None)).await
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

    async fn invite_some(&self, session: &SessionId, chunk: &[Invitation]) -> Result<Invited, ClientError> {
        let body = self.encoded(media::INVITATIONS, &Invitations { invitations: chunk.to_vec() })?;
        self.http.json(self.signed(Method::Post, session_path(session, "invitations"), body)).await
    }

    fn signed(&self, method: Method, path: String, body: Body) -> Request {
        let bytes = body.as_ref().map_or(&[][..], |(_, bytes)| bytes);
        let signed = SignedRequest::sign(&self.signing, method.as_str(), &path, (self.clock)(), bytes);
        Request { method, path, authorization: Some(signed.header()), body }
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
