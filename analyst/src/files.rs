//! Files that hold secrets or must not be lost: private to their owner, on disk when a function returns.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, Read, Write},
    path::{Path, PathBuf},
};

use zeroize::Zeroizing;

/// Makes the folder that `path` is in, private to its owner where it is new.
pub(crate) fn create_parent(path: &Path) -> io::Result<()> {
    let Some(parent) = path.parent().filter(|parent| !parent.as_os_str().is_empty()) else { return Ok(()) };
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(parent)
}

/// Opens a new file that only its owner can read; fails if there is one of this name.
pub(crate) fn create_new(path: &Path) -> io::Result<File> {
    create_new_for(path, Readers::Owner)
}

/// Who may read a file.
#[derive(Clone, Copy)]
enum Readers {
    Owner,
    /// Whoever may read the files that this person makes.
    Usual,
}

fn create_new_for(path: &Path, readers: Readers) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    if let Readers::Owner = readers {
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    }
    options.open(path)
}

/// Writes a new file as [`create_new`] does, to the disk.
pub(crate) fn write_new(path: &Path, bytes: &[u8]) -> io::Result<()> {
    write_new_for(path, bytes, Readers::Owner)
}

/// The same for a file that is no secret and has the usual permissions.
pub(crate) fn write_new_document(path: &Path, bytes: &[u8]) -> io::Result<()> {
    write_new_for(path, bytes, Readers::Usual)
}

fn write_new_for(path: &Path, bytes: &[u8], readers: Readers) -> io::Result<()> {
    let mut file = create_new_for(path, readers)?;
    let written = file.write_all(bytes).and_then(|()| file.sync_all());
    if written.is_err() {
        // What is half written would stand in the way of the next try.
        let _ = fs::remove_file(path);
    }
    written.and_then(|()| sync_parent(path))
}

/// Writes a file in one step: whoever reads it sees the old bytes or the new ones.
pub(crate) fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    replace_if(path, bytes, |_| true).map(drop)
}

/// The same for a file that is no secret and has the usual permissions.
pub(crate) fn replace_document(path: &Path, bytes: &[u8]) -> io::Result<()> {
    replace_for(path, bytes, Readers::Usual, |_| true).map(drop)
}

/// As [`replace`], if what is written beside it, under another name, `is_right`; otherwise nothing changes.
pub(crate) fn replace_if(
    path: &Path,
    bytes: &[u8],
    is_right: impl FnOnce(&Path) -> bool,
) -> io::Result<bool> {
    replace_for(path, bytes, Readers::Owner, is_right)
}

/// Finds out whether a file of this name could be written: makes another one beside it, and takes that away.
pub(crate) fn try_beside(path: &Path) -> io::Result<()> {
    let temporary = temporary(path);
    create_new(&temporary)?;
    fs::remove_file(&temporary)
}

/// A name beside this one, for this process alone; nothing is there.
fn temporary(path: &Path) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(format!(".{}.tmp", std::process::id()));
    let temporary = path.with_file_name(name);
    // A process of the same number may have been killed here before.
    let _ = fs::remove_file(&temporary);
    temporary
}

fn replace_for(
    path: &Path,
    bytes: &[u8],
    readers: Readers,
    is_right: impl FnOnce(&Path) -> bool,
) -> io::Result<bool> {
    let temporary = temporary(path);
    write_new_for(&temporary, bytes, readers)?;
    if !is_right(&temporary) {
        fs::remove_file(&temporary)?;
        return Ok(false);
    }
    fs::rename(&temporary, path)?;
    sync_parent(path)?;
    Ok(true)
}

/// The content of a file that only its owner can read; `None` if others can too.
pub(crate) fn read_private(path: &Path) -> io::Result<Option<Zeroizing<Vec<u8>>>> {
    let mut file = File::open(path)?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        if file.metadata()?.permissions().mode() & 0o077 != 0 {
            return Ok(None);
        }
    }
    let mut content = Zeroizing::new(Vec::new());
    file.read_to_end(&mut content)?;
    Ok(Some(content))
}

fn sync_parent(path: &Path) -> io::Result<()> {
    match path.parent() {
        Some(parent) if cfg!(unix) && !parent.as_os_str().is_empty() => File::open(parent)?.sync_all(),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_killed_process_left_is_not_in_the_way() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("list.json");
        let left = folder.path().join(format!("list.json.{}.tmp", std::process::id()));
        fs::write(&left, "half").unwrap();
        replace(&path, b"whole").unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"whole");
        assert!(!left.exists());
    }
}
