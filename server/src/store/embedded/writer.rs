//! The one thread that writes. It commits in groups: as many commands as are waiting, one `fsync`.
//!
//! A command runs in a savepoint of its own, so that one that fails takes nothing along; none is answered before the
//! group is on disk.

use std::{
    io,
    sync::atomic::{AtomicBool, Ordering},
    thread,
    time::Duration,
};

use rusqlite::Connection;
use tokio::{
    sync::{Mutex, mpsc, oneshot},
    time,
};

use super::file;
use crate::store::StoreError;

/// How many commands may wait. More callers wait before the queue.
const QUEUE: usize = 1024;
/// How often the log is tried to be emptied, and how long to wait in between: some ten seconds.
const ATTEMPTS: u32 = 50;
const PAUSE: Duration = Duration::from_millis(200);
/// The most commands in one transaction: bounds how long the first of them waits for the last.
const GROUP: usize = 256;

/// A handle to the writer. Dropping it ends the thread, once all that was asked is done.
pub(super) struct Writer {
    queue: Option<mpsc::Sender<Job>>,
    emptying: Mutex<()>,
    /// The log wasn't emptied the last time that it was to be.
    has_leftovers: AtomicBool,
    thread: Option<thread::JoinHandle<()>>,
}

enum Job {
    Command(Box<dyn Command>),
    /// Whether that could be done: not while somebody reads from the log.
    EmptyLog(oneshot::Sender<Result<bool, StoreError>>),
}

impl Writer {
    /// Starts the thread; from now on it alone uses the connection.
    pub(super) fn start(db: Connection) -> io::Result<Self> {
        let (queue, jobs) = mpsc::channel(QUEUE);
        let thread = thread::Builder::new().name("store-writer".into()).spawn(move || write(&db, jobs))?;
        Ok(Self {
            queue: Some(queue),
            emptying: Mutex::default(),
            has_leftovers: AtomicBool::default(),
            thread: Some(thread),
        })
    }

    /// Runs `work` in a transaction and answers when its effect is on disk. Nothing of it stays if it fails.
    ///
    /// Once queued it runs, also if the caller goes away meanwhile.
    pub(super) async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Connection) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        let (reply, answer) = oneshot::channel();
        self.send(Job::Command(Box::new(Pending::Waiting { work, reply }))).await?;
        answer.await.map_err(|_| stopped())?
    }

    /// Moves everything from the write-ahead log into the database, and cuts the log to nothing. Tries for some time while
    /// others read from the log; what is to be written goes on meanwhile.
    pub(super) async fn empty_log(&self) -> Result<(), StoreError> {
        let one_at_a_time = self.emptying.lock().await;
        self.has_leftovers.store(true, Ordering::Relaxed);
        for _ in 0..ATTEMPTS {
            let (reply, answer) = oneshot::channel();
            self.send(Job::EmptyLog(reply)).await?;
            if answer.await.map_err(|_| stopped())?? {
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

    async fn send(&self, job: Job) -> Result<(), StoreError> {
        let queue = self.queue.as_ref().ok_or_else(stopped)?;
        queue.send(job).await.map_err(|_| stopped())
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        self.queue = None;
        if let Some(thread) = self.thread.take() {
            // An error means it panicked, which has been reported where it happened.
            let _ = thread.join();
        }
    }
}

fn stopped() -> StoreError {
    StoreError::Unavailable("the writer has stopped; restart the server".into())
}

fn write(db: &Connection, mut jobs: mpsc::Receiver<Job>) {
    let mut next = jobs.blocking_recv();
    while let Some(job) = next.take() {
        match job {
            Job::EmptyLog(reply) => drop(reply.send(file::try_to_empty_log(db).map_err(Into::into))),
            Job::Command(first) => {
                let mut group = vec![first];
                while group.len() < GROUP && next.is_none() {
                    match jobs.try_recv() {
                        Ok(Job::Command(command)) => group.push(command),
                        Ok(other) => next = Some(other),
                        Err(_) => break,
                    }
                }
                let outcome = commit(db, &mut group);
                for command in group {
                    command.answer(&outcome);
                }
            }
        }
        if next.is_none() {
            next = jobs.blocking_recv();
        }
    }
}

/// Runs the group in one transaction. An error means that nothing of it is stored.
fn commit(db: &Connection, group: &mut [Box<dyn Command>]) -> Result<(), String> {
    let run = || -> rusqlite::Result<()> {
        db.execute_batch("BEGIN IMMEDIATE")?;
        for command in group {
            db.execute_batch("SAVEPOINT command")?;
            if !command.run(db) {
                db.execute_batch("ROLLBACK TO command")?;
            }
            db.execute_batch("RELEASE command")?;
        }
        db.execute_batch("COMMIT")
    };
    run().map_err(|error| {
        if !db.is_autocommit() {
            // If this fails too, so does the next BEGIN, and the next group is told.
            let _ = db.execute_batch("ROLLBACK");
        }
        error.to_string()
    })
}

/// Work with its caller, whatever type it answers.
trait Command: Send {
    /// Does the work; says whether it is to stay.
    fn run(&mut self, db: &Connection) -> bool;
    /// Tells the caller, once it is known whether the group is on disk.
    fn answer(self: Box<Self>, committed: &Result<(), String>);
}

enum Pending<T, F> {
    Waiting { work: F, reply: oneshot::Sender<Result<T, StoreError>> },
    Done { result: Result<T, StoreError>, reply: oneshot::Sender<Result<T, StoreError>> },
    Taken,
}

impl<T, F> Command for Pending<T, F>
where
    T: Send,
    F: FnOnce(&Connection) -> Result<T, StoreError> + Send,
{
    fn run(&mut self, db: &Connection) -> bool {
        let Self::Waiting { work, reply } = std::mem::replace(self, Self::Taken) else { return false };
        let result = work(db);
        let stays = result.is_ok();
        *self = Self::Done { result, reply };
        stays
    }

    fn answer(self: Box<Self>, committed: &Result<(), String>) {
        let (result, reply) = match *self {
            Self::Done { result, reply } => (result, reply),
            Self::Waiting { reply, .. } => (Err(StoreError::Unavailable("not run".into())), reply),
            Self::Taken => return,
        };
        let result = match committed {
            Ok(()) => result,
            Err(reason) => result.and_then(|_| Err(StoreError::Unavailable(reason.clone()))),
        };
        // A caller that went away doesn't want to know.
        let _ = reply.send(result);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
        let writer = Writer::start(db).unwrap();
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
}
