//! Which sessions were released, remembered beside the master key: an older copy of the store doesn't know it, and would
//! let them be released again, of another set or with other noise.

mod content;
mod of_store;

use std::{
    collections::HashSet,
    fs::{self, File, OpenOptions},
    io::{self, Read, Seek, SeekFrom, Write},
    os::unix::fs::{MetadataExt, OpenOptionsExt},
    path::{Path, PathBuf},
    sync::{Mutex, PoisonError, RwLock},
};

use tacit_protocol::ids::SessionId;

use self::content::Content;
pub(crate) use self::of_store::check_list_of;
pub use self::{
    content::ReleasedList,
    of_store::{StoreListError, begin_list, check_list, check_list_of_copy, prepare_list},
};
use crate::store::ListId;

const HEADER: &str = "\
# Sessions that this tacit-server has released. Never put an older copy of this file in its place: it keeps an older copy
# of the store from being used to release them again. To put several lists together, write the lines of all into one.
";

/// The file, and what is in it. Several processes may have it: they write one after the other.
pub(crate) struct Released {
    path: PathBuf,
    file: Mutex<Open>,
    sessions: RwLock<HashSet<SessionId>>,
}

struct Open {
    file: File,
    /// How long it was when it was last read: it only grows.
    read: u64,
    /// Which stores' list it is, as far as it was read.
    ids: Vec<ListId>,
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
    /// The list that belongs to this master key, of which [`prepare_list`] made sure.
    pub(crate) fn open(master_key: &Path) -> Result<Self, ReleasedError> {
        Self::open_by(OpenOptions::new().read(true).append(true), released_list(master_key))
    }

    /// The list that belongs to this master key; made if it isn't there. What it says is on disk when this returns.
    fn beside(master_key: &Path) -> Result<Self, ReleasedError> {
        let path = released_list(master_key);
        let list = Self::open_by(OpenOptions::new().read(true).append(true).create(true).mode(0o600), path)?;
        list.locked(|open, length| if length == 0 { open.append(HEADER, length) } else { Ok(()) })
            .map_err(|error| list.failed(error))?;
        let folder = list.path.parent().filter(|folder| !folder.as_os_str().is_empty());
        let synced = File::open(folder.unwrap_or(Path::new("."))).and_then(|folder| folder.sync_all());
        synced.map_err(|error| list.failed(error.into()))?;
        Ok(list)
    }

    fn open_by(options: &OpenOptions, path: PathBuf) -> Result<Self, ReleasedError> {
        let file = options.open(&path).map_err(|error| ReleasedError::File { path: path.clone(), error })?;
        let list = Self {
            file: Mutex::new(Open { file, read: 0, ids: Vec::new() }),
            sessions: RwLock::default(),
            path,
        };
        // What another process has written may not be on disk yet.
        list.locked(|open, _| open.file.sync_all()).map_err(|error| list.failed(error))?;
        Ok(list)
    }

    /// Says that it is the list of this id, beside what it is already.
    fn name(&self, id: &ListId) -> Result<(), ReleasedError> {
        self.locked(|open, length| {
            if open.ids.contains(id) {
                return Ok(());
            }
            open.append(&content::id_line(id), length)?;
            open.ids.push(*id);
            Ok(())
        })
        .map_err(|error| self.failed(error))
    }

    /// Says that it isn't the list of this id, whatever it said.
    fn replaced(&self, id: &ListId) -> Result<(), ReleasedError> {
        self.locked(|open, length| {
            open.append(&content::replaced_line(id), length)?;
            open.ids.retain(|other| other != id);
            Ok(())
        })
        .map_err(|error| self.failed(error))
    }

    /// Says that it is the list of this id, and of no other any more.
    fn name_only(&self, id: &ListId) -> Result<(), ReleasedError> {
        self.locked(|open, length| {
            let named = (!open.ids.contains(id)).then(|| content::id_line(id));
            let over = open.ids.iter().filter(|other| *other != id).map(content::replaced_line);
            open.append(&named.into_iter().chain(over).collect::<String>(), length)?;
            open.ids = vec![*id];
            Ok(())
        })
        .map_err(|error| self.failed(error))
    }

    /// Remembers all of these.
    fn complete(&self, sessions: &[SessionId]) -> Result<(), ReleasedError> {
        let remembered = sessions.iter().try_for_each(|session| self.remember_new(session));
        remembered.map_err(|error| self.failed(error.into()))
    }

    /// Whether the session was released, as far as this process has read.
    pub(crate) fn has(&self, session: &SessionId) -> bool {
        self.sessions.read().unwrap_or_else(PoisonError::into_inner).contains(session)
    }

