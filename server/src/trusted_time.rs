//! The time, as long as it can be trusted with deleting. Whoever deletes looks at it before each step: it may be taken away meanwhile.

use tokio::sync::{RwLock, RwLockReadGuard};

/// The time, as long as it can be trusted with deleting.
#[derive(Default)]
pub struct TrustedTime(RwLock<Option<u64>>);

impl TrustedTime {
    /// One that is trusted for good, in milliseconds since 1970 UTC.
    pub fn of(now: u64) -> Self {
        Self(RwLock::new(Some(now)))
    }

    /// As it was found last; `None`: it can't be trusted.
    pub(crate) async fn get(&self) -> Option<u64> {
        *self.0.read().await
    }

    /// As [`TrustedTime::get`]; stays as it is while the answer is held.
    pub(crate) async fn hold(&self) -> Option<RwLockReadGuard<'_, Option<u64>>> {
        let held = self.0.read().await;
        held.is_some().then_some(held)
    }

    /// From now on it is this, or can't be trusted. Waits for who holds it: what they do then is done when this returns.
    pub(crate) async fn set(&self, now: Option<u64>) {
        *self.0.write().await = now;
    }
}
