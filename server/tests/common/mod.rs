//! A server in this process, an analyst and participants, with real cryptography throughout.

#![allow(
    dead_code,
    unreachable_pub,
    clippy::unwrap_used,
    reason = "for tests; every file of them is a crate of its own and uses its part of this"
)]

pub mod described;
pub mod failing;
pub mod needles;
pub mod survey;
pub mod writer;

use std::{
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicU64, AtomicUsize, Ordering},
    },
    time::Duration,
};

use bytes::Bytes;
use getrandom::SysRng;
use http::{HeaderMap, Method, StatusCode, header};
use rand_core::UnwrapErr;
use tacit_envelope::keyfile::AnalystSecret;
use tacit_protocol::{
    auth::{CONTENT_DIGEST, SignedRequest, bearer, content_digest},
    codec::Decode,
    ids::Token,
    media,
    problem::{Problem, ProblemKind},
};
use tacit_server::{
    App, ServeError, Site,
    clock::Clock,
    config::Config,
    prepare_list, prepare_master_key, serve,
    store::{Store, embedded::EmbeddedStore},
};
use tempfile::TempDir;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    sync::oneshot,
    task::JoinHandle,
};

/// When the tests begin.
pub const START: u64 = 1_800_000_000_000;

pub fn rng() -> UnwrapErr<SysRng> {
    UnwrapErr(SysRng)
}

/// A clock that tests set.
pub struct TestClock(AtomicU64);

impl TestClock {
    pub fn at(now: u64) -> Arc<Self> {
        Arc::new(Self(AtomicU64::new(now)))
    }

    pub fn set(&self, now: u64) {
        self.0.store(now, Ordering::SeqCst);
    }
}

impl Clock for TestClock {
    fn now(&self) -> u64 {
        self.0.load(Ordering::SeqCst)
    }
}

/// A running server on a free port, its data in a new folder.
pub struct TestServer {
    pub url: String,
    pub clock: Arc<TestClock>,
    pub dir: TempDir,
    pub store: Arc<dyn Store>,
    http: reqwest::Client,
    stop: oneshot::Sender<()>,
    task: JoinHandle<Result<(), ServeError>>,
    /// If somebody waits for a server that is unavailable: how often that was.
    waits: Option<AtomicUsize>,
}

impl TestServer {
    pub async fn start() -> Self {
        Self::start_with(|store| store, Site::default(), |_| {}).await
    }

