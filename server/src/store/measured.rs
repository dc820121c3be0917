//! The store as requests ask it: every operation is timed, only so many wait for it, and it says when it is broken.

use std::{sync::Arc, time::Instant};

use async_trait::async_trait;
use prometheus_client::metrics::gauge::Gauge;
use tokio::sync::Notify;

use super::{Store, StoreError};
use crate::{
    each_store_operation,
    metrics::{Metrics, Waiting},
    places::Places,
};

/// What nearly every request asks, and is found at once. Apart from what takes longer: who asks much of that keeps no participant waiting.
const LOOKUPS: [&str; 2] = ["session_state", "participant"];
/// What else requests ask of the store before anything is done for them, or after little, and what background work asks again.
const QUESTIONS: [&str; 9] = [
    "frozen",
    "standing",
    "counts",
    "submissions",
    "sessions_of",
    "batch_records",
    "offer",
    "is_unused",
    "usage",
];
/// What analysts' requests change. Not a session that is made, as its code is used up by then, nor what belongs to a close, a verification or a release that has begun: that goes on. A submission
/// has its place from before it is checked ([`Workers`](crate::workers::Workers)).
const CHANGES: [&str; 6] = ["put_offer", "extend", "set_phase", "invite", "revoke", "publish"];

/// Does what the store behind it does.
pub(crate) struct Measured {
    store: Arc<dyn Store>,
    metrics: Arc<Metrics>,
    broken: Arc<Notify>,
    lookups: Line,
    questions: Line,
    changes: Line,
    others: Line,
}

/// Those who ask for something of a kind.
struct Line {
    /// `None`: as many as there are may.
    places: Option<Places>,
    waiting: Gauge,
}

impl Measured {
    /// So many look-ups, other questions and changes each may wait (`waiting`), more are [`StoreError::Busy`] after a second. `broken` is told when the store can't be used
    /// any more.
    pub(crate) fn new(
        store: Arc<dyn Store>,
        waiting: usize,
        metrics: Arc<Metrics>,
        broken: Arc<Notify>,
    ) -> Self {
        let line = |kind, places| Line { places, waiting: metrics.store_waiting(kind) };
        let [lookups, questions, changes] =
            ["lookup", "question", "change"].map(|kind| line(kind, Some(Places::new(waiting))));
        let others = line("work", None);
        Self { store, metrics, broken, lookups, questions, changes, others }
    }

    fn line(&self, operation: &str) -> &Line {
        if LOOKUPS.contains(&operation) {
            &self.lookups
        } else if QUESTIONS.contains(&operation) {
            &self.questions
        } else if CHANGES.contains(&operation) {
            &self.changes
        } else {
            &self.others
        }
    }
}

macro_rules! measured {
    ($(async fn $name:ident(&self $(, $argument:ident: $kind:ty)* $(,)?) -> $outcome:ty;)*) => {
        #[async_trait]
        impl Store for Measured {
            $(async fn $name(&self $(, $argument: $kind)*) -> Result<$outcome, StoreError> {
                let line = self.line(stringify!($name));
                let _waiting = Waiting::counted(&line.waiting);
                let _place = match &line.places {
                    Some(places) => Some(places.take().await.ok_or(StoreError::Busy)?),
                    None => None,
                };
                let started = Instant::now();
                let outcome = self.store.$name($($argument),*).await;
                self.metrics.stored(stringify!($name), started.elapsed(), failed(&outcome));
                if matches!(outcome, Err(StoreError::Broken)) {
                    self.broken.notify_one();
                }
                outcome
            })*
        }

        #[cfg(test)]
        const OPERATIONS: &[&str] = &[$(stringify!($name)),*];
    };
}

each_store_operation!(measured);

/// That there is no such session is an answer.
fn failed<T>(outcome: &Result<T, StoreError>) -> bool {
    matches!(outcome, Err(error) if !matches!(error, StoreError::NoSession(_)))
}

#[cfg(test)]
mod tests {
    use tacit_protocol::ids::SessionId;

    use super::*;
    use crate::store::embedded::EmbeddedStore;

    #[test]
    fn what_has_places_is_an_operation() {
        assert!(LOOKUPS.iter().chain(&QUESTIONS).chain(&CHANGES).all(|name| OPERATIONS.contains(name)));
    }

    #[tokio::test]
    async fn who_waits_for_a_place_is_counted_until_it_goes() {
        let folder = tempfile::tempdir().unwrap();
        let store = Arc::new(EmbeddedStore::open(&folder.path().join("tacit.db")).unwrap());
        let metrics = Arc::new(Metrics::new());
        let measured = Measured::new(store, 1, metrics.clone(), Arc::default());
        let waiting = |many: u8| {
            let text = metrics.to_text();
            let line = format!("tacit_store_waiting{{kind=\"lookup\"}} {many}");
            assert!(text.lines().any(|found| found == line), "{line} is not in:\n{text}");
        };
        let session = SessionId::of_manifest(b"");
        let place = measured.lookups.places.as_ref().unwrap().take().await;
        let asking: Vec<_> = (0..2).map(|_| measured.session_state(&session)).collect();
        waiting(0);
        let mut asking = futures::future::join_all(asking);
        assert!(futures::poll!(&mut asking).is_pending());
        waiting(2);
        drop(place);
        assert!(asking.await.iter().all(Result::is_ok));
        waiting(0);
    }
}
