//! Which sessions were released, remembered beside the master key: an older copy of the store doesn't know it, and would
//! let them be released again, of another set or with other noise.

use std::{
    collections::HashSet,
    fs::{self, File, OpenOptions},
    io::{self, Write},
    os::unix::fs::OpenOptionsExt,
    path::{Path, PathBuf},
    sync::{Mutex, PoisonError, RwLock},
};

use tacit_protocol::ids::SessionId;

const HEADER: &str = "\
# Sessions that this tacit-server has released. Never put an older copy of this file in its place: it keeps an older copy
# of the store from being used to release them again.
";

/// The file, and what is in it.
pub(crate) struct Released {
    file: Mutex<File>,
    sessions: RwLock<HashSet<SessionId>>,
}

/// The list can't be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ReleasedError {
    /// It can't be read or written.
    #[error(
        "the list of released sessions {path} can't be read or written: {error}. It belongs beside the master key; give \
         this user the right to write there."
    )]
    File {
        /// Which file.
        path: PathBuf,
        /// What happened.
        error: io::Error,
    },
    /// A line is no session.
    #[error(
        "line {line} of the list of released sessions {path} is none. Put the newest copy of the list in its place: what is \
         missing from it could be released again."
    )]
    Malformed {
        /// Which file.
        path: PathBuf,
        /// Which line, from 1.
        line: usize,
    },
}

/// Where the list is that belongs to this master key.
pub fn released_list(master_key: &Path) -> PathBuf {
    let mut path = master_key.as_os_str().to_owned();
    path.push(".released");
    path.into()
}

impl Released {
    /// The list that belongs to this master key; made if it isn't there. What it says is on disk when this returns.
    pub(crate) fn beside(master_key: &Path) -> Result<Self, ReleasedError> {
        let path = released_list(master_key);
        let failed = |error| ReleasedError::File { path: path.clone(), error };
        let mut file = OpenOptions::new()
            .read(true)
            .append(true)
            .create(true)
            .mode(0o600)
            .open(&path)
            .map_err(failed)?;
        let mut text = fs::read_to_string(&path).map_err(failed)?;
        // Cut off while it was written: nobody was told of that release.
        text.truncate(text.rfind('\n').map_or(0, |end| end + 1));
        file.set_len(text.len() as u64).map_err(failed)?;
        if text.is_empty() {
            file.write_all(HEADER.as_bytes()).map_err(failed)?;
        }
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        file.sync_all().and_then(|()| File::open(folder)?.sync_all()).map_err(failed)?;
        let mut sessions = HashSet::new();
        for (number, line) in text.lines().enumerate().map(|(number, line)| (number, line.trim())) {
            if !line.is_empty() && !line.starts_with('#') {
                let malformed = |_| ReleasedError::Malformed { path: path.clone(), line: number + 1 };
                sessions.insert(line.parse().map_err(malformed)?);
            }
        }
        Ok(Self { file: Mutex::new(file), sessions: RwLock::new(sessions) })
    }

    /// Whether the session was released.
    pub(crate) fn has(&self, session: &SessionId) -> bool {
        self.sessions.read().unwrap_or_else(PoisonError::into_inner).contains(session)
    }

    /// Remembers it; on disk when this returns. To be called before anybody is given the release.
    pub(crate) fn remember(&self, session: &SessionId) -> io::Result<()> {
        let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        if self.has(session) {
            return Ok(());
        }
        let length = file.metadata()?.len();
        let written = file.write_all(format!("{session}\n").as_bytes()).and_then(|()| file.sync_all());
        if let Err(error) = written {
            // Half a line would spoil the next. If this fails too, the list isn't read again before somebody has looked at it.
            file.set_len(length)?;
            return Err(error);
        }
        self.sessions.write().unwrap_or_else(PoisonError::into_inner).insert(*session);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_remembered_is_known_after_a_restart_also_after_a_torn_line() {
        let folder = tempfile::tempdir().unwrap();
        let key = folder.path().join("master.key");
        let [one, two, three] = [1, 2, 3].map(|byte| SessionId::of_manifest(&[byte]));
        let list = Released::beside(&key).unwrap();
        list.remember(&one).unwrap();
        list.remember(&one).unwrap();
        drop(list);
        let file = folder.path().join("master.key.released");
        let torn = format!("{}{}", fs::read_to_string(&file).unwrap(), &two.to_string()[..20]);
        fs::write(&file, torn).unwrap();
        let list = Released::beside(&key).unwrap();
        list.remember(&three).unwrap();
        let list = Released::beside(&key).unwrap();
        assert_eq!([one, two, three].map(|session| list.has(&session)), [true, false, true]);
        assert_eq!(fs::read_to_string(&file).unwrap().matches(&one.to_string()).count(), 1);
    }

    #[test]
    fn what_cannot_be_written_is_an_error_every_time_and_not_known() {
        let folder = tempfile::tempdir().unwrap();
        let key = folder.path().join("master.key");
        let [one, two] = [1, 2].map(|byte| SessionId::of_manifest(&[byte]));
        let list = Released::beside(&key).unwrap();
        list.remember(&one).unwrap();
        let before = fs::read_to_string(released_list(&key)).unwrap();
        // A file that may only be read takes nothing, as a full disk.
        let list = Released { file: Mutex::new(File::open(released_list(&key)).unwrap()), ..list };
        for _ in ["at first", "again"] {
            list.remember(&two).unwrap_err();
            assert!(list.has(&one) && !list.has(&two));
        }
        list.remember(&one).unwrap();
        assert_eq!(fs::read_to_string(released_list(&key)).unwrap(), before);
    }

    #[test]
    fn a_line_that_is_no_session_is_not_passed_over() {
        let folder = tempfile::tempdir().unwrap();
        let key = folder.path().join("master.key");
        let one = SessionId::of_manifest(&[1]);
        fs::write(released_list(&key), format!("# put together\n\n  {one} \nnonsense\n")).unwrap();
        let error = Released::beside(&key).err().unwrap();
        assert!(matches!(error, ReleasedError::Malformed { line: 4, .. }), "{error}");
        fs::write(released_list(&key), format!("# put together\n\n  {one} \n")).unwrap();
        assert!(Released::beside(&key).unwrap().has(&one));
    }
}
