//! What a refused client still sends.
//!
//! A client that is refused before its body is read goes on sending; closing the connection then would make its system
//! report a broken connection instead of our answer. So a body that isn't long is read to its end first and thrown away. Who sends a long one
//! is answered at once; what is still coming is thrown away afterwards, for a moment, by its connection ([`Leftover`]). Who is sent away for
//! a moment, since there is too much to do, costs no more than what has come already.

use std::{
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    task::{Context, Poll},
    time::Duration,
};

use axum::{
    body::{Body, HttpBody},
    extract::Request,
    response::Response,
};
use bytes::Bytes;
use http::{HeaderMap, HeaderValue, StatusCode, header};
use http_body::Frame;
use http_body_util::BodyExt;
use tokio::{sync::oneshot, time};

/// How much is thrown away before an answer, in bytes, and as much at most after it; and for how long before it.
pub(crate) const MAX: usize = 256 << 10;
const PATIENCE: Duration = Duration::from_secs(15);
/// The same where somebody is sent away for a moment: what was read with the head.
const CAME: usize = 64 << 10;
const MOMENT: Duration = Duration::from_millis(10);

/// Whether a connection's last request was answered before all of it was read: known to its stream.
#[derive(Clone, Default)]
pub(crate) struct Leftover(Arc<AtomicBool>);

impl Leftover {
    pub(crate) fn note(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    pub(crate) fn is_some(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

/// Answers once the request's body is over, was long enough, or is known to be longer.
pub(crate) async fn read_on<F: Future<Output = Response>>(
    request: Request,
    answer: impl FnOnce(Request) -> F,
) -> Response {
    // Who asks first doesn't send a body that is refused.
    if request.body().is_end_stream() || request.headers().contains_key(header::EXPECT) {
        return answer(request).await;
    }
    let (leftover, is_long) = (request.extensions().get::<Leftover>().cloned(), is_long(request.headers()));
    let (back, rest) = oneshot::channel();
    let lent = request.map(|body| Body::new(Lent { body, back: Some(back) }));
    let mut response = answer(lent).await;
    // Otherwise nothing more comes.
    let Ok(mut body) = rest.await else { return response };
    if body.is_end_stream() {
        return response;
    }
    let is_sent_away =
        matches!(response.status(), StatusCode::TOO_MANY_REQUESTS | StatusCode::SERVICE_UNAVAILABLE);
    let is_over = match (is_sent_away, is_long) {
        (true, _) => is_over(&mut body, CAME, MOMENT).await,
        (false, true) => false,
        (false, false) => is_over(&mut body, MAX, PATIENCE).await,
    };
    if !is_over {
        response.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
        if let Some(leftover) = leftover.filter(|_| !is_sent_away) {
            leftover.note();
        }
    }
    response
}

/// Whether it says that there is more than is read on.
fn is_long(head: &HeaderMap) -> bool {
    let length = head.get(header::CONTENT_LENGTH).and_then(|length| length.to_str().ok());
    length.and_then(|length| length.parse::<u64>().ok()).is_some_and(|length| length > MAX as u64)
}

/// Throws away what comes, up to so much and for so long; whether that was all.
async fn is_over(body: &mut Body, max: usize, patience: Duration) -> bool {
    let read_on = async {
        let mut read = 0;
        while read <= max {
            match body.frame().await {
                Some(Ok(frame)) => read += frame.data_ref().map_or(0, Bytes::len),
                Some(Err(_)) => return false,
                None => return true,
            }
        }
        false
    };
    time::timeout(patience, read_on).await.unwrap_or(false)
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
        if matches!(frame, Poll::Ready(Some(Err(_)) | None)) {
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
