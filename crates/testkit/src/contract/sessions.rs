//! Offers, sessions, phases, invitations.

use std::time::Duration;

use futures::future::{join, join_all};
use tacit_protocol::phase::Phase;
use tacit_server::store::{
    CodeRecord, CreateOutcome, InviteOutcome, OfferLimits, OfferOutcome, OfferRecord, Participant,
    PhaseOutcome, SessionRecord, Usage, UsageLimits,
};

use super::{
    Fixture, Subject,
    fixture::{NOW, a_session, an_offer, invitation, invitations, keep_offer, some_participants},
    give_up::give_up_after,
};

/// A store that is there says so.
pub async fn it_answers(subject: &Subject) {
    subject.store().ping().await.unwrap();
}

/// An offer can be taken up until it expires, and not longer.
pub async fn offers_expire(subject: &Subject) {
    let store = subject.store();
    let (first, second) = (an_offer(1), an_offer(2));
    keep_offer(store, first.clone(), NOW).await;
    let last_moment = first.expires_at - 1;
    assert_eq!(store.offer(&first.offer, last_moment).await.unwrap(), Some(first.clone()));
    assert_eq!(store.offer(&first.offer, first.expires_at).await.unwrap(), None, "expired");
    assert_eq!(store.offer(&second.offer, NOW).await.unwrap(), None, "never made");

    let mut late = a_session(&first, 1);
    late.created_at = first.expires_at;
    assert_eq!(
        store.create_session(late.clone(), UsageLimits::default()).await.unwrap(),
        CreateOutcome::NoOffer
    );
    assert_eq!(store.session(&late.session).await.unwrap(), None);

    keep_offer(store, second.clone(), first.expires_at).await;
    assert_eq!(store.offer(&first.offer, NOW).await.unwrap(), None, "forgotten when another is made later");
    assert_eq!(store.offer(&second.offer, NOW).await.unwrap(), Some(second.clone()));
    store.forget_expired(second.expires_at - 1).await.unwrap();
    assert_eq!(store.offer(&second.offer, NOW).await.unwrap(), Some(second.clone()), "not yet");
    store.forget_expired(second.expires_at).await.unwrap();
    assert_eq!(store.offer(&second.offer, NOW).await.unwrap(), None, "forgotten when told to");
}

/// So many offers may wait, of an analyst and of all; one that is used or expired makes room.
pub async fn only_so_many_offers_wait(subject: &Subject) {
    let store = subject.store();
    let limits = OfferLimits { per_analyst: 2, in_all: 3 };
    let offer = |seed: u64, analyst: u8| OfferRecord { analyst: [analyst; 32], ..an_offer(seed) };
    let put = |offer: &OfferRecord, now: u64| store.put_offer(offer.clone(), now, limits);
    let offers = [offer(1, 1), offer(2, 1), offer(3, 1), offer(4, 2), offer(5, 2)];
    assert_eq!(put(&offers[0], NOW).await.unwrap(), OfferOutcome::Kept);
    assert_eq!(put(&offers[1], NOW).await.unwrap(), OfferOutcome::Kept);
    assert_eq!(put(&offers[2], NOW).await.unwrap(), OfferOutcome::TooManyOfAnalyst);
    assert_eq!(store.offer(&offers[2].offer, NOW).await.unwrap(), None, "not kept");
    assert_eq!(put(&offers[3], NOW).await.unwrap(), OfferOutcome::Kept);
    assert_eq!(put(&offers[4], NOW).await.unwrap(), OfferOutcome::TooManyInAll);
    assert_eq!(store.offer(&offers[4].offer, NOW).await.unwrap(), None, "not kept");
    store.create_session(a_session(&offers[0], 1), UsageLimits::default()).await.unwrap();
    assert_eq!(put(&offers[2], NOW).await.unwrap(), OfferOutcome::Kept, "one was used");
    assert_eq!(put(&offers[4], NOW).await.unwrap(), OfferOutcome::TooManyInAll);
    assert_eq!(
        put(&offers[4], offers[1].expires_at).await.unwrap(),
        OfferOutcome::Kept,
        "the others expired"
    );
}

