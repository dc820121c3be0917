//! One request and its answer, the same in a terminal and in a browser.

#[cfg_attr(target_arch = "wasm32", path = "http/browser.rs")]
#[cfg_attr(not(target_arch = "wasm32"), path = "http/native.rs")]
mod platform;

use std::time::Duration;

use reqwest::{
    Method, Response,
    header::{AUTHORIZATION, CONTENT_TYPE, HeaderValue},
};
use serde::de::DeserializeOwned;
use tacit_protocol::{codec::Decode, ids::SessionId, manifest::MAX_MANIFEST_BYTES, media, problem::Problem};
use url::Url;

use crate::error::{ClientError, is_transient_status};

/// The longest JSON answer that is no manifest.
const MAX_JSON_BYTES: usize = 64 << 10;
/// The longest advice that is shown of a problem, in characters.
const MAX_DETAIL_CHARS: usize = 1_000;

/// A server, and how long to wait for its answers.
#[derive(Clone, Debug)]
pub(crate) struct Http {
    client: reqwest::Client,
    origin: Url,
    timeout: Duration,
}

/// A request: `path` is absolute, with its query.
pub(crate) struct Request {
    pub(crate) method: Method,
    pub(crate) path: String,
    /// The `Authorization` header. Secret.
    pub(crate) authorization: Option<String>,
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
        Self { method: Method::GET, path, authorization: None, body: None }
    }
}

impl Http {
    pub(crate) fn new(origin: &Url, timeout: Duration) -> Self {
        Self { client: platform::client(origin), origin: origin.clone(), timeout }
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
        let url =
            self.origin.join(&request.path).map_err(|_| self.unexpected("the address can't be built"))?;
        let mut builder = self.client.request(request.method, url).timeout(self.timeout);
        if let Some(authorization) = request.authorization {
            let mut value = HeaderValue::try_from(authorization)
                .map_err(|_| self.unexpected("the request can't be authorized"))?;
            value.set_sensitive(true);
            builder = builder.header(AUTHORIZATION, value);
        }
        if let Some((media, body)) = request.body {
            builder = builder.header(CONTENT_TYPE, media).body(body);
        }
        let response = platform::uncached(builder).send().await.map_err(|error| self.failure(&error))?;
        if response.status().is_success() { Ok(response) } else { Err(self.refusal(response).await) }
    }

    /// Why the server refused.
    async fn refusal(&self, response: Response) -> ClientError {
        let status = response.status().as_u16();
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
        if response.content_length().is_some_and(|len| len > limit as u64) {
            return Err(self.unexpected("its answer is too long"));
        }
        platform::read(response, limit)
            .await
            .map_err(|error| self.failure(&error))?
            .ok_or_else(|| self.unexpected("its answer is too long"))
    }

    fn failure(&self, error: &reqwest::Error) -> ClientError {
        if let Some(reason) = platform::untrusted(error) {
            return ClientError::Untrusted { server: self.server(), reason };
        }
        if platform::speaks_no_tls(error) {
            return ClientError::NoTls { server: self.server() };
        }
        if error.is_builder() {
            return self.unexpected("the request can't be built");
        }
        let reason =
            if error.is_timeout() { "it doesn't answer in time".into() } else { platform::reason(error) };
        ClientError::Unreachable { server: self.server(), reason }
    }

    fn server(&self) -> String {
        self.origin.origin().ascii_serialization()
    }
}

/// The content type without its parameters.
fn content_type(response: &Response) -> &str {
    let value =
        response.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    value.split(';').next().unwrap_or_default().trim()
}

/// The problem with the true status, and texts that can't reach out of their place on a terminal.
fn presentable(problem: Problem, status: u16) -> Problem {
    let plain =
        |text: String| text.chars().filter(|c| !c.is_control()).take(MAX_DETAIL_CHARS).collect::<String>();
    Problem { status, title: plain(problem.title), detail: plain(problem.detail), ..problem }
}
