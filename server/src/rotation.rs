//! Another master key in the place of the one there is.
//!
//! The old key gets a second name (`….rotating-old`), the new one is made beside it (`….rotating-new`). The store takes the new key's
//! check value for its own, so that no server starts on it with the old one, every session's keys are sealed under the new one instead,
//! and then it gets the old one's name. Wherever this stops, it can be begun again, and as long as there is a `….rotating-new`, no
//! server starts: it could open some sessions and not others. The list of what was released belongs to the name, and stays.

use std::{
    fs::{self, File},
    io,
    os::unix::fs::MetadataExt,
    path::{Path, PathBuf},
};

use tacit_protocol::ids::SessionId;

use crate::{
    master_key::opens_a_session,
    released::{StoreListError, check_list_of},
    session::keys::{MasterKey, MasterKeyError, next_key, resolved},
    store::{SessionRecord, Store, StoreError},
};

/// How many sessions are listed at once.
const PAGE: u32 = 256;
/// How often all sessions are gone through: more only if servers go on making some.
const ROUNDS: u32 = 3;

/// Why the master key isn't another yet.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum RotationError {
    /// A key can't be used.
    #[error(transparent)]
    Key(#[from] MasterKeyError),
    /// The list of released sessions isn't the store's: no server would start afterwards, with either key.
    #[error(transparent)]
    List(#[from] StoreListError),
    /// The store fails.
    #[error("{0}. Begin again once it works: what is done stays.")]
    Store(#[from] StoreError),
    /// There is no master key.
    #[error("there is no master key {0}. Check --master-key and --data-dir.")]
    NoKey(PathBuf),
    /// The key's file has another name too.
    #[error(
        "the file of the master key {0} has another name beside this one (a hard link), which would keep the old key. Nothing was changed. \
         `find / -xdev -samefile {0}` shows its names: remove the others, or make each a symbolic link to this one; then begin again."
    )]
    Linked(PathBuf),
    /// Neither key is the store's.
    #[error(
        "the store belongs to another master key than {0}. Nothing was changed. Put the right key in place, and begin again."
    )]
    NotOfStore(PathBuf),
    /// Neither key opens a session.
    #[error(
        "session {0} opens under neither key: its store belongs to another master key. Nothing was changed about it. Put the right \
         key in place, and begin again."
    )]
    Foreign(SessionId),
    /// Sessions come under the old key.
    #[error(
        "sessions are still being made under the old key. Stop every server on this store, and begin again."
    )]
    Busy,
    /// The keys can't be renamed.
    #[error(
        "the keys beside {path} can't be renamed: {error}. The master key must be an ordinary file in a folder where this user may \
         write, not mounted by itself: mount its folder instead. Then begin again."
    )]
    File {
        /// The master key.
        path: PathBuf,
        /// What the system says.
        error: io::Error,
    },
}

/// What came of changing the master key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rotated {
    /// There is a new one; so many sessions were sealed anew by this call.
    Changed(u64),
    /// An earlier call had changed it and was cut off before it removed the old one; that is done now.
    Finished,
}

/// Seals all sessions' keys under a new master key, which then is in the place of the old one. No server may be running on the
/// store. Offers are forgotten: who was about to create a session begins again.
///
/// # Errors
///
/// [`RotationError`]; then it is to be called again.
pub async fn rotate_master_key(store: &dyn Store, path: &Path) -> Result<Rotated, RotationError> {
    if !path.exists() {
        return Err(RotationError::NoKey(path.into()));
    }
    check_list_of(store, path).await?;
    let path = &resolved(path);
    let (next, last) = (next_key(path), last_key(path));
    let failed = |error| RotationError::File { path: path.into(), error };
    let old = MasterKey::load(path)?;
    // Otherwise all but the last step of an earlier call is done.
    let is_changed = !next.exists() && last.exists() && !is_same(&last, &old);
    let mut rotated = Rotated::Finished;
    if !is_changed {
        if names(path).map_err(failed)? > 1 + u64::from(last.exists()) {
            return Err(RotationError::Linked(path.into()));
        }
        // First of all: where this can't be, the key can't be renamed either.
        if !last.exists() {
            fs::hard_link(path, &last).and_then(|()| sync_folder(path)).map_err(failed)?;
        }
        let new = match own_check(store, path, &old, &next).await {
            Ok(new) => new,
            Err(error) => {
                if !next.exists() {
                    fs::remove_file(&last).map_err(failed)?;
                }
                return Err(error);
            }
        };
        store.forget_offers().await?;
        rotated = Rotated::Changed(reseal_all(store, &old, &new).await?);
        fs::rename(&next, path).and_then(|()| sync_folder(path)).map_err(failed)?;
    }
    fs::remove_file(&last).and_then(|()| sync_folder(path)).map_err(failed)?;
    Ok(rotated)
}

