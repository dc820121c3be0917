//! Makes codes with which sessions can be created.

use std::io::{Write, stderr, stdout};

use getrandom::SysRng;
use rand_core::UnwrapErr;
use tacit_protocol::code::Code;
use tacit_server::{
    clock::{Clock, SystemClock},
    store::CodeRecord,
};

use crate::{cli::CodesArgs, stores::Opened};

const DAY_MS: u64 = 24 * 60 * 60 * 1000;

/// Makes codes, and shows them once they are stored.
#[tokio::main]
pub(crate) async fn make(args: CodesArgs) -> anyhow::Result<()> {
    let CodesArgs { number, days, settings } = args;
    let settings = settings.settle()?;
    let opened = Opened::beside(&settings).await?;
    let codes: Vec<Code> = (0..number).map(|_| Code::random(&mut UnwrapErr(SysRng))).collect();
    let expires_at = SystemClock.now().saturating_add(u64::from(days) * DAY_MS);
    let records: Vec<_> = codes.iter().map(|code| CodeRecord { hash: code.hash(), expires_at }).collect();
    opened.store.put_codes(&records).await?;
    for code in &codes {
        writeln!(stdout(), "{}", code.expose())?;
    }
    writeln!(
        stderr(),
        "Each creates one session within {days} days. They aren't stored, only their hashes: keep them until they are handed \
         out."
    )?;
    if !settings.creation_codes {
        writeln!(stderr(), "This server asks nobody for a code. Set `creation-codes = true`.")?;
    }
    opened.close().await;
    Ok(())
}
