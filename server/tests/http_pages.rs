//! The page from inside the binary, and the headers of everything.

#![allow(clippy::unwrap_used, reason = "a test that fails panics")]

mod common;

use std::{
    borrow::Cow,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use common::{Reply, TestServer, failing::FailingStore, rng};
use http::Method;
use tacit_envelope::keyfile::AnalystSecret;
use tacit_protocol::{
    auth::{SignedRequest, content_digest},
    ids::SessionId,
    media,
    problem::ProblemKind,
};
use tacit_server::{
    App, Site, clock::SystemClock, config::Config, prepare_list, prepare_master_key, serve_operators,
    store::embedded::EmbeddedStore,
};
use tokio::net::TcpListener;

const CSP: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data:; \
     font-src 'self'; connect-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

fn site() -> Site {
    let files: [(&str, &[u8]); 7] = [
        ("index.html", b"<!doctype html>page"),
        ("index.html.br", b"brotli of the page"),
        ("index.html.gz", b"gzip of the page"),
        ("assets/web-0123456789abcdef.wasm", b"\0asm"),
        ("assets/web-0123456789abcdef.wasm.br", b"brotli of wasm"),
        ("favicon.svg", b"<svg/>"),
        ("assets/style.css", b"body {}"),
    ];
    Site::from_files(files.map(|(path, content)| (path.to_owned(), Cow::Borrowed(content))))
}

async fn with_site() -> TestServer {
    TestServer::start_with(|store| store, site(), |_| {}).await
}

async fn get(server: &TestServer, path: &str, accept: &str) -> Reply {
    server.send(Method::GET, path, &[("accept-encoding", accept)], "").await
}

#[tokio::test]
async fn files_are_served_in_the_best_form_the_browser_takes() {
    let server = with_site().await;
    let forms = [("gzip, deflate, br", "br", "brotli of the page"), ("gzip", "gzip", "gzip of the page")];
    let none = [("identity", "", "<!doctype html>page"), ("br;q=0", "", "<!doctype html>page")];
    let mut etags = Vec::new();
    for (accept, encoding, body) in forms.into_iter().chain(none) {
        let reply = get(&server, "/", accept).await;
        assert_eq!(reply.header("content-encoding"), encoding, "{accept}");
        assert_eq!(reply.header("content-type"), "text/html; charset=utf-8");
        assert_eq!(reply.header("vary"), "accept-encoding");
        assert_eq!(reply.header("cache-control"), "no-cache");
        etags.push(reply.header("etag").to_owned());
        assert_eq!(reply.ok(200), body);
    }
    assert_eq!(etags[2], etags[3]);
    assert!(etags[0] != etags[1] && etags[1] != etags[2] && etags[0].starts_with('"'), "{etags:?}");

    let wasm = get(&server, "/assets/web-0123456789abcdef.wasm", "br").await;
    assert_eq!(wasm.header("content-type"), "application/wasm");
    assert_eq!(wasm.header("cache-control"), "public, max-age=31536000, immutable");
    assert_eq!(wasm.ok(200), "brotli of wasm");
    assert_eq!(get(&server, "/assets/style.css", "br").await.header("cache-control"), "no-cache");
}

#[tokio::test]
async fn what_the_browser_has_already_is_not_sent_again() {
    let server = with_site().await;
    let etag = get(&server, "/favicon.svg", "br").await.header("etag").to_owned();
    for tags in [etag.clone(), format!("\"other\", W/{etag}")] {
        let reply = server.send(Method::GET, "/favicon.svg", &[("if-none-match", &tags)], "").await;
        assert_eq!(reply.header("etag"), etag);
        assert!(reply.ok(304).is_empty());
    }
    server.send(Method::GET, "/favicon.svg", &[("if-none-match", "\"other\"")], "").await.ok(200);
}

#[tokio::test]
async fn only_the_page_s_own_paths_lead_to_the_page() {
    let server = with_site().await;
    for path in ["/", "/s/anything", "/s/a/b", "/s/abc?utm_source=mail"] {
        assert_eq!(get(&server, path, "").await.ok(200), "<!doctype html>page", "{path}");
    }
    for path in
        ["/other", "/api", "/api/v1", "/api/v1/none", "/api/v2/offers", "/assets/none.js", "/index.html/x"]
    {
        get(&server, path, "").await.refused(ProblemKind::NotFound);
    }
    for path in ["/assets/../index.html", "/..%2fCargo.toml", "/%2e%2e/%2e%2e/etc/passwd", "//etc/passwd"] {
        let reply = get(&server, path, "").await;
        assert!(reply.status == 404 || reply.body == "<!doctype html>page", "{path}: {reply:?}");
    }
    for path in ["/", "/favicon.svg", "/healthz"] {
        server.send(Method::POST, path, &[], "x").await.refused(ProblemKind::MethodNotAllowed);
    }
    let head = server.send(Method::HEAD, "/", &[], "").await;
    assert_eq!((head.status.as_u16(), head.body.len()), (200, 0));
}

#[tokio::test]
async fn without_a_page_the_server_says_how_to_get_one() {
    let server = TestServer::start().await;
    let reply = get(&server, "/", "br").await;
    assert_eq!(reply.header("content-type"), "text/plain; charset=utf-8");
    assert!(String::from_utf8_lossy(&reply.ok(404)).contains("cargo xtask build-web"));
}

/// What every answer has, wherever it comes from; its id.
fn is_guarded(reply: &Reply, what: &str) -> String {
    assert_eq!(reply.header("content-security-policy"), CSP, "{what}");
    assert_eq!(reply.header("x-content-type-options"), "nosniff", "{what}");
    assert_eq!(reply.header("referrer-policy"), "no-referrer", "{what}");
    assert_eq!(reply.header("cross-origin-opener-policy"), "same-origin", "{what}");
    assert_eq!(reply.header("cross-origin-resource-policy"), "same-origin", "{what}");
    assert!(reply.header("permissions-policy").contains("camera=()"), "{what}");
    assert_eq!(reply.header("strict-transport-security"), "", "plain http must not ask for https");
    assert_ne!(reply.header("cache-control"), "", "{what}");
    reply.header("x-request-id").to_owned()
}

#[tokio::test]
async fn every_answer_has_the_security_headers() {
    let fails = Arc::new(AtomicBool::new(false));
    let (switch, ours) = (fails.clone(), "https://other.example");
    let server = TestServer::start_with(
        |store| Arc::new(FailingStore::new(store, switch)),
        site(),
        |config| {
            config.cors_origins = vec![ours.parse().unwrap()];
            // For those that count this machine's address: it says that it is a proxy.
            config.limits.address_rate = 1;
        },
    )
    .await;
    let mut ids = Vec::new();
    let paths =
        ["/", "/s/x", "/favicon.svg", "/healthz", "/none", "/api/v1/sessions/x/manifest", "/api/v1/offers"];
    for path in paths {
        let reply = get(&server, path, "br").await;
        ids.push(is_guarded(&reply, path));
        if path.starts_with("/api") || path == "/healthz" {
            assert_eq!(reply.header("cache-control"), "no-store", "{path}");
        }
    }
    let etag = get(&server, "/", "").await.header("etag").to_owned();
    let session = format!("/api/v1/sessions/{}/", SessionId::of_manifest(b""));
    let (submission, status) = (format!("{session}submission"), format!("{session}status"));
    let key = AnalystSecret::generate(&mut rng()).signing();
    let long = vec![0; 2_000];
    let signed = SignedRequest::sign(&key, "POST", "/api/v1/offers", server.now(), &long).header();
    let digest = content_digest(&long);
    let too_long =
        [("authorization", &*signed), ("content-digest", &digest), ("content-type", "application/json")];
    let preflight = [("origin", ours), ("access-control-request-method", "PUT")];
    let proxied = [("x-forwarded-for", "203.0.113.9")];
    let (known, nothing): (&[(&str, &str)], &[_]) = (&[("if-none-match", &etag)], &[]);
    let others = [
        (304, Method::GET, "/", known, vec![]),
        (405, Method::DELETE, &status, nothing, vec![]),
        (405, Method::POST, "/favicon.svg", nothing, vec![]),
        (401, Method::PUT, &submission, nothing, vec![1; 100]),
        (413, Method::POST, "/api/v1/offers", &too_long, long.clone()),
        (200, Method::OPTIONS, &status, &preflight, vec![]),
        (404, Method::GET, &status, &proxied, vec![]),
        (429, Method::GET, &status, &proxied, vec![]),
    ];
    for (expected, method, path, headers, body) in others {
        let what = format!("{expected} {method} {path}");
        let reply = server.send(method, path, headers, body).await;
        assert_eq!(reply.status, expected, "{what}");
        ids.push(is_guarded(&reply, &what));
    }
    fails.store(true, Ordering::SeqCst);
    let unavailable = server.get(&status).await;
    ids.push(is_guarded(&unavailable, "503"));
    unavailable.refused(ProblemKind::Unavailable);
    let count = ids.len();
    for id in &ids {
        let is_random = id.len() == 16 && u64::from_str_radix(id, 16).is_ok();
        assert!(is_random, "an id tells nothing of other requests: {id}");
    }
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), count, "every request has its own id");

    for (subdomains, insist) in [(false, "max-age=63072000"), (true, "max-age=63072000; includeSubDomains")] {
        let configure = |config: &mut Config| {
            config.https = true;
            config.https_subdomains = subdomains;
        };
        let server = TestServer::start_with(|store| store, site(), configure).await;
        assert_eq!(get(&server, "/", "br").await.header("strict-transport-security"), insist);
    }
}

