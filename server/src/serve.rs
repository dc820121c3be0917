//! Serving, until told to stop.

use std::{future::Future, io};

use axum::serve::ListenerExt;
use tokio::{net::TcpListener, sync::oneshot, time};

use crate::{app::App, router::router};

/// Answers requests on `listener` until `stop` is ready; requests under way then have the configured grace to finish.
///
/// # Errors
///
/// What the listener fails with.
pub async fn serve(
    app: App,
    listener: TcpListener,
    stop: impl Future<Output = ()> + Send + 'static,
) -> io::Result<()> {
    let grace = app.config.limits.shutdown_grace;
    let (stopping, stopped) = oneshot::channel::<()>();
    // Small messages back and forth: don't wait to fill packets.
    let listener = listener.tap_io(|stream| {
        if let Err(error) = stream.set_nodelay(true) {
            tracing::debug!(%error, "a connection keeps its delay");
        }
    });
    let server = axum::serve(listener, router(app)).with_graceful_shutdown(async move {
        stop.await;
        tracing::info!("stopping");
        drop(stopping);
    });
    let out_of_grace = async {
        // An error says that the other end is gone: the server was told to stop.
        let _ = stopped.await;
        time::sleep(grace).await;
    };
    tokio::select! {
        result = server.into_future() => result,
        () = out_of_grace => {
            tracing::warn!("stopped with requests unfinished; their clients will send them again");
            Ok(())
        }
    }
}
