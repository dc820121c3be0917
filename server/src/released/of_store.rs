//! The list of released sessions and the store that it belongs to: a server never works with another store's list, and never begins
//! one for a store that has one. Otherwise who puts an older copy of the store in place, and forgets the list, could release again.
//!
//! Both bear a random id. The first server gives it to the new store, and to the list that it begins.

use std::{
    collections::HashSet,
    path::{Path, PathBuf},
};

use super::{Released, ReleasedError, ReleasedList, released_list};
use crate::{
    session::keys::random_bytes,
    store::{NeededList, Store, StoreError, embedded::Copied},
};

/// How many sessions are listed at once.
const PAGE: u32 = 256;

/// Why a store can't be used with a list of released sessions.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StoreListError {
    /// The list can't be used.
    #[error(transparent)]
    List(#[from] ReleasedError),
    /// The store fails.
    #[error(
        "whether the list of released sessions is the store's can't be found out: {0}. Try again once the store works."
    )]
    Store(#[from] StoreError),
    /// There is none, and the store isn't new.
    #[error(
        "the store is in use, but there is no list of released sessions {0}. Without it, a copy of the store from before a release could be \
         used to release once more. Put the newest copy of the list there; or, where several servers share the store, copy it from another \
         of them (it lies beside its master key, its name ends in .released). If nothing was released that this store doesn't know (it is the newest), \
         `tacit-server begin-list --nothing-was-released` makes a new one."
    )]
    Missing(PathBuf),
    /// It is another store's.
    #[error(
        "{0} isn't the list of released sessions of this store, but of another. Put the store's own list there, the newest copy of it; or, where \
         several servers share the store, add the lines of the list of another of them: `cat OTHER >> {0}`. Or check which store the settings name. Only if there is none, \
         move this one away and see what is said then."
    )]
    Other(PathBuf),
    /// It was begun anew since, and the store is from before.
    #[error(
        "the list of released sessions {0} was begun anew, and this store is a copy from before that, which could be used to release sessions a \
         second time. Put a newer copy of the store in place. Only if it is the store that the list was being begun for when that was \
         interrupted, run `tacit-server begin-list --nothing-was-released` again."
    )]
    Replaced(PathBuf),
    /// It doesn't say which store's it is.
    #[error(
        "the list of released sessions {0} doesn't say which store it belongs to: an earlier version of tacit-server wrote it, or somebody put \
         it together; the store belongs to one that does. Put the newest copy of that one there. Where several servers share the store, \
         add the lines of the list of the one that was started first with this version: `cat OTHER >> {0}`."
    )]
    Unnamed(PathBuf),
    /// There is none to put a copy in place with, or it says nothing.
    #[error(
        "the list of released sessions {0} isn't there, or names none. Put its newest copy there first: without it, the copy could be \
         used to release sessions a second time. If nothing was released that the copy doesn't know, say so with --nothing-was-released."
    )]
    Empty(PathBuf),
    /// The copy knows of releases that it doesn't name.
    #[error(
        "the list of released sessions {path} lacks {missing} that the copy says are released: it is older than the copy. Put its newest copy \
         there. If nothing was released that neither of them knows, say so with --nothing-was-released."
    )]
    Older {
        /// Which file.
        path: PathBuf,
        /// How many it lacks.
        missing: usize,
    },
}

/// Makes sure that the list beside the master key is the store's, and begins it if the store is new. To be called before a server works
/// with the store, after [`prepare_master_key`](crate::prepare_master_key).
///
/// # Errors
///
/// [`StoreListError`]
pub async fn prepare_list(store: &dyn Store, master_key: &Path) -> Result<(), StoreListError> {
    let needed = needed(store).await?;
    let found = ReleasedList::read(master_key)?;
    judge(master_key, needed, found.as_ref())?;
    if needed.id.is_none() {
        if let Some(list) = found.as_ref().filter(|list| needed.is_new() && !list.ids.is_empty()) {
            tracing::error!(
                released = list.sessions.len(),
                "the store is new and empty, though the list of released sessions beside the master key belongs to one that was in use: if there \
                 should be one, stop this server, and look whether its volume is mounted and `data-dir` is right"
            );
        }
        let own = found.and_then(|list| list.ids.first().copied()).unwrap_or_else(random_bytes);
        // First: a list without a store is taken by the next that is new.
        let list = Released::beside(master_key)?;
        list.name(&own)?;
        let id = store.claim_list_id(None, own).await?;
        // Another server was first, when the store was as new for it.
        list.name(&id)?;
    }
    Ok(())
}

/// Looks whether the list beside the master key is the one that a store needs, or may be begun; answers it. Makes and changes nothing.
///
/// # Errors
///
/// [`StoreListError`]
pub fn check_list(master_key: &Path, needed: &NeededList) -> Result<Option<ReleasedList>, StoreListError> {
    let found = ReleasedList::read(master_key)?;
    judge(master_key, *needed, found.as_ref()).map(|()| found)
}

