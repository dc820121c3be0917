//! A store to which everything happens that may happen to a store.

use std::sync::Arc;

use async_trait::async_trait;
use tacit_server::{
    each_store_operation,
    store::{Store, StoreError},
};
use tokio::time::sleep;

use crate::{
    chaos::{Fault, up_to},
    plant::{Life, Plant},
};

/// The most milliseconds that a call takes on its way, and back.
const ON_THE_WAY: u64 = 200;
/// How often a call waits before its server dies within it, at most: some times a command of MongoDB's.
const WAITS: u64 = 32;
/// Longer than a request may take, in milliseconds.
const STALL: u64 = 100_000;

/// The store as one server finds it. Each call is a place where that server may die.
pub struct UnreliableStore {
    plant: Arc<Plant>,
    inner: Arc<dyn Store>,
    life: Arc<Life>,
    server: usize,
}

impl UnreliableStore {
    /// For the server of this number, as long as it lives.
    pub fn new(plant: Arc<Plant>, life: Arc<Life>, server: usize) -> Self {
        let inner = plant.store();
        Self { plant, inner, life, server }
    }

    async fn call<T>(
        &self,
        what: &'static str,
        work: impl Future<Output = Result<T, StoreError>>,
    ) -> Result<T, StoreError> {
        let mut random = self.plant.chaos.turn(self.server, what);
        sleep(up_to(&mut random, ON_THE_WAY)).await;
        self.life.goes_on().await;
        let fault = self.plant.chaos.fault(&mut random);
        match fault {
            Some(Fault::Refused | Fault::Election) => return Err(unavailable()),
            Some(Fault::CrashBefore) => self.life.end(),
            Some(Fault::Stalled) => sleep(up_to(&mut random, STALL)).await,
            _ => {}
        }
        self.life.goes_on().await;
        let before = self.plant.mark();
        let outcome = match fault {
            Some(Fault::CrashWithin) => {
                let outcome = self.plant.run_until(random.below(WAITS), work);
                self.life.end();
                // Of one that is cut off nobody hears.
                outcome.unwrap_or_else(|| Err(unavailable()))
            }
            _ => self.plant.run(work),
        };
        match fault {
            Some(Fault::CrashAfter) => self.life.end(),
            Some(Fault::PowerCut) => self.plant.cut_power(before, &mut random),
            _ => {}
        }
        self.life.goes_on().await;
        sleep(up_to(&mut random, ON_THE_WAY)).await;
        self.life.goes_on().await;
        if fault == Some(Fault::Unknown) { Err(unavailable()) } else { outcome }
    }
}

fn unavailable() -> StoreError {
    StoreError::Unavailable("not now".into())
}

macro_rules! unreliable {
    ($(async fn $name:ident(&self $(, $argument:ident: $kind:ty)* $(,)?) -> $outcome:ty;)*) => {
        #[async_trait]
        impl Store for UnreliableStore {
            $(async fn $name(&self $(, $argument: $kind)*) -> Result<$outcome, StoreError> {
                self.call(stringify!($name), self.inner.$name($($argument),*)).await
            })*
        }
    };
}

each_store_operation!(unreliable);
