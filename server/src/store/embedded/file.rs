//! The file itself: its lock, its settings, its format.

use std::{
    fs::{self, File, OpenOptions, TryLockError},
    io,
    path::{Path, PathBuf},
    time::Duration,
};

use rusqlite::{Connection, ErrorCode, OpenFlags, TransactionBehavior};
use tacit_protocol::ids::SessionId;

use super::{key_check, list_id, portable, sessions};
use crate::store::{Needed, NeededKey, NeededList, OpenError, StoreError, phase_code};

/// Bytes of a page of a new file. A commit writes every page that it changes, whole: for a submission, three or so that others are
/// unlikely to change. See `docs/adr/041-what-a-submission-writes.md`.
const PAGE_SIZE: i64 = 8_192;
/// How long the write-ahead log becomes before it is taken into the file, in bytes.
const LOG: i64 = 16 << 20;

/// Marks a database file as ours: "tact".
const APPLICATION_ID: i64 = 0x7461_6374;
/// What makes each format of the one before, beginning with an empty file.
const FORMATS: [&str; 6] = [
    include_str!("schema.sql"),
    include_str!("schema_2.sql"),
    include_str!("schema_3.sql"),
    include_str!("schema_4.sql"),
    include_str!("schema_5.sql"),
    include_str!("schema_6.sql"),
];
/// The format this program writes.
const FORMAT: i64 = FORMATS.len() as i64;
/// From this one on a file says whether it is being moved.
const FORMAT_OF_MOVES: i64 = 3;
/// From this one on it says which master key is its own.
const FORMAT_OF_KEY_CHECKS: i64 = 4;
/// From this one on it says which list of released sessions is its own.
const FORMAT_OF_LIST_IDS: i64 = 6;
/// What the names of the files beside a database in use end with: the lock's, and SQLite's write-ahead log's and its index's.
const LOCK: &str = ".lock";
const LOG_FILE: &str = "-wal";
const LOG_INDEX: &str = "-shm";
/// How long a statement waits for another connection. Ours wait only for an emptying of the log.
const BUSY: Duration = Duration::from_secs(10);
/// How long the writer waits for readers when there is more for it to do.
const MOMENT: Duration = Duration::from_millis(20);

/// Takes the lock beside `path`, for as long as the answer lives. The system frees it when the process ends, however.
pub(super) fn lock(path: &Path) -> Result<File, OpenError> {
    let folder = folder(path);
    fs::create_dir_all(folder).map_err(|source| OpenError::Unwritable { path: folder.into(), source })?;
    let name = with(path, LOCK);
    let unwritable = |source| OpenError::Unwritable { path: name.clone(), source };
    let lock = private().open(&name).map_err(unwritable)?;
    match lock.try_lock() {
        Ok(()) => Ok(lock),
        Err(TryLockError::WouldBlock) => Err(OpenError::InUse { path: path.into() }),
        Err(TryLockError::Error(source)) => Err(unwritable(source)),
    }
}

/// All files of a database, those that there may be and those that there must.
pub fn files(path: &Path) -> [PathBuf; 4] {
    [path.to_owned(), with(path, LOCK), with(path, LOG_FILE), with(path, LOG_INDEX)]
}

/// The files of a database that is open: what is written goes into them, and the lock, if it is ours, keeps others away.
pub(super) fn in_use(path: &Path, is_locked: bool) -> Vec<PathBuf> {
    let lock = is_locked.then(|| with(path, LOCK));
    [path.to_owned(), with(path, LOG_FILE)].into_iter().chain(lock).collect()
}

