//! Where cryptography runs: off the threads that serve requests, and only so much at once.

use std::{sync::Arc, time::Instant};

use tacit_protocol::problem::ProblemKind;
use tokio::{sync::Semaphore, task};

use crate::{config::Limits, metrics::Metrics, problem::Refusal};

/// Bounds on the cryptography that runs at once.
pub(crate) struct Workers {
    sessions: Arc<Semaphore>,
    submissions: Arc<Semaphore>,
    batches: Arc<Semaphore>,
    metrics: Arc<Metrics>,
}

impl Workers {
    pub(crate) fn new(limits: &Limits, metrics: Arc<Metrics>) -> Self {
        Self {
            sessions: Arc::new(Semaphore::new(limits.parallel_sessions.max(1))),
            submissions: Arc::new(Semaphore::new(limits.parallel_submissions.max(1))),
            batches: Arc::new(Semaphore::new(limits.parallel_batches.max(1))),
            metrics,
        }
    }

    /// Making a session ready, which compiles its circuit: up to a second on one core.
    pub(crate) async fn session<T: Send + 'static>(
        &self,
        job: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Refusal> {
        self.run("session", &self.sessions, job).await
    }

    /// Work on one submission or release: up to some milliseconds on one core.
    pub(crate) async fn small<T: Send + 'static>(
        &self,
        job: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Refusal> {
        self.run("submission", &self.submissions, job).await
    }

    /// Work on a batch: all cores, up to some seconds.
    pub(crate) async fn large<T: Send + 'static>(
        &self,
        job: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Refusal> {
        self.run("batch", &self.batches, job).await
    }

    /// Runs the job when its turn comes. It keeps its place until it is done, also when nobody waits for it any more.
    async fn run<T: Send + 'static>(
        &self,
        work: &'static str,
        turns: &Arc<Semaphore>,
        job: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Refusal> {
        let waiting = self.metrics.waits(work);
        let turn = turns.clone().acquire_owned().await.map_err(|_| ProblemKind::Unavailable)?;
        drop(waiting);
        let metrics = self.metrics.clone();
        let done = task::spawn_blocking(move || {
            let started = Instant::now();
            let result = job();
            metrics.worked(work, started.elapsed());
            drop(turn);
            result
        });
        done.await.map_err(|error| Refusal::fault("a computation failed", &error))
    }
}

#[cfg(test)]
mod tests {
    use std::{
        sync::atomic::{AtomicUsize, Ordering},
        thread,
        time::Duration,
    };

    use futures::future::join_all;

    use super::*;

    #[tokio::test(flavor = "multi_thread")]
    async fn only_so_many_sessions_are_made_ready_at_once() {
        let workers =
            Workers::new(&Limits { parallel_sessions: 2, ..Limits::default() }, Arc::new(Metrics::new()));
        let (now, most) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
        let jobs = (0..20).map(|_| {
            let (now, most) = (now.clone(), most.clone());
            workers.session(move || {
                most.fetch_max(now.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
                thread::sleep(Duration::from_millis(2));
                now.fetch_sub(1, Ordering::SeqCst);
            })
        });
        assert!(join_all(jobs).await.into_iter().all(|done| done.is_ok()));
        assert!(most.load(Ordering::SeqCst) <= 2, "{most:?}");
    }
}
