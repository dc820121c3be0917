//! In a terminal: rustls on ring, against the certificates that the system trusts.

use std::{error::Error, sync::Arc, time::Duration};

use reqwest::{
    header::{AUTHORIZATION, CONTENT_TYPE, HeaderValue},
    redirect,
};
use rustls::{ClientConfig, RootCertStore, crypto::ring};
use rustls_platform_verifier::BuilderVerifierExt as _;
use tacit_protocol::{auth::CONTENT_DIGEST, origin::Origin};
use url::{Host, Url};

use super::{Failed, Method, Request};

const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);

/// Asks one server.
#[derive(Clone, Debug)]
pub(crate) struct Client(reqwest::Client);

/// An answer, its body not yet read.
pub(crate) struct Response(reqwest::Response);

impl Client {
    /// Redirects are refused: a token is for the server that its link names.
    pub(super) fn new(origin: &Origin) -> Self {
        let mut builder = reqwest::Client::builder()
            .user_agent(concat!("tacit/", env!("CARGO_PKG_VERSION")))
            .redirect(redirect::Policy::none())
            .connect_timeout(CONNECT_TIMEOUT)
            .tls_backend_preconfigured(tls(origin.is_tls()));
        if is_loopback(origin) {
            builder = builder.no_proxy();
        }
        Self(builder.build().expect("a client with a complete TLS configuration can be built"))
    }

    pub(super) async fn send(
        &self,
        url: String,
        request: Request,
        timeout: Duration,
    ) -> Result<Response, Failed> {
        let method = match request.method {
            Method::Get => reqwest::Method::GET,
            Method::Put => reqwest::Method::PUT,
            Method::Post => reqwest::Method::POST,
            Method::Delete => reqwest::Method::DELETE,
        };
        let mut builder = self.0.request(method, url).timeout(timeout);
        if let Some(authorization) = request.authorization {
            let mut value = HeaderValue::try_from(authorization).map_err(|_| Failed::Unsendable)?;
            value.set_sensitive(true);
            builder = builder.header(AUTHORIZATION, value);
        }
        if let Some(digest) = request.digest {
            builder = builder.header(CONTENT_DIGEST, digest);
        }
        if let Some((media, body)) = request.body {
            builder = builder.header(CONTENT_TYPE, media).body(body);
        }
        builder.send().await.map(Response).map_err(|error| failed(&error))
    }
}

impl Response {
    pub(super) fn status(&self) -> u16 {
        self.0.status().as_u16()
    }

    pub(super) fn content_type(&self) -> Option<String> {
        self.0.headers().get(CONTENT_TYPE)?.to_str().ok().map(str::to_owned)
    }

    /// The body, or `None` if it is longer than `limit` bytes.
    pub(super) async fn read(mut self, limit: usize) -> Result<Option<Vec<u8>>, Failed> {
        if self.0.content_length().is_some_and(|len| len > limit as u64) {
            return Ok(None);
        }
        let mut body = Vec::new();
        while let Some(chunk) = self.0.chunk().await.map_err(|error| failed(&error))? {
            if body.len() + chunk.len() > limit {
                return Ok(None);
            }
            body.extend_from_slice(&chunk);
        }
        Ok(Some(body))
    }
}

fn failed(error: &reqwest::Error) -> Failed {
    if let Some(reason) = untrusted(error) {
        return Failed::Untrusted(reason);
    }
    match () {
        () if speaks_no_tls(error) => Failed::NoTls,
        () if error.is_builder() => Failed::Unsendable,
        () if error.is_timeout() => Failed::in_time(),
        () => Failed::Unreachable(reason(error)),
    }
}

/// What is wrong with the server's certificate, if that is what failed.
fn untrusted(error: &reqwest::Error) -> Option<String> {
    causes(error).find_map(|cause| match tls_error(cause)? {
        rustls::Error::InvalidCertificate(reason) => Some(format!("its certificate is refused ({reason})")),
        _ => None,
    })
}

/// Whether the other end answered the TLS handshake with something else, as a server without TLS does.
fn speaks_no_tls(error: &reqwest::Error) -> bool {
    causes(error).filter_map(tls_error).any(|cause| {
        matches!(cause, rustls::Error::InvalidMessage(rustls::InvalidMessage::InvalidContentType))
    })
}

/// The innermost cause in words; it names no address of ours.
fn reason(error: &reqwest::Error) -> String {
    causes(error).last().map_or_else(|| "the connection failed".into(), |cause| cause.to_string())
}

fn causes(error: &reqwest::Error) -> impl Iterator<Item = &(dyn Error + 'static)> {
    fn next<'a>(cause: &&'a (dyn Error + 'static)) -> Option<&'a (dyn Error + 'static)> {
        (**cause).source()
    }
    std::iter::successors(error.source(), next)
}

/// An I/O error hides what it wraps from [`Error::source`], and may be wrapped in another.
fn tls_error<'a>(cause: &'a (dyn Error + 'static)) -> Option<&'a rustls::Error> {
    cause.downcast_ref::<rustls::Error>().or_else(|| {
        let io = cause.downcast_ref::<std::io::Error>()?;
        tls_error(io.get_ref()?)
    })
}

/// Without the system's certificates no TLS server is trusted, which the first request then says.
fn tls(verifies: bool) -> ClientConfig {
    let builder = || {
        ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .expect("ring supports the default protocol versions")
    };
    let system = if verifies { builder().with_platform_verifier().ok() } else { None };
    match system {
        Some(config) => config.with_no_client_auth(),
        None => builder().with_root_certificates(RootCertStore::empty()).with_no_client_auth(),
    }
}

fn is_loopback(origin: &Origin) -> bool {
    let url = Url::parse(origin.as_str());
    match url.as_ref().ok().and_then(Url::host) {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(ip)) => ip.is_loopback(),
        Some(Host::Ipv6(ip)) => ip.is_loopback(),
        None => false,
    }
}
