//! Batch records, the release and published results.

use futures::future::join_all;
use tacit_protocol::phase::Phase;
use tacit_server::store::{BatchRecord, OnceOutcome};

use super::{Fixture, Subject, fixture::NOW};

/// A batch's record is written once: the same verdicts again change nothing, others are refused.
pub async fn batch_records_are_written_once(subject: &Subject) {
    let fixture = closed(subject).await;
    let (store, session) = (&fixture.store, &fixture.session);
    assert_eq!(store.record_batch(session, record(1, 1)).await.unwrap(), OnceOutcome::Written);
    let mut same_verdicts = record(1, 1);
    same_verdicts.note = b"another note".to_vec();
    same_verdicts.sealed_share = b"another share".to_vec();
    assert_eq!(store.record_batch(session, same_verdicts).await.unwrap(), OnceOutcome::Written);
    assert_eq!(store.record_batch(session, record(1, 2)).await.unwrap(), OnceOutcome::Different);
    assert_eq!(store.batch_records(session, 0, 10).await.unwrap(), [record(1, 1)], "the first stays");
    assert_eq!(store.counts(session).await.unwrap().verified_batches, 1);

    let writers = (0..16).map(|i| subject.beside(i).record_batch(session, record(0, i as u8)));
    let outcomes = join_all(writers).await;
    let written = outcomes.iter().filter(|outcome| matches!(outcome, Ok(OnceOutcome::Written))).count();
    assert_eq!(written, 1, "of different ones at once, one is written: {outcomes:?}");
    assert_eq!(store.counts(session).await.unwrap().verified_batches, 2);
}

/// Records come in ascending order, from where one asks, as many as one asks for.
pub async fn batch_records_come_in_pages(subject: &Subject) {
    let fixture = closed(subject).await;
    let other = {
        let other = Fixture::open(subject.store(), 2, 1).await;
        other.store.freeze(&other.session, NOW, 1).await.unwrap();
        other
    };
    other.store.record_batch(&other.session, record(2, 9)).await.unwrap();
    for index in [300, 2, 5, 0, 258, 1] {
        fixture.store.record_batch(&fixture.session, record(index, 1)).await.unwrap();
    }
    let page = async |from, limit| {
        let records = fixture.store.batch_records(&fixture.session, from, limit).await.unwrap();
        records.into_iter().map(|record| record.index).collect::<Vec<_>>()
    };
    assert_eq!(page(0, 3).await, [0, 1, 2]);
    assert_eq!(page(3, 3).await, [5, 258, 300]);
    assert_eq!(page(258, 100).await, [258, 300]);
    assert!(page(301, 100).await.is_empty());
    assert!(page(u32::MAX, 100).await.is_empty());
    assert_eq!(other.store.batch_records(&other.session, 0, 10).await.unwrap(), [record(2, 9)]);
}

/// The release is written once, and the secret and the sealed shares are gone with it; everything else stays.
pub async fn the_release_is_written_once(subject: &Subject) {
    let fixture = closed(subject).await;
    let (store, session) = (&fixture.store, &fixture.session);
    let set = store.frozen(session).await.unwrap();
    for index in 0..2 {
        store.record_batch(session, record(index, 1)).await.unwrap();
    }
    assert_eq!(store.released(session).await.unwrap(), None);
    let releasers = (0..8).map(|i| subject.beside(i).release(session, vec![i as u8; 40]));
    let outcomes: Vec<_> = join_all(releasers).await.into_iter().map(Result::unwrap).collect();
    let winner =
        outcomes.iter().position(|outcome| *outcome == OnceOutcome::Written).expect("one is written");
    let written = outcomes.iter().filter(|outcome| **outcome == OnceOutcome::Written).count();
    assert_eq!(written, 1, "{outcomes:?}");
    let release = vec![winner as u8; 40];
    assert_eq!(store.released(session).await.unwrap(), Some(release.clone()));
    assert_eq!(
        store.release(session, release.clone()).await.unwrap(),
        OnceOutcome::Written,
        "the same again"
    );
    assert_eq!(store.release(session, vec![0xFF; 40]).await.unwrap(), OnceOutcome::Different);
    assert_eq!(store.released(session).await.unwrap(), Some(release));

    let mut expected = fixture.record.clone();
    (expected.phase, expected.sealed_secret) = (Phase::Released, None);
    assert_eq!(store.session(session).await.unwrap(), Some(expected));
    let without_shares = [0, 1].map(|index| BatchRecord { sealed_share: Vec::new(), ..record(index, 1) });
    assert_eq!(store.batch_records(session, 0, 10).await.unwrap(), without_shares);
    assert_eq!(
        store.record_batch(session, record(1, 1)).await.unwrap(),
        OnceOutcome::Written,
        "the same again"
    );
    assert_eq!(store.record_batch(session, record(1, 2)).await.unwrap(), OnceOutcome::Different);
    assert_eq!(store.batch_records(session, 0, 10).await.unwrap(), without_shares, "no share comes back");
    assert_eq!(store.frozen(session).await.unwrap(), set);
    assert_eq!(fixture.frozen_reports().await.len(), 3);
}

