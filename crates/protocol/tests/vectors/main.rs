//! The frozen vectors `test-vectors/v1/protocol_*.json`: still made to the byte, and each one answered as it says.

#![allow(clippy::unwrap_used)]

use std::{fmt::Debug, fs, path::PathBuf};

use data_encoding::HEXLOWER;
use serde_json::Value;
use tacit_envelope::{signing::VerifyingKey, text};
use tacit_protocol::{
    administration::{Revocations, Submissions},
    auth::{AuthError, SignedRequest},
    batch::{Batch, Notes, Verdicts},
    closing::ClosingStatement,
    codec::{CodecError, Decode, Encode},
    evidence::Evidence,
    ids::{ReportDigest, SessionId, Token},
    inclusion::{Inclusion, InclusionError, Standing},
    invitation::Invitations,
    link::{Link, LinkError},
    manifest::verify_key_hash,
    merkle::Tree,
    publication::Publication,
    receipt::Receipt,
    receipt_file::{ReceiptFile, ReceiptFileError},
    release::{Release, ReleaseRequest, SealedRelease},
    report::Report,
    session::CreateSession,
    signed::{Signable, Signed},
};

mod made;

fn directory() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../test-vectors/v1")
}

#[test]
fn the_same_bytes_are_still_made() {
    for file in made::files().unwrap() {
        // Compared as values: in which order serde_json writes an object depends on what else is built with it.
        let read = |text: &str| serde_json::from_str::<Value>(text).unwrap();
        let frozen = read(&fs::read_to_string(directory().join(file.name())).unwrap());
        let made = read(&file.to_text().unwrap());
        assert!(frozen == made, "{} is made otherwise now: another version?", file.name());
    }
}

#[test]
fn no_file_goes_unchecked() {
    let mut names: Vec<String> = made::files().unwrap().iter().map(made::File::name).collect();
    let mut frozen: Vec<String> = fs::read_dir(directory())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name.starts_with("protocol_"))
        .collect();
    names.sort();
    frozen.sort();
    assert_eq!(names, frozen);
    let mut checked: Vec<String> = CHECKED.iter().map(|kind| format!("protocol_{kind}.json")).collect();
    checked.sort();
    assert_eq!(checked, frozen);
}

/// Every case of a file, by what it gives.
fn check(kind: &str, answer: impl Fn(&Value, &Value) -> &'static str) {
    let path = directory().join(format!("protocol_{kind}.json"));
    let file: Value = serde_json::from_slice(&fs::read(path).unwrap()).unwrap();
    assert_eq!(file["kind"], kind);
    let cases = file["cases"].as_array().unwrap();
    assert!(
        cases.iter().any(|case| case["expect"] == "ok") && cases.iter().any(|case| case["expect"] != "ok")
    );
    for case in cases {
        assert_eq!(case["expect"], answer(&file["given"], case), "{kind}: {}", case["case"]);
    }
}

fn string<'a>(value: &'a Value, name: &str) -> &'a str {
    value[name].as_str().unwrap_or_else(|| panic!("no text {name} in {value}"))
}

fn hex(value: &Value, name: &str) -> Vec<u8> {
    HEXLOWER.decode(string(value, name).as_bytes()).unwrap()
}

fn refusal(error: &CodecError) -> &'static str {
    match error {
        CodecError::UnexpectedValue => "unexpected-value",
        CodecError::Io(_) | CodecError::LengthPrefixTooBig(_) => "too-short",
        CodecError::BytesLeftOver(_) => "too-long",
        _ => "otherwise",
    }
}

fn message<T: Encode + Decode + Debug>(_: &Value, case: &Value) -> &'static str {
    let bytes = hex(case, "message");
    match T::get_decoded(&bytes) {
        Ok(message) => {
            assert_eq!(message.get_encoded().unwrap(), bytes);
            "ok"
        }
        Err(error) => refusal(&error),
    }
}

fn signed<T: Signable + Debug>(given: &Value, case: &Value) -> &'static str {
    assert_eq!(given["label"], T::LABEL);
    let key: VerifyingKey = string(given, "key").parse().unwrap();
    match Signed::<T>::get_decoded(&hex(case, "message")) {
        Ok(signed) if signed.verify(&key).is_ok() => "ok",
        Ok(_) => "signature",
        Err(error) => refusal(&error),
    }
}

fn id(_: &Value, case: &Value) -> &'static str {
    let written = string(case, "id");
    let parses = match string(case, "of") {
        "token" if case["expect"] != "ok" => written.parse::<Token>().is_ok(),
        "verify-key" => text::decode_array::<32>(written).is_ok(),
        _ => written.parse::<SessionId>().is_ok(),
    };
    if !parses {
        return "damaged";
    }
    let of = hex(case, "input");
    let found = match string(case, "of") {
        "manifest" => *SessionId::of_manifest(&of).as_bytes(),
        "token" => *text::encode(&of).parse::<Token>().unwrap().participant_id().as_bytes(),
        "verify-key" => verify_key_hash(&of.try_into().unwrap()),
        "report" => {
            let session = string(case, "session").parse().unwrap();
            *Report::get_decoded(&of).unwrap().digest(&session).as_bytes()
        }
        other => panic!("no identifier is of a {other}"),
    };
    if text::decode_array(written) == Ok(found) { "ok" } else { "another" }
}

