use data_encoding::HEXLOWER;
use serde_json::{Value, json};
use tacit_envelope::{sealing::SealingKey, signing::SigningKey};

use super::*;

const FORM: &str = r#"
title = "Wages"
purpose = "To know the mean wage."

[[field]]
key = "wage"
kind = "number"
label = "Wage"
min = 0
max = 100

[[analysis]]
kind = "mean"
of = "wage"
"#;

fn manifest() -> Manifest {
    Manifest {
        version: VERSION,
        form: Form::from_toml(FORM).unwrap(),
        analyst: AnalystParty {
            name: "Institute".into(),
            signing_key: SigningKey::from_seed(&[1; 32]).public(),
            sealing_key: SealingKey::from_seed(&[2; 32]).public(),
        },
        server: ServerParty {
            name: None,
            signing_key: SigningKey::from_seed(&[3; 32]).public(),
            sealing_key: SealingKey::from_seed(&[4; 32]).public(),
        },
        admission: Admission::Invitation,
        max_participants: 1000,
        threshold: DEFAULT_THRESHOLD,
        opens_at: Some(1_000),
        closes_at: Some(2_000),
        extendable_until: None,
        cohorts: None,
        epsilon: None,
        verify_key_hash: verify_key_hash(&[5; 32]),
    }
}

/// Changes the good manifest and reads what comes of it.
fn with(change: impl FnOnce(&mut Manifest)) -> Result<Manifest, ManifestError> {
    let mut manifest = manifest();
    change(&mut manifest);
    Manifest::from_bytes(&manifest.to_bytes().unwrap())
}

fn with_json(change: impl FnOnce(&mut Value)) -> Result<Manifest, ManifestError> {
    let mut json = serde_json::to_value(manifest()).unwrap();
    change(&mut json);
    Manifest::from_bytes(&serde_json::to_vec(&json).unwrap())
}

#[track_caller]
fn out_of_range(found: Result<Manifest, ManifestError>, expected: &str) {
    match found {
        Err(ManifestError::Range { field, .. }) => assert_eq!(field, expected),
        other => panic!("{expected} passes or fails otherwise: {other:?}"),
    }
}

#[test]
fn whoever_runs_the_server_may_be_named() {
    let named = |name: &str| with(|manifest| manifest.server.name = Some(name.into()));
    let manifest = named("Council of Example, IT").unwrap();
    assert_eq!(manifest.server.name.as_deref(), Some("Council of Example, IT"));
    named(&"é".repeat(MAX_NAME_CHARS)).unwrap();
    for name in ["", "  ", "A\nB", "A\u{7}", &"é".repeat(MAX_NAME_CHARS + 1)] {
        out_of_range(named(name), "server name");
    }
}

#[test]
fn survives_its_bytes() {
    let bytes = manifest().to_bytes().unwrap();
    let session = SessionId::of_manifest(&bytes);
    assert_eq!(Manifest::verify(&session, &bytes).unwrap(), manifest());
    assert_eq!(Manifest::verify(&session, &bytes).unwrap().to_bytes().unwrap(), bytes);
}

#[test]
fn no_altered_byte_passes() {
    let bytes = manifest().to_bytes().unwrap();
    let session = SessionId::of_manifest(&bytes);
    for position in 0..bytes.len() {
        for flip in [0x01, 0x20, 0x80] {
            let mut altered = bytes.clone();
            altered[position] ^= flip;
            let found = Manifest::verify(&session, &altered);
            assert!(matches!(found, Err(ManifestError::Swapped)), "byte {position}: {found:?}");
        }
    }
    for altered in [&bytes[1..], &bytes[..bytes.len() - 1], &[&bytes[..], b" "].concat(), &[]] {
        assert!(matches!(Manifest::verify(&session, altered), Err(ManifestError::Swapped)));
    }
}

/// A manifest that hashes to its id can still be one that nobody may use.
#[test]
fn verifying_checks_the_rules_too() {
    let mut manifest = manifest();
    manifest.threshold = 1;
    let bytes = manifest.to_bytes().unwrap();
    out_of_range(Manifest::verify(&SessionId::of_manifest(&bytes), &bytes), "threshold");
}

