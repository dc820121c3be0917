//! The frozen set.

use tacit_protocol::{
    ids::ReportDigest,
    merkle::{
        Tree,
        inclusion::{path_by_batches, verify},
    },
    phase::Phase,
};
use tacit_server::store::{FrozenSet, InviteOutcome, NewReport, StoreError, StoredRevision};

use super::{
    Fixture, Subject,
    fixture::{NOW, invitations, some_participants},
};

/// The set holds each participant's newest report, by ascending participant id, and its root is over their digests.
pub async fn freezing_keeps_the_newest_in_order(subject: &Subject) {
    let fixture = Fixture::open(subject.store(), 1, 30).await;
    let (newest, revisions) = submit(&fixture).await;
    let set = fixture.store.freeze(&fixture.session, NOW + 77, 8).await.unwrap();
    let digests = fixture.frozen_digests(&newest).await;
    assert_eq!(digests, sorted(&newest));
    let expected = FrozenSet {
        closed_at: NOW + 77,
        invited: 30,
        submitted: newest.len() as u64,
        revisions,
        batch_size: 8,
        root: root(&digests),
    };
    assert_eq!(set, expected);
    assert_eq!(fixture.store.session(&fixture.session).await.unwrap().unwrap().phase, Phase::Closed);
}

/// Once frozen, a set is the same for ever, whoever asks and whatever else is asked for.
pub async fn the_frozen_set_stays(subject: &Subject) {
    let fixture = Fixture::open(subject.store(), 1, 9).await;
    submit(&fixture).await;
    assert_eq!(fixture.store.frozen(&fixture.session).await.unwrap(), None);
    assert_eq!(fixture.frozen_reports().await, Vec::<Vec<u8>>::new(), "no batches before the close");
    let set = fixture.store.freeze(&fixture.session, NOW, 4).await.unwrap();
    let reports = fixture.frozen_reports().await;
    for i in 0..3 {
        assert_eq!(subject.beside(i).freeze(&fixture.session, NOW + 9, 2).await.unwrap(), set);
        assert_eq!(subject.beside(i).frozen(&fixture.session).await.unwrap(), Some(set));
    }
    assert_eq!(fixture.frozen_reports().await, reports);
}

/// A session closes without a single report, and from each phase before.
pub async fn nobody_submitted(subject: &Subject) {
    let draft = Fixture::draft(subject.store(), 1).await;
    let open = Fixture::open(subject.store(), 2, 3).await;
    let paused = Fixture::open(subject.store(), 3, 3).await;
    paused.set_phase(Phase::Paused).await;
    for (fixture, invited) in [(draft, 0), (open, 3), (paused, 3)] {
        let set = fixture.store.freeze(&fixture.session, NOW, 4).await.unwrap();
        assert_eq!((set.invited, set.submitted, set.revisions), (invited, 0, 0));
        assert_eq!(set.root, Tree::new().root());
        assert_eq!(fixture.frozen_reports().await, Vec::<Vec<u8>>::new());
    }
}

/// How many are invited is part of what is frozen.
pub async fn nobody_is_invited_after_the_close(subject: &Subject) {
    let fixture = Fixture::open(subject.store(), 1, 3).await;
    let set = fixture.store.freeze(&fixture.session, NOW, 4).await.unwrap();
    let more = some_participants(2, 1);
    let refused = fixture.store.invite(&fixture.session, &invitations(&more), 100).await;
    assert!(matches!(refused, Err(StoreError::Unavailable(_))), "{refused:?}");
    let again = fixture.store.invite(&fixture.session, &invitations(&fixture.participants), 100).await;
    assert_eq!(again.unwrap(), InviteOutcome::Invited(3), "they are invited already");
    assert_eq!(fixture.store.counts(&fixture.session).await.unwrap().invited, set.invited);
}

