//! Small things every statement needs.

use rusqlite::{Connection, ErrorCode, OptionalExtension, Params, Row};
use tacit_protocol::ids::SessionId;

use crate::store::StoreError;

/// One row, or `None`. The statement is kept prepared.
pub(super) fn one<T>(
    db: &Connection,
    statement: &str,
    params: impl Params,
    read: impl FnOnce(&Row<'_>) -> rusqlite::Result<T>,
) -> Result<Option<T>, StoreError> {
    Ok(db.prepare_cached(statement)?.query_row(params, read).optional()?)
}

/// Runs a statement that returns nothing; says how many rows it changed. The statement is kept prepared.
pub(super) fn run(db: &Connection, statement: &str, params: impl Params) -> Result<usize, StoreError> {
    Ok(db.prepare_cached(statement)?.execute(params)?)
}

/// The row number of a session that must exist.
pub(super) fn session_row(db: &Connection, session: &SessionId) -> Result<i64, StoreError> {
    one(db, "SELECT id FROM sessions WHERE session = ?1", [session.as_bytes()], |row| row.get(0))?
        .ok_or_else(|| no_session(session))
}

/// Who asks for a session looked it up before: it was deleted since.
pub(super) fn no_session(session: &SessionId) -> StoreError {
    StoreError::NoSession(*session)
}

/// Bytes that must be an identifier.
pub(super) fn id<'a, T: TryFrom<&'a [u8]>>(bytes: &'a [u8], what: &str) -> Result<T, StoreError> {
    T::try_from(bytes).map_err(|_| StoreError::Damaged(format!("{what} has {} bytes", bytes.len())))
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        use rusqlite::Error::*;
        let damaged = match &error {
            SqliteFailure(failure, _) => {
                matches!(failure.code, ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase)
            }
            FromSqlConversionFailure(..) | IntegralValueOutOfRange(..) | InvalidColumnType(..) => true,
            _ => false,
        };
        if damaged { Self::Damaged(error.to_string()) } else { Self::Unavailable(error.to_string()) }
    }
}
