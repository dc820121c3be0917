//! Serving, as the settings say.

use std::{
    fs::DirBuilder, io::Write, net::SocketAddr, os::unix::fs::DirBuilderExt, sync::Arc, time::Duration,
};

use anyhow::Context;
use tacit_server::{App, Site, clock::SystemClock, config::Config, renew, serve, serve_operators, telemetry};
use tokio::{
    net::TcpListener,
    runtime::Runtime,
    signal::unix::{SignalKind, signal},
};

use crate::{open_files, settings::Settings, stores::Opened};

/// How long work that nobody waits for any more may still take.
const LEFT_OVER: Duration = Duration::from_secs(5);

/// Serves until it is told to stop (SIGINT, SIGTERM).
pub(crate) fn run(settings: Settings) -> anyhow::Result<()> {
    let runtime = Runtime::new()?;
    let served = runtime.block_on(serve_until_told(settings));
    runtime.shutdown_timeout(LEFT_OVER);
    served
}

async fn serve_until_told(settings: Settings) -> anyhow::Result<()> {
    telemetry::init(settings.log_format.into(), &settings.log)?;
    let data_dir = &settings.data_dir;
    DirBuilder::new().recursive(true).mode(0o700).create(data_dir).with_context(|| {
        format!(
            "can't make the data folder {}. Choose another with --data-dir, or give this user the right to make it.",
            data_dir.display()
        )
    })?;
    let master_key = settings.master_key()?;
    let opened = Opened::for_serving(&settings, &master_key).await?;
    let mut config = Config::new(master_key);
    config.https = settings.https;
    config.https_subdomains = settings.https_subdomains;
    config.tls = settings.tls()?;
    let (scheme, tls) = (if config.tls.is_some() { "https" } else { "http" }, config.tls.clone());
    config.operator = settings.operator;
    config.analysts = settings.analyst_keys;
    config.codes = settings.creation_codes;
    config.quotas = settings.quotas;
    config.proxies = settings.proxies;
    config.cors_origins = settings.cors_origins;
    config.limits = settings.limits;
    open_files::allow(config.limits.connections);
    let app = App::new(config, opened.store.clone(), Arc::new(SystemClock), Site::embedded())?;
    let listener = listen(settings.listen, "--listen").await?;
    if let Some(address) = settings.admin_listen {
        let listener = listen(address, "--admin-listen").await?;
        writeln!(std::io::stderr(), "listening for operators on http://{}", listener.local_addr()?)?;
        // It answers until the program ends, also that this is near.
        tokio::spawn(serve_operators(app.clone(), listener));
    }
    // Before anybody hears that it runs: from then on it stops as it should.
    let (mut interrupt, mut terminate) = (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?);
    let mut hang_up = signal(SignalKind::hangup())?;
    tokio::spawn(async move {
        while hang_up.recv().await.is_some() {
            tls.iter().for_each(renew);
        }
    });
    writeln!(std::io::stderr(), "listening on {scheme}://{}", listener.local_addr()?)?;
    let stop = async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
    };
    serve(app, listener, stop).await;
    opened.close().await;
    Ok(())
}

async fn listen(address: SocketAddr, option: &str) -> anyhow::Result<TcpListener> {
    TcpListener::bind(address).await.with_context(|| {
        format!("can't listen on {address}. Is another server running there? Choose another with {option}.")
    })
}
