//! Where cryptography runs: off the threads that serve requests, and only so much at once.

use std::sync::Arc;

use tacit_protocol::problem::ProblemKind;
use tokio::{sync::Semaphore, task};

use crate::{config::Limits, problem::Refusal};

/// Bounds on the cryptography that runs at once.
pub(crate) struct Workers {
    submissions: Arc<Semaphore>,
    batches: Arc<Semaphore>,
}

impl Workers {
    pub(crate) fn new(limits: &Limits) -> Self {
        Self {
            submissions: Arc::new(Semaphore::new(limits.parallel_submissions.max(1))),
            batches: Arc::new(Semaphore::new(limits.parallel_batches.max(1))),
        }
    }

    /// Work on one submission or session: up to some milliseconds on one core.
    pub(crate) async fn small<T: Send + 'static>(
        &self,
        job: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Refusal> {
        run(&self.submissions, job).await
    }

    /// Work on a batch: all cores, up to some seconds.
    pub(crate) async fn large<T: Send + 'static>(
        &self,
        job: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Refusal> {
        run(&self.batches, job).await
    }
}

/// Runs the job when its turn comes. It keeps its place until it is done, also when nobody waits for it any more.
async fn run<T: Send + 'static>(
    turns: &Arc<Semaphore>,
    job: impl FnOnce() -> T + Send + 'static,
) -> Result<T, Refusal> {
    let turn = turns.clone().acquire_owned().await.map_err(|_| ProblemKind::Unavailable)?;
    let done = task::spawn_blocking(move || {
        let result = job();
        drop(turn);
        result
    });
    done.await.map_err(|error| Refusal::fault("a computation failed", &error))
}
