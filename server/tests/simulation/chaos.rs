//! What goes wrong, and when: all of it follows from a seed. What is counted is what took effect, not what was meant to.

use std::{
    collections::{BTreeMap, HashMap},
    fmt::Debug,
    hash::{DefaultHasher, Hash, Hasher},
    sync::{
        Mutex,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::Duration,
};

use tacit_testkit::seeded::Seeded;
use tokio::time::Instant;

/// What a store is kept in; it decides what may go wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    File,
    MongoDb,
}

/// What may go wrong where a server asks its store.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// Nothing is done, and this is said.
    Refused,
    /// For a while, everybody's calls are refused, also those that only read. Counts for each that finds it so.
    FullDisk,
    /// For a while, everybody's calls are refused, or done and not acknowledged: another primary is elected. Counts as the disk does.
    Election,
    /// It is done, but an error is answered: as if the primary went away before it said so.
    Unknown,
    /// It isn't done before nobody waits for it any more.
    StallBefore,
    /// It is done, and isn't answered before nobody waits for it any more.
    StallAfter,
    /// The server dies before it asks.
    CrashBefore,
    /// The server dies while it is done, between its commands or in one. A file has no such place: a server's work on
    /// it is one piece, and what a power cut leaves of that is another fault.
    CrashWithin,
    /// The server dies before it hears.
    CrashAfter,
    /// All servers die before one of them hears, and there are several.
    AllCrash,
    /// The power fails while it is written: all servers die, and the end of the store's log is torn off, or other bytes.
    PowerCut,
}

/// What may go wrong between a client and a server that is up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mishap {
    /// The request doesn't arrive.
    Lost,
    /// The client goes away, and with it the server's work on the request, before that is done.
    GivenUp,
    /// The server does its work, and nobody hears of it.
    Unheard,
    /// The request arrives twice, maybe at two servers, and each does its work.
    Repeated,
    /// The request arrives and is answered, after the clock of the server was set to another time.
    ClockJump,
}

/// What else must have been in some schedule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Incident {
    /// A process of the analyst's, in the middle of its work.
    Killed,
    /// What a participant counts with can't be verified.
    Unverifiable,
    /// The copy of the store that is put back is from before the release.
    OlderCopy,
}

const MISHAPS: [Mishap; 5] =
    [Mishap::Lost, Mishap::GivenUp, Mishap::Unheard, Mishap::Repeated, Mishap::ClockJump];

impl Engine {
    const fn faults(self) -> &'static [Fault] {
        use Fault::{
            AllCrash, CrashAfter, CrashBefore, CrashWithin, Election, FullDisk, PowerCut, Refused,
            StallAfter, StallBefore, Unknown,
        };
        match self {
            Self::File => &[
                Refused,
                FullDisk,
                Unknown,
                StallBefore,
                StallAfter,
                CrashBefore,
                CrashAfter,
                AllCrash,
                PowerCut,
            ],
            Self::MongoDb => &[
                Refused,
                Election,
                Unknown,
                StallBefore,
                StallAfter,
                CrashBefore,
                // Twice, as it often comes too late or too early.
                CrashWithin,
                CrashWithin,
                CrashAfter,
                AllCrash,
            ],
        }
    }

    const fn incidents(self) -> &'static [Incident] {
        match self {
            Self::File => &[Incident::Killed, Incident::Unverifiable, Incident::OlderCopy],
            // A copy is a file.
            Self::MongoDb => &[Incident::Killed, Incident::Unverifiable],
        }
    }

    /// The names of all that may happen here.
    pub fn kinds(self) -> impl Iterator<Item = String> {
        let (faults, incidents) = (self.faults().iter().map(name), self.incidents().iter().map(name));
        faults.chain(MISHAPS.iter().map(name)).chain(incidents)
    }
}

