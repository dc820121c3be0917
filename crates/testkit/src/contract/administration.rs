//! Looking after sessions: which there are, later closing times, invitations taken back, deletion.

use futures::future::join_all;
use tacit_protocol::{ids::SessionId, phase::Phase};
use tacit_server::store::{
    BatchRecord, CodeRecord, CreateOutcome, InviteOutcome, NewReport, PhaseOutcome, PutOutcome, Revocation,
    SessionRecord, StoreError, Submission, UsageLimits,
};

use super::{
    Fixture, Subject,
    fixture::{NOW, a_session, an_offer, invitations, keep_offer},
};

/// All sessions are listed, page by page; a deleted one isn't.
pub async fn all_sessions_are_listed(subject: &Subject) {
    let store = subject.store();
    assert_eq!(store.all_sessions(None, 10).await.unwrap(), []);
    let mut made = Vec::new();
    for seed in 0..5 {
        made.push(Fixture::draft(store, seed).await.session);
    }
    made.sort_by_key(|session| *session.as_bytes());
    assert_eq!(store.all_sessions(None, 10).await.unwrap(), made);
    assert_eq!(store.all_sessions(None, 2).await.unwrap(), made[..2]);
    assert_eq!(store.all_sessions(Some(&made[1]), 2).await.unwrap(), made[2..4]);
    assert_eq!(store.all_sessions(Some(&made[4]), 2).await.unwrap(), []);
    store.delete(&made[2]).await.unwrap();
    assert_eq!(store.all_sessions(Some(&made[1]), 2).await.unwrap(), made[3..]);
}

/// A session's sealed keys are replaced together, and never come back once they are destroyed.
pub async fn keys_are_sealed_anew(subject: &Subject) {
    let store = subject.store();
    let fixture = Fixture::open(store, 1, 2).await;
    let (session, found) =
        (&fixture.session, async || store.session(&fixture.session).await.unwrap().unwrap());
    store.reseal(session, vec![1; 60], Some(vec![2; 124])).await.unwrap();
    let expected = SessionRecord {
        phase: Phase::Open,
        sealed_signing_seed: vec![1; 60],
        sealed_secret: Some(vec![2; 124]),
        ..fixture.record.clone()
    };
    assert_eq!(found().await, expected);
    store.reseal(session, vec![3; 60], None).await.unwrap();
    assert_eq!(found().await, expected, "it still has its secret");
    store.freeze(session, NOW, 10).await.unwrap();
    store.release(session, vec![9]).await.unwrap();
    let released = SessionRecord { phase: Phase::Released, sealed_secret: None, ..expected };
    store.reseal(session, vec![4; 60], Some(vec![5; 124])).await.unwrap();
    assert_eq!(found().await, released, "what is destroyed doesn't come back");
    store.reseal(session, vec![6; 60], None).await.unwrap();
    assert_eq!(found().await, SessionRecord { sealed_signing_seed: vec![6; 60], ..released });
    store.delete(session).await.unwrap();
    assert!(matches!(store.reseal(session, vec![7; 60], None).await, Err(StoreError::NoSession(_))));
}

/// The master key's check value is set by whoever knows what it was.
pub async fn the_key_check_is_set_once(subject: &Subject) {
    let store = subject.store();
    assert_eq!(store.key_check().await.unwrap(), None);
    let setters = (1..=8).map(|i| subject.beside(i).set_key_check(None, [i as u8; 32]));
    let outcomes: Vec<bool> = join_all(setters).await.into_iter().map(Result::unwrap).collect();
    assert_eq!(outcomes.iter().filter(|set| **set).count(), 1, "{outcomes:?}");
    let first = store.key_check().await.unwrap().unwrap();
    assert!(outcomes[usize::from(first[0]) - 1]);
    assert!(!store.set_key_check(Some([99; 32]), [100; 32]).await.unwrap());
    assert_eq!(subject.beside(1).key_check().await.unwrap(), Some(first));
    assert!(store.set_key_check(Some(first), [100; 32]).await.unwrap());
    assert_eq!(store.key_check().await.unwrap(), Some([100; 32]));
}

