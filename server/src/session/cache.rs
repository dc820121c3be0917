//! Sessions in use, so that a request needn't compile a circuit.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use tacit_protocol::ids::SessionId;

use super::Session;

/// How many sessions are kept ready.
const CAPACITY: usize = 64;

/// The sessions used last.
#[derive(Default)]
pub(crate) struct Sessions(Mutex<VecDeque<Arc<Session>>>);

impl Sessions {
    /// The session, if it is kept ready.
    pub(crate) fn get(&self, id: &SessionId) -> Option<Arc<Session>> {
        let mut sessions = self.lock();
        let at = sessions.iter().position(|session| session.id == *id)?;
        let session = sessions.remove(at)?;
        sessions.push_back(session.clone());
        Some(session)
    }

    /// Keeps a session ready, instead of the one used longest ago if there are too many.
    pub(crate) fn insert(&self, session: Arc<Session>) {
        let mut sessions = self.lock();
        sessions.retain(|other| other.id != session.id);
        sessions.push_back(session);
        if sessions.len() > CAPACITY {
            sessions.pop_front();
        }
    }

    /// The sessions kept ready that have their secrets.
    pub(crate) fn with_secrets(&self) -> Vec<SessionId> {
        self.lock().iter().filter(|session| session.secrets().is_some()).map(|session| session.id).collect()
    }

    /// Forgets the session, and with it its secrets.
    pub(crate) fn forget(&self, id: &SessionId) {
        self.lock().retain(|session| session.id != *id);
    }

    fn lock(&self) -> MutexGuard<'_, VecDeque<Arc<Session>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
