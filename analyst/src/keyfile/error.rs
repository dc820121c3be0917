//! What can be wrong with a key file on disk.

use std::{io, path::PathBuf};

use tacit_envelope::keyfile::KeyFileError;

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
    #[error("there is a file at {path} already, and files are never overwritten. Choose another {choice}.")]
    Exists {
        /// Where.
        path: PathBuf,
        /// What is to be chosen.
        choice: &'static str,
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
    /// It can be read, but its key doesn't do what a session needs.
    #[error(
        "the key in {path} doesn't open what is sealed to it, so nothing was done with it. Try on another machine; if it \
         is the same there, use a backup of the key file."
    )]
    Useless {
        /// Which file.
        path: PathBuf,
    },
    /// It isn't what the command began with.
    #[error(
        "the key file {path} has changed since this command read it. If you changed its passphrase, run the command \
         again; if it is another key, put the right one back: without it nobody can compute what is closed."
    )]
    Changed {
        /// Which file.
        path: PathBuf,
    },
    /// What was written isn't what is read.
    #[error(
        "what was written to {path} can't be read back as it should be, so it was removed. Choose another disk or folder."
    )]
    BadCopy {
        /// Which file.
        path: PathBuf,
    },
    /// No passphrase to be had.
    #[error(
        "a passphrase is needed and there is no terminal to ask on. Use {option} FILE, or set {variable}."
    )]
    NoPassphrase {
        /// The option that names a file with it.
        option: &'static str,
        /// The environment variable that holds it.
        variable: &'static str,
    },
    /// The two passphrases typed differ.
    #[error("the two passphrases differ. Run the command again.")]
    PassphrasesDiffer,
    /// Neither a variable nor a home.
    #[error("there is no home folder to look for the key in. Pass --key FILE.")]
    NoHome,
}
