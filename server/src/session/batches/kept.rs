//! The prepared batches that are kept until their verdicts come.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use tacit_protocol::{batch::BATCHES_AT_ONCE, ids::SessionId};
use tokio::sync::OnceCell;

use super::Prepared;

/// How much memory prepared batches may take, over all sessions, in bytes: some forty of a short form, four of the longest.
const MOST: usize = 64 << 20;

/// Batches prepared and not yet finished, the one used last at the end.
#[derive(Default)]
pub(crate) struct Batches(Mutex<VecDeque<(Key, Slot)>>);

pub(super) type Key = (SessionId, u32);
pub(super) type Slot = Arc<OnceCell<Arc<Prepared>>>;

impl Batches {
    /// Forgets what is prepared of a session.
    pub(crate) fn forget(&self, session: &SessionId) {
        self.lock().retain(|((of, _), _)| of != session);
    }

    /// The sessions of which something is prepared.
    pub(crate) fn sessions(&self) -> Vec<SessionId> {
        self.lock().iter().map(|((of, _), _)| *of).collect()
    }

    pub(super) fn forget_batch(&self, key: &Key) {
        self.lock().retain(|(other, _)| other != key);
    }

    /// Where a batch is prepared. Of its session only so many others stay as an analyst's program works on at once.
    pub(super) fn slot(&self, key: Key) -> Slot {
        let mut slots = self.lock();
        let found = slots.iter().position(|(other, _)| *other == key).and_then(|at| slots.remove(at));
        let slot = found.map_or_else(Slot::default, |(_, slot)| slot);
        slots.push_back((key, slot.clone()));
        let of_session = slots.iter().filter(|((session, _), _)| *session == key.0).count();
        if of_session > BATCHES_AT_ONCE {
            let oldest = slots.iter().position(|((session, _), _)| *session == key.0);
            oldest.and_then(|at| slots.remove(at));
        }
        slot
    }

    /// Drops the batches used longest ago, until the others, or the last one, take no more memory than they may.
    pub(super) fn bound(&self) {
        let mut slots = self.lock();
        let size = |slot: &Slot| slot.get().map_or(0, |prepared| prepared.size);
        let mut all: usize = slots.iter().map(|(_, slot)| size(slot)).sum();
        let last = slots.back().map(|(key, _)| *key);
        slots.retain(|(key, slot)| {
            let stays = all <= MOST || size(slot) == 0 || Some(*key) == last;
            all -= if stays { 0 } else { size(slot) };
            stays
        });
    }

    fn lock(&self) -> MutexGuard<'_, VecDeque<(Key, Slot)>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(session: u8) -> SessionId {
        SessionId::try_from([session; 32].as_slice()).unwrap()
    }

    fn keep(batches: &Batches, session: u8, index: u32, size: usize) {
        let prepared = Prepared { body: Default::default(), states: Vec::new(), size };
        let slot = batches.slot((id(session), index));
        slot.set(Arc::new(prepared)).map_err(drop).unwrap();
        batches.bound();
    }

    fn kept(batches: &Batches) -> Vec<(u8, u32)> {
        batches.lock().iter().map(|((session, index), _)| (session.as_bytes()[0], *index)).collect()
    }

    #[test]
    fn a_session_keeps_what_is_worked_on_at_once_and_takes_nothing_from_others() {
        let batches = Batches::default();
        keep(&batches, 1, 0, 1);
        (0..10).for_each(|index| keep(&batches, 2, index, 1));
        assert_eq!(kept(&batches), [(1, 0), (2, 6), (2, 7), (2, 8), (2, 9)]);
        batches.slot((id(2), 6));
        keep(&batches, 2, 10, 1);
        assert_eq!(kept(&batches), [(1, 0), (2, 8), (2, 9), (2, 6), (2, 10)]);
        batches.forget(&id(2));
        assert_eq!(kept(&batches), [(1, 0)]);
    }

    #[test]
    fn together_they_take_so_much_memory() {
        let batches = Batches::default();
        (0..8).for_each(|session| keep(&batches, session, 0, MOST / 4));
        assert_eq!(kept(&batches), [(4, 0), (5, 0), (6, 0), (7, 0)]);
        // What is being prepared takes none yet.
        batches.slot((id(8), 0));
        keep(&batches, 9, 0, MOST + 1);
        assert_eq!(kept(&batches), [(8, 0), (9, 0)]);
        keep(&batches, 1, 0, 1);
        assert_eq!(kept(&batches), [(8, 0), (1, 0)]);
    }
}
