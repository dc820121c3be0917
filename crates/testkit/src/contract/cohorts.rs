//! Who is of which cohort, and what the analyst knows its invitations by.

use futures::future::join_all;
use tacit_protocol::{ids::ParticipantId, phase::Phase};
use tacit_server::store::{CohortCounts, InviteOutcome, NewReport, Participant, PutOutcome};

use super::{
    Fixture, Subject,
    fixture::{NOW, invitation, some_participants},
    reports::stored,
};

/// A participant is of the invitation's cohort, then of the newest report's; the counts follow.
pub async fn cohorts_follow_invitations_and_reports(subject: &Subject) {
    let fixture = invited(subject, &[1, 1, 2, 0]).await;
    let of = async |participant: usize| {
        fixture
            .store
            .participant(&fixture.session, &fixture.participants[participant])
            .await
            .unwrap()
            .unwrap()
    };
    assert_eq!(counts(&fixture).await, [(0, 1, 0), (1, 2, 0), (2, 1, 0)]);
    assert_eq!(of(2).await, Participant { cohort: 2, newest: None });

    let first = put(&fixture, 0, 1, 1).await;
    put(&fixture, 3, 1, 3).await;
    assert_eq!(counts(&fixture).await, [(1, 2, 1), (2, 1, 0), (3, 1, 1)], "nobody is of none any more");
    assert_eq!(of(0).await, Participant { cohort: 1, newest: Some(stored(&first)) });
    assert_eq!(of(3).await.cohort, 3);

    put(&fixture, 3, 2, 2).await;
    put(&fixture, 0, 2, 1).await;
    assert_eq!(counts(&fixture).await, [(1, 2, 1), (2, 2, 1)], "of each participant the newest counts");
    assert_eq!(of(3).await.cohort, 2);

    let refused = report(&fixture, 3, 2, 1, 7);
    let outcome = fixture.store.put_report(&fixture.session, refused).await.unwrap();
    assert_eq!(outcome, PutOutcome::Conflict { newest: 2 });
    let again = fixture.store.put_report(&fixture.session, report(&fixture, 3, 1, 3, 0)).await.unwrap();
    assert!(matches!(again, PutOutcome::Repeated(_)), "{again:?}");
    fixture.store.freeze(&fixture.session, NOW, 4).await.unwrap();
    assert_eq!(counts(&fixture).await, [(1, 2, 1), (2, 2, 1)], "refused and repeated reports change nothing");
    assert_eq!(of(3).await.cohort, 2);
}

/// Of writers of several cohorts at once, each is counted as of the one whose report was the last.
pub async fn cohorts_are_counted_exactly_when_many_change(subject: &Subject) {
    let fixture = invited(subject, &[0; 6]).await;
    let writers = (0..fixture.participants.len())
        .flat_map(|participant| (1..=3).map(move |cohort| (participant, cohort)));
    let writers = writers.map(|(participant, cohort)| {
        let (store, fixture) = (subject.beside(participant).clone(), fixture.clone());
        tokio::spawn(async move {
            for revision in 1..=4 {
                let report = report(&fixture, participant, revision, cohort, u64::from(cohort));
                store.put_report(&fixture.session, report).await.unwrap();
            }
        })
    });
    join_all(writers).await.into_iter().for_each(|written| written.unwrap());
    let mut expected = std::collections::BTreeMap::<u16, (u64, u64)>::new();
    for participant in &fixture.participants {
        let found = fixture.store.participant(&fixture.session, participant).await.unwrap().unwrap();
        let of = expected.entry(found.cohort).or_default();
        *of = (of.0 + 1, of.1 + u64::from(found.newest.is_some()));
    }
    let expected: Vec<_> =
        expected.into_iter().map(|(cohort, (invited, submitted))| (cohort, invited, submitted)).collect();
    assert_eq!(counts(&fixture).await, expected);
    assert_eq!(expected.iter().map(|(_, _, submitted)| submitted).sum::<u64>(), 6);
}

