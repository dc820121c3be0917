//! Identifiers, links and signed requests: what is text.

use serde_json::{Value, json};
use tacit_envelope::{signing::SigningKey, text};
use tacit_protocol::{
    auth::{MAX_SKEW_MS, SignedRequest},
    ids::{ParticipantId, ReportDigest, ReportId, SessionId, Token},
    link::Link,
    manifest::verify_key_hash,
    report::{Report, ReportHeader},
};

use super::{Case, File, Made, counting, hex};

const MANIFEST: &[u8] = b"{}";
const SEED: [u8; 32] = [0x79; 32];
const NOW: u64 = 1_800_000_000_000;

fn token() -> Made<Token> {
    Ok(text::encode(&counting::<16>(0x01)).parse()?)
}

/// Identifiers by what they are hashes of, and their text.
pub(super) fn ids() -> Made<File> {
    let session = SessionId::of_manifest(MANIFEST);
    let of = |what, input: &[u8], id: String| json!({ "of": what, "input": hex(input), "id": id });
    let good = |case, input| Case { expect: "ok", case, input };
    let bad = |case, of, id: String| Case { expect: "damaged", case, input: json!({ "of": of, "id": id }) };
    let (id, secret) = (session.to_string(), token()?.expose());
    let cases = vec![
        good("session", of("manifest", MANIFEST, id.clone())),
        good("participant", of("token", &counting::<16>(0x01), token()?.participant_id().to_string())),
        good("verify-key", of("verify-key", &[5; 32], text::encode(&verify_key_hash(&[5; 32])))),
        good("report", report_digest(&session)?),
        good("upper-case", of("manifest", MANIFEST, id.to_uppercase())),
        bad("too-short", "manifest", id[1..].into()),
        bad("too-long", "manifest", format!("{id}a")),
        bad("padded", "manifest", format!("{id}====")),
        bad("blank", "manifest", format!(" {}", &id[1..])),
        bad("digit-that-is-no-base32", "manifest", format!("1{}", &id[1..])),
        bad("spare-bits", "manifest", format!("{}b", &id[..51])),
        bad("token-too-short", "token", secret[1..].into()),
    ];
    let about = "Identifiers: SHA-256 of \"tacit/v1/\", a label, a zero byte, then each part with its length in 8 bytes.";
    Ok(File { kind: "ids", about, given: None, cases })
}

fn report_digest(session: &SessionId) -> Made<Value> {
    let header = ReportHeader {
        report_id: ReportId::try_from(&counting::<16>(0x10)[..])?,
        participant_id: ParticipantId::try_from(&counting::<32>(0x40)[..])?,
        revision: 3,
        cohort: 0,
    };
    let report =
        Report { header, public_share: vec![1; 8], leader_share: vec![2; 6], helper_share: vec![3; 4] };
    let digest: ReportDigest = report.digest(session);
    let message = tacit_protocol::codec::Encode::get_encoded(&report)?;
    Ok(json!({ "of": "report", "session": session, "input": hex(&message), "id": digest }))
}

