//! Files that links are written to.

use std::{
    fs::{self, File},
    io::{self, Write},
    path::{Path, PathBuf},
};

use crate::{error::Error, files};

/// A new file, private to its owner. Dropped empty, it goes again: then the same command can run once more.
pub(super) struct NewFile {
    path: PathBuf,
    file: File,
    is_empty: bool,
}

impl NewFile {
    pub(super) fn create(path: &Path) -> Result<Self, Error> {
        let file = files::create_new(path).map_err(|source| match source.kind() {
            io::ErrorKind::AlreadyExists => Error::Usage(format!(
                "there is a file at {} already, and links are never written over a file. Choose another one.",
                path.display()
            )),
            _ => unwritten(path, source),
        })?;
        Ok(Self { path: path.to_owned(), file, is_empty: true })
    }

    pub(super) fn write(&mut self, bytes: &[u8]) -> Result<(), Error> {
        self.is_empty = false;
        self.file.write_all(bytes).map_err(|source| unwritten(&self.path, source))
    }

    /// To the disk.
    pub(super) fn finish(self) -> Result<(), Error> {
        self.file.sync_all().map_err(|source| unwritten(&self.path, source))
    }
}

impl Drop for NewFile {
    fn drop(&mut self) {
        if self.is_empty {
            let _ = fs::remove_file(&self.path);
        }
    }
}

fn unwritten(path: &Path, source: io::Error) -> Error {
    Error::File { path: path.to_owned(), verb: "written", source }
}
