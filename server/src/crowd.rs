//! Who is connected: how many from one address, and who has asked nothing for long and makes room for others.

use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use tokio::{sync::Notify, time::Instant};

use crate::peer::Network;

/// How long a new connection may take to ask before it counts as idle.
const NEW: Duration = Duration::from_secs(1);
/// Instead of the time since when a connection is idle.
const BUSY: u64 = u64::MAX;

/// The open connections: no more entries than there are.
#[derive(Clone)]
pub(crate) struct Crowd {
    /// The most of one network; 0: any number.
    most: usize,
    began: Instant,
    open: Arc<Mutex<Open>>,
}

#[derive(Default)]
struct Open {
    guests: HashMap<u64, (Option<Network>, Arc<Place>)>,
    /// How many there are of each network.
    of: HashMap<Network, usize>,
    next: u64,
}

struct Place {
    /// Since when it asks nothing, in milliseconds since the crowd began, or [`BUSY`].
    idle_since: AtomicU64,
    /// That it is to leave.
    leave: Notify,
}

/// A connection. It counts until this is dropped, or until it was told to leave.
pub(crate) struct Guest {
    crowd: Crowd,
    number: u64,
    place: Arc<Place>,
}

/// A request of a connection, until this is dropped.
pub(crate) struct Asking {
    crowd: Crowd,
    place: Arc<Place>,
}

impl Crowd {
    pub(crate) fn new(most: usize) -> Self {
        Self { most, began: Instant::now(), open: Arc::default() }
    }

    /// Lets one more in from this network. If there are too many of it, another one of it that has asked nothing for longest is
    /// told to leave; if there is none, the new one isn't let in. `None` counts for nobody.
    pub(crate) fn enter(&self, network: Option<Network>) -> Option<Guest> {
        let mut open = self.open();
        if let Some(of) = network.filter(|_| self.most > 0)
            && open.of.get(&of).is_some_and(|count| *count >= self.most)
        {
            self.dismiss(&mut open, |other| other == network).then_some(())?;
        }
        let place = Arc::new(Place {
            idle_since: AtomicU64::new(self.now() + NEW.as_millis() as u64),
            leave: Notify::new(),
        });
        let number = open.next;
        open.next += 1;
        open.guests.insert(number, (network, place.clone()));
        if let Some(network) = network {
            *open.of.entry(network).or_default() += 1;
        }
        Some(Guest { crowd: self.clone(), number, place })
    }

    /// Tells the one to leave that has asked nothing for longest, wherever it is from.
    pub(crate) fn make_room(&self) {
        self.dismiss(&mut self.open(), |_| true);
    }

    fn dismiss(&self, open: &mut Open, may: impl Fn(Option<Network>) -> bool) -> bool {
        let now = self.now();
        let since = |place: &Place| place.idle_since.load(Ordering::Relaxed);
        let idle = open.guests.iter().filter(|(_, (network, place))| may(*network) && since(place) <= now);
        let Some(number) = idle.min_by_key(|(_, (_, place))| since(place)).map(|(number, _)| *number) else {
            return false;
        };
        open.leave(number).is_some_and(|place| {
            place.leave.notify_one();
            true
        })
    }

    fn now(&self) -> u64 {
        self.began.elapsed().as_millis() as u64
    }

    fn open(&self) -> MutexGuard<'_, Open> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Open {
    fn leave(&mut self, number: u64) -> Option<Arc<Place>> {
        let (network, place) = self.guests.remove(&number)?;
        if let Some(network) = network
            && let Some(count) = self.of.get_mut(&network)
        {
            *count -= 1;
            if *count == 0 {
                self.of.remove(&network);
            }
        }
        Some(place)
    }
}

impl Guest {
    /// Waits until this connection is told to leave.
    pub(crate) async fn told_to_leave(&self) {
        self.place.leave.notified().await;
    }