/// The connection that writes; makes the file if it isn't there.
pub(super) fn open(path: &Path) -> Result<Connection, OpenError> {
    private().open(path).map_err(|source| OpenError::Unwritable { path: path.into(), source })?;
    let in_file = |error| open_error(path, &error);
    let mut db =
        Connection::open_with_flags(path, flags() | OpenFlags::SQLITE_OPEN_READ_WRITE).map_err(in_file)?;
    let format = format(&db, path)?;
    configure(&db).map_err(in_file)?;
    if format < FORMAT {
        bring_up(&mut db).map_err(in_file)?;
    }
    sync_folder(path).map_err(|source| OpenError::Unwritable { path: folder(path).into(), source })?;
    Ok(db)
}

/// The connection that writes, to a file that a server may have open: that one's format isn't changed under it.
pub(super) fn open_beside(path: &Path) -> Result<Connection, OpenError> {
    let in_file = |error| open_error(path, &error);
    let format = format(&open_reader(path).map_err(in_file)?, path)?;
    let _alone = match format < FORMAT {
        true => Some(lock(path).map_err(|error| match error {
            OpenError::InUse { path } => OpenError::Earlier { path },
            error => error,
        })?),
        false => None,
    };
    open(path)
}

/// A connection that reads.
pub(super) fn open_reader(path: &Path) -> rusqlite::Result<Connection> {
    // Not SQLITE_OPEN_READ_ONLY: a connection to a write-ahead log writes to its index.
    let db = Connection::open_with_flags(path, flags() | OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    db.busy_timeout(BUSY)?;
    db.pragma_update(None, "query_only", true)?;
    Ok(db)
}

/// Which master key, and which list of released sessions, belong to this file. Changes nothing, and may be asked while a server has the
/// file open.
///
/// # Errors
///
/// [`OpenError`] if it can't be read, or isn't for servers of this version
pub fn needed(path: &Path) -> Result<Needed, OpenError> {
    let in_file = |error| open_error(path, &error);
    let db = open_reader(path).map_err(in_file)?;
    let format = format(&db, path)?;
    if format == 0 {
        return Ok(Needed { key: NeededKey::Any, list: NeededList::default() });
    }
    let engine = |error: StoreError| OpenError::Engine {
        place: path.display().to_string(),
        reason: error.to_string(),
    };
    if format >= FORMAT_OF_MOVES {
        let state = portable::move_state(&db).map_err(engine)?;
        OpenError::unless_settled(state, || path.display().to_string())?;
    }
    needed_in(&db, format).map_err(engine)
}

fn needed_in(db: &Connection, format: i64) -> Result<Needed, StoreError> {
    // Earlier formats don't say.
    let list = list_id::needed(db, format >= FORMAT_OF_LIST_IDS)?;
    let known = if format >= FORMAT_OF_KEY_CHECKS { key_check::get(db)? } else { None };
    let key = match known {
        Some(check) => NeededKey::Known { check, has_sessions: list.has_sessions },
        None => match sessions::seeds(db)? {
            none if none.is_empty() => NeededKey::Any,
            opening => NeededKey::Opening(opening),
        },
    };
    Ok(Needed { key, list })
}

/// Which master key and list belong to a copy, and which sessions it says are released. For a file that nobody uses, which isn't changed.
pub(super) fn needed_by_copy(path: &Path) -> Result<(Needed, Vec<SessionId>), OpenError> {
    let in_file = |error| open_error(path, &error);
    let db =
        Connection::open_with_flags(path, flags() | OpenFlags::SQLITE_OPEN_READ_ONLY).map_err(in_file)?;
    let format = format(&db, path)?;
    if format == 0 {
        return Err(OpenError::Foreign { path: path.into() });
    }
    let damaged = |error: StoreError| OpenError::Damaged { path: path.into(), reason: error.to_string() };
    let needed = needed_in(&db, format).map_err(damaged)?;
    Ok((needed, sessions::released(&db, None, u32::MAX).map_err(damaged)?))
}

/// What is in a database, for people to compare.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Content {
    /// How many sessions.
    pub sessions: u64,
    /// How many reports, replaced ones included.
    pub reports: u64,
}

