//! Receipts, closing statements and releases: what a signature covers.

use std::fmt::Debug;

use proptest::{prelude::*, test_runner::TestCaseError};

use super::*;
use crate::{closing::ClosingStatement, receipt::Receipt, release::SealedRelease, strategies};

const LABELS: [&str; 3] = ["receipt", "closing-statement", "release"];

/// What every signed message keeps, whatever it says.
fn holds<T: Signable + Clone + PartialEq + Debug>(body: &T) -> Result<(), TestCaseError> {
    let key = strategies::key();
    let signed = Signed::sign(&key, body.clone()).unwrap();
    prop_assert_eq!(signed.verify(&key.public()), Ok(body));
    prop_assert_eq!(&Signed::sign(&key, body.clone()).unwrap(), &signed);
    let other = SigningKey::from_seed(&[8; 32]).public();
    prop_assert_eq!(signed.verify(&other), Err(BadSignature));
    no_altered_byte_passes::<T>(&signed.get_encoded().unwrap())?;
    no_other_label_passes(body)
}

fn no_altered_byte_passes<T: Signable + PartialEq + Debug>(bytes: &[u8]) -> Result<(), TestCaseError> {
    let public = strategies::key().public();
    for position in 0..bytes.len() {
        let mut altered = bytes.to_vec();
        altered[position] ^= 1;
        if let Ok(altered) = Signed::<T>::get_decoded(&altered) {
            prop_assert_eq!(altered.verify(&public), Err(BadSignature), "byte {}", position);
        }
    }
    Ok(())
}

fn no_other_label_passes<T: Signable + Clone + PartialEq + Debug>(body: &T) -> Result<(), TestCaseError> {
    let key = strategies::key();
    let bytes = body.get_encoded().unwrap();
    for label in LABELS {
        let signed = Signed { body: body.clone(), signature: key.sign(label, &bytes) };
        prop_assert_eq!(signed.verify(&key.public()).is_ok(), label == T::LABEL, "{}", label);
    }
    Ok(())
}

#[test]
fn each_message_has_a_label_of_its_own() {
    assert_eq!([Receipt::LABEL, ClosingStatement::LABEL, SealedRelease::LABEL], LABELS);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4))]

    #[test]
    fn receipts(body in strategies::receipt()) {
        holds(&body)?;
    }

    #[test]
    fn closing_statements(body in strategies::closing_statement()) {
        holds(&body)?;
    }

    #[test]
    fn releases(body in strategies::sealed_release()) {
        holds(&body)?;
    }
}

#[test]
fn altered_fields_are_refused() {
    let key = strategies::key();
    let session = crate::ids::SessionId::of_manifest(b"{}");
    let other = crate::ids::SessionId::of_manifest(b"{ }");
    let digest = crate::ids::ReportDigest::new([1; 32]);
    let participant = crate::ids::ParticipantId::try_from(&[1; 32][..]).unwrap();
    let receipt = Receipt { session, participant, digest, revision: 1, received_at: 2 };
    let receipt = Signed::sign(&key, receipt).unwrap();
    let good = receipt.body;
    let forged = [
        Receipt { session: other, ..good },
        Receipt { participant: crate::ids::ParticipantId::try_from(&[2; 32][..]).unwrap(), ..good },
        Receipt { digest: crate::ids::ReportDigest::new([2; 32]), ..good },
        Receipt { revision: 2, ..good },
        Receipt { received_at: 3, ..good },
    ];
    for body in forged {
        let forged = Signed { body, signature: receipt.signature };
        assert_eq!(forged.verify(&key.public()), Err(BadSignature), "{body:?}");
    }
    let body = ClosingStatement {
        session,
        closed_at: 1,
        invited: 2,
        submitted: 3,
        revisions: 4,
        batch_size: 16,
        root: [6; 32],
    };
    let signature = Signed::sign(&key, body).unwrap().signature;
    for forged in [
        ClosingStatement { session: other, ..body },
        ClosingStatement { closed_at: 0, ..body },
        ClosingStatement { invited: 0, ..body },
        ClosingStatement { submitted: 0, ..body },
        ClosingStatement { revisions: 0, ..body },
        ClosingStatement { batch_size: 32, ..body },
        ClosingStatement { root: [0; 32], ..body },
    ] {
        assert_eq!(Signed { body: forged, signature }.verify(&key.public()), Err(BadSignature), "{forged:?}");
    }
    let body = SealedRelease { session, sealed: vec![1, 2] };
    let signature = Signed::sign(&key, body.clone()).unwrap().signature;
    for forged in
        [SealedRelease { session: other, ..body.clone() }, SealedRelease { sealed: vec![1, 3], ..body }]
    {
        assert_eq!(Signed { body: forged, signature }.verify(&key.public()), Err(BadSignature));
    }
}
