//! Everything of one store is moved into another.

mod bound;

use std::sync::{
    Arc, Mutex,
    atomic::{AtomicU32, Ordering},
};

use futures::future::{BoxFuture, FutureExt};
use tacit_protocol::{ids::ReportDigest, phase::Phase};
use tacit_server::{
    MigrationError, MigrationProgress, give_up, migrate,
    store::{
        BatchRecord, CodeRecord, CreateOutcome, InviteOutcome, NewReport, OnceOutcome, PutOutcome, Store,
        UsageLimits,
        portable::{MoveState, Portable},
    },
};

use tokio::{runtime::Handle, task::block_in_place};

pub use bound::*;

use super::fixture::{Fixture, NOW, PLENTY, a_session, an_offer, invitation};

const LATER: u64 = NOW + 60_000;
const BATCH: u32 = 4;

/// Sessions in every phase, with everything that sessions can have, in `from`.
struct Moved {
    from: Arc<dyn Portable>,
    sessions: Vec<Fixture>,
    reports: Vec<NewReport>,
}

impl Moved {
    async fn fill(from: &Arc<dyn Portable>) -> Self {
        let store: Arc<dyn Store> = from.clone();
        let used = CodeRecord { hash: [7; 32], expires_at: LATER };
        let unused = CodeRecord { hash: [8; 32], expires_at: LATER + 5 };
        store.put_codes(&[used, unused]).await.unwrap();
        let draft = Fixture::draft(&store, 1).await;
        assert!(store.use_code(&used.hash, &draft.session, NOW).await.unwrap());
        store.put_offer(an_offer(99), NOW, PLENTY).await.unwrap();
        let mut sessions = vec![draft];
        let mut reports = Vec::new();
        for seed in 2..=5 {
            let mut fixture = Fixture::open(&store, seed, 12).await;
            let other = Fixture::made_before(&store, seed + 1000, 1).participants;
            let cohort = store.invite(&fixture.session, &[invitation(other[0], 3)], 100).await.unwrap();
            assert_eq!(cohort, InviteOutcome::Invited(13));
            fixture.participants.extend(other);
            for participant in 0..10 {
                for revision in 1..=1 + participant as u32 % 3 {
                    let report = fixture.report(participant, revision, seed);
                    let put = store.put_report(&fixture.session, report.clone()).await.unwrap();
                    assert!(matches!(put, PutOutcome::Stored(_)));
                    reports.push(report);
                }
            }
            sessions.push(fixture);
        }
        let [_, open, closed, released, published] = &sessions[..] else { panic!("five sessions") };
        store.extend(&open.session, LATER).await.unwrap();
        store.set_phase(&open.session, Phase::Paused).await.unwrap();
        store.set_phase(&open.session, Phase::Open).await.unwrap();
        for fixture in [closed, released, published] {
            store.freeze(&fixture.session, LATER, BATCH).await.unwrap();
            for index in 0..3 {
                let record = BatchRecord {
                    index,
                    verdicts_digest: [index as u8; 32],
                    accepted: 3,
                    sealed_share: vec![5; 70],
                    note: vec![index as u8; index as usize],
                };
                store.record_batch(&fixture.session, record).await.unwrap();
            }
        }
        for fixture in [released, published] {
            store.release(&fixture.session, vec![9; 50]).await.unwrap();
        }
        store.publish(&published.session, b"results".to_vec()).await.unwrap();
        Self { from: from.clone(), sessions, reports }
    }