/// Every report of the set is in exactly one batch; all batches but the last are full.
pub async fn batches_partition_the_frozen_set(subject: &Subject) {
    for (seed, batch_size) in [(1, 1), (2, 5), (3, 10), (4, 1000)] {
        let fixture = Fixture::open(subject.store(), seed, 30).await;
        let (newest, _) = submit(&fixture).await;
        fixture.store.freeze(&fixture.session, NOW, batch_size).await.unwrap();
        let size = batch_size as usize;
        let expected: Vec<usize> = sorted(&newest).chunks(size).map(<[_]>::len).collect();
        let mut found = Vec::new();
        for index in 0..expected.len() as u32 + 2 {
            found.push(fixture.store.batch(&fixture.session, index).await.unwrap().len());
        }
        assert_eq!(found[..expected.len()], expected);
        assert_eq!(found[expected.len()..], [0, 0], "no batches after the last");
        assert_eq!(fixture.frozen_digests(&newest).await, sorted(&newest));
        assert!(fixture.store.batch(&fixture.session, u32::MAX).await.unwrap().is_empty());
    }
}

/// Whoever knows an acknowledged report's digest learns which report counts, and gets what proves it; nobody else does.
pub async fn what_counts_can_be_proven(subject: &Subject) {
    for (seed, batch_size) in [(1, 1), (2, 4), (3, 16), (4, 1024)] {
        let fixture = Fixture::open(subject.store(), seed, 30).await;
        let elsewhere = Fixture::open(subject.store(), seed + 100, 30).await;
        let (newest, _) = submit(&fixture).await;
        let refused = fixture.report(0, 1, 1);
        fixture.store.put_report(&fixture.session, refused.clone()).await.unwrap();
        for closed in [false, true] {
            if closed {
                fixture.store.freeze(&fixture.session, NOW, batch_size).await.unwrap();
            }
            let set = fixture.store.frozen(&fixture.session).await.unwrap();
            for (i, report) in newest.iter().enumerate() {
                let participant = report.header.participant_id;
                let number = fixture.participants.iter().position(|id| *id == participant).unwrap();
                for revision in 1..=report.header.revision {
                    let digest = fixture.report(number, revision, 0).digest;
                    let store = subject.beside(i);
                    let standing = store.standing(&fixture.session, &digest).await.unwrap().unwrap();
                    assert_eq!(standing.newest, as_stored(report));
                    assert_eq!(standing.place.as_ref().map(|place| place.set), set);
                    let Some(place) = standing.place else { continue };
                    let size = u64::from(batch_size);
                    let (inside, batch) = ((place.index % size) as usize, (place.index / size) as usize);
                    let path = path_by_batches(&place.batch, inside, &place.roots, batch).unwrap();
                    let (submitted, root) = (place.set.submitted, place.set.root);
                    assert!(verify(&report.digest, place.index, submitted, &path, &root));
                    assert_eq!(sorted(&newest)[place.index as usize], report.digest);
                }
            }
            let unknown = [refused.digest, fixture.report(2, 1, 0).digest];
            for digest in unknown {
                assert_eq!(fixture.store.standing(&fixture.session, &digest).await.unwrap(), None);
            }
            let theirs = elsewhere.store.standing(&elsewhere.session, &newest[0].digest).await.unwrap();
            assert_eq!(theirs, None, "another session's");
        }
    }
}

/// Two of three participants submit, one to four times; answers the newest reports and how many there are in all.
async fn submit(fixture: &Fixture) -> (Vec<NewReport>, u64) {
    let (mut newest, mut all) = (Vec::new(), 0);
    for participant in (0..fixture.participants.len()).filter(|i| i % 3 != 2) {
        let revisions = 1 + participant as u32 % 4;
        for revision in 1..=revisions {
            let report = fixture.report(participant, revision, 0);
            fixture.store.put_report(&fixture.session, report).await.unwrap();
            all += 1;
        }
        newest.push(fixture.report(participant, revisions, 0));
    }
    (newest, all)
}

fn as_stored(report: &NewReport) -> StoredRevision {
    let NewReport { header, digest, received_at, .. } = report;
    StoredRevision { revision: header.revision, digest: *digest, received_at: *received_at }
}

fn sorted(reports: &[NewReport]) -> Vec<ReportDigest> {
    let mut reports: Vec<_> = reports.iter().collect();
    reports.sort_by_key(|report| report.header.participant_id);
    reports.into_iter().map(|report| report.digest).collect()
}

/// The root over digests in this order.
pub(super) fn root(digests: &[ReportDigest]) -> [u8; 32] {
    let mut tree = Tree::new();
    digests.iter().for_each(|digest| tree.push(digest));
    tree.root()
}
