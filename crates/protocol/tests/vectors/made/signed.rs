//! Messages that the server signs.

use serde_json::{Value, json};
use tacit_envelope::signing::SigningKey;
use tacit_protocol::{
    closing::ClosingStatement,
    codec::Encode,
    evidence::{Evidence, Rejections},
    ids::{ParticipantId, ReportDigest, SessionId},
    media,
    publication::{Publication, SignedPublication},
    receipt::Receipt,
    release::SealedRelease,
    signed::{Signable, Signed},
};

use super::{
    Case, File, Made, counting, hex,
    messages::{Bad, cases},
};

const SEED: [u8; 32] = [0x77; 32];
const OTHER_SEED: [u8; 32] = [0x78; 32];

pub(super) fn files() -> Made<Vec<File>> {
    Ok(vec![receipt()?, closing_statement()?, release()?, publication()?, evidence()?])
}

fn session() -> Made<SessionId> {
    Ok(SessionId::try_from(&counting::<32>(0x01)[..])?)
}

fn receipt() -> Made<File> {
    let receipt = Receipt {
        session: session()?,
        participant: ParticipantId::try_from(&counting::<32>(0x41)[..])?,
        digest: ReportDigest::try_from(&counting::<32>(0x21)[..])?,
        revision: 3,
        received_at: 1_800_000_000_000,
    };
    let fields = json!({
        "session": hex(receipt.session.as_bytes()),
        "participant": hex(receipt.participant.as_bytes()),
        "digest": hex(receipt.digest.as_bytes()),
        "revision": receipt.revision,
        "received_at": receipt.received_at,
    });
    let bad: [Bad; 5] = [
        ("other-session", "signature", |bytes| bytes[1] ^= 1),
        ("other-participant", "signature", |bytes| bytes[33] ^= 1),
        ("other-digest", "signature", |bytes| bytes[65] ^= 1),
        ("other-revision", "signature", |bytes| bytes[100] ^= 1),
        ("other-time", "signature", |bytes| bytes[108] ^= 1),
    ];
    file("receipt", "A receipt.", media::RECEIPT, receipt, fields, &bad)
}

fn closing_statement() -> Made<File> {
    let statement = ClosingStatement {
        session: session()?,
        closed_at: 1_800_000_000_000,
        invited: 530,
        submitted: 526,
        revisions: 540,
        batch_size: 64,
        root: counting(0x41),
    };
    let fields = json!({
        "session": hex(statement.session.as_bytes()),
        "closed_at": statement.closed_at,
        "invited": statement.invited,
        "submitted": statement.submitted,
        "revisions": statement.revisions,
        "batch_size": statement.batch_size,
        "root": hex(&statement.root),
    });
    let bad: [Bad; 11] = [
        ("other-session", "signature", |bytes| bytes[1] ^= 1),
        ("other-time", "signature", |bytes| bytes[40] ^= 1),
        ("other-invited", "signature", |bytes| bytes[48] ^= 1),
        ("other-submitted", "signature", |bytes| bytes[56] ^= 1),
        ("other-revisions", "signature", |bytes| bytes[64] ^= 1),
        ("other-batch-size", "signature", |bytes| bytes[68] = 32),
        ("other-root", "signature", |bytes| bytes[69] ^= 1),
        ("batch-size-no-power-of-two", "unexpected-value", |bytes| bytes[68] = 65),
        ("batch-size-0", "unexpected-value", |bytes| bytes[68] = 0),
        ("batch-size-8", "unexpected-value", |bytes| bytes[68] = 8),
        ("batch-size-2048", "unexpected-value", |bytes| bytes[67..69].copy_from_slice(&[8, 0])),
    ];
    file("closing_statement", "A closing statement.", media::CLOSING_STATEMENT, statement, fields, &bad)
}

fn release() -> Made<File> {
    let release = SealedRelease { session: session()?, sealed: counting::<50>(0x61).into() };
    let fields = json!({ "session": hex(release.session.as_bytes()), "sealed": hex(&release.sealed) });
    let bad: [Bad; 3] = [
        ("other-session", "signature", |bytes| bytes[1] ^= 1),
        ("other-box", "signature", |bytes| bytes[37] ^= 1),
        ("length", "too-short", |bytes| bytes[33] = 0xff),
    ];
    file(
        "sealed_release",
        "A sealed release. The sealed box is a stand-in.",
        media::RELEASE,
        release,
        fields,
        &bad,
    )
}