    /// Everything that servers ask of `to` is as it is in the store that was moved.
    async fn assert_same(&self, to: &Arc<dyn Portable>) {
        let digests: Vec<ReportDigest> = self.reports.iter().map(|report| report.digest).collect();
        for Fixture { session, record, participants, .. } in &self.sessions {
            macro_rules! same {
                ($($call:tt)*) => {
                    assert_eq!(to.$($call)*.await.unwrap(), self.from.$($call)*.await.unwrap(), stringify!($($call)*))
                };
            }
            same!(session(session));
            same!(counts(session));
            same!(frozen(session));
            same!(batch_records(session, 0, 100));
            same!(released(session));
            same!(published(session));
            same!(submissions(session, None, 100));
            same!(sessions_of(&record.analyst, 0, 10));
            same!(usage(&record.analyst));
            for participant in participants {
                same!(participant(session, participant));
            }
            for batch in 0..4 {
                same!(batch(session, batch));
            }
            for digest in &digests {
                same!(standing(session, digest));
            }
        }
        assert_eq!(to.all_sessions(None, 10).await.unwrap(), self.from.all_sessions(None, 10).await.unwrap());
        assert!(!to.is_unused(&[7; 32], NOW).await.unwrap());
        assert!(to.is_unused(&[8; 32], NOW).await.unwrap());
        assert!(to.use_code(&[7; 32], &self.sessions[0].session, NOW).await.unwrap(), "used for this one");
    }

    /// The sessions go on over there.
    async fn goes_on(&self, to: &Arc<dyn Portable>) {
        let [_, open, closed, ..] = &self.sessions[..] else { panic!("five sessions") };
        let next = open.report(0, 2, 5);
        assert!(matches!(to.put_report(&open.session, next).await.unwrap(), PutOutcome::Stored(_)));
        let late = to.put_report(&closed.session, closed.report(11, 1, 5)).await.unwrap();
        assert_eq!(late, PutOutcome::NotOpen(Phase::Closed));
        let frozen = to.freeze(&open.session, LATER, BATCH).await.unwrap();
        assert_eq!((frozen.invited, frozen.submitted), (13, 10));
        assert_eq!(to.release(&closed.session, vec![1; 9]).await.unwrap(), OnceOutcome::Written);
        assert!(to.session(&closed.session).await.unwrap().unwrap().sealed_secret.is_none());
        let store: Arc<dyn Store> = to.clone();
        let full = store.invite(&closed.session, &[invitation(open.participants[0], 0)], 13).await;
        assert!(!matches!(full, Ok(InviteOutcome::Invited(14))), "{full:?}");
        store.delete(&open.session).await.unwrap();
        assert!(store.session(&open.session).await.unwrap().is_none());
    }
}

/// Puts a store into a state, whichever it is in.
pub async fn put(store: &Arc<dyn Portable>, state: MoveState) {
    let before = store.move_state().await.unwrap();
    assert!(store.set_move_state(before, state).await.unwrap());
}

/// Of two moves at once one is made, and the other's target takes no part in it.
pub async fn two_moves_at_once(from: &Arc<dyn Portable>, to: &Arc<dyn Portable>, other: &Arc<dyn Portable>) {
    Moved::fill(from).await;
    assert!(!from.set_move_state(MoveState::Left([1; 16]), MoveState::Settled).await.unwrap());
    assert!(!from.set_move_state(MoveState::Leaving([1; 16]), MoveState::Left([1; 16])).await.unwrap());
    assert_eq!(from.move_state().await.unwrap(), MoveState::Settled);
    let (one, two) = tokio::join!(migrate(&**from, &**to, &|_| ()), migrate(&**from, &**other, &|_| ()));
    let (is_first, refused) = match (&one, &two) {
        (Ok(5), Err(refused)) => (true, refused),
        (Err(refused), Ok(5)) => (false, refused),
        both => panic!("{both:?}"),
    };
    assert!(
        matches!(
            refused,
            MigrationError::AnotherMove
                | MigrationError::TargetBusy
                | MigrationError::OtherTarget
                | MigrationError::Left
        ),
        "{refused}"
    );
    let MoveState::Left(id) = from.move_state().await.unwrap() else { panic!("it has left") };
    let (target, not) = if is_first { (to, other) } else { (other, to) };
    assert_eq!(target.move_state().await.unwrap(), MoveState::Arrived(id));
    assert_eq!(not.move_state().await.unwrap(), MoveState::Settled);
    assert_eq!(not.all_sessions(None, 10).await.unwrap(), []);
}

