//! Which list of released sessions belongs to this store.

use rusqlite::Connection;

use super::{
    sessions,
    sql::{one, run},
};
use crate::store::{ListId, NeededList, StoreError};

pub(super) fn get(db: &Connection) -> Result<Option<ListId>, StoreError> {
    one(db, "SELECT value FROM list_id", [], |row| row.get(0))
}

pub(super) fn claim(db: &Connection, instead_of: Option<ListId>, id: ListId) -> Result<ListId, StoreError> {
    match get(db)? {
        Some(found) if instead_of != Some(found) => Ok(found),
        _ => run(db, "INSERT OR REPLACE INTO list_id (id, value) VALUES (1, ?1)", [id]).map(|_| id),
    }
}

/// `is_told`: the file's format says which list it is.
pub(super) fn needed(db: &Connection, is_told: bool) -> Result<NeededList, StoreError> {
    let id = if is_told { get(db)? } else { None };
    Ok(NeededList { id, has_sessions: !sessions::all(db, None, 1)?.is_empty() })
}
