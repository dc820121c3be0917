//! A thread with a queue: how many ask it for something, and how it does at once what waits.

use std::{io, thread};

use rusqlite::Connection;
use tokio::sync::{mpsc, oneshot};

use crate::store::StoreError;

/// How many jobs may wait. More callers wait before the queue.
const QUEUE: usize = 1024;

/// A handle to the thread. Dropping it ends the thread, once all that was asked is done.
pub(super) struct Desk<J> {
    queue: Option<mpsc::Sender<J>>,
    thread: Option<thread::JoinHandle<()>>,
}

impl<J: Send + 'static> Desk<J> {
    /// Starts the thread, which takes its jobs from the queue until that ends.
    pub(super) fn start(
        name: &str,
        serve: impl FnOnce(mpsc::Receiver<J>) + Send + 'static,
    ) -> io::Result<Self> {
        let (queue, jobs) = mpsc::channel(QUEUE);
        let thread = thread::Builder::new().name(name.into()).spawn(move || serve(jobs))?;
        Ok(Self { queue: Some(queue), thread: Some(thread) })
    }

    /// Sends a job, and waits for what comes of it. Once queued it is done, also if the caller goes away meanwhile.
    pub(super) async fn ask<T>(&self, job: impl FnOnce(Reply<T>) -> J) -> Result<T, StoreError> {
        let (reply, answer) = oneshot::channel();
        let queue = self.queue.as_ref().ok_or(StoreError::Broken)?;
        queue.send(job(reply)).await.map_err(|_| StoreError::Broken)?;
        answer.await.map_err(|_| StoreError::Broken)?
    }
}

impl<J> Drop for Desk<J> {
    fn drop(&mut self) {
        self.queue = None;
        if let Some(thread) = self.thread.take() {
            // An error means it panicked, which has been reported where it happened.
            let _ = thread.join();
        }
    }
}

/// Where a job's caller waits.
pub(super) type Reply<T> = oneshot::Sender<Result<T, StoreError>>;

/// Work in a transaction, with its caller, whatever type it answers.
pub(super) trait Command: Send {
    /// Does the work; says whether it succeeded. What comes of it the last time is what the caller hears.
    fn run(&mut self, db: &Connection) -> bool;
    /// Tells the caller, once it is known whether the transaction was committed.
    fn answer(self: Box<Self>, committed: &Result<(), String>);
}

/// The work and who waits for it.
pub(super) fn command<T: Send + 'static>(
    work: impl Fn(&Connection) -> Result<T, StoreError> + Send + 'static,
    reply: Reply<T>,
) -> Box<dyn Command> {
    Box::new(Pending { work, reply, result: None })
}

struct Pending<T, F> {
    work: F,
    reply: Reply<T>,
    result: Option<Result<T, StoreError>>,
}

impl<T, F> Command for Pending<T, F>
where
    T: Send,
    F: Fn(&Connection) -> Result<T, StoreError> + Send,
{
    fn run(&mut self, db: &Connection) -> bool {
        self.result.insert((self.work)(db)).is_ok()
    }

    fn answer(self: Box<Self>, committed: &Result<(), String>) {
        let result = match (committed, self.result) {
            (Ok(()), Some(result)) | (Err(_), Some(result @ Err(_))) => result,
            (Err(reason), _) => Err(StoreError::Unavailable(reason.clone())),
            (Ok(()), None) => Err(StoreError::Unavailable("not run".into())),
        };
        // A caller that went away doesn't want to know.
        let _ = self.reply.send(result);
    }
}
