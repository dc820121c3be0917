//! Copies of the embedded store.

use std::{
    fs::DirBuilder,
    io::{Write, stdout},
    os::unix::fs::DirBuilderExt,
    path::Path,
};

use anyhow::{Context, bail, ensure};
use tacit_server::{
    check_list_of_copy, check_master_key,
    store::embedded::{self, Content},
};

use crate::{
    lists::{begun, say_begun, say_list},
    settings::{Settings, StoreChoice},
};

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
    let copy = embedded::look_at_copy(from)?;
    check_master_key(&master_key, &copy.needed.key)?;
    let list = check_list_of_copy(&master_key, &copy, nothing_was_released)?;
    DirBuilder::new().recursive(true).mode(0o700).create(&settings.data_dir).with_context(|| {
        format!("can't make the data folder {}. Choose another with --data-dir.", settings.data_dir.display())
    })?;
    let database = settings.database();
    let content = embedded::restore(from, &database)?;
    said("Restored", content, &database)?;
    if nothing_was_released {
        // Not before there is a store: a list without one would be taken for that of the next copy.
        let list = begun(settings, &master_key).context(
            "The store is in place, its list of released sessions isn't begun: put right what follows, and run `tacit-server begin-list \
             --nothing-was-released`",
        )?;
        say_begun(&list)?;
        writeln!(stdout(), "{} is among them: make a copy of the store now.", from.display())?;
        return Ok(());
    }
    list.map_or(Ok(()), |list| say_list(&list, &mut stdout()))
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
