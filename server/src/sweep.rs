//! What a server does now and then, whoever asks.

use std::io;

use tokio::{sync::Notify, task, time};

use crate::{
    app::App,
    retention::{Retained, retain},
    steadiness::Steadiness,
    store::StoreError,
    telemetry::no_result,
    tls::Tls,
    trusted_time::TrustedTime,
};

/// How many sessions are listed at once.
const PAGE: u32 = 256;

/// Forgets what is over, for ever; and remembers what was released, also by others.
pub(crate) async fn sweep(app: &App) {
    let clocks = Clocks::default();
    tokio::join!(look_after(app), compare(app, &clocks), delete(app, &clocks));
}

/// What is known of this server's clock, as compared with what is noted in the store.
#[derive(Default)]
struct Clocks {
    /// The time, if it can be trusted with deleting; not before it was looked at twice.
    trusted: TrustedTime,
    /// It was looked at.
    looked: Notify,
}

/// Compares and notes the time, also while something is deleted: who looks at the time that is noted in the store finds it noted every
/// minute, and what is being deleted stops when it can't be trusted any more.
async fn compare(app: &App, clocks: &Clocks) {
    let mut begun = None;
    loop {
        if let Err(error) = look(app, &mut begun, &clocks.trusted).await {
            clocks.trusted.set(None).await;
            tracing::warn!(%error, "what time was noted in the store can't be found out; the next attempt comes");
        }
        clocks.looked.notify_one();
        time::sleep(app.config.limits.sweep).await;
    }
}

async fn look(app: &App, begun: &mut Option<Steadiness>, trusted: &TrustedTime) -> Result<(), StoreError> {
    let (store, now) = (&*app.store, app.clock.now());
    match begun {
        Some(clock) => clock.compare(store, (now, app.config.limits.clock_doubt), trusted).await,
        None => {
            *begun = Some(Steadiness::begin(store, now).await?);
            Ok(())
        }
    }
}

/// Deletes what is to be deleted, each time that the clock was looked at. Large sessions take minutes, for which nothing else waits.
async fn delete(app: &App, clocks: &Clocks) {
    let since = app.clock.now();
    loop {
        clocks.looked.notified().await;
        if let Err(error) = delete_over(app, &clocks.trusted, since).await {
            tracing::warn!(%error, "what is over couldn't be looked for; the next attempt comes");
        }
        if let Err(error) = app.store.finish_deletions().await {
            tracing::warn!(%error, "what is left of deleted sessions couldn't be destroyed; the next attempt comes");
        }
    }
}

async fn look_after(app: &App) {
    let mut is_first = true;
    loop {
        match remember_released(app).await {
            // Those of other servers can't be told from those that an older list lacks.
            Ok(learned) if is_first && learned > 0 => tracing::warn!(
                learned,
                "the store says that sessions are released which the list beside the master key lacked: servers beside this one released \
                 them, or it is an older copy of the list. Then put the newest in its place, and start again"
            ),
            Ok(_) => {}
            Err(error) => {
                tracing::warn!(%error, "whether other servers have released anything can't be found out; the next attempt comes");
            }
        }
        is_first = false;
        time::sleep(app.config.limits.sweep).await;
        if let Some(tls) = &app.config.tls {
            renew(tls);
        }
        app.rates.sweep();
        if app.ask_store().await.is_err() {
            tracing::error!("the store isn't for this server now");
        }
        app.forget_released().await;
    }
}

/// Has this server's list name all that the store says is released: also by another server beside it, which may not be there when an
/// older copy of the store is. Answers how many it lacked.
async fn remember_released(app: &App) -> Result<usize, StoreError> {
    let list = app.clone();
    on_list(move || list.released.read_again()).await?;
    let (mut after, mut lacked) = (None, 0);
    loop {
        let page = app.store.released_sessions(after.as_ref(), PAGE).await?;
        let Some(last) = page.last() else { return Ok(lacked) };
        after = Some(*last);
        lacked += page.iter().filter(|session| !app.released.has(session)).count();
        let list = app.clone();
        let remember = move || page.iter().try_for_each(|session| list.released.remember_new(session));
        on_list(remember).await?;
    }
}

/// Reads or writes the list of what was released.
async fn on_list(work: impl FnOnce() -> io::Result<()> + Send + 'static) -> Result<(), StoreError> {
    let done =
        task::spawn_blocking(work).await.map_err(|error| io::Error::other(no_result(&error))).flatten();
    done.map_err(|error| StoreError::Unavailable(format!("the list beside the master key: {error}")))
}

/// Destroys expired offers and codes, and deletes the sessions that were kept long enough.
async fn delete_over(app: &App, trusted: &TrustedTime, since: u64) -> Result<(), StoreError> {
    let (store, limits) = (&*app.store, &app.config.limits);
    let Some(now) = trusted.get().await else { return Ok(()) };
    store.forget_expired(now).await?;
    let tell = |done: &Retained| match done {
        Retained::Announced { session, is_unreleased: false } => {
            tracing::info!(%session, "it is over for long, and will be deleted in a day");
        }
        Retained::Announced { session, is_unreleased: true } => {
            tracing::warn!(%session, "it was never released, is over for long, and will be deleted in a day with its submissions");
        }
        Retained::TakenBack(session) => {
            tracing::info!(%session, "it won't be deleted: it isn't over for long any more")
        }
        Retained::Deleted(session) => {
            tracing::info!(%session, "deleted: it was over for long");
            app.forget(session);
        }
        Retained::Failed(session, error) => {
            tracing::warn!(%session, %error, "whether it is over for long couldn't be found out, or it couldn't be deleted");
        }
    };
    retain(store, (trusted, since), limits.retention_ms, false, &tell).await
}

/// Uses a renewed certificate from now on.
pub fn renew(tls: &Tls) {
    match tls.reload() {
        Ok(true) => tracing::info!("the certificate has been renewed"),
        Ok(false) => {}
        Err(error) => tracing::error!(%error, "the certificate stays as it was"),
    }
}
