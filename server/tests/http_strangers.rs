//! Who is refused before the body is read.

#![allow(clippy::unwrap_used, reason = "a test that fails panics")]

mod common;

use common::{TestServer, rng, survey::Survey};
use tacit_envelope::keyfile::AnalystSecret;
use tacit_protocol::{auth::SignedRequest, ids::Token, media};
use tacit_server::Site;

#[tokio::test(flavor = "multi_thread")]
async fn who_has_no_token_of_the_session() {
    let server = TestServer::start().await;
    let survey = Survey::open(&server, 1).await;
    let stranger = Token::random(&mut rng());
    for (token, answer) in [(&survey.tokens[0], "HTTP/1.1 100"), (&stranger, "HTTP/1.1 403")] {
        let authorization = format!("Bearer {}", token.expose());
        let path = survey.path("submission");
        let heard = server.ask_before_body("PUT", &path, &authorization, media::REPORT).await;
        assert!(heard.starts_with(answer), "{heard}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_does_not_even_claim_to_be_the_analyst() {
    let analyst = AnalystSecret::generate(&mut rng());
    let key = analyst.public().signing;
    let server =
        TestServer::start_with(|store| store, Site::default(), |config| config.analysts = vec![key]).await;
    let open = TestServer::start().await;
    let survey = Survey::open(&open, 1).await;
    let stranger = AnalystSecret::generate(&mut rng());
    let ask = async |server: &TestServer, who: &AnalystSecret, method: &str, path: &str, media: &str| {
        // The signature is of another body: only the key can be looked at yet.
        let authorization =
            SignedRequest::sign(&who.signing(), method, path, server.now(), b"another").header();
        server.ask_before_body(method, path, &authorization, media).await
    };
    for (who, answer) in [(&survey.analyst, "HTTP/1.1 100"), (&stranger, "HTTP/1.1 403")] {
        for (method, rest, media) in [
            ("POST", "phase", media::JSON),
            ("POST", "invitations", media::INVITATIONS),
            ("PUT", "batches/0/verdicts", media::VERDICTS),
            ("POST", "release", media::RELEASE_REQUEST),
        ] {
            let heard = ask(&open, who, method, &survey.path(rest), media).await;
            assert!(heard.starts_with(answer), "{rest}: {heard}");
        }
    }
    for (who, answer) in [(&analyst, "HTTP/1.1 100"), (&stranger, "HTTP/1.1 403")] {
        let heard = ask(&server, who, "POST", "/api/v1/sessions", media::CREATE_SESSION).await;
        assert!(heard.starts_with(answer), "{heard}");
    }
}
