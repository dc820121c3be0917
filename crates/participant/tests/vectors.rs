//! The frozen vectors of `test-vectors/v1`: what is good stays good, and each bad one fails where it must.
#![allow(clippy::unwrap_used, reason = "tests, with helpers outside of test functions")]

use std::{fs, path::PathBuf};

use data_encoding::HEXLOWER;
use serde_json::Value;
use tacit_envelope::{
    keyfile::AnalystSecret,
    sealing::{Role, SEAL_OVERHEAD, SealingKey},
};
use tacit_form::results::Outcome;
use tacit_participant::{ReceiptError, SavedReceiptError, Session, SessionError};
use tacit_protocol::{
    codec::{Decode, Encode},
    ids::{SessionId, Token},
    manifest::{Manifest, ManifestError, verify_key_hash},
    receipt::SignedReceipt,
    report::Report,
};
use tacit_tally::{
    Circuit, Reject,
    helper::{Helper, HelperAggregate},
    leader::{Leader, LeaderAggregate},
};

/// What report_0 to report_3 sum up to, in units of the last decimal: 0.00 + 100.00 + 7.10 + 63.01.
const SUM_OF_WAGES: &str = "170.11";

#[test]
fn manifests() {
    let names = names("manifest_");
    assert!(names.len() >= 17, "{names:?}");
    for name in names {
        let vector = load(&name);
        let id: SessionId = text(&vector, "session").parse().unwrap();
        let outcome = match Session::new(id, text(&vector, "manifest").as_bytes()) {
            Ok(_) => "accepted",
            Err(SessionError::Manifest(ManifestError::Swapped)) => "swapped",
            Err(SessionError::Manifest(ManifestError::Malformed(_))) => "malformed",
            Err(SessionError::Manifest(ManifestError::Version(_))) => "version",
            Err(SessionError::Manifest(ManifestError::Range { .. })) => "range",
            Err(_) => "other",
        };
        assert_eq!(outcome, text(&vector, "expect"), "{name}");
    }
}

#[test]
fn good_manifest_names_the_keys() {
    let (session, parties) = parties();
    let manifest = session.manifest();
    assert_eq!(manifest.server.sealing_key, parties.leader_key.public());
    assert_eq!(manifest.analyst.sealing_key, parties.helper_key.public());
    assert_eq!(manifest.verify_key_hash, verify_key_hash(&parties.verify_key));
    assert_eq!(manifest.to_bytes().unwrap(), text(&load("manifest_0.json"), "manifest").as_bytes());
}

#[test]
fn reports() {
    let (_, mut parties) = parties();
    let names = names("report_");
    assert!(names.iter().filter(|name| name.contains("_bad_")).count() >= 20, "{names:?}");
    for name in names {
        let vector = load(&name);
        let outcome = parties.verify(&hex(&vector, "report")).err().unwrap_or("accepted");
        assert_eq!(outcome, text(&vector, "expect"), "{name}");
    }
    assert_eq!(parties.accepted, 4, "of all vectors");
    parties.check_results();
}

#[test]
fn good_reports_are_what_they_say() {
    let (session, _) = parties();
    for index in 0..4 {
        let vector = load(&format!("report_{index}.json"));
        let bytes = hex(&vector, "report");
        let report = Report::get_decoded(&bytes).unwrap();
        assert_eq!(report.get_encoded().unwrap(), bytes);
        assert_eq!(report.digest(session.id()).to_string(), text(&vector, "digest"));
        let token: Token = text(&vector, "token").parse().unwrap();
        assert_eq!(report.header.participant_id, token.participant_id());
        assert_eq!(u64::from(report.header.revision), vector["revision"].as_u64().unwrap());
    }
}

