//! Sessions that are over for long.

use std::sync::{Arc, Mutex};

use tacit_protocol::{ids::SessionId, phase::Phase};
use tacit_server::{
    Retained, TrustedTime, agrees, retain,
    store::{RetentionBasis, Store},
};

use super::{Fixture, Subject, fixture::NOW};

const HOUR: u64 = 60 * 60 * 1000;
const DAY: u64 = 24 * HOUR;
const KEPT: u64 = 10 * DAY;

/// What came of one round, in the order of the sessions' ids: `a`nnounced, `t`aken back, `d`eleted.
async fn round(store: &Arc<dyn Store>, now: u64, kept: u64, dry: bool) -> Vec<(char, SessionId)> {
    let done = Mutex::new(Vec::new());
    let tell = |retained: &Retained| {
        done.lock().unwrap().push(match retained {
            Retained::Announced { session, .. } => ('a', *session),
            Retained::TakenBack(session) => ('t', *session),
            Retained::Deleted(session) => ('d', *session),
            Retained::Failed(session, error) => panic!("{session}: {error}"),
        });
    };
    retain(&**store, (&TrustedTime::of(now), 0), kept, dry, &tell).await.unwrap();
    done.into_inner().unwrap()
}

fn each(what: char, mut sessions: Vec<SessionId>) -> Vec<(char, SessionId)> {
    sessions.sort_by_key(|session| *session.as_bytes());
    sessions.into_iter().map(|session| (what, session)).collect()
}

/// What time it is, is known to whoever asks, as it was noted last.
pub async fn the_time_is_noted(subject: &Subject) {
    let store = subject.store();
    assert_eq!(store.noted_time().await.unwrap(), None);
    assert!(!agrees(&**store, NOW).await.unwrap(), "nobody has said");
    for (server, now) in [NOW, NOW + DAY, NOW - 1].into_iter().enumerate() {
        subject.beside(server).note_time(now).await.unwrap();
        assert_eq!(subject.beside(server + 1).noted_time().await.unwrap(), Some(now));
    }
    for (now, is_near) in
        [(NOW - 1, true), (NOW + HOUR - 1, true), (NOW + HOUR, false), (NOW - 2 - HOUR, false)]
    {
        assert_eq!(agrees(&**store, now).await.unwrap(), is_near);
    }
}

/// What is over for long is announced, and deleted a day later: drafts and released sessions once they were kept for so long, those with
/// submissions that nobody has released after twice that.
pub async fn what_is_over_is_deleted_a_day_after_that_is_said(subject: &Subject) {
    let store = subject.store();
    let [released, closed, ends, endless] = [1, 2, 3, 4].map(|seed| Fixture::open(store, seed, 1));
    let (released, closed, ends, endless) = (released.await, closed.await, ends.await, endless.await);
    let draft = Fixture::draft(store, 5).await;
    for fixture in [&released, &closed] {
        store.freeze(&fixture.session, NOW + DAY, 10).await.unwrap();
    }
    store.release(&released.session, vec![1]).await.unwrap();
    store.extend(&ends.session, NOW + DAY).await.unwrap();
    let [released, closed, ends, endless, draft] =
        [released, closed, ends, endless, draft].map(|fixture| fixture.session);
    let round = async |now| round(store, now, KEPT, false).await;

    assert_eq!(round(NOW + KEPT).await, []);
    assert_eq!(round(NOW + KEPT + DAY).await, each('a', vec![draft]));
    assert_eq!(round(NOW + KEPT + DAY + 1).await, each('a', vec![released]));
    assert_eq!(round(NOW + KEPT + 2 * DAY - 1).await, []);
    assert_eq!(round(NOW + KEPT + 2 * DAY).await, each('d', vec![draft]));
    assert_eq!(round(NOW + KEPT + 2 * DAY + 1).await, each('d', vec![released]));
    assert_eq!(round(NOW + 2 * KEPT + DAY).await, []);
    assert_eq!(round(NOW + 2 * KEPT + DAY + 1).await, each('a', vec![closed, ends]));
    assert_eq!(store.announced_deletions().await.unwrap().len(), 2);
    assert_eq!(round(NOW + 3 * KEPT).await, each('d', vec![closed, ends]));
    assert_eq!(round(NOW + 300 * KEPT).await, [], "one is open, and nobody said until when");
    assert_eq!(store.all_sessions(None, 10).await.unwrap(), [endless]);
    assert_eq!(store.announced_deletions().await.unwrap(), []);
}

