use tacit_envelope::signing::SigningKey;

use super::*;
use crate::{
    publication::{Publication, tests as published},
    signed::Signed,
};

const REJECTIONS: Rejections = Rejections { unsealable: 0, malformed: 0, invalid: 1 };

fn evidence() -> Evidence {
    let manifest = published::manifest().to_bytes().unwrap();
    let statement = published::statement_of(SessionId::of_manifest(&manifest));
    let statement = Signed::sign(&published::server(), statement).unwrap();
    let results = serde_json::to_vec(&published::results()).unwrap();
    let publication = Signed::sign(&published::analyst(), Publication { statement, results }).unwrap();
    Evidence { manifest, publication, rejections: REJECTIONS }
}

fn check(by: &SigningKey, evidence: Evidence) -> Result<Proven, EvidenceError> {
    Proven::check(&Signed::sign(by, evidence).unwrap())
}

#[test]
fn evidence_survives_its_bytes_and_proves_the_session() {
    let signed = Signed::sign(&published::analyst(), evidence()).unwrap();
    let bytes = signed.get_encoded().unwrap();
    let read = SignedEvidence::get_decoded(&bytes).unwrap();
    assert_eq!(read, signed);
    let proven = Proven::check(&read).unwrap();
    assert_eq!(proven.session, SessionId::of_manifest(&evidence().manifest));
    assert_eq!((proven.manifest, proven.rejections), (published::manifest(), REJECTIONS));
    for length in 0..bytes.len() {
        assert!(SignedEvidence::get_decoded(&bytes[..length]).is_err(), "{length} bytes");
    }
}

#[test]
fn nobody_else_proves_anything() {
    let key = published::analyst();
    assert!(check(&key, evidence()).is_ok());
    assert!(matches!(check(&published::server(), evidence()), Err(EvidenceError::Signature)));
    let more = Rejections { invalid: 2, ..REJECTIONS };
    let more = Evidence { rejections: more, ..evidence() };
    assert!(matches!(check(&key, more), Err(EvidenceError::Rejections)));
    let endless = Rejections { unsealable: u64::MAX, ..REJECTIONS };
    let endless = Evidence { rejections: endless, ..evidence() };
    assert!(matches!(check(&key, endless), Err(EvidenceError::Rejections)));
    let nothing = Evidence { manifest: b"{}".into(), ..evidence() };
    assert!(matches!(check(&key, nothing), Err(EvidenceError::Manifest(_))));
}

/// What is too long to be published can still be handed on.
#[test]
fn results_may_be_long() {
    let mut results = serde_json::to_vec(&published::results()).unwrap();
    results.resize(crate::publication::MAX_RESULTS_BYTES + 1, b' ');
    let Evidence { manifest, publication, .. } = evidence();
    let statement = publication.unverified().statement.clone();
    let publication = Signed::sign(&published::analyst(), Publication { statement, results }).unwrap();
    assert!(SignedPublication::get_decoded(&publication.get_encoded().unwrap()).is_err());
    let long = Evidence { manifest, publication, rejections: REJECTIONS };
    let long = Signed::sign(&published::analyst(), long).unwrap();
    let read = SignedEvidence::get_decoded(&long.get_encoded().unwrap()).unwrap();
    assert!(Proven::check(&read).is_ok());
}

/// The results belong to the manifest, to the byte.
#[test]
fn results_of_another_session_are_not_this_one_s() {
    let mut other = published::manifest();
    other.max_participants += 1;
    let other = Evidence { manifest: other.to_bytes().unwrap(), ..evidence() };
    let found = check(&published::analyst(), other);
    assert!(matches!(found, Err(EvidenceError::Publication(PublicationError::Statement))), "{found:?}");
}
