//! How many are invited and have submitted, for those who ask again and again.
//!
//! In MongoDB, counting goes over all participants of a session, and each analyst's terminal asks every second. So of a large session the
//! last counts are told for some time, which grows with what counting took; after that, one of those who ask has it counted again, and the others
//! wait for the same. They are for showing: whatever is decided is decided by the store.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use tacit_protocol::{ids::SessionId, phase::Phase};
use tokio::time::Instant;

use crate::{flights::Flights, problem::Refusal, store::Counts};

/// Sessions of no more invited participants are counted each time: it takes some milliseconds.
const SMALL: u64 = 10_000;
/// For how many times as long as counting took its outcome is told.
const TIMES: u32 = 20;
/// For how long at most.
const LONGEST: Duration = Duration::from_secs(30);

/// Counts of large sessions that somebody asked for lately.
#[derive(Default)]
pub(crate) struct Counting {
    lately: Arc<Mutex<HashMap<SessionId, Counted>>>,
    flights: Flights<(SessionId, Phase), Arc<Counts>>,
}

#[derive(Clone)]
struct Counted {
    phase: Phase,
    until: Instant,
    counts: Arc<Counts>,
}

impl Counting {
    /// How things stand in a session that is in this phase, or stood a moment ago. `count` asks the store.
    pub(crate) async fn tell(
        &self,
        session: SessionId,
        phase: Phase,
        count: impl Future<Output = Result<Counts, Refusal>> + Send + 'static,
    ) -> Result<Arc<Counts>, Refusal> {
        let counted = lock(&self.lately).get(&session).cloned();
        let counting = count_and_keep(self.lately.clone(), session, phase, count);
        match counted {
            // Small, or nobody has asked: who asks hears of all that was acknowledged before.
            None => counting.await,
            Some(counted) if counted.phase == phase && Instant::now() < counted.until => Ok(counted.counts),
            Some(_) => self.flights.join((session, phase), counting).await,
        }
    }
}

async fn count_and_keep(
    lately: Arc<Mutex<HashMap<SessionId, Counted>>>,
    session: SessionId,
    phase: Phase,
    count: impl Future<Output = Result<Counts, Refusal>>,
) -> Result<Arc<Counts>, Refusal> {
    let begun = Instant::now();
    let counts = Arc::new(count.await?);
    if counts.invited > SMALL {
        let now = Instant::now();
        let until = now + LONGEST.min(TIMES * (now - begun));
        let mut lately = lock(&lately);
        // Nobody asks for these any more.
        lately.retain(|_, counted| now < counted.until + LONGEST);
        lately.insert(session, Counted { phase, until, counts: counts.clone() });
    }
    Ok(counts)
}

fn lock(lately: &Mutex<HashMap<SessionId, Counted>>) -> MutexGuard<'_, HashMap<SessionId, Counted>> {
    lately.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU64, Ordering};

    use tokio::time::{advance, sleep};

    use super::*;

    /// Counts sessions of so many, each time one more submission; says how often.
    struct Store {
        invited: u64,
        took: Duration,
        asked: Arc<AtomicU64>,
    }

    impl Store {
        fn of(invited: u64, took: Duration) -> Self {
            Self { invited, took, asked: Arc::default() }
        }

        fn count(&self) -> impl Future<Output = Result<Counts, Refusal>> + Send + 'static {
            let (invited, took, asked) = (self.invited, self.took, self.asked.clone());
            async move {
                sleep(took).await;
                let submitted = asked.fetch_add(1, Ordering::SeqCst) + 1;
                Ok(Counts { invited, submitted, ..Counts::default() })
            }
        }
    }

    async fn submitted(counting: &Counting, store: &Store, phase: Phase) -> u64 {
        let session = SessionId::of_manifest(b"{}");
        counting.tell(session, phase, store.count()).await.unwrap().submitted
    }

    #[tokio::test(start_paused = true)]
    async fn a_large_session_is_counted_again_after_twenty_times_what_it_took() {
        for (took, told) in [(100, 2_000), (1_000, 20_000), (10_000, 30_000)] {
            let (counting, store) = (Counting::default(), Store::of(SMALL + 1, Duration::from_millis(took)));
            assert_eq!(submitted(&counting, &store, Phase::Open).await, 1);
            advance(Duration::from_millis(told - 1)).await;
            assert_eq!(submitted(&counting, &store, Phase::Open).await, 1);
            advance(Duration::from_millis(1)).await;
            let both = futures::future::join(
                submitted(&counting, &store, Phase::Open),
                submitted(&counting, &store, Phase::Open),
            );
            assert_eq!(both.await, (2, 2), "once for all who ask");
            assert_eq!(submitted(&counting, &store, Phase::Closed).await, 3, "what is closed changed before");
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_small_session_is_counted_each_time() {
        let (counting, store) = (Counting::default(), Store::of(SMALL, Duration::from_secs(1)));
        for expected in 1..4 {
            assert_eq!(submitted(&counting, &store, Phase::Open).await, expected);
        }
    }

    #[tokio::test(start_paused = true)]
    async fn what_nobody_asks_for_is_forgotten() {
        let (counting, store) = (Counting::default(), Store::of(SMALL + 1, Duration::from_secs(1)));
        submitted(&counting, &store, Phase::Open).await;
        advance(3 * LONGEST).await;
        let other = SessionId::of_manifest(b"[]");
        counting.tell(other, Phase::Open, store.count()).await.unwrap();
        assert_eq!(lock(&counting.lately).keys().copied().collect::<Vec<_>>(), [other]);
    }
}
