//! Many who ask at the same time about a session that has much to say: what the server keeps for them is bounded.

#![allow(clippy::unwrap_used, reason = "a test that fails panics")]

mod common;
#[path = "common/program.rs"]
mod program;

use std::{fs, sync::Arc, time::Duration};

use common::{TestServer, rng, survey::Survey};
use futures::future::join_all;
use tacit_form::Form;
use tacit_protocol::{auth::bearer, ids::Token, media};
use tacit_server::store::embedded::EmbeddedStore;
use tempfile::TempDir;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::timeout,
};

/// How many ask at once, and how much the manifest has, at least, in bytes.
const MANY: usize = 400;
const MANIFEST: usize = 900_000;
/// What so many connections may take, in bytes: a small part of as many manifests.
const BOUND: u64 = 64 << 20;
/// Longer than anything here takes.
const DEADLINE: Duration = Duration::from_secs(60);

#[tokio::test(flavor = "multi_thread")]
async fn a_crowd_that_asks_about_a_long_session_takes_little_memory() {
    let (dir, unused) = (TempDir::new().unwrap(), TempDir::new().unwrap());
    let mut command = program::command(&dir.path().join("data"));
    command.args(["--address-rate=0", "--token-rate=0", "--log=error"]);
    let program = program::start(&mut command);
    let store = Arc::new(EmbeddedStore::open(&unused.path().join("tacit.db")).unwrap());
    let server = TestServer::elsewhere(program.url.clone(), store);
    let survey = Survey::open_with(&server, wordy(), 1, |_| {}).await;
    assert!(survey.create.manifest.len() >= MANIFEST);
    server.get(&survey.path("manifest")).await.ok(200);
    let before = peak(program.child.id());
    let get = |what| format!("GET {} HTTP/1.1\r\nhost: test\r\nconnection: close\r\n\r\n", survey.path(what));
    let stranger = format!(
        "PUT {} HTTP/1.1\r\nhost: test\r\nauthorization: {}\r\ncontent-type: {}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n",
        survey.path("submission"),
        bearer(&Token::random(&mut rng())),
        media::REPORT
    );
    for (request, status, len) in
        [(get("status"), 200, 0), (stranger, 403, 0), (get("manifest"), 200, survey.create.manifest.len())]
    {
        let answers = ask_at_once(&server, &request).await;
        let beginning = format!("HTTP/1.1 {status}");
        assert!(answers.iter().all(|answer| answer.starts_with(beginning.as_bytes()) && answer.len() > len));
        let after = peak(program.child.id());
        println!("{MANY} times {request:.20}: at most {before} bytes of memory before, {after} since");
        assert!(after - before <= BOUND, "it grew from {before} to {after} bytes with {request:.20}");
    }
}

/// All ask before any of them reads; what each then read.
async fn ask_at_once(server: &TestServer, request: &str) -> Vec<Vec<u8>> {
    let address = server.url.trim_start_matches("http://");
    let mut streams = join_all((0..MANY).map(|_| TcpStream::connect(address))).await;
    for stream in &mut streams {
        stream.as_mut().unwrap().write_all(request.as_bytes()).await.unwrap();
    }
    let read = streams.into_iter().map(|stream| async {
        let mut answer = Vec::new();
        timeout(DEADLINE, stream.unwrap().read_to_end(&mut answer)).await.unwrap().unwrap();
        answer
    });
    join_all(read).await
}

fn wordy() -> Form {
    let hint = "word ".repeat(199);
    let field = |i| {
        format!(
            "[[field]]\nkey = \"n{i}\"\nkind = \"number\"\nlabel = \"{i}\"\nhint = \"{hint}x\"\nmin = 0\nmax = 1\n"
        )
    };
    let fields: String = (0..900).map(field).collect();
    let text = format!(
        "title = \"Wordy\"\npurpose = \"To test\"\n{fields}[[analysis]]\nkind = \"sum\"\nof = \"n7\"\n"
    );
    Form::from_toml(&text).unwrap()
}

/// The most it ever had in memory, in bytes.
fn peak(process: u32) -> u64 {
    let status = fs::read_to_string(format!("/proc/{process}/status")).unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    let kilobytes: u64 = line.trim().trim_end_matches("kB").trim().parse().unwrap();
    kilobytes * 1024
}
