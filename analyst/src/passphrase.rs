//! Where a key file's passphrase comes from: a file, the environment, or the person at the terminal.

use std::{
    env, fs,
    io::{self, IsTerminal},
    path::{Path, PathBuf},
};

use zeroize::Zeroizing;

use crate::keyfile::KeyError;

const VARIABLE: &str = "TACIT_PASSPHRASE";

/// A passphrase's source.
pub enum Passphrase {
    /// The first line of this file.
    File(PathBuf),
    /// Known already.
    Given(Zeroizing<String>),
    /// To be asked for.
    Ask,
}

impl Passphrase {
    /// The file if there is one, else `TACIT_PASSPHRASE`, else the terminal.
    pub fn from(file: Option<PathBuf>) -> Self {
        match (file, env::var(VARIABLE)) {
            (Some(file), _) => Self::File(file),
            (None, Ok(text)) => Self::Given(Zeroizing::new(text)),
            (None, Err(_)) => Self::Ask,
        }
    }

    /// Whether there is a passphrase without asking.
    pub fn is_given(&self) -> bool {
        !matches!(self, Self::Ask)
    }

    /// The passphrase of the key file at `path`.
    pub fn existing(&self, path: &Path) -> Result<Zeroizing<String>, KeyError> {
        self.get(&format!("Passphrase of {}: ", path.display()))
    }

    /// The passphrase for a new key file; asked for twice on a terminal.
    pub fn new_one(&self) -> Result<Zeroizing<String>, KeyError> {
        let first = self.get("Passphrase for the new key: ")?;
        if matches!(self, Self::Ask) && self.get("The same again: ")? != first {
            return Err(KeyError::PassphrasesDiffer);
        }
        Ok(first)
    }

    fn get(&self, question: &str) -> Result<Zeroizing<String>, KeyError> {
        match self {
            Self::File(path) => {
                let error = |source| KeyError::Io { path: path.clone(), verb: "read", source };
                let text = fs::read_to_string(path).map(Zeroizing::new).map_err(error)?;
                Ok(Zeroizing::new(text.lines().next().unwrap_or_default().to_owned()))
            }
            Self::Given(text) => Ok(text.clone()),
            Self::Ask if !io::stdin().is_terminal() => Err(KeyError::NoPassphrase),
            Self::Ask => {
                rpassword::prompt_password(question).map(Zeroizing::new).map_err(|_| KeyError::NoPassphrase)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_gives_its_first_line() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("passphrase");
        fs::write(&path, "correct horse\nnot this\n").unwrap();
        assert_eq!(*Passphrase::from(Some(path)).new_one().unwrap(), "correct horse");
    }
}
