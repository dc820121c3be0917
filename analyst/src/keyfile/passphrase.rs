//! Another passphrase for the same key.

use std::{fs, path::Path};

use super::{KeyError, Stored, text};
use crate::{files, passphrase::Passphrase, time};

/// Writes the key file anew under another passphrase, or with `new` absent without one. The old file stays until the new
/// one was read back and opened, and is replaced in one step. Copies made before keep the old passphrase.
pub fn change_passphrase(path: &Path, old: &Passphrase, new: Option<&Passphrase>) -> Result<(), KeyError> {
    let io = |verb| move |source| KeyError::Io { path: path.to_owned(), verb, source };
    // The file itself, where the path is a link to it.
    let file = fs::canonicalize(path).map_err(|source| match Stored::read(path) {
        Err(error) => error,
        Ok(_) => io("read")(source),
    })?;
    let stored = Stored::read(path)?;
    let created = stored.created().map_or_else(|| time::show(time::now()), str::to_owned);
    let secret = stored.open(old)?;
    let passphrase = new.map(Passphrase::new_one).transpose()?;
    let text = text(path, &secret, passphrase.as_ref().map(|text| text.as_str()), &created)?;
    let opens = |written: &Path| {
        let again = Passphrase::given(passphrase.as_ref().map_or("", |text| text.as_str()));
        let read = Stored::read(written).and_then(|stored| stored.open(&again));
        read.is_ok_and(|read| read.public() == secret.public())
    };
    match files::replace_if(&file, text.as_bytes(), opens).map_err(io("written"))? {
        true => Ok(()),
        false => Err(KeyError::BadCopy { path: path.to_owned() }),
    }
}
