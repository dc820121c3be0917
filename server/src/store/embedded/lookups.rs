//! The one thread that looks up what nearly every request asks for: all that wait, in one snapshot.
//!
//! With each snapshot a connection begins anew: it takes locks, and forgets the pages that it has read. So these short questions share
//! one, and those that may take long ([`Readers`](super::readers::Readers)) don't keep them waiting.

use std::io;

use rusqlite::Connection;
use tokio::sync::mpsc;

use super::desk::{Command, Desk, command};
use crate::store::StoreError;

/// The most questions in one snapshot: while one lasts, the write-ahead log can't begin anew.
const GROUP: usize = 256;

/// A handle to the thread. Dropping it ends the thread, once all that was asked is answered.
pub(super) struct Lookups(Desk<Box<dyn Command>>);

impl Lookups {
    /// Starts the thread; from now on it alone uses the connection.
    pub(super) fn start(db: Connection) -> io::Result<Self> {
        Desk::start("store-lookups", move |jobs| look_up(&db, jobs)).map(Self)
    }

    /// Runs `work`, which reads some rows, in a snapshot that holds everything that was answered before.
    pub(super) async fn run<T: Send + 'static>(
        &self,
        work: impl Fn(&Connection) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        self.0.ask(|reply| command(work, reply)).await
    }
}

fn look_up(db: &Connection, mut jobs: mpsc::Receiver<Box<dyn Command>>) {
    let mut waiting = Vec::new();
    while jobs.blocking_recv_many(&mut waiting, GROUP) > 0 {
        let read = in_one_snapshot(db, &mut waiting).map_err(|error| error.to_string());
        waiting.drain(..).for_each(|command| command.answer(&read));
    }
}

fn in_one_snapshot(db: &Connection, group: &mut [Box<dyn Command>]) -> rusqlite::Result<()> {
    let snapshot = db.unchecked_transaction()?;
    for command in group {
        command.run(&snapshot);
    }
    // After a page that is damaged SQLite refuses to commit, but what others have read is right: there is nothing to be kept.
    drop(snapshot);
    Ok(())
}
