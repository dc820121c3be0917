//! Whether the server can do its work.

use std::time::{Duration, Instant};

use tacit_protocol::{ids::SessionId, problem::ProblemKind};
use tokio::sync::Mutex;

use crate::{app::App, problem::Refusal};

/// For how long an answer of the store holds: however many ask, it is asked once a second.
const HOLDS: Duration = Duration::from_secs(1);

/// When the store was asked last, and what came of it.
#[derive(Default)]
pub(crate) struct Readiness(Mutex<Option<(Instant, Result<(), Refusal>)>>);

impl App {
    /// Whether the server isn't about to end, and its store can be locked for writing, can be read, and is this server's.
    pub(crate) async fn is_ready(&self) -> Result<(), Refusal> {
        if self.is_stopping() {
            return Err(ProblemKind::Unavailable.into());
        }
        let mut last = self.readiness.0.lock().await;
        match &*last {
            Some((asked, found)) if asked.elapsed() < HOLDS => found.clone(),
            _ => {
                let found = self.ask_store().await;
                *last = Some((Instant::now(), found.clone()));
                found
            }
        }
    }

    /// Whether the store answers and is still this server's: not moved away, nor under another master key. A session that was made there
    /// otherwise would be lost.
    pub(crate) async fn check_store(&self) -> Result<(), Refusal> {
        self.check_key().await?;
        Ok(self.store.ping().await?)
    }

    async fn check_key(&self) -> Result<(), Refusal> {
        if self.store.key_check().await?.is_some_and(|check| check != self.master.check()) {
            tracing::error!("the store has another master key now: start this server again, with that one");
            return Err(ProblemKind::Unavailable.into());
        }
        Ok(())
    }

    /// Whether the store works for this server; operators see it in the metrics.
    pub(crate) async fn ask_store(&self) -> Result<(), Refusal> {
        let found = self.try_store().await;
        self.metrics.ready.set(found.is_ok().into());
        found
    }

    async fn try_store(&self) -> Result<(), Refusal> {
        self.store.ping().await?;
        self.check_key().await?;
        // No session has this id, and to find that out takes reading. As a question it would be refused while many wait.
        self.store.session(&SessionId::of_manifest(b"")).await?;
        Ok(())
    }
}
