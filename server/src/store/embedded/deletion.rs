//! A session's end, before or after its results: nothing of it stays.

use rusqlite::Connection;
use tacit_protocol::ids::SessionId;

use super::{
    secrets,
    sql::{one, run},
};
use crate::store::StoreError;

/// What belongs to a session, in the order in which nothing points to what is gone.
const BELONGINGS: [&str; 9] = [
    "DELETE FROM frozen_reports WHERE session = ?1",
    "DELETE FROM frozen_sets WHERE session = ?1",
    "DELETE FROM batch_records WHERE session = ?1",
    "DELETE FROM publications WHERE session = ?1",
    "DELETE FROM releases WHERE session = ?1",
    "DELETE FROM reports WHERE participant IN (SELECT id FROM participants WHERE session = ?1)",
    "DELETE FROM participants WHERE session = ?1",
    "DELETE FROM cohort_counts WHERE session = ?1",
    "DELETE FROM counts WHERE session = ?1",
];

/// In one step, overwritten on disk; older pages are left in the log.
pub(super) fn delete(db: &Connection, session: &SessionId) -> Result<(), StoreError> {
    let found: Option<i64> =
        one(db, "SELECT id FROM sessions WHERE session = ?1", [session.as_bytes()], |row| row.get(0))?;
    let Some(row) = found else { return Ok(()) };
    let secrets: Vec<i64> = db
        .prepare_cached(
            "SELECT secret FROM sessions WHERE id = ?1 AND secret IS NOT NULL
             UNION ALL SELECT share FROM batch_records WHERE session = ?1 AND share IS NOT NULL",
        )?
        .query_map([row], |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    BELONGINGS.iter().try_for_each(|statement| run(db, statement, [row]).map(drop))?;
    run(db, "DELETE FROM sessions WHERE id = ?1", [row])?;
    secrets.into_iter().try_for_each(|secret| secrets::destroy(db, secret))
}
