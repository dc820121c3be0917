//! Makes the frozen vectors of `test-vectors/v1`: `cargo run -p tacit-participant --example make_vectors -- DIRECTORY`.
//!
//! Keys and answers are fixed below; report ids, sealing and sharing draw fresh randomness, so every run makes other
//! bytes that mean the same. The frozen files are one run's.

use std::{error::Error, fs, path::Path};

use data_encoding::HEXLOWER;
use rand_core::UnwrapErr;
use serde_json::{Value, json};
use tacit_envelope::{
    keyfile::AnalystSecret,
    sealing::{Role, SealingKey, seal},
    signing::SigningKey,
};
use tacit_form::{Answers, Form};
use tacit_participant::{SealedReport, Session};
use tacit_protocol::{
    VERSION,
    codec::Encode,
    ids::{ParticipantId, ReportId, SessionId, Token},
    manifest::{Admission, AnalystParty, Cohorts, CohortsBy, Manifest, ServerParty, verify_key_hash},
    receipt::{Receipt, SignedReceipt},
    report::Report,
    signed::Signed,
};
use tacit_tally::{Circuit, shard};

const FORM: &str = r#"
title = "Vectors"
purpose = "To freeze the protocol's bytes."

[[field]]
key = "wage"
kind = "number"
label = "Wage"
unit = "dollars"
min = "0.00"
max = "100.00"
decimals = 2

[[field]]
key = "age"
kind = "number"
label = "Age"
optional = true
min = 16
max = 99

[[field]]
key = "member"
kind = "boolean"
label = "Member"

[[field]]
key = "colour"
kind = "choice"
label = "Colour"
optional = true
options = [{ key = "red", label = "Red" }, { key = "green", label = "Green" }, { key = "blue", label = "Blue" }]

[[analysis]]
kind = "count"

[[analysis]]
kind = "sum"
of = "wage"

[[analysis]]
kind = "standard_deviation"
of = "wage"

[[analysis]]
kind = "mean"
of = "age"

[[analysis]]
kind = "sum"
of = "wage"
by = "member"

[[analysis]]
kind = "frequency"
of = "member"
"#;

/// wage, age, member, colour
const ANSWERS: [[&str; 4]; 4] = [
    ["0.00", "16", "yes", "red"],
    ["100.00", "99", "no", "blue"],
    ["7.10", "", "yes", ""],
    ["63.01", "40", "no", "green"],
];

const LEADER_SEED: [u8; 32] = [1; 32];
const SIGNING_SEED: [u8; 32] = [2; 32];
const ANALYST_SEED: [u8; 32] = [3; 32];
const VERIFY_KEY: [u8; 32] = [4; 32];

type Made<T> = Result<T, Box<dyn Error>>;

fn main() -> Made<()> {
    let directory = std::env::args().nth(1).ok_or("name the directory to write to")?;
    let directory = Path::new(&directory);
    fs::create_dir_all(directory)?;
    let manifest = manifest()?;
    let bytes = manifest.to_bytes()?;
    let session = Session::new(SessionId::of_manifest(&bytes), &bytes)?;
    let write = |name: &str, value: &Value| fs::write(directory.join(name), format!("{value:#}\n"));
    for (name, value) in manifests(&session, &manifest)? {
        write(&format!("manifest_{name}.json"), &value)?;
    }
    let mut first = None;
    for (index, answers) in ANSWERS.iter().enumerate() {
        let token = token(index)?;
        let report = session.seal(&mut rng(), &valid(&session, answers)?, &token, 1)?;
        let answers =
            json!({ "wage": answers[0], "age": answers[1], "member": answers[2], "colour": answers[3] });
        let good = json!({
            "expect": "accepted",
            "answers": answers,
            "token": token.expose(),
            "revision": 1,
            "digest": report.digest().to_string(),
            "report": hex(&report.report().get_encoded()?),
        });
        write(&format!("report_{index}.json"), &good)?;
        first.get_or_insert(report);
    }
    let first = first.ok_or("there are no answers")?;
    for (name, expect, bytes) in bad_reports(&session, &manifest, &first)? {
        write(&format!("report_bad_{name}.json"), &json!({ "expect": expect, "report": hex(&bytes) }))?;
    }
    for (name, expect, receipt) in receipts(&session, &first)? {
        let report = first.report().get_encoded()?;
        let value = json!({ "expect": expect, "report": hex(&report), "receipt": hex(&receipt) });
        write(&format!("receipt_{name}.json"), &value)?;
    }
    let manifest = with_cohorts(CohortsBy::Invitation)?;
    for (name, expect, bytes) in cohort_reports(&manifest)? {
        write(&format!("cohort_report_{name}.json"), &json!({ "expect": expect, "report": hex(&bytes) }))?;
    }
    Ok(())
}