/// A clock that was wrong, a setting that was changed, and a session that goes on: nothing of that is deleted.
pub async fn an_announced_deletion_is_taken_back(subject: &Subject) {
    let store = subject.store();
    let closed = Fixture::open(store, 1, 1).await.session;
    store.freeze(&closed, NOW + DAY, 10).await.unwrap();
    store.release(&closed, vec![1]).await.unwrap();
    let draft = Fixture::draft(store, 2).await;
    let in_a_century = NOW + 36_500 * DAY;
    assert_eq!(round(store, in_a_century, KEPT, true).await, each('a', vec![closed, draft.session]));
    assert_eq!(store.announced_deletions().await.unwrap(), [], "only tried");
    assert_eq!(round(store, in_a_century, KEPT, false).await, each('a', vec![closed, draft.session]));
    assert_eq!(round(store, in_a_century + DAY - 1, KEPT, false).await, []);
    // Another server's clock is right.
    assert_eq!(
        round(subject.beside(1), NOW + 2 * DAY, KEPT, false).await,
        each('t', vec![closed, draft.session])
    );
    assert_eq!(store.announced_deletions().await.unwrap(), []);

    let later = NOW + 2 * KEPT;
    assert_eq!(round(store, later, KEPT, false).await, each('a', vec![closed, draft.session]));
    draft.set_phase(Phase::Open).await;
    assert_eq!(round(store, later + DAY, 100 * KEPT, false).await, each('t', vec![closed, draft.session]));
    assert_eq!(round(store, later + DAY, KEPT, false).await, each('a', vec![closed]));
    assert_eq!(
        round(store, later + 2 * DAY, 0, false).await,
        each('t', vec![closed]),
        "not kept for any time"
    );
    assert_eq!(store.all_sessions(None, 10).await.unwrap().len(), 2);
}

/// What changed since it was found to be over isn't deleted; nor is what wasn't announced, or for later.
pub async fn only_what_is_as_it_was_is_deleted(subject: &Subject) {
    let fixture = Fixture::open(subject.store(), 1, 1).await;
    let (store, session) = (subject.beside(1), &fixture.session);
    store.extend(session, NOW + 5).await.unwrap();
    let open = RetentionBasis { phase: Phase::Open, closes_at: Some(NOW + 5), closed_at: None };
    let closed = RetentionBasis { phase: Phase::Closed, closed_at: Some(NOW + 6), ..open };
    let delete = async |basis, now| store.delete_if(session, basis, now).await.unwrap();
    assert!(!delete(open, NOW).await, "not announced");
    store.announce_deletion(session, Some(NOW + 9)).await.unwrap();
    store.announce_deletion(session, Some(NOW)).await.unwrap();
    assert_eq!(store.announced_deletions().await.unwrap(), [(*session, NOW + 9)], "the first stays");
    assert!(!delete(open, NOW + 8).await, "not yet");
    assert!(!delete(RetentionBasis { closes_at: None, ..open }, NOW + 9).await);
    assert!(!delete(RetentionBasis { phase: Phase::Paused, ..open }, NOW + 9).await);
    assert!(!delete(closed, NOW + 9).await);
    store.freeze(session, NOW + 6, 10).await.unwrap();
    assert!(!delete(open, NOW + 9).await, "it was closed since");
    assert!(!delete(RetentionBasis { closed_at: Some(NOW + 7), ..closed }, NOW + 9).await);
    assert!(store.session(session).await.unwrap().is_some());
    assert!(delete(closed, NOW + 9).await);
    assert!(store.session(session).await.unwrap().is_none());
    assert!(!delete(closed, NOW + 9).await);
}

/// Released sessions are listed in ascending order, page by page, and no others.
pub async fn released_sessions_are_listed(subject: &Subject) {
    let store = subject.store();
    let mut released = Vec::new();
    for seed in 0..5 {
        let session = Fixture::open(store, seed, 1).await.session;
        store.freeze(&session, NOW, 10).await.unwrap();
        if seed != 2 {
            store.release(&session, vec![1]).await.unwrap();
            released.push(session);
        }
    }
    Fixture::draft(store, 9).await;
    released.sort_by_key(|session| *session.as_bytes());
    assert_eq!(store.released_sessions(None, 3).await.unwrap(), released[..3]);
    assert_eq!(store.released_sessions(Some(&released[2]), 3).await.unwrap(), released[3..]);
    store.delete(&released[3]).await.unwrap();
    assert_eq!(store.released_sessions(Some(&released[2]), 3).await.unwrap(), []);
}
