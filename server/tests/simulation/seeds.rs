//! Which schedules a run tries.

use std::{
    env,
    fmt::Debug,
    io::{self, Write},
    time::UNIX_EPOCH,
};

pub enum Seeds {
    /// The one that `TACIT_SEED` names.
    One(u64),
    /// So many, from a first one on.
    From(u64, u64),
}

impl Seeds {
    /// An ordinary run tries `few`, the same in each. A long one tries `many`, from `TACIT_SEED_BASE` on or from the time, which no run
    /// before began with.
    pub fn of_this_run(few: u64, many: u64) -> Self {
        if let Some(seed) = number("TACIT_SEED") {
            return Self::One(seed);
        }
        let is_long = env::var("TACIT_LONG").as_deref() == Ok("1");
        let base = number("TACIT_SEED_BASE").unwrap_or_else(|| if is_long { milliseconds() } else { 0 });
        Self::From(base, if is_long { many } else { few })
    }

    pub fn all(&self) -> impl Iterator<Item = u64> {
        let (first, many) = match *self {
            Self::One(seed) => (seed, 1),
            Self::From(base, many) => (base, many),
        };
        (0..many).map(move |further| first.wrapping_add(further))
    }

    /// Says where these begin, also while all goes well.
    pub fn say(&self, engine: impl Debug) {
        if let Self::From(base, many) = self {
            // Past what catches the output of tests.
            let _ = writeln!(io::stderr(), "{engine:?}: {many} schedules from TACIT_SEED_BASE={base}");
        }
    }
}

fn number(name: &str) -> Option<u64> {
    let text = env::var(name).ok()?;
    Some(text.parse().unwrap_or_else(|_| panic!("{name} is a number")))
}

fn milliseconds() -> u64 {
    UNIX_EPOCH.elapsed().unwrap().as_millis() as u64
}