/// How many names a file has.
fn names(path: &Path) -> io::Result<u64> {
    fs::metadata(path).map(|file| file.nlink())
}

/// Where the old key is until the new one is in its place, which is no link.
pub(crate) fn last_key(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".rotating-old");
    name.into()
}

/// Makes the new key, or takes the one that an earlier call has made, and has the store take it for its own.
async fn own_check(
    store: &dyn Store,
    path: &Path,
    old: &MasterKey,
    next: &Path,
) -> Result<MasterKey, RotationError> {
    let known = store.key_check().await?;
    // Before anything is made: what it would be made for may be another key's.
    let is_the_stores = match known {
        Some(known) => known == old.check() || (next.exists() && known == MasterKey::load(next)?.check()),
        None => next.exists() || opens_a_session(store, old).await?,
    };
    if !is_the_stores {
        return Err(RotationError::NotOfStore(path.into()));
    }
    let new = MasterKey::load_or_create(next)?;
    if known != Some(new.check()) && !store.set_key_check(known, new.check()).await? {
        return Err(RotationError::Busy);
    }
    Ok(new)
}

/// Whether the file is this key.
fn is_same(file: &Path, key: &MasterKey) -> bool {
    MasterKey::load(file).is_ok_and(|other| other.check() == key.check())
}

/// Goes through the sessions until all are sealed under the new key.
async fn reseal_all(store: &dyn Store, old: &MasterKey, new: &MasterKey) -> Result<u64, RotationError> {
    let mut resealed = 0;
    for _ in 0..ROUNDS {
        match round(store, old, new).await? {
            0 => return Ok(resealed),
            more => resealed += more,
        }
    }
    Err(RotationError::Busy)
}

async fn round(store: &dyn Store, old: &MasterKey, new: &MasterKey) -> Result<u64, RotationError> {
    let (mut resealed, mut after) = (0, None);
    loop {
        let page = store.all_sessions(after.as_ref(), PAGE).await?;
        let Some(last) = page.last() else { return Ok(resealed) };
        after = Some(*last);
        for id in page {
            if let Some(record) = store.session(&id).await? {
                resealed += u64::from(reseal(store, &record, old, new).await?);
            }
        }
    }
}

/// Whether there was something to do.
async fn reseal(
    store: &dyn Store,
    record: &SessionRecord,
    old: &MasterKey,
    new: &MasterKey,
) -> Result<bool, RotationError> {
    // Both are sealed anew in one step.
    if new.open_signing_seed(&record.offer, &record.sealed_signing_seed).is_ok() {
        return Ok(false);
    }
    let foreign = |_| RotationError::Foreign(record.session);
    let seed = old.open_signing_seed(&record.offer, &record.sealed_signing_seed).map_err(foreign)?;
    let secret = match &record.sealed_secret {
        Some(sealed) => {
            let (seed, verify_key) = old.open_session_secret(&record.session, sealed).map_err(foreign)?;
            Some(new.seal_session_secret(&record.session, &seed, &verify_key))
        }
        None => None,
    };
    store.reseal(&record.session, new.seal_signing_seed(&record.offer, &seed), secret).await?;
    Ok(true)
}

fn sync_folder(path: &Path) -> io::Result<()> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    File::open(folder)?.sync_all()
}
