//! Connections that read, on the threads for what blocks.

use std::{
    path::PathBuf,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use rusqlite::Connection;
use tokio::{sync::Semaphore, task};

use super::file;
use crate::{store::StoreError, telemetry::no_result};

/// How many read at once. More wait.
const READERS: usize = 8;

/// The connections that read; opened when first needed, kept for the next.
pub(super) struct Readers {
    path: PathBuf,
    places: Arc<Semaphore>,
    idle: Arc<Mutex<Vec<Connection>>>,
}

impl Readers {
    /// Readers of the database at `path`.
    pub(super) fn new(path: PathBuf) -> Self {
        Self { path, places: Arc::new(Semaphore::new(READERS)), idle: Arc::default() }
    }

    /// Runs `work` in one snapshot, which holds everything that was answered before.
    ///
    /// Begun, it keeps its place until it is done, also if the caller goes away meanwhile.
    pub(super) async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Connection) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        let place = self.places.clone().acquire_owned().await;
        let place = place.map_err(|error| StoreError::Unavailable(error.to_string()))?;
        let (path, idle) = (self.path.clone(), Arc::clone(&self.idle));
        let read = move || {
            let _place = place;
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
        task::spawn_blocking(read).await.map_err(|error| StoreError::Unavailable(no_result(&error).into()))?
    }
}

fn connections(idle: &Mutex<Vec<Connection>>) -> MutexGuard<'_, Vec<Connection>> {
    idle.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use std::{sync::mpsc, time::Duration};

    use tokio::sync::Notify;

    use super::*;

    /// Unlike the threads that there is one of.
    #[tokio::test(flavor = "multi_thread")]
    async fn a_reading_that_panics_costs_its_caller_alone() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("tacit.db");
        let _written = file::open(&path).unwrap();
        let readers = Readers::new(path);
        for _ in 0..2 * READERS {
            let panicked = readers.run(|_| -> Result<(), _> { panic!("on purpose") }).await;
            assert!(matches!(panicked, Err(StoreError::Unavailable(_))), "{panicked:?}");
        }
        readers.run(|_| Ok(())).await.unwrap();
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_reading_keeps_its_place_when_its_caller_goes_away() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("tacit.db");
        let _written = file::open(&path).unwrap();
        let readers = Readers::new(path);
        let (go_on, waits) = mpsc::channel::<()>();
        let (waits, begun) = (Arc::new(Mutex::new(waits)), Arc::new(Notify::new()));
        for left in (0..READERS).rev() {
            let (waits, begins) = (waits.clone(), begun.clone());
            let read = readers.run(move |_| {
                begins.notify_one();
                // Ends when `go_on` is dropped.
                let _ = waits.lock().unwrap_or_else(PoisonError::into_inner).recv();
                Ok(())
            });
            tokio::select! {
                _ = read => panic!("nobody let it go on"),
                () = begun.notified() => {}
            }
            assert_eq!(readers.places.available_permits(), left, "the caller is gone, the work isn't");
        }
        drop(go_on);
        let over = async {
            while readers.places.available_permits() < READERS {
                tokio::time::sleep(Duration::from_millis(1)).await;
            }
        };
        tokio::time::timeout(Duration::from_secs(30), over).await.unwrap();
        readers.run(|_| Ok(())).await.unwrap();
    }
}