#[test]
fn reports_of_cohorts() {
    let (_, mut parties) = parties_of("manifest_1.json");
    let names = names("cohort_report_");
    assert_eq!(names.len(), 4, "{names:?}");
    for name in names {
        let vector = load(&name);
        let outcome = parties.verify(&hex(&vector, "report")).err().unwrap_or("accepted");
        assert_eq!(outcome, text(&vector, "expect"), "{name}");
    }
    assert_eq!(parties.accepted, 1);
}

#[test]
fn receipts() {
    let (session, _) = parties();
    let names = names("receipt_");
    assert!(names.len() >= 10, "{names:?}");
    for name in names {
        let vector = load(&name);
        let report = Report::get_decoded(&hex(&vector, "report")).unwrap();
        let text_form = tacit_envelope::text::encode(&hex(&vector, "receipt"));
        let receipt =
            session.read_receipt(&report.header.participant_id, &text_form).map_err(|error| match error {
                SavedReceiptError::Malformed => "decode",
                SavedReceiptError::Receipt(ReceiptError::Signature) => "signature",
                SavedReceiptError::Receipt(ReceiptError::OtherSession) => "other-session",
                SavedReceiptError::Receipt(ReceiptError::OtherReport) => "other-report",
                _ => "other",
            });
        let outcome = receipt.and_then(|receipt| {
            let same =
                receipt.digest == report.digest(session.id()) && receipt.revision == report.header.revision;
            if same { Ok(()) } else { Err("other-report") }
        });
        assert_eq!(outcome.err().unwrap_or("accepted"), text(&vector, "expect"), "{name}");
    }
    let good = SignedReceipt::get_decoded(&hex(&load("receipt_0.json"), "receipt")).unwrap();
    let body = good.verify(&session.manifest().server.signing_key).unwrap();
    assert_eq!(body.received_at, 1_790_000_000_000);
}

/// Both parties with the vectors' private keys.
struct Parties {
    session: SessionId,
    manifest: Manifest,
    circuit: Circuit,
    leader_key: SealingKey,
    helper_key: SealingKey,
    verify_key: [u8; 32],
    leader_sum: LeaderAggregate,
    helper_sum: HelperAggregate,
    accepted: u64,
}

fn parties() -> (Session, Parties) {
    parties_of("manifest_0.json")
}

/// Those of this session; all have the same keys.
fn parties_of(manifest: &str) -> (Session, Parties) {
    let keys = &load("manifest_0.json")["keys"];
    let vector = load(manifest);
    let id: SessionId = text(&vector, "session").parse().unwrap();
    let session = Session::new(id, text(&vector, "manifest").as_bytes()).unwrap();
    let manifest = session.manifest().clone();
    let circuit = Circuit::compile(&manifest.form, manifest.max_participants).unwrap();
    let seed = |key: &str| <[u8; 32]>::try_from(hex(keys, key)).unwrap();
    let parties = Parties {
        session: id,
        leader_key: SealingKey::from_seed(&seed("leader_sealing_seed")),
        helper_key: AnalystSecret::from_seed(&seed("analyst_seed")).sealing(),
        verify_key: seed("verify_key"),
        leader_sum: LeaderAggregate::new(&circuit),
        helper_sum: HelperAggregate::new(&circuit),
        accepted: 0,
        manifest,
        circuit,
    };
    (session, parties)
}