fn link(_: &Value, case: &Value) -> &'static str {
    match string(case, "link").parse::<Link>() {
        Ok(link) => {
            let fields = &case["fields"];
            assert_eq!(link.origin().as_str(), string(fields, "origin"));
            assert_eq!(link.session().to_string(), string(fields, "session"));
            assert_eq!(link.token().expose(), string(fields, "token"));
            "ok"
        }
        Err(LinkError::Shape) => "shape",
        Err(LinkError::Session) => "session",
        Err(LinkError::Token) => "token",
        Err(_) => "otherwise",
    }
}

fn request(given: &Value, case: &Value) -> &'static str {
    let found = string(case, "authorization").parse::<SignedRequest>().and_then(|request| {
        let now = case["now"].as_u64().unwrap();
        request.verify(string(case, "method"), string(case, "path"), now, &hex(case, "body"))
    });
    match found {
        Ok(key) if key.to_string() == string(given, "key") => "ok",
        Ok(_) => "another",
        Err(AuthError::Missing) => "missing",
        Err(AuthError::Signature) => "signature",
        Err(AuthError::Skew { .. }) => "skew",
        Err(_) => "otherwise",
    }
}

/// Leaf by leaf, and by batches of 16.
fn merkle(_: &Value, case: &Value) -> &'static str {
    let leaves: Vec<ReportDigest> = case["leaves"]
        .as_array()
        .unwrap()
        .iter()
        .map(|leaf| {
            ReportDigest::get_decoded(&HEXLOWER.decode(leaf.as_str().unwrap().as_bytes()).unwrap()).unwrap()
        })
        .collect();
    let root_of = |leaves: &[ReportDigest]| {
        let mut tree = Tree::new();
        leaves.iter().for_each(|leaf| tree.push(leaf));
        tree.root()
    };
    let mut batches = Tree::new();
    leaves.chunks(16).for_each(|batch| batches.push_subtree(4, root_of(batch)));
    assert_eq!(batches.root(), root_of(&leaves));
    if root_of(&leaves)[..] == hex(case, "root") { "ok" } else { "root" }
}

fn inclusion(given: &Value, case: &Value) -> &'static str {
    let key: VerifyingKey = string(given, "key").parse().unwrap();
    let receipt = Receipt::get_decoded(&hex(case, "receipt")).unwrap();
    let answer = match Inclusion::get_decoded(&hex(case, "message")) {
        Ok(answer) => answer,
        Err(error) => return refusal(&error),
    };
    assert_eq!(answer.get_encoded().unwrap(), hex(case, "message"));
    match Standing::check(&receipt, &answer, &key) {
        Ok(standing) => {
            let name = string(case, "case");
            assert_eq!(standing.replaced_by.is_some(), name.contains("replaced"));
            assert_eq!(standing.counted.is_none(), name.contains("not-yet-closed"));
            "ok"
        }
        Err(InclusionError::Signature) => "signature",
        Err(InclusionError::OtherSession) => "other-session",
        Err(InclusionError::OtherReport) => "other-report",
        Err(InclusionError::NotIncluded) => "not-included",
        Err(_) => "otherwise",
    }
}

fn receipt_file(_: &Value, case: &Value) -> &'static str {
    match string(case, "text").parse::<ReceiptFile>() {
        Ok(file) => {
            let fields = &case["fields"];
            assert_eq!(file.server().as_str(), string(fields, "server"));
            assert_eq!(file.session().to_string(), string(fields, "session"));
            assert_eq!(file.receipt().get_encoded().unwrap(), hex(fields, "receipt"));
            "ok"
        }
        Err(ReceiptFileError::Shape) => "shape",
        Err(ReceiptFileError::Version) => "version",
        Err(ReceiptFileError::Server) => "server",
        Err(ReceiptFileError::Receipt) => "receipt",
        Err(_) => "otherwise",
    }
}

macro_rules! checked {
    ($($kind:ident: $answer:expr;)*) => {
        const CHECKED: &[&str] = &[$(stringify!($kind)),*];

        mod each {
            use super::*;

            $(#[test]
            fn $kind() {
                check(stringify!($kind), $answer);
            })*
        }
    };
}

checked! {
    report: message::<Report>;
    create_session: message::<CreateSession>;
    invitations: message::<Invitations>;
    revocations: message::<Revocations>;
    submissions: message::<Submissions>;
    batch: message::<Batch>;
    verdicts: message::<Verdicts>;
    notes: message::<Notes>;
    release_request: message::<ReleaseRequest>;
    release: message::<Release>;
    receipt: signed::<Receipt>;
    closing_statement: signed::<ClosingStatement>;
    sealed_release: signed::<SealedRelease>;
    publication: signed::<Publication>;
    evidence: signed::<Evidence>;
    ids: super::id;
    link: super::link;
    request: super::request;
    merkle: super::merkle;
    inclusion: super::inclusion;
    receipt_file: super::receipt_file;
}