impl Fault {
    /// Whether it comes when the work is done, or begun. If that changed nothing, nobody could tell it from what comes before: so it
    /// is kept for the next call, until one changes something.
    pub const fn needs_a_change(self) -> bool {
        matches!(
            self,
            Self::Unknown
                | Self::StallAfter
                | Self::CrashWithin
                | Self::CrashAfter
                | Self::AllCrash
                | Self::PowerCut
        )
    }
}

/// The schedule of one simulation.
pub struct Chaos {
    seed: u64,
    engine: Engine,
    /// One in so many steps goes wrong.
    one_in: u64,
    /// How many more steps go wrong.
    left: AtomicU64,
    /// How often everybody has done everything.
    turns: Mutex<HashMap<(usize, &'static str), u64>>,
    /// What waits for a call that changes something.
    kept: Mutex<Option<Fault>>,
    /// When the disk has room again, or there is another primary.
    outage_ends: Mutex<Instant>,
    /// Whether clocks jump.
    pub clocks_jump: AtomicBool,
    happened: Mutex<BTreeMap<String, u64>>,
}

impl Chaos {
    pub fn new(seed: u64, engine: Engine) -> Self {
        let mut random = Seeded::new(seed);
        Self {
            seed,
            engine,
            one_in: 3 + random.below(20),
            left: (4 + random.below(60)).into(),
            turns: Mutex::default(),
            kept: Mutex::default(),
            outage_ends: Mutex::new(Instant::now()),
            clocks_jump: AtomicBool::new(false),
            happened: Mutex::default(),
        }
    }

    /// Nothing goes wrong from now on.
    pub fn calm(&self) {
        self.left.store(0, Ordering::SeqCst);
        *self.kept.lock().unwrap() = None;
        *self.outage_ends.lock().unwrap() = Instant::now();
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

    /// What is to go wrong with this call of a store.
    pub fn fault(&self, random: &mut Seeded) -> Option<Fault> {
        let mut outage_ends = self.outage_ends.lock().unwrap();
        if Instant::now() < *outage_ends {
            return Some(match self.engine {
                Engine::File => Fault::FullDisk,
                Engine::MongoDb if random.below(4) > 0 => Fault::Election,
                Engine::MongoDb => Fault::Unknown,
            });
        }
        let kept = self.kept.lock().unwrap().take();
        let fault = kept.or_else(|| self.one_of(self.engine.faults(), random))?;
        if matches!(fault, Fault::FullDisk | Fault::Election) {
            *outage_ends = Instant::now() + up_to(random, 5_000);
            // The while counts once somebody asks in it.
            return Some(Fault::Refused);
        }
        Some(fault)
    }

    /// This call changed nothing: the fault is the next one's.
    pub fn keep(&self, fault: Fault) {
        *self.kept.lock().unwrap() = Some(fault);
    }

    /// What is to go wrong with this request.
    pub fn mishap(&self, random: &mut Seeded) -> Option<Mishap> {
        let mishap = self.one_of(&MISHAPS, random)?;
        (mishap != Mishap::ClockJump || self.clocks_jump.load(Ordering::SeqCst)).then_some(mishap)
    }

    /// Notes what did happen.
    pub fn count(&self, what: impl Debug) {
        *self.happened.lock().unwrap().entry(name(&what)).or_default() += 1;
    }

    /// How often what happened.
    pub fn happened(&self) -> BTreeMap<String, u64> {
        self.happened.lock().unwrap().clone()
    }

    fn one_of<T: Copy>(&self, all: &[T], random: &mut Seeded) -> Option<T> {
        let one = all[random.below(all.len() as u64) as usize];
        let happens = random.below(self.one_in) == 0
            && self.left.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| left.checked_sub(1)).is_ok();
        happens.then_some(one)
    }
}

fn name(kind: &impl Debug) -> String {
    format!("{kind:?}")
}

/// A time between one and so many milliseconds.
pub fn up_to(random: &mut Seeded, milliseconds: u64) -> Duration {
    Duration::from_millis(1 + random.below(milliseconds))
}
