//! The one thread that writes. It commits in groups: as many commands as are waiting, one `fsync`.
//!
//! A command that fails takes no other along, and none is answered before the group is on disk.

use std::{
    io,
    sync::atomic::{AtomicBool, Ordering},
    time::Duration,
};

use rusqlite::Connection;
use tokio::{
    sync::{Mutex, mpsc},
    time,
};

use super::{
    desk::{Command, Desk, Reply, command},
    file,
    in_place::InPlace,
};
use crate::store::StoreError;

/// How often the log is tried to be emptied, and how long to wait in between: some ten seconds.
const ATTEMPTS: u32 = 50;
const PAUSE: Duration = Duration::from_millis(200);
/// The most commands in one transaction: bounds how long the first of them waits for the last.
const GROUP: usize = 256;

/// A handle to the writer. Dropping it ends the thread, once all that was asked is done.
pub(super) struct Writer {
    desk: Desk<Job>,
    emptying: Mutex<()>,
    /// The log wasn't emptied the last time that it was to be.
    has_leftovers: AtomicBool,
}

enum Job {
    Command(Box<dyn Command>),
    /// Whether that could be done: not while somebody reads from the log.
    EmptyLog(Reply<bool>),
}

impl Writer {
    /// Starts the thread; from now on it alone uses the connection. `is_log_emptied`: nothing that was to be forgotten is left in its log.
    /// `files`: without them, nothing that is written counts as stored.
    pub(super) fn start(db: Connection, is_log_emptied: bool, files: InPlace) -> io::Result<Self> {
        let desk = Desk::start("store-writer", move |jobs| write(&db, &files, jobs))?;
        Ok(Self { desk, emptying: Mutex::default(), has_leftovers: AtomicBool::new(!is_log_emptied) })
    }

    /// Runs `work` in a transaction and answers when its effect is on disk. Nothing of it stays if it fails. It may run twice: what the
    /// first time did is undone before.
    ///
    /// Once queued it runs, also if the caller goes away meanwhile.
    pub(super) async fn run<T: Send + 'static>(
        &self,
        work: impl Fn(&Connection) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        self.desk.ask(|reply| Job::Command(command(work, reply))).await
    }

    /// Moves everything from the write-ahead log into the database, and cuts the log to nothing. Tries for some time while
    /// others read from the log; what is to be written goes on meanwhile.
    pub(super) async fn empty_log(&self) -> Result<(), StoreError> {
        let one_at_a_time = self.emptying.lock().await;
        self.has_leftovers.store(true, Ordering::Relaxed);
        for _ in 0..ATTEMPTS {
            if self.desk.ask(Job::EmptyLog).await? {
                self.has_leftovers.store(false, Ordering::Relaxed);
                return Ok(());
            }
            time::sleep(PAUSE).await;
        }
        drop(one_at_a_time);
        Err(StoreError::Unavailable("the write-ahead log is in use and couldn't be emptied".into()))
    }

    /// Whether nothing that was to be forgotten is left in the log.
    pub(super) fn is_log_emptied(&self) -> bool {
        !self.has_leftovers.load(Ordering::Relaxed)
    }
}

fn write(db: &Connection, files: &InPlace, mut jobs: mpsc::Receiver<Job>) {
    let mut waiting = Vec::new();
    while jobs.blocking_recv_many(&mut waiting, GROUP) > 0 {
        let mut group = Vec::new();
        for job in waiting.drain(..) {
            match job {
                Job::Command(command) => group.push(command),
                Job::EmptyLog(reply) => {
                    settle(db, files, std::mem::take(&mut group));
                    drop(reply.send(file::try_to_empty_log(db).map_err(Into::into)));
                }
            }
        }
        settle(db, files, group);
    }
}

/// Commits the group, if there is one, and tells its callers.
fn settle(db: &Connection, files: &InPlace, mut group: Vec<Box<dyn Command>>) {
    if group.is_empty() {
        return;
    }
    let committed = commit(db, &mut group).and_then(|()| files.check());
    group.into_iter().for_each(|command| command.answer(&committed));
}

/// Runs the group in one transaction. An error means that nothing of it is stored.
fn commit(db: &Connection, group: &mut [Box<dyn Command>]) -> Result<(), String> {
    let committed = run(db, group);
    committed.map_err(|error| {
        // If this fails too, so does the next BEGIN, and the next group is told.
        let _ = roll_back(db);
        error.to_string()
    })
}

