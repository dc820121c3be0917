//! A real server on the embedded store, in this process, that can be stopped and started again at the same address.

use std::{
    io::ErrorKind,
    net::{Ipv4Addr, SocketAddr},
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use axum::{
    body::{Body, to_bytes},
    extract::Request,
    middleware::{self, Next},
    response::Response,
};
use tacit_protocol::origin::Origin;
use tacit_server::{
    App, Site,
    clock::SystemClock,
    config::Config,
    prepare_list, prepare_master_key, router,
    store::{OpenError, embedded::EmbeddedStore},
};
use tokio::{net::TcpListener, runtime::Runtime};

/// A running server; dropped, it is gone in the middle of whatever it does.
pub(crate) struct Server {
    runtime: Option<Runtime>,
    store: Arc<EmbeddedStore>,
    address: SocketAddr,
    folder: PathBuf,
    /// Whether a request waits for ever.
    hanging: Arc<AtomicBool>,
}

/// How a server answers requests whose path ends in some way.
#[derive(Clone)]
enum Manner {
    Honest,
    /// It alters the last byte of the answer.
    Lies(&'static str),
    /// It does what it is asked, and never answers.
    Hangs(&'static str),
    /// It takes its time.
    Dawdles(&'static str, Duration),
    /// It asks for a code for each session.
    AsksForCodes,
}

impl Server {
    /// On any free port.
    pub(crate) fn start(folder: &Path) -> Self {
        Self::start_at(folder, SocketAddr::from((Ipv4Addr::LOCALHOST, 0)), Manner::Honest)
    }

    /// At the address of one that is gone.
    pub(crate) fn start_again(folder: &Path, address: SocketAddr) -> Self {
        Self::start_at(folder, address, Manner::Honest)
    }

    /// One that alters the last byte of every answer to requests whose path ends like this.
    pub(crate) fn start_lying(folder: &Path, address: SocketAddr, path_end: &'static str) -> Self {
        Self::start_at(folder, address, Manner::Lies(path_end))
    }

    /// One that does what it is asked, but never answers requests whose path ends like this.
    pub(crate) fn start_hanging(folder: &Path, path_end: &'static str) -> Self {
        Self::start_at(folder, SocketAddr::from((Ipv4Addr::LOCALHOST, 0)), Manner::Hangs(path_end))
    }

    /// One that answers requests whose path ends like this only after a while.
    pub(crate) fn start_dawdling(folder: &Path, path_end: &'static str, time: Duration) -> Self {
        Self::start_at(folder, SocketAddr::from((Ipv4Addr::LOCALHOST, 0)), Manner::Dawdles(path_end, time))
    }

    /// One that creates sessions for who has a code.
    pub(crate) fn start_asking_for_codes(folder: &Path) -> Self {
        Self::start_at(folder, SocketAddr::from((Ipv4Addr::LOCALHOST, 0)), Manner::AsksForCodes)
    }

    /// Waits until somebody waits in vain for an answer.
    #[track_caller]
    pub(crate) fn hangs(&self) {
        let deadline = Instant::now() + Duration::from_secs(60);
        while !self.hanging.load(Ordering::Relaxed) {
            assert!(Instant::now() < deadline, "nobody asked for what isn't answered");
            thread::sleep(Duration::from_millis(10));
        }
    }

    fn start_at(folder: &Path, address: SocketAddr, manner: Manner) -> Self {
        let runtime = Runtime::new().unwrap();
        let listener = runtime.block_on(listen(address));
        let address = listener.local_addr().unwrap();
        let store = Arc::new(open(&folder.join("tacit.db")));
        let mut config = Config::new(folder.join("master.key"));
        config.codes = matches!(manner, Manner::AsksForCodes);
        runtime.block_on(prepare_master_key(&*store, &config.master_key)).unwrap();
        runtime.block_on(prepare_list(&*store, &config.master_key)).unwrap();
        let app = App::new(config, store.clone(), Arc::new(SystemClock), Site::embedded()).unwrap();
        let mut router = router(app);
        let hanging = Arc::new(AtomicBool::new(false));
        match manner {
            Manner::Honest | Manner::AsksForCodes => {}
            Manner::Lies(path_end) => {
                router =
                    router.layer(middleware::from_fn(move |request, next| alter(path_end, request, next)));
            }
            Manner::Hangs(path_end) => {
                let hanging = hanging.clone();
                let hang = move |request, next| hang(path_end, hanging.clone(), request, next);
                router = router.layer(middleware::from_fn(hang));
            }
            Manner::Dawdles(path_end, time) => {
                let dawdle = move |request, next| dawdle(path_end, time, request, next);
                router = router.layer(middleware::from_fn(dawdle));
            }
        }
        runtime.spawn(async move { axum::serve(listener, router).await });
        Self { runtime: Some(runtime), store, address, folder: folder.to_owned(), hanging }
    }

    pub(crate) fn url(&self) -> Origin {
        format!("http://{}", self.address).parse().unwrap()
    }

    /// Does what only whoever runs the server can: past its rules, in its store.
    pub(crate) fn tamper<T>(&self, work: impl AsyncFnOnce(&EmbeddedStore) -> T) -> T {
        self.runtime.as_ref().unwrap().block_on(work(&self.store))
    }

    /// Ends it, and waits until its files are closed.
    pub(crate) fn stop(mut self) -> (PathBuf, SocketAddr) {
        drop(self.runtime.take());
        (self.folder.clone(), self.address)
    }
}

/// Opens the store, once the last work of a server that is gone has let go of it.
fn open(path: &Path) -> EmbeddedStore {
    let deadline = Instant::now() + Duration::from_secs(60);
    loop {
        match EmbeddedStore::open(path) {
            Err(OpenError::InUse { .. }) if Instant::now() < deadline => {
                thread::sleep(Duration::from_millis(10));
            }
            opened => return opened.unwrap(),
        }
    }
}

async fn alter(path_end: &'static str, request: Request, next: Next) -> Response {
    let lie = request.uri().path().ends_with(path_end);
    let response = next.run(request).await;
    if !lie {
        return response;
    }
    let (mut parts, body) = response.into_parts();
    parts.headers.remove("content-length");
    let mut bytes = to_bytes(body, 1 << 20).await.unwrap().to_vec();
    if let Some(last) = bytes.last_mut() {
        *last ^= 1;
    }
    Response::from_parts(parts, Body::from(bytes))
}

async fn hang(path_end: &'static str, hanging: Arc<AtomicBool>, request: Request, next: Next) -> Response {
    let silent = request.uri().path().ends_with(path_end);
    let response = next.run(request).await;
    if silent {
        hanging.store(true, Ordering::Relaxed);
        std::future::pending::<()>().await;
    }
    response
}

async fn dawdle(path_end: &'static str, time: Duration, request: Request, next: Next) -> Response {
    if request.uri().path().ends_with(path_end) {
        tokio::time::sleep(time).await;
    }
    next.run(request).await
}

/// Somebody's connection may have the port of a server that is gone for a moment.
async fn listen(address: SocketAddr) -> TcpListener {
    let deadline = Instant::now() + Duration::from_secs(30);
    loop {
        match TcpListener::bind(address).await {
            Err(error) if error.kind() == ErrorKind::AddrInUse && Instant::now() < deadline => {
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
            listener => return listener.unwrap(),
        }
    }
}
