//! Answers to whoever has a receipt, and receipts as texts.

use serde_json::{Value, json};
use tacit_envelope::signing::SigningKey;
use tacit_protocol::{
    closing::ClosingStatement,
    codec::Encode,
    ids::{ParticipantId, ReportDigest, SessionId},
    inclusion::{Inclusion, InclusionProof},
    media,
    merkle::inclusion::{path, root},
    receipt::Receipt,
    receipt_file::{MEDIA_TYPE, ReceiptFile},
    signed::Signed,
};

use super::{Case, File, Made, counting, hex};

const SEED: [u8; 32] = [0x77; 32];
const OTHER_SEED: [u8; 32] = [0x78; 32];
/// So many leaves; leaf `i` is 32 bytes: `i`, `i + 1` ...
const LEAVES: u8 = 21;
const AT: u8 = 20;

pub(super) fn files() -> Made<Vec<File>> {
    Ok(vec![inclusion()?, receipt_file()?])
}

fn leaf(i: u8) -> Made<ReportDigest> {
    Ok(ReportDigest::try_from(&counting::<32>(i)[..])?)
}

fn leaves() -> Made<Vec<ReportDigest>> {
    (0..LEAVES).map(leaf).collect()
}

fn receipt(digest: ReportDigest, revision: u32) -> Made<Receipt> {
    let (session, participant) = (SessionId::of_manifest(b"{}"), participant(0x55)?);
    Ok(Receipt { session, participant, digest, revision, received_at: 1_800_000_000_000 })
}

fn participant(byte: u8) -> Made<ParticipantId> {
    Ok(ParticipantId::try_from(&[byte; 32][..])?)
}

fn statement() -> Made<ClosingStatement> {
    Ok(ClosingStatement {
        session: SessionId::of_manifest(b"{}"),
        closed_at: 1_800_000_100_000,
        invited: 30,
        submitted: LEAVES.into(),
        revisions: 25,
        batch_size: 16,
        root: root(&leaves()?),
    })
}

/// An answer, part by part.
#[derive(Clone)]
struct Parts {
    receipt_seed: [u8; 32],
    newest: Receipt,
    statement_seed: [u8; 32],
    statement: ClosingStatement,
    index: u64,
    path: Vec<[u8; 32]>,
}

impl Parts {
    fn answer(self) -> Made<Inclusion> {
        let Self { receipt_seed, newest, statement_seed, statement, index, path } = self;
        let statement = Signed::sign(&SigningKey::from_seed(&statement_seed), statement)?;
        let newest = Signed::sign(&SigningKey::from_seed(&receipt_seed), newest)?;
        Ok(Inclusion { newest, proof: Some(InclusionProof { statement, index, path }) })
    }
}

