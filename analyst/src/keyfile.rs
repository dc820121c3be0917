//! The analyst's key file on disk: found, made once, opened, tried.

mod backup;
mod error;
mod passphrase;
#[cfg(test)]
mod tests;

use std::{
    env, io,
    path::{Path, PathBuf},
};

use tacit_envelope::{
    fingerprint::Fingerprint,
    hash,
    keyfile::{AnalystSecret, KeyFile, to_protected_text, to_text},
};
use zeroize::Zeroizing;

pub use self::{backup::back_up, error::KeyError, passphrase::change_passphrase};
use crate::{files, passphrase::Passphrase, random, time};

/// Where the key is unless `--key` says otherwise: `$XDG_CONFIG_HOME/tacit/analyst.key`, or the same in `~/.config`.
pub fn default_path() -> Result<PathBuf, KeyError> {
    let folder = |name: &str| env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    folder("XDG_CONFIG_HOME")
        .or_else(|| folder("HOME").map(|home| home.join(".config")))
        .map(|config| config.join("tacit").join("analyst.key"))
        .ok_or(KeyError::NoHome)
}

/// Makes a key file that only its owner can read, and never in place of another file.
pub fn generate(path: &Path, passphrase: Option<&str>) -> Result<Fingerprint, KeyError> {
    let secret = AnalystSecret::generate(&mut random::system());
    let text = text(path, &secret, passphrase, &time::show(time::now()))?;
    create(path, text.as_bytes(), "key file with --key FILE")?;
    Ok(secret.public().fingerprint())
}

/// A key file as it can be read without its passphrase.
#[derive(Debug)]
pub struct Stored {
    path: PathBuf,
    text: Zeroizing<String>,
    file: KeyFile,
}

/// What a key file was when it was read.
#[derive(Clone, Debug)]
pub struct Stamp {
    path: PathBuf,
    digest: [u8; 32],
}

impl Stored {
    /// Reads a key file that only its owner can read.
    pub fn read(path: &Path) -> Result<Self, KeyError> {
        let text = read(path)?;
        let content = |source| KeyError::Content { path: path.to_owned(), source };
        Ok(Self { path: path.to_owned(), file: KeyFile::parse(&text).map_err(content)?, text })
    }

    /// Whether it takes a passphrase to open.
    pub fn is_protected(&self) -> bool {
        matches!(self.file, KeyFile::Protected(_))
    }

    /// When it was made, as its comment says.
    pub fn created(&self) -> Option<&str> {
        self.text.lines().find_map(|line| line.strip_prefix("# created:")).map(str::trim)
    }

    /// To see later whether it is still the same.
    pub fn stamp(&self) -> Stamp {
        Stamp { path: self.path.clone(), digest: digest(&self.text) }
    }

    /// Its secret, once it was found to open what is sealed to it. Asks for the passphrase only if there is one.
    pub fn open(self, passphrase: &Passphrase) -> Result<AnalystSecret, KeyError> {
        let secret = match self.file {
            KeyFile::Plain(secret) => secret,
            KeyFile::Protected(key) => key
                .open(&passphrase.existing(&self.path)?)
                .map_err(|source| KeyError::Content { path: self.path.clone(), source })?,
        };
        match secret.works(&mut random::system()) {
            true => Ok(secret),
            false => Err(KeyError::Useless { path: self.path }),
        }
    }
}

impl Stamp {
    /// Whether the key file is there and the same.
    ///
    /// # Errors
    ///
    /// [`KeyError::Changed`], or why it can't be read.
    pub fn check(&self) -> Result<(), KeyError> {
        match digest(&read(&self.path)?) == self.digest {
            true => Ok(()),
            false => Err(KeyError::Changed { path: self.path.clone() }),
        }
    }
}

fn digest(text: &str) -> [u8; 32] {
    hash::sha256(&[text.as_bytes()])
}

/// The key file's text, with a passphrase or without.
fn text(
    path: &Path,
    secret: &AnalystSecret,
    passphrase: Option<&str>,
    created: &str,
) -> Result<Zeroizing<String>, KeyError> {
    match passphrase {
        Some(passphrase) => to_protected_text(&mut random::system(), secret, passphrase, created)
            .map_err(|source| KeyError::Content { path: path.to_owned(), source }),
        None => Ok(to_text(secret, created)),
    }
}

fn read(path: &Path) -> Result<Zeroizing<String>, KeyError> {
    match files::read_private(path) {
        Ok(None) => Err(KeyError::Exposed { path: path.to_owned() }),
        Ok(Some(bytes)) => Ok(Zeroizing::new(String::from_utf8_lossy(&bytes).into_owned())),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            let default = default_path().is_ok_and(|default| default == path);
            let key_option = if default { String::new() } else { format!(" --key {}", path.display()) };
            Err(KeyError::Missing { path: path.to_owned(), key_option })
        }
        Err(source) => Err(KeyError::Io { path: path.to_owned(), verb: "read", source }),
    }
}

/// `choice`: what to choose where there is a file already.
fn create(path: &Path, text: &[u8], choice: &'static str) -> Result<(), KeyError> {
    let written = files::create_parent(path).and_then(|()| files::write_new(path, text));
    written.map_err(|source| match source.kind() {
        io::ErrorKind::AlreadyExists => KeyError::Exists { path: path.to_owned(), choice },
        _ => KeyError::Io { path: path.to_owned(), verb: "written", source },
    })
}
