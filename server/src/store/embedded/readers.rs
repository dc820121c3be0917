//! Connections that read, on the threads for what blocks.

use std::{
    path::PathBuf,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use rusqlite::Connection;
use tokio::{sync::Semaphore, task};

use super::file;
use crate::store::StoreError;

/// How many read at once. More wait.
const READERS: usize = 8;

/// The connections that read; opened when first needed, kept for the next.
pub(super) struct Readers {
    path: PathBuf,
    places: Semaphore,
    idle: Arc<Mutex<Vec<Connection>>>,
}

impl Readers {
    /// Readers of the database at `path`.
    pub(super) fn new(path: PathBuf) -> Self {
        Self { path, places: Semaphore::new(READERS), idle: Arc::default() }
    }

    /// Runs `work` in one snapshot, which holds everything that was answered before.
    pub(super) async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Connection) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        let _place =
            self.places.acquire().await.map_err(|error| StoreError::Unavailable(error.to_string()))?;
        let (path, idle) = (self.path.clone(), Arc::clone(&self.idle));
        let read = move || {
            let kept = connections(&idle).pop();
            let db = match kept {
                Some(db) => db,
                None => file::open_reader(&path)?,
            };
            let answer = {
                let snapshot = db.unchecked_transaction()?;
                work(&snapshot)
            };
            connections(&idle).push(db);
            answer
        };
        task::spawn_blocking(read).await.map_err(|error| StoreError::Unavailable(error.to_string()))?
    }
}

fn connections(idle: &Mutex<Vec<Connection>>) -> MutexGuard<'_, Vec<Connection>> {
    idle.lock().unwrap_or_else(PoisonError::into_inner)
}
