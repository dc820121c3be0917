//! Room for bytes that are kept for clients: never more than there is, and of one network at most three times as many as are free.
//!
//! As with connections ([`crate::crowd`]): one network alone may have three quarters of it, and however many there are, some stays free
//! for those who come.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use crate::{crowd::SHARE, peer::Network};

/// So many bytes, for all together.
pub(crate) struct Room(Arc<Shared>);

struct Shared {
    bytes: usize,
    taken: Mutex<Taken>,
}

#[derive(Default)]
struct Taken {
    in_all: usize,
    /// By each network that has any.
    of: HashMap<Network, usize>,
}

/// What is taken of a room for one purpose, until this is dropped.
pub(crate) struct Place {
    room: Arc<Shared>,
    of: Option<Network>,
    bytes: usize,
}

impl Room {
    pub(crate) fn new(bytes: usize) -> Self {
        Self(Arc::new(Shared { bytes, taken: Mutex::default() }))
    }

    /// How many bytes there are, taken or free.
    pub(crate) fn bytes(&self) -> usize {
        self.0.bytes
    }

    /// A place that has nothing yet. `None` counts for no network.
    pub(crate) fn place(&self, of: Option<Network>) -> Place {
        Place { room: self.0.clone(), of, bytes: 0 }
    }
}

impl Place {
    /// Takes so many bytes more, all or none; whether there was room for them.
    pub(crate) fn grow(&mut self, bytes: usize) -> bool {
        let mut taken = self.room.taken();
        let free = self.room.bytes - taken.in_all;
        let has = self.of.and_then(|of| taken.of.get(&of).copied()).unwrap_or_default();
        if bytes > free || (self.of.is_some() && has.saturating_add(bytes) > free.saturating_mul(SHARE)) {
            return false;
        }
        taken.in_all += bytes;
        if let Some(of) = self.of {
            *taken.of.entry(of).or_default() += bytes;
        }
        self.bytes += bytes;
        true
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut taken = self.room.taken();
        taken.in_all -= self.bytes;
        if let Some(of) = self.of
            && let Some(has) = taken.of.get_mut(&of)
        {
            *has -= self.bytes;
            if *has == 0 {
                taken.of.remove(&of);
            }
        }
    }
}

impl Shared {
    fn taken(&self) -> MutexGuard<'_, Taken> {
        self.taken.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// So many networks take all that they get, in pieces of ten bytes.
    fn taken_by(networks: u8, room: &Room) -> Vec<Place> {
        let mut places: Vec<Place> = (0..networks).map(|number| room.place(Some([number; 8]))).collect();
        while places.iter_mut().filter_map(|place| place.grow(10).then_some(())).count() > 0 {}
        places
    }

    #[test]
    fn few_networks_do_not_take_everything() {
        for (networks, each) in [(1, 75_000), (2, 42_850), (10, 9_670)] {
            let room = Room::new(100_000);
            let places = taken_by(networks, &room);
            let has: Vec<usize> = places.iter().map(|place| place.bytes).collect();
            assert!(has.iter().all(|has| has.abs_diff(each) <= 300), "{networks}: {has:?}");
            assert!(room.place(Some([255; 8])).grow(10), "who comes new has room beside {networks}");
        }
    }

    #[test]
    fn who_counts_for_no_network_may_have_what_there_is_and_no_more() {
        let room = Room::new(100);
        let mut place = room.place(None);
        assert!(place.grow(60) && place.grow(40) && !place.grow(1) && place.grow(0));
        assert!(!room.place(None).grow(1));
    }

    #[test]
    fn what_is_given_back_can_be_taken_again_and_nobody_is_remembered() {
        let room = Room::new(100);
        let (mut one, mut two) = (room.place(Some([1; 8])), room.place(Some([1; 8])));
        assert!(one.grow(30) && two.grow(30));
        assert!(!one.grow(61), "more than there is");
        assert_eq!(one.bytes, 30, "all or none");
        drop(one);
        assert!(two.grow(40));
        drop(two);
        assert!(room.0.taken().of.is_empty());
        assert!(room.place(Some([1; 8])).grow(100), "of an empty room all, if it comes at once");
    }
}