/// As [`check_list`], for a store that is open.
pub(crate) async fn check_list_of(store: &dyn Store, master_key: &Path) -> Result<(), StoreListError> {
    check_list(master_key, &needed(store).await?).map(drop)
}

/// Looks whether a copy of the embedded store can be put in place with the list beside the master key. `nothing_else`: the operator says
/// that nothing was released that neither of them knows. Then there may be no list, and [`begin_list`] is to be called afterwards.
///
/// # Errors
///
/// [`StoreListError`]
pub fn check_list_of_copy(
    master_key: &Path,
    copy: &Copied,
    nothing_else: bool,
) -> Result<Option<ReleasedList>, StoreListError> {
    let found = ReleasedList::read(master_key)?;
    let empty = || StoreListError::Empty(released_list(master_key));
    match (judge(master_key, copy.needed.list, found.as_ref()), &found) {
        (Err(StoreListError::Missing(_) | StoreListError::Unnamed(_)), _) if nothing_else => {}
        (Err(StoreListError::Missing(_)), _) => return Err(empty()),
        (Err(other), _) => return Err(other),
        (Ok(()), _) if nothing_else => {}
        // It may be one that was copied once, at the beginning.
        (Ok(()), None) => return Err(empty()),
        (Ok(()), Some(list)) if list.sessions.is_empty() => return Err(empty()),
        (Ok(()), Some(list)) => {
            let named: HashSet<_> = list.sessions.iter().collect();
            let missing = copy.released.iter().filter(|session| !named.contains(session)).count();
            if missing > 0 {
                return Err(StoreListError::Older { path: list.path.clone(), missing });
            }
        }
    }
    Ok(found)
}

/// Begins the list beside the master key with what the store says is released, or completes it, also an older one, or one that doesn't
/// say whose it is. For when the operator says that nothing was released that neither of them knows. The store and the list bear a new id,
/// and the list says that the one before is replaced: no older copy of the store goes with it, nor with a list that its lines are added to.
/// May be called again if it doesn't come to its end. Answers the list.
///
/// # Errors
///
/// [`StoreListError::Other`], [`StoreListError::Replaced`], and that the store or the list can't be used
pub async fn begin_list(store: &dyn Store, master_key: &Path) -> Result<ReleasedList, StoreListError> {
    let other = || StoreListError::Other(released_list(master_key));
    let replaced = || StoreListError::Replaced(released_list(master_key));
    let known = store.list_id().await?;
    let found = ReleasedList::read(master_key)?;
    let (own, gone) = found.map_or_else(Default::default, |list| (list.ids, list.replaced));
    let id = random_bytes();
    let list = match known {
        Some(known) if own.is_empty() => {
            let list = Released::beside(master_key)?;
            list.replaced(&known)?;
            list
        }
        Some(known) if own.contains(&known) => Released::beside(master_key)?,
        Some(known) if gone.contains(&known) => return Err(replaced()),
        Some(_) => return Err(other()),
        None if !gone.is_empty() => return Err(replaced()),
        None => Released::beside(master_key)?,
    };
    if !own.is_empty() {
        // So that it is the store's before and afterwards. One that is begun is nobody's until it is whole.
        list.name(&id)?;
    }
    let mut released = Vec::new();
    loop {
        let page = store.released_sessions(released.last(), PAGE).await?;
        if page.is_empty() {
            break;
        }
        released.extend(page);
    }
    if store.claim_list_id(known, id).await? != id {
        return Err(other());
    }
    list.complete(&released)?;
    list.name_only(&id)?;
    ReleasedList::read(master_key)?.ok_or_else(|| StoreListError::Missing(released_list(master_key)))
}

async fn needed(store: &dyn Store) -> Result<NeededList, StoreError> {
    let has_sessions = !store.all_sessions(None, 1).await?.is_empty();
    Ok(NeededList { id: store.list_id().await?, has_sessions })
}

fn judge(master_key: &Path, needed: NeededList, found: Option<&ReleasedList>) -> Result<(), StoreListError> {
    let path = released_list(master_key);
    match (needed.id, found) {
        (Some(id), Some(list)) if list.ids.contains(&id) => Ok(()),
        (Some(id), Some(list)) if list.replaced.contains(&id) => Err(StoreListError::Replaced(path)),
        (Some(_), Some(list)) if !list.ids.is_empty() => Err(StoreListError::Other(path)),
        (Some(_), Some(list)) if !list.sessions.is_empty() => Err(StoreListError::Unnamed(path)),
        (Some(_), _) => Err(StoreListError::Missing(path)),
        (None, None) if needed.has_sessions => Err(StoreListError::Missing(path)),
        // A copy by a version without ids.
        (None, Some(list)) if needed.has_sessions && !list.replaced.is_empty() => {
            Err(StoreListError::Replaced(path))
        }
        (None, _) => Ok(()),
    }
}