    /// For what answers its requests.
    pub(crate) fn asks(&self) -> impl Fn() -> Asking + Clone + Send + Sync + use<> {
        let (crowd, place) = (self.crowd.clone(), self.place.clone());
        move || {
            place.idle_since.store(BUSY, Ordering::Relaxed);
            Asking { crowd: crowd.clone(), place: place.clone() }
        }
    }
}

impl Guest {
    /// Whether a request is under way.
    pub(crate) fn is_asking(&self) -> impl Fn() -> bool + Send + Sync + use<> {
        let place = self.place.clone();
        move || place.idle_since.load(Ordering::Relaxed) == BUSY
    }
}

impl Drop for Guest {
    fn drop(&mut self) {
        self.crowd.open().leave(self.number);
    }
}

impl Drop for Asking {
    fn drop(&mut self) {
        self.place.idle_since.store(self.crowd.now(), Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use futures::FutureExt;
    use tokio::time::advance;

    use super::*;

    const ONE: Option<Network> = Some([1; 8]);
    const TWO: Option<Network> = Some([2; 8]);

    fn is_told_to_leave(guest: &Guest) -> bool {
        guest.told_to_leave().now_or_never().is_some()
    }

    #[tokio::test(start_paused = true)]
    async fn of_a_network_only_so_many_are_let_in_while_all_are_new_or_at_work() {
        let crowd = Crowd::new(2);
        let guests: Vec<Guest> = (0..2).filter_map(|_| crowd.enter(ONE)).collect();
        assert_eq!(guests.len(), 2);
        assert!(crowd.enter(ONE).is_none(), "all are new");
        let asking: Vec<Asking> = guests.iter().map(|guest| guest.asks()()).collect();
        advance(10 * NEW).await;
        assert!(crowd.enter(ONE).is_none(), "all are at work");
        assert!(crowd.enter(TWO).is_some());
        assert!((0..9).map(|_| crowd.enter(None)).all(|guest| guest.is_some()));
        assert!(!guests.iter().any(is_told_to_leave));
        drop((asking, guests));
        assert!(crowd.enter(ONE).is_some());
        assert!(crowd.open().of.is_empty() && crowd.open().guests.is_empty(), "who has gone is forgotten");
        let endless = Crowd::new(0);
        let guests: Vec<_> = (0..9).map(|_| endless.enter(ONE)).collect();
        assert!(guests.iter().all(Option::is_some));
    }

    #[tokio::test(start_paused = true)]
    async fn who_has_asked_nothing_for_longest_leaves_for_another_of_the_same_network() {
        let crowd = Crowd::new(2);
        let (first, second, stranger) =
            (crowd.enter(ONE).unwrap(), crowd.enter(ONE).unwrap(), crowd.enter(TWO).unwrap());
        advance(2 * NEW).await;
        drop(first.asks()());
        advance(NEW).await;
        let third = crowd.enter(ONE).unwrap();
        assert!(is_told_to_leave(&second) && !is_told_to_leave(&first) && !is_told_to_leave(&stranger));
        assert!(crowd.enter(ONE).is_some(), "the first has asked nothing for long, too");
        assert!(is_told_to_leave(&first) && !is_told_to_leave(&third));
        drop((first, second));
        assert_eq!(crowd.open().of[&[1; 8]], 1, "who was told to leave isn't counted down twice");
    }

    #[tokio::test(start_paused = true)]
    async fn room_is_made_by_whoever_is_idle_longest() {
        let crowd = Crowd::new(0);
        let (one, two) = (crowd.enter(ONE).unwrap(), crowd.enter(None).unwrap());
        crowd.make_room();
        assert!(!is_told_to_leave(&one) && !is_told_to_leave(&two), "both are new");
        let asking = one.asks()();
        advance(2 * NEW).await;
        crowd.make_room();
        assert!(is_told_to_leave(&two) && !is_told_to_leave(&one));
        crowd.make_room();
        assert!(!is_told_to_leave(&one), "it is at work");
        drop(asking);
        crowd.make_room();
        assert!(is_told_to_leave(&one));
    }
}
