//! A server that isn't the one in the link: everything goes through to the real one but the manifest, and what it is
//! told to answer itself.

use std::{
    net::SocketAddr,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use anyhow::Context;
use axum::{
    Router,
    body::{Body, Bytes},
    extract::{Request, State},
    http::{HeaderName, Method, StatusCode, header, response::Parts},
    response::{IntoResponse, Response},
};
use serde_json::Value;
use tokio::{net::TcpListener, sync::Notify, task::JoinHandle};

use super::choose_tls;

/// What happens to the manifest.
#[derive(Clone)]
pub(crate) enum Trick {
    /// Nothing.
    Honest,
    /// Something in it is changed.
    Alter(fn(&mut Value)),
    /// It comes when told.
    HoldBack(Arc<Notify>),
    /// It doesn't come: the server behind is away.
    Fail,
}

/// What is answered in the real server's place.
#[derive(Clone)]
pub(crate) enum Forgery {
    /// Nothing that can be used: the server is away.
    Away,
    /// A refusal with this status and type.
    Refusal(u16, &'static str),
    /// These bytes in place of those of a real answer; as JSON, in place of a refusal.
    Bytes(Vec<u8>),
    /// The real answer, when told.
    Later(Arc<Notify>),
}

/// A request that was asked.
#[derive(Clone, Debug)]
pub(crate) struct Asked {
    pub(crate) method: Method,
    /// With its query.
    pub(crate) path: String,
    pub(crate) body: Bytes,
}

/// A server before the real one; ends when dropped.
pub(crate) struct Lookalike {
    address: SocketAddr,
    front: Front,
    task: JoinHandle<()>,
}

impl Lookalike {
    /// Listens before the server at `real` (`http://address:port`).
    pub(crate) async fn start(real: &str, trick: Trick) -> anyhow::Result<Self> {
        choose_tls();
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?;
        let front =
            Front { real: real.to_owned(), trick, client: reqwest::Client::new(), seen: Arc::default() };
        let router = Router::new().fallback(answer).with_state(front.clone());
        let task = tokio::spawn(async move {
            // Ends with the test.
            let _ = axum::serve(listener, router).await;
        });
        Ok(Self { address, front, task })
    }

    /// Its address, such as `http://127.0.0.1:40123`.
    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// From now on it forges the answers to requests with this method and with this in their path, and no others.
    pub(crate) fn forges(&self, forgeries: &[(Method, &'static str, Forgery)]) {
        self.front.seen().forgeries = forgeries.to_vec();
    }

    /// What was asked since this was called last.
    pub(crate) fn asked(&self) -> Vec<Asked> {
        std::mem::take(&mut self.front.seen().asked)
    }

    /// A link to the real server, made one to this.
    pub(crate) fn link(&self, link: &str) -> String {
        link.replacen(&self.front.real, &self.url(), 1)
    }
}

impl Drop for Lookalike {
    fn drop(&mut self) {
        self.task.abort();
    }
}

#[derive(Clone)]
struct Front {
    real: String,
    trick: Trick,
    client: reqwest::Client,
    seen: Arc<Mutex<Seen>>,
}

#[derive(Default)]
struct Seen {
    forgeries: Vec<(Method, &'static str, Forgery)>,
    asked: Vec<Asked>,
}

async fn answer(State(front): State<Front>, request: Request) -> Response {
    let manifest = request.uri().path().ends_with("/manifest");
    let forgery = front.forgery(&request);
    match (&forgery, front.pass_on(request).await) {
        (Some(forgery), answer) => forgery.answer(answer).await,
        (None, answer) => front.pass_back(manifest, answer).await,
    }
}

impl Forgery {
    async fn answer(&self, real: anyhow::Result<(Parts, Bytes)>) -> Response {
        match (self, real) {
            (Self::Refusal(status, kind), _) => {
                let problem =
                    serde_json::json!({ "type": kind, "title": "", "status": status, "detail": "" });
                let status = StatusCode::from_u16(*status).unwrap_or(StatusCode::BAD_REQUEST);
                (status, [(header::CONTENT_TYPE, "application/problem+json")], problem.to_string())
                    .into_response()
            }
            (Self::Bytes(bytes), Ok((parts, _))) if parts.status.is_success() => {
                Response::from_parts(parts, Body::from(bytes.clone()))
            }
            (Self::Bytes(bytes), Ok(_)) => {
                ([(header::CONTENT_TYPE, "application/json")], bytes.clone()).into_response()
            }
            (Self::Later(told), Ok((parts, body))) => {
                told.notified().await;
                Response::from_parts(parts, Body::from(body))
            }
            (Self::Away | Self::Bytes(_) | Self::Later(_), _) => {
                StatusCode::SERVICE_UNAVAILABLE.into_response()
            }
        }
    }
}

impl Front {
    fn seen(&self) -> MutexGuard<'_, Seen> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn forgery(&self, request: &Request) -> Option<Forgery> {
        let seen = self.seen();
        let mut forgeries = seen.forgeries.iter();
        let found = forgeries
            .find(|(method, part, _)| request.method() == method && request.uri().path().contains(part));
        found.map(|(_, _, forgery)| forgery.clone())
    }

    async fn pass_back(&self, manifest: bool, answer: anyhow::Result<(Parts, Bytes)>) -> Response {
        match answer {
            Ok((parts, body)) if manifest => self.play(parts, body).await,
            Ok((parts, body)) => Response::from_parts(parts, Body::from(body)),
            Err(error) => (StatusCode::BAD_GATEWAY, format!("{error:#}")).into_response(),
        }
    }

    async fn pass_on(&self, request: Request) -> anyhow::Result<(Parts, Bytes)> {
        let (parts, body) = request.into_parts();
        let path = parts.uri.path_and_query().context("no path")?;
        let body = axum::body::to_bytes(body, usize::MAX).await?;
        let asked = Asked { method: parts.method.clone(), path: path.to_string(), body: body.clone() };
        self.seen().asked.push(asked);
        let mut headers = parts.headers;
        headers.remove(header::HOST);
        let sent =
            self.client.request(parts.method, format!("{}{path}", self.real)).headers(headers).body(body);
        let answer = sent.send().await?;
        let mut response = Response::builder().status(answer.status());
        for (name, value) in answer.headers().iter().filter(|(name, _)| !hop_by_hop(name)) {
            response = response.header(name, value);
        }
        let (parts, ()) = response.body(())?.into_parts();
        Ok((parts, answer.bytes().await?))
    }

    async fn play(&self, parts: Parts, body: Bytes) -> Response {
        match &self.trick {
            Trick::Honest => Response::from_parts(parts, Body::from(body)),
            Trick::HoldBack(told) => {
                told.notified().await;
                Response::from_parts(parts, Body::from(body))
            }
            Trick::Fail => StatusCode::SERVICE_UNAVAILABLE.into_response(),
            Trick::Alter(alter) => match altered(&body, *alter) {
                Ok(body) => Response::from_parts(parts, Body::from(body)),
                Err(error) => (StatusCode::INTERNAL_SERVER_ERROR, error.to_string()).into_response(),
            },
        }
    }
}

fn altered(manifest: &[u8], alter: fn(&mut Value)) -> serde_json::Result<Vec<u8>> {
    let mut manifest: Value = serde_json::from_slice(manifest)?;
    alter(&mut manifest);
    serde_json::to_vec(&manifest)
}

fn hop_by_hop(name: &HeaderName) -> bool {
    [header::CONNECTION, header::TRANSFER_ENCODING, header::CONTENT_LENGTH].contains(name)
}