impl Parties {
    /// What both parties do with a report, up to adding it up; the first step that fails.
    fn verify(&mut self, bytes: &[u8]) -> Result<(), &'static str> {
        let report = Report::get_decoded(bytes).map_err(|_| "decode")?;
        let lengths = [
            (report.public_share.len(), self.circuit.public_share_len()),
            (report.leader_share.len(), self.circuit.leader_share_len() + SEAL_OVERHEAD),
            (report.helper_share.len(), self.circuit.helper_share_len() + SEAL_OVERHEAD),
        ];
        if lengths.iter().any(|(is, must)| is != must) {
            return Err("lengths");
        }
        if !self.manifest.has_cohort(report.header.cohort) {
            return Err("cohort");
        }
        let aad = report.header.associated_data(&self.session, &report.public_share);
        let open =
            |key: &SealingKey, role, share: &[u8], fault| key.open(role, &aad, share).map_err(|_| fault);
        let leader_share = open(&self.leader_key, Role::Leader, &report.leader_share, "open-leader")?;
        let helper_share = open(&self.helper_key, Role::Helper, &report.helper_share, "open-helper")?;
        self.compute(&report, &leader_share, &helper_share).map_err(|reject| match reject {
            Reject::Malformed => "malformed",
            _ => "verify",
        })?;
        self.accepted += 1;
        Ok(())
    }

    fn compute(&mut self, report: &Report, leader_share: &[u8], helper_share: &[u8]) -> Result<(), Reject> {
        let (session, id, public) =
            (self.session.as_bytes(), report.header.report_id.as_bytes(), &report.public_share);
        let leader = Leader::new(&self.circuit, session, &self.verify_key);
        let helper = Helper::new(&self.circuit, session, &self.verify_key);
        leader.check(public, leader_share)?;
        let (state, verifier_share) = leader.prepare(id, public, leader_share)?;
        let message = helper.verify(id, public, helper_share, &verifier_share, &mut self.helper_sum)?;
        leader.finish(state, &message, &mut self.leader_sum)
    }

    fn check_results(&self) {
        let threshold = self.manifest.threshold;
        let counts = self.helper_sum.counts(&self.circuit);
        let released = self.leader_sum.release(&self.circuit, &counts, self.accepted, threshold).unwrap();
        let form = &self.manifest.form;
        let results = self.helper_sum.open(&self.circuit, form, &released, self.accepted, threshold).unwrap();
        let row = |analysis: usize, row: usize| &results.analyses[analysis].rows[row];
        assert_eq!(row(0, 0).count, Some(4));
        let Outcome::Sum(sum) = &row(1, 0).outcome else { panic!("{:?}", row(1, 0)) };
        assert_eq!(sum.to_string(), SUM_OF_WAGES);
        // Of 0, 100, 7.10 and 63.01: sample standard deviation.
        let Outcome::StandardDeviation(spread) = row(2, 0).outcome else { panic!("{:?}", row(2, 0)) };
        let deviation = spread.standard_deviation;
        assert!((deviation - DEVIATION_OF_WAGES).abs() < 1e-9, "{deviation}");
        let Outcome::Mean(age) = row(3, 0).outcome else { panic!("{:?}", row(3, 0)) };
        assert!((age - (16.0 + 99.0 + 40.0) / 3.0).abs() < 1e-9, "{age}");
        let by_member: Vec<_> = [row(4, 0), row(4, 1)]
            .map(|row| match &row.outcome {
                Outcome::Sum(sum) => (row.count, sum.to_string()),
                other => panic!("{other:?}"),
            })
            .into();
        assert_eq!(by_member, [(Some(2), "163.01".to_owned()), (Some(2), "7.10".to_owned())]);
        let frequencies = Outcome::Frequencies(vec![("No".into(), Some(2)), ("Yes".into(), Some(2))]);
        assert_eq!(row(5, 0).outcome, frequencies);
    }
}

/// By Python's `statistics.stdev([0, 100, 7.10, 63.01])`.
const DEVIATION_OF_WAGES: f64 = 47.56159891831504;

fn directory() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../test-vectors/v1")
}

fn names(prefix: &str) -> Vec<String> {
    let entries = fs::read_dir(directory()).unwrap();
    let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<_> = names.filter(|name| name.starts_with(prefix)).collect();
    names.sort();
    names
}

fn load(name: &str) -> Value {
    serde_json::from_slice(&fs::read(directory().join(name)).unwrap()).unwrap()
}

fn text<'a>(vector: &'a Value, key: &str) -> &'a str {
    vector[key].as_str().unwrap()
}

fn hex(vector: &Value, key: &str) -> Vec<u8> {
    HEXLOWER.decode(text(vector, key).as_bytes()).unwrap()
}
