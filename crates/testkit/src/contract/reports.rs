//! Storing reports.

use std::sync::Arc;

use futures::future::join_all;
use tacit_protocol::phase::Phase;
use tacit_server::store::{CohortCounts, Counts, MAX_REVISIONS, NewReport, PutOutcome, StoredRevision};

use super::{
    Fixture, Subject,
    fixture::{NOW, a_report, invitations, some_participants},
};
use crate::seeded::Seeded;

/// A report is stored if it is the next; the same again is told apart from another of the same revision.
pub async fn reports_are_stored_repeated_or_in_conflict(subject: &Subject) {
    let fixture = Fixture::open(subject.store(), 1, 2).await;
    let put = |report: NewReport| fixture.store.put_report(&fixture.session, report);
    let (first, second) = (fixture.report(0, 1, 0), fixture.report(0, 2, 0));
    assert_eq!(put(second.clone()).await.unwrap(), PutOutcome::Conflict { newest: 0 });
    assert_eq!(put(fixture.report(0, 0, 0)).await.unwrap(), PutOutcome::Conflict { newest: 0 });
    assert_eq!(put(first.clone()).await.unwrap(), PutOutcome::Stored(stored(&first)));
    let mut later = first.clone();
    later.received_at += 5000;
    assert_eq!(put(later).await.unwrap(), PutOutcome::Repeated(stored(&first)), "with the first time");
    assert_eq!(put(fixture.report(0, 1, 7)).await.unwrap(), PutOutcome::Conflict { newest: 1 });
    assert_eq!(put(fixture.report(0, 3, 0)).await.unwrap(), PutOutcome::Conflict { newest: 1 });
    assert_eq!(put(second.clone()).await.unwrap(), PutOutcome::Stored(stored(&second)));
    assert_eq!(put(first.clone()).await.unwrap(), PutOutcome::Repeated(stored(&first)), "though replaced");
    assert_eq!(put(fixture.report(0, 2, 7)).await.unwrap(), PutOutcome::Conflict { newest: 2 });

    assert_eq!(fixture.newest(0).await, Some(stored(&second)));
    assert_eq!(fixture.newest(1).await, None, "invited, nothing submitted");
}

/// Nobody submits uninvited, or to a session of which another is a participant.
pub async fn reports_need_an_invitation(subject: &Subject) {
    let fixture = Fixture::open(subject.store(), 1, 1).await;
    let stranger = some_participants(2, 1)[0];
    let report = a_report(stranger, 1, &mut Seeded::new(5));
    let outcome = fixture.store.put_report(&fixture.session, report).await.unwrap();
    assert_eq!(outcome, PutOutcome::NotInvited);
    assert_eq!(fixture.store.participant(&fixture.session, &stranger).await.unwrap(), None);

    let other = Fixture::open(subject.store(), 2, 1).await;
    let outcome = other.store.put_report(&other.session, fixture.report(0, 1, 0)).await.unwrap();
    assert_eq!(outcome, PutOutcome::NotInvited);
}

/// Only an open session takes reports; what was stored before is recognised in every phase.
pub async fn reports_need_an_open_session(subject: &Subject) {
    let store = subject.store();
    let mut fixture = Fixture::draft(store, 1).await;
    fixture.participants = some_participants(1, 2);
    store.invite(&fixture.session, &invitations(&fixture.participants), 2).await.unwrap();
    let put = |report: NewReport| store.put_report(&fixture.session, report);
    let (first, second) = (fixture.report(0, 1, 0), fixture.report(0, 2, 0));
    assert_eq!(put(first.clone()).await.unwrap(), PutOutcome::NotOpen(Phase::Draft));
    fixture.set_phase(Phase::Open).await;
    assert_eq!(put(first.clone()).await.unwrap(), PutOutcome::Stored(stored(&first)));
    fixture.set_phase(Phase::Paused).await;
    assert_eq!(put(second.clone()).await.unwrap(), PutOutcome::NotOpen(Phase::Paused));
    assert_eq!(put(first.clone()).await.unwrap(), PutOutcome::Repeated(stored(&first)));
    fixture.set_phase(Phase::Open).await;
    assert_eq!(
        put(second.clone()).await.unwrap(),
        PutOutcome::Stored(stored(&second)),
        "refused before, but not for ever"
    );
    store.freeze(&fixture.session, NOW, 4).await.unwrap();
    assert_eq!(put(fixture.report(0, 3, 0)).await.unwrap(), PutOutcome::NotOpen(Phase::Closed));
    assert_eq!(put(fixture.report(1, 1, 0)).await.unwrap(), PutOutcome::NotOpen(Phase::Closed));
    assert_eq!(put(first.clone()).await.unwrap(), PutOutcome::Repeated(stored(&first)));
    assert_eq!(put(second.clone()).await.unwrap(), PutOutcome::Repeated(stored(&second)));
    store.release(&fixture.session, vec![1]).await.unwrap();
    assert_eq!(put(fixture.report(0, 3, 0)).await.unwrap(), PutOutcome::NotOpen(Phase::Released));
    assert_eq!(fixture.frozen_reports().await, [second.bytes]);
}

