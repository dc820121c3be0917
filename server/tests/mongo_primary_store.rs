//! The store in MongoDB while its primary changes at commands of every kind: the contract holds.
//!
//! The set is played in front of one database server; `replica_set` says what of it.

#![allow(
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "a test that fails panics, and says what it saw"
)]

use std::{
    env,
    ops::RangeInclusive,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use async_trait::async_trait;
use tacit_protocol::phase::Phase;
use tacit_server::{
    each_store_operation,
    store::{BatchRecord, InviteOutcome, PutOutcome, Store, StoreError, mongo::MongoStore},
};
use tacit_testkit::{
    contract::{self, Fixture, Subject, invitations},
    mongo_stand_in::{MongoStandIn, fresh_database},
    replica_set::ReplicaSet,
};
use tokio::time::sleep;

/// So often what fails is tried again.
const TRIES: usize = 50;
/// How many commands each primary has.
const STAYS: RangeInclusive<u64> = 15..=60;
/// The same, where so many ask at once that nobody got on else.
const STAYS_FOR_MANY: RangeInclusive<u64> = 300..=900;

/// Runs these clauses of the contract, each on a subject of its own.
macro_rules! clauses {
    ($make:ident: $($clause:ident)*) => {
        $({
            let started = Instant::now();
            let subject = $make().await;
            contract::$clause(&subject).await;
            subject.finish().await;
            eprintln!("{} {:?}", stringify!($clause), started.elapsed());
        })*
    };
}

/// What is answered is done once, and what fails may be done again, by callers who do that. Not the clauses of the contract that say
/// which of many callers at once is told what: who asks again is told that it is done.
#[tokio::test(flavor = "multi_thread")]
async fn the_contract_holds_while_the_primary_changes() {
    for seed in 0..runs() {
        let Some(mongo) = MongoStandIn::start_own() else { return };
        let set = ReplicaSet::start(mongo, seed).await;
        let again = Arc::new(AtomicUsize::new(0));
        let make = async || {
            set.stay();
            let subject = subject(&set, &again).await;
            set.elect_after(STAYS);
            subject
        };
        clauses! { make:
            an_offer_makes_one_session
            phases_go_the_allowed_way
            inviting_is_all_or_none
            places_hold_when_many_invite
            cohorts_follow_invitations_and_reports
            invitations_are_taken_back
            an_announced_deletion_is_taken_back
            keys_are_sealed_anew
            reports_are_stored_repeated_or_in_conflict
            reports_need_an_open_session
            settled_reports_are_told_from_others
            counts_follow_the_reports
            the_frozen_set_stays
            batch_records_are_written_once
            the_release_is_written_once
            published_results_are_written_once
        }
        if is_long() {
            clauses! { make:
                a_code_makes_one_session
                a_deleted_session_is_gone
                purging_changes_nothing_but_leftovers
                only_what_is_as_it_was_is_deleted
                batches_partition_the_frozen_set
            }
            let make = async || {
                let subject = make().await;
                set.elect_after(STAYS_FOR_MANY);
                subject
            };
            clauses! { make:
                racing_one_close
            }
        }
        let seen = set.seen();
        eprintln!("seed {seed}: {seen:?}, {} operations asked for again", again.load(Ordering::SeqCst));
        assert!(seen.elections > 10 && seen.undone > 0 && seen.unheard > 0 && seen.repeated > 0, "{seen:?}");
    }
}

/// What MongoDB's driver doesn't repeat, since it is about many documents, the store does. Nobody asks again here.
#[tokio::test(flavor = "multi_thread")]
async fn the_primary_goes_at_a_write_of_many_documents() {
    let Some(mongo) = MongoStandIn::start_own() else { return };
    let set = ReplicaSet::start(mongo, 7).await;
    let connected = MongoStore::connect(&set.uri(), &fresh_database()).await.unwrap();
    let store: Arc<dyn Store> = Arc::new(connected.clone());
    for (round, is_done) in [true, false, true, false].into_iter().enumerate() {
        let round = round as u64;
        let before = set.seen().elections;
        let fixture = Fixture::open(&store, 100 + round, 0).await;
        let people = Fixture::made_before(&store, round, 8).participants;
        let invite = async |people| store.invite(&fixture.session, &invitations(people), 6).await.unwrap();
        set.elect_at("update", "participants", is_done);
        assert_eq!(invite(&people[..6]).await, InviteOutcome::Invited(6));
        assert_eq!(invite(&people[6..7]).await, InviteOutcome::Full(6), "and no more");
        set.elect_at("update", "participants", is_done);
        assert_eq!(store.revoke(&fixture.session, &people[..1]).await.unwrap().unwrap().invited, 5);
        assert_eq!(invite(&people[6..8]).await, InviteOutcome::Full(6), "one place is free");
        assert_eq!(invite(&people[6..7]).await, InviteOutcome::Invited(6), "and no place is lost");

        let fixture = Fixture { participants: people[1..7].to_vec(), ..fixture };
        let report = fixture.report(0, 1, 0);
        store.put_report(&fixture.session, report.clone()).await.unwrap();
        set.elect_at("update", "participants", is_done);
        assert_eq!(store.freeze(&fixture.session, 5, 5).await.unwrap().submitted, 1);
        let (verdicts_digest, sealed_share) = ([1; 32], vec![1]);
        let record = BatchRecord { index: 0, verdicts_digest, accepted: 1, sealed_share, note: vec![] };
        store.record_batch(&fixture.session, record).await.unwrap();
        set.elect_at("update", "batch_records", is_done);
        store.release(&fixture.session, vec![7; 40]).await.unwrap();
        assert_eq!(store.batch_records(&fixture.session, 0, 1).await.unwrap()[0].sealed_share, b"");
        set.elect_at("delete", "reports", is_done);
        store.delete(&fixture.session).await.unwrap();
        assert!(store.session(&fixture.session).await.unwrap().is_none());
        assert_eq!(set.seen().elections, before + 5, "one each time");
    }
    assert_eq!(store.forget_orphans().await.unwrap(), 0, "nothing is left");
    drop(store);
    connected.shutdown().await;
}

/// While a sharded cluster moves documents, an update of many passes some over: what must be done to all is done to these too.
#[tokio::test(flavor = "multi_thread")]
async fn an_update_of_many_passes_some_over() {
    let Some(mongo) = MongoStandIn::start_own() else { return };
    let set = ReplicaSet::start(mongo, 9).await;
    let connected = MongoStore::connect(&set.uri(), &fresh_database()).await.unwrap();
    let store: Arc<dyn Store> = Arc::new(connected.clone());
    let fixture = Fixture::open(&store, 1, 4).await;
    let report = |number: usize| fixture.report(number, 1, 0);
    set.overlook("participants");
    let revoked = store.revoke(&fixture.session, &fixture.participants[..1]).await.unwrap().unwrap();
    assert_eq!((revoked.invited, revoked.submitted), (3, Vec::new()));
    store.put_report(&fixture.session, report(1)).await.unwrap();
    set.overlook("participants");
    assert_eq!(store.freeze(&fixture.session, 5, 5).await.unwrap().submitted, 1);
    let late = store.put_report(&fixture.session, report(2)).await.unwrap();
    assert_eq!(late, PutOutcome::NotOpen(Phase::Closed));
    let (verdicts_digest, sealed_share) = ([1; 32], vec![1]);
    let record = BatchRecord { index: 0, verdicts_digest, accepted: 1, sealed_share, note: vec![] };
    store.record_batch(&fixture.session, record).await.unwrap();
    set.overlook("batch_records");
    store.release(&fixture.session, vec![7; 40]).await.unwrap();
    assert_eq!(store.batch_records(&fixture.session, 0, 1).await.unwrap()[0].sealed_share, b"");
    assert_eq!(set.seen().overlooked, 3);
    drop(store);
    connected.shutdown().await;
}

/// An election at any step of a server's start keeps it from nothing.
#[tokio::test(flavor = "multi_thread")]
async fn a_server_starts_while_the_primary_changes() {
    let Some(mongo) = MongoStandIn::start_own() else { return };
    let set = ReplicaSet::start(mongo, 8).await;
    let steps = ["update meta", "find meta", "createIndexes sessions", "createIndexes participants"];
    for (step, is_done) in steps.into_iter().flat_map(|step| [(step, true), (step, false)]) {
        let before = set.seen().elections;
        let (command, collection) = step.split_once(' ').unwrap();
        set.elect_at(command, collection, is_done);
        MongoStore::connect(&set.uri(), &fresh_database()).await.expect(step).shutdown().await;
        assert_eq!(set.seen().elections, before + 1, "{step}");
    }
}

/// Two servers on one database.
async fn subject(set: &ReplicaSet, again: &Arc<AtomicUsize>) -> Subject {
    let database = fresh_database();
    let (mut connected, mut stores) = (Vec::new(), Vec::new());
    for _ in 0..2 {
        let store = MongoStore::connect(&set.uri(), &database).await.unwrap();
        connected.push(store.clone());
        let persistent = PersistentStore { store, again: again.clone() };
        stores.push(Arc::new(persistent) as Arc<dyn Store>);
    }
    Subject::new(stores, ()).finally(async {
        for store in connected {
            store.shutdown().await;
        }
    })
}

/// Asks again for what the store can't do now, as the clients of a server do.
struct PersistentStore {
    store: MongoStore,
    again: Arc<AtomicUsize>,
}

impl PersistentStore {
    async fn wait(&self, what: &str, why: &str) {
        eprintln!("{what} again: {}", why.split(", labels").next().unwrap());
        self.again.fetch_add(1, Ordering::SeqCst);
        sleep(Duration::from_millis(20)).await;
    }
}

macro_rules! persistent {
    ($(async fn $name:ident(&self $(, $argument:ident: $kind:ty)* $(,)?) -> $outcome:ty;)*) => {
        #[async_trait]
        impl Store for PersistentStore {
            $(async fn $name(&self $(, $argument: $kind)*) -> Result<$outcome, StoreError> {
                let mut tries = 1..TRIES;
                loop {
                    match (self.store.$name($(<$kind>::clone(&$argument)),*).await, tries.next()) {
                        (Err(StoreError::Unavailable(why)), Some(_)) => self.wait(stringify!($name), &why).await,
                        (outcome, _) => return outcome,
                    }
                }
            })*
        }
    };
}

each_store_operation!(persistent);

fn runs() -> u64 {
    if is_long() { 3 } else { 1 }
}

fn is_long() -> bool {
    env::var("TACIT_LONG").as_deref() == Ok("1")
}