/// The same session with two cohorts.
fn with_cohorts(by: CohortsBy) -> Made<Manifest> {
    let names = vec!["North".into(), "South, the islands".into()];
    Ok(Manifest { cohorts: Some(Cohorts { by, names }), ..manifest()? })
}

fn run_by(name: &str) -> Made<Manifest> {
    let mut manifest = manifest()?;
    manifest.server.name = Some(name.into());
    Ok(manifest)
}

/// One of the second cohort, then the same as of others.
fn cohort_reports(manifest: &Manifest) -> Made<Vec<(&'static str, &'static str, Vec<u8>)>> {
    let bytes = manifest.to_bytes()?;
    let session = Session::new(SessionId::of_manifest(&bytes), &bytes)?;
    let sealed = session.seal_in(&mut rng(), &valid(&session, &ANSWERS[3])?, &token(3)?, 1, 2)?;
    let moved = |cohort| {
        let mut report = sealed.report().clone();
        report.header.cohort = cohort;
        report.get_encoded()
    };
    Ok(vec![
        ("0", "accepted", moved(2)?),
        ("bad_moved", "open-leader", moved(1)?),
        ("bad_of_none", "cohort", moved(0)?),
        ("bad_unknown", "cohort", moved(3)?),
    ])
}

fn manifest() -> Made<Manifest> {
    let analyst = AnalystSecret::from_seed(&ANALYST_SEED).public();
    Ok(Manifest {
        version: VERSION,
        form: Form::from_toml(FORM)?,
        analyst: AnalystParty {
            name: "Vector Makers".into(),
            signing_key: analyst.signing,
            sealing_key: analyst.sealing,
        },
        server: ServerParty {
            name: None,
            signing_key: SigningKey::from_seed(&SIGNING_SEED).public(),
            sealing_key: SealingKey::from_seed(&LEADER_SEED).public(),
        },
        admission: Admission::Invitation,
        max_participants: 1000,
        threshold: 2,
        opens_at: None,
        closes_at: Some(1_800_000_000_000),
        extendable_until: None,
        cohorts: None,
        epsilon: None,
        verify_key_hash: verify_key_hash(&VERIFY_KEY),
    })
}

/// (name, file); the session id is that of the good one unless the fault is inside a manifest that hashes right.
fn manifests(session: &Session, manifest: &Manifest) -> Made<Vec<(&'static str, Value)>> {
    let good = String::from_utf8(manifest.to_bytes()?)?;
    let other = AnalystSecret::from_seed(&[9; 32]).public();
    let mut other_key = manifest.clone();
    other_key.analyst.sealing_key = other.sealing;
    let mut other_threshold = manifest.clone();
    other_threshold.threshold = 3;
    let other_form = good.replace("To freeze the protocol's bytes.", "To freeze the protocols bytes.");
    let low_order = good.replace(&manifest.server.sealing_key.to_string(), &"a".repeat(52));
    let text = |manifest: &Manifest| Made::Ok(String::from_utf8(manifest.to_bytes()?)?);
    let keys = json!({
        "leader_sealing_seed": hex(&LEADER_SEED),
        "server_signing_seed": hex(&SIGNING_SEED),
        "analyst_seed": hex(&ANALYST_SEED),
        "verify_key": hex(&VERIFY_KEY),
    });
    let swapped =
        |manifest: String| json!({ "expect": "swapped", "session": session.id(), "manifest": manifest });
    let of_itself = |expect: &str, manifest: String| json!({ "expect": expect, "session": SessionId::of_manifest(manifest.as_bytes()), "manifest": manifest });
    let assigned = text(&with_cohorts(CohortsBy::Invitation)?)?;
    let names = |names: &str| {
        let (start, end) =
            (assigned.find("[\"North").unwrap_or(0), assigned.find("islands\"]").unwrap_or(0) + 9);
        assigned.replace(&assigned[start..end], names)
    };
    Ok(vec![
        ("0", json!({ "expect": "accepted", "session": session.id(), "manifest": good, "keys": keys })),
        ("1", of_itself("accepted", assigned.clone())),
        ("2", of_itself("accepted", text(&with_cohorts(CohortsBy::Participant)?)?)),
        ("3", of_itself("accepted", text(&run_by("Council of Example, IT")?)?)),
        ("bad_server_without_name", of_itself("range", text(&run_by(" ")?)?)),
        (
            "bad_cohorts_by_the_server",
            of_itself("malformed", assigned.replace("\"by\":\"invitation\"", "\"by\":\"server\"")),
        ),
        ("bad_cohort_twice", of_itself("range", names("[\"North\",\"North\"]"))),
        ("bad_cohort_without_name", of_itself("range", names("[\"North\",\"\"]"))),
        ("bad_cohort_with_blanks", of_itself("range", names("[\"North \"]"))),
        ("bad_no_cohorts", of_itself("range", names("[]"))),
        ("bad_other_analyst_key", swapped(text(&other_key)?)),
        ("bad_other_threshold", swapped(text(&other_threshold)?)),
        ("bad_other_form", swapped(other_form)),
        ("bad_added_blank", swapped(format!("{good} "))),
        ("bad_low_order_key", of_itself("malformed", low_order)),
        ("bad_unknown_member", of_itself("malformed", good.replacen('{', "{\"extra\":1,", 1))),
        ("bad_trailing_bytes", of_itself("malformed", format!("{good}{{}}"))),
        ("bad_version", of_itself("version", good.replace("\"version\":1", "\"version\":2"))),
        ("bad_threshold_of_1", of_itself("range", good.replace("\"threshold\":2", "\"threshold\":1"))),
    ])
}

