//! The leader's work on batches: prepares them, ahead of being asked, and finishes them with the analyst's verdicts.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use bytes::Bytes;
use rayon::prelude::*;
use tacit_envelope::{hash, sealing::Role};
use tacit_protocol::{
    batch::{Batch, BatchEntry, LeaderFinding, Rejection, Verdict},
    codec::{CodecError, Decode, Encode},
    ids::SessionId,
    invitation::Voucher,
    phase::Phase,
    problem::ProblemKind,
    report::Report,
};
use tacit_tally::{
    Reject,
    leader::{LeaderState, LeaderSums},
};
use tokio::sync::OnceCell;
use tracing::Instrument;

use super::{Secrets, Session, keys::rng};
use crate::{app::App, problem::Refusal, store::FrozenReport, telemetry::no_result};

/// How many prepared batches are kept, over all sessions.
const CAPACITY: usize = 4;

/// A batch as the leader prepared it.
pub(crate) struct Prepared {
    /// The encoded [`Batch`].
    pub(crate) body: Bytes,
    /// What the leader remembers for the second round; taken when it comes.
    states: Mutex<Option<Vec<Begun>>>,
}

/// A report after the first round: its cohort, and what the leader remembers of it if it can be verified.
type Begun = (u16, Option<LeaderState>);

/// Batches prepared and not yet finished, the one used last at the end.
#[derive(Default)]
pub(crate) struct Batches(Mutex<VecDeque<(Key, Slot)>>);

type Key = (SessionId, u32);
type Slot = Arc<OnceCell<Arc<Prepared>>>;

impl Batches {
    /// Forgets what is prepared of a session.
    pub(crate) fn forget(&self, session: &SessionId) {
        self.lock().retain(|((of, _), _)| of != session);
    }

    /// The sessions of which something is prepared.
    pub(crate) fn sessions(&self) -> Vec<SessionId> {
        self.lock().iter().map(|((of, _), _)| *of).collect()
    }

    fn forget_batch(&self, key: &Key) {
        self.lock().retain(|(other, _)| other != key);
    }

    fn slot(&self, key: Key) -> Slot {
        let mut slots = self.lock();
        let found = slots.iter().position(|(other, _)| *other == key).and_then(|at| slots.remove(at));
        let slot = found.map_or_else(Slot::default, |(_, slot)| slot);
        slots.push_back((key, slot.clone()));
        if slots.len() > CAPACITY {
            slots.pop_front();
        }
        slot
    }

    fn lock(&self) -> MutexGuard<'_, VecDeque<(Key, Slot)>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl App {
    /// A batch of a closed session, prepared now or before. There must be such a batch.
    ///
    /// Begun, it is prepared to the end, also if nobody waits any more.
    pub(crate) async fn prepared(
        &self,
        session: &Arc<Session>,
        index: u32,
    ) -> Result<Arc<Prepared>, Refusal> {
        let (app, session) = (self.clone(), session.clone());
        let slot = app.batches.slot((session.id, index));
        let preparing = async move { slot.get_or_try_init(|| app.prepare(session, index)).await.cloned() };
        let prepared = tokio::spawn(preparing.in_current_span());
        prepared
            .await
            .unwrap_or_else(|error| Err(Refusal::fault("preparing a batch failed", &no_result(&error))))
    }

    /// Begins to prepare a batch that will be asked for.
    pub(crate) fn prepare_ahead(&self, session: Arc<Session>, index: u32) {
        let app = self.clone();
        // A failure is logged where it happens, and shows again when the batch is asked for.
        tokio::spawn(async move { app.prepared(&session, index).await.map(drop) }.in_current_span());
    }

    /// Finishes a batch: the leader's aggregate shares, sealed, and how many reports were accepted.
    pub(crate) async fn finish(
        &self,
        session: &Arc<Session>,
        index: u32,
        verdicts: Vec<Verdict>,
    ) -> Result<(Vec<u8>, u32), Refusal> {
        let mut prepared = self.prepared(session, index).await?;
        let mut states = prepared.take_states();
        if states.is_none() {
            self.batches.forget_batch(&(session.id, index));
            prepared = self.prepared(session, index).await?;
            states = prepared.take_states();
        }
        self.batches.forget_batch(&(session.id, index));
        let (session, states) = (session.clone(), states.ok_or(ProblemKind::Unavailable)?);
        self.workers.large(move || finish(&session, index, states, &verdicts)).await?
    }

