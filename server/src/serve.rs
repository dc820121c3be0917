//! Serving, until told to stop.

use std::{
    future::Future,
    io,
    net::{IpAddr, SocketAddr},
    sync::Arc,
    time::Duration,
};

use axum::{Router, extract::Request};
use hyper::{body::Incoming, server::conn::http1};
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    server::graceful::{GracefulShutdown, Watcher},
    service::TowerToHyperService,
};
use prometheus_client::metrics::gauge::Gauge;
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::{TcpListener, TcpStream},
    sync::{Semaphore, watch},
    time,
};
use tokio_rustls::server::TlsStream;
use tower::ServiceExt;

use crate::{
    admin::admin_router,
    app::App,
    config::Limits,
    crowd::Crowd,
    peer::{Peer, Proxies, network},
    router::router,
    stream::Stream,
    sweep::sweep,
    tls::Tls,
};

/// How long to wait before the next connection is accepted when the system has none to give.
const PAUSE: Duration = Duration::from_secs(1);
/// How many connections of operators may be open at once.
const OPERATORS: usize = 64;

/// Answers requests on `listener` until `stop` is ready; requests under way then have the configured grace to finish.
///
/// Speaks HTTP/1.1, over TLS if there is a certificate for it. The configured [`Limits`] bound how many connections are
/// open, and how long one may take to send a request's head, to send the rest, and to read the answer.
pub async fn serve(app: App, listener: TcpListener, stop: impl Future<Output = ()> + Send + 'static) {
    let desk = Desk {
        router: router(app.clone()),
        tls: app.config.tls.clone(),
        limits: app.config.limits.clone(),
        open: app.metrics.connections.clone(),
        crowd: Crowd::new(app.config.limits.address_connections),
        proxies: app.config.proxies.clone(),
    };
    let connections = GracefulShutdown::new();
    let (waiting, stopping) = watch::channel(());
    // Dropped at the end: what is still open then is cut.
    let (_open, cut) = watch::channel(());
    let accepting = async {
        tokio::join!(desk.accept(&listener, &connections, &stopping, &cut), sweep(&app));
    };
    tokio::select! {
        () = accepting => {}
        () = stop => {}
    }
    app.stop();
    tracing::info!("stopping");
    // Who connects from now on hears at once that nobody listens; nobody waits for who has asked nothing.
    drop((listener, waiting));
    if time::timeout(app.config.limits.shutdown_grace, connections.shutdown()).await.is_err() {
        tracing::warn!("stopped with requests unfinished; their clients will send them again");
    }
}

/// Answers operators on `listener` (`/metrics`, `/healthz`, `/readyz`), for ever: also while the server is about to end.
/// To be listened to where only operators can reach it: it tells how much the server is used.
pub async fn serve_operators(app: App, listener: TcpListener) {
    let limits = Limits { connections: OPERATORS, ..app.config.limits.clone() };
    let (open, crowd, proxies) = (Gauge::default(), Crowd::new(0), Proxies::default());
    let desk = Desk { router: admin_router(app), tls: None, limits, open, crowd, proxies };
    let (connections, (_waiting, stopping), (_open, cut)) =
        (GracefulShutdown::new(), watch::channel(()), watch::channel(()));
    desk.accept(&listener, &connections, &stopping, &cut).await;
}

/// What is answered on a listener, and how.
#[derive(Clone)]
struct Desk {
    router: Router,
    tls: Option<Tls>,
    limits: Limits,
    /// Counts connections.
    open: Gauge,
    /// Counts those of an address.
    crowd: Crowd,
    proxies: Proxies,
}

impl Desk {
    /// Accepts connections, for ever, while there is room. Those that have asked nothing end when `stopping` does.
    async fn accept(
        self,
        listener: &TcpListener,
        connections: &GracefulShutdown,
        stopping: &watch::Receiver<()>,
        cut: &watch::Receiver<()>,
    ) {
        let room = Arc::new(Semaphore::new(self.limits.connections.max(1)));
        loop {
            // Those that wait for room do so in the system's queue. Nobody closes the semaphore.
            let Ok(place) = room.clone().acquire_owned().await else { return };
            match listener.accept().await {
                Ok(connection) => {
                    let client = self.proxies.connected(Peer(connection.1.ip()));
                    // Who has too many is closed at once, and leaves room for others.
                    let Some(guest) = self.crowd.enter(client.map(network)) else { continue };
                    let counted = Counted::new(&self.open);
                    let conversation =
                        self.clone().converse(connection, connections.watcher(), stopping.clone());
                    let mut cut = cut.clone();
                    tokio::spawn(async move {
                        tokio::select! {
                            () = conversation => {}
                            _ = cut.changed() => {}
                        }
                        drop((place, counted, guest));
                    });
                }
                Err(error) if is_of_one_connection(&error) => {}
                Err(error) => {
                    tracing::error!(%error, "no connection can be accepted");
                    time::sleep(PAUSE).await;
                }
            }
        }
    }

    /// Answers the requests of one connection.
    async fn converse(
        self,
        (stream, peer): (TcpStream, SocketAddr),
        watcher: Watcher,
        mut stopping: watch::Receiver<()>,
    ) {
        // Small messages back and forth: don't wait to fill packets.
        if let Err(error) = stream.set_nodelay(true) {
            tracing::debug!(%error, "a connection keeps its delay");
        }
        let arriving = time::timeout(self.limits.head_timeout, self.arrive(stream));
        let arrived = tokio::select! {
            arrived = arriving => arrived,
            _ = stopping.changed() => return,
        };
        match arrived {
            Ok(Ok(Arrived::Plain(stream))) => self.answer(stream, peer.ip(), watcher).await,
            Ok(Ok(Arrived::Tls(stream))) => self.answer(*stream, peer.ip(), watcher).await,
            Ok(Err(error)) => tracing::debug!(%error, "a connection didn't come to ask"),
            Err(_) => tracing::debug!("a connection took too long to ask"),
        }
    }

    /// Waits for the client to begin, and for its handshake.
    async fn arrive(&self, stream: TcpStream) -> io::Result<Arrived> {
        stream.readable().await?;
        let stream = Stream::new(stream, self.limits.write_timeout);
        Ok(match &self.tls {
            Some(tls) => Arrived::Tls(Box::new(tls.accept(stream).await?)),
            None => Arrived::Plain(stream),
        })
    }

    async fn answer<S>(self, stream: S, peer: IpAddr, watcher: Watcher)
    where
        S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
    {
        let service = self.router.map_request(move |mut request: Request<Incoming>| {
            request.extensions_mut().insert(Peer(peer));
            request
        });
        let connection = http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(self.limits.head_timeout)
            .serve_connection(TokioIo::new(stream), TowerToHyperService::new(service));
        if let Err(error) = watcher.watch(connection).await {
            tracing::debug!(%error, "a connection ended early");
        }
    }
}

/// A connection on which requests can be read.
enum Arrived {
    Plain(Stream<TcpStream>),
    Tls(Box<TlsStream<Stream<TcpStream>>>),
}

/// A connection that is counted until it ends.
struct Counted(Gauge);

impl Counted {
    fn new(gauge: &Gauge) -> Self {
        gauge.inc();
        Self(gauge.clone())
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        self.0.dec();
    }
}

fn is_of_one_connection(error: &io::Error) -> bool {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    matches!(error.kind(), ConnectionAborted | ConnectionRefused | ConnectionReset)
}
