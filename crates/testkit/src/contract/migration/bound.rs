//! A move belongs to its two stores, and a mover to its move.

use std::sync::{
    Arc,
    atomic::{AtomicU32, Ordering},
};

use tacit_server::{
    MigrationError, MigrationProgress, give_up, give_up_without_target, migrate,
    store::portable::{MoveState, Portable},
};
use tokio::{runtime::Handle, task::block_in_place};

use super::{Moved, another_session, put};

/// A move goes on, and is given up, with the target that it was begun with and no other: that one would stay shut for ever.
pub async fn another_target_is_refused(
    from: &Arc<dyn Portable>,
    to: &Arc<dyn Portable>,
    other: &Arc<dyn Portable>,
) {
    let moved = Moved::fill(from).await;
    let (id, open) = ([3; 16], &moved.sessions[1]);
    let there = another_session(other, 500).await;
    put(to, MoveState::Arriving(id)).await;
    to.take_session(&from.session(&open.session).await.unwrap().unwrap()).await.unwrap();
    let wrong = [
        MoveState::Settled,
        MoveState::Arriving([9; 16]),
        MoveState::Arrived(id),
        MoveState::Cleared([9; 16]),
    ];
    for (here, target) in [MoveState::Leaving(id), MoveState::GivingUp(id)]
        .into_iter()
        .flat_map(|here| wrong.map(|target| (here, target)))
    {
        put(from, here).await;
        put(other, target).await;
        let given_up = give_up(&**from, &**other).await;
        assert!(matches!(given_up, Err(MigrationError::OtherTarget)), "{here:?} {target:?}: {given_up:?}");
        let migrated = migrate(&**from, &**other, &|_| ()).await;
        assert!(
            matches!(migrated, Err(MigrationError::OtherTarget | MigrationError::GivingUp)),
            "{here:?} {target:?}: {migrated:?}"
        );
        assert_eq!(from.move_state().await.unwrap(), here);
        assert_eq!(other.move_state().await.unwrap(), target);
        assert_eq!(to.move_state().await.unwrap(), MoveState::Arriving(id));
        assert!(other.session(&there.session).await.unwrap().is_some());
    }
    // The right one.
    give_up(&**from, &**to).await.unwrap();
    assert_eq!(to.move_state().await.unwrap(), MoveState::Cleared(id));
    assert_eq!(to.all_sessions(None, 10).await.unwrap(), []);
}

/// A move of which the target is lost is given up without it, wherever it is; one that is over isn't.
pub async fn a_lost_target_keeps_nobody_from_the_old_store(from: &Arc<dyn Portable>) {
    let moved = Moved::fill(from).await;
    let id = [3; 16];
    for here in [MoveState::Settled, MoveState::Arriving(id), MoveState::Arrived(id), MoveState::Left(id)] {
        put(from, here).await;
        let refused = give_up_without_target(&**from).await;
        assert!(matches!(refused, Err(MigrationError::NotMoving)), "{here:?}: {refused:?}");
        assert_eq!(from.move_state().await.unwrap(), here);
    }
    for here in [MoveState::Beginning(id), MoveState::GivingUp(id), MoveState::Leaving(id)] {
        put(from, here).await;
        if here != MoveState::Beginning(id) {
            from.shut(&moved.sessions[1].session).await.unwrap();
        }
        give_up_without_target(&**from).await.unwrap();
        assert_eq!(from.move_state().await.unwrap(), MoveState::Settled);
    }
    moved.goes_on(from).await;
}

/// What was killed between the first steps goes on or is given up, whether the target knew of it or not.
pub async fn a_move_that_was_hardly_begun_goes_on(from: &Arc<dyn Portable>, to: &Arc<dyn Portable>) {
    let moved = Moved::fill(from).await;
    let id = [3; 16];
    for target in [MoveState::Settled, MoveState::Cleared([9; 16]), MoveState::Arriving(id)] {
        put(from, MoveState::Beginning(id)).await;
        put(to, target).await;
        give_up(&**from, &**to).await.unwrap();
        assert_eq!(from.move_state().await.unwrap(), MoveState::Settled);
        let after = if target == MoveState::Arriving(id) { MoveState::Cleared(id) } else { target };
        assert_eq!(to.move_state().await.unwrap(), after);
    }
    for target in [MoveState::Settled, MoveState::Arriving(id)] {
        put(from, MoveState::Beginning(id)).await;
        put(to, target).await;
        assert_eq!(migrate(&**from, &**to, &|_| ()).await.unwrap(), 5);
        assert!(matches!(to.move_state().await.unwrap(), MoveState::Arrived(_)));
    }
    moved.assert_same(to).await;
    moved.goes_on(to).await;
}

/// Of two movers of one move, the one that is behind writes nothing any more once the other is through, and destroys nothing.
pub async fn a_mover_that_was_overtaken_leaves_all_as_it_is(
    from: &Arc<dyn Portable>,
    to: &Arc<dyn Portable>,
) {
    let moved = Moved::fill(from).await;
    let deleted = moved.sessions[3].session;
    let runtime = Handle::current();
    let steps = AtomicU32::new(0);
    let other = |_: MigrationProgress<'_>| {
        if steps.fetch_add(1, Ordering::Relaxed) == 0 {
            block_in_place(|| {
                runtime.block_on(async {
                    assert_eq!(migrate(&**from, &**to, &|_| ()).await.unwrap(), 5);
                    to.delete(&deleted).await.unwrap();
                });
            });
        }
    };
    let ended = migrate(&**from, &**to, &other).await;
    assert!(matches!(ended, Err(MigrationError::Finished)), "{ended:?}");
    assert!(matches!(from.move_state().await.unwrap(), MoveState::Left(_)));
    assert!(matches!(to.move_state().await.unwrap(), MoveState::Arrived(_)));
    assert!(to.session(&deleted).await.unwrap().is_none(), "what servers have deleted there stays so");
    assert_eq!(to.all_sessions(None, 10).await.unwrap().len(), 4);
}

/// A mover whose move was given up takes back nothing that isn't its own: another may have brought it to the same place since.
pub async fn a_mover_takes_back_what_is_its_own(from: &Arc<dyn Portable>, to: &Arc<dyn Portable>) {
    let moved = Moved::fill(from).await;
    let another = moved.sessions[3].session;
    let runtime = Handle::current();
    for state in [MoveState::Settled, MoveState::Cleared([9; 16]), MoveState::Arriving([9; 16])] {
        let steps = AtomicU32::new(0);
        let other = |_: MigrationProgress<'_>| {
            if steps.fetch_add(1, Ordering::Relaxed) == 0 {
                block_in_place(|| {
                    runtime.block_on(async {
                        give_up(&**from, &**to).await.unwrap();
                        put(to, state).await;
                        to.take_session(&from.session(&another).await.unwrap().unwrap()).await.unwrap();
                    });
                });
            }
        };
        let ended = migrate(&**from, &**to, &other).await;
        assert!(matches!(ended, Err(MigrationError::AnotherMove)), "{ended:?}");
        assert_eq!(to.move_state().await.unwrap(), state);
        assert_eq!(to.all_sessions(None, 10).await.unwrap(), [another], "{state:?}");
        put(to, MoveState::Settled).await;
        to.delete(&another).await.unwrap();
    }
}