    pub async fn start_with(
        wrap: impl FnOnce(Arc<dyn Store>) -> Arc<dyn Store>,
        site: Site,
        configure: impl FnOnce(&mut Config),
    ) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let clock = TestClock::at(START);
        Self::start_in(dir, clock, wrap, site, configure).await
    }

    /// The server of another program at `url`, with that program's store.
    pub fn elsewhere(url: String, store: Arc<dyn Store>) -> Self {
        let now = std::time::UNIX_EPOCH.elapsed().unwrap().as_millis();
        let (stop, stopped) = oneshot::channel();
        Self {
            url,
            clock: TestClock::at(now.try_into().unwrap()),
            dir: tempfile::tempdir().unwrap(),
            store,
            http: client(),
            stop,
            task: tokio::spawn(async {
                drop(stopped.await);
                Ok(())
            }),
            waits: None,
        }
    }

    /// From now on, what is refused as unavailable is sent again, as clients do who heed `Retry-After`, though they wait longer.
    pub fn waited_for(mut self) -> Self {
        self.waits = Some(AtomicUsize::new(0));
        self
    }

    /// How often something was sent again.
    pub fn waits(&self) -> usize {
        self.waits.as_ref().map_or(0, |waits| waits.load(Ordering::SeqCst))
    }

    /// From now on a proxy says that all requests come from this address. `trusted`: the server's certificate, if it speaks https.
    pub fn coming_from(mut self, address: &str, trusted: Option<&reqwest::Certificate>) -> Self {
        let headers = [("x-forwarded-for".parse().unwrap(), address.parse().unwrap())];
        let http = reqwest::Client::builder().no_proxy().default_headers(HeaderMap::from_iter(headers));
        self.http = match trusted {
            Some(trusted) => http.tls_certs_only([trusted.clone()]).build().unwrap(),
            None => http.build().unwrap(),
        };
        self
    }

    /// Another server on the same store, with the same master key and clock.
    pub async fn start_beside(&self) -> Self {
        self.start_beside_with(|_| {}).await
    }

    /// The same, with other settings.
    pub async fn start_beside_with(&self, configure: impl FnOnce(&mut Config)) -> Self {
        let mut other = Self::elsewhere(String::new(), self.store.clone());
        other.clock = self.clock.clone();
        let mut config = Config::new(self.dir.path().join("master.key"));
        configure(&mut config);
        prepare_master_key(&*self.store, &config.master_key).await.unwrap();
        prepare_list(&*self.store, &config.master_key).await.unwrap();
        let app = App::new(config, self.store.clone(), self.clock.clone(), Site::default()).unwrap();
        (other.url, other.stop, other.task) = run(app).await;
        other
    }

    async fn start_in(
        dir: TempDir,
        clock: Arc<TestClock>,
        wrap: impl FnOnce(Arc<dyn Store>) -> Arc<dyn Store>,
        site: Site,
        configure: impl FnOnce(&mut Config),
    ) -> Self {
        let mut config = Config::new(dir.path().join("master.key"));
        configure(&mut config);
        let store = wrap(Arc::new(EmbeddedStore::open(&dir.path().join("tacit.db")).unwrap()));
        prepare_master_key(&*store, &config.master_key).await.unwrap();
        prepare_list(&*store, &config.master_key).await.unwrap();
        let app = App::new(config, store.clone(), clock.clone(), site).unwrap();
        let (url, stop, task) = run(app).await;
        Self { url, clock, dir, store, http: client(), stop, task, waits: None }
    }

    /// Starts a server on the folder of one that was stopped.
    pub async fn start_on(dir: TempDir, clock: Arc<TestClock>) -> Self {
        Self::start_in(dir, clock, |store| store, Site::default(), |_| {}).await
    }

    /// Stops the server and starts another on the same folder.
    pub async fn restart(self) -> Self {
        self.restart_with(|_| {}).await
    }

    /// Stops the server, changes its folder, and starts another on it.
    pub async fn restart_with(self, change: impl FnOnce(&Path)) -> Self {
        let clock = self.clock.clone();
        let dir = self.stop().await;
        change(dir.path());
        Self::start_in(dir, clock, |store| store, Site::default(), |_| {}).await
    }

    /// Stops the server and starts another on the same folder, with other settings.
    pub async fn restart_configured(self, configure: impl FnOnce(&mut Config)) -> Self {
        let clock = self.clock.clone();
        Self::start_in(self.stop().await, clock, |store| store, Site::default(), configure).await
    }

    /// Stops the server; its folder stays.
    pub async fn stop(self) -> TempDir {
        drop((self.http, self.store));
        self.stop.send(()).unwrap();
        self.task.await.unwrap().unwrap();
        self.dir
    }

    /// Waits until it ends by itself.
    pub async fn ended(self) -> Result<(), ServeError> {
        self.task.await.unwrap()
    }

    pub fn now(&self) -> u64 {
        self.clock.now()
    }

    /// Sends a request as it is.
    pub async fn send(
        &self,
        method: Method,
        path: &str,
        headers: &[(&str, &str)],
        body: impl Into<Bytes>,
    ) -> Reply {
        self.try_send(method, path, headers, body).await.unwrap()
    }

    /// Sends a request as it is; an error if the server is gone before it has answered.
    pub async fn try_send(
        &self,
        method: Method,
        path: &str,
        headers: &[(&str, &str)],
        body: impl Into<Bytes>,
    ) -> reqwest::Result<Reply> {
        let body: Bytes = body.into();
        loop {
            let reply = self.send_once(method.clone(), path, headers, body.clone()).await?;
            match &self.waits {
                Some(waits) if reply.status == StatusCode::SERVICE_UNAVAILABLE => {
                    assert!(!reply.header("retry-after").is_empty(), "it says when to come again");
                    reply.refused(ProblemKind::Unavailable);
                    waits.fetch_add(1, Ordering::SeqCst);
                    tokio::time::sleep(Duration::from_millis(20)).await;
                }
                _ => return Ok(reply),
            }
        }
    }

    async fn send_once(
        &self,
        method: Method,
        path: &str,
        headers: &[(&str, &str)],
        body: Bytes,
    ) -> reqwest::Result<Reply> {
        let mut request = self.http.request(method.clone(), format!("{}{path}", self.url));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        if !body.is_empty() {
            request = request.header(CONTENT_DIGEST, content_digest(&body)).body(body);
        }
        let response = request.send().await?;
        let (status, headers) = (response.status(), response.headers().clone());
        let body = response.bytes().await?;
        described::check(&method, path, status, &headers, &body);
        Ok(Reply { status, headers, body })
    }

    pub async fn get(&self, path: &str) -> Reply {
        self.send(Method::GET, path, &[], "").await
    }

    /// Sends a request as a participant.
    pub async fn send_as(
        &self,
        token: &Token,
        method: Method,
        path: &str,
        media: &str,
        body: Vec<u8>,
    ) -> Reply {
        let authorization = bearer(token);
        self.send(method, path, &[("authorization", &authorization), ("content-type", media)], body).await
    }

    /// Sends a request as an analyst.
    pub async fn send_signed(
        &self,
        analyst: &AnalystSecret,
        method: Method,
        path: &str,
        media: &str,
        body: Vec<u8>,
    ) -> Reply {
        let signed = SignedRequest::sign(&analyst.signing(), method.as_str(), path, self.now(), &body);
        self.send(method, path, &[("authorization", &signed.header()), ("content-type", media)], body).await
    }

    /// Asks whether a body may come, and sends none: the beginning of what the server says to that. `digest` is its
    /// `Content-Digest`; empty: none.
    pub async fn ask_before_body(
        &self,
        method: &str,
        path: &str,
        authorization: &str,
        media: &str,
        digest: &str,
    ) -> String {
        let mut stream = TcpStream::connect(self.url.trim_start_matches("http://")).await.unwrap();
        let digest =
            if digest.is_empty() { String::new() } else { format!("{CONTENT_DIGEST}: {digest}\r\n") };
        let head = format!(
            "{method} {path} HTTP/1.1\r\nhost: test\r\nauthorization: {authorization}\r\ncontent-type: {media}\r\n\
             content-length: 100\r\n{digest}expect: 100-continue\r\n\r\n"
        );
        stream.write_all(head.as_bytes()).await.unwrap();
        let mut beginning = [0; 12];
        stream.read_exact(&mut beginning).await.unwrap();
        String::from_utf8_lossy(&beginning).into_owned()
    }

    /// Every file in the server's folder.
    pub fn files(dir: &TempDir) -> Vec<(PathBuf, Vec<u8>)> {
        let entries = std::fs::read_dir(dir.path()).unwrap().map(|entry| entry.unwrap().path());
        entries
            .filter(|path| path.is_file())
            .map(|path| (path.clone(), std::fs::read(path).unwrap()))
            .collect()
    }
}