/// Which list of released sessions is the store's is said once, whoever is first.
pub async fn the_list_id_is_claimed_once(subject: &Subject) {
    let store = subject.store();
    assert_eq!(store.list_id().await.unwrap(), None);
    let claims = (1..=8).map(|i| subject.beside(i).claim_list_id(None, [i as u8; 16]));
    let claimed: Vec<_> = join_all(claims).await.into_iter().map(Result::unwrap).collect();
    let first = store.list_id().await.unwrap().unwrap();
    assert!(claimed.iter().all(|id| *id == first), "{claimed:?}");
    assert_eq!(store.claim_list_id(None, [99; 16]).await.unwrap(), first);
    assert_eq!(store.claim_list_id(Some([98; 16]), [99; 16]).await.unwrap(), first);
    assert_eq!(subject.beside(1).list_id().await.unwrap(), Some(first));
    // Of those who begin it anew one is first, too.
    let claims = (11..=18).map(|i| subject.beside(i).claim_list_id(Some(first), [i as u8; 16]));
    let claimed: Vec<_> = join_all(claims).await.into_iter().map(Result::unwrap).collect();
    let second = store.list_id().await.unwrap().unwrap();
    assert!(second != first && claimed.iter().all(|id| *id == second), "{claimed:?}");
}

/// The code that a deleted session was created with stays used, and doesn't say for what.
pub async fn a_deleted_sessions_code_forgets_it(subject: &Subject) {
    let store = subject.store();
    let codes = [1, 2, 3].map(|byte| CodeRecord { hash: [byte; 32], expires_at: NOW + 1 });
    store.put_codes(&codes).await.unwrap();
    let [deleted, stays, unused] = codes.map(|code| code.hash);
    let sessions = [Fixture::draft(store, 1).await.session, Fixture::draft(store, 2).await.session];
    for (code, session) in [deleted, stays].iter().zip(&sessions) {
        assert!(store.use_code(code, session, NOW).await.unwrap());
        assert!(store.use_code(code, session, NOW).await.unwrap(), "it knows for what");
    }
    store.delete(&sessions[0]).await.unwrap();
    assert!(!store.use_code(&deleted, &sessions[0], NOW).await.unwrap());
    store.give_code_back(&deleted, &sessions[0]).await.unwrap();
    assert!(!store.is_unused(&deleted, NOW).await.unwrap());
    assert!(store.use_code(&stays, &sessions[1], NOW).await.unwrap());
    assert!(store.is_unused(&unused, NOW).await.unwrap());
}

/// Offers that wait are forgotten when told to, codes are not.
pub async fn all_offers_are_forgotten(subject: &Subject) {
    let store = subject.store();
    let code = CodeRecord { hash: [1; 32], expires_at: NOW + 1 };
    store.put_codes(&[code]).await.unwrap();
    keep_offer(store, an_offer(1), NOW).await;
    store.forget_offers().await.unwrap();
    assert_eq!(store.offer(&an_offer(1).offer, NOW).await.unwrap(), None);
    assert!(store.is_unused(&code.hash, NOW).await.unwrap());
}