fn bad_reports(
    session: &Session,
    manifest: &Manifest,
    good: &SealedReport,
) -> Made<Vec<(&'static str, &'static str, Vec<u8>)>> {
    let good = good.report();
    let bytes = good.get_encoded()?;
    let raw = |change: &dyn Fn(&mut Vec<u8>)| {
        let mut bytes = bytes.clone();
        change(&mut bytes);
        bytes
    };
    let altered = |change: &dyn Fn(&mut Report)| {
        let mut report = good.clone();
        change(&mut report);
        report.get_encoded()
    };
    let other = SessionId::of_manifest(b"another session");
    let others_token = token(7)?.participant_id();
    let other_id = ReportId::random(&mut rng());
    let this = session.id();
    Ok(vec![
        ("trailing_byte", "decode", raw(&|bytes| bytes.push(0))),
        ("truncated", "decode", raw(&|bytes| bytes.truncate(bytes.len() - 1))),
        ("empty", "decode", Vec::new()),
        ("version", "decode", raw(&|bytes| bytes[0] = 2)),
        ("length_prefix", "decode", raw(&|bytes| bytes[55] = 0xff)),
        ("public_share_short", "lengths", altered(&|report| report.public_share.truncate(63))?),
        ("leader_share_long", "lengths", altered(&|report| report.leader_share.push(0))?),
        ("helper_share_short", "lengths", altered(&|report| report.helper_share.truncate(100))?),
        (
            "shares_swapped",
            "lengths",
            altered(&|report| std::mem::swap(&mut report.leader_share, &mut report.helper_share))?,
        ),
        ("report_id_altered", "open-leader", altered(&|report| report.header.report_id = other_id)?),
        (
            "participant_altered",
            "open-leader",
            altered(&|report| report.header.participant_id = others_token)?,
        ),
        ("revision_altered", "open-leader", altered(&|report| report.header.revision = 2)?),
        ("cohort_altered", "cohort", altered(&|report| report.header.cohort = 1)?),
        ("public_share", "open-leader", altered(&|report| report.public_share[0] ^= 1)?),
        ("leader_ciphertext", "open-leader", altered(&|report| report.leader_share[40] ^= 1)?),
        ("helper_ciphertext", "open-helper", altered(&|report| report.helper_share[40] ^= 1)?),
        (
            "role_swapped",
            "open-leader",
            resealed(manifest, good, this, [Role::Helper, Role::Helper], |_| {})?,
        ),
        (
            "helper_role_swapped",
            "open-helper",
            resealed(manifest, good, this, [Role::Leader, Role::Leader], |_| {})?,
        ),
        (
            "other_session",
            "open-leader",
            resealed(manifest, good, &other, [Role::Leader, Role::Helper], |_| {})?,
        ),
        ("proof_for_other_session", "verify", proved_for(session, &other, None)?),
        ("proof_for_other_report", "verify", proved_for(session, this, Some(&other_id))?),
        (
            "share_altered",
            "verify",
            resealed(manifest, good, this, [Role::Leader, Role::Helper], |shares| shares.leader[0] ^= 1)?,
        ),
        (
            "helper_seed_altered",
            "verify",
            resealed(manifest, good, this, [Role::Leader, Role::Helper], |shares| shares.helper[0] ^= 1)?,
        ),
        (
            "public_share_resealed",
            "verify",
            resealed(manifest, good, this, [Role::Leader, Role::Helper], |shares| shares.public[0] ^= 1)?,
        ),
        (
            "share_no_element",
            "malformed",
            resealed(manifest, good, this, [Role::Leader, Role::Helper], |shares| {
                shares.leader[..16].fill(0xff)
            })?,
        ),
    ])
}

struct Opened {
    public: Vec<u8>,
    leader: Vec<u8>,
    helper: Vec<u8>,
}