#[test]
fn thresholds() {
    for threshold in [MIN_THRESHOLD, DEFAULT_THRESHOLD, 1000] {
        assert!(with(|manifest| manifest.threshold = threshold).is_ok(), "{threshold}");
    }
    for threshold in [0, MIN_THRESHOLD - 1, MAX_PARTICIPANTS + 1, u32::MAX] {
        out_of_range(with(|manifest| manifest.threshold = threshold), "threshold");
    }
}

#[test]
fn maxima_of_participants() {
    for max in [DEFAULT_THRESHOLD, MAX_PARTICIPANTS] {
        assert!(with(|manifest| manifest.max_participants = max).is_ok(), "{max}");
    }
    for max in [0, DEFAULT_THRESHOLD - 1, MAX_PARTICIPANTS + 1, u32::MAX] {
        out_of_range(with(|manifest| manifest.max_participants = max), "maximum of participants");
    }
}

#[test]
fn opening_and_closing_times() {
    let times = |opens_at, closes_at| {
        with(|manifest| (manifest.opens_at, manifest.closes_at) = (opens_at, closes_at))
    };
    for (opens_at, closes_at) in [
        (None, None),
        (Some(0), None),
        (None, Some(0)),
        (Some(1), Some(2)),
        (Some(TIMES_END - 2), Some(TIMES_END - 1)),
    ] {
        assert!(times(opens_at, closes_at).is_ok(), "{opens_at:?} to {closes_at:?}");
    }
    out_of_range(times(Some(2), Some(2)), "closing time");
    out_of_range(times(Some(3), Some(2)), "closing time");
    out_of_range(times(None, Some(TIMES_END)), "closing time");
    out_of_range(times(Some(TIMES_END), None), "opening time");
    out_of_range(times(Some(1), Some(u64::MAX)), "closing time");
}

#[test]
fn names() {
    let named = |name: &str| with(|manifest| manifest.analyst.name = name.into());
    for name in ["I", "Institut für Löhne", &"ü".repeat(200)] {
        assert!(named(name).is_ok(), "{name}");
    }
    for name in ["", " ", "\u{3000}", "two\nlines", "\nline", "line\n", "bell\u{7}", &"ü".repeat(201)] {
        out_of_range(named(name), "analyst name");
    }
}

#[test]
fn who_may_be_invited_to_which_cohort() {
    let may_assign = |cohorts| {
        let manifest = with(|manifest| manifest.cohorts = cohorts).unwrap();
        [0, 1, 2, 3].map(|number| manifest.may_assign(number))
    };
    let cohorts = |by| Some(Cohorts { by, names: vec!["North".into(), "South".into()] });
    assert_eq!(may_assign(None), [true, false, false, false]);
    assert_eq!(may_assign(cohorts(CohortsBy::Participant)), [true, false, false, false]);
    assert_eq!(may_assign(cohorts(CohortsBy::Invitation)), [false, true, true, false]);
}

#[test]
fn other_versions() {
    for version in [0, 2, 255] {
        let found = with(|manifest| manifest.version = version);
        assert!(matches!(found, Err(ManifestError::Version(found)) if found == version));
    }
}

#[test]
fn unknown_members_are_refused_everywhere() {
    for path in ["", "/analyst", "/server", "/form", "/form/field/0"] {
        let found = with_json(|json| json.pointer_mut(path).unwrap()["extra"] = json!(1));
        assert!(matches!(found, Err(ManifestError::Malformed(_))), "{path}: {found:?}");
    }
}

#[test]
fn malformed_values_are_refused() {
    let replaced = |path: &str, value: Value| with_json(|json| *json.pointer_mut(path).unwrap() = value);
    for (path, value) in [
        ("/version", json!("1")),
        ("/version", json!(256)),
        ("/version", json!(-1)),
        ("/threshold", json!(5.5)),
        ("/max_participants", json!(1_u64 << 32)),
        ("/opens_at", json!(-1)),
        ("/admission", json!("anybody")),
        ("/verify_key_hash", json!("a".repeat(51))),
        ("/verify_key_hash", json!([5, 5])),
        ("/analyst/signing_key", json!("a".repeat(52))),
        ("/analyst/sealing_key", json!("a".repeat(52))),
        ("/server/signing_key", json!("")),
        ("/server/sealing_key", json!(null)),
        ("/form", json!({})),
    ] {
        let found = replaced(path, value.clone());
        assert!(matches!(found, Err(ManifestError::Malformed(_))), "{path} = {value}: {found:?}");
    }
}

