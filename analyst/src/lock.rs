//! One process at a time: locks beside the key file, which end with whoever holds them.

use std::{
    fs::{File, OpenOptions, TryLockError},
    io,
    path::{Path, PathBuf},
};

use tokio::task;

use crate::{context::Context, error::Error, files};

/// What isn't done twice at once beside one key file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Work {
    /// A file is read, changed and written, in a moment.
    Change,
    /// People are written down, registered and handed their links, or their invitations taken back.
    Invite,
    /// Messages go out, which may take hours.
    Send,
}

/// The right to do one work alone, until it is dropped.
#[derive(Debug)]
pub(crate) struct Lock {
    _file: File,
}

impl Lock {
    /// The right to change files beside this key, once nobody else does: nothing else is done meanwhile.
    pub(crate) fn to_change(key: &Path) -> Result<Self, Error> {
        let path = Work::Change.path(key);
        let file = open(&path)?;
        file.lock().map_err(|source| unlocked(&path, source))?;
        Ok(Self { _file: file })
    }

    /// The right to do this work beside the context's key; waits for who does it, and says so.
    pub(crate) async fn to_work(context: &Context, work: Work) -> Result<Self, Error> {
        let path = work.path(&context.key);
        let file = open(&path)?;
        match file.try_lock() {
            Ok(()) => return Ok(Self { _file: file }),
            Err(TryLockError::Error(source)) => return Err(unlocked(&path, source)),
            Err(TryLockError::WouldBlock) => {}
        }
        context.ui.say(&format!(
            "Another tacit-analyst with this key file {}: waiting until it is done. Ctrl-C ends the waiting.",
            work.name()
        ));
        let locked = task::spawn_blocking(move || file.lock().map(|()| file)).await;
        let file = locked.map_err(io::Error::other).and_then(|locked| locked);
        file.map(|file| Self { _file: file }).map_err(|source| unlocked(&path, source))
    }
}

impl Work {
    /// Beside `analyst.key`, such as `analyst.inviting.lock`.
    fn path(self, key: &Path) -> PathBuf {
        let mut name = key.file_stem().unwrap_or_default().to_owned();
        name.push(match self {
            Self::Change => ".lock",
            Self::Invite => ".inviting.lock",
            Self::Send => ".sending.lock",
        });
        key.with_file_name(name)
    }

    fn name(self) -> &'static str {
        match self {
            Self::Change => "writes beside it",
            Self::Invite => "is inviting, or taking invitations back",
            Self::Send => "is sending messages",
        }
    }
}

/// The file stays: another process may be about to lock it.
fn open(path: &Path) -> Result<File, Error> {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(false);
    // Nobody else is to hold it.
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let opened = files::create_parent(path).and_then(|()| options.open(path));
    opened.map_err(|source| Error::File { path: path.to_owned(), verb: "written", source })
}

fn unlocked(path: &Path, source: io::Error) -> Error {
    Error::File { path: path.to_owned(), verb: "locked", source }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_work_is_done_once_at_a_time() {
        let folder = tempfile::tempdir().unwrap();
        let key = folder.path().join("my.key");
        let is_free = |work: Work| open(&work.path(&key)).unwrap().try_lock().is_ok();
        let held = Lock::to_change(&key).unwrap();
        assert!(folder.path().join("my.lock").exists());
        assert_eq!([Work::Change, Work::Invite, Work::Send].map(is_free), [false, true, true]);
        drop(held);
        assert!(is_free(Work::Change));
    }

    #[test]
    fn a_folder_that_cannot_be_written_is_named() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("file"), "").unwrap();
        let message = Lock::to_change(&folder.path().join("file/my.key")).unwrap_err().to_string();
        assert!(message.contains("my.lock can't be written"), "{message}");
    }
}