/// An analyst's sessions come newest first, in pages, and nobody else's do.
pub async fn an_analysts_sessions_are_listed(subject: &Subject) {
    let store = subject.store();
    let analyst = [7; 32];
    let mut made = Vec::new();
    for (seed, of) in [(1, analyst), (2, analyst), (3, [8; 32]), (4, analyst)] {
        let mut offer = an_offer(seed);
        offer.analyst = of;
        keep_offer(store, offer.clone(), NOW).await;
        let mut record = a_session(&offer, seed);
        record.created_at = NOW + seed;
        let session = record.session;
        assert_eq!(
            store.create_session(record, UsageLimits::default()).await.unwrap(),
            CreateOutcome::Created
        );
        made.push(session);
    }
    let of = async |analyst, skip, limit| store.sessions_of(&analyst, skip, limit).await.unwrap();
    assert_eq!(of(analyst, 0, 10).await, [made[3], made[1], made[0]]);
    assert_eq!(of(analyst, 0, 2).await, [made[3], made[1]]);
    assert_eq!(of(analyst, 2, 2).await, [made[0]]);
    assert_eq!(of(analyst, 3, 2).await, []);
    assert_eq!(of([8; 32], 0, 10).await, [made[2]]);
    assert_eq!(of([9; 32], 0, 10).await, []);
}

/// The closing time only ever becomes later, and not any more once the session closes.
pub async fn closing_is_only_put_off(subject: &Subject) {
    let fixture = Fixture::open(subject.store(), 1, 1).await;
    let (store, session) = (&fixture.store, &fixture.session);
    let closes_at = async || store.session(session).await.unwrap().unwrap().closes_at;
    assert_eq!(closes_at().await, None);
    for (asked, then) in [(20, 20), (30, 30), (25, 30), (30, 30)] {
        assert_eq!(store.extend(session, asked).await.unwrap(), PhaseOutcome::Now);
        assert_eq!(closes_at().await, Some(then));
    }
    store.freeze(session, NOW, 4).await.unwrap();
    assert_eq!(store.extend(session, 40).await.unwrap(), PhaseOutcome::Elsewhere(Phase::Closed));
    assert_eq!(closes_at().await, Some(30));
}

/// Who hasn't submitted can't any more and leaves a place; who has stays.
pub async fn invitations_are_taken_back(subject: &Subject) {
    let fixture = Fixture::open(subject.store(), 1, 5).await;
    let (store, session, people) = (&fixture.store, &fixture.session, &fixture.participants);
    put(&fixture, 1, 1).await;
    let stranger = Fixture::open(subject.store(), 2, 1).await.participants[0];
    let revoke = async |who: &[_]| store.revoke(session, who).await.unwrap();
    let kept = |invited| Some(Revocation { invited, submitted: vec![people[1]] });
    let named = [people[1], people[0], stranger, people[0]];
    for _ in 0..2 {
        assert_eq!(revoke(&named).await, kept(4));
    }
    assert_eq!(revoke(&[]).await, Some(Revocation { invited: 4, submitted: vec![] }));
    let counts = store.counts(session).await.unwrap();
    assert_eq!((counts.invited, counts.submitted), (4, 1));
    assert_eq!((counts.cohorts[0].invited, counts.cohorts[0].submitted), (4, 1));
    assert_eq!(store.participant(session, &people[0]).await.unwrap(), None);
    assert_eq!(store.put_report(session, fixture.report(0, 1, 0)).await.unwrap(), PutOutcome::NotInvited);
    let newcomers = super::fixture::some_participants(9, 1);
    let invited = store.invite(session, &invitations(&newcomers), 5).await.unwrap();
    assert_eq!(invited, InviteOutcome::Invited(5), "the place is free");
    let again = store.invite(session, &invitations(&people[..1]), 6).await.unwrap();
    assert_eq!(again, InviteOutcome::Invited(6), "who is invited again is");
    put(&fixture, 0, 1).await;
    let set = store.freeze(session, NOW, 4).await.unwrap();
    assert_eq!((set.invited, set.submitted), (6, 2));
    assert_eq!(revoke(&people[2..3]).await, None, "closed");
    assert_eq!(store.counts(session).await.unwrap().invited, 6);
}

