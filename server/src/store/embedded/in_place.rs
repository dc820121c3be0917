//! Whether open files are still those that their names lead to: what is written into one that was removed, moved away or replaced,
//! the next start doesn't find.

use std::{
    fs, io,
    os::unix::fs::MetadataExt,
    path::{Path, PathBuf},
};

/// Files, and which ones they were when they were opened.
pub(super) struct InPlace(Vec<(PathBuf, Identity)>);

/// Device and number.
type Identity = (u64, u64);

impl InPlace {
    /// Of the files that these names lead to now.
    pub(super) fn of(paths: impl IntoIterator<Item = PathBuf>) -> io::Result<Self> {
        let files = paths.into_iter().map(|path| identity(&path).map(|identity| (path, identity)));
        files.collect::<io::Result<_>>().map(Self)
    }

    /// Fails with what to do unless all names still lead to the same files.
    pub(super) fn check(&self) -> Result<(), String> {
        match self.0.iter().find(|(path, opened)| identity(path).ok() != Some(*opened)) {
            None => Ok(()),
            Some((path, _)) => Err(format!(
                "{} was removed, moved away or replaced while it was in use: nothing is acknowledged any more. Put back what was there, all \
                 of the folder; or, if that is gone, stop the server and restore a copy",
                path.display()
            )),
        }
    }
}

fn identity(path: &Path) -> io::Result<Identity> {
    fs::metadata(path).map(|there| (there.dev(), there.ino()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_file_of_the_name_is_not_the_one_that_was_opened() {
        let folder = tempfile::tempdir().unwrap();
        let [path, away] = ["file", "away"].map(|name| folder.path().join(name));
        fs::write(&path, "one").unwrap();
        let opened = InPlace::of([path.clone()]).unwrap();
        fs::write(&path, "changed").unwrap();
        opened.check().unwrap();
        fs::rename(&path, &away).unwrap();
        assert!(opened.check().unwrap_err().contains("file was removed"));
        fs::write(&path, "two").unwrap();
        opened.check().unwrap_err();
        fs::rename(&away, &path).unwrap();
        opened.check().unwrap();
        assert!(InPlace::of([away]).is_err());
    }
}
