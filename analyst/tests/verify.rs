//! The verification of one batch: what is honest counts, what isn't is rejected with the right reason.

#![allow(clippy::unwrap_used, reason = "a test that can't go on panics")]
#![allow(missing_docs, reason = "nobody reads a test's documentation")]

mod support;

use support::Parties;
use tacit_analyst::run::verify::{BatchError, Rejected};
use tacit_form::Answers;
use tacit_protocol::{
    batch::{Batch, BatchEntry, LeaderFinding, Rejection, Verdict},
    codec::Encode,
    manifest::{Cohorts, CohortsBy},
    merkle::Tree,
};

const FORM: &str = r#"
title = "T"
purpose = "P"
[[field]]
key = "x"
kind = "number"
label = "X"
min = 0
max = 1000
[[analysis]]
kind = "mean"
of = "x"
"#;

fn answers(x: usize) -> Answers {
    let mut answers = Answers::new();
    answers.set("x", x.to_string());
    answers
}

fn sorted(mut entries: Vec<BatchEntry>) -> Batch {
    entries.sort_by_key(|entry| entry.header.participant_id);
    Batch { index: 0, entries }
}

#[test]
fn honest_reports_are_accepted_under_their_merkle_root() {
    let parties = Parties::new(FORM);
    let batch = parties.batch((0..50).map(answers));
    let verified = parties.verifier().verify_bytes(&batch.get_encoded().unwrap()).unwrap();
    let mut tree = Tree::new();
    batch.entries.iter().for_each(|entry| tree.push(&entry.digest(&parties.session)));
    assert_eq!(verified.tally.root, tree.root());
    assert_eq!((verified.tally.len, verified.tally.accepted), (50, 50));
    assert_eq!(verified.tally.rejected, Rejected::default());
    assert!(verified.verdicts.iter().all(|verdict| matches!(verdict, Verdict::Accepted(_))));
}

#[test]
fn the_same_bytes_give_the_same() {
    let parties = Parties::new(FORM);
    let batch = parties.batch((0..40).map(answers));
    let [one, two] = [(), ()].map(|()| parties.verifier().verify(&batch).unwrap());
    assert_eq!(one.verdicts, two.verdicts);
    assert_eq!(one.tally.sums.encode(), two.tally.sums.encode());
}

#[test]
fn each_fault_has_its_reason_and_the_others_count() {
    let parties = Parties::new(FORM);
    let honest: Vec<_> = (0..20).map(|x| parties.entry(&answers(x))).collect();
    let alone = parties.verifier().verify(&sorted(honest.clone())).unwrap();

    let mut entries = honest;
    let mut fault = |alter: &dyn Fn(&mut BatchEntry)| {
        let mut entry = parties.entry(&answers(500));
        alter(&mut entry);
        entries.push(entry);
    };
    fault(&|entry| entry.header.revision = 2);
    fault(&|entry| entry.helper_share[40] ^= 1);
    fault(&|entry| entry.public_share[0] ^= 1);
    fault(&|entry| {
        if let LeaderFinding::Prepared(share) = &mut entry.leader {
            share[0] ^= 1;
        }
    });
    let with = parties.verifier().verify(&sorted(entries)).unwrap();
    assert_eq!(with.tally.accepted, 20);
    assert_eq!(with.tally.rejected, Rejected([3, 0, 1]));
    assert_eq!(with.tally.sums.encode(), alone.tally.sums.encode());
}

