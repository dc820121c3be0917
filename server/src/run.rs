//! Serving, as the settings say.

use std::{
    fs::DirBuilder,
    net::SocketAddr,
    os::unix::fs::DirBuilderExt,
    process::ExitCode,
    sync::Arc,
    time::{Duration, Instant},
};

use anyhow::Context;
use tacit_server::{
    App, ServeError, Site,
    clock::SystemClock,
    config::Config,
    renew, serve, serve_operators,
    store::mongo::MongoStore,
    telemetry::{self, LogFormat},
};
use tokio::{
    net::TcpListener,
    runtime::Runtime,
    signal::unix::{SignalKind, signal},
};

use crate::{
    open_files,
    settings::{Settings, SettingsArgs},
    stopping::told_to_stop,
    stores::Opened,
};

/// How long the store and work that nobody waits for any more may still take, both together.
const LEFT_OVER: Duration = MongoStore::CLOSING;

/// Serves until it is told to stop. Says itself what it fails for: in the log's format.
pub(crate) fn run(args: SettingsArgs) -> ExitCode {
    let format = args.log_format();
    match args.settle().and_then(|settings| serve_with(settings, format)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let text = if format == LogFormat::Json { format!("{error:#}") } else { format!("{error:?}") };
            telemetry::fail(format, &text);
            ExitCode::FAILURE
        }
    }
}

fn serve_with(settings: Settings, format: LogFormat) -> anyhow::Result<()> {
    telemetry::init(format, &settings.log)?;
    let runtime = Runtime::new()?;
    let mut left_over = LEFT_OVER;
    let served = runtime.block_on(async {
        let (opened, served) = serve_until_told(settings, format).await?;
        let begun = Instant::now();
        opened.close().await;
        left_over = left_over.saturating_sub(begun.elapsed());
        Ok(served?)
    });
    runtime.shutdown_timeout(left_over);
    served
}

/// The store is still open then.
async fn serve_until_told(
    settings: Settings,
    format: LogFormat,
) -> anyhow::Result<(Opened, Result<(), ServeError>)> {
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
        let url = format!("http://{}", listener.local_addr()?);
        telemetry::announce(format, &format!("listening for operators on {url}"));
        // It answers until the program ends, also that this is near.
        tokio::spawn(serve_operators(app.clone(), listener));
    }
    // Before anybody hears that it runs: from then on it stops as it should.
    let told = told_to_stop()?;
    let mut hang_up = signal(SignalKind::hangup())?;
    tokio::spawn(async move {
        while hang_up.recv().await.is_some() {
            tls.iter().for_each(renew);
        }
    });
    telemetry::announce(format, &format!("listening on {scheme}://{}", listener.local_addr()?));
    let stop = async { drop(told.await) };
    let served = serve(app, listener, stop).await;
    Ok((opened, served))
}

async fn listen(address: SocketAddr, option: &str) -> anyhow::Result<TcpListener> {
    TcpListener::bind(address).await.with_context(|| {
        format!("can't listen on {address}. Is another server running there? Choose another with {option}.")
    })
}