/// A report is settled: whoever asks learns whether it is stored. It may be put later all the same.
pub async fn settled_reports_are_told_from_others(subject: &Subject) {
    let fixture = Fixture::open(subject.store(), 1, 2).await;
    let settle = async |report: &NewReport| {
        fixture.store.settle_report(&fixture.session, &report.header, &report.digest).await.unwrap()
    };
    let (first, second) = (fixture.report(0, 1, 0), fixture.report(0, 2, 0));
    assert_eq!(settle(&first).await, None);
    for report in [&first, &second] {
        let outcome = fixture.store.put_report(&fixture.session, report.clone()).await.unwrap();
        assert_eq!(outcome, PutOutcome::Stored(stored(report)));
    }
    let stranger = a_report(some_participants(2, 1)[0], 1, &mut Seeded::new(5));
    let check = async || {
        assert_eq!(settle(&first).await, Some(stored(&first)), "though replaced");
        assert_eq!(settle(&second).await, Some(stored(&second)));
        for other in [fixture.report(0, 1, 7), fixture.report(0, 3, 0), fixture.report(1, 1, 0)] {
            assert_eq!(settle(&other).await, None);
        }
        assert_eq!(settle(&stranger).await, None);
    };
    check().await;
    let set = fixture.store.freeze(&fixture.session, NOW, 4).await.unwrap();
    check().await;
    assert_eq!((set.submitted, set.revisions), (1, 2));
    assert_eq!(fixture.frozen_reports().await, [second.bytes]);
}

/// A participant submits [`MAX_REVISIONS`] times.
pub async fn so_many_revisions_and_no_more(subject: &Subject) {
    let fixture = Fixture::open(subject.store(), 1, 1).await;
    for revision in 1..=MAX_REVISIONS {
        let report = fixture.report(0, revision, 0);
        let outcome = fixture.store.put_report(&fixture.session, report.clone()).await.unwrap();
        assert_eq!(outcome, PutOutcome::Stored(stored(&report)));
    }
    let one_more = fixture.report(0, MAX_REVISIONS + 1, 0);
    assert_eq!(fixture.store.put_report(&fixture.session, one_more).await.unwrap(), PutOutcome::TooMany);
    let set = fixture.store.freeze(&fixture.session, NOW, 4).await.unwrap();
    assert_eq!((set.submitted, set.revisions), (1, u64::from(MAX_REVISIONS)));
    assert_eq!(fixture.frozen_reports().await, [fixture.report(0, MAX_REVISIONS, 0).bytes]);
}

/// Counts are exact, and a session's own.
pub async fn counts_follow_the_reports(subject: &Subject) {
    let fixture = Fixture::open(subject.store(), 1, 5).await;
    let other = Fixture::open(subject.store(), 2, 3).await;
    for (participant, revision) in [(0, 1), (0, 2), (0, 3), (3, 1), (3, 1)] {
        let report = fixture.report(participant, revision, 0);
        fixture.store.put_report(&fixture.session, report).await.unwrap();
    }
    let of_none = |invited, submitted| vec![CohortCounts { cohort: 0, invited, submitted }];
    let expected =
        Counts { invited: 5, submitted: 2, revisions: 4, verified_batches: 0, cohorts: of_none(5, 2) };
    assert_eq!(fixture.store.counts(&fixture.session).await.unwrap(), expected);
    let expected = Counts { invited: 3, cohorts: of_none(3, 0), ..Counts::default() };
    assert_eq!(other.store.counts(&other.session).await.unwrap(), expected);
}

/// Of many reports of one participant and one revision, one is stored; the others hear of it.
pub async fn writers_of_one_participant_take_turns(subject: &Subject) {
    let fixture = Fixture::open(subject.store(), 1, 1).await;
    for revision in 1..=4 {
        let writers = (0..24).map(|variant| {
            let (store, report) =
                (Arc::clone(subject.beside(variant)), fixture.report(0, revision, variant as u64));
            let session = fixture.session;
            tokio::spawn(async move { (report.clone(), store.put_report(&session, report).await.unwrap()) })
        });
        let outcomes: Vec<_> = join_all(writers).await.into_iter().map(Result::unwrap).collect();
        let winners: Vec<_> =
            outcomes.iter().filter(|(_, outcome)| matches!(outcome, PutOutcome::Stored(_))).collect();
        assert_eq!(winners.len(), 1, "{outcomes:?}");
        assert_eq!(winners[0].1, PutOutcome::Stored(stored(&winners[0].0)));
        let conflicts =
            outcomes.iter().filter(|(_, outcome)| *outcome == PutOutcome::Conflict { newest: revision });
        assert_eq!(conflicts.count(), 23, "{outcomes:?}");
        assert_eq!(fixture.newest(0).await, Some(stored(&winners[0].0)));
    }
}

pub(super) fn stored(report: &NewReport) -> StoredRevision {
    StoredRevision {
        revision: report.header.revision,
        digest: report.digest,
        received_at: report.received_at,
    }
}
