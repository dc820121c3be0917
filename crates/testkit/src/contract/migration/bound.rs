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
    to.take_session(&from.session(&open.session).await.unwrap().unwrap(), id).await.unwrap();
    let wrong = [
        MoveState::Settled,
        MoveState::Chosen([9; 16]),
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
    for here in [MoveState::GivingUp(id), MoveState::Leaving(id)] {
        put(from, here).await;
        from.shut(&moved.sessions[1].session).await.unwrap();
        give_up_without_target(&**from).await.unwrap();
        assert_eq!(from.move_state().await.unwrap(), MoveState::Settled);
    }
    moved.goes_on(from).await;
}

/// What was killed between the first steps goes on or is given up, and leaves no store shut.
pub async fn a_move_that_was_hardly_begun_goes_on(from: &Arc<dyn Portable>, to: &Arc<dyn Portable>) {
    let moved = Moved::fill(from).await;
    let id = [3; 16];
    // After the first: nobody is kept out, and another move may go there.
    put(to, MoveState::Chosen(id)).await;
    assert!(matches!(give_up(&**from, &**to).await, Err(MigrationError::NotMoving)));
    // After the second.
    put(from, MoveState::Leaving(id)).await;
    for wrong in [MoveState::Settled, MoveState::Chosen([9; 16])] {
        put(to, wrong).await;
        assert!(matches!(give_up(&**from, &**to).await, Err(MigrationError::OtherTarget)));
        assert!(matches!(migrate(&**from, &**to, &|_| ()).await, Err(MigrationError::OtherTarget)));
        assert_eq!(from.move_state().await.unwrap(), MoveState::Leaving(id));
    }
    put(to, MoveState::Chosen(id)).await;
    give_up(&**from, &**to).await.unwrap();
    assert_eq!(from.move_state().await.unwrap(), MoveState::Settled);
    // A mover that is still about to take its third step can't.
    assert_eq!(to.move_state().await.unwrap(), MoveState::Cleared(id));
    for before in [MoveState::Settled, MoveState::Leaving(id)] {
        put(from, before).await;
        put(to, MoveState::Chosen(id)).await;
        assert_eq!(migrate(&**from, &**to, &|_| ()).await.unwrap(), 5);
        assert!(matches!(to.move_state().await.unwrap(), MoveState::Arrived(_)));
        if before == MoveState::Settled {
            for fixture in &moved.sessions {
                to.delete(&fixture.session).await.unwrap();
            }
        }
    }
    moved.assert_same(to).await;
    moved.goes_on(to).await;
}

/// Who destroys what was copied may be at it for long: what another move has brought since, or is bringing, stays.
pub async fn a_late_hand_destroys_nothing_of_a_later_move(from: &Arc<dyn Portable>, to: &Arc<dyn Portable>) {
    let moved = Moved::fill(from).await;
    let (late, later) = ([3; 16], [9; 16]);
    let codes: Vec<_> = from.codes(None, 10).await.unwrap().into_iter().map(|kept| kept.code.hash).collect();
    let session = moved.sessions[1].session;
    let record = from.session(&session).await.unwrap().unwrap();
    // What the first one has left, the later one takes.
    put(to, MoveState::Arriving(late)).await;
    to.take_codes(&from.codes(None, 10).await.unwrap(), late).await.unwrap();
    to.take_session(&record, late).await.unwrap();
    put(to, MoveState::Arriving(later)).await;
    to.take_codes(&from.codes(None, 10).await.unwrap(), later).await.unwrap();
    to.take_session(&record, later).await.unwrap();
    to.drop_session(&session, late).await.unwrap();
    to.drop_codes(&codes, late).await.unwrap();
    assert_eq!(to.all_sessions(None, 10).await.unwrap(), [session]);
    assert_eq!(to.codes(None, 10).await.unwrap().len(), 2);
    to.drop_session(&session, later).await.unwrap();
    to.drop_codes(&codes, later).await.unwrap();
    assert_eq!(to.all_sessions(None, 10).await.unwrap(), []);
    assert_eq!(to.codes(None, 10).await.unwrap(), []);

    // It is all over before the late one goes on; nor does one of the same move.
    put(to, MoveState::Settled).await;
    assert_eq!(migrate(&**from, &**to, &|_| ()).await.unwrap(), 5);
    let MoveState::Arrived(same) = to.move_state().await.unwrap() else { panic!("it has arrived") };
    for by in [late, same] {
        for fixture in &moved.sessions {
            to.drop_session(&fixture.session, by).await.unwrap();
        }
    }
    to.drop_codes(&codes, late).await.unwrap();
    moved.assert_same(to).await;
    moved.goes_on(to).await;
}

/// What was compared is looked for once more before the old store is shut for ever.
pub async fn what_is_deleted_over_there_before_the_end_is_missed(
    from: &Arc<dyn Portable>,
    to: &Arc<dyn Portable>,
) {
    let moved = Moved::fill(from).await;
    let (first, runtime) = (moved.sessions[0].session, Handle::current());
    let compared = AtomicU32::new(0);
    let delete = |progress: MigrationProgress<'_>| {
        if matches!(progress, MigrationProgress::Verified { .. })
            && compared.fetch_add(1, Ordering::Relaxed) == 4
        {
            block_in_place(|| runtime.block_on(async { to.delete(&first).await.unwrap() }));
        }
    };
    let ended = migrate(&**from, &**to, &delete).await;
    assert!(matches!(ended, Err(MigrationError::Missing(missing)) if missing == first), "{ended:?}");
    assert!(matches!(from.move_state().await.unwrap(), MoveState::Leaving(_)));
    give_up(&**from, &**to).await.unwrap();
    assert_eq!(migrate(&**from, &**to, &|_| ()).await.unwrap(), 5);
    moved.assert_same(to).await;
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
                        to.take_session(&from.session(&another).await.unwrap().unwrap(), [9; 16])
                            .await
                            .unwrap();
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
