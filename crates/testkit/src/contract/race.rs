//! Closing while many submit: what is acknowledged counts, what is refused never does.
//!
//! Each round has several writers for every participant. They submit one revision after another, tell from a conflict
//! where to go on, and send the same bytes again where the store was unavailable or they went away in between, as real
//! ones do. Sometimes one leaves a revision out, and is refused.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use tacit_protocol::{
    ids::{ParticipantId, ReportDigest, SessionId},
    phase::Phase,
};
use tacit_server::store::{FrozenSet, NewReport, PutOutcome, Store, StoreError, StoredRevision};
use tokio::task::JoinSet;

use super::{
    Fixture, Subject,
    closing::root,
    fixture::{NOW, a_report},
    give_up::give_up_after,
    reports::stored,
};
use crate::seeded::Seeded;

const ROUNDS: u64 = 8;
const PARTICIPANTS: usize = 8;
const WRITERS: usize = 4 * PARTICIPANTS;

/// Many writers against one close.
pub async fn racing_one_close(subject: &Subject) {
    for seed in 0..ROUNDS {
        race(subject, seed, 1, 0).await;
    }
}

/// Many writers against two closes at once, as of two servers.
pub async fn racing_two_closes(subject: &Subject) {
    for seed in 100..100 + ROUNDS {
        race(subject, seed, 2, 0).await;
    }
}

/// Many writers against a session that is paused and opened, and then closed by three.
pub async fn racing_pauses(subject: &Subject) {
    for seed in 200..200 + ROUNDS {
        race(subject, seed, 3, 4).await;
    }
}

/// What the writers heard.
#[derive(Default)]
struct Heard {
    acknowledged: BTreeMap<ReportDigest, NewReport>,
    refused: BTreeMap<ReportDigest, NewReport>,
    /// Given out as a participant's newest.
    newest: BTreeSet<ReportDigest>,
}

async fn race(subject: &Subject, seed: u64, closers: usize, pauses: u32) {
    let fixture = Fixture::open(subject.store(), seed, PARTICIPANTS).await;
    let mut random = Seeded::new(seed);
    let close_after = 1 + random.below(6 * WRITERS as u64);
    let acknowledged = Arc::new(AtomicU64::new(0));
    let mut writers = JoinSet::new();
    for number in 0..WRITERS {
        let writer = Writer {
            store: Arc::clone(subject.beside(number)),
            session: fixture.session,
            participant: fixture.participants[number % PARTICIPANTS],
            random: Seeded::new(random.next_u64()),
            acknowledged: Arc::clone(&acknowledged),
        };
        writers.spawn(writer.run());
    }
    wait_for(&acknowledged, close_after).await;
    for _ in 0..pauses {
        fixture.set_phase(Phase::Paused).await;
        tokio::task::yield_now().await;
        fixture.set_phase(Phase::Open).await;
    }
    let sets = close(subject, &fixture, closers).await;
    assert!(sets.windows(2).all(|pair| pair[0] == pair[1]), "seed {seed}: one set for all: {sets:?}");
    let mut heard = Heard::default();
    while let Some(one) = writers.join_next().await {
        let one = one.expect("no writer panics");
        heard.acknowledged.extend(one.acknowledged);
        heard.refused.extend(one.refused);
        heard.newest.extend(one.newest);
    }
    check(&fixture, seed, &sets[0], &heard).await;
}

