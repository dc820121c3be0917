//! What goes wrong, and when: all of it follows from a seed.

use std::{
    collections::{BTreeMap, HashMap},
    hash::{DefaultHasher, Hash, Hasher},
    sync::{
        Mutex,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::Duration,
};

use tacit_testkit::seeded::Seeded;
use tokio::time::Instant;

/// What may go wrong where a server asks its store.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fault {
    /// Nothing is done, and this is said: the disk is full, or no primary is there.
    Refused,
    /// It is done, but an error is answered: the primary went away before it said so.
    Unknown,
    /// The answer comes later than any request waits for it.
    Stalled,
    /// For a while, everybody's calls are refused or not answered: another primary is elected.
    Election,
    /// The server dies before it asks.
    CrashBefore,
    /// The server dies while it is done, anywhere between its commands or in one. A file has no such place: a server's work on
    /// it is one piece, and what a power cut leaves of that is another fault.
    CrashWithin,
    /// The server dies before it hears.
    CrashAfter,
    /// The power fails while it is written: all servers die, and the end of the store's log is torn off.
    PowerCut,
}

/// What may go wrong between a client and a server.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Mishap {
    /// The request doesn't arrive.
    Lost,
    /// The client goes away, and with it the server's work on the request.
    GivenUp,
    /// The server does its work, and nobody hears of it.
    Unheard,
    /// The request arrives twice, maybe at two servers.
    Repeated,
    /// The request arrives, and the clock of the server is set to another time.
    ClockJump,
}

const FAULTS: [Fault; 8] = [
    Fault::Refused,
    Fault::Unknown,
    Fault::Stalled,
    Fault::Election,
    Fault::CrashBefore,
    Fault::CrashWithin,
    Fault::CrashAfter,
    Fault::PowerCut,
];
const MISHAPS: [Mishap; 5] =
    [Mishap::Lost, Mishap::GivenUp, Mishap::Unheard, Mishap::Repeated, Mishap::ClockJump];

/// The names of all that may go wrong.
pub fn kinds() -> impl Iterator<Item = String> {
    FAULTS.iter().map(|fault| format!("{fault:?}")).chain(MISHAPS.iter().map(|mishap| format!("{mishap:?}")))
}

/// The schedule of one simulation.
pub struct Chaos {
    seed: u64,
    /// One in so many steps goes wrong.
    one_in: u64,
    /// How many more steps go wrong.
    left: AtomicU64,
    /// How often everybody has done everything.
    turns: Mutex<HashMap<(usize, &'static str), u64>>,
    election_ends: Mutex<Instant>,
    /// Whether clocks jump.
    pub clocks_jump: AtomicBool,
    happened: Mutex<BTreeMap<String, u64>>,
}

impl Chaos {
    pub fn new(seed: u64) -> Self {
        let mut random = Seeded::new(seed);
        Self {
            seed,
            one_in: 3 + random.below(20),
            left: (4 + random.below(60)).into(),
            turns: Mutex::default(),
            election_ends: Mutex::new(Instant::now()),
            clocks_jump: AtomicBool::new(false),
            happened: Mutex::default(),
        }
    }

    /// Nothing goes wrong from now on.
    pub fn calm(&self) {
        self.left.store(0, Ordering::SeqCst);
        *self.election_ends.lock().unwrap() = Instant::now();
    }

    /// What follows from the seed for this `who`, doing this one time more.
    pub fn turn(&self, who: usize, what: &'static str) -> Seeded {
        let mut turns = self.turns.lock().unwrap();
        let turn = turns.entry((who, what)).or_default();
        *turn += 1;
        // Not randomised: the same in every run.
        let mut hasher = DefaultHasher::new();
        (self.seed, who, what, *turn).hash(&mut hasher);
        Seeded::new(hasher.finish())
    }

    /// What goes wrong with this call of a store.
    pub fn fault(&self, random: &mut Seeded) -> Option<Fault> {
        let mut election_ends = self.election_ends.lock().unwrap();
        if Instant::now() < *election_ends {
            let is_refused = random.below(4) > 0;
            return Some(if is_refused { Fault::Refused } else { Fault::Unknown });
        }
        let fault = self.one_of(&FAULTS, random)?;
        if fault == Fault::Election {
            *election_ends = Instant::now() + up_to(random, 5_000);
        }
        Some(fault)
    }

    /// What goes wrong with this request.
    pub fn mishap(&self, random: &mut Seeded) -> Option<Mishap> {
        let mishap = self.one_of(&MISHAPS, random)?;
        (mishap != Mishap::ClockJump || self.clocks_jump.load(Ordering::SeqCst)).then_some(mishap)
    }

    /// How often what went wrong.
    pub fn happened(&self) -> BTreeMap<String, u64> {
        self.happened.lock().unwrap().clone()
    }

    fn one_of<T: Copy + std::fmt::Debug>(&self, all: &[T], random: &mut Seeded) -> Option<T> {
        let one = all[random.below(all.len() as u64) as usize];
        let happens = random.below(self.one_in) == 0
            && self.left.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| left.checked_sub(1)).is_ok();
        happens.then(|| *self.happened.lock().unwrap().entry(format!("{one:?}")).or_default() += 1);
        happens.then_some(one)
    }
}

/// A time between one and so many milliseconds.
pub fn up_to(random: &mut Seeded, milliseconds: u64) -> Duration {
    Duration::from_millis(1 + random.below(milliseconds))
}
