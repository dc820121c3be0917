//! Serving, until told to stop.

use std::{
    future::Future,
    io,
    net::{IpAddr, SocketAddr},
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
    time::Duration,
};

use axum::{
    Router,
    body::{Body, Bytes, HttpBody},
    extract::Request,
};
use http_body::{Frame, SizeHint};
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use prometheus_client::metrics::gauge::Gauge;
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::{TcpListener, TcpStream},
    sync::{OwnedSemaphorePermit, Semaphore, watch},
    time,
};
use tokio_rustls::server::TlsStream;
use tower::ServiceExt;

use crate::{
    admin::admin_router,
    app::App,
    config::Limits,
    crowd::{Asking, Crowd},
    drain::Leftover,
    head,
    peer::{Peer, Proxies, network},
    router::router,
    store::StoreError,
    stream::{Patience, Stream},
    sweep::sweep,
    tls::Tls,
};

/// How long to wait before the next connection is accepted when the system has none to give.
const PAUSE: Duration = Duration::from_secs(1);
/// How long to wait for room before looking again who is idle.
const RETRY: Duration = Duration::from_millis(100);
/// How long a connection that is to end is waited for before looking whether a request is under way.
const LEAVING: Duration = Duration::from_secs(1);
/// How much of a head may have come without its end, in bytes, and how much of a body is read before it is asked for. A head that has an
/// end may be somewhat longer, as it was read with that: see [`head`].
const BUFFER: usize = head::MAX;
/// How many connections of operators may be open at once.
const OPERATORS: usize = 64;

/// The server can't go on.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ServeError {
    /// Its store is lost until it is opened anew.
    #[error("{}. What was acknowledged is on disk; the log says where it panicked.", StoreError::Broken)]
    Store,
}

/// Answers requests on `listener` until `stop` is ready; requests under way then have the configured grace to finish.
///
/// Speaks HTTP/1.1, over TLS if there is a certificate for it. The configured [`Limits`] bound how many connections are
/// open, and how long one may take to send a request's head, to send the rest, and to read the answer.
///
/// # Errors
///
/// [`ServeError`], once requests under way are finished as they are at a stop.
pub async fn serve(
    app: App,
    listener: TcpListener,
    stop: impl Future<Output = ()> + Send + 'static,
) -> Result<(), ServeError> {
    let desk = Desk {
        router: router(app.clone()),
        tls: app.config.tls.clone(),
        limits: app.config.limits.clone(),
        open: app.metrics.connections.clone(),
        crowd: Crowd::new(app.config.limits.address_connections, app.config.limits.connections),
        proxies: app.config.proxies.clone(),
    };
    let limits = &app.config.limits;
    let (open, stopping) = watch::channel(());
    // Dropped at the end: what is still open then is cut.
    let (_open, cut) = watch::channel(());
    let stop = async {
        stop.await;
        app.stop();
        if !limits.shutdown_delay.is_zero() {
            tracing::info!("about to stop: /readyz says so");
            time::sleep(limits.shutdown_delay).await;
        }
    };
    let ended = tokio::select! {
        () = desk.accept(&listener, &stopping, &cut) => Ok(()),
        () = sweep(&app) => Ok(()),
        () = stop => Ok(()),
        // Whoever watches the program starts it again; going on, it would refuse everything for ever.
        () = app.store_is_broken() => Err(ServeError::Store),
    };
    app.stop();
    tracing::info!("stopping");
    // Who connects from now on hears at once that nobody listens; nobody waits for who has asked nothing.
    drop((listener, stopping));
    open.send_replace(());
    if time::timeout(limits.shutdown_grace, open.closed()).await.is_err() {
        tracing::warn!("stopped with requests unfinished; their clients will send them again");
    }
    ended
}

/// Answers operators on `listener` (`/metrics`, `/healthz`, `/readyz`), for ever: also while the server is about to end.
/// To be listened to where only operators can reach it: it tells how much the server is used.
pub async fn serve_operators(app: App, listener: TcpListener) {
    let limits = Limits { connections: OPERATORS, ..app.config.limits.clone() };
    let (open, crowd, proxies) = (Gauge::default(), Crowd::new(0, OPERATORS), Proxies::default());
    let desk = Desk { router: admin_router(app), tls: None, limits, open, crowd, proxies };
    let ((_stop, stopping), (_open, cut)) = (watch::channel(()), watch::channel(()));
    desk.accept(&listener, &stopping, &cut).await;
}

/// What is answered on a listener, and how.
#[derive(Clone)]
struct Desk {
    router: Router,
    tls: Option<Tls>,
    limits: Limits,
    /// Counts connections.
    open: Gauge,
    /// Counts those of an address, and knows which are idle.
    crowd: Crowd,
    proxies: Proxies,
}

