//! From answers to a checked receipt, and what doesn't get through.
#![allow(clippy::unwrap_used, reason = "tests, with helpers outside of test functions")]

use rand_core::UnwrapErr;
use tacit_envelope::{
    keyfile::AnalystSecret,
    sealing::{Role, SealingKey},
    signing::SigningKey,
    text,
};
use tacit_form::{Answers, Form};
use tacit_participant::{
    Element, ElementPart, Membership, MembershipError, ReceiptError, ReportPart, SavedReceiptError,
    SealError, SealedReport, Session,
    apart::{Done, NotDone, Order, Sealer, prepare},
};
use tacit_protocol::{
    VERSION,
    codec::Encode,
    ids::{SessionId, Token},
    manifest::{Admission, AnalystParty, Cohorts, CohortsBy, Manifest, ServerParty},
    phase::Window,
    receipt::Receipt,
    session::SubmissionStatus,
    signed::Signed,
};
use tacit_tally::ShardError;

#[test]
fn a_report_is_the_tokens_and_never_the_same_twice() {
    let session = session("wage");
    let (first, second) = (seal(&session, 1), seal(&session, 1));
    assert_eq!(first.report().header.participant_id, token().participant_id());
    assert_eq!((first.revision(), first.report().header.cohort), (1, 0));
    assert_eq!(*first.digest(), first.report().digest(session.id()));
    assert_ne!(first.report().header.report_id, second.report().header.report_id);
    assert_ne!(first.report().helper_share, second.report().helper_share);
}

#[test]
fn what_cannot_be_sealed_is_refused() {
    let session = session("wage");
    let answers = session.validate(&Answers::from([("wage", "7.10")])).unwrap();
    let sealed = session.seal(&mut rng(), &answers, &token(), 0);
    assert_eq!(sealed.unwrap_err(), SealError::Revision);
    let others = other_form().validate(&Answers::from([("a", "yes"), ("b", "no")])).unwrap();
    let sealed = session.seal(&mut rng(), &others, &token(), 1);
    assert_eq!(sealed.unwrap_err(), SealError::Shard(ShardError::OtherForm));
}

#[test]
fn a_receipt_is_for_one_report_of_one_session() {
    let session = session("wage");
    let report = seal(&session, 2);
    let good = receipt_for(&session, &report);
    let other_session = SessionId::of_manifest(b"another");
    let check = |seed: u8, receipt| {
        let signed = Signed::sign(&SigningKey::from_seed(&[seed; 32]), receipt).unwrap();
        session.check_receipt(&report, &signed).copied()
    };
    assert_eq!(check(2, good), Ok(good));
    assert_eq!(check(8, good), Err(ReceiptError::Signature));
    assert_eq!(check(2, Receipt { session: other_session, ..good }), Err(ReceiptError::OtherSession));
    assert_eq!(check(2, Receipt { revision: 1, ..good }), Err(ReceiptError::OtherReport));
    let digest = *seal(&session, 2).digest();
    assert_eq!(check(2, Receipt { digest, ..good }), Err(ReceiptError::OtherReport));
    let participant = somebody().participant_id();
    assert_eq!(check(2, Receipt { participant, ..good }), Err(ReceiptError::OtherReport));
}

fn somebody() -> Token {
    Token::random(&mut rng())
}

fn receipt_for(session: &Session, report: &SealedReport) -> Receipt {
    Receipt {
        session: *session.id(),
        participant: token().participant_id(),
        digest: *report.digest(),
        revision: report.revision(),
        received_at: 9,
    }
}

#[test]
fn a_cohort_is_one_of_the_sessions_and_bound_into_the_report() {
    let plain = session("wage");
    let session = with_cohorts(CohortsBy::Participant);
    assert_eq!(session.cohorts().and_then(|cohorts| cohorts.number("South")), Some(2));
    let answers = session.validate(&Answers::from([("wage", "7.10")])).unwrap();
    let seal = |session: &Session, cohort| session.seal_in(&mut rng(), &answers, &token(), 1, cohort);
    for cohort in [1, 2] {
        assert_eq!(seal(&session, cohort).unwrap().report().header.cohort, cohort);
    }
    for cohort in [0, 3, u16::MAX] {
        assert_eq!(seal(&session, cohort), Err(SealError::Cohort));
    }
    assert_eq!(session.seal(&mut rng(), &answers, &token(), 1), Err(SealError::Cohort));
    assert!(seal(&plain, 0).is_ok());
    assert_eq!(seal(&plain, 1), Err(SealError::Cohort));
}

