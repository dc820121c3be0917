//! Where cryptography runs: only so much at once, and off the threads that serve requests, unless it is over sooner than another thread
//! is woken for it and back.

use std::{sync::Arc, time::Instant};

use tacit_protocol::problem::ProblemKind;
use tokio::{
    sync::{OwnedSemaphorePermit, Semaphore},
    task,
};
use tracing::Span;

use crate::{config::Limits, metrics::Metrics, problem::Refusal, telemetry::no_result};

/// How many answers that may be long, some of them 8 MiB, are read at once.
const LONG_ANSWERS: usize = 2;

/// Bounds on the cryptography that runs, and waits, at once.
pub(crate) struct Workers {
    sessions: Queue,
    creations: Queue,
    submissions: Queue,
    batches: Queue,
    long_answers: Queue,
    metrics: Arc<Metrics>,
}

struct Queue {
    turns: Arc<Semaphore>,
    /// Of those who have their turn, those who wait for it, and of submissions also those that wait for the store.
    places: Arc<Semaphore>,
}

impl Workers {
    pub(crate) fn new(limits: &Limits, metrics: Arc<Metrics>) -> Self {
        let queue = |parallel: usize| {
            let semaphore = |permits| Arc::new(Semaphore::new(permits));
            Queue { turns: semaphore(parallel.max(1)), places: semaphore(parallel.max(1) + limits.waiting) }
        };
        Self {
            sessions: queue(limits.parallel_sessions),
            creations: queue(limits.parallel_creations),
            submissions: queue(limits.parallel_submissions),
            batches: queue(limits.parallel_batches),
            long_answers: queue(LONG_ANSWERS),
            metrics,
        }
    }

    /// Making a session ready, which compiles its circuit: up to a second on one core. It is read when its turn has come, as in
    /// [`Workers::large`].
    pub(crate) async fn session<I: Send + 'static, T: Send + 'static>(
        &self,
        input: impl Future<Output = Result<I, Refusal>>,
        job: impl FnOnce(I) -> T + Send + 'static,
    ) -> Result<T, Refusal> {
        self.run_on(input, "session", &self.sessions, job).await
    }

    /// Checking a session to be made, which compiles its circuit. Apart from [`Workers::session`]: strangers may ask for it,
    /// with forms of their own, and nobody waits behind them who takes part in a session that there is.
    pub(crate) async fn creation<T: Send + 'static>(
        &self,
        job: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Refusal> {
        self.run("creation", &self.creations, job).await
    }

    /// A place for a submission that is to be checked and stored, to be kept until the store has answered; a refusal if too many have one.
    pub(crate) fn submission(&self) -> Result<Place, Refusal> {
        self.submissions.place()
    }

    /// Checks a submission that has its place: up to some milliseconds on one core.
    pub(crate) async fn check<T: Send + 'static>(
        &self,
        place: &Place,
        job: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Refusal> {
        let turn = self.turn_in(place.clone(), "submission", &self.submissions).await?;
        self.run_in(turn, "submission", job).await
    }

    /// Checks a short one, some tenths of a millisecond at most: it runs where it is, in its turn as [`Workers::check`].
    pub(crate) async fn check_short<T>(&self, place: &Place, job: impl FnOnce() -> T) -> Result<T, Refusal> {
        let turn = self.turn_in(place.clone(), "submission", &self.submissions).await?;
        Ok(timed(&self.metrics, "submission", turn, job))
    }

    /// Work on one release or publication: as much as on a submission, and in its turn with these.
    pub(crate) async fn small<T: Send + 'static>(
        &self,
        job: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Refusal> {
        self.run("submission", &self.submissions, job).await
    }

    /// Work on a batch: all cores, up to some seconds. What it is done on is read when its turn has come: those who wait hold none of it.
    pub(crate) async fn large<I: Send + 'static, T: Send + 'static>(
        &self,
        input: impl Future<Output = Result<I, Refusal>>,
        job: impl FnOnce(I) -> T + Send + 'static,
    ) -> Result<T, Refusal> {
        self.run_on(input, "batch", &self.batches, job).await
    }

    /// A turn to read an answer that may be long, until it is dropped.
    pub(crate) async fn long_answer(&self) -> Result<Turn, Refusal> {
        self.turn("answer", &self.long_answers).await
    }

    async fn run_on<I: Send + 'static, T: Send + 'static>(
        &self,
        input: impl Future<Output = Result<I, Refusal>>,
        work: &'static str,
        queue: &Queue,
        job: impl FnOnce(I) -> T + Send + 'static,
    ) -> Result<T, Refusal> {
        let turn = self.turn(work, queue).await?;
        let input = input.await?;
        self.run_in(turn, work, move || job(input)).await
    }

    /// Runs the job when its turn comes, unless too many wait. It keeps its place until it is done, also when nobody waits
    /// for it any more.
    async fn run<T: Send + 'static>(
        &self,
        work: &'static str,
        queue: &Queue,
        job: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Refusal> {
        let turn = self.turn(work, queue).await?;
        self.run_in(turn, work, job).await
    }