    /// Reads what other processes have added.
    pub(crate) fn read_again(&self) -> io::Result<()> {
        self.locked(|_, _| Ok(())).map_err(io::Error::from)
    }

    /// As [`Released::remember`], but doesn't look at the file if this process knows of it already.
    pub(crate) fn remember_new(&self, session: &SessionId) -> io::Result<()> {
        if self.has(session) { Ok(()) } else { self.remember(session) }
    }

    /// Remembers it; on disk when this returns. To be called before anybody is given the release.
    pub(crate) fn remember(&self, session: &SessionId) -> io::Result<()> {
        self.locked(|open, length| {
            if self.has(session) {
                return Ok(());
            }
            open.append(&format!("{session}\n"), length)?;
            self.sessions.write().unwrap_or_else(PoisonError::into_inner).insert(*session);
            Ok(())
        })
        .map_err(io::Error::from)
    }

    /// Does something with the file and its length while no other process has it, and after all was read that is in it.
    fn locked(&self, work: impl FnOnce(&mut Open, u64) -> io::Result<()>) -> Result<(), ListError> {
        let mut open = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        open.file.lock()?;
        let done = self.is_in_place(&open).and_then(|()| self.catch_up(&mut open));
        let done = done.and_then(|length| Ok(work(&mut open, length)?));
        open.file.unlock()?;
        done
    }

    /// What is written into a file that was moved away, nobody reads again.
    fn is_in_place(&self, open: &Open) -> Result<(), ListError> {
        let own = open.file.metadata()?;
        match fs::metadata(&self.path) {
            Ok(there) if (own.dev(), own.ino()) == (there.dev(), there.ino()) => Ok(()),
            Ok(_) => {
                Err(io::Error::other("another file was put in its place: start again to use that one").into())
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                Err(io::Error::other("it was moved away: put it back").into())
            }
            Err(error) => Err(error.into()),
        }
    }

    /// Reads the file if it has changed, and cuts off a line that its writer didn't come to the end of: nobody was told of that
    /// release. Answers how long the file is.
    fn catch_up(&self, open: &mut Open) -> Result<u64, ListError> {
        let length = open.file.metadata()?.len();
        if length == open.read {
            return Ok(length);
        }
        let mut text = Vec::new();
        open.file.seek(SeekFrom::Start(0))?;
        open.file.read_to_end(&mut text)?;
        let whole = content::whole_lines(&text);
        if whole < text.len() {
            open.file.set_len(whole as u64)?;
            open.file.sync_all()?;
        }
        let Content { ids, sessions, .. } = Content::parse(&text[..whole]).map_err(ListError::Line)?;
        open.ids = ids;
        self.sessions.write().unwrap_or_else(PoisonError::into_inner).extend(sessions);
        open.read = whole as u64;
        Ok(open.read)
    }

    fn failed(&self, error: ListError) -> ReleasedError {
        let path = self.path.clone();
        match error {
            ListError::File(error) => ReleasedError::File { path, error },
            ListError::Line(line) => ReleasedError::Malformed { path, line },
        }
    }
}

impl Open {
    /// Writes lines at the end, which is at `length`; on disk when this returns.
    fn append(&mut self, lines: &str, length: u64) -> io::Result<()> {
        let written = self.file.write_all(lines.as_bytes()).and_then(|()| self.file.sync_all());
        if let Err(error) = written {
            // Half a line would spoil the next. If this fails too, whoever reads the list next cuts it off.
            self.file.set_len(length)?;
            return Err(error);
        }
        self.read = length + lines.len() as u64;
        Ok(())
    }
}

/// Why the list can't be read.
#[derive(Debug)]
enum ListError {
    File(io::Error),
    Line(usize),
}

impl From<io::Error> for ListError {
    fn from(error: io::Error) -> Self {
        Self::File(error)
    }
}