/// For a savepoint, SQLite copies every page that is changed after it. So commands run without, unless one fails half-way: then all
/// of them run again, each in a savepoint of its own.
fn run(db: &Connection, group: &mut [Box<dyn Command>]) -> rusqlite::Result<()> {
    db.execute_batch("BEGIN IMMEDIATE")?;
    if !group.iter_mut().all(|command| run_together(db, command)) {
        roll_back(db)?;
        db.execute_batch("BEGIN IMMEDIATE")?;
        group.iter_mut().try_for_each(|command| run_apart(db, command))?;
    }
    db.execute_batch("COMMIT")
}

/// Whether the command succeeded, or failed before it had changed anything. Some errors undo the whole transaction.
fn run_together(db: &Connection, command: &mut Box<dyn Command>) -> bool {
    let before = db.total_changes();
    command.run(db) || (db.total_changes() == before && !db.is_autocommit())
}

fn run_apart(db: &Connection, command: &mut Box<dyn Command>) -> rusqlite::Result<()> {
    db.execute_batch("SAVEPOINT command")?;
    if !command.run(db) {
        db.execute_batch("ROLLBACK TO command")?;
    }
    db.execute_batch("RELEASE command")
}

fn roll_back(db: &Connection) -> rusqlite::Result<()> {
    if db.is_autocommit() { Ok(()) } else { db.execute_batch("ROLLBACK") }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Those of a database in memory.
    fn no_files() -> InPlace {
        InPlace::of([]).unwrap()
    }

    #[tokio::test]
    async fn what_cannot_be_committed_is_not_answered_as_stored() {
        let db = Connection::open_in_memory().unwrap();
        // Of this, SQLite notices only at the commit that it can't be.
        db.execute_batch(
            "PRAGMA foreign_keys = ON;
             CREATE TABLE one (id INTEGER PRIMARY KEY);
             CREATE TABLE two (one INTEGER REFERENCES one (id) DEFERRABLE INITIALLY DEFERRED);",
        )
        .unwrap();
        let writer = Writer::start(db, true, no_files()).unwrap();
        let insert =
            |id: i64| writer.run(move |db| Ok(db.execute("INSERT INTO two (one) VALUES (?1)", [id])?));
        let refused = insert(1).await;
        assert!(matches!(refused, Err(StoreError::Unavailable(_))), "{refused:?}");
        writer.run(|db| Ok(db.execute("INSERT INTO one (id) VALUES (1)", [])?)).await.unwrap();
        assert_eq!(insert(1).await.unwrap(), 1, "the next go on");
        let count =
            writer.run(|db| Ok(db.query_row("SELECT count(*) FROM two", [], |row| row.get::<_, i64>(0))?));
        assert_eq!(count.await.unwrap(), 1, "nothing of it stays");
    }

    #[tokio::test]
    async fn what_fails_half_way_takes_nothing_along() {
        let db = Connection::open_in_memory().unwrap();
        db.execute_batch("CREATE TABLE numbers (id INTEGER PRIMARY KEY)").unwrap();
        let writer = Writer::start(db, true, no_files()).unwrap();
        let (go_on, wait) = std::sync::mpsc::channel::<()>();
        // While the writer is busy with this, the others come to wait for one transaction. Ends when `go_on` is dropped.
        let busy = writer.run(move |_| Ok(wait.recv().is_ok()));
        let insert = |id: i64| writer.run(move |db| Ok(db.execute("INSERT INTO numbers VALUES (?1)", [id])?));
        let half_way = writer.run(|db| {
            db.execute("INSERT INTO numbers VALUES (7)", [])?;
            Err::<(), _>(StoreError::Damaged("half-way".into()))
        });
        let at_once = writer.run(|_| Err::<(), _>(StoreError::Damaged("at once".into())));
        let let_go = async move { drop(go_on) };
        let (_, one, half_way, at_once, two, ()) =
            tokio::join!(busy, insert(1), half_way, at_once, insert(2), let_go);
        assert_eq!((one.unwrap(), two.unwrap()), (1, 1));
        for (failed, why) in [(half_way, "half-way"), (at_once, "at once")] {
            assert!(matches!(&failed, Err(StoreError::Damaged(found)) if found == why), "{failed:?}");
        }
        let sum =
            writer.run(|db| Ok(db.query_row("SELECT sum(id) FROM numbers", [], |row| row.get::<_, i64>(0))?));
        assert_eq!(sum.await.unwrap(), 3);
    }

    #[tokio::test]
    async fn whose_thread_has_panicked_says_so_from_then_on() {
        let writer = Writer::start(Connection::open_in_memory().unwrap(), true, no_files()).unwrap();
        let panicked = writer.run(|_| -> Result<(), _> { panic!("on purpose") }).await;
        assert!(matches!(panicked, Err(StoreError::Broken)), "{panicked:?}");
        assert!(matches!(writer.run(|_| Ok(())).await, Err(StoreError::Broken)));
        assert!(matches!(writer.empty_log().await, Err(StoreError::Broken)));
    }
}