/// Reads all of a database, and says what is in it.
pub(super) fn check(path: &Path) -> Result<Content, OpenError> {
    let in_file = |error| open_error(path, &error);
    let db = open_reader(path).map_err(in_file)?;
    if format(&db, path)? == 0 {
        return Err(OpenError::Foreign { path: path.into() });
    }
    let found: String = db.query_row("PRAGMA integrity_check(1)", [], |row| row.get(0)).map_err(in_file)?;
    if found != "ok" {
        return Err(OpenError::Damaged { path: path.into(), reason: found });
    }
    let count = |table: &str| db.query_row(&format!("SELECT count(*) FROM {table}"), [], |row| row.get(0));
    let kept = format!("sessions WHERE phase <> {}", phase_code::DELETED);
    Ok(Content { sessions: count(&kept).map_err(in_file)?, reports: count("reports").map_err(in_file)? })
}

/// The file's format, 0 if nothing is in it yet; an error if it isn't one that this program can use.
fn format(db: &Connection, path: &Path) -> Result<i64, OpenError> {
    let in_file = |error| open_error(path, &error);
    let application: i64 =
        db.pragma_query_value(None, "application_id", |row| row.get(0)).map_err(in_file)?;
    let format: i64 = db.pragma_query_value(None, "user_version", |row| row.get(0)).map_err(in_file)?;
    let is_empty =
        db.query_row("SELECT count(*) = 0 FROM sqlite_schema", [], |row| row.get(0)).map_err(in_file)?;
    match (application, format) {
        (0, 0) if is_empty => Ok(0),
        (APPLICATION_ID, 1..=FORMAT) => Ok(format),
        (APPLICATION_ID, found) if found > FORMAT => {
            Err(OpenError::Newer { place: path.display().to_string(), found, known: FORMAT })
        }
        _ => Err(OpenError::Foreign { path: path.into() }),
    }
}

/// Moves everything from the write-ahead log into the database, and cuts the log to nothing. `false` if somebody reads
/// from the log for longer than a [`MOMENT`]: while this waits, nobody can write.
pub(super) fn try_to_empty_log(db: &Connection) -> rusqlite::Result<bool> {
    db.busy_timeout(MOMENT)?;
    let emptied =
        db.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0)).map(|busy: bool| !busy);
    db.busy_timeout(BUSY)?;
    emptied
}

fn flags() -> OpenFlags {
    OpenFlags::SQLITE_OPEN_NO_MUTEX
}

fn configure(db: &Connection) -> rusqlite::Result<()> {
    db.busy_timeout(BUSY)?;
    // The page size only counts before the first page is written.
    db.pragma_update(None, "page_size", PAGE_SIZE)?;
    db.pragma_update(None, "journal_mode", "wal")?;
    // Counted in the file's own pages, which may be larger.
    let page_size: i64 = db.pragma_query_value(None, "page_size", |row| row.get(0))?;
    db.pragma_update(None, "wal_autocheckpoint", LOG / page_size)?;
    db.pragma_update(None, "synchronous", "full")?;
    // Where fsync alone leaves data in the drive's cache (macOS).
    db.pragma_update(None, "fullfsync", true)?;
    db.pragma_update(None, "checkpoint_fullfsync", true)?;
    db.pragma_update(None, "secure_delete", true)?;
    db.pragma_update(None, "foreign_keys", true)?;
    db.set_prepared_statement_cache_capacity(64);
    Ok(())
}

/// Makes the newest format of whichever there is, or of nothing.
fn bring_up(db: &mut Connection) -> rusqlite::Result<()> {
    let transaction = db.transaction_with_behavior(TransactionBehavior::Immediate)?;
    // Another program may have done so meanwhile.
    let found: i64 = transaction.pragma_query_value(None, "user_version", |row| row.get(0))?;
    for step in FORMATS.iter().skip(usize::try_from(found).unwrap_or_default()) {
        transaction.execute_batch(step)?;
    }
    transaction.pragma_update(None, "application_id", APPLICATION_ID)?;
    transaction.pragma_update(None, "user_version", FORMAT)?;
    transaction.commit()
}

