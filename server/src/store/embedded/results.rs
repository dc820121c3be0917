//! What verification leaves behind: batch records, the release, and published results.

use rusqlite::{Connection, Row, params};
use tacit_protocol::{ids::SessionId, phase::Phase};

use super::{
    secrets, sessions,
    sql::{one, run, session_row},
};
use crate::store::{BatchRecord, OnceOutcome, StoreError};

pub(super) fn record_batch(
    db: &Connection,
    session: &SessionId,
    record: &BatchRecord,
) -> Result<OnceOutcome, StoreError> {
    let row = session_row(db, session)?;
    let statement = "SELECT verdicts_digest FROM batch_records WHERE session = ?1 AND batch = ?2";
    let written: Option<[u8; 32]> = one(db, statement, params![row, record.index], |row| row.get(0))?;
    if let Some(digest) = written {
        return Ok(once(digest == record.verdicts_digest));
    }
    require(Phase::Closed, db, session)?;
    insert_record(db, row, record)?;
    run(db, "UPDATE counts SET verified_batches = verified_batches + 1 WHERE session = ?1", [row])?;
    Ok(OnceOutcome::Written)
}

/// Writes a record that isn't there. One without a share is of a released session.
pub(super) fn insert_record(
    db: &Connection,
    session_row: i64,
    record: &BatchRecord,
) -> Result<(), StoreError> {
    let share = match &record.sealed_share[..] {
        [] => None,
        share => Some(secrets::put(db, share)?),
    };
    let BatchRecord { index, verdicts_digest, accepted, note, .. } = record;
    run(
        db,
        "INSERT INTO batch_records (session, batch, verdicts_digest, accepted, share, note)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        params![session_row, index, verdicts_digest, accepted, share, note],
    )
    .map(drop)
}

pub(super) fn batch_records(
    db: &Connection,
    session: &SessionId,
    from: u32,
    limit: u32,
) -> Result<Vec<BatchRecord>, StoreError> {
    let mut statement = db.prepare_cached(
        "SELECT batch, verdicts_digest, accepted, note, share FROM batch_records
         WHERE session = ?1 AND batch >= ?2 ORDER BY batch LIMIT ?3",
    )?;
    let mut rows = statement.query(params![session_row(db, session)?, from, limit])?;
    let mut records = Vec::new();
    while let Some(row) = rows.next()? {
        let share: Option<i64> = row.get(4)?;
        records.push(BatchRecord {
            index: row.get(0)?,
            verdicts_digest: row.get(1)?,
            accepted: row.get(2)?,
            sealed_share: share.map(|share| secrets::get(db, share)).transpose()?.unwrap_or_default(),
            note: row.get(3)?,
        });
    }
    Ok(records)
}

pub(super) fn release(
    db: &Connection,
    session: &SessionId,
    release: &[u8],
) -> Result<OnceOutcome, StoreError> {
    if let Some(written) = released(db, session)? {
        return Ok(once(written == release));
    }
    require(Phase::Closed, db, session)?;
    let row = session_row(db, session)?;
    run(db, "INSERT INTO releases (session, release) VALUES (?1, ?2)", params![row, release])?;
    sessions::write_phase(db, session, Phase::Released)?;
    destroy_secrets(db, row)?;
    Ok(OnceOutcome::Written)
}

pub(super) fn released(db: &Connection, session: &SessionId) -> Result<Option<Vec<u8>>, StoreError> {
    let statement = "SELECT release FROM releases r JOIN sessions s ON s.id = r.session WHERE s.session = ?1";
    one(db, statement, [session.as_bytes()], |row: &Row<'_>| row.get(0))
}

pub(super) fn publish(
    db: &Connection,
    session: &SessionId,
    results: &[u8],
) -> Result<OnceOutcome, StoreError> {
    if let Some(written) = published(db, session)? {
        return Ok(once(written == results));
    }
    require(Phase::Released, db, session)?;
    let params = params![session_row(db, session)?, results];
    run(db, "INSERT INTO publications (session, results) VALUES (?1, ?2)", params)?;
    Ok(OnceOutcome::Written)
}

pub(super) fn published(db: &Connection, session: &SessionId) -> Result<Option<Vec<u8>>, StoreError> {
    let statement =
        "SELECT results FROM publications p JOIN sessions s ON s.id = p.session WHERE s.session = ?1";
    one(db, statement, [session.as_bytes()], |row: &Row<'_>| row.get(0))
}

fn destroy_secrets(db: &Connection, session_row: i64) -> Result<(), StoreError> {
    let secrets: Vec<i64> = db
        .prepare_cached(
            "SELECT secret FROM sessions WHERE id = ?1 AND secret IS NOT NULL
             UNION ALL SELECT share FROM batch_records WHERE session = ?1 AND share IS NOT NULL",
        )?
        .query_map([session_row], |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    run(db, "UPDATE sessions SET secret = NULL WHERE id = ?1", [session_row])?;
    run(db, "UPDATE batch_records SET share = NULL WHERE session = ?1", [session_row])?;
    secrets.into_iter().try_for_each(|secret| secrets::destroy(db, secret))
}

fn require(needed: Phase, db: &Connection, session: &SessionId) -> Result<(), StoreError> {
    match sessions::phase(db, session)? {
        phase if phase == needed => Ok(()),
        phase => Err(StoreError::Damaged(format!("session {session} is in phase {phase:?}, not {needed:?}"))),
    }
}

fn once(same: bool) -> OnceOutcome {
    if same { OnceOutcome::Written } else { OnceOutcome::Different }
}
