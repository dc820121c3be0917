//! A store whose every operation is timed.

use std::{sync::Arc, time::Instant};

use async_trait::async_trait;

use super::{Store, StoreError};
use crate::{each_store_operation, metrics::Metrics};

/// Does what the store behind it does.
pub(crate) struct Measured {
    store: Arc<dyn Store>,
    metrics: Arc<Metrics>,
}

impl Measured {
    pub(crate) fn new(store: Arc<dyn Store>, metrics: Arc<Metrics>) -> Self {
        Self { store, metrics }
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
