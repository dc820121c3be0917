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
    /// Whether the server isn't about to end, and its store can be written to and read.
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

    async fn ask_store(&self) -> Result<(), Refusal> {
        self.store.ping().await?;
        // No session has this id, and to find that out takes reading.
        self.store.session(&SessionId::of_manifest(b"")).await?;
        Ok(())
    }
}
