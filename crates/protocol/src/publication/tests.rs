use proptest::prelude::*;
use serde_json::json;
use tacit_envelope::{sealing::SealingKey, signing::SigningKey};
use tacit_form::Form;

use super::*;
use crate::{
    VERSION,
    manifest::{Admission, AnalystParty, Cohorts, CohortsBy, ServerParty},
};

const FORM: &str = r#"
title = "Wages"
purpose = "To know the mean wage."
field = [{ key = "wage", kind = "number", label = "Wage", min = 0, max = 100 }]
analysis = [{ kind = "mean", of = "wage" }, { kind = "count" }]
"#;

pub(crate) fn analyst() -> SigningKey {
    SigningKey::from_seed(&[1; 32])
}

pub(crate) fn server() -> SigningKey {
    SigningKey::from_seed(&[3; 32])
}

pub(crate) fn manifest() -> Manifest {
    Manifest {
        version: VERSION,
        form: Form::from_toml(FORM).unwrap(),
        analyst: AnalystParty {
            name: "Institute".into(),
            signing_key: analyst().public(),
            sealing_key: SealingKey::from_seed(&[2; 32]).public(),
        },
        server: ServerParty {
            name: None,
            signing_key: server().public(),
            sealing_key: SealingKey::from_seed(&[4; 32]).public(),
        },
        admission: Admission::Invitation,
        max_participants: 1000,
        threshold: 5,
        opens_at: None,
        closes_at: None,
        extendable_until: None,
        cohorts: None,
        epsilon: None,
        verify_key_hash: [5; 32],
    }
}

fn session() -> SessionId {
    SessionId::of_manifest(b"{}")
}

fn statement() -> ClosingStatement {
    statement_of(session())
}

pub(crate) fn statement_of(session: SessionId) -> ClosingStatement {
    ClosingStatement {
        session,
        closed_at: 9,
        invited: 30,
        submitted: 21,
        revisions: 25,
        batch_size: 16,
        root: [7; 32],
    }
}

pub(crate) fn results() -> serde_json::Value {
    json!({
        "version": 1, "title": "Wages", "submitted": 21, "accepted": 20, "rejected": 1, "threshold": 5,
        "analyses": [
            { "title": "Mean of “Wage”", "kind": "mean", "rows": [
                { "group": null, "count": 20, "outcome": { "mean": 7.5 } }] },
            { "title": "Number", "kind": "count", "rows": [
                { "group": null, "count": 20, "outcome": "count" }] },
        ],
    })
}

fn signed(by: &SigningKey, statement: SignedClosingStatement, results: &[u8]) -> SignedPublication {
    Signed::sign(by, Publication { statement, results: results.into() }).unwrap()
}

fn closed() -> SignedClosingStatement {
    Signed::sign(&server(), statement()).unwrap()
}

fn check(signed: &SignedPublication) -> Result<Published, PublicationError> {
    Published::check(signed, &session(), &manifest())
}

#[test]
fn genuine_results_are_read() {
    let read: Results = serde_json::from_value(results()).unwrap();
    let publication = Publication::new(closed(), &read).unwrap();
    let signed = Signed::sign(&analyst(), publication).unwrap();
    let bytes = signed.get_encoded().unwrap();
    let decoded = SignedPublication::get_decoded(&bytes).unwrap();
    assert_eq!(check(&decoded), Ok(Published { statement: statement(), results: read }));
}

#[test]
fn others_are_not_believed() {
    let good = serde_json::to_vec(&results()).unwrap();
    assert!(check(&signed(&analyst(), closed(), &good)).is_ok());
    assert_eq!(check(&signed(&server(), closed(), &good)), Err(PublicationError::Signature));
    let own = Signed::sign(&analyst(), statement()).unwrap();
    assert_eq!(check(&signed(&analyst(), own, &good)), Err(PublicationError::Statement));
    let other = ClosingStatement { session: SessionId::of_manifest(b"[]"), ..statement() };
    let other = Signed::sign(&server(), other).unwrap();
    assert_eq!(check(&signed(&analyst(), other, &good)), Err(PublicationError::Statement));
}

