//! Whatever the head of a request says, it is answered, and never by a fault. (What its parts are read by, the fuzzer tries for
//! longer: `crates/fuzzing`.)

#![allow(clippy::unwrap_used, reason = "a test that fails panics")]

mod common;

use std::{borrow::Cow, sync::Arc};

use axum::{body::Body, http::Request};
use common::TestClock;
use http::HeaderValue;
use tacit_envelope::signing::SigningKey;
use tacit_protocol::{
    auth::{SignedRequest, content_digest},
    forwarded::ForwardedHeader,
};
use tacit_server::{
    App, Site, config::Config, prepare_list, prepare_master_key, router, store::embedded::EmbeddedStore,
};
use tacit_testkit::seeded::Seeded;
use tower::ServiceExt;

const NOW: u64 = 1_800_000_000_000;
const PATHS: [&str; 8] = [
    "/",
    "/api/v1/offers",
    "/api/v1/sessions?skip=0",
    "/api/v1/sessions/mfrggzdfmztwq2lknnwg23tpoamfrggzdfmztwq2lknnwg23tpoa/submission",
    "/api/v1/sessions/x/batches/0?from=1",
    "/api/v1/sessions/%00/inclusions/%ff",
    "/api/v1/docs",
    "/readyz",
];

/// Bytes of a good value, some of them changed, left out or repeated.
fn altered(rng: &mut Seeded, value: &str) -> Vec<u8> {
    let mut bytes = value.as_bytes().to_vec();
    for _ in 0..rng.below(4) {
        let at = rng.below(bytes.len() as u64 + 1) as usize;
        match rng.below(4) {
            0 => bytes.truncate(at),
            1 => bytes.insert(at, rng.next_u64() as u8),
            2 if at < bytes.len() => bytes[at] = rng.next_u64() as u8,
            _ => bytes.extend_from_within(at..),
        }
    }
    bytes
}

#[tokio::test]
async fn no_head_of_a_request_is_too_much() {
    let folder = tempfile::tempdir().unwrap();
    let mut config = Config::new(folder.path().join("master.key"));
    config.proxies.hops = 1;
    config.proxies.header = ForwardedHeader::Forwarded;
    let store = Arc::new(EmbeddedStore::open(&folder.path().join("tacit.db")).unwrap());
    prepare_master_key(&*store, &config.master_key).await.unwrap();
    prepare_list(&*store, &config.master_key).await.unwrap();
    let files = [("index.html".to_owned(), Cow::Borrowed(&b"page"[..]))];
    let app = App::new(config, store, TestClock::at(NOW), Site::from_files(files)).unwrap();
    let router = router(app);
    let signed =
        |path: &str| SignedRequest::sign(&SigningKey::from_seed(&[7; 32]), "POST", path, NOW, b"{}").header();
    let mut rng = Seeded::new(7);
    for number in 0..4_000 {
        let path = PATHS[rng.below(PATHS.len() as u64) as usize];
        let method = ["GET", "PUT", "POST", "DELETE", "OPTIONS"][rng.below(5) as usize];
        let good = [
            (
                "authorization",
                if rng.below(2) == 0 { signed(path) } else { "Bearer mfrggzdfmztwq2lknnwg23tpoa".into() },
            ),
            ("content-digest", content_digest(b"{}")),
            ("content-type", "application/json".into()),
            ("content-length", "2".into()),
            ("forwarded", "for=\"[2001:db8::1]:80\";proto=https, for=192.0.2.1".into()),
            ("x-forwarded-for", "192.0.2.1, 2001:db8::1".into()),
            ("accept-encoding", "br;q=0.5, gzip, *;q=0".into()),
            ("if-none-match", "W/\"a\", \"b\"".into()),
            ("origin", "https://other.example".into()),
            ("expect", "100-continue".into()),
        ];
        let mut request = Request::builder().method(method).uri(path);
        for (name, value) in good {
            if rng.below(3) > 0
                && let Ok(value) = HeaderValue::from_bytes(&altered(&mut rng, &value))
            {
                request = request.header(name, value);
            }
        }
        let reply = router.clone().oneshot(request.body(Body::from("{}")).unwrap()).await.unwrap();
        assert!(reply.status().as_u16() < 500, "{number}: {method} {path} is answered {}", reply.status());
    }
}
