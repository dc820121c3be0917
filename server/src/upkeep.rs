//! What an operator does now and then: forgets what is over, changes the master key.

use std::io::{Write, stdout};

use tacit_server::{
    clock::{Clock, SystemClock},
    over_before, rotate_master_key,
};

use crate::{settings::Settings, stores::Opened};

/// Deletes what is over for longer than the settings keep it; or, `dry`, only says what.
#[tokio::main]
pub(crate) async fn gc(settings: Settings, dry: bool) -> anyhow::Result<()> {
    let opened = Opened::beside(&settings).await?;
    let (store, now) = (&*opened.store, SystemClock.now());
    let over = match settings.retention_days {
        0 => Vec::new(),
        _ => over_before(store, now.saturating_sub(settings.limits.retention_ms)).await?,
    };
    if !dry {
        store.forget_expired(now).await?;
        store.finish_deletions().await?;
    }
    for session in &over {
        if !dry {
            store.delete(session).await?;
        }
        writeln!(stdout(), "{session}")?;
    }
    let done = if dry { "would be" } else { "were" };
    writeln!(stdout(), "{} sessions {done} deleted.", over.len())?;
    if settings.retention_days == 0 {
        writeln!(
            stdout(),
            "Sessions are kept until their analysts delete them. Set `retention-days` to keep them for shorter."
        )?;
    }
    opened.close().await;
    Ok(())
}

/// Puts another master key in the place of the one there is.
#[tokio::main]
pub(crate) async fn rotate(settings: Settings) -> anyhow::Result<()> {
    let master_key = settings.master_key()?;
    let opened = Opened::alone(&settings).await?;
    let resealed = rotate_master_key(&*opened.store, &master_key).await?;
    writeln!(
        stdout(),
        "{} holds a new master key, and the old one is gone; {resealed} sessions were sealed anew. Copy it, and give it to \
         every server on this store before you start them. Copies of the store that were made before need the old one.",
        master_key.display()
    )?;
    opened.close().await;
    Ok(())
}
