//! Whether this server's clock can be trusted with deleting: it is compared with what time was noted last in the store, by this server or
//! by one beside it. Of two clocks that differ nobody can tell which is right.
//!
//! Whoever comes by for a moment, as `gc` does, knows the time that was noted and nothing of what was seen before. So what was
//! announced by clocks that can't be trusted is taken back before the time is noted.

use std::time::Duration;

use tokio::time::Instant;

use crate::{
    retention::take_back,
    store::{Store, StoreError},
};

/// By how much clocks may differ, in milliseconds; and how long a server may be away without being asked why.
const MOST_MS: u64 = 60 * 60 * 1000;

/// Whether a clock is about as the one is by which the store's time was noted last.
///
/// # Errors
///
/// [`StoreError`]
pub async fn agrees(store: &dyn Store, now: u64) -> Result<bool, StoreError> {
    Ok(store.noted_time().await?.is_some_and(|noted| noted.abs_diff(now) <= MOST_MS))
}

/// What a server has seen of its own clock and of others'.
pub(crate) struct Steadiness {
    /// What this server noted last, and when by a clock that nobody sets.
    noted: (u64, Instant),
    /// When they were last seen to differ.
    differed: Option<Instant>,
    agreed: bool,
}

impl Steadiness {
    /// Notes the time at the start, when nothing can be said of how long nobody was here: what would be due by now is announced anew.
    pub(crate) async fn begin(store: &dyn Store, now: u64) -> Result<Self, StoreError> {
        let noted = (now, Instant::now());
        take_back(store, now).await?;
        store.note_time(now).await?;
        Ok(Self { noted, differed: None, agreed: true })
    }

    /// Compares and notes the time. Answers whether clocks have agreed for so long, as far as this was looked at.
    pub(crate) async fn agreed_for(
        &mut self,
        doubt: Duration,
        store: &dyn Store,
        now: u64,
    ) -> Result<bool, StoreError> {
        let looked = Instant::now();
        let passed = u64::try_from((looked - self.noted.1).as_millis()).unwrap_or(u64::MAX);
        let agrees = match store.noted_time().await? {
            // Nobody else has since, however long this server hadn't come to it or couldn't reach the store.
            Some(noted) if noted == self.noted.0 => noted.saturating_add(passed).abs_diff(now) <= MOST_MS,
            found => found.is_some_and(|noted| noted.abs_diff(now) <= MOST_MS),
        };
        if !agrees {
            take_back(store, u64::MAX).await?;
        }
        store.note_time(now).await?;
        self.noted = (now, looked);
        if !agrees {
            self.differed = Some(looked);
        }
        if !agrees && self.agreed {
            tracing::error!(
                "this server's clock isn't as it or another server on this store has noted the time within the last minutes: nothing that \
                 is over for long is deleted for a day. Set the clocks right, and look whether chrony or systemd-timesyncd keeps them"
            );
        }
        self.agreed = agrees;
        Ok(self.differed.is_none_or(|differed| differed.elapsed() >= doubt))
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use tempfile::TempDir;

    use super::*;
    use crate::store::embedded::EmbeddedStore;

    const NOW: u64 = 1_800_000_000_000;
    const HOUR: Duration = Duration::from_secs(60 * 60);
    const HOUR_MS: u64 = MOST_MS;
    const DAY: Duration = Duration::from_secs(24 * 60 * 60);

    async fn begun() -> (Steadiness, Arc<dyn Store>, TempDir) {
        let folder = tempfile::tempdir().unwrap();
        let store: Arc<dyn Store> = Arc::new(EmbeddedStore::open(&folder.path().join("tacit.db")).unwrap());
        (Steadiness::begin(&*store, NOW).await.unwrap(), store, folder)
    }

    #[tokio::test(start_paused = true)]
    async fn a_server_that_was_held_up_for_long_has_a_right_clock_all_the_same() {
        let (mut clock, store, _folder) = begun().await;
        tokio::time::advance(5 * HOUR).await;
        assert!(clock.agreed_for(DAY, &*store, NOW + 5 * HOUR_MS).await.unwrap());
        tokio::time::advance(5 * HOUR).await;
        assert!(!clock.agreed_for(DAY, &*store, NOW + 12 * HOUR_MS).await.unwrap(), "it leapt meanwhile");
    }

    #[tokio::test(start_paused = true)]
    async fn what_another_noted_is_taken_as_it_stands() {
        let (mut clock, store, _folder) = begun().await;
        tokio::time::advance(5 * HOUR).await;
        store.note_time(NOW + 1).await.unwrap();
        assert!(!clock.agreed_for(DAY, &*store, NOW + 5 * HOUR_MS).await.unwrap());
        tokio::time::advance(DAY).await;
        assert!(clock.agreed_for(DAY, &*store, NOW + 29 * HOUR_MS).await.unwrap());
    }
}
