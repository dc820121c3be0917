//! One request and its answer, the same in a terminal and in a browser.

#[cfg_attr(target_arch = "wasm32", path = "http/browser.rs")]
#[cfg_attr(not(target_arch = "wasm32"), path = "http/native.rs")]
mod platform;

use std::time::Duration;

use platform::Response;
use serde::de::DeserializeOwned;
use tacit_protocol::{
    codec::Decode, ids::SessionId, manifest::MAX_MANIFEST_BYTES, media, origin::Origin, problem::Problem,
};

use crate::error::{ClientError, is_transient_status};

/// The longest JSON answer that is no manifest.
const MAX_JSON_BYTES: usize = 64 << 10;
/// The status of an answer that says that something was begun.
const ACCEPTED: u16 = 202;
/// The longest advice that is shown of a problem, in characters.
const MAX_DETAIL_CHARS: usize = 1_000;

/// A server, and how long to wait for its answers, once all is sent.
#[derive(Clone, Debug)]
pub(crate) struct Http {
    client: platform::Client,
    origin: Origin,
    timeout: Duration,
}

/// What a request does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Method {
    Get,
    Put,
    Post,
    Delete,
}

impl Method {
    /// As HTTP writes it.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Put => "PUT",
            Self::Post => "POST",
            Self::Delete => "DELETE",
        }
    }
}

/// A request: `path` is absolute, with its query.
pub(crate) struct Request {
    pub(crate) method: Method,
    pub(crate) path: String,
    /// The `Authorization` header. Secret.
    pub(crate) authorization: Option<String>,
    /// The `Content-Digest` header, of requests that are signed.
    pub(crate) digest: Option<String>,
    /// Content type and bytes.
    pub(crate) body: Option<(&'static str, Vec<u8>)>,
}

/// The path of something of a session.
pub(crate) fn session_path(session: &SessionId, what: &str) -> String {
    format!("/api/v1/sessions/{session}/{what}")
}

impl Request {
    /// A `GET` without authorization.
    pub(crate) fn get(path: String) -> Self {
        Self { method: Method::Get, path, authorization: None, digest: None, body: None }
    }
}

impl Http {
    pub(crate) fn new(origin: &Origin, timeout: Duration) -> Self {
        Self { client: platform::Client::new(origin), origin: origin.clone(), timeout }
    }

    /// The answer's JSON.
    pub(crate) async fn json<T: DeserializeOwned>(&self, request: Request) -> Result<T, ClientError> {
        let bytes = self.bytes(request, media::JSON, MAX_JSON_BYTES).await?;
        serde_json::from_slice(&bytes).map_err(|_| self.unexpected("its JSON can't be read"))
    }

    /// The answer's message.
    pub(crate) async fn message<T: Decode>(
        &self,
        request: Request,
        media: &'static str,
        limit: usize,
    ) -> Result<T, ClientError> {
        let bytes = self.bytes(request, media, limit).await?;
        T::get_decoded(&bytes).map_err(|_| self.unexpected("its message can't be decoded"))
    }

    /// The bytes of a manifest, not yet verified.
    pub(crate) async fn manifest(&self, session: &SessionId) -> Result<Vec<u8>, ClientError> {
        self.bytes(Request::get(session_path(session, "manifest")), media::JSON, MAX_MANIFEST_BYTES).await
    }

    /// Nothing but success.
    pub(crate) async fn nothing(&self, request: Request) -> Result<(), ClientError> {
        self.send(request).await.map(|_| ())
    }

    /// Nothing but success; whether what was asked for is done, not only begun.
    pub(crate) async fn is_through(&self, request: Request) -> Result<bool, ClientError> {
        self.send(request).await.map(|response| response.status() != ACCEPTED)
    }

    pub(crate) fn unexpected(&self, what: impl Into<String>) -> ClientError {
        ClientError::Unexpected { server: self.server(), what: what.into() }
    }

    async fn bytes(&self, request: Request, media: &str, limit: usize) -> Result<Vec<u8>, ClientError> {
        let response = self.send(request).await?;
        if content_type(&response) != media {
            return Err(self.unexpected("its content type is another"));
        }
        self.read(response, limit).await
    }

