//! Which master key the sessions' keys are sealed under.

use rusqlite::Connection;

use super::sql::{one, run};
use crate::store::{KeyCheck, StoreError};

pub(super) fn get(db: &Connection) -> Result<Option<KeyCheck>, StoreError> {
    one(db, "SELECT value FROM key_check", [], |row| row.get(0))
}

pub(super) fn set(db: &Connection, before: Option<KeyCheck>, after: KeyCheck) -> Result<bool, StoreError> {
    if get(db)? != before {
        return Ok(false);
    }
    run(db, "REPLACE INTO key_check (id, value) VALUES (1, ?1)", [after]).map(|_| true)
}