/// Opens for writing, makes the file if it isn't there, for this user only.
pub(super) fn private() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

/// The name that ends with this, too.
pub(super) fn with(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    name.into()
}

pub(super) fn folder(path: &Path) -> &Path {
    path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Makes the file's name as lasting as its content.
pub(super) fn sync_folder(path: &Path) -> io::Result<()> {
    if cfg!(unix) { File::open(folder(path))?.sync_all() } else { Ok(()) }
}

pub(super) fn open_error(path: &Path, error: &rusqlite::Error) -> OpenError {
    let reason = error.to_string();
    match error.sqlite_error_code() {
        Some(ErrorCode::NotADatabase | ErrorCode::DatabaseCorrupt) => {
            OpenError::Damaged { path: path.into(), reason }
        }
        Some(ErrorCode::ReadOnly | ErrorCode::CannotOpen) => {
            OpenError::Unwritable { path: path.into(), source: io::Error::other(reason) }
        }
        _ => OpenError::Engine { place: path.display().to_string(), reason },
    }
}

#[cfg(test)]
mod tests {
    use tacit_protocol::ids::OfferId;

    use super::*;
    use crate::store::records::NO_SESSION;

    #[test]
    fn a_file_of_an_earlier_format_is_brought_up_and_keeps_what_is_in_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("tacit.db");
        let old = Connection::open(&path).unwrap();
        old.execute_batch(FORMATS[0]).unwrap();
        old.pragma_update(None, "application_id", APPLICATION_ID).unwrap();
        old.pragma_update(None, "user_version", 1).unwrap();
        let made =
            "INSERT INTO sessions (session, offer, analyst, phase, created_at, sealed_signing_seed, manifest)
                    VALUES (x'01', x'02', x'03', 0, 5, x'06', x'07')";
        old.execute(made, []).unwrap();
        drop(old);
        for _ in ["brought up", "opened again"] {
            let db = open(&path).unwrap();
            let read = |row: &rusqlite::Row<'_>| Ok((row.get(0)?, row.get(1)?));
            let found: (i64, i64) =
                db.query_row("SELECT created_at, reserved FROM sessions", [], read).unwrap();
            assert_eq!(found, (5, 0));
            assert_eq!(db.query_row("SELECT count(*) FROM codes", [], |row| row.get(0)), Ok(0));
            assert_eq!(format(&db, &path).unwrap(), FORMAT);
        }
    }

    #[test]
    fn the_format_is_not_changed_under_a_running_server_of_an_earlier_version() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("tacit.db");
        let old = Connection::open(&path).unwrap();
        FORMATS[..3].iter().for_each(|format| old.execute_batch(format).unwrap());
        old.execute_batch(
            "INSERT INTO sessions (id, session, offer, analyst, phase, created_at, sealed_signing_seed, manifest)
                 VALUES (1, x'0101010101010101010101010101010101010101010101010101010101010101', x'02020202020202020202020202020202', x'03', 4, 5, x'06', x'07');
             INSERT INTO participants (id, session, participant, assigned, cohort, voucher) VALUES (2, 1, x'08', 0, 0, x'09');
             INSERT INTO reports (id, participant, revision, digest, received_at, bytes) VALUES (3, 2, 1, x'0a', 1, x'0b');
             INSERT INTO frozen_reports (session, position, report) VALUES (1, 0, 3);",
        )
        .unwrap();
        old.pragma_update(None, "application_id", APPLICATION_ID).unwrap();
        old.pragma_update(None, "user_version", 3).unwrap();
        drop(old);
        let running = lock(&path).unwrap();
        let refused = open_beside(&path).err().unwrap();
        assert!(matches!(refused, OpenError::Earlier { .. }), "{refused}");
        assert_eq!(format(&open_reader(&path).unwrap(), &path).unwrap(), 3);
        let offer = OfferId::try_from(&[2; 16][..]).unwrap();
        let list = NeededList { id: None, has_sessions: true };
        assert_eq!(needed(&path).unwrap(), Needed { key: NeededKey::Opening(vec![(offer, vec![6])]), list });
        drop(running);
        let db = open_beside(&path).unwrap();
        assert_eq!(format(&db, &path).unwrap(), FORMAT);
        assert_eq!(
            db.query_row("SELECT report FROM frozen_reports WHERE session = 1", [], |row| row.get(0)),
            Ok(3)
        );
        let _running = lock(&path).unwrap();
        open_beside(&path).unwrap();
    }

    #[test]
    fn codes_of_deleted_sessions_forget_these_when_a_file_is_brought_up() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("tacit.db");
        let old = Connection::open(&path).unwrap();
        FORMATS[..5].iter().for_each(|format| old.execute_batch(format).unwrap());
        old.execute_batch(
            "INSERT INTO sessions (session, offer, analyst, phase, created_at, sealed_signing_seed, manifest)
                 VALUES (x'01', x'02', x'03', 0, 5, x'06', x'07');
             INSERT INTO offers (offer, analyst, expires_at, secret, sealed_signing_seed, code)
                 VALUES (x'0a', x'03', 9, 1, x'06', x'0b');
             INSERT INTO codes (code, expires_at, session)
                 VALUES (x'0c', 9, NULL), (x'0d', 9, x'01'), (x'0b', 9, x'0e'), (x'0f', 9, x'10');",
        )
        .unwrap();
        old.pragma_update(None, "application_id", APPLICATION_ID).unwrap();
        old.pragma_update(None, "user_version", 5).unwrap();
        drop(old);
        let db = open(&path).unwrap();
        let user = |code: u8| -> Option<Vec<u8>> {
            db.query_row("SELECT session FROM codes WHERE code = ?1", [[code]], |row| row.get(0)).unwrap()
        };
        assert_eq!([user(0x0c), user(0x0d)], [None, Some(vec![1])]);
        assert_eq!(user(0x0b), Some(vec![0x0e]), "it is being made");
        assert_eq!(user(0x0f), Some(NO_SESSION.to_vec()), "unused it isn't");
    }

    #[test]
    fn a_file_with_larger_pages_keeps_them_and_its_log_gets_no_longer() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("tacit.db");
        let old = Connection::open(&path).unwrap();
        old.pragma_update(None, "page_size", 16_384).unwrap();
        FORMATS.iter().for_each(|format| old.execute_batch(format).unwrap());
        old.pragma_update(None, "application_id", APPLICATION_ID).unwrap();
        old.pragma_update(None, "user_version", FORMAT).unwrap();
        drop(old);
        let db = open(&path).unwrap();
        let number = |pragma: &str| db.pragma_query_value(None, pragma, |row| row.get::<_, i64>(0)).unwrap();
        assert_eq!((number("page_size"), number("wal_autocheckpoint")), (16_384, 1024));
    }

    #[test]
    fn commits_are_on_disk_before_they_return_and_what_is_deleted_is_overwritten() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("tacit.db");
        for _ in ["made", "opened again"] {
            let db = open(&path).unwrap();
            let number =
                |pragma: &str| db.pragma_query_value(None, pragma, |row| row.get::<_, i64>(0)).unwrap();
            let mode: String = db.pragma_query_value(None, "journal_mode", |row| row.get(0)).unwrap();
            assert_eq!(mode, "wal");
            // 2 is FULL: the log is synchronised at each commit.
            assert_eq!(number("synchronous"), 2);
            assert_eq!(number("secure_delete"), 1);
            assert_eq!(number("page_size"), PAGE_SIZE);
            assert_eq!(number("wal_autocheckpoint"), 2048);
        }
    }
}