/// Of revoking and submitting at once, one comes first, and the other sees it.
pub async fn revoking_while_reports_come(subject: &Subject) {
    let people = 24;
    let fixture = Fixture::open(subject.store(), 1, people).await;
    let steps = (0..people).map(|person| {
        let (fixture, store, beside) =
            (fixture.clone(), subject.beside(person).clone(), subject.beside(person + 1).clone());
        tokio::spawn(async move {
            let participant = [fixture.participants[person]];
            tokio::join!(
                store.put_report(&fixture.session, fixture.report(person, 1, 0)),
                beside.revoke(&fixture.session, &participant),
            )
        })
    });
    let mut submitted = 0;
    for (person, done) in join_all(steps).await.into_iter().enumerate() {
        let (put, revoked) = done.unwrap();
        let is_kept = !revoked.unwrap().unwrap().submitted.is_empty();
        match put.unwrap() {
            PutOutcome::Stored(_) => assert!(is_kept, "{person} submitted and was revoked"),
            PutOutcome::NotInvited => assert!(!is_kept, "{person} was refused and stays"),
            other => panic!("{person}: {other:?}"),
        }
        submitted += u64::from(is_kept);
    }
    let counts = fixture.store.counts(&fixture.session).await.unwrap();
    assert_eq!((counts.invited, counts.submitted), (submitted, submitted));
}

/// Who submitted is listed by participant id, with the first and the newest report's time, from where one asks.
pub async fn submissions_come_in_pages(subject: &Subject) {
    let fixture = Fixture::open(subject.store(), 1, 6).await;
    let other = Fixture::open(subject.store(), 2, 1).await;
    put(&other, 0, 1).await;
    let mut expected = Vec::new();
    for person in [0, 2, 3, 5] {
        let first = put(&fixture, person, 1).await;
        let newest = if person == 3 { put(&fixture, person, 2).await } else { first.clone() };
        expected.push(Submission {
            participant: fixture.participants[person],
            cohort: 0,
            revision: newest.header.revision,
            first_at: first.received_at,
            newest_at: newest.received_at,
        });
    }
    expected.sort_by_key(|submission| submission.participant);
    let page = async |after: Option<usize>, limit| {
        let after = after.map(|index: usize| expected[index].participant);
        fixture.store.submissions(&fixture.session, after.as_ref(), limit).await.unwrap()
    };
    assert_eq!(page(None, 10).await, expected);
    assert_eq!(page(None, 3).await, expected[..3]);
    assert_eq!(page(Some(2), 3).await, expected[3..]);
    assert_eq!(page(Some(3), 3).await, []);
    fixture.store.freeze(&fixture.session, NOW, 4).await.unwrap();
    assert_eq!(page(Some(0), 2).await, expected[1..3]);
}

/// Of a deleted session nothing is known any more, in whatever phase it was; others stay as they are.
pub async fn a_deleted_session_is_gone(subject: &Subject) {
    let store = subject.store();
    let stays = Fixture::open(store, 50, 2).await;
    put(&stays, 0, 1).await;
    for (seed, phase) in
        [Phase::Draft, Phase::Open, Phase::Paused, Phase::Closed, Phase::Released].into_iter().enumerate()
    {
        let fixture = in_phase(subject, seed as u64, phase).await;
        let session = &fixture.session;
        for _ in 0..2 {
            store.delete(session).await.unwrap();
        }
        store.finish_deletions().await.unwrap();
        gone(&fixture).await;
        // Neither the same request nor the same offer brings it back.
        assert_eq!(
            store.create_session(fixture.record.clone(), UsageLimits::default()).await.unwrap(),
            CreateOutcome::NoOffer
        );
        gone(&fixture).await;
    }
    assert_eq!(store.session(&stays.session).await.unwrap().unwrap().phase, Phase::Open);
    put(&stays, 1, 1).await;
    assert_eq!(store.counts(&stays.session).await.unwrap().submitted, 2);
    assert_eq!(store.freeze(&stays.session, NOW, 4).await.unwrap().submitted, 2);
    assert_eq!(stays.frozen_reports().await.len(), 2);
}

