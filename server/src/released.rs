//! Which sessions were released, remembered beside the master key: an older copy of the store doesn't know it, and would
//! let them be released again, of another set or with other noise.

use std::{
    collections::HashSet,
    fs::{self, File, OpenOptions},
    io::{self, Write},
    os::unix::fs::OpenOptionsExt,
    path::{Path, PathBuf},
    sync::{Mutex, PoisonError},
};

use tacit_protocol::ids::SessionId;

const HEADER: &str = "\
# Sessions that this tacit-server has released. Never put an older copy of this file in its place: it keeps an older copy
# of the store from being used to release them again.
";

/// The file, and what is in it.
pub(crate) struct Released(Mutex<Known>);

struct Known {
    file: File,
    sessions: HashSet<SessionId>,
}

/// The file can't be read or written.
#[derive(Debug, thiserror::Error)]
#[error(
    "the list of released sessions {path} can't be read or written: {error}. It belongs beside the master key; give this \
     user the right to write there."
)]
pub struct ReleasedError {
    path: PathBuf,
    error: io::Error,
}

impl Released {
    /// The list that belongs to this master key; made if it isn't there.
    pub(crate) fn beside(master_key: &Path) -> Result<Self, ReleasedError> {
        let mut path = master_key.as_os_str().to_owned();
        path.push(".released");
        let path = PathBuf::from(path);
        Self::open(&path).map_err(|error| ReleasedError { path, error })
    }

    fn open(path: &Path) -> io::Result<Self> {
        let mut file = OpenOptions::new().append(true).create(true).mode(0o600).open(path)?;
        let text = fs::read_to_string(path)?;
        if text.is_empty() {
            file.write_all(HEADER.as_bytes())?;
        } else if !text.ends_with('\n') {
            // Cut off while it was written: nobody was told of that release.
            file.write_all(b"\n")?;
        }
        let sessions = text.lines().filter_map(|line| line.parse().ok()).collect();
        Ok(Self(Mutex::new(Known { file, sessions })))
    }

    /// Whether the session was released.
    pub(crate) fn has(&self, session: &SessionId) -> bool {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).sessions.contains(session)
    }

    /// Remembers it; on disk when this returns. To be called before anybody is given the release.
    pub(crate) fn remember(&self, session: &SessionId) -> io::Result<()> {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if known.sessions.contains(session) {
            return Ok(());
        }
        known.file.write_all(format!("{session}\n").as_bytes())?;
        known.file.sync_all()?;
        known.sessions.insert(*session);
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
}
