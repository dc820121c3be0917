//! What must be so after every schedule.

use std::{collections::BTreeMap, sync::Arc};

use http::Method;
use tacit_form::results::{Outcome, Results};
use tacit_protocol::{
    batch::{Rejection, Verdict, Verdicts},
    closing::{ClosingStatement, SignedClosingStatement},
    codec::{Decode, Encode},
    ids::ParticipantId,
    inclusion::{Inclusion, Standing},
    media,
    phase::Phase,
    problem::ProblemKind,
    report::Report,
};
use tacit_tally::helper::HelperSums;

use crate::{
    analyst::{Computed, Process},
    chaos::Incident,
    common::{
        needles::{Needle, contains, found},
        survey::Survey,
    },
    people::{Acknowledged, Device, Heard, Refused},
    world::{Asked, By, World},
};

/// What everybody was told.
pub struct Told {
    acknowledged: Vec<Acknowledged>,
    refused: Vec<Refused>,
    shares: Vec<Needle>,
    computed: Vec<Computed>,
}

impl Told {
    pub fn new(heard: Vec<Heard>, computed: Vec<Computed>) -> Self {
        let mut told = Self { acknowledged: vec![], refused: vec![], shares: vec![], computed };
        for heard in heard {
            told.acknowledged.extend(heard.acknowledged);
            told.refused.extend(heard.refused);
            told.shares.extend(heard.shares);
        }
        told
    }

    /// A report that one server took in time may reach the store after another, whose clock is ahead, has said of the same one that it
    /// came too late. It counts then, and so its device would hear if it asked once more.
    async fn hear_of_overtaken(&mut self, world: &Arc<World>, survey: &Arc<Survey>, number: usize) {
        for Refused { report, age } in std::mem::take(&mut self.refused) {
            let device = device_of(world, survey, number, &report);
            let submission = device.submission(&report);
            if !world.half_heard.lock().unwrap().contains(&submission.body) {
                self.refused.push(Refused { report, age });
                continue;
            }
            let reply = world.insist(number, &submission).await;
            if reply.status.is_success() {
                let receipt = device.receipt(&reply.body);
                self.acknowledged.push(Acknowledged { receipt, report, age });
            } else {
                self.refused.push(Refused { report, age });
            }
        }
    }

    /// Of each participant.
    fn newest(&self) -> BTreeMap<ParticipantId, Acknowledged> {
        let mut newest: BTreeMap<_, Acknowledged> = BTreeMap::new();
        for one in &self.acknowledged {
            let best = newest.entry(one.receipt.participant).or_insert_with(|| one.clone());
            if best.receipt.revision < one.receipt.revision {
                *best = one.clone();
            }
        }
        newest
    }
}

/// Checks a survey that is over; `number` is free for whoever asks about it.
pub async fn check(world: &Arc<World>, survey: &Arc<Survey>, number: usize, mut told: Told) {
    told.hear_of_overtaken(world, survey, number).await;
    let told = &told;
    let newest = told.newest();
    let statement = &told.computed[0].statement;
    newest
        .values()
        .filter(|one| one.age.is_none())
        .for_each(|_| world.plant.chaos.count(Incident::Unverifiable));
    acknowledged_is_counted(world, survey, told, &newest, statement);
    for one in &told.acknowledged {
        is_proven(world, survey, number, one, &newest[&one.receipt.participant]).await;
        stays_acknowledged(world, survey, number, one).await;
    }
    for computed in &told.computed {
        assert_eq!(computed.statement, *statement, "one set for all");
        result_is_exact(&computed.results, &newest);
    }
    let process = Process { world: world.clone(), survey: survey.clone(), number };
    one_release(&process).await;
    other_verdicts_are_refused(&process, statement).await;
    no_share_is_readable(world, survey, told);
}

/// The frozen set is the newest acknowledged report of each participant, and nothing else.
fn acknowledged_is_counted(
    world: &World,
    survey: &Survey,
    told: &Told,
    newest: &BTreeMap<ParticipantId, Acknowledged>,
    statement: &ClosingStatement,
) {
    let (plant, store) = (&world.plant, world.plant.store());
    let mut counted = Vec::new();
    for index in 0..statement.batches() {
        for report in plant.run(store.batch(&survey.id, index)).unwrap() {
            counted.push(Report::get_decoded(&report.bytes).unwrap().digest(&survey.id));
        }
    }
    let expected: Vec<_> = newest.values().map(|one| one.receipt.digest).collect();
    assert_eq!(counted, expected, "the newest acknowledged are counted");
    let mut refused = told.refused.iter().map(|refused| refused.report.digest(&survey.id));
    assert!(!refused.any(|refused| counted.contains(&refused)), "nothing refused is counted");
    assert_eq!(statement.submitted, counted.len() as u64);
    assert_eq!(statement.revisions, told.acknowledged.len() as u64, "each revision is counted once");
}

