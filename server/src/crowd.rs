//! How many connections one address has open.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use crate::peer::Network;

/// Counts open connections by network: no more entries than there are connections.
#[derive(Clone)]
pub(crate) struct Crowd {
    /// The most of one network; 0: any number.
    most: usize,
    open: Arc<Mutex<HashMap<Network, usize>>>,
}

/// A connection that counts until this is dropped.
pub(crate) struct Guest {
    crowd: Crowd,
    /// `None`: it doesn't count.
    network: Option<Network>,
}

impl Crowd {
    pub(crate) fn new(most: usize) -> Self {
        Self { most, open: Arc::default() }
    }

    /// Lets one more in from this network, if there aren't too many; `None` counts for nobody.
    pub(crate) fn enter(&self, network: Option<Network>) -> Option<Guest> {
        let network = network.filter(|_| self.most > 0);
        if let Some(network) = network {
            let mut open = self.open();
            let count = open.entry(network).or_default();
            if *count >= self.most {
                return None;
            }
            *count += 1;
        }
        Some(Guest { crowd: self.clone(), network })
    }

    fn open(&self) -> MutexGuard<'_, HashMap<Network, usize>> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Guest {
    fn drop(&mut self) {
        let Some(network) = self.network else { return };
        let mut open = self.crowd.open();
        if let Some(count) = open.get_mut(&network) {
            *count -= 1;
            if *count == 0 {
                open.remove(&network);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_a_network_only_so_many_are_let_in_and_who_has_gone_is_forgotten() {
        let crowd = Crowd::new(2);
        let (one, two) = (Some([1; 8]), Some([2; 8]));
        let guests: Vec<Guest> = (0..2).filter_map(|_| crowd.enter(one)).collect();
        assert_eq!(guests.len(), 2);
        assert!(crowd.enter(one).is_none());
        let other = crowd.enter(two).unwrap();
        assert!((0..9).map(|_| crowd.enter(None)).all(|guest| guest.is_some()));
        drop(guests);
        assert!(crowd.enter(one).is_some());
        drop(other);
        assert!(crowd.open().is_empty());
        let endless = Crowd::new(0);
        let guests: Vec<_> = (0..9).map(|_| endless.enter(one)).collect();
        assert!(guests.iter().all(Option::is_some) && endless.open().is_empty());
    }
}