/// A code is used for one session, also by many at once, until it expires; for that session again and again.
pub async fn a_code_makes_one_session(subject: &Subject) {
    let store = subject.store();
    let codes = [1, 2, 3, 4].map(|byte| CodeRecord { hash: [byte; 32], expires_at: NOW + u64::from(byte) });
    store.put_codes(&codes).await.unwrap();
    store.put_codes(&[]).await.unwrap();
    let sessions: Vec<_> = (0..8).map(|seed| a_session(&an_offer(seed), seed).session).collect();
    let [first, second, third, fourth] = codes.map(|code| code.hash);
    assert!(store.is_unused(&first, NOW).await.unwrap());
    assert!(!store.is_unused(&first, NOW + 1).await.unwrap(), "expired");
    assert!(!store.use_code(&first, &sessions[0], NOW + 1).await.unwrap());
    assert!(!store.is_unused(&[9; 32], NOW).await.unwrap(), "never made");
    assert!(!store.use_code(&[9; 32], &sessions[0], NOW).await.unwrap());

    let users =
        sessions.iter().enumerate().map(|(i, session)| subject.beside(i).use_code(&second, session, NOW));
    let used: Vec<bool> = join_all(users).await.into_iter().map(Result::unwrap).collect();
    assert_eq!(used.iter().filter(|used| **used).count(), 1, "{used:?}");
    for (session, used) in sessions.iter().zip(used) {
        assert_eq!(store.use_code(&second, session, NOW).await.unwrap(), used, "it stays so");
    }
    assert!(!store.is_unused(&second, NOW).await.unwrap());

    // Given back by whom it wasn't used for: nothing changes. By the other, that one can be made no session with.
    let user = sessions.iter().find(|session| session != &&sessions[0]).unwrap();
    assert!(store.use_code(&third, user, NOW).await.unwrap());
    store.give_code_back(&third, &sessions[0]).await.unwrap();
    assert!(!store.is_unused(&third, NOW).await.unwrap());
    store.give_code_back(&third, user).await.unwrap();
    assert!(store.is_unused(&third, NOW).await.unwrap());
    // Nor is it given back by a session that there is.
    let made = Fixture::draft(store, 30).await.session;
    assert!(store.use_code(&third, &made, NOW).await.unwrap());
    store.give_code_back(&third, &made).await.unwrap();
    assert!(!store.is_unused(&third, NOW).await.unwrap());

    // Given back while the session is made after all, by the same request sent twice: it stays used.
    for seed in 0..20 {
        let code = CodeRecord { hash: [100 + seed; 32], expires_at: NOW + 1 };
        store.put_codes(&[code]).await.unwrap();
        let session = Fixture::made_before(store, 200 + u64::from(seed), 0).session;
        assert!(store.use_code(&code.hash, &session, NOW).await.unwrap());
        let other = subject.beside(1);
        let making = async {
            assert!(other.use_code(&code.hash, &session, NOW).await.unwrap());
            assert_eq!(Fixture::draft(other, 200 + u64::from(seed)).await.session, session);
            assert!(other.use_code(&code.hash, &session, NOW).await.unwrap());
        };
        let (given_back, ()) = join(store.give_code_back(&code.hash, &session), making).await;
        given_back.unwrap();
        assert!(!store.is_unused(&code.hash, NOW).await.unwrap(), "{seed}");
    }

    store.forget_expired(NOW + 2).await.unwrap();
    assert!(!store.is_unused(&first, NOW).await.unwrap(), "forgotten");
    assert!(!store.use_code(&second, &sessions[0], NOW).await.unwrap());
    assert!(store.is_unused(&fourth, NOW).await.unwrap(), "not yet");

    let mut offer = an_offer(20);
    offer.code = Some(fourth);
    keep_offer(store, offer.clone(), NOW).await;
    assert_eq!(store.offer(&offer.offer, NOW).await.unwrap(), Some(offer), "an offer knows its code");
}