impl From<ListError> for io::Error {
    fn from(error: ListError) -> Self {
        match error {
            ListError::File(error) => error,
            ListError::Line(line) => Self::other(format!("line {line} is no session")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn listed(key: &Path) -> Vec<SessionId> {
        ReleasedList::read(key).unwrap().unwrap().sessions
    }

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
    fn nothing_is_remembered_in_a_file_that_was_moved_away() {
        let folder = tempfile::tempdir().unwrap();
        let key = folder.path().join("master.key");
        let [one, two] = [1, 2].map(|byte| SessionId::of_manifest(&[byte]));
        let list = Released::beside(&key).unwrap();
        list.remember(&one).unwrap();
        let (path, away) = (released_list(&key), folder.path().join("away"));
        fs::rename(&path, &away).unwrap();
        let error = list.remember(&two).unwrap_err();
        assert!(error.to_string().contains("put it back"), "{error}");
        fs::copy(&away, &path).unwrap();
        let error = list.remember(&two).unwrap_err();
        assert!(error.to_string().contains("start again"), "{error}");
        list.read_again().unwrap_err();
        assert!(list.has(&one) && !list.has(&two));
        fs::rename(&away, &path).unwrap();
        list.remember(&two).unwrap();
        assert_eq!(listed(&key), [one, two]);
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
        let file = File::open(released_list(&key)).unwrap();
        let list =
            Released { file: Mutex::new(Open { file, read: before.len() as u64, ids: Vec::new() }), ..list };
        for _ in ["at first", "again"] {
            list.remember(&two).unwrap_err();
            assert!(list.has(&one) && !list.has(&two));
        }
        list.remember(&one).unwrap();
        assert_eq!(fs::read_to_string(released_list(&key)).unwrap(), before);
    }

    #[test]
    fn processes_that_share_the_list_cut_no_line_of_each_other_and_know_what_each_has_added() {
        let folder = tempfile::tempdir().unwrap();
        let key = folder.path().join("master.key");
        let session = |list: usize, number: usize| SessionId::of_manifest(&[list as u8, number as u8]);
        // A file opened again has a lock of its own, as another process's.
        let lists: Vec<_> = (0..4).map(|_| Released::beside(&key).unwrap()).collect();
        std::thread::scope(|scope| {
            for (one, list) in lists.iter().enumerate() {
                let add = move || (0..25).for_each(|number| list.remember(&session(one, number)).unwrap());
                scope.spawn(add);
            }
            scope.spawn(|| (0..25).for_each(|_| drop(Released::beside(&key).unwrap())));
        });
        let all: Vec<_> = (0..4).flat_map(|one| (0..25).map(move |number| session(one, number))).collect();
        for list in &lists {
            list.read_again().unwrap();
            assert!(all.iter().all(|session| list.has(session)));
        }
        let text = fs::read_to_string(released_list(&key)).unwrap();
        assert_eq!(Content::parse(text.as_bytes()).unwrap().sessions.len(), all.len(), "each once");
    }

    #[test]
    fn a_line_that_another_process_is_writing_is_waited_for() {
        let folder = tempfile::tempdir().unwrap();
        let key = folder.path().join("master.key");
        let [one, two, three] = [1, 2, 3].map(|byte| SessionId::of_manifest(&[byte]));
        let list = Released::beside(&key).unwrap();
        let mut other = OpenOptions::new().append(true).open(released_list(&key)).unwrap();
        let line = format!("{one}\n");
        let (begun, rest) = line.split_at(20);
        std::thread::scope(|scope| {
            other.lock().unwrap();
            other.write_all(begun.as_bytes()).unwrap();
            let remembering = scope.spawn(|| list.remember(&two).unwrap());
            let starting = scope.spawn(|| Released::beside(&key).unwrap().remember(&three).unwrap());
            std::thread::sleep(std::time::Duration::from_millis(50));
            assert!(!remembering.is_finished() && !starting.is_finished());
            other.write_all(rest.as_bytes()).unwrap();
            other.unlock().unwrap();
        });
        let list = Released::beside(&key).unwrap();
        assert!([one, two, three].iter().all(|session| list.has(session)));
    }

    #[test]
    fn a_torn_line_of_a_process_that_died_is_cut_off_before_the_next_is_written() {
        let folder = tempfile::tempdir().unwrap();
        let key = folder.path().join("master.key");
        let [one, two] = [1, 2].map(|byte| SessionId::of_manifest(&[byte]));
        let list = Released::beside(&key).unwrap();
        assert!(listed(&key).is_empty(), "only the header");
        let torn = &one.to_string()[..30];
        OpenOptions::new()
            .append(true)
            .open(released_list(&key))
            .unwrap()
            .write_all(torn.as_bytes())
            .unwrap();
        assert!(listed(&key).is_empty(), "nobody was told of that one");
        list.remember(&two).unwrap();
        let again = Released::beside(&key).unwrap();
        assert!(again.has(&two) && !again.has(&one));
        let mut file = OpenOptions::new().append(true).open(released_list(&key)).unwrap();
        file.write_all(torn.as_bytes()).unwrap();
        assert_eq!(listed(&key), [two], "there is another before it");
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
