//! What a thief of the server's files finds: no answer, no token, no share; and after the release, no key.

#![allow(clippy::unwrap_used, reason = "a test that fails panics")]

mod common;

use std::collections::HashMap;

use common::{TestServer, rng, survey::Survey};
use tacit_envelope::text;
use tacit_form::Form;
use tacit_protocol::ids::{ReportId, Token};
use tacit_protocol::report::ReportHeader;
use tempfile::TempDir;

const FORM: &str = r#"
title = "Large numbers"
purpose = "To be looked for"
[[field]]
key = "n"
kind = "number"
label = "Number"
min = 0
max = 999999999999999
[[analysis]]
kind = "sum"
of = "n"
"#;

/// Something that must not be found, and what it is.
type Needle = (String, Vec<u8>);

/// No needle is shorter, in bytes.
const SHORTEST: usize = 7;

#[track_caller]
fn assert_absent(dir: &TempDir, needles: &[Needle]) {
    let files = TestServer::files(dir);
    assert!(files.iter().any(|(path, content)| path.ends_with("tacit.db") && !content.is_empty()));
    for (path, content) in files {
        if let Some(what) = found(&content, needles) {
            panic!("{what} is in {}", path.display());
        }
    }
}

/// What of the needles is in the content.
fn found<'a>(content: &[u8], needles: &'a [Needle]) -> Option<&'a str> {
    let mut by_beginning: HashMap<&[u8], Vec<&Needle>> = HashMap::new();
    for needle in needles {
        by_beginning.entry(&needle.1[..SHORTEST]).or_default().push(needle);
    }
    let begin_here = content
        .windows(SHORTEST)
        .enumerate()
        .filter_map(|(at, window)| Some((at, by_beginning.get(window)?)));
    let mut hits = begin_here
        .flat_map(|(at, needles)| needles.iter().filter(move |needle| content[at..].starts_with(&needle.1)));
    hits.next().map(|needle| needle.0.as_str())
}

fn contains(content: &[u8], needle: &[u8]) -> bool {
    found(content, &[(String::new(), needle.to_vec())]).is_some()
}

/// A number in every encoding that would come to mind.
fn encodings(number: u64) -> Vec<Needle> {
    let forms = [
        number.to_string().into_bytes(),
        number.to_le_bytes()[..7].to_vec(),
        number.to_be_bytes()[1..].to_vec(),
    ];
    forms.into_iter().map(|bytes| (format!("the answer {number}"), bytes)).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn files_show_no_secret_and_after_the_release_no_key() {
    let server = TestServer::start().await;
    let survey = Survey::open_with(&server, Form::from_toml(FORM).unwrap(), 5, |_| {}).await;
    let mut needles: Vec<Needle> = Vec::new();
    for (i, token) in survey.tokens.iter().enumerate() {
        let answer = 718_281_828_459_045 + i as u64 * 1_234_567_891;
        let valid =
            survey.manifest.form.validate(&[("n", answer.to_string())].into_iter().collect()).unwrap();
        let report_id = ReportId::random(&mut rng());
        let shares =
            tacit_tally::shard(&survey.circuit, survey.id.as_bytes(), report_id.as_bytes(), &valid).unwrap();
        let header =
            ReportHeader { report_id, participant_id: token.participant_id(), revision: 1, cohort: 0 };
        let report = survey.sealed(header, shares.public, &shares.leader, &shares.helper);
        survey.submit(&server, token, &report).await.ok(201);
        needles.extend(encodings(answer));
        needles.extend(token_needles(token));
        needles
            .extend(shares.leader.chunks_exact(16).map(|chunk| ("a leader's share".into(), chunk.to_vec())));
        needles
            .extend(shares.helper.chunks_exact(16).map(|chunk| ("a helper's share".into(), chunk.to_vec())));
    }
    needles.push(("the verify key".into(), survey.verify_key.to_vec()));
    assert_absent(&server.dir, &needles);

    let statement = survey.close(&server).await;
    let aggregate = survey.verify_all(&server, &statement).await;
    assert_absent(&server.dir, &needles);

    // The keys are there, sealed, until the release; then even that is gone, from the running server's files too.
    let record = server.store.session(&survey.id).await.unwrap().unwrap();
    let batch = server.store.batch_records(&survey.id, 0, 1).await.unwrap().remove(0);
    let sealed =
        [("the sealed secret", record.sealed_secret.unwrap()), ("a sealed share", batch.sealed_share)];
    let everywhere = TestServer::files(&server.dir);
    for (what, bytes) in &sealed {
        assert!(everywhere.iter().any(|(_, content)| contains(content, bytes)), "{what} was never there");
    }
    survey.release(&server, &aggregate).await.ok(200);
    for (what, bytes) in sealed {
        needles.push((what.into(), bytes[..32].to_vec()));
        needles.push((what.into(), bytes[bytes.len() - 32..].to_vec()));
    }
    assert_absent(&server.dir, &needles);
    let dir = server.stop().await;
    assert_absent(&dir, &needles);
}

fn token_needles(token: &Token) -> [Needle; 2] {
    let written = token.expose();
    let raw: [u8; 16] = text::decode_array(&written).unwrap();
    [("a token".into(), raw.to_vec()), ("a token's text".into(), written.into_bytes())]
}
