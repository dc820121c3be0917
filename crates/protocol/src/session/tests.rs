use serde_json::json;
use tacit_envelope::{sealing::SealingKey, signing::SigningKey};

use super::*;

#[test]
fn json_shapes() {
    let signing_key = SigningKey::from_seed(&[1; 32]).public();
    let sealing_key = SealingKey::from_seed(&[2; 32]).public();
    let offer = OfferId::try_from(&[3; 16][..]).unwrap();
    assert_eq!(
        serde_json::to_value(Offer { offer, signing_key, sealing_key, name: None, expires_at: 4 }).unwrap(),
        json!({
            "offer": offer.to_string(),
            "signing_key": signing_key.to_string(),
            "sealing_key": sealing_key.to_string(),
            "name": null,
            "expires_at": 4,
        })
    );
    let status =
        SessionStatus { phase: Phase::Paused, window: Window::NotYetOpen, now: 5, closes_at: Some(6) };
    assert_eq!(
        serde_json::to_value(status).unwrap(),
        json!({ "phase": "paused", "window": "not_yet_open", "now": 5, "closes_at": 6 })
    );
    let submission = SubmissionStatus {
        window: Window::Open,
        now: 6,
        closes_at: Some(9),
        revision: 0,
        receipt: None,
        cohort: None,
    };
    assert_eq!(
        serde_json::to_value(&submission).unwrap(),
        json!({ "window": "open", "now": 6, "closes_at": 9, "revision": 0, "receipt": null, "cohort": null })
    );
    assert_eq!(
        serde_json::to_value(SubmissionStatus { cohort: Some(2), ..submission }).unwrap()["cohort"],
        2
    );
    let progress = Progress {
        phase: Phase::Closed,
        window: Window::Closed,
        now: 7,
        invited: 8,
        submitted: 9,
        revisions: 10,
        verified_batches: 11,
        cohorts: vec![
            CohortProgress { invited: Some(5), submitted: 4 },
            CohortProgress { invited: None, submitted: 0 },
        ],
        closes_at: None,
        others: 1,
    };
    assert_eq!(
        serde_json::to_value(progress).unwrap(),
        json!({
            "phase": "closed", "window": "closed", "now": 7,
            "invited": 8, "submitted": 9, "revisions": 10, "verified_batches": 11,
            "cohorts": [{ "invited": 5, "submitted": 4 }, { "invited": null, "submitted": 0 }],
            "closes_at": null,
            "others": 1,
        })
    );
    assert_eq!(serde_json::to_value(SetPhase { phase: Phase::Open }).unwrap(), json!({ "phase": "open" }));
    assert_eq!(serde_json::to_value(Invited { invited: 12 }).unwrap(), json!({ "invited": 12 }));
    let session = SessionId::of_manifest(b"{}");
    assert_eq!(serde_json::to_value(Created { session }).unwrap(), json!({ "session": session.to_string() }));
}

#[test]
fn a_low_order_key_is_no_offer() {
    let signing_key = SigningKey::from_seed(&[1; 32]).public();
    let offer = json!({
        "offer": OfferId::try_from(&[3; 16][..]).unwrap(),
        "signing_key": signing_key,
        "sealing_key": "a".repeat(52),
        "expires_at": 4,
    });
    assert!(serde_json::from_value::<Offer>(offer).is_err());
}
