//! The leader: stores sealed reports, serves the page, computes with the analyst.

mod cli;
mod healthcheck;

use std::{
    fs::DirBuilder,
    io::Write,
    os::unix::fs::DirBuilderExt,
    path::{Path, PathBuf},
    sync::Arc,
};

use anyhow::{Context, ensure};
use clap::Parser;
use cli::{Cli, Command, ServeArgs, StoreChoice};
use tacit_server::{
    App, Site,
    clock::SystemClock,
    config::Config,
    serve,
    store::{Store, embedded::EmbeddedStore},
    telemetry,
};
use tokio::{
    net::TcpListener,
    signal::unix::{SignalKind, signal},
};

fn main() -> anyhow::Result<()> {
    match Cli::parse().command() {
        Command::Healthcheck(args) => healthcheck::healthcheck(&args.url),
        Command::Serve(args) => run(args),
    }
}

#[tokio::main]
async fn run(args: ServeArgs) -> anyhow::Result<()> {
    telemetry::init(args.log_format.into());
    let choice = StoreChoice::parse(&args.store)?;
    DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(&args.data_dir)
        .with_context(|| format!("can't make the data folder {}", args.data_dir.display()))?;
    let master_key = args.master_key.unwrap_or_else(|| args.data_dir.join("master.key"));
    let store = open_store(&choice, args.data_dir.join("tacit.db"), &master_key).await?;
    let mut config = Config::new(master_key);
    config.https = args.https;
    config.limits.max_report_bytes = args.max_report_bytes;
    let app = App::new(config, store, Arc::new(SystemClock), Site::embedded())?;
    let listener = TcpListener::bind(args.listen)
        .await
        .with_context(|| format!("can't listen on {}. Is another server running there?", args.listen))?;
    writeln!(std::io::stderr(), "listening on http://{}", listener.local_addr()?)?;
    let (mut interrupt, mut terminate) = (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?);
    let stop = async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
    };
    Ok(serve(app, listener, stop).await?)
}

async fn open_store(
    choice: &StoreChoice,
    file: PathBuf,
    master_key: &Path,
) -> anyhow::Result<Arc<dyn Store>> {
    match choice {
        StoreChoice::MongoDb(_) => anyhow::bail!("this version can't use MongoDB yet. Use --store embedded."),
        StoreChoice::Embedded => {
            ensure!(
                !file.exists() || master_key.exists(),
                "{} is there, but its master key {} is not. Restore the key from a copy: without it no session in the \
                 store can be finished.",
                file.display(),
                master_key.display()
            );
            Ok(Arc::new(EmbeddedStore::open(&file)?))
        }
    }
}
