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
    prepare_master_key, serve,
    store::{Store, embedded::EmbeddedStore, mongo::MongoStore},
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
    DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(&args.data_dir)
        .with_context(|| {
            format!(
                "can't make the data folder {}. Choose another with --data-dir, or give this user the right to make \
                 it.",
                args.data_dir.display()
            )
        })?;
    let master_key = match args.master_key.clone() {
        Some(path) => path,
        None => beside(&args.data_dir)?,
    };
    let (store, mongo) = open_store(&args, &master_key).await?;
    let mut config = Config::new(master_key);
    config.https = args.https;
    config.operator.clone_from(&args.operator);
    config.analysts.clone_from(&args.analyst_keys);
    config.limits.max_report_bytes = args.max_report_bytes;
    let app = App::new(config, store, Arc::new(SystemClock), Site::embedded())?;
    let listener = TcpListener::bind(args.listen).await.with_context(|| {
        format!(
            "can't listen on {}. Is another server running there? Choose another with --listen.",
            args.listen
        )
    })?;
    // Before anybody hears that it runs: from then on it stops as it should.
    let (mut interrupt, mut terminate) = (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?);
    writeln!(std::io::stderr(), "listening on http://{}", listener.local_addr()?)?;
    let stop = async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
    };
    serve(app, listener, stop).await;
    if let Some(mongo) = mongo.and_then(Arc::into_inner) {
        mongo.shutdown().await;
    }
    Ok(())
}

/// Where the master key is unless said otherwise: beside the data folder, so that a copy of the folder is without it.
fn beside(data_dir: &Path) -> anyhow::Result<PathBuf> {
    let folder = data_dir
        .canonicalize()
        .with_context(|| format!("can't find the data folder {}. Is it a folder?", data_dir.display()))?;
    let name = folder.file_name().with_context(|| {
        format!(
            "there is no place beside {}. Say with --master-key where that key is to be.",
            folder.display()
        )
    })?;
    let mut name = name.to_owned();
    name.push("-master.key");
    Ok(folder.with_file_name(name))
}

/// An opened store; MongoDB's apart too, because it wants to be closed.
async fn open_store(
    args: &ServeArgs,
    master_key: &Path,
) -> anyhow::Result<(Arc<dyn Store>, Option<Arc<MongoStore>>)> {
    match StoreChoice::parse(&args.store)? {
        StoreChoice::MongoDb(uri) => {
            let store = Arc::new(MongoStore::connect(&uri, &args.mongodb_database).await?);
            Ok((store.clone(), Some(store)))
        }
        StoreChoice::Embedded => {
            let file = args.data_dir.join("tacit.db");
            ensure!(
                !file.exists() || master_key.exists(),
                "{} is there, but its master key {} is not. Restore the key from a copy: without it no session in the \
                 store can be finished.",
                file.display(),
                master_key.display()
            );
            prepare_master_key(master_key)?;
            Ok((Arc::new(EmbeddedStore::open(&file)?), None))
        }
    }
}