#[test]
fn what_is_no_manifest_is_refused() {
    let good = String::from_utf8(manifest().to_bytes().unwrap()).unwrap();
    let twice = good.replacen("\"version\":1", "\"version\":1,\"version\":1", 1);
    for bytes in ["", "null", "[]", "{}", &good[..good.len() - 1], &format!("{good}{{}}"), &twice] {
        let found = Manifest::from_bytes(bytes.as_bytes());
        assert!(matches!(found, Err(ManifestError::Malformed(_))), "{bytes}");
    }
    assert!(matches!(Manifest::from_bytes(&[0xff; 10]), Err(ManifestError::Malformed(_))));
    assert!(matches!(Manifest::from_bytes("[".repeat(100_000).as_bytes()), Err(ManifestError::Malformed(_))));
}

#[test]
fn the_longest_manifest() {
    let mut bytes = manifest().to_bytes().unwrap();
    bytes.resize(MAX_MANIFEST_BYTES, b' ');
    assert_eq!(Manifest::from_bytes(&bytes).unwrap(), manifest());
    bytes.push(b' ');
    assert!(matches!(Manifest::from_bytes(&bytes), Err(ManifestError::TooLong)));
    let session = SessionId::of_manifest(&bytes);
    assert!(matches!(Manifest::verify(&session, &bytes), Err(ManifestError::TooLong)));
}

/// Made with Python's `hashlib` from the definition.
#[test]
fn known_verify_key_hash() {
    assert_eq!(
        HEXLOWER.encode(&verify_key_hash(&[5; 32])),
        "13f80002f6e9b5b3c2f3d53c2a22470bedc15886e3d96bd481a9dbe9f1187b1c"
    );
}

#[test]
fn the_fingerprint_is_of_both_keys() {
    let analyst = manifest().analyst;
    let fingerprint = Fingerprint::of(&analyst.signing_key, &analyst.sealing_key);
    assert_eq!(analyst.fingerprint(), fingerprint);
    let renamed = AnalystParty { name: "Another".into(), ..analyst.clone() };
    assert_eq!(renamed.fingerprint(), fingerprint);
    let other = AnalystParty { sealing_key: SealingKey::from_seed(&[9; 32]).public(), ..analyst };
    assert_ne!(other.fingerprint(), fingerprint);
}

#[test]
fn a_closing_time_is_put_off_only_as_announced() {
    let with = |closes_at, extendable_until| Manifest { closes_at, extendable_until, ..manifest() };
    let by_hand = with(None, None);
    assert_eq!((by_hand.closing_time(None), by_hand.closing_time(Some(7))), (None, None));
    let fixed = with(Some(5), None);
    assert_eq!((fixed.closing_time(None), fixed.closing_time(Some(7))), (Some(5), Some(5)));
    let extendable = with(Some(5), Some(9));
    for (said, time) in [(None, 5), (Some(4), 5), (Some(5), 5), (Some(9), 9), (Some(10), 5)] {
        assert_eq!(extendable.closing_time(said), Some(time), "{said:?}");
    }
}

#[test]
fn what_is_extendable_closes_before() {
    let with =
        |closes_at, extendable_until| Manifest { opens_at: None, closes_at, extendable_until, ..manifest() };
    for (closes_at, until, fits) in [
        (None, None, true),
        (Some(5), None, true),
        (Some(5), Some(6), true),
        (Some(5), Some(5), false),
        (None, Some(5), false),
        (Some(5), Some(TIMES_END), false),
    ] {
        let bytes = with(closes_at, until).to_bytes().unwrap();
        assert_eq!(Manifest::from_bytes(&bytes).is_ok(), fits, "{closes_at:?} {until:?}");
    }
}
