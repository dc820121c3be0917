//! A server that isn't the one in the link: everything goes through to the real one but the manifest.

use std::{net::SocketAddr, sync::Arc};

use anyhow::Context;
use axum::{
    Router,
    body::{Body, Bytes},
    extract::{Request, State},
    http::{HeaderName, StatusCode, header},
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

/// A server before the real one; ends when dropped.
pub(crate) struct Lookalike {
    address: SocketAddr,
    real: String,
    task: JoinHandle<()>,
}

impl Lookalike {
    /// Listens before the server at `real` (`http://address:port`).
    pub(crate) async fn start(real: &str, trick: Trick) -> anyhow::Result<Self> {
        choose_tls();
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?;
        let front = Front { real: real.to_owned(), trick, client: reqwest::Client::new() };
        let router = Router::new().fallback(answer).with_state(front);
        let task = tokio::spawn(async move {
            // Ends with the test.
            let _ = axum::serve(listener, router).await;
        });
        Ok(Self { address, real: real.to_owned(), task })
    }

    /// A link to the real server, made one to this.
    pub(crate) fn link(&self, link: &str) -> String {
        link.replacen(&self.real, &format!("http://{}", self.address), 1)
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
}

async fn answer(State(front): State<Front>, request: Request) -> Response {
    let manifest = request.uri().path().ends_with("/manifest");
    match front.pass_on(request).await {
        Ok((parts, body)) if manifest => front.play(parts, body).await,
        Ok((parts, body)) => Response::from_parts(parts, Body::from(body)),
        Err(error) => (StatusCode::BAD_GATEWAY, format!("{error:#}")).into_response(),
    }
}

impl Front {
    async fn pass_on(&self, request: Request) -> anyhow::Result<(axum::http::response::Parts, Bytes)> {
        let (parts, body) = request.into_parts();
        let path = parts.uri.path_and_query().context("no path")?;
        let body = axum::body::to_bytes(body, usize::MAX).await?;
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

    async fn play(&self, parts: axum::http::response::Parts, body: Bytes) -> Response {
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