impl Desk {
    /// Accepts connections, for ever, while there is room. All end when `stopping` says so, once they are answered.
    async fn accept(self, listener: &TcpListener, stopping: &watch::Receiver<()>, cut: &watch::Receiver<()>) {
        let room = Arc::new(Semaphore::new(self.limits.connections.max(1)));
        loop {
            let place = self.place(&room).await;
            match listener.accept().await {
                Ok(connection) => {
                    let client = self.proxies.connected(Peer(connection.1.ip()));
                    // Who has too many at work is closed at once, and leaves room for others.
                    let Some(guest) = self.crowd.enter(client.map(network)) else { continue };
                    let counted = Counted::new(&self.open);
                    let (desk, mut stopping, mut cut) = (self.clone(), stopping.clone(), cut.clone());
                    tokio::spawn(async move {
                        let ending = async {
                            tokio::select! {
                                _ = stopping.changed() => {}
                                () = guest.told_to_leave() => {}
                            }
                        };
                        tokio::select! {
                            () = desk.converse(connection, (guest.asks(), guest.is_asking()), ending) => {}
                            _ = cut.changed() => {}
                        }
                        drop((place, counted));
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

    /// Waits for room, in which a connection that asks nothing is closed. Meanwhile new ones wait in the system's queue.
    async fn place(&self, room: &Arc<Semaphore>) -> Option<OwnedSemaphorePermit> {
        if let Ok(place) = room.clone().try_acquire_owned() {
            return Some(place);
        }
        let waiting = room.clone().acquire_owned();
        tokio::pin!(waiting);
        loop {
            self.crowd.make_room();
            // Nobody closes the semaphore.
            if let Ok(place) = time::timeout(RETRY, &mut waiting).await {
                return place.ok();
            }
        }
    }

    /// Answers the requests of one connection until `ending`; one under way then is still answered.
    async fn converse(
        self,
        (stream, peer): (TcpStream, SocketAddr),
        (asks, is_asking): (impl Fn() -> Asking + Clone + Send + Sync + 'static, impl Fn() -> bool),
        ending: impl Future<Output = ()>,
    ) {
        tokio::pin!(ending);
        // Small messages back and forth: don't wait to fill packets.
        if let Err(error) = stream.set_nodelay(true) {
            tracing::debug!(%error, "a connection keeps its delay");
        }
        let from = (peer.ip(), Leftover::default());
        let arriving = time::timeout(self.limits.head_timeout, self.arrive(stream, from.1.clone()));
        let arrived = tokio::select! {
            arrived = arriving => arrived,
            () = &mut ending => return,
        };
        match arrived {
            Ok(Ok(Arrived::Plain(stream))) => self.answer(stream, from, (asks, is_asking), ending).await,
            Ok(Ok(Arrived::Tls(stream))) => self.answer(*stream, from, (asks, is_asking), ending).await,
            Ok(Err(error)) => tracing::debug!(%error, "a connection didn't come to ask"),
            Err(_) => tracing::debug!("a connection took too long to ask"),
        }
    }

    /// Waits for the client to begin, and for its handshake.
    async fn arrive(&self, stream: TcpStream, leftover: Leftover) -> io::Result<Arrived> {
        stream.readable().await?;
        let patience = Patience::new(self.limits.write_timeout, self.limits.write_rate);
        let stream = Stream::new(stream, patience, leftover);
        Ok(match &self.tls {
            Some(tls) => Arrived::Tls(Box::new(tls.accept(stream).await?)),
            None => Arrived::Plain(stream),
        })
    }

    async fn answer<S>(
        self,
        stream: S,
        (peer, leftover): (IpAddr, Leftover),
        (asks, is_asking): (impl Fn() -> Asking + Clone + Send + Sync + 'static, impl Fn() -> bool),
        ending: impl Future<Output = ()>,
    ) where
        S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
    {
        let service = service_fn(move |mut request: Request<Incoming>| {
            let asking = asks();
            request.extensions_mut().insert(Peer(peer));
            request.extensions_mut().insert(leftover.clone());
            let answer = self.router.clone().oneshot(request);
            async move {
                let answer = answer.await;
                answer.map(|answer| answer.map(|body| Body::new(Held { body, asking: Arc::new(asking) })))
            }
        });
        let connection = http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(self.limits.head_timeout)
            .max_buf_size(BUFFER)
            .serve_connection(TokioIo::new(stream), service);
        tokio::pin!(connection);
        let ended = tokio::select! {
            ended = &mut connection => ended,
            () = ending => {
                connection.as_mut().graceful_shutdown();
                loop {
                    // A request that has only half arrived isn't waited for.
                    match time::timeout(LEAVING, &mut connection).await {
                        Ok(ended) => break ended,
                        Err(_) if is_asking() => {}
                        Err(_) => return,
                    }
                }
            }
        };
        if let Err(error) = ended {
            tracing::debug!(%error, "a connection ended early");
        }
    }
}

/// An answer that counts as a request under way until all of it is written.
struct Held {
    body: Body,
    asking: Arc<Asking>,
}

/// A piece of it, which is kept until it is written: the body itself isn't.
struct Piece {
    bytes: Bytes,
    _asking: Arc<Asking>,
}

impl HttpBody for Held {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        let asking = self.asking.clone();
        let piece = |bytes| Bytes::from_owner(Piece { bytes, _asking: asking });
        Pin::new(&mut self.body).poll_frame(cx).map_ok(|frame| frame.map_data(piece))
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

impl AsRef<[u8]> for Piece {
    fn as_ref(&self) -> &[u8] {
        &self.bytes
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
