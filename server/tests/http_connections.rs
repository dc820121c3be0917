//! What a client may take of the server's connections: half a head, silence, too many, and answers nobody reads.

#![allow(clippy::unwrap_used, reason = "a test that fails panics")]

mod common;

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use common::{
    TestServer, rng,
    survey::{Survey, form},
};
use http::Method;
use tacit_envelope::{keyfile::AnalystSecret, signing::SigningKey};
use tacit_protocol::{
    auth::{SignedRequest, bearer, content_digest},
    codec::Encode,
    ids::{SessionId, Token},
    media,
    problem::ProblemKind,
};
use tacit_server::{
    App, Site,
    clock::SystemClock,
    config::{Config, Limits},
    prepare_list, prepare_master_key, serve_operators,
    store::embedded::EmbeddedStore,
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    time::timeout,
};

/// Longer than anything here takes.
const DEADLINE: Duration = Duration::from_secs(30);
const HEAD: &[u8] = b"GET /healthz HTTP/1.1\r\nhost: test\r\n\r\n";

async fn start(limit: impl FnOnce(&mut Limits)) -> TestServer {
    TestServer::start_with(|store| store, Site::default(), |config| limit(&mut config.limits)).await
}

async fn connect(server: &TestServer) -> TcpStream {
    TcpStream::connect(server.url.trim_start_matches("http://")).await.unwrap()
}

/// Everything until the server closes the connection.
async fn rest(stream: &mut TcpStream) -> String {
    let mut answer = Vec::new();
    // A reset is an end, too.
    let _ = timeout(DEADLINE, stream.read_to_end(&mut answer)).await.expect("the connection is closed");
    String::from_utf8(answer).unwrap()
}

async fn is_answered(stream: &mut TcpStream) {
    stream.write_all(HEAD).await.unwrap();
    read_answer(stream).await;
}

async fn read_answer(stream: &mut TcpStream) {
    let mut answer = Vec::new();
    while !answer.ends_with(b"\r\n\r\nok") {
        let mut more = [0; 1024];
        let len = timeout(DEADLINE, stream.read(&mut more)).await.unwrap().unwrap();
        assert_ne!(len, 0, "closed after {:?}", String::from_utf8_lossy(&answer));
        answer.extend_from_slice(&more[..len]);
    }
    assert!(answer.starts_with(b"HTTP/1.1 200"));
}

