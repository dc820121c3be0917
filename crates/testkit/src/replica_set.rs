//! A replica set, as a driver sees it, in front of one database server.
//!
//! Three members listen, which all pass commands on to the one server behind them: it holds what a majority has. One member is
//! primary. In an election nobody is for a while, and then another. What the driver is told is what real members say, as far as follows.
//!
//! # Played
//!
//! - **Who is what.** `hello`: the set, its members, who is primary, an election id that grows, a `topologyVersion`; answered at
//!   once, or when something changes (what the driver's monitors wait for).
//! - **A primary that steps down**: it keeps its connections. What comes to it and to the other members is refused, as `NotWritablePrimary` or
//!   `NotPrimaryNoSecondaryOk`. A write that was under way there is carried out, but answered with a write concern error, since it isn't
//!   known whether a majority will have it; or it is interrupted before it was begun.
//! - **A primary that dies**: all its connections are closed, and new ones at once too, until the next election begins. A command that
//!   was under way was carried out or not; nobody hears of it.
//! - **Retryable writes**: the same write once more (by `lsid` and `txnNumber`) is answered as the first time, if it was carried
//!   out, by whoever is primary then. Errors of writes that may be repeated have the labels that say so.
//! - **An update of many that passes all over**, as it may pass over documents that are moved from shard to shard meanwhile.
//!
//! What was under way at the old primary is over before there is a new one: as in a real set, whose old primary can't get a majority for it
//! any more.
//!
//! # Not played
//!
//! Data of each member's own: no replication, no lag, no write that a minority had and that is rolled back, no stale read, no write
//! concern that fails though the primary stays. The members' own protocol: who wins, and when, is drawn. Two who think they are primary. Cursors of a
//! member that died (they go on). TLS, authentication, compression, transactions, sharding, messages that want no answer, and the `OP_QUERY` of old drivers.
//!
//! So this shows what the driver and the server make of an election, not what MongoDB does in one.

mod answers;
mod departures;
mod hello;
mod member;
mod refusal;
mod standing;
mod wire;

use std::{
    net::{Ipv4Addr, SocketAddr},
    ops::RangeInclusive,
    sync::{Arc, Mutex},
    time::Duration,
};

use answers::Answers;
use departures::{At, Departures};
use mongodb::bson::RawDocument;
use standing::Standing;
use tokio::{
    net::TcpListener,
    sync::{RwLock, watch},
    task::JoinSet,
    time::sleep,
};

use crate::{mongo_stand_in::MongoStandIn, seeded::Seeded};

const NAME: &str = "played";
const MEMBERS: usize = 3;

/// Three members in front of a database server. Gone when dropped.
pub struct ReplicaSet {
    set: Arc<Set>,
    // Last: the connections go before the server.
    _members: JoinSet<()>,
    _mongo: MongoStandIn,
}

/// What happened so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Seen {
    /// How often there was another primary.
    pub elections: u64,
    /// How many of these began with the primary's death.
    pub deaths: u64,
    /// Commands that came to who wasn't primary.
    pub refused: u64,
    /// Commands that were under way at a primary that went, and weren't carried out.
    pub undone: u64,
    /// Commands that were under way at a primary that went, and were carried out.
    pub unheard: u64,
    /// Writes that came once more after they were carried out.
    pub repeated: u64,
    /// Updates of many that passed all over.
    pub overlooked: u64,
}

/// What the members share.
struct Set {
    addresses: Vec<SocketAddr>,
    behind: SocketAddr,
    standing: watch::Sender<Standing>,
    /// Held by each command that is passed on; an election waits for them.
    under_way: RwLock<()>,
    /// One election after another.
    electing: tokio::sync::Mutex<()>,
    departures: Mutex<Departures>,
    /// The next update of many in this collection passes all over.
    overlooked: Mutex<Option<&'static str>>,
    random: Mutex<Seeded>,
    answers: Mutex<Answers>,
    seen: Mutex<Seen>,
}

