use tacit_envelope::{keyfile::AnalystSecret, sealing::SealingKey, signing::SigningKey};
use tacit_form::Form;
use tacit_protocol::{
    VERSION,
    manifest::{Admission, AnalystParty, ServerParty},
};

use super::*;

const FORM: &str = "title = \"T\"\npurpose = \"P\"\n[[field]]\nkey = \"x\"\nkind = \"boolean\"\nlabel = \"X\"\n\
                    [[analysis]]\nkind = \"frequency\"\nof = \"x\"\n";

fn signing_key() -> SigningKey {
    SigningKey::from_seed(&[1; 32])
}

pub(in crate::run) fn manifest() -> Manifest {
    let public = AnalystSecret::from_seed(&[2; 32]).public();
    Manifest {
        version: VERSION,
        form: Form::from_toml(FORM).unwrap(),
        analyst: AnalystParty { name: "A".into(), signing_key: public.signing, sealing_key: public.sealing },
        server: ServerParty {
            name: None,
            signing_key: signing_key().public(),
            sealing_key: SealingKey::from_seed(&[3; 32]).public(),
        },
        admission: Admission::Invitation,
        max_participants: 20,
        threshold: 5,
        opens_at: None,
        closes_at: None,
        extendable_until: None,
        cohorts: None,
        epsilon: None,
        verify_key_hash: [0; 32],
    }
}

fn statement() -> ClosingStatement {
    ClosingStatement {
        session: SessionId::of_manifest(b"this"),
        closed_at: 0,
        invited: 10,
        submitted: 10,
        revisions: 12,
        batch_size: 16,
        root: [0; 32],
    }
}

/// What comes of a statement that the server signed.
fn checked(statement: ClosingStatement) -> Result<ClosingStatement, Error> {
    let signed = SignedClosingStatement::sign(&signing_key(), statement).unwrap();
    check(&SessionId::of_manifest(b"this"), &manifest(), &signed)
}

#[test]
fn a_statement_that_can_be_true_is_taken() {
    assert_eq!(checked(statement()).unwrap(), statement());
}

#[test]
fn more_submissions_than_invitations_are_refused_whoever_signed() {
    let lies = [
        ClosingStatement { submitted: 11, ..statement() },
        ClosingStatement { invited: 9, ..statement() },
        ClosingStatement { invited: 21, ..statement() },
        ClosingStatement { revisions: 9, ..statement() },
        ClosingStatement { session: SessionId::of_manifest(b"other"), ..statement() },
    ];
    for lie in lies {
        assert!(matches!(checked(lie), Err(Error::Dishonest { .. })), "{lie:?}");
    }
}

#[test]
fn the_number_of_invitations_is_the_one_remembered_or_accepted() {
    let taken = |remembered, accepted| admit(10, remembered, accepted).unwrap();
    assert_eq!(taken(Some(10), None), Some(10));
    assert_eq!(taken(None, None), None);
    assert_eq!(taken(Some(9), Some(10)), Some(10));
    assert_eq!(taken(None, Some(10)), Some(10));
    let refused = |remembered, accepted| admit(10, remembered, accepted).unwrap_err();
    assert!(matches!(refused(Some(9), None), Error::Invited { stated: 10, remembered: 9 }));
    for remembered in [None, Some(9), Some(10), Some(11)] {
        assert!(matches!(refused(remembered, Some(11)), Error::Usage(_)));
    }
}