#[tokio::test(flavor = "multi_thread")]
async fn half_a_head_and_silence_are_cut_off() {
    let server = start(|limits| limits.head_timeout = Duration::from_millis(300)).await;
    for beginning in ["", "P", "PRI * HTTP/2.0\r\n", "GET /healthz HTTP/1.1\r\nhost: te"] {
        let mut stream = connect(&server).await;
        stream.write_all(beginning.as_bytes()).await.unwrap();
        let answer = rest(&mut stream).await;
        assert!(!answer.starts_with("HTTP/1.1 200"), "{beginning:?}: {answer:?}");
    }
    let mut kept = connect(&server).await;
    is_answered(&mut kept).await;
    is_answered(&mut kept).await;
    assert_eq!(rest(&mut kept).await, "", "no request came any more");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_head_that_comes_byte_by_byte_has_no_longer() {
    let server = start(|limits| limits.head_timeout = Duration::from_millis(500)).await;
    let mut stream = connect(&server).await;
    let begun = Instant::now();
    let drip = async {
        while stream.write_all(b"G").await.is_ok() {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    timeout(DEADLINE, drip).await.expect("the connection is closed");
    assert!(begun.elapsed() >= Duration::from_millis(500));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_head_that_has_no_end_is_refused_before_it_has_taken_much_memory() {
    let server = start(|limits| limits.head_timeout = 4 * DEADLINE).await;
    let mut stream = connect(&server).await;
    let head = format!("GET /healthz HTTP/1.1\r\nhost: test\r\nx: {}", "a".repeat(100_000));
    stream.write_all(head.as_bytes()).await.unwrap();
    let mut answer = [0; 12];
    timeout(DEADLINE, stream.read_exact(&mut answer)).await.expect("it is answered").unwrap();
    assert_eq!(&answer, b"HTTP/1.1 431");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_head_of_so_many_bytes_is_taken_and_no_longer_one() {
    let server = start(|_| {}).await;
    let ask = async |len: usize| {
        let [before, after] = ["GET /healthz HTTP/1.1\r\nhost: test\r\nconnection: close\r\nx: ", "\r\n\r\n"];
        let value = "a".repeat(len - before.len() - after.len());
        let mut stream = connect(&server).await;
        stream.write_all([before, &value, after].concat().as_bytes()).await.unwrap();
        rest(&mut stream).await
    };
    for kib in [1, 63] {
        assert!(ask(kib << 10).await.starts_with("HTTP/1.1 200"), "{kib} KiB");
    }
    for kib in [65, 66, 70, 80, 100, 110] {
        let answer = ask(kib << 10).await;
        assert!(answer.starts_with("HTTP/1.1 431"), "{kib} KiB: {answer:.100}");
        // The head may have been given up before its end had come.
        if answer.contains(ProblemKind::TooLarge.uri()) {
            assert!(answer.contains("x-request-id: ") && answer.contains("x-content-type-options: nosniff"));
        }
    }
}

/// A request with a token, to a session that isn't there, whose body has so many bytes.
fn refused(len: usize) -> String {
    let path = format!("/api/v1/sessions/{}/submission", SessionId::of_manifest(b""));
    let token = bearer(&Token::random(&mut rng()));
    format!(
        "PUT {path} HTTP/1.1\r\nhost: test\r\nauthorization: {token}\r\nx-forwarded-for: 203.0.113.9\r\ncontent-type: {}\r\ncontent-length: {len}\r\n\r\n",
        media::REPORT
    )
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_refused_before_all_is_sent_is_told_so_and_little_of_it_is_read() {
    let server = start(|_| {}).await;
    // As long as most reports: all of it is read, and the connection goes on.
    let mut stream = connect(&server).await;
    for _ in 0..2 {
        stream.write_all(refused(200_000).as_bytes()).await.unwrap();
        stream.write_all(&vec![7; 200_000]).await.unwrap();
        let mut answer = vec![0; 4096];
        let read = timeout(DEADLINE, stream.read(&mut answer)).await.unwrap().unwrap();
        let answer = String::from_utf8_lossy(&answer[..read]).to_lowercase();
        assert!(answer.starts_with("http/1.1 404") && !answer.contains("connection: close"), "{answer}");
    }
    is_answered(&mut stream).await;
    // As a browser does it: it reads when it has sent all, or can't send any more.
    const LONG: usize = 64 << 20;
    let (begun, mut sent) = (Instant::now(), 0);
    let mut stream = connect(&server).await;
    stream.write_all(refused(LONG).as_bytes()).await.unwrap();
    let send = async {
        while sent < LONG && stream.write_all(&[7; 8192]).await.is_ok() {
            sent += 8192;
        }
    };
    timeout(DEADLINE, send).await.unwrap();
    let answer = rest(&mut stream).await;
    assert!(
        answer.contains(ProblemKind::UnknownSession.uri()) && answer.contains("connection: close"),
        "{answer}"
    );
    assert!(begun.elapsed() < Duration::from_secs(10));
    println!("{sent} bytes were sent");
    // Most of these are in the system's buffers.
    assert!(sent < LONG / 4, "{sent} bytes were taken");
    // Other programs read while they send.
    let path = format!("/api/v1/sessions/{}/submission", SessionId::of_manifest(b""));
    let token = bearer(&Token::random(&mut rng()));
    for len in [100_000, 300_000, 1 << 20, 8 << 20] {
        let headers = [("authorization", &*token), ("content-type", media::REPORT)];
        server.send(Method::PUT, &path, &headers, vec![7; len]).await.refused(ProblemKind::UnknownSession);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_sent_away_for_a_moment_is_not_waited_for() {
    let server = start(|limits| {
        limits.address_rate = 1;
        limits.body_timeout = 4 * DEADLINE;
        limits.request_timeout = 4 * DEADLINE;
    })
    .await;
    let mut stream = connect(&server).await;
    let whole = [refused(1000).as_bytes(), &[7; 1000]].concat();
    assert!(ask(&mut stream, &whole).await.starts_with("HTTP/1.1 404"));
    // What is there already is read, and the connection goes on.
    let answer = ask(&mut stream, &whole).await;
    assert!(answer.starts_with("HTTP/1.1 429") && !answer.contains("connection: close"), "{answer}");
    let begun = Instant::now();
    let answer = ask(&mut stream, [refused(1000).as_bytes(), &[7; 10]].concat().as_slice()).await;
    assert!(answer.starts_with("HTTP/1.1 429") && answer.contains("connection: close"), "{answer}");
    assert_eq!(rest(&mut stream).await, "");
    assert!(begun.elapsed() < Duration::from_secs(10));
}

#[tokio::test(flavor = "multi_thread")]
async fn more_connections_than_may_be_open_wait_for_their_turn() {
    let server = start(|limits| {
        limits.connections = 2;
        limits.head_timeout = DEADLINE;
    })
    .await;
    let mut busy = at_work(&server, 2).await;
    let mut three = connect(&server).await;
    three.write_all(HEAD).await.unwrap();
    let mut byte = [0];
    let early = timeout(Duration::from_millis(1500), three.read(&mut byte)).await;
    assert!(early.is_err(), "answered although there was no room");
    // Nobody was closed for it who was at work.
    for stream in &mut busy {
        stream.write_all(b"0123456789").await.unwrap();
        let mut answer = [0; 12];
        stream.read_exact(&mut answer).await.unwrap();
        assert_eq!(&answer, b"HTTP/1.1 400");
    }
    read_answer(&mut three).await;
}

/// Of one address, `most` connections at work: as many have sent half a request.
async fn at_work(server: &TestServer, most: usize) -> Vec<TcpStream> {
    let mut streams = Vec::new();
    for _ in 0..most {
        let mut stream = connect(server).await;
        let key = AnalystSecret::generate(&mut rng()).signing();
        stream.write_all(half(&key, server.now()).as_bytes()).await.unwrap();
        let mut under_way = [0; 25];
        stream.read_exact(&mut under_way).await.unwrap();
        assert!(under_way.starts_with(b"HTTP/1.1 100"));
        streams.push(stream);
    }
    streams
}

/// A request up to its body, of ten bytes.
fn half(key: &SigningKey, now: u64) -> String {
    let authorization = SignedRequest::sign(key, "POST", "/api/v1/sessions", now, b"0123456789").header();
    format!(
        "POST /api/v1/sessions HTTP/1.1\r\nhost: test\r\nauthorization: {authorization}\r\ncontent-type: {}\r\n\
         content-digest: {}\r\ncontent-length: 10\r\nexpect: 100-continue\r\n\r\n",
        media::CREATE_SESSION,
        content_digest(b"0123456789")
    )
}

#[tokio::test(flavor = "multi_thread")]
async fn one_address_has_so_many_connections_at_work_and_a_proxy_as_many_as_there_are() {
    for hops in [0, 1] {
        let limit = |config: &mut Config| {
            config.limits.address_connections = 2;
            config.proxies.hops = hops;
        };
        let server = TestServer::start_with(|store| store, Site::default(), limit).await;
        let mut busy = at_work(&server, 2).await;
        let mut three = connect(&server).await;
        if hops == 1 {
            is_answered(&mut three).await;
            continue;
        }
        assert_eq!(rest(&mut three).await, "");
        busy[0].write_all(b"0123456789").await.unwrap();
        let mut answer = [0; 12];
        busy[0].read_exact(&mut answer).await.unwrap();
        assert_eq!(&answer, b"HTTP/1.1 400", "it went on");
        // That one is idle now, and leaves for another.
        is_answered(&mut connect(&server).await).await;
        assert!(rest(&mut busy[0]).await.contains(ProblemKind::Malformed.uri()));
    }
}

/// As a browser does it: over one connection that stays open, and over others as long as the server closes them.
async fn asks_and_submits(server: &TestServer, survey: &Survey, token: &Token) -> TcpStream {
    let report = survey.aged(token, 1, 30).get_encoded().unwrap();
    let head = |method: &str, len: usize| {
        format!(
            "{method} {} HTTP/1.1\r\nhost: test\r\nauthorization: {}\r\ncontent-type: {}\r\ncontent-length: {len}\r\n\r\n",
            survey.path("submission"),
            bearer(token),
            media::REPORT
        )
    };
    let mut stream = connect(server).await;
    for (request, answer) in [
        (head("GET", 0).into_bytes(), "HTTP/1.1 200"),
        ([head("PUT", report.len()).as_bytes(), &report].concat(), "HTTP/1.1 20"),
    ] {
        let mut heard = ask(&mut stream, &request).await;
        // The page tries again by itself, too.
        while heard.is_empty() {
            tokio::time::sleep(Duration::from_millis(50)).await;
            stream = connect(server).await;
            heard = ask(&mut stream, &request).await;
        }
        assert!(heard.starts_with(answer), "{heard:?}");
    }
    stream
}

/// What the connection answers, as far as it comes at once; nothing if it is closed.
async fn ask(stream: &mut TcpStream, request: &[u8]) -> String {
    let mut answer = vec![0; 4096];
    let asked = async {
        stream.write_all(request).await?;
        stream.read(&mut answer).await
    };
    let read = timeout(DEADLINE, asked).await.unwrap().unwrap_or_default();
    String::from_utf8_lossy(&answer[..read]).into_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn hundreds_behind_one_address_are_all_served_though_none_closes_its_connection() {
    const PEOPLE: usize = 400;
    let server = start(|limits| {
        limits.connections = 60;
        limits.head_timeout = 4 * DEADLINE;
    })
    .await;
    let survey =
        Survey::open_with(&server, form(), PEOPLE, |manifest| manifest.max_participants = PEOPLE as u32)
            .await;
    let submitting = survey.tokens.iter().map(|token| asks_and_submits(&server, &survey, token));
    let open = timeout(4 * DEADLINE, futures::future::join_all(submitting)).await.expect("all are served");
    assert_eq!((open.len(), survey.progress(&server).await.submitted), (PEOPLE, PEOPLE as u64));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_that_has_many_idle_connections_gets_more() {
    let server = start(|limits| {
        limits.address_connections = 100;
        limits.head_timeout = 4 * DEADLINE;
    })
    .await;
    let mut open = Vec::new();
    for _ in 0..5 {
        for _ in 0..90 {
            let mut stream = connect(&server).await;
            is_answered(&mut stream).await;
            open.push(stream);
        }
    }
    is_answered(open.last_mut().unwrap()).await;
    assert_eq!(rest(&mut open[0]).await, "", "the one that was idle longest has left");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_office_has_room_for_a_thousand_connections_unless_set_otherwise() {
    let most = rustix::process::getrlimit(rustix::process::Resource::Nofile).maximum;
    rustix::process::setrlimit(
        rustix::process::Resource::Nofile,
        rustix::process::Rlimit { current: most, maximum: most },
    )
    .unwrap();
    let server = start(|limits| limits.head_timeout = 4 * DEADLINE).await;
    let mut open = Vec::new();
    for _ in 0..1_200 {
        open.push(connect(&server).await);
    }
    for stream in &mut open {
        is_answered(stream).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_does_not_read_the_answers_is_cut_off() {
    let server = start(|limits| limits.write_timeout = Duration::from_millis(300)).await;
    let mut stream = connect(&server).await;
    let ask = async {
        // Requests without end, no answer read: at last neither side takes any more.
        while stream.write_all(&HEAD.repeat(1000)).await.is_ok() {}
    };
    timeout(DEADLINE, ask).await.expect("the connection is closed");
}

#[tokio::test(flavor = "multi_thread")]
async fn stopping_does_not_wait_for_idle_connections_and_waits_no_longer_than_the_grace() {
    let server = start(|limits| limits.shutdown_grace = Duration::from_millis(500)).await;
    let mut idle = connect(&server).await;
    is_answered(&mut idle).await;
    let mut endless = connect(&server).await;
    let head = half(&AnalystSecret::generate(&mut rng()).signing(), server.now());
    endless.write_all(head.as_bytes()).await.unwrap();
    let mut under_way = [0; 12];
    endless.read_exact(&mut under_way).await.unwrap();
    assert_eq!(&under_way, b"HTTP/1.1 100");
    let begun = Instant::now();
    drop(timeout(DEADLINE, server.stop()).await.unwrap());
    assert!(begun.elapsed() >= Duration::from_millis(500), "the request under way had its grace");
    assert_eq!(rest(&mut idle).await, "");
    assert!(!rest(&mut endless).await.contains("HTTP/1.1 2"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_body_that_stops_coming_is_given_up() {
    let server = start(|limits| limits.body_timeout = Duration::from_millis(300)).await;
    let survey = Survey::open(&server, 1).await;
    let begun = Instant::now();
    let mut stream = connect(&server).await;
    let head = format!(
        "PUT {} HTTP/1.1\r\nhost: test\r\nauthorization: {}\r\ncontent-type: {}\r\ncontent-length: 100\r\n\r\nx",
        survey.path("submission"),
        bearer(&survey.tokens[0]),
        media::REPORT
    );
    stream.write_all(head.as_bytes()).await.unwrap();
    let answer = rest(&mut stream).await;
    assert!(answer.starts_with("HTTP/1.1 408") && answer.contains(ProblemKind::TooSlow.uri()), "{answer}");
    assert!(begun.elapsed() >= Duration::from_millis(300));
    // As long as it goes on coming, it may take longer.
    let token = &survey.tokens[0];
    let report = survey.aged(token, 1, 30).get_encoded().unwrap();
    let mut stream = connect(&server).await;
    let head = head.replace("content-length: 100", &format!("content-length: {}", report.len()));
    stream.write_all(head.trim_end_matches('x').as_bytes()).await.unwrap();
    for part in report.chunks(report.len().div_ceil(5)) {
        tokio::time::sleep(Duration::from_millis(100)).await;
        stream.write_all(part).await.unwrap();
    }
    let mut answer = [0; 12];
    timeout(DEADLINE, stream.read_exact(&mut answer)).await.unwrap().unwrap();
    assert_eq!(&answer, b"HTTP/1.1 201");
}

#[tokio::test(flavor = "multi_thread")]
async fn stopping_does_not_wait_for_who_has_asked_nothing() {
    let server = start(|limits| limits.shutdown_grace = 4 * DEADLINE).await;
    let mut silent = connect(&server).await;
    is_answered(&mut connect(&server).await).await;
    drop(timeout(DEADLINE, server.stop()).await.unwrap());
    assert_eq!(rest(&mut silent).await, "");
}

#[tokio::test(flavor = "multi_thread")]
async fn operators_connections_have_limits_too() {
    let dir = tempfile::tempdir().unwrap();
    let mut config = Config::new(dir.path().join("master.key"));
    config.limits.head_timeout = Duration::from_millis(300);
    let store = Arc::new(EmbeddedStore::open(&dir.path().join("tacit.db")).unwrap());
    prepare_master_key(&*store, &config.master_key).await.unwrap();
    prepare_list(&*store, &config.master_key).await.unwrap();
    let app = App::new(config, store, Arc::new(SystemClock), Site::default()).unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(serve_operators(app, listener));
    for beginning in ["", "GET /metrics HTTP/1.1\r\nhost: te"] {
        let mut stream = TcpStream::connect(address).await.unwrap();
        stream.write_all(beginning.as_bytes()).await.unwrap();
        let answer = rest(&mut stream).await;
        assert!(!answer.starts_with("HTTP/1.1 200"), "{beginning:?}: {answer:?}");
    }
    is_answered(&mut TcpStream::connect(address).await.unwrap()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn told_to_stop_it_goes_on_for_a_while_and_says_so() {
    let server = start(|limits| limits.shutdown_delay = Duration::from_millis(700)).await;
    server.get("/readyz").await.ok(200);
    let (url, begun) = (server.url.clone(), Instant::now());
    let stopped = tokio::spawn(server.stop());
    let ask = async |path: &str| {
        let mut stream = TcpStream::connect(url.trim_start_matches("http://")).await.unwrap();
        self::ask(&mut stream, format!("GET {path} HTTP/1.1\r\nhost: test\r\n\r\n").as_bytes()).await
    };
    while !ask("/readyz").await.starts_with("HTTP/1.1 503") {
        assert!(begun.elapsed() < Duration::from_millis(500), "it doesn't say so");
    }
    assert!(ask("/healthz").await.starts_with("HTTP/1.1 200"));
    drop(timeout(DEADLINE, stopped).await.unwrap().unwrap());
    assert!(begun.elapsed() >= Duration::from_millis(700));
}