/// What `from` has is in `to`, and goes on there; `from` is closed for ever.
pub async fn everything_is_moved(from: &Arc<dyn Portable>, to: &Arc<dyn Portable>) {
    let moved = Moved::fill(from).await;
    let before = another_session(to, 500).await;
    assert!(from.set_key_check(None, [6; 32]).await.unwrap());
    assert_eq!(from.claim_list_id(None, [5; 16]).await.unwrap(), [5; 16]);
    let verified = Mutex::new(0);
    let count = |progress: MigrationProgress<'_>| {
        if matches!(progress, MigrationProgress::Verified { .. }) {
            *verified.lock().unwrap() += 1;
        }
    };
    assert_eq!(migrate(&**from, &**to, &count).await.unwrap(), 5);
    assert_eq!(*verified.lock().unwrap(), 5);
    assert!(matches!(from.move_state().await.unwrap(), MoveState::Left(_)));
    assert!(matches!(to.move_state().await.unwrap(), MoveState::Arrived(_)));
    assert!(to.offer(&an_offer(99).offer, NOW).await.unwrap().is_none());
    assert!(to.session(&before.session).await.unwrap().is_some(), "what was there before stays");
    to.delete(&before.session).await.unwrap();
    moved.assert_same(to).await;
    assert_eq!(to.key_check().await.unwrap(), Some([6; 32]), "the sessions need the same master key");
    assert_eq!(to.list_id().await.unwrap(), Some([5; 16]), "and the same list of released sessions");
    moved.goes_on(to).await;
    assert_eq!(migrate(&**from, &**to, &|_| ()).await.unwrap(), 5, "there is nothing left to do");
    assert!(matches!(give_up(&**from, &**to).await, Err(MigrationError::NotMoving)));
    put(to, MoveState::Settled).await;
    assert!(
        matches!(migrate(&**from, &**to, &|_| ()).await, Err(MigrationError::Left)),
        "not the same target"
    );
}

/// What was cut off goes on, wherever that was, and what differs in the end is found.
pub async fn a_move_goes_on_where_it_stopped(from: &Arc<dyn Portable>, to: &Arc<dyn Portable>) {
    let moved = Moved::fill(from).await;
    let session = moved.sessions[1].session;
    let id = [3; 16];
    // What the first page is, without the last two reports.
    put(from, MoveState::Leaving(id)).await;
    put(to, MoveState::Arriving(id)).await;
    to.take_session(&from.session(&session).await.unwrap().unwrap(), id).await.unwrap();
    let page = from.invited(&session, None, 8).await.unwrap();
    to.take_participants(&session, &page).await.unwrap();
    assert_eq!(to.last_invited(&session, 0).await.unwrap(), Some(page[7].participant));
    assert_eq!(to.last_invited(&session, 7).await.unwrap(), Some(page[0].participant));
    assert_eq!(to.last_invited(&session, 8).await.unwrap(), None);

    // Another's report over there.
    let closed = &moved.sessions[2];
    let mut record = from.session(&closed.session).await.unwrap().unwrap();
    record.reserved += 1;
    to.take_session(&record, id).await.unwrap();
    let refused = migrate(&**from, &**to, &|_| ()).await;
    assert!(matches!(refused, Err(MigrationError::Occupied(session)) if session == closed.session));
    give_up(&**from, &**to).await.unwrap();
    assert_eq!(from.move_state().await.unwrap(), MoveState::Settled);
    assert_eq!(to.move_state().await.unwrap(), MoveState::Cleared(id));
    assert_eq!(to.all_sessions(None, 10).await.unwrap(), []);
    assert_eq!(to.codes(None, 10).await.unwrap(), []);

    // It all goes well, but for one report that somebody wrote over there meanwhile.
    put(from, MoveState::Leaving(id)).await;
    put(to, MoveState::Arriving(id)).await;
    to.take_session(&from.session(&session).await.unwrap().unwrap(), id).await.unwrap();
    let mut changed = from.invited(&session, None, 1).await.unwrap();
    changed[0].voucher = [99; 16];
    to.take_participants(&session, &changed).await.unwrap();
    let refused = migrate(&**from, &**to, &|_| ()).await;
    assert!(matches!(refused, Err(MigrationError::Differs { session: of, .. }) if of == session));
    assert!(matches!(from.move_state().await.unwrap(), MoveState::Leaving(_)));
    give_up(&**from, &**to).await.unwrap();

    // Stopped in the middle of a page, and between the two last steps.
    put(from, MoveState::Leaving(id)).await;
    put(to, MoveState::Arriving(id)).await;
    to.take_session(&from.session(&session).await.unwrap().unwrap(), id).await.unwrap();
    to.take_participants(&session, &page).await.unwrap();
    migrate(&**from, &**to, &|_| ()).await.unwrap();
    moved.assert_same(to).await;
    let MoveState::Left(id) = from.move_state().await.unwrap() else { panic!("it has left") };
    put(to, MoveState::Arriving(id)).await;
    assert_eq!(migrate(&**from, &**to, &|_| ()).await.unwrap(), 5);
    assert_eq!(to.move_state().await.unwrap(), MoveState::Arrived(id));
    moved.goes_on(to).await;
}

