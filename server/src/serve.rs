//! Serving, until told to stop.

use std::{future::Future, io, sync::Arc, time::Duration};

use axum::Router;
use hyper::server::conn::http1;
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

use crate::{app::App, config::Limits, router::router, stream::Stream, tls::Tls};

/// How long to wait before the next connection is accepted when the system has none to give.
const PAUSE: Duration = Duration::from_secs(1);

/// Answers requests on `listener` until `stop` is ready; requests under way then have the configured grace to finish.
///
/// Speaks HTTP/1.1, over TLS if there is a certificate for it. The configured [`Limits`] bound how many connections are
/// open, and how long one may take to send a request's head, to send the rest, and to read the answer.
pub async fn serve(app: App, listener: TcpListener, stop: impl Future<Output = ()> + Send + 'static) {
    let grace = app.config.limits.shutdown_grace;
    let connections = GracefulShutdown::new();
    // Dropped at the end: what is still open then is cut.
    let (_open, cut) = watch::channel(());
    let accepting = async {
        tokio::join!(accept(&app, &listener, &connections, &cut), sweep(&app));
    };
    tokio::select! {
        () = accepting => {}
        () = stop => {}
    }
    app.stop();
    tracing::info!("stopping");
    // Who connects from now on hears at once that nobody listens.
    drop(listener);
    if time::timeout(grace, connections.shutdown()).await.is_err() {
        tracing::warn!("stopped with requests unfinished; their clients will send them again");
    }
}

/// Accepts connections, for ever, while there is room.
async fn accept(
    app: &App,
    listener: &TcpListener,
    connections: &GracefulShutdown,
    cut: &watch::Receiver<()>,
) {
    let router = router(app.clone());
    let room = Arc::new(Semaphore::new(app.config.limits.connections.max(1)));
    loop {
        // Those that wait for room do so in the system's queue. Nobody closes the semaphore.
        let Ok(place) = room.clone().acquire_owned().await else { return };
        match listener.accept().await {
            Ok((stream, _)) => {
                let limits = app.config.limits.clone();
                let tls = app.config.tls.clone();
                let conversation = converse(limits, tls, router.clone(), stream, connections.watcher());
                let mut cut = cut.clone();
                let counted = Counted::new(&app.metrics.connections);
                tokio::spawn(async move {
                    tokio::select! {
                        () = conversation => {}
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

/// Answers the requests of one connection.
async fn converse(limits: Limits, tls: Option<Tls>, router: Router, stream: TcpStream, watcher: Watcher) {
    // Small messages back and forth: don't wait to fill packets.
    if let Err(error) = stream.set_nodelay(true) {
        tracing::debug!(%error, "a connection keeps its delay");
    }
    let stream = Stream::new(stream, limits.write_timeout);
    let Some(tls) = tls else { return answer(&limits, router, stream, watcher).await };
    match time::timeout(limits.head_timeout, tls.accept(stream)).await {
        Ok(Ok(stream)) => answer(&limits, router, stream, watcher).await,
        Ok(Err(error)) => tracing::debug!(%error, "a connection didn't come to speak TLS"),
        Err(_) => tracing::debug!("a connection took too long to speak TLS"),
    }
}

async fn answer<S: AsyncRead + AsyncWrite + Unpin + Send + 'static>(
    limits: &Limits,
    router: Router,
    stream: S,
    watcher: Watcher,
) {
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(limits.head_timeout)
        .serve_connection(TokioIo::new(stream), TowerToHyperService::new(router));
    if let Err(error) = watcher.watch(connection).await {
        tracing::debug!(%error, "a connection ended early");
    }
}

/// Forgets what is over, for ever.
async fn sweep(app: &App) {
    loop {
        time::sleep(app.config.limits.sweep).await;
        if let Some(tls) = &app.config.tls {
            renew(tls);
        }
        if let Err(error) = app.store.forget_offers(app.clock.now()).await {
            tracing::warn!(%error, "expired offers couldn't be destroyed; the next attempt comes");
        }
        app.forget_released().await;
        if let Err(error) = app.store.finish_deletions().await {
            tracing::warn!(%error, "what is left of deleted sessions couldn't be destroyed; the next attempt comes");
        }
    }
}

/// Uses a renewed certificate from now on.
pub fn renew(tls: &Tls) {
    match tls.reload() {
        Ok(true) => tracing::info!("the certificate has been renewed"),
        Ok(false) => {}
        Err(error) => tracing::error!(%error, "the certificate stays as it was"),
    }
}

fn is_of_one_connection(error: &io::Error) -> bool {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    matches!(error.kind(), ConnectionAborted | ConnectionRefused | ConnectionReset)
}