/// Reports that come while the session is deleted are refused, or were taken before.
pub async fn a_session_is_deleted_while_reports_come(subject: &Subject) {
    let people = 16;
    let fixture = Fixture::open(subject.store(), 1, people).await;
    let writers = (0..people).map(|person| {
        let (fixture, store) = (fixture.clone(), subject.beside(person).clone());
        tokio::spawn(async move { store.put_report(&fixture.session, fixture.report(person, 1, 0)).await })
    });
    let writers: Vec<_> = writers.collect();
    subject.beside(1).delete(&fixture.session).await.unwrap();
    for written in writers {
        match written.await.unwrap() {
            Ok(PutOutcome::Stored(_) | PutOutcome::NotInvited) | Err(StoreError::NoSession(_)) => {}
            other => panic!("{other:?}"),
        }
    }
    subject.store().finish_deletions().await.unwrap();
    gone(&fixture).await;
}

async fn in_phase(subject: &Subject, seed: u64, phase: Phase) -> Fixture {
    let store = subject.store();
    if phase == Phase::Draft {
        return Fixture::draft(store, seed).await;
    }
    let fixture = Fixture::open(store, seed, 3).await;
    put(&fixture, 0, 1).await;
    put(&fixture, 0, 2).await;
    put(&fixture, 1, 1).await;
    let session = &fixture.session;
    match phase {
        Phase::Paused => fixture.set_phase(Phase::Paused).await,
        Phase::Closed | Phase::Released => {
            store.freeze(session, NOW, 1).await.unwrap();
            let record = BatchRecord {
                index: 0,
                verdicts_digest: [1; 32],
                accepted: 1,
                sealed_share: vec![1; 100],
                note: vec![2; 100],
            };
            store.record_batch(session, record).await.unwrap();
        }
        _ => {}
    }
    if phase == Phase::Released {
        store.release(session, vec![3; 100]).await.unwrap();
        store.publish(session, vec![4; 100]).await.unwrap();
    }
    fixture
}

/// Whatever is asked about the session, there is nothing.
async fn gone(fixture: &Fixture) {
    fn absent<T: std::fmt::Debug + Default + PartialEq>(
        what: &str,
        found: Result<T, StoreError>,
        session: &SessionId,
    ) {
        match found {
            Err(StoreError::NoSession(id)) => assert_eq!(id, *session),
            found => assert_eq!(found.unwrap(), T::default(), "{what}"),
        }
    }
    let (store, session) = (&fixture.store, &fixture.session);
    assert_eq!(store.session(session).await.unwrap(), None);
    assert!(!store.sessions_of(&fixture.record.analyst, 0, 100).await.unwrap().contains(session));
    absent("counts", store.counts(session).await, session);
    absent("frozen", store.frozen(session).await, session);
    absent("batch", store.batch(session, 0).await, session);
    absent("records", store.batch_records(session, 0, 10).await, session);
    absent("release", store.released(session).await, session);
    absent("results", store.published(session).await, session);
    absent("submissions", store.submissions(session, None, 10).await, session);
    absent("phase", store.set_phase(session, Phase::Open).await.map(drop), session);
    absent("extension", store.extend(session, 5).await.map(drop), session);
    for (person, participant) in fixture.participants.iter().enumerate() {
        absent("participant", store.participant(session, participant).await, session);
        absent("standing", store.standing(session, &fixture.report(person, 1, 0).digest).await, session);
        match store.put_report(session, fixture.report(person, 1, 0)).await {
            Ok(PutOutcome::NotInvited) | Err(StoreError::NoSession(_)) => {}
            other => panic!("{other:?}"),
        }
    }
}

async fn put(fixture: &Fixture, participant: usize, revision: u32) -> NewReport {
    let report = fixture.report(participant, revision, 0);
    let outcome = fixture.store.put_report(&fixture.session, report.clone()).await.unwrap();
    assert!(matches!(outcome, PutOutcome::Stored(_)), "{outcome:?}");
    report
}
