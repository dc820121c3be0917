//! Moving everything from one store into another.
//!
//! Both stores know of the move ([`MoveState`]): while it goes on, no server is let into either. What is copied twice is
//! copied once, so it may stop anywhere and begin again. When everything is over there, each session is read from both
//! and compared by a digest. Then the old store is shut for ever, and only after that the new one opened: there is no moment
//! in which both would serve.
//!
//! Giving it up is decided in the old store, before anything is destroyed in the new one: a mover that is still at work can't shut the
//! old one any more, and ends.

mod digest;

use std::collections::HashSet;

use tacit_protocol::ids::SessionId;

use crate::{
    session::keys::random_bytes,
    store::{
        OnceOutcome, StoreError,
        portable::{KeptCode, MoveId, MoveState, Outcome, Portable, PortableParticipant, PortableReport},
    },
};

/// How many rows are read at once.
const PAGE: u32 = 500;
/// About how many bytes of reports are in memory at once.
const CHUNK_BYTES: usize = 16 * 1024 * 1024;

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
    let id = match (from.move_state().await?, to.move_state().await?) {
        (MoveState::Left(here), MoveState::Arriving(there)) if here == there => {
            // All that was left to do.
            return open(from, to, there).await;
        }
        (MoveState::Left(here), MoveState::Arrived(there)) if here == there => {
            return open(from, to, there).await;
        }
        (MoveState::Left(_), _) => return Err(MigrationError::Left),
        (MoveState::GivingUp(_), _) => return Err(MigrationError::GivingUp),
        (MoveState::Arriving(_), _) => return Err(MigrationError::SourceArriving),
        (MoveState::Leaving(here), MoveState::Arriving(there)) if here == there => here,
        (here, there @ (MoveState::Settled | MoveState::Arrived(_))) => {
            begin((from, here), (to, there)).await?
        }
        _ => return Err(MigrationError::TargetBusy),
    };
    if let Err(error) = move_all(from, to, id, progress).await {
        // Whatever it was that failed: it may have failed for this.
        return match still_moves(from, id).await {
            Err(MigrationError::AnotherMove) => {
                clean_up(from, to, id).await.and(Err(MigrationError::AnotherMove))
            }
            _ => Err(error),
        };
    }
    open(from, to, id).await
}

