//! What an operator does now and then: forgets what is over, changes the master key.

use std::{
    io::{Write, stderr, stdout},
    sync::atomic::{AtomicU64, Ordering},
};

use anyhow::ensure;
use tacit_server::{
    Retained, Rotated, TrustedTime, agrees,
    clock::{Clock, SystemClock},
    retain, rotate_master_key,
};

use crate::{settings::Settings, stores::Opened};

/// Deletes what is over for longer than the settings keep it and was announced a day before, and announces what is to be deleted next;
/// or, `dry`, only says what it would.
#[tokio::main]
pub(crate) async fn gc(settings: Settings, dry: bool) -> anyhow::Result<()> {
    let opened = Opened::beside(&settings).await?;
    let (store, now) = (&*opened.store, SystemClock.now());
    let (deleted, failed) = (AtomicU64::new(0), AtomicU64::new(0));
    let tell = |done: &Retained| {
        let said = match done {
            Retained::Announced { session, is_unreleased: false } => {
                format!("{session} to be deleted in a day")
            }
            Retained::Announced { session, is_unreleased: true } => {
                format!("{session} to be deleted in a day, with submissions that were never released")
            }
            Retained::TakenBack(session) => format!("{session} no longer to be deleted"),
            Retained::Deleted(session) => {
                deleted.fetch_add(1, Ordering::Relaxed);
                format!("{session} deleted")
            }
            Retained::Failed(session, error) => {
                failed.fetch_add(1, Ordering::Relaxed);
                format!("{session} failed: {error}")
            }
        };
        // Whether anybody reads it makes no difference.
        let _ = writeln!(stdout(), "{said}");
    };
    let agrees = agrees(store, now).await?;
    if !agrees {
        let again = if settings.retention_days > 0 {
            " What was to be deleted by now is announced again."
        } else {
            ""
        };
        writeln!(
            stderr(),
            "No server on this store has noted the time within an hour of what this machine's clock says: none is running, or a clock is \
             wrong. Codes and offers are kept, also those that are expired by this clock.{again}"
        )?;
    }
    if !dry {
        if agrees {
            store.forget_expired(now).await?;
        }
        store.finish_deletions().await?;
    }
    // Unset, it says nothing about what a server with that setting has announced.
    if settings.retention_days > 0 {
        let since = if agrees { 0 } else { now };
        retain(store, (&TrustedTime::of(now), since), settings.limits.retention_ms, dry, &tell).await?;
    }
    let orphans = if dry { 0 } else { store.forget_orphans().await? };
    if orphans > 0 {
        writeln!(stdout(), "What was left of {orphans} deleted sessions was destroyed.")?;
    }
    let done = if dry { "would be" } else { "were" };
    writeln!(stdout(), "{} sessions {done} deleted.", deleted.into_inner())?;
    if settings.retention_days == 0 {
        writeln!(
            stdout(),
            "None was looked for: `retention-days` isn't set here. Without it, sessions are kept until their analysts delete them."
        )?;
    }
    opened.close().await;
    let failed = failed.into_inner();
    ensure!(
        failed == 0,
        "{failed} sessions couldn't be looked at or deleted, as said above. Run this again."
    );
    Ok(())
}

/// Puts another master key in the place of the one there is.
#[tokio::main]
pub(crate) async fn rotate(settings: Settings) -> anyhow::Result<()> {
    let master_key = settings.master_key()?;
    let opened = Opened::alone(&settings).await?;
    let rotated = rotate_master_key(&*opened.store, &master_key).await;
    opened.close().await;
    let path = master_key.display();
    match rotated? {
        Rotated::Changed(resealed) => writeln!(
            stdout(),
            "{path} holds a new master key, and the old one's file is removed; {resealed} sessions were sealed anew. Copy it, and \
             give it to every server on this store before you start them. Copies of the store that were made before need the old one."
        )?,
        Rotated::Finished => writeln!(
            stdout(),
            "{path} was changed before, by a call that was cut off at its end; now the old key's file is removed. To change the key \
             once more, run this again."
        )?,
    }
    Ok(())
}