/// A move that is given up while its mover is at work leaves nothing over there, and everything here, wherever it is.
pub async fn a_move_is_given_up_under_its_mover(from: &Arc<dyn Portable>, to: &Arc<dyn Portable>) {
    let moved = Moved::fill(from).await;
    let runtime = Handle::current();
    let wait = |work: &mut dyn FnMut() -> BoxFuture<'static, ()>| block_in_place(|| runtime.block_on(work()));
    let giving_up = |resumed: bool| {
        let (from, to) = (from.clone(), to.clone());
        async move {
            match resumed {
                false => give_up(&*from, &*to).await.unwrap(),
                // As far as another process has come.
                true => match from.move_state().await.unwrap() {
                    MoveState::Leaving(id) => put(&from, MoveState::GivingUp(id)).await,
                    other => panic!("{other:?}"),
                },
            }
        }
        .boxed()
    };
    // Four sessions with participants are copied, then five compared: the last step is just before the old store is shut.
    for step in [0, 3, 4, 8] {
        for resumed in [false, true] {
            let steps = AtomicU32::new(0);
            let progress = |_: MigrationProgress<'_>| {
                if steps.fetch_add(1, Ordering::Relaxed) == step {
                    wait(&mut || giving_up(resumed));
                }
            };
            let ended = migrate(&**from, &**to, &progress).await;
            assert!(matches!(ended, Err(MigrationError::AnotherMove)), "step {step}: {ended:?}");
            if resumed {
                assert!(matches!(from.move_state().await.unwrap(), MoveState::GivingUp(_)));
                let refused = migrate(&**from, &**to, &|_| ()).await;
                assert!(matches!(refused, Err(MigrationError::GivingUp)), "{refused:?}");
                give_up(&**from, &**to).await.unwrap();
            }
            assert_eq!(from.move_state().await.unwrap(), MoveState::Settled);
            let there = to.move_state().await.unwrap();
            assert!(matches!(there, MoveState::Cleared(_)), "step {step}, resumed {resumed}: {there:?}");
            assert_eq!(to.all_sessions(None, 10).await.unwrap(), []);
            assert_eq!(to.codes(None, 10).await.unwrap(), []);
            assert!(matches!(give_up(&**from, &**to).await, Err(MigrationError::NotMoving)));
        }
    }
    migrate(&**from, &**to, &|_| ()).await.unwrap();
    moved.assert_same(to).await;
    moved.goes_on(to).await;
}

