//! The program makes codes, which a server that runs beside takes at once.

#![allow(clippy::unwrap_used, reason = "a test that fails panics")]

use std::{path::Path, process::Command, time::UNIX_EPOCH};

use reqwest::Client;
use tacit_envelope::signing::SigningKey;
use tacit_protocol::{
    auth::{CONTENT_DIGEST, SignedRequest, content_digest},
    media,
    session::OfferRequest,
};

#[path = "common/program.rs"]
mod program;

use program::{PROGRAM, command, start};

/// What it answers, and says beside that.
fn codes(data: &Path, args: &[&str]) -> (Option<i32>, String, String) {
    let mut program = Command::new(PROGRAM);
    program.arg("codes").args(args).arg("--data-dir").arg(data).env_remove("TACIT_STORE");
    let output = program.output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (output.status.code(), text(output.stdout), text(output.stderr))
}

async fn ask(url: &str, code: Option<&str>) -> u16 {
    let body = serde_json::to_vec(&OfferRequest { code: code.map(str::to_owned) }).unwrap();
    let now = UNIX_EPOCH.elapsed().unwrap().as_millis().try_into().unwrap();
    let key = SigningKey::from_seed(&[7; 32]);
    let authorization = SignedRequest::sign(&key, "POST", "/api/v1/offers", now, &body).header();
    // It may be installed already.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let request = Client::builder().no_proxy().build().unwrap().post(format!("{url}/api/v1/offers"));
    let request = request.header("authorization", authorization).header("content-type", media::JSON);
    let request = request.header(CONTENT_DIGEST, content_digest(&body));
    request.body(body).send().await.unwrap().status().as_u16()
}

#[tokio::test(flavor = "multi_thread")]
async fn codes_are_made_while_a_server_runs() {
    let dir = tempfile::tempdir().unwrap();
    let data = dir.path().join("data");
    let (code, _, said) = codes(&data, &[]);
    assert!(code == Some(1) && said.contains("when it starts for the first time"), "{said}");
    assert!(!data.join("tacit.db").exists(), "none is made");

    let server = start(command(&data).arg("--creation-codes"));
    assert_eq!(ask(&server.url, None).await, 403);
    let (code, made, said) = codes(&data, &["--number", "3", "--days", "2", "--creation-codes"]);
    assert!(code == Some(0) && said.contains("within 2 days") && !said.contains("asks nobody"), "{said}");
    let made: Vec<&str> = made.lines().collect();
    assert_eq!(made.len(), 3, "{made:?}");
    for code in &made {
        assert_eq!(ask(&server.url, Some(code)).await, 201);
    }
    assert_eq!(ask(&server.url, Some("AAAA-BBBB-CCCC-DDDD")).await, 403);
    let (code, _, said) = codes(&data, &[]);
    assert!(code == Some(0) && said.contains("Set `creation-codes = true`"), "{said}");
    assert_eq!(codes(&data, &["--number", "0"]).0, Some(2));
}
