//! The analyst's key file on disk: found, made once, opened.

use std::{
    env, io,
    path::{Path, PathBuf},
};

use tacit_envelope::{
    fingerprint::Fingerprint,
    keyfile::{AnalystSecret, KeyFile, KeyFileError, to_protected_text, to_text},
};
use zeroize::Zeroizing;

use crate::{files, passphrase::Passphrase, random, time};

/// Why there is no key to work with, or none was made.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum KeyError {
    /// No file there.
    #[error(
        "there is no key file at {path}. Pass the session's key file with --key FILE, or make a new key with: \
         tacit-analyst keygen{key_option}"
    )]
    Missing {
        /// Where it was looked for.
        path: PathBuf,
        /// ` --key FILE` where the default wasn't meant.
        key_option: String,
    },
    /// One is there already.
    #[error(
        "there is a file at {path} already, and a key file is never overwritten. Choose another with --key FILE."
    )]
    Exists {
        /// Where.
        path: PathBuf,
    },
    /// It can't be read or written.
    #[error("the key file {path} can't be {verb}: {source}. Check the folder and its permissions.")]
    Io {
        /// Which file.
        path: PathBuf,
        /// "read" or "written".
        verb: &'static str,
        /// Why.
        source: io::Error,
    },
    /// Others can read it.
    #[error(
        "others can read the key file {path}, and who has it computes with your sessions. Run: chmod 600 {path} and \
         consider who may have read it."
    )]
    Exposed {
        /// Which file.
        path: PathBuf,
    },
    /// It isn't a key file, or the passphrase is wrong.
    #[error("{path}: {source}")]
    Content {
        /// Which file.
        path: PathBuf,
        /// What is wrong.
        source: KeyFileError,
    },
    /// No passphrase to be had.
    #[error(
        "a passphrase is needed and there is no terminal to ask on. Use --passphrase-file FILE, or set TACIT_PASSPHRASE."
    )]
    NoPassphrase,
    /// The two passphrases typed differ.
    #[error("the two passphrases differ. Run the command again.")]
    PassphrasesDiffer,
    /// Neither a variable nor a home.
    #[error("there is no home folder to look for the key in. Pass --key FILE.")]
    NoHome,
}

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
    let mut rng = random::system();
    let secret = AnalystSecret::generate(&mut rng);
    let created = time::show(time::now());
    let text = match passphrase {
        Some(passphrase) => to_protected_text(&mut rng, &secret, passphrase, &created)
            .map_err(|source| KeyError::Content { path: path.to_owned(), source })?,
        None => to_text(&secret, &created),
    };
    write(path, text.as_bytes())?;
    Ok(secret.public().fingerprint())
}

/// Opens the key file; asks for the passphrase only if it has one.
pub fn load(path: &Path, passphrase: &Passphrase) -> Result<AnalystSecret, KeyError> {
    let content = |source| KeyError::Content { path: path.to_owned(), source };
    match KeyFile::parse(&read(path)?).map_err(content)? {
        KeyFile::Plain(secret) => Ok(secret),
        KeyFile::Protected(key) => key.open(&passphrase.existing(path)?).map_err(content),
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

fn write(path: &Path, text: &[u8]) -> Result<(), KeyError> {
    let written = files::create_parent(path).and_then(|()| files::write_new(path, text));
    written.map_err(|source| match source.kind() {
        io::ErrorKind::AlreadyExists => KeyError::Exists { path: path.to_owned() },
        _ => KeyError::Io { path: path.to_owned(), verb: "written", source },
    })
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn no_passphrase() -> Passphrase {
        Passphrase::Given(Zeroizing::new(String::new()))
    }

    #[test]
    fn made_once_and_loaded_again() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("deep/er/analyst.key");
        let fingerprint = generate(&path, None).unwrap();
        assert_eq!(load(&path, &no_passphrase()).unwrap().public().fingerprint(), fingerprint);
    }

    #[test]
    fn never_overwritten() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("analyst.key");
        fs::write(&path, "mine").unwrap();
        assert!(matches!(generate(&path, None), Err(KeyError::Exists { .. })));
        assert_eq!(fs::read_to_string(&path).unwrap(), "mine");
    }

    #[cfg(unix)]
    #[test]
    fn only_its_owner_reads_it() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("analyst.key");
        generate(&path, None).unwrap();
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    }

    #[cfg(unix)]
    #[test]
    fn one_that_others_can_read_is_refused() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("analyst.key");
        generate(&path, None).unwrap();
        for mode in [0o640, 0o604, 0o620, 0o601] {
            fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
            let message = load(&path, &no_passphrase()).unwrap_err().to_string();
            assert!(message.contains(&format!("chmod 600 {}", path.display())), "{mode:o}: {message}");
        }
        fs::set_permissions(&path, fs::Permissions::from_mode(0o400)).unwrap();
        assert!(load(&path, &no_passphrase()).is_ok());
    }

    #[test]
    fn a_protected_key_takes_its_passphrase() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("analyst.key");
        let fingerprint = generate(&path, Some("correct horse")).unwrap();
        let given = |text: &str| Passphrase::Given(Zeroizing::new(text.to_owned()));
        assert_eq!(load(&path, &given("correct horse")).unwrap().public().fingerprint(), fingerprint);
        let error = load(&path, &given("wrong")).unwrap_err();
        assert!(matches!(error, KeyError::Content { source: KeyFileError::WrongPassphrase, .. }), "{error}");
    }

    #[test]
    fn a_missing_key_file_is_named_with_how_to_make_one() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("none.key");
        let message = load(&path, &no_passphrase()).unwrap_err().to_string();
        let path = path.display();
        assert_eq!(
            message,
            format!(
                "there is no key file at {path}. Pass the session's key file with --key FILE, or make a new key with: \
                 tacit-analyst keygen --key {path}"
            )
        );
    }
}