/// One such report among honest ones is enough: no verdict is given on any of them.
#[test]
fn what_an_honest_server_cannot_have_acknowledged_stops_everything() {
    let parties = Parties::new(FORM);
    let honest: Vec<_> = (0..20).map(|x| parties.entry(&answers(x))).collect();
    let verify = |alter: &dyn Fn(&mut BatchEntry)| {
        let mut entries = honest.clone();
        alter(&mut entries[7]);
        parties.verifier().verify(&sorted(entries))
    };
    for reason in Rejection::ALL {
        let rejected = verify(&|entry| entry.leader = LeaderFinding::Rejected(reason));
        assert!(matches!(rejected, Err(BatchError::LeaderRejects)), "{rejected:?}");
    }
    let alterations: [&dyn Fn(&mut BatchEntry); 4] = [
        &|entry| entry.header.cohort = 1,
        &|entry| entry.public_share.push(0),
        &|entry| entry.helper_share.truncate(90),
        &|entry| entry.leader = LeaderFinding::Prepared(vec![0; 3]),
    ];
    for alter in alterations {
        assert!(matches!(verify(alter), Err(BatchError::Unacknowledgeable)));
    }
    let strangers: [&dyn Fn(&mut BatchEntry); 3] =
        [&|entry| entry.voucher[3] ^= 1, &|entry| entry.voucher = honest[0].voucher, &|entry| {
            entry.voucher = parties.invite(entry.header.participant_id, 1)
        }];
    for alter in strangers {
        assert!(matches!(verify(alter), Err(BatchError::NotInvited)));
    }
    assert!(verify(&|_| {}).is_ok());
}

#[test]
fn every_report_is_of_one_of_the_cohorts() {
    let parties = Parties::new(FORM);
    let cohorts = Cohorts { by: CohortsBy::Participant, names: vec!["North".into(), "South".into()] };
    let verify = |numbers: [u16; 3], cohorts: Option<&Cohorts>| {
        let mut batch = parties.batch((0..3).map(answers));
        for (entry, number) in batch.entries.iter_mut().zip(numbers) {
            entry.header.cohort = number;
        }
        parties.verifier().with_cohorts(cohorts).verify(&batch)
    };
    // The number is bound into the sealed share, so none of these opens; but the batch is one that can be.
    assert_eq!(verify([1, 2, 2], Some(&cohorts)).unwrap().tally.rejected, Rejected([3, 0, 0]));
    for numbers in [[0, 1, 1], [1, 1, 3], [u16::MAX, 1, 1]] {
        assert!(matches!(verify(numbers, Some(&cohorts)), Err(BatchError::Unacknowledgeable)));
    }
    assert_eq!(verify([0; 3], None).unwrap().tally.accepted, 3);
    assert!(matches!(verify([0, 0, 1], None), Err(BatchError::Unacknowledgeable)));
}

#[test]
fn nobody_is_moved_to_another_cohort_than_the_invitations() {
    let parties = Parties::new(FORM);
    let cohorts = Cohorts { by: CohortsBy::Invitation, names: vec!["North".into(), "South".into()] };
    let verify = |invited: u16, reported: u16| {
        let mut batch = parties.batch((0..3).map(answers));
        for entry in &mut batch.entries {
            entry.voucher = parties.invite(entry.header.participant_id, invited);
            entry.header.cohort = reported;
        }
        parties.verifier().with_cohorts(Some(&cohorts)).verify(&batch)
    };
    // The number is bound into the sealed share, so these don't open.
    assert_eq!(verify(2, 2).unwrap().tally.rejected, Rejected([3, 0, 0]));
    for (invited, reported) in [(0, 1), (1, 2), (2, 1)] {
        assert!(matches!(verify(invited, reported), Err(BatchError::NotInvited)));
    }
    assert!(matches!(verify(0, 0), Err(BatchError::Unacknowledgeable)));
}

#[test]
fn a_report_twice_and_disorder_are_no_batch() {
    let parties = Parties::new(FORM);
    let mut batch = parties.batch((0..3).map(answers));
    let verifier = parties.verifier();
    batch.entries.swap(0, 1);
    assert!(matches!(verifier.verify(&batch), Err(BatchError::Order)));
    batch.entries[0] = batch.entries[1].clone();
    assert!(matches!(verifier.verify(&batch), Err(BatchError::Order)));
    batch.entries.clear();
    assert!(matches!(verifier.verify(&batch), Err(BatchError::Empty)));
    assert!(matches!(verifier.verify_bytes(b"\x01"), Err(BatchError::Codec(_))));
}
