//! Where a report stands, and what proves that it counts.

use rusqlite::{Connection, params};
use tacit_protocol::{
    ids::{ReportDigest, SessionId},
    merkle::Hash,
};

use super::{
    closing, reports,
    sql::{id, one, session_row},
};
use crate::store::{FrozenSet, Place, Standing, StoreError};

pub(super) fn standing(
    db: &Connection,
    session: &SessionId,
    digest: &ReportDigest,
) -> Result<Option<Standing>, StoreError> {
    let session_row = session_row(db, session)?;
    let statement =
        "SELECT p.id, p.participant, p.newest FROM reports r JOIN participants p ON p.id = r.participant
                     WHERE r.digest = ?1 AND p.session = ?2";
    let read = |row: &rusqlite::Row<'_>| Ok((row.get(0)?, row.get(1)?, row.get(2)?));
    let found: Option<(i64, Vec<u8>, u32)> =
        one(db, statement, params![digest.as_bytes(), session_row], read)?;
    let Some((row, participant, newest)) = found else { return Ok(None) };
    let newest = reports::stored(db, row, newest)?
        .ok_or_else(|| StoreError::Damaged(format!("a newest report of session {session} is missing")))?;
    let set = closing::frozen(db, session)?;
    let place = set.map(|set| place(db, session_row, set, &participant)).transpose()?;
    Ok(Some(Standing { participant: id(&participant, "a participant's id")?, newest, place }))
}

fn place(db: &Connection, session_row: i64, set: FrozenSet, participant: &[u8]) -> Result<Place, StoreError> {
    let index = position(db, session_row, set.submitted, participant)?;
    let first = index - index % u64::from(set.batch_size);
    let mut statement = db.prepare_cached(
        "SELECT r.digest FROM frozen_reports f JOIN reports r ON r.id = f.report
         WHERE f.session = ?1 AND f.position >= ?2 AND f.position < ?3 ORDER BY f.position",
    )?;
    let mut rows = statement.query(params![session_row, first, first + u64::from(set.batch_size)])?;
    let mut batch = Vec::new();
    while let Some(row) = rows.next()? {
        batch.push(id(&row.get::<_, Vec<u8>>(0)?, "a report's digest")?);
    }
    Ok(Place { set, index, batch, roots: batch_roots(db, session_row)? })
}

/// Where the participant's report is in the set, which is in ascending order of participants: by halving.
fn position(
    db: &Connection,
    session_row: i64,
    submitted: u64,
    participant: &[u8],
) -> Result<u64, StoreError> {
    let (mut from, mut to) = (0, submitted);
    while from < to {
        let middle = from + (to - from) / 2;
        let statement = "SELECT p.participant FROM frozen_reports f JOIN reports r ON r.id = f.report
                         JOIN participants p ON p.id = r.participant WHERE f.session = ?1 AND f.position = ?2";
        let found: Option<Vec<u8>> = one(db, statement, params![session_row, middle], |row| row.get(0))?;
        match found.as_deref().map(|found| found.cmp(participant)) {
            Some(std::cmp::Ordering::Equal) => return Ok(middle),
            Some(std::cmp::Ordering::Less) => from = middle + 1,
            Some(std::cmp::Ordering::Greater) => to = middle,
            None => break,
        }
    }
    Err(StoreError::Damaged("an acknowledged report isn't in the frozen set".into()))
}

fn batch_roots(db: &Connection, session_row: i64) -> Result<Vec<Hash>, StoreError> {
    let statement = "SELECT batch_roots FROM frozen_sets WHERE session = ?1";
    let bytes: Vec<u8> = one(db, statement, [session_row], |row| row.get(0))?.unwrap_or_default();
    match bytes.as_chunks() {
        (roots, []) => Ok(roots.to_vec()),
        _ => Err(StoreError::Damaged("the batches' roots are cut short".into())),
    }
}
