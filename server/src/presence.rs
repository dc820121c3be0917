//! Which processes of an analyst are at work on a session, as far as this server was asked lately: so that one can tell
//! its person of another. Nothing depends on it; beside other servers, each knows only who asked it.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

use tacit_protocol::ids::{ProcessId, SessionId};

/// For how long a process counts after it asked, in milliseconds: they ask every second or so.
const LASTS_MS: u64 = 5_000;
/// How many are remembered. More aren't told of.
const CAPACITY: usize = 10_000;

/// When who asked about what, milliseconds since 1970 UTC.
#[derive(Default)]
pub(crate) struct Presence(Mutex<HashMap<(SessionId, ProcessId), u64>>);

impl Presence {
    /// Notes that this process asked at `now`; answers how many others did lately.
    pub(crate) fn note(&self, session: SessionId, process: ProcessId, now: u64) -> u32 {
        let mut seen = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        seen.retain(|_, at| now.abs_diff(*at) < LASTS_MS);
        if seen.len() < CAPACITY {
            seen.insert((session, process), now);
        }
        let others = seen.keys().filter(|(of, other)| *of == session && *other != process).count();
        u32::try_from(others).unwrap_or(u32::MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn others_are_counted_while_they_ask() {
        let presence = Presence::default();
        let session = SessionId::of_manifest;
        let process = |number: u8| ProcessId::try_from(&[number; 16][..]).unwrap();
        assert_eq!(presence.note(session(b"a"), process(1), 0), 0);
        assert_eq!(presence.note(session(b"a"), process(1), 1_000), 0);
        assert_eq!(presence.note(session(b"b"), process(2), 1_000), 0);
        assert_eq!(presence.note(session(b"a"), process(2), 1_000), 1);
        assert_eq!(presence.note(session(b"a"), process(1), 2_000), 1);
        assert_eq!(presence.note(session(b"a"), process(1), 6_000), 0);
    }
}
