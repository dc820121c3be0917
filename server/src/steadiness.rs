//! Whether this server's clock can be trusted with deleting: it is compared with what time was noted last in the store, by this server or
//! by one beside it. Of two clocks that differ nobody can tell which is right.

use std::time::Duration;

use tokio::time::Instant;

use crate::store::{Store, StoreError};

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
    /// When they were last seen to differ.
    differed: Option<Instant>,
    agreed: bool,
}

impl Steadiness {
    /// Notes the time at the start, when nothing can be said of how long nobody was here.
    pub(crate) async fn begin(store: &dyn Store, now: u64) -> Result<Self, StoreError> {
        store.note_time(now).await?;
        Ok(Self { differed: None, agreed: true })
    }

    /// Compares and notes the time. Answers whether clocks have agreed for so long, as far as this was looked at.
    pub(crate) async fn agreed_for(
        &mut self,
        doubt: Duration,
        store: &dyn Store,
        now: u64,
    ) -> Result<bool, StoreError> {
        let agrees = agrees(store, now).await?;
        store.note_time(now).await?;
        if !agrees {
            self.differed = Some(Instant::now());
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
