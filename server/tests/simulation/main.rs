//! A simulation: participants, servers, analyst and store, to whom everything happens that may, as a seed has it.
//!
//! The server's router with all its handlers, both ends' cryptography and the store are the real ones. There are no
//! sockets: requests are handed over, and time is the test's own, which only passes while everybody waits. So what happens
//! when follows from the seed (keys, tokens and noise don't, nor how far MongoDB has come when a server dies within a call). An ordinary
//! run tries the same seeds each time. A long one goes on from the time, or from `TACIT_SEED_BASE=n`, which it says at its beginning. A schedule that
//! fails says its seed; `TACIT_SEED=n` repeats it.
//!
//! Covered: servers that die before a call of the store or after one that changed something, which are the points at which what a handler did can be seen by others,
//! on MongoDB also within a call, between two of its commands or in one, one server or all at once, and start again on what is there; in a file, a power cut in the middle of a write, which leaves any
//! part of it in SQLite's log, cut or followed by anything; a store that refuses, once or for a while (a full disk, and on MongoDB no primary; here reading is refused as well), that does
//! what it then gives an error for (a primary that went away), or that stalls longer than a request may take, before it has done a thing or after; requests lost, answers lost, both repeated at the same or
//! another server, clients who go away; clocks that jump; two devices of one participant; reports that can't be verified; two
//! processes of the analyst at once, killed at any moment; of a file, a copy made in the middle and put back at the end. Counted is what
//! took effect, and each of these must have, on each store; except that nobody counts how often there were two devices or processes.
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
//! what the driver makes of an election (`mongo_primary.rs` plays some), and an election in a real replica set. Not an error here: a report that is sent twice, that one server
//! takes in time, and that reaches the store after another server, whose clock is ahead, has said that it came too late, counts.

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
mod kept;
mod people;
mod plant;
mod schedule;
mod seeds;
mod unreliable;
mod world;

use std::{
    collections::BTreeMap,
    panic::{AssertUnwindSafe, catch_unwind, resume_unwind},
    sync::Arc,
};

use chaos::Engine;
use plant::Plant;
use seeds::Seeds;
use tacit_testkit::mongo_stand_in::{MongoStandIn, fresh_database};
use tempfile::TempDir;

/// How many schedules are tried on the embedded store, and on MongoDB; with `TACIT_LONG=1` more.
const SHORT: (u64, u64) = (20, 16);
const LONG: (u64, u64) = (1_000, 100);

#[test]
fn nothing_is_lost_on_the_embedded_store_whatever_happens() {
    let seeds = Seeds::of_this_run(SHORT.0, LONG.0);
    try_all(Engine::File, &seeds, Plant::embedded);
}

#[test]
fn nothing_is_lost_on_mongodb_whatever_happens() {
    let Some(mongo) = MongoStandIn::start() else { return };
    let seeds = Seeds::of_this_run(SHORT.1, LONG.1);
    try_all(Engine::MongoDb, &seeds, |seed, folder| {
        Plant::on_mongodb(seed, folder, mongo.uri(), &fresh_database())
    });
}

/// Tries the schedules of these seeds, in which everything must have gone wrong that may, unless it is a single one.
fn try_all(engine: Engine, seeds: &Seeds, plant: impl Fn(u64, TempDir) -> Arc<Plant>) {
    seeds.say(engine);
    let mut happened = BTreeMap::<String, u64>::new();
    for seed in seeds.all() {
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
    eprintln!("{engine:?}: {happened:?}");
    let missing: Vec<_> = engine.kinds().filter(|kind| !happened.contains_key(kind)).collect();
    let is_tried = matches!(seeds, Seeds::One(_)) || missing.is_empty();
    assert!(is_tried, "it isn't tried whether {missing:?} is survived: {happened:?}");
}
