//! Freezing the set, and reading it in batches.

use rusqlite::{Connection, Row, params};
use tacit_protocol::{
    ids::SessionId,
    merkle::{Hash, Tree},
    phase::Phase,
};

use super::{
    reports, sessions,
    sql::{id, one, run, session_row},
};
use crate::store::{FrozenReport, FrozenSet, StoreError};

/// Freezes the set in the caller's transaction: nobody sees a session half closed.
///
/// Sorting and hashing go row by row (SQLite sorts in temporary files): memory doesn't grow with the set.
pub(super) fn freeze(
    db: &Connection,
    session: &SessionId,
    closed_at: u64,
    batch_size: u32,
) -> Result<FrozenSet, StoreError> {
    if let Some(set) = frozen(db, session)? {
        return Ok(set);
    }
    let phase = sessions::phase(db, session)?;
    if phase != Phase::Closing && !phase.allows(Phase::Closing) {
        return Err(StoreError::Damaged(format!("session {session} is closed, but has no frozen set")));
    }
    let row = session_row(db, session)?;
    let counts = reports::counts(db, session)?;
    let batch_size = batch_size.max(1);
    let Ordered { root, submitted, batch_roots } = order(db, row, batch_size)?;
    if submitted != counts.submitted {
        let counted = counts.submitted;
        return Err(StoreError::Damaged(format!(
            "session {session} has {submitted} reports, but counted {counted}"
        )));
    }
    let (invited, revisions) = (counts.invited, counts.revisions);
    let set = FrozenSet { closed_at, invited, submitted, revisions, batch_size, root };
    insert(db, row, &set, &batch_roots)?;
    sessions::write_phase(db, session, Phase::Closed)?;
    Ok(set)
}

/// Writes a set that was frozen elsewhere, of a session that has none; an error if the reports are others.
pub(super) fn write(db: &Connection, session: &SessionId, set: &FrozenSet) -> Result<(), StoreError> {
    let row = session_row(db, session)?;
    let Ordered { root, submitted, batch_roots } = order(db, row, set.batch_size)?;
    if (root, submitted) != (set.root, set.submitted) {
        return Err(StoreError::Damaged(format!("the frozen set of session {session} isn't of its reports")));
    }
    insert(db, row, set, &batch_roots)
}

fn insert(
    db: &Connection,
    session_row: i64,
    set: &FrozenSet,
    batch_roots: &[Hash],
) -> Result<(), StoreError> {
    let FrozenSet { closed_at, invited, submitted, revisions, batch_size, root } = set;
    run(
        db,
        "INSERT INTO frozen_sets (session, closed_at, invited, submitted, revisions, batch_size, root, batch_roots)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        params![session_row, closed_at, invited, submitted, revisions, batch_size, root, batch_roots.concat()],
    )
    .map(drop)
}

/// What ordering a set finds.
struct Ordered {
    root: Hash,
    submitted: u64,
    batch_roots: Vec<Hash>,
}

/// Numbers the newest revisions by ascending participant id; answers the roots over them and how many they are.
fn order(db: &Connection, session_row: i64, batch_size: u32) -> Result<Ordered, StoreError> {
    let mut newest = db.prepare_cached(
        "SELECT r.id, r.digest FROM participants p JOIN reports r ON r.participant = p.id AND r.revision = p.newest
         WHERE p.session = ?1 ORDER BY p.participant",
    )?;
    let mut rows = newest.query([session_row])?;
    let (mut tree, mut batch, mut batch_roots, mut position) = (Tree::new(), Tree::new(), Vec::new(), 0u64);
    while let Some(row) = rows.next()? {
        let report: i64 = row.get(0)?;
        let digest: Vec<u8> = row.get(1)?;
        let digest = id(&digest, "a report's digest")?;
        tree.push(&digest);
        batch.push(&digest);
        let params = params![session_row, position, report];
        run(db, "INSERT INTO frozen_reports (session, position, report) VALUES (?1, ?2, ?3)", params)?;
        position += 1;
        if position % u64::from(batch_size) == 0 {
            batch_roots.push(std::mem::take(&mut batch).root());
        }
    }
    if position % u64::from(batch_size) != 0 {
        batch_roots.push(batch.root());
    }
    Ok(Ordered { root: tree.root(), submitted: position, batch_roots })
}

pub(super) fn frozen(db: &Connection, session: &SessionId) -> Result<Option<FrozenSet>, StoreError> {
    let statement = "SELECT closed_at, invited, submitted, revisions, batch_size, root FROM frozen_sets f
                     JOIN sessions s ON s.id = f.session WHERE s.session = ?1";
    let read = |row: &Row<'_>| {
        Ok(FrozenSet {
            closed_at: row.get(0)?,
            invited: row.get(1)?,
            submitted: row.get(2)?,
            revisions: row.get(3)?,
            batch_size: row.get(4)?,
            root: row.get(5)?,
        })
    };
    one(db, statement, [session.as_bytes()], read)
}

pub(super) fn batch(
    db: &Connection,
    session: &SessionId,
    index: u32,
) -> Result<Vec<FrozenReport>, StoreError> {
    let Some(set) = frozen(db, session)? else { return Ok(Vec::new()) };
    let first = u64::from(index) * u64::from(set.batch_size);
    let reports = db
        .prepare_cached(
            "SELECT p.voucher, r.bytes FROM frozen_reports f JOIN reports r ON r.id = f.report
             JOIN participants p ON p.id = r.participant
             WHERE f.session = ?1 AND f.position >= ?2 AND f.position < ?3 ORDER BY f.position",
        )?
        .query_map(params![session_row(db, session)?, first, first + u64::from(set.batch_size)], |row| {
            Ok(FrozenReport { voucher: row.get(0)?, bytes: row.get(1)? })
        })?
        .collect::<Result<_, _>>()?;
    Ok(reports)
}