/// What an analyst has is known: sessions until they are released, bytes until they are deleted.
pub async fn usage_is_counted(subject: &Subject) {
    let store = subject.store();
    let one = Fixture::open(store, 1, 0).await;
    let analyst = one.record.analyst;
    let usage = async || store.usage(&analyst).await.unwrap();
    let reserved = one.record.reserved;
    let offer = OfferRecord { analyst, ..an_offer(2) };
    let two = a_session(&offer, 2);
    Fixture::draft(store, 3).await;
    assert_eq!(usage().await, Usage { unreleased: 1, reserved }, "another analyst's don't count");
    keep_offer(store, offer, NOW).await;
    store.create_session(two.clone(), UsageLimits::default()).await.unwrap();
    assert_eq!(usage().await, Usage { unreleased: 2, reserved: 2 * reserved });
    store.freeze(&one.session, NOW, 10).await.unwrap();
    assert_eq!(usage().await.unreleased, 2);
    store.release(&one.session, vec![1]).await.unwrap();
    assert_eq!(usage().await, Usage { unreleased: 1, reserved: 2 * reserved });
    store.delete(&one.session).await.unwrap();
    assert_eq!(usage().await, Usage { unreleased: 1, reserved });
    store.delete(&two.session).await.unwrap();
    assert_eq!(usage().await, Usage::default());
}

/// What an analyst may have is never exceeded, also by many sessions at once, and who is refused keeps the offer.
pub async fn many_at_once_exceed_no_limit(subject: &Subject) {
    let store = subject.store();
    let analyst = [5; 32];
    let offers: Vec<_> = (0..12).map(|seed| OfferRecord { analyst, ..an_offer(seed) }).collect();
    for offer in &offers {
        keep_offer(store, offer.clone(), NOW).await;
    }
    let records: Vec<_> = offers.iter().zip(0..).map(|(offer, seed)| a_session(offer, seed)).collect();
    let reserved = records[0].reserved;
    let limits = UsageLimits { sessions: 3, bytes: 0 };
    let makers = records.iter().enumerate().map(|(i, record)| {
        let (store, record) = (subject.beside(i).clone(), record.clone());
        tokio::spawn(async move { store.create_session(record, limits).await.unwrap() })
    });
    let outcomes = join_all(makers.collect::<Vec<_>>()).await.into_iter().map(Result::unwrap);
    let made = outcomes.filter(|outcome| *outcome == CreateOutcome::Created).count();
    assert!(made <= 3, "{made} of 3");
    for record in &records {
        // Who was refused because of another that was refused too.
        store.create_session(record.clone(), limits).await.unwrap();
    }
    assert_eq!(store.usage(&analyst).await.unwrap(), Usage { unreleased: 3, reserved: 3 * reserved });
    let mut left = records.clone();
    for made in store.sessions_of(&analyst, 0, 10).await.unwrap() {
        left.retain(|record| record.session != made);
    }
    for (limits, fits) in [
        (UsageLimits { sessions: 0, bytes: 4 * reserved - 1 }, false),
        (UsageLimits { sessions: 4, bytes: 4 * reserved }, true),
    ] {
        let outcome = store.create_session(left[0].clone(), limits).await.unwrap();
        let used = Usage { unreleased: 3, reserved: 3 * reserved };
        assert_eq!(outcome, if fits { CreateOutcome::Created } else { CreateOutcome::Exceeded(used) });
    }
}

/// What is told of a session without its manifest is what its record says, wherever it stands.
pub async fn a_session_is_told_in_short(subject: &Subject) {
    let store = subject.store();
    let fixture = Fixture::draft(store, 1).await;
    let session = &fixture.session;
    let agrees = async |phase: Phase| {
        let (state, record) =
            (store.session_state(session).await.unwrap(), store.session(session).await.unwrap());
        assert_eq!(state, record.as_ref().map(SessionRecord::state));
        let state = state.unwrap();
        assert_eq!((state.phase, state.has_secret), (phase, phase != Phase::Released));
        assert_eq!((state.session, state.analyst), (*session, fixture.record.analyst));
        assert_eq!((state.offer, state.created_at), (fixture.record.offer, fixture.record.created_at));
        state.closes_at
    };
    assert_eq!(agrees(Phase::Draft).await, None);
    store.set_phase(session, Phase::Open).await.unwrap();
    store.extend(session, NOW + 5).await.unwrap();
    assert_eq!(agrees(Phase::Open).await, Some(NOW + 5));
    store.set_phase(session, Phase::Paused).await.unwrap();
    agrees(Phase::Paused).await;
    store.freeze(session, NOW, 10).await.unwrap();
    agrees(Phase::Closed).await;
    store.release(session, vec![1]).await.unwrap();
    agrees(Phase::Released).await;
    store.delete(session).await.unwrap();
    assert_eq!(store.session_state(session).await.unwrap(), None);
    assert_eq!(store.session_state(&a_session(&an_offer(2), 2).session).await.unwrap(), None, "never made");
}

