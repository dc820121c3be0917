//! From one store into the other, a page at a time; before each it is looked whether the move still goes on.

use std::collections::HashSet;

use tacit_protocol::ids::SessionId;

use super::{MigrationError, MigrationProgress, Move, PAGE};
use crate::store::{
    OnceOutcome, StoreError,
    portable::{KeptCode, Outcome, Portable, PortableParticipant, PortableReport},
};

/// About how many bytes of reports are in memory at once.
const CHUNK_BYTES: usize = 16 * 1024 * 1024;

impl Move<'_> {
    /// Copies the codes for creating sessions.
    pub(super) async fn copy_codes(&self) -> Result<(), MigrationError> {
        let mut after = None;
        loop {
            let page = self.from.codes(after.as_ref(), PAGE).await?;
            let Some(last) = page.last() else { return Ok(()) };
            after = Some(last.code.hash);
            self.goes_on().await?;
            self.to.take_codes(&page, self.id).await?;
        }
    }

    /// Copies a session with everything that is stored of it.
    pub(super) async fn copy(
        &self,
        session: &SessionId,
        progress: &(dyn Fn(MigrationProgress<'_>) + Sync),
    ) -> Result<(), MigrationError> {
        let Self { from, to, id } = *self;
        let record = from.session(session).await?.ok_or(StoreError::NoSession(*session))?;
        self.goes_on().await?;
        if to.take_session(&record, id).await? == OnceOutcome::Different {
            return Err(MigrationError::Occupied(*session));
        }
        // A page is copied after the other: what comes before the newest page over there is whole.
        let mut after = to.last_invited(session, PAGE).await?;
        loop {
            let page = from.invited(session, after.as_ref(), PAGE).await?;
            let Some(last) = page.last() else { break };
            after = Some(last.participant);
            self.goes_on().await?;
            to.take_participants(session, &page).await?;
            each_reports(from, session, &page, async |reports| to.take_reports(session, &reports).await)
                .await?;
            progress(MigrationProgress::Copied { session, participants: page.len() as u64 });
        }
        let mut next = 0;
        loop {
            let records = from.batch_records(session, next, PAGE).await?;
            let Some(last) = records.last() else { break };
            next = last.index.saturating_add(1);
            self.goes_on().await?;
            to.take_batch_records(session, &records).await?;
        }
        let outcome = outcome(from, session).await?;
        self.goes_on().await?;
        Ok(to.take_outcome(session, &outcome).await?)
    }
}

/// All sessions, in ascending order.
pub(super) async fn sessions(store: &dyn Portable) -> Result<Vec<SessionId>, StoreError> {
    let mut sessions = Vec::new();
    loop {
        let page = store.all_sessions(sessions.last(), PAGE).await?;
        if page.is_empty() {
            return Ok(sessions);
        }
        sessions.extend(page);
    }
}

/// All codes for creating sessions.
pub(super) async fn codes(store: &dyn Portable) -> Result<HashSet<KeptCode>, StoreError> {
    let (mut codes, mut after) = (HashSet::new(), None);
    loop {
        let page = store.codes(after.as_ref(), PAGE).await?;
        let Some(last) = page.last() else { return Ok(codes) };
        after = Some(last.code.hash);
        codes.extend(page);
    }
}

/// What came of a session.
pub(super) async fn outcome(store: &dyn Portable, session: &SessionId) -> Result<Outcome, StoreError> {
    Ok(Outcome {
        frozen: store.frozen(session).await?,
        release: store.released(session).await?,
        results: store.published(session).await?,
    })
}

/// Reads all reports of these participants, some at a time.
pub(super) async fn each_reports(
    store: &dyn Portable,
    session: &SessionId,
    page: &[PortableParticipant],
    mut each: impl AsyncFnMut(Vec<PortableReport>) -> Result<(), StoreError>,
) -> Result<(), StoreError> {
    let all: Vec<_> = page
        .iter()
        .flat_map(|invited| invited.revisions.iter().map(|stored| (invited.participant, *stored)))
        .collect();
    // The first tells how long they are.
    let (mut rest, mut at_once) = (&all[..], 1);
    while let Some((chunk, later)) =
        rest.split_at_checked(at_once.min(rest.len())).filter(|_| !rest.is_empty())
    {
        rest = later;
        let digests: Vec<_> = chunk.iter().map(|(_, stored)| stored.digest).collect();
        let bytes = store.report_bytes(session, &digests).await?;
        at_once =
            (CHUNK_BYTES / bytes.iter().map(Vec::len).max().unwrap_or(1).max(1)).clamp(1, PAGE as usize);
        let reports = chunk.iter().zip(bytes);
        let reports =
            reports.map(|(&(participant, stored), bytes)| PortableReport { participant, stored, bytes });
        each(reports.collect()).await?;
    }
    Ok(())
}
