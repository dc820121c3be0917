//! Copies of the embedded store.

use std::{
    fs::DirBuilder,
    io::{Write, stdout},
    os::unix::fs::DirBuilderExt,
    path::Path,
};

use anyhow::{Context, bail, ensure};
use tacit_server::{
    lists_a_release, read_master_key, released_list,
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
pub(crate) fn restore(settings: &Settings, from: &Path, nothing_was_released: bool) -> anyhow::Result<()> {
    embedded_only(settings)?;
    let master_key = settings.master_key()?;
    ensure!(
        master_key.exists(),
        "the master key {} isn't there. Put its copy there first: without it no session in the store can be finished.",
        master_key.display()
    );
    read_master_key(&master_key)?;
    let list = released_list(&master_key);
    ensure!(
        lists_a_release(&master_key)? || nothing_was_released,
        "the list of released sessions {} isn't there, or names none. Put its newest copy there first: without it, the copy could be \
         used to release sessions a second time. If there never was a release, say so with --nothing-was-released.",
        list.display()
    );
    DirBuilder::new().recursive(true).mode(0o700).create(&settings.data_dir).with_context(|| {
        format!("can't make the data folder {}. Choose another with --data-dir.", settings.data_dir.display())
    })?;
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
