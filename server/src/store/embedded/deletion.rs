//! A session's end, before or after its results: nothing of it stays.
//!
//! The first step destroys the session's secret and all that it can be found by: from then on no statement finds it. What belongs to
//! it goes piece by piece, so that nobody who writes waits for long, and its row last. Wherever this stops, it is gone on with.

use rusqlite::{Connection, Row, params};
use tacit_protocol::{ids::SessionId, phase::Phase};

use super::{
    closing, codes, secrets,
    sql::{id, one, run},
};
use crate::store::{RetentionBasis, StoreError, phase_code};

/// The most rows of a piece.
const PIECE_ROWS: usize = 1_000;
/// About the most bytes of reports of a piece.
const PIECE_BYTES: usize = 8 << 20;

/// What there is little of a session, in the order in which nothing points to what is gone.
const REST: [&str; 6] = [
    "DELETE FROM frozen_sets WHERE session = ?1",
    "DELETE FROM publications WHERE session = ?1",
    "DELETE FROM releases WHERE session = ?1",
    "DELETE FROM cohort_counts WHERE session = ?1",
    "DELETE FROM counts WHERE session = ?1",
    "DELETE FROM sessions WHERE id = ?1",
];

pub(super) fn announce(
    db: &Connection,
    session: &SessionId,
    delete_after: Option<u64>,
) -> Result<(), StoreError> {
    let statement =
        "UPDATE sessions SET delete_after = ?2 WHERE session = ?1 AND (?2 IS NULL OR delete_after IS NULL)";
    run(db, statement, params![session.as_bytes(), delete_after]).map(drop)
}

pub(super) fn announced(db: &Connection) -> Result<Vec<(SessionId, u64)>, StoreError> {
    let mut statement =
        db.prepare_cached("SELECT session, delete_after FROM sessions WHERE delete_after IS NOT NULL")?;
    let mut rows = statement.query([])?;
    let mut announced = Vec::new();
    while let Some(row) = rows.next()? {
        announced.push((id(&row.get::<_, Vec<u8>>(0)?, "a session's id")?, row.get(1)?));
    }
    Ok(announced)
}

pub(super) fn noted_time(db: &Connection) -> Result<Option<u64>, StoreError> {
    one(db, "SELECT time FROM noted_time", [], |row| row.get(0))
}

pub(super) fn note_time(db: &Connection, now: u64) -> Result<(), StoreError> {
    run(db, "REPLACE INTO noted_time (id, time) VALUES (1, ?1)", [now]).map(drop)
}

/// The first step, if the session is still as it was when it was found to be over. Answers its row.
pub(super) fn begin_if(
    db: &Connection,
    session: &SessionId,
    basis: RetentionBasis,
    now: u64,
) -> Result<Option<i64>, StoreError> {
    let statement = "SELECT phase, closes_at FROM sessions WHERE session = ?1 AND delete_after <= ?2";
    let read = |row: &Row<'_>| Ok((row.get(0)?, row.get(1)?));
    let Some((phase, closes_at)) = one(db, statement, params![session.as_bytes(), now], read)? else {
        return Ok(None);
    };
    let phase: Phase = phase_code::phase(phase)?;
    let closed_at = closing::frozen(db, session)?.map(|set| set.closed_at);
    if (RetentionBasis { phase, closes_at, closed_at }) == basis { begin(db, session) } else { Ok(None) }
}

/// The first step; older pages are left in the log. Answers the session's row, if it is there.
pub(super) fn begin(db: &Connection, session: &SessionId) -> Result<Option<i64>, StoreError> {
    let statement = "SELECT id, secret FROM sessions WHERE session = ?1";
    let read = |row: &Row<'_>| Ok((row.get(0)?, row.get(1)?));
    let found: Option<(i64, Option<i64>)> = one(db, statement, [session.as_bytes()], read)?;
    let Some((row, secret)) = found else { return Ok(None) };
    // Its row's number is shorter than any id.
    run(
        db,
        "UPDATE sessions SET phase = ?2, session = ?3, offer = ?3, analyst = x'', secret = NULL, sealed_signing_seed = x'',
             manifest = x'', delete_after = NULL WHERE id = ?1",
        params![row, phase_code::DELETED, row.to_be_bytes()],
    )?;
    codes::forget_session(db, session)?;
    secret.map_or(Ok(()), |secret| secrets::destroy(db, secret))?;
    Ok(Some(row))
}

/// The sessions whose deletion was begun.
pub(super) fn begun(db: &Connection) -> Result<Vec<i64>, StoreError> {
    let mut statement = db.prepare_cached("SELECT id FROM sessions WHERE phase = ?1")?;
    Ok(statement.query_map([phase_code::DELETED], |row| row.get(0))?.collect::<Result<_, _>>()?)
}

/// Destroys some of what is left of a session whose deletion was begun; `true` if nothing is. Another may have finished it meanwhile: the
/// row's number may be another session's now.
pub(super) fn destroy_piece(db: &Connection, session_row: i64) -> Result<bool, StoreError> {
    let statement = "SELECT 1 FROM sessions WHERE id = ?1 AND phase = ?2";
    if one(db, statement, params![session_row, phase_code::DELETED], |_| Ok(()))?.is_none() {
        return Ok(true);
    }
    if destroy_shares(db, session_row)?
        || destroy_frozen(db, session_row)?
        || destroy_reports(db, session_row)?
    {
        return Ok(false);
    }
    REST.iter().try_for_each(|statement| run(db, statement, [session_row]).map(drop)).map(|()| true)
}

/// Whether there were any.
fn destroy_shares(db: &Connection, session_row: i64) -> Result<bool, StoreError> {
    let statement = "SELECT id, share FROM batch_records WHERE session = ?1 LIMIT ?2";
    let records: Vec<(i64, Option<i64>)> = db
        .prepare_cached(statement)?
        .query_map(params![session_row, PIECE_ROWS / 10], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<Result<_, _>>()?;
    for (record, share) in &records {
        run(db, "DELETE FROM batch_records WHERE id = ?1", [record])?;
        share.map_or(Ok(()), |share| secrets::destroy(db, share))?;
    }
    Ok(!records.is_empty())
}

/// Whether there were any.
fn destroy_frozen(db: &Connection, session_row: i64) -> Result<bool, StoreError> {
    let statement = "DELETE FROM frozen_reports WHERE session = ?1 AND position IN
                         (SELECT position FROM frozen_reports WHERE session = ?1 LIMIT ?2)";
    Ok(run(db, statement, params![session_row, PIECE_ROWS])? > 0)
}

/// Participants with their reports; whether there were any.
fn destroy_reports(db: &Connection, session_row: i64) -> Result<bool, StoreError> {
    let participants: Vec<i64> = db
        .prepare_cached("SELECT id FROM participants WHERE session = ?1 LIMIT ?2")?
        .query_map(params![session_row, PIECE_ROWS], |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    let (mut rows, mut bytes) = (0, 0);
    for participant in &participants {
        let reports: Vec<(i64, usize)> = db
            .prepare_cached("SELECT id, length(bytes) FROM reports WHERE participant = ?1")?
            .query_map([participant], |row| Ok((row.get(0)?, row.get(1)?)))?
            .collect::<Result<_, _>>()?;
        for (report, length) in reports {
            if rows >= PIECE_ROWS || bytes >= PIECE_BYTES {
                return Ok(true);
            }
            run(db, "DELETE FROM reports WHERE id = ?1", [report])?;
            (rows, bytes) = (rows + 1, bytes + length);
        }
        run(db, "DELETE FROM participants WHERE id = ?1", [participant])?;
    }
    Ok(!participants.is_empty())
}
