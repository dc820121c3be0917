//! What a server does now and then, whoever asks.

use tokio::time;

use crate::{app::App, retention::over_before, store::StoreError, tls::Tls};

/// Forgets what is over, for ever.
pub(crate) async fn sweep(app: &App) {
    loop {
        time::sleep(app.config.limits.sweep).await;
        if let Some(tls) = &app.config.tls {
            renew(tls);
        }
        app.rates.sweep();
        if let Err(error) = app.store.forget_expired(app.clock.now()).await {
            tracing::warn!(%error, "expired offers and codes couldn't be destroyed; the next attempt comes");
        }
        if let Err(error) = delete_over(app).await {
            tracing::warn!(%error, "sessions that were kept long enough couldn't be deleted; the next attempt comes");
        }
        app.forget_released().await;
        if let Err(error) = app.store.finish_deletions().await {
            tracing::warn!(%error, "what is left of deleted sessions couldn't be destroyed; the next attempt comes");
        }
    }
}

/// Deletes the sessions that were kept long enough.
async fn delete_over(app: &App) -> Result<(), StoreError> {
    let retention = app.config.limits.retention_ms;
    if retention == 0 {
        return Ok(());
    }
    for session in over_before(&*app.store, app.clock.now().saturating_sub(retention)).await? {
        tracing::info!(%session, "deleted: it was over for long");
        app.store.delete(&session).await?;
        app.forget(&session);
    }
    Ok(())
}

/// Uses a renewed certificate from now on.
pub fn renew(tls: &Tls) {
    match tls.reload() {
        Ok(true) => tracing::info!("the certificate has been renewed"),
        Ok(false) => {}
        Err(error) => tracing::error!(%error, "the certificate stays as it was"),
    }
}
