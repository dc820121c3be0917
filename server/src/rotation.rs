//! Another master key in the place of the one there is.
//!
//! The new key is made beside the old one (`….rotating-new`), every session's keys are sealed under it instead, and then it gets the old
//! one's name; until that is on disk, the old one has another name (`….rotating-old`). Wherever this stops, it can be begun again, and as long as
//! there is a `….rotating-new`, no server starts: it could open some sessions and not others. The list of what was released belongs to the
//! name, and stays.

use std::{
    fs::{self, File},
    io,
    path::{Path, PathBuf},
};

use tacit_protocol::ids::SessionId;

use crate::{
    session::keys::{MasterKey, MasterKeyError, next_key},
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
    /// The store fails.
    #[error("{0}. Begin again once it works: what is done stays.")]
    Store(#[from] StoreError),
    /// There is no master key.
    #[error("there is no master key {0}. Check --master-key and --data-dir.")]
    NoKey(PathBuf),
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
        "the keys beside {path} can't be renamed: {error}. Give this user the right to, and begin again."
    )]
    File {
        /// The master key.
        path: PathBuf,
        /// What the system says.
        error: io::Error,
    },
}

/// Seals all sessions' keys under a new master key, which then is in the place of the old one. No server may be running on the
/// store. Offers are forgotten: who was about to create a session begins again. Answers how many sessions were sealed anew by this call.
///
/// # Errors
///
/// [`RotationError`]; then it is to be called again.
pub async fn rotate_master_key(store: &dyn Store, path: &Path) -> Result<u64, RotationError> {
    let (next, last) = (next_key(path), beside(path, ".rotating-old"));
    let failed = |error| RotationError::File { path: path.into(), error };
    if !path.exists() {
        return Err(RotationError::NoKey(path.into()));
    }
    // Otherwise all but the last step of an earlier call is done.
    let is_begun = next.exists();
    let mut resealed = 0;
    if is_begun || !last.exists() {
        let old = MasterKey::load(path)?;
        let new = MasterKey::load_or_create(&next)?;
        store.forget_offers().await?;
        resealed = reseal_all(store, &old, &new).await?;
        put_in_place(path, &next, &last).map_err(failed)?;
    }
    fs::remove_file(&last).and_then(|()| sync_folder(path)).map_err(failed)?;
    Ok(resealed)
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

/// There is a key of this name at every moment, and the old one until the new one's name is on disk.
fn put_in_place(path: &Path, next: &Path, last: &Path) -> io::Result<()> {
    if !last.exists() {
        fs::hard_link(path, last)?;
    }
    sync_folder(path)?;
    fs::rename(next, path)?;
    sync_folder(path)
}

fn sync_folder(path: &Path) -> io::Result<()> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    File::open(folder)?.sync_all()
}

fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    name.into()
}
