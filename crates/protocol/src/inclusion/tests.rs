use proptest::prelude::*;

use super::*;
use crate::{
    ids::{ParticipantId, ReportDigest, SessionId},
    merkle::inclusion::{path, root},
    strategies,
};

const N: usize = 21;
const AT: usize = 20;

fn digests() -> Vec<ReportDigest> {
    (0..N as u8).map(|i| ReportDigest::new([i; 32])).collect()
}

fn receipt(digest: u8, revision: u32) -> Receipt {
    let session = SessionId::of_manifest(b"{}");
    Receipt {
        session,
        participant: ParticipantId::try_from(&[5; 32][..]).unwrap(),
        digest: ReportDigest::new([digest; 32]),
        revision,
        received_at: revision.into(),
    }
}

fn statement() -> ClosingStatement {
    ClosingStatement {
        session: SessionId::of_manifest(b"{}"),
        closed_at: 9,
        invited: 30,
        submitted: N as u64,
        revisions: 25,
        batch_size: 16,
        root: root(&digests()),
    }
}

fn answer(newest: Receipt, statement: ClosingStatement, index: u64, path: Vec<Hash>) -> Inclusion {
    let key = strategies::key();
    let statement = SignedClosingStatement::sign(&key, statement).unwrap();
    Inclusion {
        newest: SignedReceipt::sign(&key, newest).unwrap(),
        proof: Some(InclusionProof { statement, index, path }),
    }
}

fn good() -> Inclusion {
    answer(receipt(AT as u8, 2), statement(), AT as u64, path(&digests(), AT).unwrap())
}

fn check(receipt: Receipt, answer: &Inclusion) -> Result<Standing, InclusionError> {
    Standing::check(&receipt, answer, &strategies::key().public())
}

#[test]
fn says_what_became_of_a_submission() {
    let (mine, earlier) = (receipt(AT as u8, 2), receipt(100, 1));
    let counted = Some(Counted { statement: statement(), index: AT as u64 });
    assert_eq!(check(mine, &good()), Ok(Standing { replaced_by: None, counted }));
    assert_eq!(check(earlier, &good()), Ok(Standing { replaced_by: Some(mine), counted }));
    let open = Inclusion { proof: None, ..good() };
    assert_eq!(check(mine, &open), Ok(Standing { replaced_by: None, counted: None }));
    assert_eq!(check(earlier, &open), Ok(Standing { replaced_by: Some(mine), counted: None }));
}

#[test]
fn believes_nothing_else() {
    use InclusionError::*;
    let mine = receipt(AT as u8, 2);
    let right = path(&digests(), AT).unwrap();
    let other_session = SessionId::of_manifest(b"other");
    let smaller = statement().submitted - 1;
    let participant = ParticipantId::try_from(&[6; 32][..]).unwrap();
    let cases = [
        (
            answer(Receipt { session: other_session, ..mine }, statement(), AT as u64, right.clone()),
            OtherSession,
        ),
        (
            answer(
                mine,
                ClosingStatement { session: other_session, ..statement() },
                AT as u64,
                right.clone(),
            ),
            OtherSession,
        ),
        (answer(receipt(AT as u8 - 1, 2), statement(), AT as u64, right.clone()), OtherReport),
        (answer(receipt(AT as u8 - 1, 1), statement(), AT as u64, right.clone()), OtherReport),
        (answer(Receipt { participant, ..mine }, statement(), AT as u64, right.clone()), OtherReport),
        (
            answer(Receipt { participant, ..receipt(99, 3) }, statement(), AT as u64, right.clone()),
            OtherReport,
        ),
        (answer(Receipt { received_at: 77, ..mine }, statement(), AT as u64, right.clone()), OtherReport),
        (answer(receipt(AT as u8, 3), statement(), AT as u64, right.clone()), OtherReport),
        (answer(receipt(99, 3), statement(), AT as u64, right.clone()), NotIncluded),
        (answer(mine, statement(), AT as u64 - 1, right.clone()), NotIncluded),
        (answer(mine, statement(), N as u64, right.clone()), NotIncluded),
        (answer(mine, statement(), AT as u64, right[1..].to_vec()), NotIncluded),
        (answer(mine, statement(), AT as u64, [&right[..], &[[0; 32]]].concat()), NotIncluded),
        (
            answer(mine, ClosingStatement { root: [1; 32], ..statement() }, AT as u64, right.clone()),
            NotIncluded,
        ),
        (
            answer(mine, ClosingStatement { submitted: smaller, ..statement() }, AT as u64, right.clone()),
            NotIncluded,
        ),
    ];
    for (case, (answer, error)) in cases.iter().enumerate() {
        assert_eq!(check(mine, answer), Err(*error), "case {case}");
    }
    let stranger = tacit_envelope::signing::SigningKey::from_seed(&[9; 32]);
    assert_eq!(Standing::check(&mine, &good(), &stranger.public()), Err(Signature));
    let forged = |newest: Option<Receipt>, statement: Option<ClosingStatement>| {
        let mut answer = good();
        if let Some(newest) = newest {
            answer.newest = SignedReceipt::sign(&stranger, newest).unwrap();
        }
        if let (Some(statement), Some(proof)) = (statement, &mut answer.proof) {
            proof.statement = SignedClosingStatement::sign(&stranger, statement).unwrap();
        }
        answer
    };
    assert_eq!(check(mine, &forged(Some(mine), None)), Err(Signature));
    assert_eq!(check(mine, &forged(None, Some(statement()))), Err(Signature));
}

#[test]
fn the_longest_path_is_taken_and_no_longer() {
    for len in [0, 1, MAX_PATH] {
        let answer = answer(receipt(1, 1), statement(), 0, vec![[3; 32]; len]);
        assert_eq!(Inclusion::get_decoded(&answer.get_encoded().unwrap()).unwrap(), answer);
    }
    let long = answer(receipt(1, 1), statement(), 0, vec![[3; 32]; MAX_PATH + 1]);
    let refused = Inclusion::get_decoded(&long.get_encoded().unwrap());
    assert!(matches!(refused, Err(CodecError::UnexpectedValue)), "{refused:?}");
}

proptest! {
    #[test]
    fn any_bytes_are_refused_or_encode_back(bytes: Vec<u8>) {
        if let Ok(inclusion) = Inclusion::get_decoded(&bytes) {
            prop_assert_eq!(inclusion.get_encoded().unwrap(), bytes);
        }
    }

    #[test]
    fn a_flipped_bit_is_never_believed(position: prop::sample::Index, bit in 0..8_u8) {
        let mine = receipt(AT as u8, 2);
        let mut bytes = good().get_encoded().unwrap();
        let at = position.index(bytes.len());
        bytes[at] ^= 1 << bit;
        if let Ok(altered) = Inclusion::get_decoded(&bytes) {
            prop_assert!(check(mine, &altered).is_err(), "byte {}", at);
        }
    }
}
