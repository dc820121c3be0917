//! Clients that take their time to read large answers: what is kept for them is bounded, others are answered beside them, and who reads
//! on gets all of it.

#![allow(clippy::unwrap_used, reason = "a test that fails panics")]

mod common;

use std::{
    fs,
    sync::Arc,
    time::{Duration, Instant},
};

use common::{TestServer, rng, survey::Survey};
use tacit_envelope::keyfile::AnalystSecret;
use tacit_form::Form;
use tacit_protocol::problem::ProblemKind;
use tacit_server::{
    App, Site,
    clock::SystemClock,
    config::{Config, Limits},
    prepare_list, prepare_master_key, serve,
    store::embedded::EmbeddedStore,
};
use tempfile::TempDir;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpSocket, TcpStream},
    sync::oneshot,
    task::JoinHandle,
    time::{sleep, timeout},
};

/// Longer than anything here takes.
const DEADLINE: Duration = Duration::from_secs(30);
/// What the system keeps of a connection, in bytes: what is neither sent nor read stays with the server.
const LITTLE: u32 = 4096;
/// A manifest has some more bytes than this.
const MANIFEST: usize = 300_000;

/// How many read the same.
const MANY: usize = 300;

/// A server whose connections keep little.
struct Server {
    server: TestServer,
    stop: oneshot::Sender<()>,
    task: JoinHandle<()>,
    dir: TempDir,
}

async fn start(limit: impl FnOnce(&mut Limits)) -> Server {
    let dir = tempfile::tempdir().unwrap();
    let mut config = Config::new(dir.path().join("master.key"));
    limit(&mut config.limits);
    let store = Arc::new(EmbeddedStore::open(&dir.path().join("tacit.db")).unwrap());
    prepare_master_key(&*store, &config.master_key).await.unwrap();
    prepare_list(&*store, &config.master_key).await.unwrap();
    let app = App::new(config, store.clone(), Arc::new(SystemClock), Site::default()).unwrap();
    let socket = TcpSocket::new_v4().unwrap();
    socket.set_send_buffer_size(LITTLE).unwrap();
    socket.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    let listener = socket.listen(1024).unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let (stop, stopped) = oneshot::channel::<()>();
    let serving = serve(app, listener, async { drop(stopped.await) });
    let task = tokio::spawn(async { serving.await.unwrap() });
    Server { server: TestServer::elsewhere(url, store), stop, task, dir }
}

/// A session that has much to say.
async fn wordy(server: &TestServer) -> Survey {
    // Another one's words are others.
    let words = AnalystSecret::generate(&mut rng()).public().signing.to_string().repeat(20);
    let field = |i| {
        let hint = &words[..MANIFEST / 300];
        format!(
            "[[field]]\nkey = \"n{i}\"\nkind = \"number\"\nlabel = \"{i}\"\nhint = \"{hint}\"\nmin = 0\nmax = 1\n"
        )
    };
    let fields: String = (0..300).map(field).collect();
    let text = format!(
        "title = \"Wordy\"\npurpose = \"To test\"\n{fields}[[analysis]]\nkind = \"sum\"\nof = \"n7\"\n"
    );
    Survey::open_with(server, Form::from_toml(&text).unwrap(), 0, |_| {}).await
}

/// Asks for a session's manifest, and reads no more than whether it comes.
async fn ask(server: &TestServer, survey: &Survey) -> (TcpStream, String) {
    let socket = TcpSocket::new_v4().unwrap();
    socket.set_recv_buffer_size(LITTLE).unwrap();
    let address = server.url.trim_start_matches("http://").parse().unwrap();
    let mut stream = socket.connect(address).await.unwrap();
    let path = survey.path("manifest");
    stream.write_all(format!("GET {path} HTTP/1.1\r\nhost: test\r\n\r\n").as_bytes()).await.unwrap();
    let mut beginning = [0; 12];
    timeout(DEADLINE, stream.read_exact(&mut beginning)).await.unwrap().unwrap();
    (stream, String::from_utf8_lossy(&beginning).into_owned())
}

/// What this process has in memory for itself alone, in bytes: not of files.
fn memory() -> usize {
    let status = fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("RssAnon:")).unwrap();
    let kilobytes: usize = line.trim().trim_end_matches("kB").trim().parse().unwrap();
    kilobytes * 1024
}

#[tokio::test(flavor = "multi_thread")]
async fn what_they_keep_is_bounded_and_others_are_answered_beside_them() {
    let Server { server, .. } = &start(|limits| limits.answers = 1_000_000).await;
    let mut surveys = Vec::new();
    for _ in 0..4 {
        surveys.push(wordy(server).await);
        assert!((250_001..=1_000_000 / 3).contains(&surveys.last().unwrap().create.manifest.len()));
    }
    let mut reading = Vec::new();
    for survey in &surveys[..3] {
        let (stream, heard) = ask(server, survey).await;
        assert_eq!(heard, "HTTP/1.1 200");
        reading.push(stream);
    }
    let refused = server.get(&surveys[3].path("manifest")).await;
    assert_eq!(refused.header("retry-after"), "1");
    refused.refused(ProblemKind::Unavailable);
    // However many read the same, one copy of it is kept.
    let before = memory();
    for _ in 0..MANY {
        let (stream, heard) = ask(server, &surveys[0]).await;
        assert_eq!(heard, "HTTP/1.1 200");
        reading.push(stream);
    }
    let (after, copies) = (memory(), MANY * MANIFEST);
    println!("{copies} bytes are to be read: {before} bytes of memory before, {after} after");
    assert!(after.saturating_sub(before) <= copies / 4, "it grew from {before} to {after} bytes");
    assert_eq!(server.get(&surveys[0].path("manifest")).await.ok(200), surveys[0].create.manifest);
    server.get(&surveys[3].path("status")).await.ok(200);
    surveys[3].progress(server).await;
    // Who has gone leaves room.
    drop(reading);
    let begun = Instant::now();
    while server.get(&surveys[3].path("manifest")).await.status != 200 {
        assert!(begun.elapsed() < DEADLINE, "what nobody reads any more is kept");
        sleep(Duration::from_millis(20)).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_reads_on_gets_all_of_it_though_the_server_is_told_to_stop() {
    let Server { server, stop, task, dir } = start(|limits| limits.shutdown_grace = DEADLINE).await;
    let survey = wordy(&server).await;
    let (mut stream, _) = ask(&server, &survey).await;
    stop.send(()).unwrap();
    let mut read = Vec::new();
    let begun = Instant::now();
    while begun.elapsed() < Duration::from_secs(3) {
        let mut some = [0; 1000];
        let len = timeout(DEADLINE, stream.read(&mut some)).await.unwrap().unwrap();
        assert!(len > 0, "cut off after {} bytes", read.len());
        read.extend_from_slice(&some[..len]);
        sleep(Duration::from_millis(50)).await;
    }
    timeout(DEADLINE, stream.read_to_end(&mut read)).await.unwrap().unwrap();
    assert!(read.ends_with(&survey.create.manifest));
    timeout(DEADLINE, task).await.unwrap().unwrap();
    drop(dir);
}
