//! In a browser: fetch, without cookies and without a cache. The browser decides about TLS.

use std::time::Duration;

use tacit_protocol::{auth::CONTENT_DIGEST, origin::Origin};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    AbortSignal, Headers, RequestCache, RequestCredentials, RequestInit, RequestRedirect,
    js_sys::{ArrayBuffer, Uint8Array},
};

use super::{Failed, Request};

/// Asks by the page's fetch.
#[derive(Clone, Debug)]
pub(crate) struct Client;

/// An answer, its body not yet read.
pub(crate) struct Response(web_sys::Response);

impl Client {
    pub(super) fn new(_origin: &Origin) -> Self {
        Self
    }

    /// Answers are never kept by the browser. Redirects are refused: a token is for the server that its link names.
    pub(super) async fn send(
        &self,
        url: String,
        request: Request,
        timeout: Duration,
    ) -> Result<Response, Failed> {
        let window = web_sys::window().ok_or(Failed::Unsendable)?;
        let init = init(request, timeout).map_err(|_| Failed::Unsendable)?;
        let answer = JsFuture::from(window.fetch_with_str_and_init(&url, &init)).await;
        answer.and_then(JsCast::dyn_into).map(Response).map_err(|error| failed(&error))
    }
}

impl Response {
    pub(super) fn status(&self) -> u16 {
        self.0.status()
    }

    pub(super) fn content_type(&self) -> Option<String> {
        self.0.headers().get("content-type").ok().flatten()
    }

    /// The body, or `None` if it is longer than `limit` bytes.
    pub(super) async fn read(self, limit: usize) -> Result<Option<Vec<u8>>, Failed> {
        let read = async {
            let buffer: ArrayBuffer = JsFuture::from(self.0.array_buffer()?).await?.dyn_into()?;
            Ok::<_, JsValue>(Uint8Array::new(&buffer))
        };
        let body = read.await.map_err(|error| failed(&error))?;
        Ok((body.length() as usize <= limit).then(|| body.to_vec()))
    }
}

fn init(request: Request, timeout: Duration) -> Result<RequestInit, JsValue> {
    let headers = Headers::new()?;
    if let Some(authorization) = &request.authorization {
        headers.set("authorization", authorization)?;
    }
    if let Some(digest) = &request.digest {
        headers.set(CONTENT_DIGEST, digest)?;
    }
    let init = RequestInit::new();
    if let Some((media, body)) = &request.body {
        headers.set("content-type", media)?;
        init.set_body(&Uint8Array::from(body.as_slice()));
    }
    init.set_method(request.method.as_str());
    init.set_headers(&headers);
    init.set_credentials(RequestCredentials::Omit);
    init.set_cache(RequestCache::NoStore);
    init.set_redirect(RequestRedirect::Error);
    let milliseconds = u32::try_from(timeout.as_millis()).unwrap_or(u32::MAX);
    init.set_signal(Some(&AbortSignal::timeout_with_u32(milliseconds)));
    Ok(init)
}

/// A browser doesn't tell a page more than that.
fn failed(error: &JsValue) -> Failed {
    let name = error.dyn_ref::<web_sys::DomException>().map(web_sys::DomException::name);
    if name.is_some_and(|name| name == "TimeoutError") {
        return Failed::in_time();
    }
    Failed::Unreachable("the connection failed".into())
}