/// Waits until so many reports are acknowledged.
async fn wait_for(acknowledged: &AtomicU64, enough: u64) {
    let wait = async {
        while acknowledged.load(Ordering::Relaxed) < enough {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(120), wait).await.expect("the writers get on");
}

async fn close(subject: &Subject, fixture: &Fixture, closers: usize) -> Vec<FrozenSet> {
    let mut closing = JoinSet::new();
    for number in 0..closers {
        let (store, session) = (Arc::clone(subject.beside(number)), fixture.session);
        // Each closer asks for something else; one of them gets it.
        let (at, size) = (NOW + number as u64, 3 + number as u32);
        closing.spawn(async move { store.freeze(&session, at, size).await.unwrap() });
    }
    closing.join_all().await
}

async fn check(fixture: &Fixture, seed: u64, set: &FrozenSet, heard: &Heard) {
    let both: Vec<_> =
        heard.refused.keys().filter(|digest| heard.acknowledged.contains_key(digest)).collect();
    assert!(both.is_empty(), "seed {seed}: acknowledged and refused: {both:?}");
    let lost: Vec<_> =
        heard.newest.iter().filter(|digest| !heard.acknowledged.contains_key(digest)).collect();
    assert!(lost.is_empty(), "seed {seed}: given out as newest, but not acknowledged: {lost:?}");
    let known = heard.acknowledged.values().chain(heard.refused.values());
    let counted = fixture.frozen_digests(known).await;
    let refused: Vec<_> = counted.iter().filter(|digest| heard.refused.contains_key(digest)).collect();
    assert!(refused.is_empty(), "seed {seed}: refused, but counted: {refused:?}");

    let mut newest: BTreeMap<ParticipantId, &NewReport> = BTreeMap::new();
    for report in heard.acknowledged.values() {
        let best = newest.entry(report.header.participant_id).or_insert(report);
        assert!(
            best.header.revision != report.header.revision || best.digest == report.digest,
            "seed {seed}: two reports of one revision acknowledged"
        );
        if best.header.revision < report.header.revision {
            *best = report;
        }
    }
    let expected: BTreeSet<_> = newest.values().map(|report| report.digest).collect();
    let counted_set: BTreeSet<_> = counted.iter().copied().collect();
    assert_eq!(counted_set, expected, "seed {seed}: the newest acknowledged are counted");
    assert_eq!(counted.len(), counted_set.len(), "seed {seed}: none twice");
    let in_order: Vec<_> = newest.values().map(|report| report.digest).collect();
    assert_eq!(counted, in_order, "seed {seed}: by participant id");
    assert_eq!(set.root, root(&counted), "seed {seed}: the root is over them");
    assert_eq!(set.submitted, counted.len() as u64, "seed {seed}");
    assert_eq!(set.revisions, heard.acknowledged.len() as u64, "seed {seed}");
    check_afterwards(fixture, seed, heard, &newest).await;
}

/// What the store says once all is over fits what it said then.
async fn check_afterwards(
    fixture: &Fixture,
    seed: u64,
    heard: &Heard,
    newest: &BTreeMap<ParticipantId, &NewReport>,
) {
    for (participant, report) in newest {
        let found = fixture.store.participant(&fixture.session, participant).await.unwrap();
        assert_eq!(found.and_then(|found| found.newest), Some(stored(report)), "seed {seed}");
    }
    for report in heard.acknowledged.values() {
        let again = fixture.store.put_report(&fixture.session, report.clone()).await.unwrap();
        assert_eq!(again, PutOutcome::Repeated(stored(report)), "seed {seed}");
    }
    for report in heard.refused.values() {
        let again = fixture.store.put_report(&fixture.session, report.clone()).await.unwrap();
        assert_eq!(again, PutOutcome::NotOpen(Phase::Closed), "seed {seed}");
    }
}

struct Writer {
    store: Arc<dyn Store>,
    session: SessionId,
    participant: ParticipantId,
    random: Seeded,
    acknowledged: Arc<AtomicU64>,
}

impl Writer {
    async fn run(mut self) -> Heard {
        let mut heard = Heard::default();
        let mut revision = 1;
        loop {
            let ahead = u32::from(self.random.below(8) == 0);
            let report = a_report(self.participant, revision + ahead, &mut self.random);
            match self.put(&report).await {
                PutOutcome::Stored(revision_stored) | PutOutcome::Repeated(revision_stored) => {
                    assert_eq!(revision_stored, stored(&report), "the answer is about this report");
                    self.acknowledged.fetch_add(1, Ordering::Relaxed);
                    heard.acknowledged.insert(report.digest, report);
                    revision = revision_stored.revision + 1;
                }
                PutOutcome::Conflict { newest } => {
                    heard.newest.extend(self.newest(newest).await);
                    heard.refused.insert(report.digest, report);
                    revision = newest + 1;
                }
                PutOutcome::NotOpen(Phase::Paused) => {
                    heard.refused.insert(report.digest, report);
                    tokio::task::yield_now().await;
                }
                PutOutcome::NotOpen(Phase::Closing | Phase::Closed) | PutOutcome::TooMany => {
                    heard.refused.insert(report.digest, report);
                    return heard;
                }
                other => panic!("an invited participant of an opened session hears {other:?}"),
            }
        }
    }

    /// Sends the report until there is an answer; sometimes twice at once, as after a lost connection.
    async fn put(&mut self, report: &NewReport) -> PutOutcome {
        let twice = self.random.below(4) == 0;
        if self.random.below(4) == 0 {
            // Goes away; what was begun may be under way for a while.
            let steps = self.random.below(8) as usize;
            drop(give_up_after(steps, self.store.put_report(&self.session, report.clone())).await);
        }
        loop {
            let once = self.store.put_report(&self.session, report.clone());
            let result = if twice {
                let again = self.store.put_report(&self.session, report.clone());
                let (first, second) = tokio::join!(once, again);
                of_two(first, second)
            } else {
                once.await
            };
            match result {
                Ok(outcome) => return outcome,
                Err(StoreError::Unavailable(_)) => tokio::time::sleep(Duration::from_millis(5)).await,
                Err(damaged) => panic!("{damaged}"),
            }
        }
    }

    async fn newest(&self, at_least: u32) -> Option<ReportDigest> {
        let participant = self.store.participant(&self.session, &self.participant).await;
        let found: Option<StoredRevision> = participant.expect("reading works").expect("invited").newest;
        assert!(found.map_or(0, |stored| stored.revision) >= at_least, "revisions only grow");
        found.map(|stored| stored.digest)
    }
}

/// The better of two answers to the same bytes: an acknowledgement is one, whoever got it.
fn of_two(
    first: Result<PutOutcome, StoreError>,
    second: Result<PutOutcome, StoreError>,
) -> Result<PutOutcome, StoreError> {
    let is_acknowledgement =
        |answer: &Result<_, _>| matches!(answer, Ok(PutOutcome::Stored(_) | PutOutcome::Repeated(_)));
    if is_acknowledgement(&second) || first.is_err() { second } else { first }
}
