//! Which sessions are over for long.

use tacit_protocol::{ids::SessionId, manifest::Manifest, phase::Phase};

use crate::store::{SessionRecord, Store, StoreError};

/// How many sessions are listed at once.
const PAGE: u32 = 256;

/// The sessions that were over before this time (milliseconds since 1970 UTC): closed, or past their closing time without having
/// been closed, or never opened. One that is open without a closing time isn't over.
///
/// # Errors
///
/// [`StoreError`]
pub async fn over_before(store: &dyn Store, time: u64) -> Result<Vec<SessionId>, StoreError> {
    let mut over = Vec::new();
    let mut after = None;
    loop {
        let page = store.all_sessions(after.as_ref(), PAGE).await?;
        let Some(last) = page.last() else { return Ok(over) };
        after = Some(*last);
        for id in page {
            let Some(record) = store.session(&id).await? else { continue };
            if over_since(store, &record).await?.is_some_and(|since| since < time) {
                over.push(id);
            }
        }
    }
}

async fn over_since(store: &dyn Store, record: &SessionRecord) -> Result<Option<u64>, StoreError> {
    match store.frozen(&record.session).await {
        Ok(Some(set)) => return Ok(Some(set.closed_at)),
        // Deleted meanwhile.
        Err(StoreError::NoSession(_)) => return Ok(None),
        frozen => frozen?,
    };
    let announced = Manifest::from_bytes(&record.manifest).ok().and_then(|manifest| manifest.closes_at);
    let closes_at = record.closes_at.or(announced);
    Ok(match record.phase {
        Phase::Draft => Some(record.created_at.max(closes_at.unwrap_or_default())),
        _ => closes_at,
    })
}
