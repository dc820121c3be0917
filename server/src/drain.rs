//! Reads on what a refused client still sends.
//!
//! A client that is refused before its body is read goes on sending; closing the connection then would make its system
//! report a broken connection instead of our answer. So some of the rest is read and thrown away first.

use std::{
    pin::Pin,
    task::{Context, Poll},
    time::Duration,
};

use axum::{
    body::{Body, HttpBody},
    extract::Request,
    response::Response,
};
use bytes::Bytes;
use http::header;
use http_body::Frame;
use http_body_util::BodyExt;
use tokio::{sync::oneshot, time};

/// How much is read on, in bytes, and for how long.
const MAX: usize = 16 << 20;
const PATIENCE: Duration = Duration::from_secs(15);

/// Answers once the request's body is over, or was long enough.
pub(crate) async fn read_on<F: Future<Output = Response>>(
    request: Request,
    answer: impl FnOnce(Request) -> F,
) -> Response {
    // Who asks first doesn't send a body that is refused.
    if request.body().is_end_stream() || request.headers().contains_key(header::EXPECT) {
        return answer(request).await;
    }
    let (back, rest) = oneshot::channel();
    let lent = request.map(|body| Body::new(Lent { body, back: Some(back) }));
    let response = answer(lent).await;
    if let Ok(mut body) = rest.await {
        let read_on = async {
            let mut read = 0;
            while let (true, Some(Ok(frame))) = (read < MAX, body.frame().await) {
                read += frame.data_ref().map_or(0, Bytes::len);
            }
        };
        // Who sends on for longer may find the connection broken.
        let _ = time::timeout(PATIENCE, read_on).await;
    }
    response
}

/// A body that comes back when it is dropped.
struct Lent {
    body: Body,
    back: Option<oneshot::Sender<Body>>,
}

impl HttpBody for Lent {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        let frame = Pin::new(&mut self.body).poll_frame(context);
        if matches!(frame, Poll::Ready(Some(Err(_)))) {
            // Nothing more comes.
            self.back = None;
        }
        frame
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }
}

impl Drop for Lent {
    fn drop(&mut self) {
        if let Some(back) = self.back.take() {
            // Nobody waits any more if the request was given up.
            let _ = back.send(std::mem::take(&mut self.body));
        }
    }
}