/// An offer makes one session; making it again changes nothing; another gets none.
pub async fn an_offer_makes_one_session(subject: &Subject) {
    let store = subject.store();
    let fixture = Fixture::draft(store, 1).await;
    assert_eq!(store.session(&fixture.session).await.unwrap(), Some(fixture.record.clone()));
    assert_eq!(store.offer(&fixture.record.offer, NOW).await.unwrap(), None, "used up");

    let mut again = fixture.record.clone();
    again.sealed_secret = Some(vec![1; 124]);
    assert_eq!(store.create_session(again, UsageLimits::default()).await.unwrap(), CreateOutcome::Existed);
    assert_eq!(store.session(&fixture.session).await.unwrap(), Some(fixture.record.clone()), "unchanged");

    let other = a_session(&an_offer(1), 2);
    assert_eq!(
        store.create_session(other.clone(), UsageLimits::default()).await.unwrap(),
        CreateOutcome::NoOffer
    );
    assert_eq!(store.session(&other.session).await.unwrap(), None);

    let offer = an_offer(3);
    keep_offer(store, offer.clone(), NOW).await;
    let mut same_manifest = fixture.record.clone();
    same_manifest.offer = offer.offer;
    assert_eq!(
        store.create_session(same_manifest, UsageLimits::default()).await.unwrap(),
        CreateOutcome::NoOffer
    );

    let candidates: Vec<_> = (10..18).map(|seed| a_session(&offer, seed)).collect();
    let makers = candidates
        .iter()
        .enumerate()
        .map(|(i, record)| subject.beside(i).create_session(record.clone(), UsageLimits::default()));
    let outcomes = join_all(makers).await;
    let made = outcomes.iter().filter(|outcome| matches!(outcome, Ok(CreateOutcome::Created))).count();
    assert_eq!(made, 1, "of many at once, one is made: {outcomes:?}");
}

/// The phase moves along the allowed steps only, and opening an open session is no step.
pub async fn phases_go_the_allowed_way(subject: &Subject) {
    let store = subject.store();
    let fixture = Fixture::draft(store, 1).await;
    let session = &fixture.session;
    let set = |to| store.set_phase(session, to);
    assert_eq!(set(Phase::Paused).await.unwrap(), PhaseOutcome::Elsewhere(Phase::Draft));
    for to in [Phase::Open, Phase::Open, Phase::Paused, Phase::Paused, Phase::Open] {
        assert_eq!(set(to).await.unwrap(), PhaseOutcome::Now);
        assert_eq!(store.session(session).await.unwrap().unwrap().phase, to);
    }
    for to in [Phase::Draft, Phase::Closing, Phase::Closed, Phase::Released] {
        assert_eq!(set(to).await.unwrap(), PhaseOutcome::Elsewhere(Phase::Open), "{to:?}");
    }
    store.freeze(session, NOW, 4).await.unwrap();
    assert_eq!(set(Phase::Open).await.unwrap(), PhaseOutcome::Elsewhere(Phase::Closed));
    assert_eq!(set(Phase::Paused).await.unwrap(), PhaseOutcome::Elsewhere(Phase::Closed));
    assert_eq!(store.session(session).await.unwrap().unwrap().phase, Phase::Closed);
}

