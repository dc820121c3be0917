//! Waiting for a server that isn't there (yet, or for a moment), and saying so once.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use tacit_client::{ClientError, retry};
use tacit_protocol::origin::Origin;
use tokio::time;

use crate::ui::Ui;

/// How long to wait for a server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Patience {
    /// Until it comes.
    Endless,
    /// Then the command fails.
    Limited(Duration),
}

/// A server that may be away for a while. Clones tell of one absence together.
#[derive(Clone)]
pub struct Reach {
    server: Origin,
    patience: Patience,
    ui: Ui,
    away: Arc<AtomicBool>,
}

impl Reach {
    /// A way to `server`.
    pub fn new(server: &Origin, patience: Patience, ui: Ui) -> Self {
        Self { server: server.clone(), patience, ui, away: Arc::default() }
    }

    /// Asks until there is an answer, as long as patience lasts.
    ///
    /// # Errors
    ///
    /// What isn't transient, at once; what is, when patience is over.
    pub async fn call<T, F>(&self, mut attempt: impl FnMut() -> F) -> Result<T, ClientError>
    where
        F: Future<Output = Result<T, ClientError>>,
    {
        let answer = match self.patience {
            Patience::Endless => retry::wait_until_reachable(attempt, |error| self.tell(error)).await,
            Patience::Limited(limit) => {
                let asked = retry::wait_until_reachable(&mut attempt, |error| self.tell(error));
                match time::timeout(limit, asked).await {
                    Ok(answer) => answer,
                    // Once more, for the reason.
                    Err(_) => attempt().await,
                }
            }
        };
        if answer.is_ok() && self.away.swap(false, Ordering::Relaxed) {
            self.ui.say("The server is there.");
        }
        answer
    }

    fn tell(&self, error: &ClientError) {
        if !self.away.swap(true, Ordering::Relaxed) {
            self.ui.say(&format!("Waiting for the server at {} ({error})", self.server));
        }
    }
}