/// All but the last step: when this returns, the old store is shut for ever.
async fn move_all(
    from: &dyn Portable,
    to: &dyn Portable,
    id: MoveId,
    progress: &(dyn Fn(MigrationProgress<'_>) + Sync),
) -> Result<(), MigrationError> {
    from.forget_offers().await?;
    from.finish_deletions().await?;
    let all = sessions(from).await?;
    for session in &all {
        still_moves(from, id).await?;
        from.shut(session).await?;
    }
    copy_codes(from, to).await?;
    for session in &all {
        copy((from, id), to, session, progress).await?;
    }
    for session in &all {
        still_moves(from, id).await?;
        let (here, there) = (digest::of(from, session).await?, digest::of(to, session).await?);
        if here != there {
            let session = *session;
            return Err(MigrationError::Differs { session, source_digest: here, target_digest: there });
        }
        progress(MigrationProgress::Verified { session, digest: &here });
    }
    let (here, there) = (codes(from).await?, codes(to).await?);
    if !here.is_subset(&there) {
        return Err(MigrationError::CodesDiffer);
    }
    if sessions(from).await? != all {
        return Err(MigrationError::SourceInUse);
    }
    copy_key_check(from, to).await?;
    // Of two moves, and of a move and its being given up, this is the step that decides.
    set(from, MoveState::Leaving(id), MoveState::Left(id)).await
}

/// An error if the move was given up, or another goes before it: then nothing of it may be written any more.
async fn still_moves(from: &dyn Portable, id: MoveId) -> Result<(), MigrationError> {
    match from.move_state().await? {
        MoveState::Leaving(found) | MoveState::Left(found) if found == id => Ok(()),
        _ => Err(MigrationError::AnotherMove),
    }
}

/// Takes back what this move has done since another went before it or it was given up.
async fn clean_up(from: &dyn Portable, to: &dyn Portable, id: MoveId) -> Result<(), MigrationError> {
    if to.move_state().await? == MoveState::Settled {
        // Whoever emptied it didn't see the last that was written.
        delete_copies(from, to).await?;
    } else {
        clear(from, to, id).await?;
    }
    match from.move_state().await? {
        MoveState::GivingUp(_) | MoveState::Settled => open_all(from).await,
        _ => Ok(()),
    }
}

/// Lets servers use the new store, once the old one is shut for ever. Answers how many sessions there are.
async fn open(from: &dyn Portable, to: &dyn Portable, id: MoveId) -> Result<u64, MigrationError> {
    set(to, MoveState::Arriving(id), MoveState::Arrived(id)).await?;
    let all = sessions(from).await?;
    for session in &all {
        to.open_again(session).await?;
    }
    Ok(all.len() as u64)
}

/// Gives up a move that isn't finished: what was copied is destroyed again, and both stores are let to servers.
///
/// # Errors
///
/// [`MigrationError`]; then it is to be called again.
pub async fn give_up(from: &dyn Portable, to: &dyn Portable) -> Result<(), MigrationError> {
    let id = match from.move_state().await? {
        MoveState::Leaving(id) => {
            // First: from then on nobody brings the move to its end, also one who is at work on it.
            match set(from, MoveState::Leaving(id), MoveState::GivingUp(id)).await {
                Err(MigrationError::AnotherMove) => return Err(MigrationError::NotMoving),
                set => set?,
            }
            id
        }
        MoveState::GivingUp(id) => id,
        MoveState::Settled => {
            // A mover that was killed may have shut some in its last moment.
            open_all(from).await?;
            return Err(MigrationError::NotMoving);
        }
        _ => return Err(MigrationError::NotMoving),
    };
    clear(from, to, id).await?;
    open_all(from).await?;
    set(from, MoveState::GivingUp(id), MoveState::Settled).await
}

async fn open_all(store: &dyn Portable) -> Result<(), MigrationError> {
    for session in sessions(store).await? {
        store.open_again(&session).await?;
    }
    Ok(())
}

/// Destroys what was copied, and lets servers use the other store again. Does nothing to a store that isn't this move's, or not any more.
async fn clear(from: &dyn Portable, to: &dyn Portable, id: MoveId) -> Result<(), MigrationError> {
    if to.move_state().await? != MoveState::Arriving(id) {
        return Ok(());
    }
    delete_copies(from, to).await?;
    to.drop_codes(&codes(from).await?.into_iter().map(|kept| kept.code.hash).collect::<Vec<_>>()).await?;
    set(to, MoveState::Arriving(id), MoveState::Settled).await
}

async fn delete_copies(from: &dyn Portable, to: &dyn Portable) -> Result<(), StoreError> {
    for session in sessions(from).await? {
        to.delete(&session).await?;
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
    for session in sessions(from).await? {
        if to.session(&session).await?.is_some() {
            return Err(MigrationError::Occupied(session));
        }
    }
    let id = random_bytes();
    set(from, here, MoveState::Leaving(id)).await?;
    if let Err(error) = set(to, there, MoveState::Arriving(id)).await {
        set(from, MoveState::Leaving(id), here).await?;
        return Err(error);
    }
    Ok(id)
}

async fn sessions(store: &dyn Portable) -> Result<Vec<SessionId>, StoreError> {
    let mut sessions = Vec::new();
    loop {
        let page = store.all_sessions(sessions.last(), PAGE).await?;
        if page.is_empty() {
            return Ok(sessions);
        }
        sessions.extend(page);
    }
}

async fn codes(store: &dyn Portable) -> Result<HashSet<KeptCode>, StoreError> {
    let (mut codes, mut after) = (HashSet::new(), None);
    loop {
        let page = store.codes(after.as_ref(), PAGE).await?;
        let Some(last) = page.last() else { return Ok(codes) };
        after = Some(last.code.hash);
        codes.extend(page);
    }
}

async fn copy_codes(from: &dyn Portable, to: &dyn Portable) -> Result<(), StoreError> {
    let mut after = None;
    loop {
        let page = from.codes(after.as_ref(), PAGE).await?;
        let Some(last) = page.last() else { return Ok(()) };
        after = Some(last.code.hash);
        to.take_codes(&page).await?;
    }
}

async fn copy(
    (from, id): (&dyn Portable, MoveId),
    to: &dyn Portable,
    session: &SessionId,
    progress: &(dyn Fn(MigrationProgress<'_>) + Sync),
) -> Result<(), MigrationError> {
    let record = from.session(session).await?.ok_or(StoreError::NoSession(*session))?;
    still_moves(from, id).await?;
    if to.take_session(&record).await? == OnceOutcome::Different {
        return Err(MigrationError::Occupied(*session));
    }
    // A page is copied after the other: what comes before the newest page over there is whole.
    let mut after = to.last_invited(session, PAGE).await?;
    loop {
        let page = from.invited(session, after.as_ref(), PAGE).await?;
        let Some(last) = page.last() else { break };
        after = Some(last.participant);
        still_moves(from, id).await?;
        to.take_participants(session, &page).await?;
        each_reports(from, session, &page, async |reports| to.take_reports(session, &reports).await).await?;
        progress(MigrationProgress::Copied { session, participants: page.len() as u64 });
    }
    let mut next = 0;
    loop {
        let records = from.batch_records(session, next, PAGE).await?;
        let Some(last) = records.last() else { break };
        next = last.index.saturating_add(1);
        to.take_batch_records(session, &records).await?;
    }
    let outcome = outcome(from, session).await?;
    Ok(to.take_outcome(session, &outcome).await?)
}

async fn outcome(store: &dyn Portable, session: &SessionId) -> Result<Outcome, StoreError> {
    Ok(Outcome {
        frozen: store.frozen(session).await?,
        release: store.released(session).await?,
        results: store.published(session).await?,
    })
}

/// Reads all reports of these participants, some at a time.
async fn each_reports(
    store: &dyn Portable,
    session: &SessionId,
    page: &[PortableParticipant],
    mut each: impl AsyncFnMut(Vec<PortableReport>) -> Result<(), StoreError>,
) -> Result<(), StoreError> {
    let all: Vec<_> = page
        .iter()
        .flat_map(|invited| invited.revisions.iter().map(|stored| (invited.participant, *stored)))
        .collect();
    // The first tells how long they are.
    let (mut rest, mut at_once) = (&all[..], 1);
    while let Some((chunk, later)) =
        rest.split_at_checked(at_once.min(rest.len())).filter(|_| !rest.is_empty())
    {
        rest = later;
        let digests: Vec<_> = chunk.iter().map(|(_, stored)| stored.digest).collect();
        let bytes = store.report_bytes(session, &digests).await?;
        at_once =
            (CHUNK_BYTES / bytes.iter().map(Vec::len).max().unwrap_or(1).max(1)).clamp(1, PAGE as usize);
        let reports = chunk.iter().zip(bytes);
        let reports =
            reports.map(|(&(participant, stored), bytes)| PortableReport { participant, stored, bytes });
        each(reports.collect()).await?;
    }
    Ok(())
}
