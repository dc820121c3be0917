//! Work that is begun once and goes on to its end.
//!
//! A request may be given up at any moment: its time is over, or its client has gone. What must not begin from nothing
//! when the client asks again runs in a task of its own, which everybody who asks for the same waits for.

use std::{
    collections::HashMap,
    hash::Hash,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use futures::{
    FutureExt,
    future::{BoxFuture, Shared},
};

use tracing::Instrument;

use crate::{problem::Refusal, telemetry::no_result};

/// Work under way, by what it is about.
pub(crate) struct Flights<K, T>(Arc<Mutex<UnderWay<K, T>>>);

type UnderWay<K, T> = HashMap<K, Shared<BoxFuture<'static, Result<T, Refusal>>>>;

impl<K, T> Default for Flights<K, T> {
    fn default() -> Self {
        Self(Arc::default())
    }
}

impl<K, T> Flights<K, T>
where
    K: Clone + Eq + Hash + Send + 'static,
    T: Clone + Send + Sync + 'static,
{
    /// Waits for the work under this key, and begins it if nobody has. Begun, it ends, also if nobody waits any more.
    pub(crate) async fn join(
        &self,
        key: K,
        work: impl Future<Output = Result<T, Refusal>> + Send + 'static,
    ) -> Result<T, Refusal> {
        let outcome = lock(&self.0).entry(key.clone()).or_insert_with(|| self.begin(key, work)).clone();
        outcome.await
    }

    fn begin(
        &self,
        key: K,
        work: impl Future<Output = Result<T, Refusal>> + Send + 'static,
    ) -> Shared<BoxFuture<'static, Result<T, Refusal>>> {
        let flights = self.0.clone();
        let task = async move {
            let _landing = Landing { key, flights };
            work.await
        };
        // What it logs has the id of the request that began it.
        let task = tokio::spawn(task.in_current_span());
        task.map(|ended| {
            ended.unwrap_or_else(|error| Err(Refusal::fault("a task failed", &no_result(&error))))
        })
        .boxed()
        .shared()
    }
}

/// Takes the work off the list when it ends, by a panic too: who asks then begins anew.
struct Landing<K: Eq + Hash, T> {
    key: K,
    flights: Arc<Mutex<UnderWay<K, T>>>,
}

impl<K: Eq + Hash, T> Drop for Landing<K, T> {
    fn drop(&mut self) {
        lock(&self.flights).remove(&self.key);
    }
}

fn lock<K, T>(flights: &Mutex<UnderWay<K, T>>) -> MutexGuard<'_, UnderWay<K, T>> {
    flights.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use std::{
        sync::atomic::{AtomicU32, Ordering},
        time::Duration,
    };

    use tacit_protocol::problem::ProblemKind;
    use tokio::sync::Notify;

    use super::*;

    #[tokio::test]
    async fn is_done_once_and_to_its_end_though_all_go_away() {
        let flights = Flights::<u8, u32>::default();
        let (begun, go_on) = (Arc::new(AtomicU32::new(0)), Arc::new(Notify::new()));
        let work = || {
            let (begun, go_on) = (begun.clone(), go_on.clone());
            async move {
                let turn = begun.fetch_add(1, Ordering::SeqCst);
                go_on.notified().await;
                Ok(turn)
            }
        };
        for _ in 0..3 {
            let given_up = tokio::time::timeout(Duration::from_millis(10), flights.join(1, work())).await;
            assert!(given_up.is_err());
        }
        let (one, two) = (flights.join(1, work()), flights.join(1, work()));
        let waiting = futures::future::join(one, two);
        go_on.notify_one();
        let (one, two) = waiting.await;
        assert_eq!((one.unwrap(), two.unwrap()), (0, 0));
        assert_eq!(begun.load(Ordering::SeqCst), 1);
        go_on.notify_one();
        assert_eq!(flights.join(1, work()).await.unwrap(), 1, "over: the next begins anew");
        assert!(lock(&flights.0).is_empty());
    }

    #[tokio::test]
    async fn a_failure_reaches_all_and_stays_with_none() {
        let flights = Flights::<u8, ()>::default();
        let refused = || async { Err(Refusal::from(ProblemKind::Unverified)) };
        let both = futures::future::join(flights.join(1, refused()), flights.join(1, refused()));
        assert!(matches!(both.await, (Err(_), Err(_))));
        assert!(flights.join(1, async { panic!("on purpose") }).await.is_err());
        assert!(flights.join(1, async { Ok(()) }).await.is_ok());
    }
}