#[test]
fn what_is_not_of_this_survey_is_not_believed() {
    let mut fewer = results();
    fewer["analyses"].as_array_mut().unwrap().pop();
    let mut more = results();
    more["analyses"].as_array_mut().unwrap().push(results()["analyses"][0].clone());
    let mut swapped = results();
    swapped["analyses"].as_array_mut().unwrap().reverse();
    let altered = [
        ("version", json!(2)),
        ("title", json!("Wages!")),
        ("submitted", json!(22)),
        ("accepted", json!(21)),
        ("rejected", json!(u64::MAX)),
        ("threshold", json!(4)),
        ("more", json!(1)),
    ]
    .map(|(member, value)| {
        let mut results = results();
        results[member] = value;
        results
    });
    for results in [fewer, more, swapped].into_iter().chain(altered) {
        let bytes = serde_json::to_vec(&results).unwrap();
        assert_eq!(
            check(&signed(&analyst(), closed(), &bytes)),
            Err(PublicationError::Malformed),
            "{results}"
        );
    }
    assert_eq!(check(&signed(&analyst(), closed(), b"")), Err(PublicationError::Malformed));
}

#[test]
fn cohorts_are_the_sessions() {
    let manifest = Manifest {
        cohorts: Some(Cohorts { by: CohortsBy::Participant, names: vec!["North".into(), "South".into()] }),
        ..manifest()
    };
    let check = |cohorts: serde_json::Value| {
        let mut results = results();
        results["cohorts"] = cohorts;
        let bytes = serde_json::to_vec(&results).unwrap();
        Published::check(&signed(&analyst(), closed(), &bytes), &session(), &manifest).is_ok()
    };
    let cohort = |name: &str, accepted: u64, analyses: &serde_json::Value| json!({ "name": name, "accepted": accepted, "analyses": analyses });
    let (all, none) = (&results()["analyses"], &json!([]));
    assert!(check(json!([cohort("North", 17, all), cohort("South", 3, none)])));
    let fewer = json!([all[0]]);
    for bad in [
        json!([]),
        json!([cohort("North", 20, all)]),
        json!([cohort("South", 17, all), cohort("North", 3, none)]),
        json!([cohort("North", 17, all), cohort("South", 4, none)]),
        json!([cohort("North", u64::MAX, all), cohort("South", 4, none)]),
        json!([cohort("North", 17, &fewer), cohort("South", 3, none)]),
        json!([cohort("North", 17, all), cohort("South", 3, none), cohort("East", 0, none)]),
    ] {
        assert!(!check(bad.clone()), "{bad}");
    }
    let mut of_none = results();
    of_none["cohorts"] = json!([cohort("North", 20, all)]);
    let bytes = serde_json::to_vec(&of_none).unwrap();
    assert_eq!(self::check(&signed(&analyst(), closed(), &bytes)), Err(PublicationError::Malformed));
}

#[test]
fn only_so_long() {
    for (len, taken) in [(MAX_RESULTS_BYTES, true), (MAX_RESULTS_BYTES + 1, false)] {
        let bytes = signed(&analyst(), closed(), &vec![b' '; len]).get_encoded().unwrap();
        assert_eq!(SignedPublication::get_decoded(&bytes).is_ok(), taken);
    }
}

proptest! {
    #[test]
    fn a_flipped_bit_is_never_believed(position: prop::sample::Index, bit in 0..8_u8) {
        let good = serde_json::to_vec(&results()).unwrap();
        let mut bytes = signed(&analyst(), closed(), &good).get_encoded().unwrap();
        let at = position.index(bytes.len());
        bytes[at] ^= 1 << bit;
        if let Ok(altered) = SignedPublication::get_decoded(&bytes) {
            prop_assert!(check(&altered).is_err(), "byte {}", at);
        }
    }
}