fn published() -> Made<SignedPublication> {
    let statement = ClosingStatement {
        session: session()?,
        closed_at: 1_800_000_000_000,
        invited: 530,
        submitted: 526,
        revisions: 540,
        batch_size: 64,
        root: counting(0x41),
    };
    let statement = Signed::sign(&SigningKey::from_seed(&OTHER_SEED), statement)?;
    let publication = Publication { statement, results: b"{}".into() };
    Ok(Signed::sign(&SigningKey::from_seed(&SEED), publication)?)
}

fn publication() -> Made<File> {
    let signed = published()?;
    let publication = signed.verify(&SigningKey::from_seed(&SEED).public())?.clone();
    let statement = publication.statement.get_encoded()?;
    let fields = json!({ "statement": hex(&statement), "results": hex(&publication.results) });
    let bad: [Bad; 4] = [
        ("other-root", "signature", |bytes| bytes[70] ^= 1),
        ("other-results", "signature", |bytes| bytes[170] ^= 1),
        ("statement-of-version-2", "unexpected-value", |bytes| bytes[1] = 2),
        ("results-length", "too-short", |bytes| bytes[166] = 0xff),
    ];
    let about =
        "Published results, signed by the analyst. The JSON is a stand-in; the statement is by another key.";
    file("publication", about, media::RESULTS, publication, fields, &bad)
}

fn evidence() -> Made<File> {
    let evidence = Evidence {
        manifest: b"{}".into(),
        publication: published()?,
        rejections: Rejections { unsealable: 1, malformed: 2, invalid: 3 },
    };
    let Rejections { unsealable, malformed, invalid } = evidence.rejections;
    let fields = json!({
        "manifest": hex(&evidence.manifest),
        "publication": hex(&evidence.publication.get_encoded()?),
        "rejections": [unsealable, malformed, invalid],
    });
    let bad: [Bad; 4] = [
        ("other-manifest", "signature", |bytes| bytes[5] ^= 1),
        ("other-rejections", "signature", |bytes| {
            let at = bytes.len() - 65;
            bytes[at] ^= 1;
        }),
        ("publication-of-version-2", "unexpected-value", |bytes| bytes[7] = 2),
        ("manifest-length", "too-short", |bytes| bytes[1] = 0xff),
    ];
    let about =
        "A report's evidence, signed by the analyst. The manifest and the results' JSON are stand-ins.";
    file("evidence", about, None, evidence, fields, &bad)
}

/// The good message, the ones with altered bytes, and those whose signature is somebody's or something's else.
fn file<T: Signable + Clone>(
    kind: &'static str,
    about: &'static str,
    content_type: impl Into<Option<&'static str>>,
    body: T,
    fields: Value,
    bad: &[Bad],
) -> Made<File> {
    let key = SigningKey::from_seed(&SEED);
    let content_type: Option<&str> = content_type.into();
    let given =
        json!({ "content_type": content_type, "seed": hex(&SEED), "key": key.public(), "label": T::LABEL });
    let mut cases = cases(&Signed::sign(&key, body.clone())?, fields, bad)?;
    let message = body.get_encoded()?;
    let signature = *key.sign(T::LABEL, &message).as_bytes();
    for (case, signature) in [
        ("signature-first-byte", altered(signature, 0)),
        ("signature-last-byte", altered(signature, 63)),
        ("other-key", *SigningKey::from_seed(&OTHER_SEED).sign(T::LABEL, &message).as_bytes()),
        ("other-label", *key.sign("request", &message).as_bytes()),
    ] {
        let input = json!({ "message": hex(&[&message[..], &signature].concat()) });
        cases.push(Case { expect: "signature", case, input });
    }
    Ok(File { kind, about, given: Some(given), cases })
}

fn altered(mut signature: [u8; 64], position: usize) -> [u8; 64] {
    signature[position] ^= 1;
    signature
}