    /// Sends a request; what isn't success is an error.
    async fn send(&self, request: Request) -> Result<Response, ClientError> {
        let url = self.origin.at(&request.path);
        let timeout = self.timeout + sending(&request);
        let response =
            self.client.send(url, request, timeout).await.map_err(|failed| self.failure(failed))?;
        if (200..300).contains(&response.status()) { Ok(response) } else { Err(self.refusal(response).await) }
    }

    /// Why the server refused.
    async fn refusal(&self, response: Response) -> ClientError {
        let status = response.status();
        if content_type(&response) == media::PROBLEM {
            match self.read(response, MAX_JSON_BYTES).await {
                Ok(bytes) => {
                    if let Ok(problem) = serde_json::from_slice::<Problem>(&bytes) {
                        return ClientError::Problem(presentable(problem, status));
                    }
                }
                Err(error @ ClientError::Unreachable { .. }) => return error,
                Err(_) => {}
            }
        }
        match status {
            status if is_transient_status(status) => {
                ClientError::Unavailable { server: self.server(), status }
            }
            300..=399 => self.unexpected(format!("it sends on to another address (HTTP {status})")),
            _ => self.unexpected(format!("HTTP {status}")),
        }
    }

    /// The whole body, if it isn't longer than `limit` bytes.
    async fn read(&self, response: Response, limit: usize) -> Result<Vec<u8>, ClientError> {
        response
            .read(limit)
            .await
            .map_err(|failed| self.failure(failed))?
            .ok_or_else(|| self.unexpected("its answer is too long"))
    }

    fn failure(&self, failed: Failed) -> ClientError {
        let server = self.server();
        match failed {
            Failed::Untrusted(reason) => ClientError::Untrusted { server, reason },
            Failed::NoTls => ClientError::NoTls { server },
            Failed::Unsendable => self.unexpected("the request can't be built"),
            Failed::Unreachable(reason) => ClientError::Unreachable { server, reason },
        }
    }

    fn server(&self) -> String {
        self.origin.bare().to_owned()
    }
}

/// Why there is no answer. A browser tells a page nothing of TLS.
#[cfg_attr(target_arch = "wasm32", allow(dead_code))]
pub(crate) enum Failed {
    /// What is wrong with the server's certificate.
    Untrusted(String),
    /// The other end answered the TLS handshake with something else, as a server without TLS does.
    NoTls,
    /// The request itself is impossible.
    Unsendable,
    /// No connection, or no answer in time.
    Unreachable(String),
}

impl Failed {
    fn in_time() -> Self {
        Self::Unreachable("it doesn't answer in time".into())
    }
}

/// How long a request's body may take to be sent, at two thirds of what the slowest phones send (GPRS).
fn sending(request: &Request) -> Duration {
    let bytes = request.body.as_ref().map_or(0, |(_, bytes)| bytes.len());
    Duration::from_millis(bytes as u64 / 2)
}

/// The content type without its parameters.
fn content_type(response: &Response) -> String {
    let value = response.content_type().unwrap_or_default();
    value.split(';').next().unwrap_or_default().trim().to_owned()
}

/// The problem with the true status, and texts that can't reach out of their place on a terminal.
fn presentable(problem: Problem, status: u16) -> Problem {
    let plain =
        |text: String| text.chars().filter(|c| !c.is_control()).take(MAX_DETAIL_CHARS).collect::<String>();
    Problem { status, title: plain(problem.title), detail: plain(problem.detail), ..problem }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_large_form_may_be_sent_by_the_slowest_phone() {
        let put = |len| Request {
            method: Method::Put,
            body: Some((media::REPORT, vec![0; len])),
            ..Request::get(String::new())
        };
        assert!(sending(&put(394_000)) > Duration::from_secs(394_000 / 3_000));
        assert!(sending(&put(723)) < Duration::from_secs(1));
        assert_eq!(sending(&Request::get(String::new())), Duration::ZERO);
    }
}
