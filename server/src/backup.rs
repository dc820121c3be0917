//! Copies of the embedded store.

use std::{
    io::{Write, stdout},
    path::Path,
};

use anyhow::{Context, bail, ensure};
use tacit_server::{
    prepare_master_key,
    store::embedded::{self, Content},
};

use crate::settings::{Settings, StoreChoice};

/// Copies the store to `to`.
pub(crate) fn back_up(settings: &Settings, to: &Path) -> anyhow::Result<()> {
    embedded_only(settings)?;
    let database = settings.database();
    ensure!(database.exists(), "there is no store {}. Check --data-dir.", database.display());
    let content = embedded::back_up(&database, to)?;
    said("Copied", content, to)
}

/// Puts the copy `from` in place.
pub(crate) fn restore(settings: &Settings, from: &Path) -> anyhow::Result<()> {
    embedded_only(settings)?;
    let master_key = settings.master_key()?;
    ensure!(
        master_key.exists(),
        "the master key {} isn't there. Put its copy there first: without it no session in the store can be finished.",
        master_key.display()
    );
    prepare_master_key(&master_key)?;
    std::fs::metadata(from).with_context(|| format!("the copy {} can't be read", from.display()))?;
    let database = settings.database();
    let content = embedded::restore(from, &database)?;
    said("Restored", content, &database)
}

fn said(done: &str, content: Content, path: &Path) -> anyhow::Result<()> {
    let Content { sessions, reports } = content;
    let path = path.display();
    writeln!(stdout(), "{done} to {path}: {sessions} sessions, {reports} reports, replaced ones included.")?;
    Ok(())
}

fn embedded_only(settings: &Settings) -> anyhow::Result<()> {
    match settings.store {
        StoreChoice::Embedded => Ok(()),
        StoreChoice::MongoDb(_) => {
            bail!(
                "this copies the embedded store. For MongoDB, use its own tools: mongodump and mongorestore."
            )
        }
    }
}
