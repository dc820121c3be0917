//! A copy of the database in one file, made while it is in use, and put in place where there is none.

use std::{
    fs::{self, File},
    io::{self, Read, Seek},
    path::{Path, PathBuf},
};

use tacit_protocol::ids::SessionId;
use tempfile::TempPath;

use super::file::{self, Content};
use crate::store::{Needed, OpenError};

/// Bytes 18 and 19 of a database file without a write-ahead log (SQLite's file format, 1.3).
const WITHOUT_LOG: [u8; 2] = [1, 1];

/// What the names of files end with that aren't whole yet.
const PARTIAL: &str = ".partial";
/// What stands in them, after the database's name, if [`restore`] makes them.
const RESTORING: &str = ".restoring-";

/// Why there is no copy, or it isn't put in place.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum BackupError {
    /// There is no database, it is damaged, or in use.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// There is something in the way.
    #[error("{0} is there already. Move it away, or choose another place.")]
    Exists(PathBuf),
    /// It isn't one that [`back_up`] made.
    #[error("{0} is no copy of a store: it was not made by `backup`, or isn't whole. Choose one that was.")]
    NoCopy(PathBuf),
    /// A file can't be read or written.
    #[error("{path} can't be read or written: {error}. Is there space left, and may this user write there?")]
    File {
        /// Which.
        path: PathBuf,
        /// What the system says.
        error: io::Error,
    },
    /// The engine fails.
    #[error("the database can't be copied: {0}. Check the disk and its free space, and begin again.")]
    Engine(String),
}

/// Copies the database to `to`, where there must be nothing: everything that was acknowledged when this began. A server may be
/// using it; its releases wait meanwhile. On disk, and checked, when this returns.
///
/// # Errors
///
/// [`BackupError`]; nothing is at `to` then.
pub fn back_up(database: &Path, to: &Path) -> Result<Content, BackupError> {
    place(to, ".", |partial| {
        file::check(database)?;
        let db = file::open_reader(database).map_err(engine)?;
        let name = partial.to_str().ok_or_else(|| BackupError::File {
            path: partial.into(),
            error: io::Error::other("its name is no text"),
        })?;
        db.pragma_update(None, "query_only", false).map_err(engine)?;
        db.execute("VACUUM INTO ?1", [name]).map_err(engine).map(drop)
    })
}

/// Puts a copy in place as the database, where there must be none and no server running. `copy` stays as it is.
///
/// # Errors
///
/// [`BackupError`]; nothing is at `database` then.
pub fn restore(copy: &Path, database: &Path) -> Result<Content, BackupError> {
    let mut source = open_copy(copy)?;
    let _lock = file::lock(database)?;
    // Left by a server that was stopped in the middle: it would be taken for the copy's.
    for suffix in ["-wal", "-shm", "-journal"] {
        let beside = file::with(database, suffix);
        if beside.exists() {
            return Err(BackupError::Exists(beside));
        }
    }
    let content = place(database, RESTORING, |partial| {
        source.rewind().map_err(in_file(copy))?;
        let mut target = file::private().open(partial).map_err(in_file(partial))?;
        io::copy(&mut source, &mut target).map_err(in_file(partial)).map(drop)
    })
    // Named for what can be damaged: what was made of it is gone.
    .map_err(|error| match error {
        BackupError::Open(OpenError::Damaged { reason, .. }) => {
            BackupError::Open(OpenError::Damaged { path: copy.into(), reason })
        }
        error => error,
    })?;
    remove_leftovers(database)?;
    Ok(content)
}

/// What of a copy is looked at before it is put in place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Copied {
    /// Which master key, and which list of released sessions, belong to it.
    pub needed: Needed,
    /// The sessions that it says are released.
    pub released: Vec<SessionId>,
}

/// Looks at a copy, which stays as it is.
///
/// # Errors
///
/// [`BackupError`]
pub fn look_at_copy(copy: &Path) -> Result<Copied, BackupError> {
    open_copy(copy)?;
    let (needed, released) = file::needed_by_copy(copy)?;
    Ok(Copied { needed, released })
}

/// The file, if it is one that [`back_up`] made, as far as its first bytes tell.
fn open_copy(copy: &Path) -> Result<File, BackupError> {
    let mut source = File::open(copy).map_err(in_file(copy))?;
    let mut header = [0; 20];
    source.read_exact(&mut header).map_err(|_| BackupError::NoCopy(copy.into()))?;
    // Of a database in use, some is in the log beside it.
    if header[18..] == WITHOUT_LOG { Ok(source) } else { Err(BackupError::NoCopy(copy.into())) }
}

/// Has a file made beside `to`, checks it, and gives it this name once it is on disk. Until then its name goes on with `made_by`.
fn place(
    to: &Path,
    made_by: &str,
    make: impl FnOnce(&Path) -> Result<(), BackupError>,
) -> Result<Content, BackupError> {
    if to.exists() {
        return Err(BackupError::Exists(to.into()));
    }
    // SQLite takes an empty file, and only this user may read it. It is removed if this fails.
    let partial = partial(to, made_by).map_err(in_file(to))?;
    make(&partial)?;
    let content = file::check(&partial)?;
    File::open(&partial).and_then(|file| file.sync_all()).map_err(in_file(to))?;
    partial.persist_noclobber(to).map_err(|error| match error.error.kind() {
        io::ErrorKind::AlreadyExists => BackupError::Exists(to.into()),
        _ => in_file(to)(error.error),
    })?;
    file::sync_folder(to).map_err(in_file(to))?;
    Ok(content)
}

fn partial(to: &Path, made_by: &str) -> io::Result<TempPath> {
    let mut beginning = to.file_name().unwrap_or_default().to_owned();
    beginning.push(made_by);
    let file = tempfile::Builder::new().prefix(&beginning).suffix(PARTIAL).tempfile_in(file::folder(to))?;
    Ok(file.into_temp_path())
}

/// Removes what a [`restore`] that was killed has left beside `database`, whose lock must be held: it may be a whole copy.
pub(super) fn remove_leftovers(database: &Path) -> Result<(), OpenError> {
    let mut beginning = database.file_name().unwrap_or_default().to_owned();
    beginning.push(RESTORING);
    let folder = file::folder(database);
    let unwritable = |path: &Path| {
        let path = path.to_owned();
        |source| OpenError::Unwritable { path, source }
    };
    for entry in fs::read_dir(folder).map_err(unwritable(folder))? {
        let entry = entry.map_err(unwritable(folder))?;
        let name = entry.file_name();
        let bytes = name.as_encoded_bytes();
        let is_leftover =
            bytes.starts_with(beginning.as_encoded_bytes()) && bytes.ends_with(PARTIAL.as_bytes());
        if is_leftover && entry.file_type().is_ok_and(|kind| kind.is_file()) {
            fs::remove_file(entry.path()).map_err(unwritable(&entry.path()))?;
        }
    }
    Ok(())
}

fn in_file(path: &Path) -> impl FnOnce(io::Error) -> BackupError + use<> {
    let path = path.to_owned();
    |error| BackupError::File { path, error }
}

fn engine(error: rusqlite::Error) -> BackupError {
    BackupError::Engine(error.to_string())
}
