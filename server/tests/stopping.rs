//! A server that is told to stop finishes what is under way; told so again, it ends at once.

#![allow(clippy::unwrap_used, reason = "a test that fails panics")]

use std::{
    io::{BufRead, Read, Write},
    net::TcpStream,
    time::{Duration, Instant, UNIX_EPOCH},
};

use tacit_envelope::signing::SigningKey;
use tacit_protocol::{
    auth::{SignedRequest, content_digest},
    media,
    problem::ProblemKind,
};

#[path = "common/program.rs"]
mod program;

use program::{command, start};

#[test]
fn a_request_under_way_is_answered_after_it_was_told_to_stop() {
    let dir = tempfile::tempdir().unwrap();
    let mut server = start(&mut command(&dir.path().join("data")));
    let connect = || TcpStream::connect(server.url.trim_start_matches("http://")).unwrap();
    let (mut idle, mut stream) = (connect(), connect());
    let now = UNIX_EPOCH.elapsed().unwrap().as_millis().try_into().unwrap();
    let body = b"no session";
    let key = SigningKey::from_seed(&[7; 32]);
    let authorization = SignedRequest::sign(&key, "POST", "/api/v1/sessions", now, body).header();
    write!(
        stream,
        "POST /api/v1/sessions HTTP/1.1\r\nhost: test\r\nauthorization: {authorization}\r\ncontent-type: {}\r\n\
         content-digest: {}\r\ncontent-length: {}\r\nexpect: 100-continue\r\n\r\n",
        media::CREATE_SESSION,
        content_digest(body),
        body.len()
    )
    .unwrap();
    // The server asks for the body: the request is under way.
    let mut asked = [0; 25];
    stream.read_exact(&mut asked).unwrap();
    assert_eq!(&asked, b"HTTP/1.1 100 Continue\r\n\r\n");
    server.stop();
    let mut said = String::new();
    while !said.contains("stopping") {
        assert_ne!(server.log.read_line(&mut said).unwrap(), 0, "{said}");
    }
    assert_eq!(idle.read(&mut [0]).unwrap_or(0), 0, "who asks nothing is let go");
    stream.write_all(body).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 400") && answer.contains(ProblemKind::Malformed.uri()), "{answer}");
    assert!(server.child.wait().unwrap().success());
}

#[test]
fn told_to_stop_again_it_ends_at_once() {
    let dir = tempfile::tempdir().unwrap();
    for [first, second] in [["-TERM", "-TERM"], ["-INT", "-TERM"], ["-INT", "-INT"]] {
        let mut server = start(command(&dir.path().join("data")).args(["--shutdown-delay", "60"]));
        server.signal(first);
        let mut said = String::new();
        while !said.contains("about to stop") {
            assert_ne!(server.log.read_line(&mut said).unwrap(), 0, "{said}");
        }
        let told = Instant::now();
        server.signal(second);
        assert_eq!(server.child.wait().unwrap().code(), Some(1), "{said}");
        assert!(told.elapsed() < Duration::from_secs(30), "it waited");
        server.log.read_to_string(&mut said).unwrap();
        assert!(said.contains("told to stop again"), "{said}");
    }
}