#[test]
fn who_chooses_and_who_is_assigned_a_cohort() {
    let status = |cohort| SubmissionStatus {
        window: Window::Open,
        now: 0,
        closes_at: None,
        revision: 0,
        receipt: None,
        cohort,
    };
    let plain = session("wage");
    assert_eq!(plain.membership(&status(None)), Ok(Membership::None));

    let chosen = with_cohorts(CohortsBy::Participant);
    let cohorts = chosen.cohorts().unwrap();
    for (said, before) in [(None, None), (Some(2), Some(2)), (Some(0), None), (Some(3), None)] {
        assert_eq!(chosen.membership(&status(said)), Ok(Membership::Chosen { cohorts, before }));
    }

    let assigned = with_cohorts(CohortsBy::Invitation);
    let south = Membership::Assigned { number: 2, name: "South" };
    assert_eq!(assigned.membership(&status(Some(2))), Ok(south));
    for said in [None, Some(0), Some(3)] {
        assert_eq!(assigned.membership(&status(said)), Err(MembershipError));
    }
}

#[test]
fn another_program_seals_the_same() {
    let session = session("wage");
    let manifest = session.manifest().to_bytes().unwrap();
    let typed = Answers::from([("wage", "7.10")]);
    let order = |manifest: &[u8], answers: &Answers, revision, open| {
        let mut sealer = Sealer::default();
        sealer.answer(&prepare(session.id(), manifest).unwrap(), &mut rng());
        let order = Order::new(&token(), answers, (revision, 0), open);
        let done = sealer.answer(&order.to_bytes().unwrap(), &mut rng());
        Done::from_bytes(session.id(), &done)
    };
    let done = order(&manifest, &typed, 3, true).unwrap();
    let header = &done.report.report().header;
    assert_eq!((header.participant_id, header.revision, header.cohort), (token().participant_id(), 3, 0));
    assert_eq!(*done.report.digest(), done.report.report().digest(session.id()));
    assert_eq!(done.elements.len(), session.form().fields().len());
    let units = |elements: &[Element]| -> u128 {
        let weighed = elements.iter().map(|element| match element.part {
            ElementPart::Bit(weight) => element.value * u128::from(weight),
            _ => 0,
        });
        weighed.sum()
    };
    assert_eq!(units(&done.elements[0]), 710);
    assert!(order(&manifest, &typed, 1, false).unwrap().elements.is_empty());

    let other = [&manifest[..], b" "].concat();
    let dear = Answers::from([("wage", "100000")]);
    for refused in [
        order(&other, &typed, 1, false),
        order(&manifest, &dear, 1, false),
        order(&manifest, &typed, 0, true),
    ] {
        assert_eq!(refused.map(drop), Err(NotDone));
    }
    assert!(Done::from_bytes(session.id(), b"").is_err());
}

#[test]
fn an_earlier_receipt_is_read_from_its_text() {
    let session = session("wage");
    let receipt = receipt_for(&session, &seal(&session, 1));
    let who = receipt.participant;
    let signed = Signed::sign(&SigningKey::from_seed(&[2; 32]), receipt).unwrap();
    let text = text::encode(&signed.get_encoded().unwrap());
    assert_eq!(session.read_receipt(&who, &text), Ok(receipt));
    assert_eq!(session.read_receipt(&who, &text[1..]), Err(SavedReceiptError::Malformed));
    let elsewhere = self::session("pay").read_receipt(&who, &text);
    assert_eq!(elsewhere, Err(SavedReceiptError::Receipt(ReceiptError::OtherSession)));
    let somebody = somebody().participant_id();
    let others = session.read_receipt(&somebody, &text);
    assert_eq!(others, Err(SavedReceiptError::Receipt(ReceiptError::OtherReport)));
}

