//! Moving everything from one store into another.
//!
//! Both stores know of the move ([`MoveState`]): while it goes on, no server is let into either. What is copied twice is
//! copied once, so it may stop anywhere and begin again. When everything is over there, each session is read from both
//! and compared by a digest. Then the old store is shut for ever, and only after that the new one opened: there is no moment
//! in which both would serve.
//!
//! Giving it up is decided in the old store, before anything is destroyed in the new one: a mover that is still at work can't shut the
//! old one any more, and ends.
//!
//! Whatever is written or destroyed belongs to one move, which both stores name: another target than the one that was begun with is
//! refused, and a mover that was overtaken takes back what is its own move's and nothing else.

mod copying;
mod digest;

use std::collections::HashSet;

use tacit_protocol::ids::SessionId;

use self::copying::{codes, sessions};
use crate::{
    session::keys::random_bytes,
    store::{
        StoreError,
        portable::{MoveId, MoveState, Portable},
    },
};

/// How many rows are read at once.
const PAGE: u32 = 500;

/// Why nothing was moved, or not all.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum MigrationError {
    /// A store fails.
    #[error("{0}. Run `tacit-server migrate` again once it works: it goes on where it stopped.")]
    Store(#[from] StoreError),
    /// It was moved before.
    #[error("this store was moved before, to another one. Use that.")]
    Left,
    /// It was begun to be given up.
    #[error(
        "this move is being given up. Run `tacit-server migrate --give-up` again, with the same stores, which goes on where it stopped; \
         then begin another."
    )]
    GivingUp,
    /// The move into the store to move from was never finished.
    #[error(
        "the store to move from isn't whole: another one was being moved there. Finish that first, or give it up with --give-up."
    )]
    SourceArriving,
    /// The move was begun with another target.
    #[error(
        "this move goes to another store than `--to` says. What is in that one is as it was; a database that wasn't there is made, empty. Name \
         the one that the move was begun with, to go on or to give it up. If that one is lost, give it up with --give-up --target-is-lost \
         instead of --to."
    )]
    OtherTarget,
    /// The target belongs to another move.
    #[error(
        "the store to move to takes part in another move, or was moved away. Choose another, or finish that move, or give it up \
         with --give-up."
    )]
    TargetBusy,
    /// Two moves at once.
    #[error(
        "this move was given up meanwhile, or another one of these stores was begun, which goes before this one. What this one has copied is \
         destroyed again. Look where the store is now before you begin another."
    )]
    AnotherMove,
    /// Two calls at once, of the same move.
    #[error(
        "another `tacit-server migrate` has brought this move to its end meanwhile. Run it again, which tells whether nothing is left to do."
    )]
    Finished,
    /// A server writes to the store to move from.
    #[error(
        "sessions were made or deleted in the store to move from meanwhile: a server still uses it. Stop all servers, and run \
         `tacit-server migrate` again."
    )]
    SourceInUse,
    /// Their sessions are sealed under different keys.
    #[error(
        "the two stores belong to different master keys, and servers have one. Choose another database to move to. If the one to move \
         to has no sessions that are still needed, drop it, and begin again."
    )]
    OtherKey,
    /// The store to move from is an earlier version's, and the other one has a key already.
    #[error(
        "the store to move from doesn't say which master key it belongs to, and the one to move to belongs to one. Start a server of this \
         version on the store to move from once, and stop it; then run `tacit-server migrate` again."
    )]
    UnknownKey,
    /// Their servers have different lists.
    #[error(
        "the two stores belong to different lists of released sessions, and servers have one. Choose another database to move to. If the one to \
         move to has no sessions that are still needed, drop it, and begin again."
    )]
    OtherList,
    /// The store to move from is an earlier version's, and the other one has a list already.
    #[error(
        "the store to move from doesn't say which list of released sessions it belongs to, and the one to move to belongs to one. Start a \
         server of this version on the store to move from once, and stop it; then run `tacit-server migrate` again."
    )]
    UnknownList,
    /// The target has a session of that name.
    #[error(
        "session {0} is in the store to move to as well. Nothing was changed. If that one is a leftover, delete it there; \
         otherwise choose another database."
    )]
    Occupied(SessionId),
    /// What is there isn't what was here.
    #[error(
        "session {session} isn't the same in both stores (digests {source_digest} and {target_digest}). Was something written to \
         one of them? Both stay closed; begin again with --give-up, and keep them for the inquiry."
    )]
    Differs {
        /// Which session.
        session: SessionId,
        /// In the store moved from.
        source_digest: String,
        /// In the store moved to.
        target_digest: String,
    },
    /// What was there isn't any more.
    #[error(
        "session {0} isn't in the store to move to any more: something was deleted there. Both stay closed; begin again with --give-up."
    )]
    Missing(SessionId),
    /// Not all codes are there.
    #[error(
        "the codes for creating sessions aren't the same in both stores. Was something written to one of them? Both stay \
         closed; begin again with --give-up."
    )]
    CodesDiffer,
    /// There is nothing to give up.
    #[error(
        "no such move is under way: it came to its end or was given up before, or `--from` and `--to` aren't its two stores."
    )]
    NotMoving,
}