pub(super) fn link() -> Made<File> {
    let session = SessionId::of_manifest(MANIFEST);
    let good = Link::new(&"https://survey.example".parse()?, session, token()?).expose();
    let (before, secret) = good.split_once('#').ok_or("a link has a token")?;
    let fields = |origin: &str| json!({ "origin": origin, "session": session, "token": secret });
    let ok = |case, link: String, origin: &str| Case {
        expect: "ok",
        case,
        input: json!({ "link": link, "fields": fields(origin) }),
    };
    let bad = |case, expect, link: String| Case { expect, case, input: json!({ "link": link }) };
    let host = "https://survey.example";
    let cases = vec![
        ok("good", good.clone(), "https://survey.example/"),
        ok("http-and-port", good.replace(host, "http://127.0.0.1:8080"), "http://127.0.0.1:8080/"),
        ok("query", good.replace('#', "?utm_source=mail#"), "https://survey.example/"),
        ok("user", good.replace("https://", "https://user:password@"), "https://survey.example/"),
        bad("other-scheme", "shape", good.replace("https:", "ftp:")),
        bad("no-scheme", "shape", good.replace("https://", "")),
        bad("path-prefix", "shape", good.replace("/s/", "/prefix/s/")),
        bad("other-path", "shape", good.replace("/s/", "/t/")),
        bad("session-too-short", "session", good.replace(&session.to_string(), &session.to_string()[1..])),
        bad("slash-after-session", "session", good.replace('#', "/#")),
        bad("no-fragment", "token", before.into()),
        bad("empty-token", "token", format!("{before}#")),
        bad("token-too-short", "token", format!("{before}#{}", &secret[1..])),
        bad("token-too-long", "token", format!("{good}a")),
        bad("token-digit", "token", format!("{before}#1{}", &secret[1..])),
    ];
    Ok(File { kind: "link", about: "Invitations.", given: None, cases })
}

/// A request as the server sees it.
struct Seen {
    authorization: String,
    method: &'static str,
    path: &'static str,
    body: &'static [u8],
    now: u64,
}

impl Seen {
    fn case(self, case: &'static str, expect: &'static str) -> Case {
        let Self { authorization, method, path, body, now } = self;
        let input = json!({
            "authorization": authorization, "method": method, "path": path, "body": hex(body), "now": now,
        });
        Case { expect, case, input }
    }
}

pub(super) fn request() -> Made<File> {
    let key = SigningKey::from_seed(&SEED);
    let (method, path, body) = ("PUT", "/api/v1/sessions/abc/batches/7/verdicts?a=1", &b"body"[..]);
    let header = SignedRequest::sign(&key, method, path, NOW, body).header();
    let good = || Seen { authorization: header.clone(), method, path, body, now: NOW };
    let with_header = |authorization: String| Seen { authorization, ..good() };
    let (head, signature) = header.rsplit_once('.').ok_or("a header has three parts")?;
    let flipped = if signature.starts_with('a') { "b" } else { "a" };
    let cases = vec![
        good().case("good", "ok"),
        Seen { now: NOW + MAX_SKEW_MS, ..good() }.case("latest", "ok"),
        Seen { now: NOW - MAX_SKEW_MS, ..good() }.case("earliest", "ok"),
        Seen { now: NOW + MAX_SKEW_MS + 1, ..good() }.case("too-late", "skew"),
        Seen { now: NOW - MAX_SKEW_MS - 1, ..good() }.case("too-early", "skew"),
        Seen { method: "POST", ..good() }.case("other-method", "signature"),
        Seen { path: "/api/v1/sessions/abc/batches/8/verdicts?a=1", ..good() }
            .case("other-path", "signature"),
        Seen { path: "/api/v1/sessions/abc/batches/7/verdicts?a=2", ..good() }
            .case("other-query", "signature"),
        Seen { body: b"bodz", ..good() }.case("other-body", "signature"),
        with_header(header.replace(&NOW.to_string(), &(NOW + 1).to_string())).case("other-time", "signature"),
        with_header(
            header
                .replace(&key.public().to_string(), &SigningKey::from_seed(&[0x7a; 32]).public().to_string()),
        )
        .case("other-key", "signature"),
        with_header(format!("{head}.{flipped}{}", &signature[1..])).case("other-signature", "signature"),
        with_header(String::new()).case("no-header", "missing"),
        with_header(header.replace("Tacit", "Bearer")).case("other-scheme", "missing"),
        with_header(head.into()).case("no-signature", "missing"),
        with_header(format!("{header}.a")).case("fourth-part", "missing"),
        with_header(header.replace(".1800", ".+1800")).case("signed-time", "missing"),
    ];
    let about = "The analyst's requests. Times in milliseconds since 1970 UTC.";
    let given = json!({ "seed": hex(&SEED), "key": key.public() });
    Ok(File { kind: "request", about, given: Some(given), cases })
}