/// Who is invited stays in the invitation's cohort; an invitation to another is refused, with all that come with it.
pub async fn nobody_is_invited_to_two_cohorts(subject: &Subject) {
    let fixture = Fixture::draft(subject.store(), 1).await;
    let people = some_participants(1, 4);
    let invite = async |who: &[(usize, u16)]| {
        let invitations: Vec<_> =
            who.iter().map(|&(person, cohort)| invitation(people[person], cohort)).collect();
        fixture.store.invite(&fixture.session, &invitations, 10).await.unwrap()
    };
    assert_eq!(invite(&[(0, 1), (1, 2), (0, 1)]).await, InviteOutcome::Invited(2));
    assert_eq!(invite(&[(2, 1), (0, 2)]).await, InviteOutcome::Conflict);
    assert_eq!(invite(&[(2, 1), (2, 2)]).await, InviteOutcome::Conflict, "in one call too");
    let of =
        async |person: ParticipantId| fixture.store.participant(&fixture.session, &person).await.unwrap();
    assert_eq!(of(people[2]).await, None, "nobody of these was invited");
    assert_eq!(of(people[0]).await, Some(Participant { cohort: 1, newest: None }));
    assert_eq!(invite(&[(3, 2), (0, 1)]).await, InviteOutcome::Invited(3));
    let counts = fixture.store.counts(&fixture.session).await.unwrap();
    assert_eq!(counts.invited, 3);

    // A report of another cohort, where participants choose, changes nothing of the invitation.
    fixture.set_phase(Phase::Open).await;
    let mut chosen = Fixture { participants: people.clone(), ..fixture.clone() }.report(0, 1, 0);
    chosen.header.cohort = 2;
    fixture.store.put_report(&fixture.session, chosen).await.unwrap();
    assert_eq!(invite(&[(0, 1)]).await, InviteOutcome::Invited(3));
    assert_eq!(invite(&[(0, 2)]).await, InviteOutcome::Conflict);
}

/// Every report of the frozen set comes with its participant's voucher.
pub async fn vouchers_come_with_the_frozen_set(subject: &Subject) {
    let cohorts: Vec<u16> = (0..20).map(|number| number % 3).collect();
    let fixture = invited(subject, &cohorts).await;
    let mut expected = Vec::new();
    for (participant, &cohort) in cohorts.iter().enumerate().filter(|(number, _)| number % 4 > 0) {
        put(&fixture, participant, 1, cohort).await;
        let newest = put(&fixture, participant, 2, cohort).await;
        let who = fixture.participants[participant];
        expected.push((who, invitation(who, cohort).voucher, newest.bytes));
    }
    // Inviting again changes no voucher.
    let mut again = invitation(fixture.participants[1], cohorts[1]);
    again.voucher = [0xEE; 16];
    fixture.store.invite(&fixture.session, &[again], 1000).await.unwrap();
    expected.sort();
    fixture.store.freeze(&fixture.session, NOW, 4).await.unwrap();
    let mut found = Vec::new();
    for index in 0..4 {
        found.extend(subject.beside(index as usize).batch(&fixture.session, index).await.unwrap());
    }
    let found: Vec<_> = found.into_iter().map(|report| (report.voucher, report.bytes)).collect();
    let expected: Vec<_> = expected.into_iter().map(|(_, voucher, bytes)| (voucher, bytes)).collect();
    assert_eq!(found, expected);
}

/// An open session with a participant for each of these cohorts.
async fn invited(subject: &Subject, cohorts: &[u16]) -> Fixture {
    let mut fixture = Fixture::draft(subject.store(), 1).await;
    fixture.participants = some_participants(1, cohorts.len());
    let people = fixture.participants.iter().zip(cohorts);
    let invitations: Vec<_> = people.map(|(&person, &cohort)| invitation(person, cohort)).collect();
    let outcome = fixture.store.invite(&fixture.session, &invitations, 1000).await.unwrap();
    assert_eq!(outcome, InviteOutcome::Invited(cohorts.len() as u64));
    fixture.set_phase(Phase::Open).await;
    fixture
}

fn report(fixture: &Fixture, participant: usize, revision: u32, cohort: u16, variant: u64) -> NewReport {
    let mut report = fixture.report(participant, revision, variant);
    report.header.cohort = cohort;
    report
}

async fn put(fixture: &Fixture, participant: usize, revision: u32, cohort: u16) -> NewReport {
    let report = report(fixture, participant, revision, cohort, 0);
    let outcome = fixture.store.put_report(&fixture.session, report.clone()).await.unwrap();
    assert_eq!(outcome, PutOutcome::Stored(stored(&report)));
    report
}

/// Cohort, invited, submitted.
async fn counts(fixture: &Fixture) -> Vec<(u16, u64, u64)> {
    let counts = fixture.store.counts(&fixture.session).await.unwrap().cohorts;
    counts.iter().map(|CohortCounts { cohort, invited, submitted }| (*cohort, *invited, *submitted)).collect()
}