#[test]
fn the_parts_of_a_report_are_the_bytes_that_are_sent() {
    let session = session("wage");
    let report = seal(&session, 7);
    let anatomy = report.anatomy().unwrap();
    assert_eq!(anatomy.bytes, report.report().get_encoded().unwrap());
    let mut at = 0;
    for (part, range) in &anatomy.parts {
        assert_eq!(range.start, at, "{part:?}");
        at = range.end;
        let bytes = &anatomy.bytes[range.clone()];
        let header = report.report().header;
        match part {
            ReportPart::Version => assert_eq!(bytes, [VERSION]),
            ReportPart::ReportId => assert_eq!(bytes, header.report_id.as_bytes()),
            ReportPart::ParticipantId => assert_eq!(bytes, header.participant_id.as_bytes()),
            ReportPart::Revision => assert_eq!(bytes, [0, 0, 0, 7]),
            ReportPart::Cohort => assert_eq!(bytes, [0, 0]),
            ReportPart::PublicShare => assert_eq!(bytes[4..], report.report().public_share),
            ReportPart::LeaderShare => assert_eq!(bytes[4..], report.report().leader_share),
            ReportPart::HelperShare => assert_eq!(bytes[4..], report.report().helper_share),
        }
    }
    assert_eq!(at, anatomy.bytes.len());
}

#[test]
fn what_is_shown_of_the_shares_is_what_was_sealed() {
    let session = session("wage");
    let answers = session.validate(&Answers::from([("wage", "7.10")])).unwrap();
    let (report, shares) = session.seal_openly(&mut rng(), &answers, &token(), 1).unwrap();
    let aad = report.report().header.associated_data(session.id(), &report.report().public_share);
    let sealed = &report.report().leader_share;
    let leader = SealingKey::from_seed(&[1; 32]).open(Role::Leader, &aad, sealed).unwrap();
    let elements = shares.elements(0);
    for (element, sealed) in elements.iter().zip(leader.chunks_exact(16)) {
        assert_eq!(element.leader.to_le_bytes(), sealed);
    }
    let value = elements.iter().map(|element| match element.part {
        ElementPart::Bit(weight) => u128::from(weight) * element.value,
        other => panic!("{other:?}"),
    });
    assert_eq!(value.sum::<u128>(), 710);
    assert!(shares.elements(1).is_empty());
    assert_eq!(format!("{shares:?}"), "OpenShares(secret)");
}

fn seal(session: &Session, revision: u32) -> SealedReport {
    let answers = session.validate(&Answers::from([("wage", "7.10")])).unwrap();
    session.seal(&mut rng(), &answers, &token(), revision).unwrap()
}

/// A session of a form with one number, of which `label` makes another session.
fn session(label: &str) -> Session {
    let form = format!(
        r#"title = "T"
        purpose = "P"
        field = [{{ key = "wage", kind = "number", label = "{label}", min = 0, max = 100, decimals = 2 }}]
        analysis = [{{ kind = "mean", of = "wage" }}]"#
    );
    let analyst = AnalystSecret::from_seed(&[3; 32]).public();
    let manifest = Manifest {
        version: VERSION,
        form: Form::from_toml(&form).unwrap(),
        analyst: AnalystParty {
            name: "A".into(),
            signing_key: analyst.signing,
            sealing_key: analyst.sealing,
        },
        server: ServerParty {
            name: None,
            signing_key: SigningKey::from_seed(&[2; 32]).public(),
            sealing_key: SealingKey::from_seed(&[1; 32]).public(),
        },
        admission: Admission::Invitation,
        max_participants: 100,
        threshold: 2,
        opens_at: None,
        closes_at: None,
        extendable_until: None,
        cohorts: None,
        epsilon: None,
        verify_key_hash: [0; 32],
    };
    let bytes = manifest.to_bytes().unwrap();
    Session::new(SessionId::of_manifest(&bytes), &bytes).unwrap()
}

/// The same with the cohorts North and South.
fn with_cohorts(by: CohortsBy) -> Session {
    let mut manifest = session("wage").manifest().clone();
    manifest.cohorts = Some(Cohorts { by, names: vec!["North".into(), "South".into()] });
    let bytes = manifest.to_bytes().unwrap();
    Session::new(SessionId::of_manifest(&bytes), &bytes).unwrap()
}

fn other_form() -> Form {
    let text = r#"title = "T"
        purpose = "P"
        field = [{ key = "a", kind = "boolean", label = "A" }, { key = "b", kind = "boolean", label = "B" }]
        analysis = [{ kind = "count" }]"#;
    Form::from_toml(text).unwrap()
}

fn token() -> Token {
    "mfrggzdfmztwq2lknnwg23tpoa".parse().unwrap()
}

fn rng() -> UnwrapErr<getrandom::SysRng> {
    UnwrapErr(getrandom::SysRng)
}