fn inclusion() -> Made<File> {
    let (mine, earlier) = (receipt(leaf(AT)?, 2)?, receipt(leaf(0x80)?, 1)?);
    let good = Parts {
        receipt_seed: SEED,
        newest: mine,
        statement_seed: SEED,
        statement: statement()?,
        index: AT.into(),
        path: path(&leaves()?, AT.into()).ok_or("there is no such leaf")?,
    };
    let case = |case, expect, receipt: &Receipt, message: Vec<u8>| -> Made<Case> {
        let input = json!({ "receipt": hex(&receipt.get_encoded()?), "message": hex(&message) });
        Ok(Case { expect, case, input })
    };
    let bytes = good.clone().answer()?.get_encoded()?;
    let open = Inclusion { proof: None, ..good.clone().answer()? }.get_encoded()?;
    let mut cases = vec![
        case("counted", "ok", &mine, bytes.clone())?,
        case("replaced-and-counted", "ok", &earlier, bytes.clone())?,
        case("not-yet-closed", "ok", &mine, open.clone())?,
        case("replaced-and-not-yet-closed", "ok", &earlier, open.clone())?,
    ];
    let (before, later) = (leaf(AT - 1)?, leaf(0x90)?);
    let somebody = participant(0x56)?;
    let other = SessionId::of_manifest(b"[]");
    type Altered<'a> = (&'static str, &'static str, &'a dyn Fn(&mut Parts));
    let altered: [Altered<'_>; 19] = [
        ("other-participant", "other-report", &|parts| parts.newest.participant = somebody),
        ("later-revision-of-another-participant", "other-report", &|parts| {
            (parts.newest.participant, parts.newest.revision, parts.newest.digest) = (somebody, 3, later);
        }),
        ("other-leaf", "other-report", &|parts| parts.newest.digest = before),
        ("earlier-revision", "other-report", &|parts| parts.newest.revision = 1),
        ("later-revision-same-leaf", "other-report", &|parts| parts.newest.revision = 3),
        ("other-time", "other-report", &|parts| parts.newest.received_at += 1),
        ("later-revision-not-included", "not-included", &|parts| {
            (parts.newest.revision, parts.newest.digest) = (3, later);
        }),
        ("other-index", "not-included", &|parts| parts.index -= 1),
        ("index-beyond", "not-included", &|parts| parts.index = LEAVES.into()),
        ("path-too-short", "not-included", &|parts| parts.path.truncate(1)),
        ("path-without-first", "not-included", &|parts| {
            parts.path.remove(0);
        }),
        ("path-too-long", "not-included", &|parts| parts.path.push([0; 32])),
        ("path-altered", "not-included", &|parts| parts.path[0][0] ^= 1),
        ("other-size", "not-included", &|parts| parts.statement.submitted += 1),
        ("other-root", "not-included", &|parts| parts.statement.root[0] ^= 1),
        ("other-sessions-statement", "other-session", &|parts| parts.statement.session = other),
        ("other-sessions-receipt", "other-session", &|parts| parts.newest.session = other),
        ("other-keys-statement", "signature", &|parts| parts.statement_seed = OTHER_SEED),
        ("other-keys-receipt", "signature", &|parts| parts.receipt_seed = OTHER_SEED),
    ];
    for (name, expect, alter) in altered {
        let mut parts = good.clone();
        alter(&mut parts);
        cases.push(case(name, expect, &mine, parts.answer()?.get_encoded()?)?);
    }
    let tag = open.len() - 1;
    let with = |alter: &dyn Fn(&mut Vec<u8>)| {
        let mut bytes = bytes.clone();
        alter(&mut bytes);
        bytes
    };
    let path_len = bytes.len() - 2 * 32 - 1;
    for (name, expect, bytes) in [
        ("version-2", "unexpected-value", with(&|bytes| bytes[0] = 2)),
        ("unknown-tag", "unexpected-value", with(&|bytes| bytes[tag] = 2)),
        ("proof-as-none", "too-long", with(&|bytes| bytes[tag] = 0)),
        ("path-of-65", "unexpected-value", with(&|bytes| bytes[path_len] = 65)),
        ("path-one-more-announced", "too-short", with(&|bytes| bytes[path_len] += 1)),
        ("truncated", "too-short", bytes[..bytes.len() - 1].to_vec()),
        ("empty", "too-short", Vec::new()),
        ("trailing-byte", "too-long", with(&|bytes| bytes.push(0))),
    ] {
        cases.push(case(name, expect, &mine, bytes)?);
    }
    let given = json!({
        "content_type": media::INCLUSION,
        "seed": hex(&SEED),
        "key": SigningKey::from_seed(&SEED).public(),
    });
    let about = "What became of the submission with this receipt (given without its signature): the set has 21 reports.";
    Ok(File { kind: "inclusion", about, given: Some(given), cases })
}

fn receipt_file() -> Made<File> {
    let receipt = receipt(leaf(AT)?, 2)?;
    let signed = Signed::sign(&SigningKey::from_seed(&SEED), receipt)?;
    let file = ReceiptFile::new(&"https://survey.example".parse()?, receipt.session, signed.clone());
    let fields = json!({
        "server": file.server().as_str(), "session": receipt.session, "receipt": hex(&signed.get_encoded()?),
    });
    let text = file.to_string();
    let ok =
        |case, text: String| Case { expect: "ok", case, input: json!({ "text": text, "fields": fields }) };
    let bad = |case, expect, text: String| Case { expect, case, input: json!({ "text": text }) };
    let (session, other) = (receipt.session.to_string(), SessionId::of_manifest(b"[]").to_string());
    let cases = vec![
        ok("good", text.clone()),
        ok("comments-and-blank-lines", file.to_text(&["For people.", ""]).replace("session", "\n session")),
        ok("windows", format!("\u{feff}{}", text.replace('\n', "\r\n"))),
        bad("empty", "shape", String::new()),
        bad("other-text", "shape", "hello\n".into()),
        bad("other-version", "version", text.replace("RECEIPT-1", "RECEIPT-2")),
        bad("without-server", "shape", text.replace("server", "# server")),
        bad("line-more", "shape", format!("{text}token x\n")),
        bad("other-scheme", "server", text.replace("https:", "ftp:")),
        bad("other-session", "receipt", text.replace(&session, &other)),
        bad("truncated", "receipt", text[..text.len() - 2].into()),
    ];
    let about = "Receipts as people keep them. Nothing of them is verified by reading them.";
    let given: Value = json!({ "content_type": MEDIA_TYPE });
    Ok(File { kind: "receipt_file", about, given: Some(given), cases })
}
