//! A simulation: participants, servers, analyst and store, to whom everything happens that may, as a seed has it.
//!
//! The server's router with all its handlers, both ends' cryptography and the store are the real ones. There are no
//! sockets: requests are handed over, and time is the test's own, which only passes while everybody waits. So what happens
//! when follows from the seed (keys, tokens and noise don't). A schedule that fails says its seed; `TACIT_SEED=n` repeats it.
//!
//! Covered: servers that die before and after each call of the store, which are the points at which what a handler did can be seen by others,
//! on MongoDB also within a call, between two of its commands or in one, and start again on what is there; a power cut in the middle of a write, which leaves any
//! part of it in SQLite's log, cut or followed by anything; a store that refuses (a full disk, no primary), that does
//! what it then gives an error for (a primary that went away), or that stalls; requests lost, answers lost, both repeated at the same or
//! another server, clients who go away; clocks that jump; two devices of one participant; reports that can't be verified; two
//! processes of the analyst at once, killed at any moment; a copy of the store made in the middle and put back at the end.
//!
//! After each schedule: what is acknowledged is counted, each participant's newest once, and nothing that was refused; the
//! result is exact; each report that was acknowledged and is sent again is acknowledged again, as it was; there is one release, of the same bytes for all who ask, before and after restarts, and one verdict on
//! each report; no share in the clear is in any file, document of MongoDB's or answer, and after the release the store hands out none of the sealed
//! keys; an older copy closes and releases nothing again.
//!
//! Not covered: a handler's other points of waiting (for its turn to compute, the list of releases, a request's bytes), after which it is as before the
//! next call of the store; two servers' commands between one another (each call is done in one piece; the contract of stores has calls that race, in `tacit-testkit`, and `kill_under_load.rs` real processes);
//! servers that differ in what they know of MongoDB, since they share one connection to it, and copies made while somebody writes; the page and the analyst's program (their own tests kill them), sockets and TLS, the sweeps that the server
//! makes beside requests, deletion and extension, cohorts and noise, several batches, a power cut while SQLite empties its
//! log, a disk that lies about what it has synchronised (also a commit that isn't synchronised: `store/embedded/file.rs` has a test), a
//! commit that SQLite refuses (`store/embedded/writer.rs` has a test),
//! what the driver makes of an election (`mongo_primary.rs` plays some), an election in a real replica set, and a report that its server took in time, but that reaches the store only after its
//! repetition came too late at another server.

#![allow(
    unreachable_pub,
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "a test that fails panics, and says its seed"
)]

mod analyst;
mod chaos;
#[path = "../common/mod.rs"]
mod common;
#[path = "../common/dump.rs"]
mod dump;
mod invariants;
mod people;
mod plant;
mod schedule;
mod unreliable;
mod world;

use std::{
    collections::BTreeMap,
    env,
    panic::{AssertUnwindSafe, catch_unwind, resume_unwind},
    sync::Arc,
};

use chaos::Chaos;
use plant::Plant;
use tacit_testkit::mongo_stand_in::{MongoStandIn, fresh_database};

/// How many schedules are tried on the embedded store, and on MongoDB; with `TACIT_LONG=1` more.
const SHORT: (u64, u64) = (20, 16);
const LONG: (u64, u64) = (1_000, 100);

#[test]
fn nothing_is_lost_on_the_embedded_store_whatever_happens() {
    try_all(many().0, |seed, folder| Plant::embedded(Chaos::new(seed), folder));
}

#[test]
fn nothing_is_lost_on_mongodb_whatever_happens() {
    let Some(mongo) = MongoStandIn::start() else { return };
    try_all(many().1, |seed, folder| {
        Plant::on_mongodb(Chaos::new(seed), folder, mongo.uri(), &fresh_database())
    });
}

fn many() -> (u64, u64) {
    if env::var("TACIT_LONG").as_deref() == Ok("1") { LONG } else { SHORT }
}

/// Tries the schedules of so many seeds, in which everything must go wrong that may, or of the one that `TACIT_SEED` names.
fn try_all(many: u64, plant: impl Fn(u64, tempfile::TempDir) -> Arc<Plant>) {
    let one = env::var("TACIT_SEED").ok().map(|seed| seed.parse().expect("TACIT_SEED is a number"));
    let mut happened = BTreeMap::<String, u64>::new();
    for seed in one.map_or(0..many, |seed| seed..seed + 1) {
        let plant = plant(seed, tempfile::tempdir().unwrap());
        let tried = catch_unwind(AssertUnwindSafe(|| schedule::run(seed, plant.clone())));
        if let Err(panic) = tried {
            eprintln!("this schedule went wrong: TACIT_SEED={seed}; {:?}", plant.chaos.happened());
            resume_unwind(panic);
        }
        for (what, often) in plant.chaos.happened() {
            *happened.entry(what).or_default() += often;
        }
    }
    let all = chaos::kinds().all(|kind| happened.contains_key(&kind));
    assert!(one.is_some() || all, "it isn't tried whether everything is survived: {happened:?}");
}
