//! In a browser: fetch, without cookies and without a cache.

use reqwest::{Client, RequestBuilder, Response};
use url::Url;

/// A client; the browser decides about TLS.
pub(super) fn client(_origin: &Url) -> Client {
    Client::new()
}

/// Answers are never kept by the browser.
pub(super) fn uncached(builder: RequestBuilder) -> RequestBuilder {
    builder.fetch_credentials_omit().fetch_cache_no_store()
}

/// The body, or `None` if it is longer than `limit` bytes.
pub(super) async fn read(response: Response, limit: usize) -> reqwest::Result<Option<Vec<u8>>> {
    let body = response.bytes().await?;
    Ok((body.len() <= limit).then(|| body.to_vec()))
}

/// A browser doesn't tell a page about certificates.
pub(super) fn untrusted(_error: &reqwest::Error) -> Option<String> {
    None
}

/// A browser doesn't tell a page about TLS.
pub(super) fn speaks_no_tls(_error: &reqwest::Error) -> bool {
    false
}

/// A browser doesn't tell a page what failed.
pub(super) fn reason(_error: &reqwest::Error) -> String {
    "the connection failed".into()
}