    async fn prepare(&self, session: Arc<Session>, index: u32) -> Result<Arc<Prepared>, Refusal> {
        let reports = self.store.batch(&session.id, index).await?;
        let prepared = self.workers.large(move || prepare(&session, index, reports)).await??;
        Ok(Arc::new(prepared))
    }
}

impl Prepared {
    fn take_states(&self) -> Option<Vec<Begun>> {
        self.states.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

/// Associated data of the leader's sealed aggregate share of a batch.
pub(crate) fn share_bound_to(session: &SessionId, index: u32) -> Vec<u8> {
    [session.as_bytes().as_slice(), &index.to_be_bytes()].concat()
}

/// First round, for every report.
fn prepare(session: &Session, index: u32, reports: Vec<FrozenReport>) -> Result<Prepared, Refusal> {
    let secrets = session.secrets().ok_or_else(released)?;
    let damaged = |error: CodecError| Refusal::fault("a stored report can't be read", &error);
    let (entries, states): (Vec<_>, Vec<_>) = reports
        .into_par_iter()
        .map(|FrozenReport { voucher, bytes }| {
            Ok(prepare_report(session, secrets, voucher, Report::get_decoded(&bytes)?))
        })
        .collect::<Result<Vec<_>, CodecError>>()
        .map_err(damaged)?
        .into_iter()
        .unzip();
    let body = Batch { index, entries }.get_encoded().map_err(damaged)?;
    Ok(Prepared { body: body.into(), states: Mutex::new(Some(states)) })
}

fn prepare_report(
    session: &Session,
    secrets: &Secrets,
    voucher: Voucher,
    report: Report,
) -> (BatchEntry, Begun) {
    let (leader, state) = match begin(session, secrets, &report) {
        Ok((state, verifier_share)) => (LeaderFinding::Prepared(verifier_share), Some(state)),
        Err(reason) => (LeaderFinding::Rejected(reason), None),
    };
    let leader_share_hash = hash::sha256(&[&report.leader_share]);
    let Report { header, public_share, helper_share, .. } = report;
    (
        BatchEntry { header, voucher, public_share, leader_share_hash, helper_share, leader },
        (header.cohort, state),
    )
}

fn begin(session: &Session, secrets: &Secrets, report: &Report) -> Result<(LeaderState, Vec<u8>), Rejection> {
    let aad = report.header.associated_data(&session.id, &report.public_share);
    let share =
        secrets.sealing.open(Role::Leader, &aad, &report.leader_share).map_err(|_| Rejection::Unsealable)?;
    let report_id = report.header.report_id.as_bytes();
    secrets.leader.prepare(report_id, &report.public_share, &share).map_err(|reject| match reject {
        Reject::Malformed => Rejection::Malformed,
        _ => Rejection::Invalid,
    })
}

/// Second round, for every report: all verdicts must fit what the leader found.
fn finish(
    session: &Session,
    index: u32,
    states: Vec<Begun>,
    verdicts: &[Verdict],
) -> Result<(Vec<u8>, u32), Refusal> {
    let secrets = session.secrets().ok_or_else(released)?;
    if states.len() != verdicts.len() {
        return Err(ProblemKind::VerdictMismatch.into());
    }
    let empty = || Ok(LeaderSums::new());
    let sums = states
        .into_par_iter()
        .zip(verdicts)
        .fold(empty, |sums: Result<_, Mismatch>, ((cohort, state), verdict)| {
            let mut sums = sums?;
            match (state, verdict) {
                (_, Verdict::Rejected(_)) => Ok(sums),
                (None, Verdict::Accepted(_)) => Err(Mismatch),
                (Some(state), Verdict::Accepted(message)) => {
                    let finish = |sum: &mut _| secrets.leader.finish(state, message, sum);
                    sums.add(&session.circuit, cohort, finish).map_err(|_| Mismatch)?;
                    Ok(sums)
                }
            }
        })
        .reduce(empty, |one, two| {
            let mut sums = one?;
            sums.merge(&session.circuit, &two?);
            Ok(sums)
        })
        .map_err(|Mismatch| ProblemKind::VerdictMismatch)?;
    let accepted = u32::try_from(sums.accepted()).map_err(|_| ProblemKind::VerdictMismatch)?;
    let sealed = secrets.vault.seal(&mut rng(), &share_bound_to(&session.id, index), &sums.encode());
    Ok((sealed, accepted))
}

/// The session's keys are destroyed.
fn released() -> Refusal {
    Refusal::wrong_phase(Phase::Released)
}

/// A verdict that the leader can't follow.
struct Mismatch;
