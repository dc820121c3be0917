//! Sessions that are over for long: their deletion is announced, and a day later they are deleted, if that is still so.

use std::collections::HashMap;

use tacit_protocol::{ids::SessionId, manifest::Manifest, phase::Phase};

use crate::{
    store::{RetentionBasis, SessionRecord, Store, StoreError},
    trusted_time::TrustedTime,
};

/// How many sessions are listed at once.
const PAGE: u32 = 256;
/// How long before it is deleted a session's deletion is announced, in milliseconds: long enough for somebody to notice a clock that
/// is wrong.
const NOTICE_MS: u64 = 24 * 60 * 60 * 1000;

/// What was done about a session.
#[derive(Debug)]
pub enum Retained {
    /// It is over for long, and is deleted a day from now.
    Announced {
        /// Which.
        session: SessionId,
        /// Whether it has submissions whose results nobody has released.
        is_unreleased: bool,
    },
    /// It was to be deleted, and isn't over for long any more: the clock or the setting was another, or it goes on.
    TakenBack(SessionId),
    /// It is deleted.
    Deleted(SessionId),
    /// Nothing could be done, which is tried again the next time.
    Failed(SessionId, StoreError),
}

/// Goes through all sessions: announces the deletion of those that are over for `retention_ms` at the time there is now, takes back what
/// doesn't hold any more, and deletes those of which it was announced a day before. With 0 none is over for long. `dry`: does nothing of
/// it. What was to be deleted before `since` is announced again: nobody may have seen it, as in a copy that was put back. When the time
/// isn't trusted any more, it stops.
///
/// A session is over when it was released or, with twice the time, when it was closed or could have been: it may have submissions that
/// somebody still waits for. A draft is over when it was created, or the latest of the times that it names is past.
///
/// # Errors
///
/// [`StoreError`] if sessions can't be listed. What fails of one session is told, and the others go on.
pub async fn retain(
    store: &dyn Store,
    (trusted, since): (&TrustedTime, u64),
    retention_ms: u64,
    dry: bool,
    tell: &(dyn Fn(&Retained) + Sync),
) -> Result<(), StoreError> {
    let Some(now) = trusted.get().await else { return Ok(()) };
    let announced: HashMap<_, _> = store.announced_deletions().await?.into_iter().collect();
    if retention_ms == 0 && announced.is_empty() {
        return Ok(());
    }
    let round = Round { store, trusted, now, since, retention_ms, announced, dry };
    let mut after = None;
    loop {
        let page = store.all_sessions(after.as_ref(), PAGE).await?;
        let Some(last) = page.last() else { return Ok(()) };
        after = Some(*last);
        for session in page {
            if trusted.get().await.is_none() {
                return Ok(());
            }
            match round.look_at(&session).await {
                Ok(Some(done)) => tell(&done),
                Ok(None) | Err(StoreError::NoSession(_)) => {}
                Err(error) => tell(&Retained::Failed(session, error)),
            }
        }
    }
}

/// Takes back all announcements for `until` or before, whichever clock they were made by.
pub(crate) async fn take_back(store: &dyn Store, until: u64) -> Result<(), StoreError> {
    for (session, at) in store.announced_deletions().await? {
        if at <= until {
            store.announce_deletion(&session, None).await?;
        }
    }
    Ok(())
}

struct Round<'a> {
    store: &'a dyn Store,
    trusted: &'a TrustedTime,
    now: u64,
    since: u64,
    retention_ms: u64,
    announced: HashMap<SessionId, u64>,
    dry: bool,
}

impl Round<'_> {
    async fn look_at(&self, session: &SessionId) -> Result<Option<Retained>, StoreError> {
        let announced = self.announced.get(session);
        if self.retention_ms == 0 && announced.is_none() {
            return Ok(None);
        }
        let Some(record) = self.store.session(session).await? else { return Ok(None) };
        let closed_at = self.store.frozen(session).await?.map(|set| set.closed_at);
        let (phase, closes_at) = (record.phase, record.closes_at);
        let is_unreleased = !matches!(phase, Phase::Draft | Phase::Released);
        let kept = self.retention_ms.saturating_mul(if is_unreleased { 2 } else { 1 });
        let is_over = self.retention_ms > 0
            && over_since(&record, closed_at).is_some_and(|since| since.saturating_add(kept) < self.now);
        let session = *session;
        Ok(match announced {
            _ if is_over && announced.is_none_or(|at| *at < self.since) => {
                // The first announcement would stay.
                let at = self.now.saturating_add(NOTICE_MS);
                let announced =
                    self.announce(&session, None).await? && self.announce(&session, Some(at)).await?;
                announced.then_some(Retained::Announced { session, is_unreleased })
            }
            Some(_) if !is_over => {
                self.announce(&session, None).await?.then_some(Retained::TakenBack(session))
            }
            Some(at) if *at <= self.now => {
                let basis = RetentionBasis { phase, closes_at, closed_at };
                let deleted = self.dry
                    || self.trusted.get().await.is_some()
                        && self.store.delete_if(&session, basis, self.now).await?;
                deleted.then_some(Retained::Deleted(session))
            }
            _ => None,
        })
    }

    /// `false`: not any more. Whoever finds that the time can't be trusted waits for this, then takes back what is announced.
    async fn announce(&self, session: &SessionId, at: Option<u64>) -> Result<bool, StoreError> {
        if self.dry {
            return Ok(true);
        }
        let Some(_held) = self.trusted.hold().await else { return Ok(false) };
        self.store.announce_deletion(session, at).await.map(|()| true)
    }
}

/// Never before it was created, whatever the clock said that closed it.
fn over_since(record: &SessionRecord, closed_at: Option<u64>) -> Option<u64> {
    let manifest = Manifest::from_bytes(&record.manifest).ok();
    let opens_at = manifest.as_ref().and_then(|manifest| manifest.opens_at);
    let closes_at = record.closes_at.or_else(|| manifest.and_then(|manifest| manifest.closes_at));
    let over = match (closed_at, record.phase) {
        // A clock was wrong: nobody knows when it was closed.
        (Some(closed_at), _) if closed_at < record.created_at => None,
        (Some(closed_at), _) => Some(closed_at),
        (None, Phase::Draft) => Some(opens_at.max(closes_at).unwrap_or_default()),
        (None, _) => closes_at.map(|closes_at| closes_at.max(opens_at.unwrap_or_default())),
    };
    over.map(|over| over.max(record.created_at))
}