#[tokio::test]
async fn operators_answers_have_them_too_and_a_panic_is_one() {
    let dir = tempfile::tempdir().unwrap();
    let config = Config::new(dir.path().join("master.key"));
    let store = Arc::new(EmbeddedStore::open(&dir.path().join("tacit.db")).unwrap());
    prepare_master_key(&*store, &config.master_key).await.unwrap();
    prepare_list(&*store, &config.master_key).await.unwrap();
    let fails = Arc::new(AtomicBool::new(false));
    let failing = Arc::new(FailingStore::new(store.clone(), fails.clone()));
    let app = App::new(config, failing, Arc::new(SystemClock), Site::default()).unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let operators = TestServer::elsewhere(format!("http://{}", listener.local_addr().unwrap()), store);
    tokio::spawn(serve_operators(app, listener));
    // A store that fails panics when it is asked whether it is there.
    fails.store(true, Ordering::SeqCst);
    for (method, path, expected) in [
        (Method::GET, "/metrics", 200),
        (Method::GET, "/healthz", 200),
        (Method::GET, "/readyz", 500),
        (Method::GET, "/none", 404),
        (Method::POST, "/metrics", 405),
    ] {
        let reply = operators.send(method, path, &[], "").await;
        assert_eq!(reply.status, expected, "{path}");
        is_guarded(&reply, path);
        assert_eq!(reply.header("cache-control"), "no-store");
        if expected >= 400 {
            assert_eq!(reply.header("content-type"), media::PROBLEM, "{path}");
        }
    }
    let metrics = String::from_utf8(operators.get("/metrics").await.ok(200).to_vec()).unwrap();
    assert!(!metrics.contains("tacit_requests_total{"), "what operators ask isn't counted: {metrics}");
}

#[tokio::test]
async fn a_healthy_server_says_so() {
    let server = TestServer::start().await;
    assert_eq!(server.get("/healthz").await.ok(200), "ok");
}

#[tokio::test]
async fn the_server_describes_its_interface_itself() {
    let server = TestServer::start().await;
    for (path, content_type, beginning) in [
        ("/api/v1/openapi.json", "application/json", "{"),
        ("/api/v1/docs", "text/html; charset=utf-8", "<!doctype html>"),
        ("/api/v1/docs.css", "text/css; charset=utf-8", "/*"),
        ("/api/v1/protocol.md", "text/plain; charset=utf-8", "#"),
    ] {
        let reply = get(&server, path, "").await;
        assert_eq!(reply.header("content-type"), content_type, "{path}");
        assert_eq!(reply.header("content-security-policy"), CSP);
        assert!(reply.ok(200).starts_with(beginning.as_bytes()), "{path}");
    }
    let refused = get(&server, "/api/v1/none", "").await;
    assert_eq!(refused.header("link"), "</api/v1/docs#not-found>; rel=\"help\"");
}