/// The server proves of every receipt that its report, or the one that replaced it, is counted.
async fn is_proven(
    world: &Arc<World>,
    survey: &Survey,
    number: usize,
    one: &Acknowledged,
    newest: &Acknowledged,
) {
    let path = survey.path(&format!("inclusions/{}", one.receipt.digest));
    let asked = Asked { by: By::Anybody, method: Method::GET, path, media: "", body: vec![] };
    let answer = world.insist(number, &asked).await.message::<Inclusion>(200);
    let standing = Standing::check(&one.receipt, &answer, &survey.manifest.server.signing_key).unwrap();
    assert!(standing.counted.is_some(), "{standing:?}");
    assert_eq!(standing.replaced_by.unwrap_or(one.receipt), newest.receipt);
}

/// Whoever didn't hear it and sends the same again is told the same, long after all is over and others were taken since.
async fn stays_acknowledged(world: &Arc<World>, survey: &Arc<Survey>, number: usize, one: &Acknowledged) {
    let device = device_of(world, survey, number, &one.report);
    let reply = world.insist(number, &device.submission(&one.report)).await;
    assert_eq!(device.receipt(&reply.ok(200)), one.receipt);
}

fn device_of(world: &Arc<World>, survey: &Arc<Survey>, number: usize, report: &Report) -> Device {
    let participant = report.header.participant_id;
    let token = survey.tokens.iter().find(|token| token.participant_id() == participant);
    Device { world: world.clone(), survey: survey.clone(), token: token.unwrap().clone(), number }
}

fn result_is_exact(results: &Results, newest: &BTreeMap<ParticipantId, Acknowledged>) {
    let ages: Vec<_> = newest.values().filter_map(|one| one.age).collect();
    assert_eq!((results.submitted, results.accepted), (newest.len() as u64, ages.len() as u64));
    match &results.analyses[0].rows[0].outcome {
        Outcome::Sum(sum) => assert_eq!(sum.to_string(), ages.iter().sum::<u32>().to_string()),
        outcome => assert!(ages.len() < 2 && *outcome == Outcome::Withheld, "{ages:?}: {outcome:?}"),
    }
}

/// Whoever asks again, and for whatever: there is the one that was given before.
async fn one_release(process: &Process) {
    let nothing = process.survey.release_request(&HelperSums::new());
    process.post("release", media::RELEASE_REQUEST, nothing).await.ok(200);
    assert_eq!(process.world.releases.lock().unwrap().len(), 1, "there is one release");
}

/// What was found of a batch stays.
async fn other_verdicts_are_refused(process: &Process, statement: &ClosingStatement) {
    if statement.batches() > 0 {
        let verdicts = vec![Verdict::Rejected(Rejection::Unsealable); statement.batch_len(0)];
        let body = Verdicts { index: 0, verdicts, note: vec![] }.get_encoded().unwrap();
        let reply = process.send(Method::PUT, "batches/0/verdicts", media::VERDICTS, body).await;
        reply.refused(ProblemKind::VerdictConflict);
    }
}

/// Neither in files nor in answers; and nothing is left of the keys that opened the leader's.
fn no_share_is_readable(world: &World, survey: &Survey, told: &Told) {
    let (plant, store) = (&world.plant, world.plant.store());
    let record = plant.run(store.session(&survey.id)).unwrap().unwrap();
    assert_eq!(record.phase, Phase::Released);
    assert!(record.sealed_secret.is_none());
    let records = plant.run(store.batch_records(&survey.id, 0, u32::MAX)).unwrap();
    assert!(records.iter().all(|record| record.sealed_share.is_empty()));
    let mut everything = plant.all_kept();
    assert!(contains(&everything, survey.id.as_bytes()), "what is looked through isn't all");
    everything.extend(&*world.said.lock().unwrap());
    let mut needles = told.shares.clone();
    needles.push(("the verify key".into(), survey.verify_key.to_vec()));
    assert_eq!(found(&everything, &needles), None);
}

/// An older copy of the store, on a machine that has the list of what was released, releases nothing.
pub async fn check_older(older: &Arc<World>, world: &Arc<World>, survey: &Arc<Survey>) {
    let process = |world: &Arc<World>| Process { world: world.clone(), survey: survey.clone(), number: 100 };
    let (statement, sums) = process(world).verified().await;
    let (older, request) = (process(older), survey.release_request(&sums));
    let closed = older.post("close", "", vec![]).await;
    let released = older.post("release", media::RELEASE_REQUEST, request).await;
    // The copy may have been made after the release.
    if closed.status.is_success() {
        let again = closed.message::<SignedClosingStatement>(200);
        assert_eq!(*again.verify(&survey.manifest.server.signing_key).unwrap(), statement);
        assert!(world.releases.lock().unwrap().contains(&released.ok(200).to_vec()), "released again");
    } else {
        closed.refused(ProblemKind::WrongPhase);
        released.refused(ProblemKind::WrongPhase);
        world.plant.chaos.count(Incident::OlderCopy);
    }
}