/// The good report's shares, altered and sealed anew: under these roles and for this session.
fn resealed(
    manifest: &Manifest,
    good: &Report,
    session: &SessionId,
    roles: [Role; 2],
    alter: impl Fn(&mut Opened),
) -> Made<Vec<u8>> {
    let its_session = SessionId::of_manifest(&manifest.to_bytes()?);
    let aad = good.header.associated_data(&its_session, &good.public_share);
    let leader = SealingKey::from_seed(&LEADER_SEED).open(Role::Leader, &aad, &good.leader_share)?;
    let helper =
        AnalystSecret::from_seed(&ANALYST_SEED).sealing().open(Role::Helper, &aad, &good.helper_share)?;
    let mut shares =
        Opened { public: good.public_share.clone(), leader: leader.to_vec(), helper: helper.to_vec() };
    alter(&mut shares);
    let aad = good.header.associated_data(session, &shares.public);
    let report = Report {
        header: good.header,
        leader_share: seal(&mut rng(), &manifest.server.sealing_key, roles[0], &aad, &shares.leader),
        helper_share: seal(&mut rng(), &manifest.analyst.sealing_key, roles[1], &aad, &shares.helper),
        public_share: shares.public,
    };
    Ok(report.get_encoded()?)
}

/// A report whose proof is for another session or another report id, sealed for this one.
fn proved_for(session: &Session, proved: &SessionId, other: Option<&ReportId>) -> Made<Vec<u8>> {
    let answers = valid(session, &ANSWERS[0])?;
    let manifest = session.manifest();
    let header = session.seal(&mut rng(), &answers, &token(0)?, 1)?.report().header;
    let circuit = Circuit::compile(&manifest.form, manifest.max_participants)?;
    let report_id = other.unwrap_or(&header.report_id);
    let shares = shard(&circuit, proved.as_bytes(), report_id.as_bytes(), &answers)?;
    let aad = header.associated_data(session.id(), &shares.public);
    let report = Report {
        header,
        leader_share: seal(&mut rng(), &manifest.server.sealing_key, Role::Leader, &aad, &shares.leader),
        helper_share: seal(&mut rng(), &manifest.analyst.sealing_key, Role::Helper, &aad, &shares.helper),
        public_share: shares.public,
    };
    Ok(report.get_encoded()?)
}

fn receipts(session: &Session, report: &SealedReport) -> Made<Vec<(&'static str, &'static str, Vec<u8>)>> {
    let key = SigningKey::from_seed(&SIGNING_SEED);
    let receipt = Receipt {
        session: *session.id(),
        participant: report.report().header.participant_id,
        digest: *report.digest(),
        revision: 1,
        received_at: 1_790_000_000_000,
    };
    let signed = |receipt: Receipt| -> Made<Vec<u8>> { Ok(Signed::sign(&key, receipt)?.get_encoded()?) };
    let good = signed(receipt)?;
    let other = SessionId::of_manifest(b"another session");
    let somebody = ParticipantId::try_from(&[9_u8; 32][..])?;
    let by_other: SignedReceipt = Signed::sign(&SigningKey::from_seed(&[8; 32]), receipt)?;
    let flipped = |at: usize| {
        let mut bytes = good.clone();
        bytes[at] ^= 1;
        bytes
    };
    Ok(vec![
        ("0", "accepted", good.clone()),
        ("bad_trailing_byte", "decode", [&good[..], &[0]].concat()),
        ("bad_version", "decode", flipped(0)),
        ("bad_time_altered", "signature", flipped(good.len() - 65)),
        ("bad_signature", "signature", flipped(good.len() - 1)),
        ("bad_other_key", "signature", by_other.get_encoded()?),
        ("bad_other_session", "other-session", signed(Receipt { session: other, ..receipt })?),
        (
            "bad_other_digest",
            "other-report",
            signed(Receipt { digest: report.report().digest(&other), ..receipt })?,
        ),
        ("bad_other_participant", "other-report", signed(Receipt { participant: somebody, ..receipt })?),
        ("bad_other_revision", "other-report", signed(Receipt { revision: 2, ..receipt })?),
    ])
}

fn valid(session: &Session, answers: &[&str; 4]) -> Made<tacit_form::ValidAnswers> {
    let answers = Answers::from([
        ("wage", answers[0]),
        ("age", answers[1]),
        ("member", answers[2]),
        ("colour", answers[3]),
    ]);
    session.validate(&answers).map_err(|_| "the answers are invalid".into())
}

fn token(index: usize) -> Made<Token> {
    let letter = char::from(b'a' + u8::try_from(index)?);
    Ok(format!("{}a", letter.to_string().repeat(25)).parse()?)
}

fn rng() -> UnwrapErr<getrandom::SysRng> {
    UnwrapErr(getrandom::SysRng)
}

fn hex(bytes: &[u8]) -> String {
    HEXLOWER.encode(bytes)
}
