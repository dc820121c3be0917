//! Every binary message of the protocol. The first byte says which.

use tacit_participant::apart::Done;
use tacit_protocol::{
    administration::{Revocations, Submissions},
    batch::{Batch, Notes, Verdicts},
    closing::SignedClosingStatement,
    codec::{Decode, Encode},
    evidence::{Proven, SignedEvidence},
    ids::SessionId,
    inclusion::Inclusion,
    invitation::Invitations,
    publication::SignedPublication,
    receipt::SignedReceipt,
    release::{Release, ReleaseRequest, SignedRelease},
    report::Report,
    session::CreateSession,
};

use crate::{hex, vector};

/// A message by the frozen vector that has some of its kind, and what reads it.
type Kind = (&'static str, fn(&[u8]));

/// Which message a byte stands for.
const KINDS: [Kind; 17] = [
    ("report", same::<Report>),
    ("receipt", same::<SignedReceipt>),
    ("inclusion", same::<Inclusion>),
    ("create_session", same::<CreateSession>),
    ("invitations", same::<Invitations>),
    ("revocations", same::<Revocations>),
    ("submissions", same::<Submissions>),
    ("closing_statement", same::<SignedClosingStatement>),
    ("batch", same::<Batch>),
    ("verdicts", same::<Verdicts>),
    ("notes", same::<Notes>),
    ("release_request", same::<ReleaseRequest>),
    ("release", same::<Release>),
    ("sealed_release", same::<SignedRelease>),
    ("publication", same::<SignedPublication>),
    ("evidence", evidence),
    ("report", done),
];

pub(crate) fn run(bytes: &[u8]) {
    if let Some((kind, message)) = bytes.split_first()
        && let Some((_, run)) = KINDS.get(usize::from(*kind))
    {
        run(message);
    }
}

pub(crate) fn seeds() -> Vec<Vec<u8>> {
    let of_kind = |(number, (kind, _)): (usize, &Kind)| {
        let cases = vector(&format!("protocol_{kind}"))["cases"].as_array().unwrap().clone();
        cases
            .into_iter()
            .map(move |case| [&[number as u8], hex(&case["message"]).as_slice()].concat())
            .collect::<Vec<_>>()
    };
    KINDS.iter().enumerate().flat_map(of_kind).collect()
}

/// What decodes encodes to the same bytes, and to as many as it says.
fn same<T: Decode + Encode>(bytes: &[u8]) {
    let Ok(message) = T::get_decoded(bytes) else { return };
    assert_eq!(message.get_encoded().unwrap(), bytes);
    assert!(message.encoded_len().is_none_or(|len| len == bytes.len()));
}

fn evidence(bytes: &[u8]) {
    same::<SignedEvidence>(bytes);
    if let Ok(signed) = SignedEvidence::get_decoded(bytes) {
        let _ = Proven::check(&signed);
    }
}

/// What the program beside the page hands back.
fn done(bytes: &[u8]) {
    let _ = Done::from_bytes(&SessionId::of_manifest(b""), bytes);
}