/// What is published about a released session is written once: the same again changes nothing, others are refused.
pub async fn published_results_are_written_once(subject: &Subject) {
    let fixture = closed(subject).await;
    let other = Fixture::open(subject.store(), 2, 1).await;
    let (store, session) = (&fixture.store, &fixture.session);
    assert!(store.publish(session, vec![1]).await.is_err(), "nothing is released yet");
    assert_eq!(store.published(session).await.unwrap(), None);
    store.release(session, vec![7; 40]).await.unwrap();
    assert_eq!(store.published(session).await.unwrap(), None);
    let results = |i: u8| vec![i; 1 << 20];
    let writers = (0..8).map(|i| subject.beside(i).publish(session, results(i as u8)));
    let outcomes = join_all(writers).await;
    let winner = outcomes.iter().position(|outcome| matches!(outcome, Ok(OnceOutcome::Written)));
    let winner = winner.expect("one is written") as u8;
    let written = outcomes.iter().filter(|outcome| matches!(outcome, Ok(OnceOutcome::Written))).count();
    assert_eq!(written, 1, "{outcomes:?}");
    for i in 0..3 {
        let store = subject.beside(i);
        assert_eq!(store.published(session).await.unwrap(), Some(results(winner)));
        assert_eq!(store.publish(session, results(winner)).await.unwrap(), OnceOutcome::Written);
        assert_eq!(store.publish(session, vec![0xFF]).await.unwrap(), OnceOutcome::Different);
    }
    assert_eq!(other.store.published(&other.session).await.unwrap(), None, "another session's");
}

/// What is left of a released session's secrets can be destroyed again and again; any other session keeps its own.
pub async fn purging_changes_nothing_but_leftovers(subject: &Subject) {
    let fixture = closed(subject).await;
    let (store, session) = (&fixture.store, &fixture.session);
    let draft = Fixture::draft(store, 2).await;
    store.record_batch(session, record(0, 1)).await.unwrap();
    let purge_all = async || {
        for one in [&draft.session, session] {
            store.purge_released(one).await.unwrap();
        }
    };
    purge_all().await;
    assert_eq!(store.session(&draft.session).await.unwrap(), Some(draft.record.clone()));
    let mut expected = fixture.record.clone();
    expected.phase = Phase::Closed;
    assert_eq!(store.session(session).await.unwrap(), Some(expected.clone()), "not released yet");
    assert_eq!(store.batch_records(session, 0, 10).await.unwrap(), [record(0, 1)]);

    assert_eq!(store.release(session, vec![7; 40]).await.unwrap(), OnceOutcome::Written);
    (expected.phase, expected.sealed_secret) = (Phase::Released, None);
    for i in 0..3 {
        subject.beside(i).purge_released(session).await.unwrap();
        purge_all().await;
        assert_eq!(store.session(session).await.unwrap(), Some(expected.clone()));
        assert_eq!(store.released(session).await.unwrap(), Some(vec![7; 40]));
        let without_share = BatchRecord { sealed_share: Vec::new(), ..record(0, 1) };
        assert_eq!(store.batch_records(session, 0, 10).await.unwrap(), [without_share]);
        assert_eq!(fixture.frozen_reports().await.len(), 3);
    }
    assert_eq!(store.session(&draft.session).await.unwrap(), Some(draft.record));
}

async fn closed(subject: &Subject) -> Fixture {
    let fixture = Fixture::open(subject.store(), 1, 3).await;
    for participant in 0..3 {
        let report = fixture.report(participant, 1, 0);
        fixture.store.put_report(&fixture.session, report).await.unwrap();
    }
    fixture.store.freeze(&fixture.session, NOW, 2).await.unwrap();
    fixture
}

fn record(index: u32, verdicts: u8) -> BatchRecord {
    BatchRecord {
        index,
        verdicts_digest: [verdicts; 32],
        accepted: index + 2,
        sealed_share: vec![verdicts ^ 0x5A; 100],
        note: vec![verdicts; 50],
    }
}
