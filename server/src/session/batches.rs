//! The leader's work on batches: prepares them, and finishes them with the analyst's verdicts.

mod kept;

use std::{future, sync::Arc};

use bytes::Bytes;
use rayon::prelude::*;
use tacit_envelope::{hash, sealing::Role};
use tacit_protocol::{
    batch::{BATCHES_AT_ONCE, Batch, BatchEntry, LeaderFinding, Rejection, Verdict},
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
use tokio::sync::SemaphorePermit;
use tracing::Instrument;

pub(crate) use self::kept::Batches;
use super::{Secrets, Session, keys::rng};
use crate::{app::App, problem::Refusal, store::FrozenReport, telemetry::no_result};

/// How many batches of a session are worked on and wait for it: as many as an analyst's program has at once, and as many again of one that
/// was killed before.
pub(super) const PLACES: usize = 2 * BATCHES_AT_ONCE;

/// A batch as the leader prepared it.
pub(crate) struct Prepared {
    /// The encoded [`Batch`].
    pub(crate) body: Bytes,
    /// What the leader remembers for the second round.
    states: Vec<Begun>,
    /// How much memory that takes at most, in bytes.
    size: usize,
}

/// A report after the first round: its cohort, and what the leader remembers of it if it can be verified.
type Begun = (u16, Option<LeaderState>);

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
        let key = (session.id, index);
        let slot = app.batches.slot(key);
        let preparing = async move {
            let prepared = slot.get_or_try_init(|| app.prepare(session, index)).await.cloned();
            match prepared {
                Ok(_) => app.batches.bound(),
                Err(_) => app.batches.forget_batch(&key),
            }
            prepared
        };
        let prepared = tokio::spawn(preparing.in_current_span());
        prepared
            .await
            .unwrap_or_else(|error| Err(Refusal::fault("preparing a batch failed", &no_result(&error))))
    }

    /// Begins to prepare the first batch, which will be asked for. The others aren't prepared before they are: the analyst's program asks for
    /// several at once, each maybe at another server.
    pub(crate) fn prepare_first(&self, session: Arc<Session>) {
        let app = self.clone();
        // A failure is logged where it happens, and shows again when the batch is asked for.
        tokio::spawn(async move { app.prepared(&session, 0).await.map(drop) }.in_current_span());
    }

    /// Finishes a batch: the leader's aggregate shares, sealed, and how many reports were accepted.
    pub(crate) async fn finish(
        &self,
        session: &Arc<Session>,
        index: u32,
        verdicts: Vec<Verdict>,
    ) -> Result<(Vec<u8>, u32), Refusal> {
        let prepared = self.prepared(session, index).await?;
        let _place = place(session)?;
        let of = session.clone();
        let job = move |()| finish(&of, index, &prepared.states, &verdicts);
        let finished = self.workers.large(future::ready(Ok(())), job).await??;
        self.batches.forget_batch(&(session.id, index));
        Ok(finished)
    }

    async fn prepare(&self, session: Arc<Session>, index: u32) -> Result<Arc<Prepared>, Refusal> {
        let _place = place(&session)?;
        let reports = async { Ok(self.store.batch(&session.id, index).await?) };
        let of = session.clone();
        let prepared = self.workers.large(reports, move |reports| prepare(&of, index, reports)).await??;
        Ok(Arc::new(prepared))
    }
}

/// A place among those that work on a session's batches: so that one analyst doesn't keep all others waiting.
fn place(session: &Session) -> Result<SemaphorePermit<'_>, Refusal> {
    Ok(session.places.try_acquire().map_err(|_| ProblemKind::Unavailable)?)
}

/// Associated data of the leader's sealed aggregate share of a batch.
pub(crate) fn share_bound_to(session: &SessionId, index: u32) -> Vec<u8> {
    [session.as_bytes().as_slice(), &index.to_be_bytes()].concat()
}

/// First round, for every report.
fn prepare(session: &Session, index: u32, reports: Vec<FrozenReport>) -> Result<Prepared, Refusal> {
    let secrets = session.secrets().ok_or_else(released)?;
    let damaged = |error: CodecError| Refusal::fault("a stored report can't be read", &error);
    // What the leader remembers of a report is no longer than its share of it.
    let states_size = reports.len() * session.circuit.leader_share_len();
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
    Ok(Prepared { size: body.len() + states_size, body: body.into(), states })
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
    states: &[Begun],
    verdicts: &[Verdict],
) -> Result<(Vec<u8>, u32), Refusal> {
    let secrets = session.secrets().ok_or_else(released)?;
    if states.len() != verdicts.len() {
        return Err(ProblemKind::VerdictMismatch.into());
    }
    let empty = || Ok(LeaderSums::new());
    let sums = states
        .par_iter()
        .zip(verdicts)
        .fold(empty, |sums: Result<_, Mismatch>, ((cohort, state), verdict)| {
            let mut sums = sums?;
            match (state, verdict) {
                (_, Verdict::Rejected(_)) => Ok(sums),
                (None, Verdict::Accepted(_)) => Err(Mismatch),
                (Some(state), Verdict::Accepted(message)) => {
                    let finish = |sum: &mut _| secrets.leader.finish(state.clone(), message, sum);
                    sums.add(&session.circuit, *cohort, finish).map_err(|_| Mismatch)?;
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
