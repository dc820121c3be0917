//! Trying again: exponential back-off with jitter, for errors that a moment later may be gone.

use std::time::Duration;

use crate::error::ClientError;

/// The longest wait that a server is granted.
const LONGEST_ASKED: Duration = Duration::from_secs(30);
/// A server that asks for longer is left alone: somebody has to decide what to do meanwhile.
const TOO_LONG: Duration = Duration::from_secs(5 * 60);

/// How often and how fast to try again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Backoff {
    /// About how long to wait after the first failure; twice as long after each further one.
    pub first: Duration,
    /// The longest wait.
    pub longest: Duration,
    /// How often to try in all, at least once; `None`: for ever.
    pub attempts: Option<u32>,
}

impl Backoff {
    /// For a request in passing: five attempts within some seconds.
    pub const BRIEF: Self =
        Self { first: Duration::from_millis(200), longest: Duration::from_secs(3), attempts: Some(5) };
    /// For work that must not be lost: attempts for about ten minutes.
    pub const PATIENT: Self =
        Self { first: Duration::from_millis(200), longest: Duration::from_secs(10), attempts: Some(70) };
    /// For a server that isn't up yet: for ever, every two seconds.
    pub const WAITING: Self =
        Self { first: Duration::from_millis(200), longest: Duration::from_secs(2), attempts: None };

    /// How long to wait after failure number `failures` (from 1): between half and all of the doubled wait.
    pub fn wait(&self, failures: u32) -> Duration {
        let factor = 1_u32.checked_shl(failures.saturating_sub(1)).unwrap_or(u32::MAX);
        let wait = self.first.saturating_mul(factor).min(self.longest);
        // Without randomness everybody waits as long; that is worse, but no reason to fail.
        let jitter = getrandom::u32().unwrap_or_default();
        wait.mul_f64(0.5 + 0.5 * f64::from(jitter) / f64::from(u32::MAX))
    }
}

/// Calls `attempt` (with 0, 1, …) until it succeeds, fails for good ([`ClientError::is_transient`] is false) or has
/// failed [`Backoff::attempts`] times; the last error is returned.
pub async fn retry<T, F>(backoff: &Backoff, mut attempt: impl FnMut(u32) -> F) -> Result<T, ClientError>
where
    F: Future<Output = Result<T, ClientError>>,
{
    retry_telling(backoff, &mut attempt, |_| {}).await
}

/// As [`retry`], for ever, every two seconds: waits for a server that isn't up yet. `on_first_failure` is called once,
/// after the first failure, so that the person who waits can be told what for.
pub async fn wait_until_reachable<T, F>(
    mut attempt: impl FnMut() -> F,
    on_first_failure: impl FnOnce(&ClientError),
) -> Result<T, ClientError>
where
    F: Future<Output = Result<T, ClientError>>,
{
    retry_telling(&Backoff::WAITING, &mut |_| attempt(), on_first_failure).await
}

/// Waits, on tokio's clock.
#[cfg(not(target_arch = "wasm32"))]
pub async fn sleep(time: Duration) {
    tokio::time::sleep(time).await;
}

/// Waits, by the browser's timer.
#[cfg(target_arch = "wasm32")]
pub async fn sleep(time: Duration) {
    gloo_timers::future::sleep(time).await;
}

async fn retry_telling<T, F>(
    backoff: &Backoff,
    attempt: &mut impl FnMut(u32) -> F,
    on_first_failure: impl FnOnce(&ClientError),
) -> Result<T, ClientError>
where
    F: Future<Output = Result<T, ClientError>>,
{
    let mut tell = Some(on_first_failure);
    let mut failures = 0;
    loop {
        let error = match attempt(failures).await {
            Err(error) if error.is_transient() => error,
            done => return done,
        };
        failures = failures.saturating_add(1);
        if backoff.attempts.is_some_and(|attempts| failures >= attempts) {
            return Err(error);
        }
        if let Some(tell) = tell.take() {
            tell(&error);
        }
        let asked = error.retry_after().unwrap_or_default();
        if asked > TOO_LONG {
            return Err(error);
        }
        let asked = asked.min(LONGEST_ASKED);
        // Not just when the server said: all that it sent away would come back at once.
        sleep(asked + backoff.wait(failures)).await;
    }
}
