//! The master key and the store that it belongs to: a server never works with another store's key, and never makes one for a
//! store that has one.
//!
//! The store holds the key's check value, which is derived from it and tells nothing about it. The first server writes it into
//! the empty store.

use std::path::{Path, PathBuf};

use crate::{
    rotation::last_key,
    session::keys::{MasterKey, MasterKeyError, resolved},
    store::{NeededKey, Store, StoreError},
};

/// How many sessions are listed at once.
const PAGE: u32 = 256;

/// Why a store can't be used with a master key.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StoreKeyError {
    /// The key can't be used.
    #[error(transparent)]
    Key(#[from] MasterKeyError),
    /// The store fails.
    #[error("whether the master key is the store's can't be found out: {0}. Try again once the store works.")]
    Store(#[from] StoreError),
    /// The store isn't empty, and there is no key.
    #[error(
        "the store is in use, but there is no master key {0}. Restore that file from a copy; or, where several servers share the \
         store, copy it from the first server (the file that its setting `master-key` names, by default beside its data \
         folder). Without it no session in the store can be finished, so none is made."
    )]
    Missing(PathBuf),
    /// The store is empty, and there is no key.
    #[error(
        "the store has no sessions, but belongs to a master key, and there is none at {0}. Restore that file from a copy; or, where several \
         servers share the store, copy it from the first server. If it is lost for good, no submission is: begin with an empty store. Move the \
         file tacit.db in the data folder away, and those whose names begin so; or name another database with `mongodb-database`. Codes for \
         creating sessions are to be made anew then."
    )]
    MissingOfEmpty(PathBuf),
    /// The store has another.
    #[error(
        "{0} isn't the master key of this store, whose sessions it doesn't open. Put the store's own key there: from a copy, or, \
         where several servers share the store, from the first server (the file that its setting `master-key` names, by \
         default beside its data folder); after rotate-master-key, the new one. Or check which store the settings name."
    )]
    Other(PathBuf),
}

/// Makes sure that the file is the store's master key, and makes it if the store is empty and there is none. To be called
/// before a server works with the store.
///
/// # Errors
///
/// [`StoreKeyError`]
pub async fn prepare_master_key(store: &dyn Store, path: &Path) -> Result<(), StoreKeyError> {
    let known = store.key_check().await?;
    if !path.try_exists().map_err(|error| MasterKeyError::File { path: path.into(), error })? {
        let has_sessions = !store.all_sessions(None, 1).await?.is_empty();
        if known.is_some() || has_sessions {
            return Err(missing(path, has_sessions));
        }
        MasterKey::load_or_create(path)?;
    }
    let key = MasterKey::load_settled(path)?;
    if last_key(&resolved(path)).exists() {
        tracing::warn!(
            "the master key before this one is still beside it; `tacit-server rotate-master-key`, with the server stopped, removes it"
        );
    }
    let is_right = match known {
        Some(known) => known == key.check(),
        None => opens_a_session(store, &key).await? && claim(store, &key).await?,
    };
    if is_right { Ok(()) } else { Err(StoreKeyError::Other(path.into())) }
}

/// Looks whether the file is the master key that a store needs, or may be made. Makes and changes nothing.
///
/// # Errors
///
/// [`StoreKeyError`]
pub fn check_master_key(path: &Path, needed: &NeededKey) -> Result<(), StoreKeyError> {
    if !path.try_exists().map_err(|error| MasterKeyError::File { path: path.into(), error })? {
        return match needed {
            NeededKey::Any => Ok(()),
            NeededKey::Opening(_) => Err(missing(path, true)),
            NeededKey::Known { has_sessions, .. } => Err(missing(path, *has_sessions)),
        };
    }
    let key = MasterKey::load_settled(path)?;
    let is_right = match needed {
        NeededKey::Any => true,
        NeededKey::Opening(seeds) => {
            seeds.iter().any(|(offer, sealed)| key.open_signing_seed(offer, sealed).is_ok())
        }
        NeededKey::Known { check, .. } => *check == key.check(),
    };
    if is_right { Ok(()) } else { Err(StoreKeyError::Other(path.into())) }
}

fn missing(path: &Path, has_sessions: bool) -> StoreKeyError {
    if has_sessions {
        StoreKeyError::Missing(path.into())
    } else {
        StoreKeyError::MissingOfEmpty(path.into())
    }
}

/// Whether it opens the keys of any session, or there is none: of a store that an earlier version of the program made.
pub(crate) async fn opens_a_session(store: &dyn Store, key: &MasterKey) -> Result<bool, StoreError> {
    let mut after = None;
    loop {
        let page = store.all_sessions(after.as_ref(), PAGE).await?;
        let Some(last) = page.last() else { return Ok(after.is_none()) };
        after = Some(*last);
        for id in page {
            if let Some(record) = store.session(&id).await?
                && key.open_signing_seed(&record.offer, &record.sealed_signing_seed).is_ok()
            {
                return Ok(true);
            }
        }
    }
}

/// Makes it the store's; `false` if another server was first with another.
async fn claim(store: &dyn Store, key: &MasterKey) -> Result<bool, StoreError> {
    let check = key.check();
    Ok(store.set_key_check(None, check).await? || store.key_check().await? == Some(check))
}
