//! Secrets to look for in what a thief of the store would have.

use std::collections::HashMap;

use bytes::Bytes;
use data_encoding::{BASE32, BASE64, BASE64URL, HEXLOWER, HEXUPPER};
use tacit_envelope::text;
use tacit_form::Form;
use tacit_protocol::{
    ids::{ReportId, Token},
    report::ReportHeader,
};

use super::{TestServer, rng, survey::Survey};

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
pub type Needle = (String, Vec<u8>);

/// No needle is shorter, in bytes.
const SHORTEST: usize = 7;

/// A session that five submitted to, and everything that must be found nowhere afterwards.
pub async fn submit_secrets(server: &TestServer) -> (Survey, Vec<Needle>) {
    let survey = Survey::open_with(server, Form::from_toml(FORM).unwrap(), 5, |_| {}).await;
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
        survey.submit(server, token, &report).await.ok(201);
        needles.extend(encodings(answer));
        needles.extend(token_needles(token));
        needles
            .extend(shares.leader.chunks_exact(16).map(|chunk| ("a leader's share".into(), chunk.to_vec())));
        needles
            .extend(shares.helper.chunks_exact(16).map(|chunk| ("a helper's share".into(), chunk.to_vec())));
    }
    needles.push(("the verify key".into(), survey.verify_key.to_vec()));
    (survey, needles)
}

/// Both ends of a secret that must be gone.
pub fn ends_of(what: &str, bytes: &[u8]) -> [Needle; 2] {
    [(what.into(), bytes[..32].to_vec()), (what.into(), bytes[bytes.len() - 32..].to_vec())]
}

/// These bytes as they may be written in a text, in pieces of 15 wherever one begins at a multiple of that: so that a log is searched in
/// which a part of them stands. What is shorter is no needle.
pub fn as_written(what: &str, bytes: &[u8]) -> Vec<Needle> {
    let written = |piece: &[u8]| {
        let escaped = format!("{:?}", Bytes::copy_from_slice(piece));
        let listed = format!("{piece:?}");
        [
            HEXLOWER.encode(piece),
            HEXUPPER.encode(piece),
            BASE64.encode(piece),
            BASE64URL.encode(piece),
            BASE32.encode(piece),
            String::from_utf8_lossy(piece).into_owned(),
            // Without what is around them.
            escaped[2..escaped.len() - 1].to_owned(),
            listed[1..listed.len() - 1].to_owned(),
        ]
    };
    let texts = bytes.chunks_exact(15).flat_map(written);
    texts.map(|text| (what.to_owned(), text.into_bytes())).collect()
}

/// What of the needles is in the content.
pub fn found<'a>(content: &[u8], needles: &'a [Needle]) -> Option<&'a str> {
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

pub fn contains(content: &[u8], needle: &[u8]) -> bool {
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

fn token_needles(token: &Token) -> [Needle; 2] {
    let written = token.expose();
    let raw: [u8; 16] = text::decode_array(&written).unwrap();
    [("a token".into(), raw.to_vec()), ("a token's text".into(), written.into_bytes())]
}
