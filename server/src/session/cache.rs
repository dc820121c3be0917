//! Sessions in use, so that a request needn't read a manifest or compile a circuit.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use tacit_protocol::ids::SessionId;

use super::{Outline, Session};

/// How many are kept ready.
const CAPACITY: usize = 1024;
/// How much memory they may take together, in bytes: room for hundreds of usual sessions, and for some of the largest.
const MAX_WEIGHT: usize = 256 << 20;

/// What is kept ready of a session.
pub(crate) trait Kept {
    /// Of which.
    fn id(&self) -> &SessionId;

    /// About how many bytes it takes.
    fn weight(&self) -> usize;
}

/// Those used last, the newest at the end, each with its weight.
pub(crate) struct Cache<T>(Mutex<VecDeque<(usize, Arc<T>)>>);

impl<T> Default for Cache<T> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

impl<T: Kept> Cache<T> {
    /// The session, if it is kept ready.
    pub(crate) fn get(&self, id: &SessionId) -> Option<Arc<T>> {
        let mut kept = self.lock();
        let at = kept.iter().position(|(_, one)| one.id() == id)?;
        let (weight, one) = kept.remove(at)?;
        kept.push_back((weight, one.clone()));
        Some(one)
    }

    /// Keeps a session ready, instead of those used longest ago if there are too many or they are too large.
    pub(crate) fn insert(&self, one: Arc<T>) {
        let mut kept = self.lock();
        kept.retain(|(_, other)| other.id() != one.id());
        kept.push_back((one.weight(), one));
        let mut all: usize = kept.iter().map(|(weight, _)| weight).sum();
        while kept.len() > CAPACITY || (all > MAX_WEIGHT && kept.len() > 1) {
            all -= kept.pop_front().map_or(0, |(weight, _)| weight);
        }
    }

    /// Forgets the session, and with it its secrets.
    pub(crate) fn forget(&self, id: &SessionId) {
        self.lock().retain(|(_, one)| one.id() != id);
    }

    fn lock(&self) -> MutexGuard<'_, VecDeque<(usize, Arc<T>)>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Cache<Outline> {
    /// Those that are kept.
    pub(crate) fn ids(&self) -> Vec<SessionId> {
        self.lock().iter().map(|(_, one)| *one.id()).collect()
    }
}

impl Cache<Session> {
    /// The sessions kept ready that have their secrets.
    pub(crate) fn with_secrets(&self) -> Vec<SessionId> {
        let kept = self.lock();
        kept.iter()
            .filter(|(_, session)| session.secrets().is_some())
            .map(|(_, session)| session.id)
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Weighed(SessionId, usize);

    impl Kept for Weighed {
        fn id(&self) -> &SessionId {
            &self.0
        }

        fn weight(&self) -> usize {
            self.1
        }
    }

    fn id(number: usize) -> SessionId {
        SessionId::of_manifest(&number.to_be_bytes())
    }

    #[test]
    fn those_used_last_are_kept_as_many_and_as_large_as_there_is_room_for() {
        let cache = Cache::default();
        let insert = |number, weight| cache.insert(Arc::new(Weighed(id(number), weight)));
        (0..CAPACITY).for_each(|number| insert(number, 1));
        assert!(cache.get(&id(0)).is_some());
        insert(CAPACITY, 1);
        assert!(cache.get(&id(1)).is_none(), "0 was used after it");
        assert!(cache.get(&id(0)).is_some() && cache.get(&id(CAPACITY)).is_some());
        insert(0, MAX_WEIGHT - 10);
        assert!(cache.lock().len() == 11 && cache.get(&id(CAPACITY)).is_some());
        insert(7, 2 * MAX_WEIGHT);
        assert_eq!(cache.lock().len(), 1, "the one in use is kept in any case");
        cache.forget(&id(7));
        assert!(cache.get(&id(7)).is_none());
    }
}
