//! A store whose every operation is timed, and which says when it is broken.

use std::{sync::Arc, time::Instant};

use async_trait::async_trait;
use tokio::sync::Notify;

use super::{Store, StoreError};
use crate::{each_store_operation, metrics::Metrics};

/// Does what the store behind it does.
pub(crate) struct Measured {
    store: Arc<dyn Store>,
    metrics: Arc<Metrics>,
    broken: Arc<Notify>,
}

impl Measured {
    /// `broken` is told when the store can't be used any more.
    pub(crate) fn new(store: Arc<dyn Store>, metrics: Arc<Metrics>, broken: Arc<Notify>) -> Self {
        Self { store, metrics, broken }
    }
}

macro_rules! measured {
    ($(async fn $name:ident(&self $(, $argument:ident: $kind:ty)* $(,)?) -> $outcome:ty;)*) => {
        #[async_trait]
        impl Store for Measured {
            $(async fn $name(&self $(, $argument: $kind)*) -> Result<$outcome, StoreError> {
                let started = Instant::now();
                let outcome = self.store.$name($($argument),*).await;
                self.metrics.stored(stringify!($name), started.elapsed(), failed(&outcome));
                if matches!(outcome, Err(StoreError::Broken)) {
                    self.broken.notify_one();
                }
                outcome
            })*
        }
    };
}

each_store_operation!(measured);

/// That there is no such session is an answer.
fn failed<T>(outcome: &Result<T, StoreError>) -> bool {
    matches!(outcome, Err(error) if !matches!(error, StoreError::NoSession(_)))
}