/// Serves on a free port.
async fn run(app: App) -> (String, oneshot::Sender<()>, JoinHandle<Result<(), ServeError>>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let (stop, stopped) = oneshot::channel();
    let task = tokio::spawn(serve(app, listener, async { drop(stopped.await) }));
    (url, stop, task)
}

fn client() -> reqwest::Client {
    // Built with the whole workspace, reqwest wants to know who encrypts, also for plain HTTP. Fails only if it is
    // chosen already.
    let _ = rustls::crypto::ring::default_provider().install_default();
    reqwest::Client::builder().no_proxy().build().unwrap()
}

/// What the server answered.
#[derive(Debug)]
pub struct Reply {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Bytes,
}

impl Reply {
    /// The body, of an answer with this status.
    #[track_caller]
    pub fn ok(self, status: u16) -> Bytes {
        assert_eq!(self.status, status, "{}", String::from_utf8_lossy(&self.body));
        self.body
    }

    #[track_caller]
    pub fn message<T: Decode>(self, status: u16) -> T {
        T::get_decoded(&self.ok(status)).unwrap()
    }

    #[track_caller]
    pub fn json<T: serde::de::DeserializeOwned>(self, status: u16) -> T {
        serde_json::from_slice(&self.ok(status)).unwrap()
    }

    /// The problem that a refusal must be.
    #[track_caller]
    pub fn problem(self) -> Problem {
        let content_type = self.headers.get(header::CONTENT_TYPE).map(|value| value.to_str().unwrap());
        assert_eq!(
            content_type,
            Some(media::PROBLEM),
            "{} {}",
            self.status,
            String::from_utf8_lossy(&self.body)
        );
        let problem: Problem = serde_json::from_slice(&self.body).unwrap();
        assert_eq!(problem.status, self.status.as_u16());
        assert_eq!(problem.status, problem.kind.status());
        assert_eq!(self.headers.contains_key(header::WWW_AUTHENTICATE), problem.status == 401);
        problem
    }

    #[track_caller]
    pub fn refused(self, kind: ProblemKind) -> Problem {
        let problem = self.problem();
        assert_eq!(problem.kind, kind, "{problem:?}");
        problem
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }
}