/// How far it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MigrationProgress<'a> {
    /// So many of a session's participants are over there.
    Copied {
        /// Which session.
        session: &'a SessionId,
        /// The participants that were copied just now, with all their reports.
        participants: u64,
    },
    /// A session is the same in both stores.
    Verified {
        /// Which session.
        session: &'a SessionId,
        /// Of all that is stored of it, 52 characters.
        digest: &'a str,
    },
}

/// Moves everything, or goes on with it, and answers how many sessions there are. No server may be running on either store.
/// Offers are forgotten: who was about to create a session begins again.
///
/// # Errors
///
/// [`MigrationError`]
pub async fn migrate(
    from: &dyn Portable,
    to: &dyn Portable,
    progress: &(dyn Fn(MigrationProgress<'_>) + Sync),
) -> Result<u64, MigrationError> {
    let of = |id| Move { from, to, id };
    let moving = match (from.move_state().await?, to.move_state().await?) {
        (MoveState::Left(here), MoveState::Arriving(there) | MoveState::Arrived(there)) if here == there => {
            // All that was left to do.
            return of(here).open().await;
        }
        (MoveState::Left(_), _) => return Err(MigrationError::Left),
        (MoveState::GivingUp(_), _) => return Err(MigrationError::GivingUp),
        (MoveState::Arriving(_), _) => return Err(MigrationError::SourceArriving),
        (MoveState::Leaving(here), MoveState::Arriving(there)) if here == there => of(here),
        (MoveState::Leaving(here), MoveState::Chosen(there)) if here == there => {
            set(to, MoveState::Chosen(here), MoveState::Arriving(here)).await?;
            of(here)
        }
        (MoveState::Leaving(_), _) => return Err(MigrationError::OtherTarget),
        (
            here,
            there @ (MoveState::Settled
            | MoveState::Chosen(_)
            | MoveState::Arrived(_)
            | MoveState::Cleared(_)),
        ) => of(begin((from, here), (to, there)).await?),
        _ => return Err(MigrationError::TargetBusy),
    };
    let Err(error) = moving.make(progress).await else { return moving.open().await };
    // Whatever it was that failed: it may have failed for this.
    match moving.goes_on().await {
        Err(MigrationError::AnotherMove) => moving.take_back().await.and(Err(MigrationError::AnotherMove)),
        Err(MigrationError::Finished) => Err(MigrationError::Finished),
        _ => Err(error),
    }
}

/// Gives up a move that isn't finished: what was copied is destroyed again, and both stores are let to servers.
///
/// # Errors
///
/// [`MigrationError`]; then it is to be called again.
pub async fn give_up(from: &dyn Portable, to: &dyn Portable) -> Result<(), MigrationError> {
    let there = to.move_state().await?;
    let is_target =
        |id| [MoveState::Chosen(id), MoveState::Arriving(id), MoveState::Cleared(id)].contains(&there);
    let id = match from.move_state().await? {
        MoveState::Leaving(id) if is_target(id) => {
            // First: from then on nobody brings the move to its end, also one who is at work on it.
            match set(from, MoveState::Leaving(id), MoveState::GivingUp(id)).await {
                Err(MigrationError::AnotherMove) => return Err(MigrationError::NotMoving),
                set => set?,
            }
            id
        }
        MoveState::GivingUp(id) if is_target(id) => id,
        MoveState::Leaving(_) | MoveState::GivingUp(_) => return Err(MigrationError::OtherTarget),
        MoveState::Settled => {
            // A mover that was killed may have shut some in its last moment.
            open_all(from, MoveState::Settled).await?;
            return Err(MigrationError::NotMoving);
        }
        _ => return Err(MigrationError::NotMoving),
    };
    open_all(from, MoveState::GivingUp(id)).await?;
    Move { from, to, id }.clear().await?;
    // Last, right after that the other store says that it is cleared: until then it is known which one is to be.
    set(from, MoveState::GivingUp(id), MoveState::Settled).await
}

/// Gives up a move of which the target is lost: lets the old store to servers. What was copied is left wherever it is.
///
/// # Errors
///
/// [`MigrationError::NotMoving`], and those of the store; then it is to be called again.
pub async fn give_up_without_target(from: &dyn Portable) -> Result<(), MigrationError> {
    let id = match from.move_state().await? {
        MoveState::Leaving(id) => {
            set(from, MoveState::Leaving(id), MoveState::GivingUp(id)).await?;
            id
        }
        MoveState::GivingUp(id) => id,
        _ => return Err(MigrationError::NotMoving),
    };
    open_all(from, MoveState::GivingUp(id)).await?;
    set(from, MoveState::GivingUp(id), MoveState::Settled).await
}

/// A move that both stores know of.
struct Move<'a> {
    from: &'a dyn Portable,
    to: &'a dyn Portable,
    id: MoveId,
}

impl Move<'_> {
    /// All but the last step: when this returns, the old store is shut for ever.
    async fn make(&self, progress: &(dyn Fn(MigrationProgress<'_>) + Sync)) -> Result<(), MigrationError> {
        let Self { from, to, id } = *self;
        from.forget_offers().await?;
        from.finish_deletions().await?;
        // What is left of copies that another move has destroyed would be in the way.
        to.finish_deletions().await?;
        let all = sessions(from).await?;
        for session in &all {
            self.goes_on().await?;
            from.shut(session).await?;
        }
        self.copy_codes().await?;
        for session in &all {
            self.copy(session, progress).await?;
        }
        for session in &all {
            self.goes_on().await?;
            let (here, there) = (digest::of(from, session).await?, digest::of(to, session).await?);
            if here != there {
                let session = *session;
                return Err(MigrationError::Differs { session, source_digest: here, target_digest: there });
            }
            progress(MigrationProgress::Verified { session, digest: &here });
        }
        if sessions(from).await? != all {
            return Err(MigrationError::SourceInUse);
        }
        let there: HashSet<SessionId> = sessions(to).await?.into_iter().collect();
        if let Some(missing) = all.iter().find(|session| !there.contains(session)) {
            return Err(MigrationError::Missing(*missing));
        }
        // After the sessions: that of one which was deleted over there is another.
        let (here, there) = (codes(from).await?, codes(to).await?);
        if !here.is_subset(&there) {
            return Err(MigrationError::CodesDiffer);
        }
        copy_key_check(from, to).await?;
        copy_list_id(from, to).await?;
        // Of two moves, and of a move and its being given up, this is the step that decides.
        set(from, MoveState::Leaving(id), MoveState::Left(id)).await
    }

    /// An error if nothing of it may be written any more: it was given up, another goes before it, or another mover brought it to its
    /// end, after which servers use the new store.
    async fn goes_on(&self) -> Result<(), MigrationError> {
        match self.from.move_state().await? {
            MoveState::Leaving(found) if found == self.id => Ok(()),
            MoveState::Left(found) if found == self.id => Err(MigrationError::Finished),
            _ => Err(MigrationError::AnotherMove),
        }
    }

    /// Takes back what it has done since another went before it or it was given up.
    async fn take_back(&self) -> Result<(), MigrationError> {
        self.clear().await?;
        match self.from.move_state().await? {
            here @ MoveState::Settled => open_all(self.from, here).await,
            here @ MoveState::GivingUp(id) if id == self.id => open_all(self.from, here).await,
            _ => Ok(()),
        }
    }

    /// Lets servers use the new store, once the old one is shut for ever. Answers how many sessions there are.
    async fn open(&self) -> Result<u64, MigrationError> {
        set(self.to, MoveState::Arriving(self.id), MoveState::Arrived(self.id)).await?;
        let all = sessions(self.from).await?;
        for session in &all {
            self.to.open_again(session).await?;
        }
        Ok(all.len() as u64)
    }

    /// Destroys what was copied, and lets servers use the other store again. Does nothing to a store that isn't this move's, or not any more.
    async fn clear(&self) -> Result<(), MigrationError> {
        let Self { to, id, .. } = *self;
        // A mover that is still about to begin copying doesn't, then.
        if to.set_move_state(MoveState::Chosen(id), MoveState::Cleared(id)).await? {
            return Ok(());
        }
        match to.move_state().await? {
            MoveState::Arriving(found) if found == id => {
                self.drop_copies().await?;
                set(to, MoveState::Arriving(id), MoveState::Cleared(id)).await
            }
            // Whoever cleared it didn't see the last that was written.
            MoveState::Cleared(found) if found == id => self.drop_copies().await,
            _ => Ok(()),
        }
    }

    /// This may last, and another move may be made of the same stores meanwhile: each step looks whose it is that it destroys.
    async fn drop_copies(&self) -> Result<(), MigrationError> {
        let Self { from, to, id } = *self;
        for session in sessions(from).await? {
            to.drop_session(&session, id).await?;
        }
        let codes = codes(from).await?;
        to.drop_codes(&codes.into_iter().map(|kept| kept.code.hash).collect::<Vec<_>>(), id).await?;
        // Also of those that an earlier call was stopped at.
        Ok(to.finish_deletions().await?)
    }
}

/// Opens what was shut, as long as the store is in this state: a move that was begun since shuts it anew.
async fn open_all(store: &dyn Portable, state: MoveState) -> Result<(), MigrationError> {
    for session in sessions(store).await? {
        if store.move_state().await? != state {
            return Err(MigrationError::AnotherMove);
        }
        store.open_again(&session).await?;
    }
    Ok(())
}

/// Puts a store into another state, unless another move has done so.
async fn set(store: &dyn Portable, before: MoveState, after: MoveState) -> Result<(), MigrationError> {
    match store.set_move_state(before, after).await? || store.move_state().await? == after {
        true => Ok(()),
        false => Err(MigrationError::AnotherMove),
    }
}

/// Servers over there need the same master key.
async fn copy_key_check(from: &dyn Portable, to: &dyn Portable) -> Result<(), MigrationError> {
    let Some(here) = from.key_check().await? else { return Ok(()) };
    match to.set_key_check(None, here).await? || to.key_check().await? == Some(here) {
        true => Ok(()),
        false => Err(MigrationError::OtherKey),
    }
}

/// They need the same list of released sessions, too.
async fn copy_list_id(from: &dyn Portable, to: &dyn Portable) -> Result<(), MigrationError> {
    let Some(here) = from.list_id().await? else { return Ok(()) };
    if to.claim_list_id(None, here).await? == here { Ok(()) } else { Err(MigrationError::OtherList) }
}

/// Closes both stores to servers, each if it is still in the state that was found.
async fn begin(
    (from, here): (&dyn Portable, MoveState),
    (to, there): (&dyn Portable, MoveState),
) -> Result<MoveId, MigrationError> {
    match (from.key_check().await?, to.key_check().await?) {
        (Some(here), Some(there)) if here != there => return Err(MigrationError::OtherKey),
        (None, Some(_)) if !sessions(from).await?.is_empty() => return Err(MigrationError::UnknownKey),
        _ => {}
    }
    match (from.list_id().await?, to.list_id().await?) {
        (Some(here), Some(there)) if here != there => return Err(MigrationError::OtherList),
        (None, Some(_)) if !sessions(from).await?.is_empty() => return Err(MigrationError::UnknownList),
        _ => {}
    }
    for session in sessions(from).await? {
        if to.session(&session).await?.is_some() {
            return Err(MigrationError::Occupied(session));
        }
    }
    let id = random_bytes();
    // First, and it keeps no server out: a store that is leaving has a target that bears the move's name, so that it can be told from others.
    set(to, there, MoveState::Chosen(id)).await?;
    // After another error a store may have done as it was told. Every state that this leaves is one to go on from, or keeps nobody out.
    match set(from, here, MoveState::Leaving(id)).await {
        Err(MigrationError::AnotherMove) => {
            set(to, MoveState::Chosen(id), there).await?;
            return Err(MigrationError::AnotherMove);
        }
        leaving => leaving?,
    }
    match set(to, MoveState::Chosen(id), MoveState::Arriving(id)).await {
        Err(MigrationError::AnotherMove) => {
            // Another call has brought it to its end or given it up, or another store is moved there: then nothing of this one ever is.
            if from.set_move_state(MoveState::Leaving(id), here).await? {
                return Err(MigrationError::TargetBusy);
            }
            return Err(Move { from, to, id }.goes_on().await.err().unwrap_or(MigrationError::AnotherMove));
        }
        arriving => arriving?,
    }
    Ok(id)
}
