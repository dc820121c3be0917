//! Callers that go away.

use std::{future::poll_fn, pin::pin, task::Poll};

/// Waits until the future was woken so many times and still isn't ready, and drops it then.
pub(super) async fn give_up_after<T>(steps: usize, future: impl Future<Output = T>) -> Option<T> {
    let mut future = pin!(future);
    let mut left = steps;
    poll_fn(|context| match future.as_mut().poll(context) {
        Poll::Ready(output) => Poll::Ready(Some(output)),
        Poll::Pending if left == 0 => Poll::Ready(None),
        Poll::Pending => {
            left -= 1;
            Poll::Pending
        }
    })
    .await
}
