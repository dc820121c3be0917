//! Places for those who wait for something slow: only so many, and who finds none is told so after a moment.

use std::time::Duration;

use tokio::{
    sync::{Semaphore, SemaphorePermit},
    time,
};

/// How long to wait for a place: long enough for many who come in the same moment, too short to keep connections at work.
const PATIENCE: Duration = Duration::from_secs(1);

/// So many places.
pub(crate) struct Places(Semaphore);

impl Places {
    pub(crate) fn new(most: usize) -> Self {
        Self(Semaphore::new(most))
    }

    /// A place, until it is dropped; `None`: all are taken, and none became free for a second.
    pub(crate) async fn take(&self) -> Option<SemaphorePermit<'_>> {
        // Mostly there is one, and no clock is looked at.
        match self.0.try_acquire() {
            Ok(place) => Some(place),
            Err(_) => time::timeout(PATIENCE, self.0.acquire()).await.ok()?.ok(),
        }
    }
}

#[cfg(test)]
mod tests {
    use futures::future::{join, join_all};

    use super::*;

    #[tokio::test(start_paused = true)]
    async fn who_comes_in_the_same_moment_has_its_turn_and_who_finds_no_place_for_long_has_none() {
        let places = Places::new(2);
        let brief = join_all((0..100).map(|_| async {
            let place = places.take().await;
            time::sleep(Duration::from_millis(10)).await;
            place.is_some()
        }));
        assert!(brief.await.into_iter().all(|had| had));
        let begun = time::Instant::now();
        let kept = (places.take().await, places.take().await);
        assert!(kept.0.is_some() && kept.1.is_some());
        assert!(matches!(join(places.take(), places.take()).await, (None, None)));
        assert_eq!(begun.elapsed(), PATIENCE);
        drop(kept);
        assert!(places.take().await.is_some());
    }
}
