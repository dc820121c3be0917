//! Who is refused before the body is read, and before anything is computed.

#![allow(clippy::unwrap_used, reason = "a test that fails panics")]

mod common;

use common::{TestServer, rng, survey::Survey};
use http::Method;
use tacit_envelope::keyfile::AnalystSecret;
use tacit_protocol::{
    auth::{SignedRequest, content_digest},
    ids::Token,
    media,
    problem::ProblemKind,
};
use tacit_server::{Site, config::Config};

#[tokio::test(flavor = "multi_thread")]
async fn who_has_no_token_of_the_session() {
    let server = TestServer::start().await;
    let survey = Survey::open(&server, 1).await;
    let stranger = Token::random(&mut rng());
    for (token, answer) in [(&survey.tokens[0], "HTTP/1.1 100"), (&stranger, "HTTP/1.1 403")] {
        let authorization = format!("Bearer {}", token.expose());
        let path = survey.path("submission");
        let heard = server.ask_before_body("PUT", &path, &authorization, media::REPORT, "").await;
        assert!(heard.starts_with(answer), "{heard}");
    }
}

/// What each of these sends first, and what it hears before it has sent a body.
async fn hears(server: &TestServer, analyst: &AnalystSecret, method: &str, path: &str, media: &str) {
    let stranger = AnalystSecret::generate(&mut rng());
    let sign = |who: &AnalystSecret, body: &[u8]| {
        SignedRequest::sign(&who.signing(), method, path, server.now(), body).header()
    };
    let digest = content_digest(b"body");
    let ask = async |authorization: String, digest: &str| {
        server.ask_before_body(method, path, &authorization, media, digest).await
    };
    let genuine = ask(sign(analyst, b"body"), &digest).await;
    assert!(genuine.starts_with("HTTP/1.1 100"), "{path}: {genuine}");
    for (what, authorization, digest, answer) in [
        ("somebody else", sign(&stranger, b"body"), digest.as_str(), "HTTP/1.1 403"),
        ("signed for another body", sign(analyst, b"another"), &digest, "HTTP/1.1 401"),
        (
            "claims to be the analyst",
            sign(&stranger, b"body").replace(&key(&stranger), &key(analyst)),
            &digest,
            "HTTP/1.1 401",
        ),
        ("doesn't say which body", sign(analyst, b"body"), "", "HTTP/1.1 401"),
    ] {
        let heard = ask(authorization, digest).await;
        assert!(heard.starts_with(answer), "{path}, {what}: {heard}");
    }
}

fn key(of: &AnalystSecret) -> String {
    of.public().signing.to_string()
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_not_the_analyst_or_has_signed_another_body() {
    let open = TestServer::start().await;
    let survey = Survey::open(&open, 1).await;
    for (method, rest, media) in [
        ("POST", "phase", media::JSON),
        ("POST", "invitations", media::INVITATIONS),
        ("PUT", "batches/0/verdicts", media::VERDICTS),
        ("POST", "release", media::RELEASE_REQUEST),
        ("PUT", "results", media::RESULTS),
    ] {
        hears(&open, &survey.analyst, method, &survey.path(rest), media).await;
    }
    let analyst = AnalystSecret::generate(&mut rng());
    let listed = |config: &mut Config| config.analysts = vec![analyst.public().signing];
    let server = TestServer::start_with(|store| store, Site::default(), listed).await;
    hears(&server, &analyst, "POST", "/api/v1/sessions", media::CREATE_SESSION).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_sends_another_body_than_was_signed() {
    let server = TestServer::start().await;
    let survey = Survey::open(&server, 1).await;
    let path = survey.path("phase");
    let (signed, sent) = (br#"{"phase":"paused"}"#, br#"{"phase":"open"}"#);
    let key = survey.analyst.signing();
    let authorization = SignedRequest::sign(&key, "POST", &path, server.now(), signed).header();
    let digest = content_digest(signed);
    let headers = [
        ("authorization", authorization.as_str()),
        ("content-type", media::JSON),
        ("content-digest", &digest),
    ];
    server.send(Method::POST, &path, &headers, sent.to_vec()).await.refused(ProblemKind::BadSignature);
}
