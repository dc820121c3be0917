//! Who is connected: how many from one address, and who has asked nothing for long and makes room for others.
//!
//! How many one address may have depends on how many are free: at most three times as many. So one alone may have three quarters of
//! all, and however many there are, some stay free for those who come.

use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU64, AtomicUsize, Ordering},
    },
    time::Duration,
};

use tokio::{sync::Notify, time::Instant};

use crate::peer::Network;

/// How long a new connection may take to ask before it counts as idle.
const NEW: Duration = Duration::from_secs(1);
/// How many times as many as are free a network may have.
pub(crate) const SHARE: usize = 3;

/// The open connections: no more entries than there are.
#[derive(Clone)]
pub(crate) struct Crowd {
    /// The most of one network; 0: any number.
    most: usize,
    /// The most of all.
    in_all: usize,
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
    /// How many of its requests aren't answered, or their answers not yet written.
    asking: AtomicUsize,
    /// Since when there is none of these, in milliseconds since the crowd began.
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
    pub(crate) fn new(most: usize, in_all: usize) -> Self {
        Self { most, in_all, began: Instant::now(), open: Arc::default() }
    }

    /// Lets one more in from this network. If there are too many of it, another one of it that has asked nothing for longest is
    /// told to leave; if there is none, the new one isn't let in. `None` counts for nobody.
    pub(crate) fn enter(&self, network: Option<Network>) -> Option<Guest> {
        let mut open = self.open();
        if let Some(of) = network.filter(|_| self.most > 0)
            && !self.may_have_more(&open, open.of.get(&of).copied().unwrap_or_default())
        {
            self.dismiss(&mut open, |other| other == network).then_some(())?;
        }
        let place = Arc::new(Place {
            asking: AtomicUsize::new(0),
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

    /// Whether a network that has so many may have one more.
    fn may_have_more(&self, open: &Open, has: usize) -> bool {
        let now = self.now();
        let free = self.in_all.saturating_sub(open.guests.len());
        // Counted only where it matters.
        let idle = || open.guests.values().filter(|(_, place)| place.is_idle(now)).count();
        has < self.most && (has < SHARE * free || has < SHARE * (free + idle()))
    }

    fn dismiss(&self, open: &mut Open, may: impl Fn(Option<Network>) -> bool) -> bool {
        let now = self.now();
        let idle = open.guests.iter().filter(|(_, (network, place))| may(*network) && place.is_idle(now));
        let Some(number) = idle.min_by_key(|(_, (_, place))| place.since()).map(|(number, _)| *number) else {
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

impl Place {
    fn since(&self) -> u64 {
        self.idle_since.load(Ordering::Relaxed)
    }

    fn is_asking(&self) -> bool {
        self.asking.load(Ordering::Relaxed) > 0
    }

    fn is_idle(&self, now: u64) -> bool {
        !self.is_asking() && self.since() <= now
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
            place.asking.fetch_add(1, Ordering::Relaxed);
            Asking { crowd: crowd.clone(), place: place.clone() }
        }
    }
}

impl Guest {
    /// Whether a request is under way.
    pub(crate) fn is_asking(&self) -> impl Fn() -> bool + Send + Sync + use<> {
        let place = self.place.clone();
        move || place.is_asking()
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
        self.place.asking.fetch_sub(1, Ordering::Relaxed);
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
        let crowd = Crowd::new(2, 100);
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
        let endless = Crowd::new(0, 100);
        let guests: Vec<_> = (0..9).map(|_| endless.enter(ONE)).collect();
        assert!(guests.iter().all(Option::is_some));
    }

    #[tokio::test(start_paused = true)]
    async fn who_has_asked_nothing_for_longest_leaves_for_another_of_the_same_network() {
        let crowd = Crowd::new(2, 100);
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

    /// So many networks take all that they get, for requests that don't end.
    fn taken_by(networks: u8) -> (Crowd, Vec<(Guest, Asking)>) {
        let crowd = Crowd::new(3072, 4096);
        let mut taken = Vec::new();
        loop {
            let before = taken.len();
            let guests = (0..networks).filter_map(|number| crowd.enter(Some([number; 8])));
            taken.extend(guests.map(|guest| {
                let asking = guest.asks()();
                (guest, asking)
            }));
            if taken.len() == before {
                return (crowd, taken);
            }
        }
    }

    #[tokio::test(start_paused = true)]
    async fn few_networks_do_not_hold_everything() {
        for (networks, each, left) in [(1, 3072, 1024), (2, 1755, 585), (10, 396, 132), (100, 40, 13)] {
            let (crowd, taken) = taken_by(networks);
            let has: Vec<usize> = (0..networks).map(|number| crowd.open().of[&[number; 8]]).collect();
            assert!(has.iter().all(|has| (each - 1..=each + 1).contains(has)), "{networks}: {has:?}");
            let free = 4096 - taken.len();
            assert!(free + 2 * usize::from(networks) >= left, "{networks} leave {free}");
            assert!(crowd.enter(Some([255; 8])).is_some(), "who comes new is let in beside {networks}");
        }
    }

    #[tokio::test(start_paused = true)]
    async fn an_office_gets_what_others_do_not_use() {
        const PEOPLE: usize = 500;
        let crowd = Crowd::new(3072, 4096);
        let others: Vec<Guest> = (0..250)
            .flat_map(|number| (0..6).map(move |_| number))
            .map(|number: u8| crowd.enter(Some([number; 8])).unwrap())
            .collect();
        let working: Vec<Asking> = others.iter().step_by(6).map(|guest| guest.asks()()).collect();
        advance(2 * NEW).await;
        // Five of six are idle by now, and make room.
        let office: Vec<Guest> = (0..5 * PEOPLE)
            .map(|_| {
                crowd.make_room();
                crowd.enter(Some([255; 8])).expect("there is room")
            })
            .collect();
        assert_eq!((office.len(), working.len()), (5 * PEOPLE, 250));
        assert!(
            others.iter().step_by(6).all(|guest| !is_told_to_leave(guest)),
            "nobody who works is sent away"
        );
    }

    #[tokio::test(start_paused = true)]
    async fn room_is_made_by_whoever_is_idle_longest() {
        let crowd = Crowd::new(0, 100);
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
