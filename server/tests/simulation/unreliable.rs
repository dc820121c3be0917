//! A store to which everything happens that may happen to a store.

use std::{sync::Arc, time::Duration};

use async_trait::async_trait;
use tacit_server::{
    each_store_operation,
    store::{Store, StoreError},
};
use tacit_testkit::seeded::Seeded;
use tokio::time::{Instant, sleep};

use crate::{
    chaos::{Fault, up_to},
    plant::{Life, Plant},
};

/// The most milliseconds that a call takes on its way, and back.
const ON_THE_WAY: u64 = 200;
/// What MongoDB does in several commands.
const SEVERAL_COMMANDS: [&str; 6] =
    ["create_session", "invite", "put_report", "freeze", "record_batch", "release"];
/// How often a call waits before its server dies within it, at most: some times a command of MongoDB's.
const WAITS: u64 = 6;
/// The most milliseconds that the store stalls.
const STALL: u64 = 300_000;
/// As long as a request may take.
const REQUEST: Duration = Duration::from_secs(60);
/// Longer than any client waits before it goes away, or is killed: a request that is given up later was by its server.
const PATIENCE: Duration = Duration::from_secs(30);

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
        let outcome = match self.plant.chaos.fault(&mut random) {
            None => self.plant.run(work),
            Some(Fault::CrashWithin) if !SEVERAL_COMMANDS.contains(&what) => {
                self.plant.chaos.keep(Fault::CrashWithin);
                self.plant.run(work)
            }
            Some(fault) if fault.needs_a_change() => self.fail_after(fault, work, &mut random).await,
            Some(fault) => match self.fail_before(fault, &mut random).await {
                Ok(()) => self.plant.run(work),
                Err(error) => Err(error),
            },
        };
        self.life.goes_on().await;
        sleep(up_to(&mut random, ON_THE_WAY)).await;
        self.life.goes_on().await;
        outcome
    }

    async fn fail_before(&self, fault: Fault, random: &mut Seeded) -> Result<(), StoreError> {
        match fault {
            Fault::CrashBefore => self.crash(fault),
            Fault::StallBefore => self.stall(fault, random).await,
            _ => {
                self.plant.chaos.count(fault);
                return Err(unavailable());
            }
        }
        self.life.goes_on().await;
        Ok(())
    }

    async fn fail_after<T>(
        &self,
        fault: Fault,
        work: impl Future<Output = Result<T, StoreError>>,
        random: &mut Seeded,
    ) -> Result<T, StoreError> {
        let (kept, mark) = (self.plant.kept(), self.plant.mark());
        let waits = if fault == Fault::CrashWithin { random.below(WAITS) } else { u64::MAX };
        let outcome = self.plant.run_until(waits, work);
        let changed = self.plant.kept() != kept;
        let Some(outcome) = outcome else {
            // Nobody can tell that it had begun, unless it changed something.
            self.crash(if changed { fault } else { Fault::CrashBefore });
            return Err(unavailable());
        };
        if !changed || fault == Fault::CrashWithin {
            self.plant.chaos.keep(fault);
            return outcome;
        }
        match fault {
            Fault::Unknown => {
                self.plant.chaos.count(fault);
                return Err(unavailable());
            }
            Fault::StallAfter => self.stall(fault, random).await,
            Fault::AllCrash | Fault::PowerCut => {
                let several = self.plant.all_die() > 1;
                let is_torn = fault == Fault::PowerCut && self.plant.cut_power(mark, random);
                self.plant.chaos.count(match (is_torn, several) {
                    (true, _) => Fault::PowerCut,
                    (false, true) => Fault::AllCrash,
                    (false, false) => Fault::CrashAfter,
                });
            }
            Fault::CrashAfter => self.crash(fault),
            _ => {}
        }
        outcome
    }

    fn crash(&self, counted: Fault) {
        self.life.end();
        self.plant.chaos.count(counted);
    }

    async fn stall(&self, counted: Fault, random: &mut Seeded) {
        let stall = up_to(random, STALL);
        let _stalled = Stalled { store: self, counted, since: Instant::now(), stall };
        sleep(stall).await;
    }
}

/// A stall, until it is over or its request is; counts where it was longer than its request.
struct Stalled<'a> {
    store: &'a UnreliableStore,
    counted: Fault,
    since: Instant,
    stall: Duration,
}

impl Drop for Stalled<'_> {
    fn drop(&mut self) {
        let waited = self.since.elapsed();
        // What goes on after its request, in a task of its own, waits to the end.
        let outlasted = waited >= REQUEST || (PATIENCE..self.stall).contains(&waited);
        if outlasted && !self.store.life.is_over() {
            self.store.plant.chaos.count(self.counted);
        }
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