/// Giving up is decided here, before anything is destroyed over there, and goes on from wherever it was stopped.
pub async fn giving_up_goes_on_where_it_stopped(from: &Arc<dyn Portable>, to: &Arc<dyn Portable>) {
    let moved = Moved::fill(from).await;
    let (open, id) = (&moved.sessions[1], [3; 16]);
    for target in [MoveState::Arriving(id), MoveState::Cleared(id)] {
        put(from, MoveState::GivingUp(id)).await;
        put(to, target).await;
        if target == MoveState::Arriving(id) {
            to.take_session(&from.session(&open.session).await.unwrap().unwrap(), id).await.unwrap();
        }
        from.shut(&open.session).await.unwrap();
        give_up(&**from, &**to).await.unwrap();
        assert_eq!(from.move_state().await.unwrap(), MoveState::Settled);
        assert_eq!(to.move_state().await.unwrap(), MoveState::Cleared(id));
        assert_eq!(to.all_sessions(None, 10).await.unwrap(), []);
    }
    // It was moved in the very last moment: nothing over there is touched.
    migrate(&**from, &**to, &|_| ()).await.unwrap();
    assert!(matches!(give_up(&**from, &**to).await, Err(MigrationError::NotMoving)));
    moved.assert_same(to).await;
    moved.goes_on(to).await;
}

/// A move that mustn't begin changes nothing.
pub async fn a_move_that_cannot_be_is_refused(from: &Arc<dyn Portable>, to: &Arc<dyn Portable>) {
    another_session(from, 500).await;
    let there = another_session(to, 500).await;
    let refused = migrate(&**from, &**to, &|_| ()).await;
    assert!(matches!(refused, Err(MigrationError::Occupied(session)) if session == there.session));
    assert_eq!(from.move_state().await.unwrap(), MoveState::Settled);
    assert_eq!(to.move_state().await.unwrap(), MoveState::Settled);
    to.delete(&there.session).await.unwrap();

    assert!(
        from.set_key_check(None, [1; 32]).await.unwrap() && to.set_key_check(None, [2; 32]).await.unwrap()
    );
    assert!(matches!(migrate(&**from, &**to, &|_| ()).await, Err(MigrationError::OtherKey)));
    assert_eq!(from.move_state().await.unwrap(), MoveState::Settled);
    assert!(from.set_key_check(Some([1; 32]), [2; 32]).await.unwrap());
    assert_eq!(to.claim_list_id(None, [4; 16]).await.unwrap(), [4; 16]);
    assert!(matches!(migrate(&**from, &**to, &|_| ()).await, Err(MigrationError::UnknownList)));
    assert_eq!(from.claim_list_id(None, [3; 16]).await.unwrap(), [3; 16]);
    assert!(matches!(migrate(&**from, &**to, &|_| ()).await, Err(MigrationError::OtherList)));
    assert_eq!(from.move_state().await.unwrap(), MoveState::Settled);
    for busy in [MoveState::Arriving([1; 16]), MoveState::Leaving([1; 16]), MoveState::Left([1; 16])] {
        put(to, busy).await;
        assert!(matches!(migrate(&**from, &**to, &|_| ()).await, Err(MigrationError::TargetBusy)));
        assert_eq!(from.move_state().await.unwrap(), MoveState::Settled);
    }
    let refused = migrate(&**to, &**from, &|_| ()).await;
    assert!(matches!(refused, Err(MigrationError::Left)));
    put(to, MoveState::Arriving([1; 16])).await;
    let refused = migrate(&**to, &**from, &|_| ()).await;
    assert!(matches!(refused, Err(MigrationError::SourceArriving)));
    // One that left knows to where.
    put(from, MoveState::Left([2; 16])).await;
    assert!(matches!(migrate(&**from, &**to, &|_| ()).await, Err(MigrationError::Left)));
    assert!(matches!(to.move_state().await.unwrap(), MoveState::Arriving(_)));
}

async fn another_session(store: &Arc<dyn Portable>, seed: u64) -> Fixture {
    let store: Arc<dyn Store> = store.clone();
    store.put_offer(an_offer(seed), NOW, PLENTY).await.unwrap();
    let created =
        store.create_session(a_session(&an_offer(seed), seed), UsageLimits::default()).await.unwrap();
    assert_eq!(created, CreateOutcome::Created);
    Fixture::made_before(&store, seed, 0)
}
