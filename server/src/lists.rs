//! The list of released sessions, for operators.

use std::{
    io::{Write, stdout},
    path::Path,
};

use anyhow::ensure;
use jiff::Timestamp;
use tacit_server::{ReleasedList, begin_list, prepare_master_key};

use crate::{cli::BeginListArgs, settings::Settings, stores::Opened};

/// Says what the list names and when it was written, for people to compare: whether it is the newest only they know.
pub(crate) fn say_list(list: &ReleasedList, to: &mut dyn Write) -> anyhow::Result<()> {
    let written = list.written.and_then(|at| Timestamp::try_from(at).ok());
    let written = written.map_or_else(
        || "at an unknown time".to_owned(),
        |at| at.strftime("%Y-%m-%d %H:%M:%S UTC").to_string(),
    );
    writeln!(
        to,
        "The list of released sessions {} names {}, and was last written {written}. Compare that with its newest copy: what an older one \
         lacks could be released again.",
        list.path.display(),
        list.sessions.len()
    )?;
    Ok(())
}

/// Begins the list of a store that has lost its own, with what the store says is released.
pub(crate) fn begin(args: BeginListArgs) -> anyhow::Result<()> {
    ensure!(
        args.nothing_was_released,
        "a list that is begun anew names only what the store says is released; what was released after the store was copied could be released \
         again. Put the newest copy of the list in place instead. If nothing was released that the store doesn't know, say so with \
         --nothing-was-released."
    );
    let settings = args.settings.settle()?;
    let master_key = settings.master_key()?;
    // One that is made only now is no store's that has released anything.
    ensure!(
        master_key.exists(),
        "the master key {} isn't there. Put its copy there first, or check --master-key.",
        master_key.display()
    );
    say_begun(&begun(&settings, &master_key)?)
}

/// Says whose it is, and what doesn't go with it.
pub(crate) fn say_begun(list: &ReleasedList) -> anyhow::Result<()> {
    writeln!(
        stdout(),
        "The list of released sessions {} belongs to the store, and names {}. Where several servers share the store, add its lines to the \
         list of each (`cat`), or copy it to those that have none; and keep a copy of it. Older copies of the store are refused from now on.",
        list.path.display(),
        list.sessions.len()
    )?;
    Ok(())
}

/// The list that is begun for the store that is in place.
#[tokio::main]
pub(crate) async fn begun(settings: &Settings, master_key: &Path) -> anyhow::Result<ReleasedList> {
    let opened = Opened::alone(settings).await?;
    let store = &*opened.store;
    let begun = match prepare_master_key(store, master_key).await {
        Ok(()) => begin_list(store, master_key).await.map_err(anyhow::Error::from),
        Err(error) => Err(error.into()),
    };
    opened.close().await;
    begun
}
