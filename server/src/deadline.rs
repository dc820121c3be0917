//! How long a request may take: what comes of its body makes up for the time that it takes to come.
//!
//! So who sends steadily, however slowly, comes to the end, and who sends a little now and then has hardly longer than who sends nothing.

use std::{
    pin::Pin,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    task::{Context, Poll},
    time::Duration,
};

use axum::{
    body::{Body, HttpBody},
    extract::Request,
    response::{IntoResponse, Response},
};
use bytes::Bytes;
use http_body::Frame;
use tacit_protocol::problem::ProblemKind;
use tokio::time::{Instant, sleep_until};
use tower_http::timeout::TimeoutBody;

use crate::{config::Limits, problem::Refusal};

/// Bounds how long a request may take, and how long its body may stop coming.
pub(crate) async fn in_time<F: Future<Output = Response>>(
    limits: &Limits,
    request: Request,
    answer: impl FnOnce(Request) -> F,
) -> Response {
    let deadline = Deadline::new(limits);
    let request = request.map(|body| if body.is_end_stream() { body } else { deadline.bound(body, limits) });
    tokio::select! {
        response = answer(request) => response,
        () = deadline.passed() => deadline.refusal().into_response(),
    }
}

/// When a request must be answered.
#[derive(Clone)]
struct Deadline(Arc<Mutex<Time>>);

struct Time {
    until: Instant,
    /// How long it may take from whatever came last.
    patience: Duration,
    /// However much came.
    latest: Instant,
    /// How many bytes give another second.
    rate: u32,
    /// Whether it is the client that is waited for.
    is_body_awaited: bool,
}

impl Deadline {
    fn new(limits: &Limits) -> Self {
        let (begun, patience) = (Instant::now(), limits.request_timeout);
        Self(Arc::new(Mutex::new(Time {
            until: begun + patience,
            patience,
            latest: begun + limits.request_longest.max(patience),
            rate: limits.body_rate.max(1),
            is_body_awaited: false,
        })))
    }

    /// The body, which puts the deadline off as it comes.
    fn bound(&self, body: Body, limits: &Limits) -> Body {
        let body = Body::new(TimeoutBody::new(limits.body_timeout, body));
        Body::new(Arriving { body, deadline: self.clone() })
    }

    async fn passed(&self) {
        loop {
            let until = self.time().until;
            if until <= Instant::now() {
                return;
            }
            sleep_until(until).await;
        }
    }

    fn refusal(&self) -> Refusal {
        if self.time().is_body_awaited {
            return ProblemKind::TooSlow.into();
        }
        tracing::warn!("a request took too long");
        ProblemKind::Unavailable.into()
    }

    fn time(&self) -> MutexGuard<'_, Time> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Time {
    fn came(&mut self, bytes: usize) {
        let makes_up = Duration::from_secs_f64(bytes as f64 / f64::from(self.rate));
        self.until = (self.until + makes_up).min(Instant::now() + self.patience).min(self.latest);
    }
}

/// A body that is coming.
struct Arriving {
    body: Body,
    deadline: Deadline,
}

impl HttpBody for Arriving {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        let frame = Pin::new(&mut self.body).poll_frame(context);
        let mut time = self.deadline.time();
        time.is_body_awaited = frame.is_pending();
        if let Poll::Ready(Some(Ok(frame))) = &frame {
            time.came(frame.data_ref().map_or(0, Bytes::len));
        }
        drop(time);
        frame
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }
}

#[cfg(test)]
mod tests {
    use futures::{Stream, stream};
    use http::StatusCode;
    use http_body_util::BodyExt;
    use tokio::time::sleep;

    use super::*;

    const SECOND: Duration = Duration::from_secs(1);
    /// A form of 960 cells.
    const FORM: usize = 394_000;

    /// How a request ends whose body is sent so, and after how long; to work on it takes so long.
    async fn ends(
        body: impl Stream<Item = Vec<u8>> + Send + 'static,
        work: Duration,
    ) -> (StatusCode, Duration) {
        let pieces = futures::StreamExt::map(body, Ok::<_, std::convert::Infallible>);
        let (limits, begun) = (Limits::default(), Instant::now());
        let answer =
            in_time(&limits, Request::new(Body::from_stream(pieces)), async |request: Request| match request
                .into_body()
                .collect()
                .await
            {
                Ok(_) => {
                    sleep(work).await;
                    StatusCode::OK.into_response()
                }
                Err(_) => Refusal::from(ProblemKind::TooSlow).into_response(),
            });
        (answer.await.status(), begun.elapsed())
    }

    /// So many bytes every so often, of so many in all.
    fn sent(bytes: usize, every: Duration, of: usize) -> impl Stream<Item = Vec<u8>> {
        stream::unfold(of, move |left| async move {
            let now = left.min(bytes);
            sleep(every).await;
            (now > 0).then(|| (vec![7; now], left - now))
        })
    }

    #[tokio::test(start_paused = true)]
    async fn a_large_form_comes_from_the_slowest_phone() {
        let (status, took) = ends(sent(3_000, SECOND, FORM), 50 * SECOND).await;
        assert_eq!(status, StatusCode::OK);
        assert!(took > 180 * SECOND, "{took:?}");
        let (status, _) = ends(sent(30_000, 14 * SECOND, FORM), SECOND).await;
        assert_eq!(status, StatusCode::OK, "also where there is no connection for most of the time");
    }

    #[tokio::test(start_paused = true)]
    async fn who_sends_a_little_now_and_then_has_hardly_longer_than_who_sends_nothing() {
        for (bytes, every, longest) in [(1, 14 * SECOND, 62), (1, SECOND, 62), (100, SECOND, 68)] {
            let (status, took) = ends(sent(bytes, every, usize::MAX), SECOND).await;
            assert_eq!(status, StatusCode::REQUEST_TIMEOUT);
            assert!(took <= longest * SECOND, "{bytes} every {every:?}: {took:?}");
        }
        let (status, took) = ends(sent(1, 16 * SECOND, usize::MAX), SECOND).await;
        assert!(status == StatusCode::REQUEST_TIMEOUT && took <= 16 * SECOND, "{took:?}");
    }

    #[tokio::test(start_paused = true)]
    async fn what_came_at_once_is_no_credit_for_later() {
        let burst = futures::StreamExt::chain(sent(4 << 20, SECOND, 4 << 20), sent(1, SECOND, usize::MAX));
        let (status, took) = ends(burst, SECOND).await;
        assert!(status == StatusCode::REQUEST_TIMEOUT && took <= 63 * SECOND, "{took:?}");
    }

    #[tokio::test(start_paused = true)]
    async fn nobody_sends_for_ever() {
        let (status, took) = ends(sent(3_000, SECOND, usize::MAX), SECOND).await;
        assert_eq!(status, StatusCode::REQUEST_TIMEOUT);
        assert!(took >= 1_800 * SECOND && took <= 1_801 * SECOND, "{took:?}");
    }

    #[tokio::test(start_paused = true)]
    async fn what_takes_us_too_long_is_not_said_to_be_the_clients() {
        let (status, took) = ends(sent(3_000, SECOND, FORM), 61 * SECOND).await;
        assert_eq!(status, StatusCode::SERVICE_UNAVAILABLE);
        assert!(took <= 194 * SECOND, "{took:?}");
        let (status, took) = ends(stream::empty(), 61 * SECOND).await;
        assert!(status == StatusCode::SERVICE_UNAVAILABLE && took <= 61 * SECOND, "{took:?}");
    }
}
