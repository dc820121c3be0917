//! Codes: kept until they expire, used or not.

use rusqlite::{Connection, params};
use tacit_protocol::ids::SessionId;

use super::sql::{one, run};
use crate::store::{CodeHash, CodeRecord, StoreError, records::NO_SESSION};

pub(super) fn put(db: &Connection, codes: &[CodeRecord]) -> Result<(), StoreError> {
    let statement = "INSERT INTO codes (code, expires_at) VALUES (?1, ?2)";
    codes.iter().try_for_each(|code| run(db, statement, params![code.hash, code.expires_at]).map(drop))
}

pub(super) fn is_unused(db: &Connection, code: &CodeHash, now: u64) -> Result<bool, StoreError> {
    let statement = "SELECT 1 FROM codes WHERE code = ?1 AND expires_at > ?2 AND session IS NULL";
    Ok(one(db, statement, params![code, now], |_| Ok(()))?.is_some())
}

pub(super) fn use_up(
    db: &Connection,
    code: &CodeHash,
    session: &SessionId,
    now: u64,
) -> Result<bool, StoreError> {
    let statement = "UPDATE codes SET session = ?2
                     WHERE code = ?1 AND expires_at > ?3 AND (session IS NULL OR session = ?2)";
    Ok(run(db, statement, params![code, session.as_bytes(), now])? == 1)
}

pub(super) fn give_back(db: &Connection, code: &CodeHash, session: &SessionId) -> Result<(), StoreError> {
    let statement = "UPDATE codes SET session = NULL WHERE code = ?1 AND session = ?2
                     AND NOT EXISTS (SELECT 1 FROM sessions WHERE session = ?2)";
    run(db, statement, params![code, session.as_bytes()]).map(drop)
}

/// Keeps the code used, and not for what. Codes are few.
pub(super) fn forget_session(db: &Connection, session: &SessionId) -> Result<(), StoreError> {
    let statement = "UPDATE codes SET session = ?2 WHERE session = ?1";
    run(db, statement, params![session.as_bytes(), NO_SESSION]).map(drop)
}

pub(super) fn forget_expired(db: &Connection, now: u64) -> Result<(), StoreError> {
    run(db, "DELETE FROM codes WHERE expires_at <= ?1", [now]).map(drop)
}
