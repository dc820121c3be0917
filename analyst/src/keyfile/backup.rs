//! A second copy of a key file, compared with the first one after it is on disk.

use std::{
    fs,
    path::{Path, PathBuf},
};

use zeroize::Zeroizing;

use super::{KeyError, Stored, create};

/// A copy that was made.
#[derive(Debug, PartialEq, Eq)]
pub struct Backup {
    /// Where it is.
    pub path: PathBuf,
    /// Whether only its owner can read it: some disks keep no permissions.
    pub is_private: bool,
}

/// Copies the key file to a new file, or into a folder under its own name, and reads the copy back. A passphrase stays as
/// it is and isn't asked for.
pub fn back_up(key: &Path, to: &Path) -> Result<Backup, KeyError> {
    let stored = Stored::read(key)?;
    let path = match key.file_name() {
        Some(name) if to.is_dir() => to.join(name),
        _ => to.to_owned(),
    };
    create(&path, stored.text.as_bytes(), "place for the backup")?;
    let copy = fs::read(&path).map(Zeroizing::new);
    if !copy.is_ok_and(|copy| copy.as_slice() == stored.text.as_bytes()) {
        // It may be gone already; either way it is no backup.
        let _ = fs::remove_file(&path);
        return Err(KeyError::BadCopy { path });
    }
    let is_private = !matches!(Stored::read(&path), Err(KeyError::Exposed { .. }));
    Ok(Backup { path, is_private })
}
