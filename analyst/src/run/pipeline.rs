//! All batches: some in flight at once, verified on all cores, added up in order, memory bounded.

use std::{collections::VecDeque, sync::Arc};

use futures::{TryStreamExt, stream};
use tacit_protocol::{
    batch::{BATCHES_AT_ONCE, Note, Verdicts},
    closing::ClosingStatement,
};
use tacit_tally::Circuit;
use tokio::sync::oneshot;

use super::{
    note::Notebook,
    total::{Complete, Total},
    verify::{BatchError, BatchTally, VerifiedBatch, Verifier},
};
use crate::{
    error::Error,
    random,
    session::Session,
    ui::{Bar, Done},
};

/// Whether batches without a note can still be verified.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Missing {
    /// Fetch and verify them.
    Verify,
    /// The session is released and the server has destroyed its key: every batch must have its note.
    Refuse,
}

/// Adds up the closed set: from the notes where there are any, by verifying where not; answers too how much was which.
pub(super) async fn tally(
    session: &Session,
    circuit: &Circuit,
    statement: &ClosingStatement,
    missing: Missing,
    bar: &Bar,
) -> Result<(Complete, Done), Error> {
    let work = Work {
        session,
        verifier: Arc::new(
            Verifier::new(session.id, circuit.clone(), &session.verify_key(), &session.secret)
                .with_cohorts(session.manifest.cohorts.as_ref()),
        ),
        notebook: Arc::new(Notebook::new(session.id, circuit.clone(), &session.secret)),
        missing,
    };
    let notes = Notes { session, next: 0, page: VecDeque::new(), exhausted: false };
    let batches = stream::try_unfold((notes, statement.batches()), async |(mut notes, batches)| {
        if notes.next == batches {
            return Ok::<_, Error>(None);
        }
        let index = notes.next;
        let note = notes.take().await?;
        Ok(Some(((index, note), (notes, batches))))
    });
    let mut done =
        std::pin::pin!(batches.map_ok(|(index, note)| work.batch(index, note)).try_buffered(BATCHES_AT_ONCE));
    let (mut total, mut so_far) = (Total::new(circuit, *statement), Done::default());
    while let Some((batch, was_noted)) = done.try_next().await? {
        total.add(&batch)?;
        let reports = u64::from(batch.len);
        *(if was_noted { &mut so_far.noted } else { &mut so_far.verified }) += reports;
        bar.advance(reports);
    }
    Ok((total.complete()?, so_far))
}

/// What it takes to work on a batch.
struct Work<'a> {
    session: &'a Session,
    verifier: Arc<Verifier>,
    notebook: Arc<Notebook>,
    missing: Missing,
}

impl Work<'_> {
    /// What a batch comes to, and whether that was noted before.
    async fn batch(&self, index: u32, note: Option<Vec<u8>>) -> Result<(BatchTally, bool), Error> {
        if let Some(tally) = note.and_then(|note| self.notebook.open(index, &note)) {
            return Ok((tally, true));
        }
        match self.missing {
            Missing::Verify => Ok((self.verify(index).await?, false)),
            Missing::Refuse => {
                Err(Error::dishonest(format!("copy of the analyst's note on batch {index} is damaged")))
            }
        }
    }

    async fn verify(&self, index: u32) -> Result<BatchTally, Error> {
        let Session { id, client, reach, .. } = self.session;
        let batch = reach.call(|| client.batch(id, index)).await?;
        let (verifier, notebook) = (self.verifier.clone(), self.notebook.clone());
        let verified = on_all_cores(move || {
            let VerifiedBatch { verdicts, tally } = verifier.verify(&batch)?;
            let note = notebook.seal(&mut random::system(), index, &tally);
            Ok((Verdicts { index, verdicts, note }, tally))
        });
        let (verdicts, tally) =
            verified.await.map_err(|source: BatchError| Error::Batch { index, source })?;
        reach.call(|| client.put_verdicts(id, &verdicts)).await?;
        Ok(tally)
    }
}

/// The notes that the server keeps, asked for page by page.
struct Notes<'a> {
    session: &'a Session,
    next: u32,
    page: VecDeque<Note>,
    exhausted: bool,
}

impl Notes<'_> {
    /// The next batch's note, if it has one.
    async fn take(&mut self) -> Result<Option<Vec<u8>>, Error> {
        let index = self.next;
        self.next += 1;
        if self.page.is_empty() && !self.exhausted {
            let Session { id, client, reach, .. } = self.session;
            self.page = reach.call(|| client.notes(id, index)).await?.notes.into();
            self.exhausted = self.page.is_empty();
        }
        match self.page.front() {
            Some(note) if note.index < index => Err(Error::dishonest("list of notes is not in order")),
            Some(note) if note.index == index => Ok(self.page.pop_front().map(|note| note.note)),
            _ => Ok(None),
        }
    }
}

/// Does long work where it doesn't hold up the connection.
async fn on_all_cores<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> T {
    let (send, receive) = oneshot::channel();
    rayon::spawn(move || {
        // Nobody waits any more: the command was interrupted.
        let _ = send.send(work());
    });
    receive.await.expect("a panic in the work ends the process")
}
