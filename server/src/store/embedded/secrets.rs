//! Sealed bytes that must be gone without a trace once they are destroyed.
//!
//! SQLite's `secure_delete` overwrites deleted rows and freed pages, but when it splits a page it leaves copies of rows
//! that moved in the page's unused middle. A row longer than a page is different: its end lies on overflow pages that
//! belong to it alone, never move, and are overwritten whole when it is deleted. So each secret stands behind more zeros
//! than a page has room for; only those can be left behind.

use rusqlite::Connection;

use super::sql::{one, run};
use crate::store::StoreError;

/// How many zeros: a page of the largest size that our files have.
const PADDING: usize = 16_384;

/// Keeps a secret; answers its row.
pub(super) fn put(db: &Connection, secret: &[u8]) -> Result<i64, StoreError> {
    let mut padded = vec![0; PADDING];
    padded.extend_from_slice(secret);
    run(db, "INSERT INTO secrets (padded) VALUES (?1)", [padded])?;
    Ok(db.last_insert_rowid())
}

/// The secret in a row.
pub(super) fn get(db: &Connection, row: i64) -> Result<Vec<u8>, StoreError> {
    let padded: Option<Vec<u8>> =
        one(db, "SELECT padded FROM secrets WHERE id = ?1", [row], |row| row.get(0))?;
    match padded {
        Some(padded) if padded.len() >= PADDING => Ok(padded[PADDING..].to_vec()),
        _ => Err(StoreError::Damaged(format!("secret {row} is missing or cut short"))),
    }
}

/// Overwrites the secret in a row to which nothing points any more.
pub(super) fn destroy(db: &Connection, row: i64) -> Result<(), StoreError> {
    run(db, "DELETE FROM secrets WHERE id = ?1", [row]).map(drop)
}
