//! Where a key file's passphrase comes from: a file, the environment, or the person at the terminal.

use std::{
    env, fs,
    io::{self, IsTerminal},
    path::{Path, PathBuf},
};

use zeroize::Zeroizing;

use crate::keyfile::KeyError;

/// A passphrase's source.
pub struct Passphrase {
    source: Source,
    names: Names,
}

/// How a passphrase can be named on the command line and in the environment.
#[derive(Clone, Copy)]
struct Names {
    option: &'static str,
    variable: &'static str,
    /// Where it is chosen.
    question: &'static str,
}

enum Source {
    /// The first line of this file.
    File(PathBuf),
    /// Known already.
    Given(Zeroizing<String>),
    /// To be asked for.
    Ask,
}

const CURRENT: Names = Names {
    option: "--passphrase-file",
    variable: "TACIT_PASSPHRASE",
    question: "Passphrase for the new key: ",
};
const NEW: Names =
    Names { option: "--new-passphrase-file", variable: "TACIT_NEW_PASSPHRASE", question: "New passphrase: " };

impl Passphrase {
    /// The key file's: the file if there is one, else `TACIT_PASSPHRASE`, else the terminal.
    pub fn current(file: Option<PathBuf>) -> Self {
        Self::find(file, CURRENT)
    }

    /// What it is changed to: the file if there is one, else `TACIT_NEW_PASSPHRASE`, else the terminal.
    pub fn changed(file: Option<PathBuf>) -> Self {
        Self::find(file, NEW)
    }

    /// This one.
    pub fn given(text: &str) -> Self {
        Self { source: Source::Given(Zeroizing::new(text.to_owned())), names: CURRENT }
    }

    /// Whether there is a passphrase without asking.
    pub fn is_given(&self) -> bool {
        !matches!(self.source, Source::Ask)
    }

    /// The passphrase of the key file at `path`.
    pub fn existing(&self, path: &Path) -> Result<Zeroizing<String>, KeyError> {
        self.get(&format!("Passphrase of {}: ", path.display()))
    }

    /// A passphrase that a key file is to have; asked for twice on a terminal.
    pub fn new_one(&self) -> Result<Zeroizing<String>, KeyError> {
        let first = self.get(self.names.question)?;
        if matches!(self.source, Source::Ask) && self.get("The same again: ")? != first {
            return Err(KeyError::PassphrasesDiffer);
        }
        Ok(first)
    }

    fn find(file: Option<PathBuf>, names: Names) -> Self {
        let source = match (file, env::var(names.variable)) {
            (Some(file), _) => Source::File(file),
            (None, Ok(text)) => Source::Given(Zeroizing::new(text)),
            (None, Err(_)) => Source::Ask,
        };
        Self { source, names }
    }

    fn get(&self, question: &str) -> Result<Zeroizing<String>, KeyError> {
        let Names { option, variable, .. } = self.names;
        match &self.source {
            Source::File(path) => {
                let error = |source| KeyError::Io { path: path.clone(), verb: "read", source };
                let text = fs::read_to_string(path).map(Zeroizing::new).map_err(error)?;
                Ok(Zeroizing::new(text.lines().next().unwrap_or_default().to_owned()))
            }
            Source::Given(text) => Ok(text.clone()),
            Source::Ask if !io::stdin().is_terminal() => Err(KeyError::NoPassphrase { option, variable }),
            Source::Ask => rpassword::prompt_password(question)
                .map(Zeroizing::new)
                .map_err(|_| KeyError::NoPassphrase { option, variable }),
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
        assert_eq!(*Passphrase::current(Some(path)).new_one().unwrap(), "correct horse");
    }
}