impl ReplicaSet {
    /// In front of a server of our own; what happens when is drawn from the seed.
    ///
    /// # Panics
    ///
    /// If the server isn't ours ([`MongoStandIn::start_own`]).
    pub async fn start(mongo: MongoStandIn, seed: u64) -> Self {
        let behind = mongo.address().expect("a server of our own");
        let (mut listeners, mut addresses) = (Vec::new(), Vec::new());
        for _ in 0..MEMBERS {
            let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
            addresses.push(listener.local_addr().unwrap());
            listeners.push(listener);
        }
        let set = Arc::new(Set {
            addresses,
            behind,
            standing: watch::Sender::new(Standing::first()),
            under_way: RwLock::default(),
            electing: tokio::sync::Mutex::default(),
            departures: Mutex::default(),
            overlooked: Mutex::default(),
            random: Mutex::new(Seeded::new(seed)),
            answers: Mutex::default(),
            seen: Mutex::default(),
        });
        let mut members = JoinSet::new();
        for (me, listener) in listeners.into_iter().enumerate() {
            members.spawn(member::listen(set.clone(), me, listener));
        }
        Self { set, _members: members, _mongo: mongo }
    }

    /// Where a driver finds all of it.
    pub fn uri(&self) -> String {
        let addresses: Vec<_> = self.set.addresses.iter().map(ToString::to_string).collect();
        format!("mongodb://{}/?replicaSet={NAME}", addresses.join(","))
    }

    /// Elects another primary; done when there is one.
    pub async fn elect(&self) {
        self.set.elect().await;
    }

    /// From now on each primary goes at one of its commands, after so many: a number of these, drawn for each.
    pub fn elect_after(&self, commands: RangeInclusive<u64>) {
        let mut departures = self.set.departures.lock().unwrap();
        departures.range = Some(commands);
        departures.draw(&mut self.set.random.lock().unwrap());
    }

    /// From now on no primary goes by itself.
    pub fn stay(&self) {
        *self.set.departures.lock().unwrap() = Departures::default();
    }

    /// The primary goes at the next such command to a collection, which is carried out or not.
    pub fn elect_at(&self, command: &'static str, collection: &'static str, is_done: bool) {
        self.set.departures.lock().unwrap().at = Some(At { command, collection, is_done });
    }

    /// The next update of many in this collection finds nothing there.
    pub fn overlook(&self, collection: &'static str) {
        *self.set.overlooked.lock().unwrap() = Some(collection);
    }

    /// What happened so far.
    pub fn seen(&self) -> Seen {
        *self.set.seen.lock().unwrap()
    }
}

impl Set {
    async fn elect(&self) {
        let _one = self.electing.lock().await;
        let before = *self.standing.borrow();
        let old = before.primary.expect("an election ends with a primary");
        let (dies, without, next) = self.draw(old);
        self.standing.send_modify(|standing| standing.end(dies.then_some(old)));
        drop(self.under_way.write().await);
        sleep(without).await;
        self.departures.lock().unwrap().draw(&mut self.random.lock().unwrap());
        self.saw(|seen| {
            seen.elections += 1;
            seen.deaths += u64::from(dies);
        });
        self.standing.send_modify(|standing| standing.begin(next));
    }

    /// Whether the old primary dies, how long there is none, and who is next.
    fn draw(&self, old: usize) -> (bool, Duration, usize) {
        let mut random = self.random.lock().unwrap();
        let dies = random.below(2) == 0;
        let without = Duration::from_millis(50 + random.below(350));
        let step = 1 + random.below(MEMBERS as u64 - 1) as usize;
        (dies, without, (old + step) % MEMBERS)
    }

    fn saw(&self, what: impl FnOnce(&mut Seen)) {
        what(&mut self.seen.lock().unwrap());
    }

    /// Whether this is the update of many that is to find nothing.
    fn is_overlooked(&self, name: &str, command: &RawDocument) -> bool {
        let is_of_many = |command: &RawDocument| {
            let first = command.get_array("updates").ok()?.into_iter().next()?.ok()?;
            first.as_document()?.get_bool("multi").ok()
        };
        let is_meant = |collection: &mut &str| {
            name == "update"
                && command.get_str(name).ok() == Some(collection)
                && is_of_many(command) == Some(true)
        };
        self.overlooked.lock().unwrap().take_if(is_meant).is_some()
    }

    /// Whether the primary goes at this command; and if so, whether it is carried out.
    fn goes_at(&self, name: &str, command: &RawDocument) -> Option<bool> {
        self.departures.lock().unwrap().at(name, command, &mut self.random.lock().unwrap())
    }
}