    async fn run_in<T: Send + 'static>(
        &self,
        turn: Turn,
        work: &'static str,
        job: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Refusal> {
        // What is logged there has the request's id too.
        let (metrics, span) = (self.metrics.clone(), Span::current());
        let done = task::spawn_blocking(move || span.in_scope(|| timed(&metrics, work, turn, job)));
        done.await.map_err(|error| match error.is_cancelled() {
            // The server is stopping: another one, or this one soon, can do it.
            true => ProblemKind::Unavailable.into(),
            false => Refusal::fault("a computation failed", &no_result(&error)),
        })
    }

    /// Waits for a turn, unless too many do.
    async fn turn(&self, work: &'static str, queue: &Queue) -> Result<Turn, Refusal> {
        self.turn_in(queue.place()?, work, queue).await
    }

    async fn turn_in(&self, place: Place, work: &'static str, queue: &Queue) -> Result<Turn, Refusal> {
        let _waiting = self.metrics.waits(work);
        let turn = queue.turns.clone().acquire_owned().await.map_err(|_| ProblemKind::Unavailable)?;
        Ok((turn, place))
    }
}

impl Queue {
    fn place(&self) -> Result<Place, Refusal> {
        let place = self.places.clone().try_acquire_owned().map_err(|_| Refusal::busy())?;
        Ok(Arc::new(place))
    }
}

/// A place among those who have their turn, wait for it, or have had it and aren't done, until the last copy is dropped.
pub(crate) type Place = Arc<OwnedSemaphorePermit>;
/// A turn, and the place of whoever has it.
pub(crate) type Turn = (OwnedSemaphorePermit, Place);

fn timed<T>(metrics: &Metrics, work: &'static str, turn: Turn, job: impl FnOnce() -> T) -> T {
    let started = Instant::now();
    let result = job();
    metrics.worked(work, started.elapsed());
    drop(turn);
    result
}

#[cfg(test)]
mod tests {
    use std::{
        sync::{
            atomic::{AtomicUsize, Ordering},
            mpsc,
        },
        thread,
        time::Duration,
    };

    use std::future;

    use futures::future::join_all;

    use super::*;

    #[tokio::test(flavor = "multi_thread")]
    async fn only_so_many_sessions_are_made_ready_at_once() {
        let workers =
            Workers::new(&Limits { parallel_sessions: 2, ..Limits::default() }, Arc::new(Metrics::new()));
        let (now, most) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
        let jobs = (0..20).map(|_| {
            let (now, most) = (now.clone(), most.clone());
            workers.session(future::ready(Ok(())), move |()| {
                most.fetch_max(now.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
                thread::sleep(Duration::from_millis(2));
                now.fetch_sub(1, Ordering::SeqCst);
            })
        });
        assert!(join_all(jobs).await.into_iter().all(|done| done.is_ok()));
        assert!(most.load(Ordering::SeqCst) <= 2, "{most:?}");
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn nobody_waits_behind_sessions_that_strangers_create() {
        let limits = Limits { parallel_sessions: 1, parallel_creations: 1, waiting: 1, ..Limits::default() };
        let workers = Arc::new(Workers::new(&limits, Arc::new(Metrics::new())));
        let (go_on, wait) = mpsc::channel::<()>();
        let creating = workers.clone();
        let under_way = tokio::spawn(async move { creating.creation(move || wait.recv()).await.map(drop) });
        while workers.creations.turns.available_permits() > 0 {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        let opened =
            tokio::time::timeout(Duration::from_secs(20), workers.session(future::ready(Ok(())), |()| ()))
                .await;
        assert!(opened.is_ok_and(|opened| opened.is_ok()));
        drop(go_on);
        assert!(under_way.await.unwrap().is_ok());
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn who_finds_too_many_waiting_is_sent_away_and_nobody_who_waits() {
        let limits = Limits { parallel_submissions: 1, waiting: 2, ..Limits::default() };
        let workers = Arc::new(Workers::new(&limits, Arc::new(Metrics::new())));
        let (go_on, wait) = mpsc::channel::<()>();
        let begin = |wait: Option<mpsc::Receiver<()>>| {
            let workers = workers.clone();
            tokio::spawn(async move { workers.small(move || wait.map(|wait| wait.recv())).await.map(drop) })
        };
        let mut accepted = vec![begin(Some(wait))];
        // Otherwise one of the others may have its turn first, and be done.
        while workers.submissions.turns.available_permits() > 0 {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        accepted.extend([None, None].map(begin));
        while workers.submissions.places.available_permits() > 0 {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        assert!(workers.small(|| ()).await.is_err());
        assert!(workers.submission().is_err(), "they have the same places");
        drop(go_on);
        assert!(join_all(accepted).await.into_iter().all(|done| done.unwrap().is_ok()));
        assert!(workers.small(|| ()).await.is_ok());
        let here = thread::current().id();
        let place = workers.submission().unwrap();
        let there = workers.check_short(&place, || thread::current().id()).await;
        assert!(there.is_ok_and(|there| there == here));
        // Whoever waits for the store has had its turn, and still its place.
        assert_eq!(workers.submissions.turns.available_permits(), 1);
        let others: Vec<_> = (0..2).map(|_| workers.submission().unwrap()).collect();
        assert!(workers.submission().is_err());
        drop((place, others));
        assert!(workers.check(&workers.submission().unwrap(), || ()).await.is_ok());
    }
}