/// Who is invited twice counts once, in one call or several.
pub async fn inviting_twice_counts_once(subject: &Subject) {
    let store = subject.store();
    let fixture = Fixture::draft(store, 1).await;
    let people = some_participants(1, 10);
    let twice = [&people[..6], &people[..3]].concat();
    assert_eq!(
        store.invite(&fixture.session, &invitations(&twice), 10).await.unwrap(),
        InviteOutcome::Invited(6)
    );
    assert_eq!(
        store.invite(&fixture.session, &invitations(&people[..6]), 10).await.unwrap(),
        InviteOutcome::Invited(6)
    );
    assert_eq!(
        store.invite(&fixture.session, &invitations(&people[3..]), 10).await.unwrap(),
        InviteOutcome::Invited(10)
    );
    assert_eq!(store.invite(&fixture.session, &[], 10).await.unwrap(), InviteOutcome::Invited(10));
    assert_eq!(store.counts(&fixture.session).await.unwrap().invited, 10);

    let other = Fixture::draft(store, 2).await;
    assert_eq!(store.participant(&other.session, &people[0]).await.unwrap(), None, "not invited there");
    let invited = Participant { cohort: 0, newest: None };
    assert_eq!(store.participant(&fixture.session, &people[0]).await.unwrap(), Some(invited));
}

/// Where not all fit, none is invited.
pub async fn inviting_is_all_or_none(subject: &Subject) {
    let store = subject.store();
    let fixture = Fixture::draft(store, 1).await;
    let people = some_participants(1, 10);
    assert_eq!(
        store.invite(&fixture.session, &invitations(&people[..4]), 8).await.unwrap(),
        InviteOutcome::Invited(4)
    );
    assert_eq!(
        store.invite(&fixture.session, &invitations(&people), 8).await.unwrap(),
        InviteOutcome::Full(8)
    );
    assert_eq!(store.counts(&fixture.session).await.unwrap().invited, 4);
    assert_eq!(store.participant(&fixture.session, &people[4]).await.unwrap(), None, "not invited");
    assert_eq!(
        store.invite(&fixture.session, &invitations(&people[..8]), 8).await.unwrap(),
        InviteOutcome::Invited(8)
    );
    assert_eq!(
        store.invite(&fixture.session, &invitations(&people[..8]), 8).await.unwrap(),
        InviteOutcome::Invited(8),
        "full, but no new"
    );
    assert_eq!(
        store.invite(&fixture.session, &invitations(&people[9..]), 8).await.unwrap(),
        InviteOutcome::Full(8)
    );
}

/// Many that invite at once never invite more than there are places, and fill them.
pub async fn places_hold_when_many_invite(subject: &Subject) {
    let fixture = Fixture::draft(subject.store(), 1).await;
    let people = some_participants(1, 60);
    // Every one is in two of the calls.
    let calls: Vec<_> = (0..20)
        .map(|i| [&people[3 * i..3 * i + 3], &people[3 * (19 - i)..3 * (19 - i) + 3]].concat())
        .map(|who| invitations(&who))
        .collect();
    let inviters =
        calls.iter().enumerate().map(|(i, who)| subject.beside(i).invite(&fixture.session, who, 30));
    join_all(inviters).await.into_iter().for_each(|outcome| assert!(outcome.is_ok(), "{outcome:?}"));
    let store = subject.store();
    let invited = store.counts(&fixture.session).await.unwrap().invited;
    assert!((1..=30).contains(&invited), "{invited} of 30 places");
    for one in &people {
        store.invite(&fixture.session, &[invitation(*one, 0)], 30).await.unwrap();
    }
    assert_eq!(store.counts(&fixture.session).await.unwrap().invited, 30, "no place is lost");
}

/// Callers that go away in the middle of inviting leave no place that nobody gets.
pub async fn places_hold_when_callers_go_away(subject: &Subject) {
    let fixture = Fixture::draft(subject.store(), 1).await;
    let (store, session) = (subject.store(), &fixture.session);
    let people = some_participants(1, 1000);
    let mut tried = 0;
    // Each goes away one step later, until one stays to the end.
    for (steps, one) in people.iter().enumerate() {
        tried += 1;
        let invitation = [invitation(*one, 0)];
        let inviting = store.invite(session, &invitation, 1000);
        if let Some(outcome) = give_up_after(steps, inviting).await {
            outcome.unwrap();
            break;
        }
    }
    let everybody = invitations(&people[..tried]);
    let all_get_in = async {
        while store.invite(session, &everybody, tried as u32).await.unwrap()
            != InviteOutcome::Invited(tried as u64)
        {
            // What the others began may still be under way.
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(30), all_get_in).await.expect("no place is lost");
}
