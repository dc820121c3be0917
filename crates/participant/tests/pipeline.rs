//! From answers to a checked receipt, and what doesn't get through.
#![allow(clippy::unwrap_used, reason = "tests, with helpers outside of test functions")]

use rand_core::UnwrapErr;
use tacit_envelope::{keyfile::AnalystSecret, sealing::SealingKey, signing::SigningKey, text};
use tacit_form::{Answers, Form};
use tacit_participant::{ReceiptError, SavedReceiptError, SealError, SealedReport, Session};
use tacit_protocol::{
    VERSION,
    codec::Encode,
    ids::{SessionId, Token},
    manifest::{Admission, AnalystParty, Manifest, ServerParty},
    receipt::Receipt,
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
    let good = Receipt { session: *session.id(), digest: *report.digest(), revision: 2, received_at: 9 };
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
}

#[test]
fn an_earlier_receipt_is_read_from_its_text() {
    let session = session("wage");
    let receipt =
        Receipt { session: *session.id(), digest: *seal(&session, 1).digest(), revision: 1, received_at: 9 };
    let signed = Signed::sign(&SigningKey::from_seed(&[2; 32]), receipt).unwrap();
    let text = text::encode(&signed.get_encoded().unwrap());
    assert_eq!(session.read_receipt(&text), Ok(receipt));
    assert_eq!(session.read_receipt(&text[1..]), Err(SavedReceiptError::Malformed));
    let elsewhere = self::session("pay").read_receipt(&text);
    assert_eq!(elsewhere, Err(SavedReceiptError::Receipt(ReceiptError::OtherSession)));
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
            signing_key: SigningKey::from_seed(&[2; 32]).public(),
            sealing_key: SealingKey::from_seed(&[1; 32]).public(),
        },
        admission: Admission::Invitation,
        max_participants: 100,
        threshold: 2,
        opens_at: None,
        closes_at: None,
        verify_key_hash: [0; 32],
    };
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
