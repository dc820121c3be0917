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
    trusted_time::TrustedTime,
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

    /// Compares and notes the time; from then on it is trusted if clocks have agreed for so long, as far as this was looked at. Where they
    /// don't, nobody announces anything any more by the time that all announcements are taken back.
    pub(crate) async fn compare(
        &mut self,
        store: &dyn Store,
        (now, doubt): (u64, Duration),
        trusted: &TrustedTime,
    ) -> Result<(), StoreError> {
        let looked = Instant::now();
        let found = self.look(store.noted_time().await?, now, looked);
        if found == Found::Differs {
            self.differed = Some(looked);
            trusted.set(None).await;
            if self.agreed {
                tracing::error!(
                    "this server's clock isn't as it or another server on this store has noted the time within the last minutes: nothing \
                     that is over for long is deleted for a day. Set the clocks right, and look whether chrony or systemd-timesyncd keeps \
                     them"
                );
            }
            self.agreed = false;
            take_back(store, u64::MAX).await?;
        }
        store.note_time(now).await?;
        self.noted = (now, looked);
        self.agreed = found != Found::Differs;
        let in_doubt = self.differed.is_some_and(|differed| differed.elapsed() < doubt);
        trusted.set((found == Found::Agrees && !in_doubt).then_some(now)).await;
        Ok(())
    }

    /// This server's own clock must have gone on as time did. Whoever else noted the time did so since this server has, but nobody can say
    /// when: right after it, perhaps, before the store was away for all of them.
    fn look(&self, noted: Option<u64>, now: u64, looked: Instant) -> Found {
        let (last, at) = self.noted;
        let passed = u64::try_from((looked - at).as_millis()).unwrap_or(u64::MAX);
        let expected = last.saturating_add(passed);
        let possible = last.saturating_sub(MOST_MS)..=expected.saturating_add(MOST_MS);
        match noted {
            Some(noted) if expected.abs_diff(now) <= MOST_MS && possible.contains(&noted) => {
                if noted == last || passed <= MOST_MS { Found::Agrees } else { Found::Undecided }
            }
            _ => Found::Differs,
        }
    }
}

/// What comes of comparing clocks.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Found {
    Agrees,
    Differs,
    /// Nobody has looked for so long that it can't be told whether another's clock is as this one's. The next time it can.
    Undecided,
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use tempfile::TempDir;

    use super::*;
    use crate::store::embedded::EmbeddedStore;

    const NOW: u64 = 1_800_000_000_000;
    const MINUTE: Duration = Duration::from_secs(60);
    const HOUR: Duration = Duration::from_secs(60 * 60);
    const HOUR_MS: u64 = MOST_MS;
    const DAY: Duration = Duration::from_secs(24 * 60 * 60);

    fn store() -> (Arc<dyn Store>, TempDir) {
        let folder = tempfile::tempdir().unwrap();
        (Arc::new(EmbeddedStore::open(&folder.path().join("tacit.db")).unwrap()), folder)
    }

    /// A server, whose clock is ahead of time by so much.
    struct Server {
        clock: Steadiness,
        trusted: TrustedTime,
        began: Instant,
        ahead_ms: u64,
    }

    impl Server {
        /// All begin at the same time.
        async fn begin(store: &Arc<dyn Store>, ahead_ms: u64) -> Self {
            let clock = Steadiness::begin(&**store, NOW + ahead_ms).await.unwrap();
            Self { clock, trusted: TrustedTime::default(), began: Instant::now(), ahead_ms }
        }

        /// Whether it may delete after it has looked.
        async fn looks(&mut self, store: &Arc<dyn Store>) -> bool {
            let now = NOW + self.began.elapsed().as_millis() as u64 + self.ahead_ms;
            self.clock.compare(&**store, (now, DAY), &self.trusted).await.unwrap();
            self.trusted.get().await.is_some()
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_server_that_was_held_up_for_long_has_a_right_clock_all_the_same() {
        let (store, _folder) = store();
        let mut server = Server::begin(&store, 0).await;
        tokio::time::advance(5 * HOUR).await;
        assert!(server.looks(&store).await);
        tokio::time::advance(5 * HOUR).await;
        server.ahead_ms = 2 * HOUR_MS;
        assert!(!server.looks(&store).await, "it leapt meanwhile");
        tokio::time::advance(DAY - MINUTE).await;
        assert!(!server.looks(&store).await, "not for a day");
        tokio::time::advance(MINUTE).await;
        assert!(server.looks(&store).await);
    }

    #[tokio::test(start_paused = true)]
    async fn when_the_store_was_away_for_all_no_clock_has_leapt() {
        let (store, _folder) = store();
        let (mut one, mut two) = (Server::begin(&store, 0).await, Server::begin(&store, 0).await);
        tokio::time::advance(MINUTE).await;
        assert!(one.looks(&store).await);
        tokio::time::advance(MINUTE / 2).await;
        assert!(two.looks(&store).await);
        tokio::time::advance(5 * HOUR).await;
        // What it finds is the other's note, from before.
        assert!(!one.looks(&store).await, "it looks once more");
        assert!(!two.looks(&store).await);
        tokio::time::advance(MINUTE).await;
        assert!(one.looks(&store).await && two.looks(&store).await);
    }

    #[tokio::test(start_paused = true)]
    async fn a_clock_that_differs_is_found_also_after_the_store_was_away() {
        let (store, _folder) = store();
        let (mut right, mut wrong) =
            (Server::begin(&store, 0).await, Server::begin(&store, 3 * HOUR_MS).await);
        tokio::time::advance(5 * HOUR).await;
        // Both notes may have been made at any time since.
        assert!(!right.looks(&store).await && !wrong.looks(&store).await);
        tokio::time::advance(MINUTE).await;
        assert!(!right.looks(&store).await && !wrong.looks(&store).await);
        tokio::time::advance(HOUR).await;
        assert!(!right.looks(&store).await && !wrong.looks(&store).await, "not for a day");
    }

    #[tokio::test(start_paused = true)]
    async fn another_s_clock_is_neither_ahead_nor_behind() {
        for noted in [NOW - 2 * HOUR_MS, NOW + 2 * HOUR_MS] {
            let (store, _folder) = store();
            let mut server = Server::begin(&store, 0).await;
            tokio::time::advance(MINUTE).await;
            assert!(server.looks(&store).await);
            store.note_time(noted).await.unwrap();
            tokio::time::advance(MINUTE).await;
            assert!(!server.looks(&store).await, "{noted}");
        }
    }

    /// What is being announced when clocks are found to differ is taken back with the rest.
    #[tokio::test(start_paused = true)]
    async fn announcements_under_way_are_waited_for() {
        let (store, _folder) = store();
        let mut server = Server::begin(&store, 0).await;
        tokio::time::advance(MINUTE).await;
        assert!(server.looks(&store).await);
        store.note_time(0).await.unwrap();
        let Server { clock, trusted, .. } = &mut server;
        let held = trusted.hold().await;
        let mut compares = Box::pin(clock.compare(&*store, (NOW + 60_000, DAY), trusted));
        assert!(tokio::time::timeout(MINUTE, &mut compares).await.is_err(), "it waits");
        drop(held);
        compares.await.unwrap();
        assert!(trusted.hold().await.is_none());
    }
}
