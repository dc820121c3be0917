//! The release: once a session, and the end of its secrets.

use std::sync::Arc;

use axum::extract::{Request, State};
use http::StatusCode;
use tacit_envelope::sealing::{self, Role};
use tacit_protocol::{
    codec::{Decode, Encode},
    media,
    problem::ProblemKind,
    release::{Release, ReleaseRequest, SealedRelease, ShareElement, SignedRelease},
};
use tacit_tally::leader::{LeaderAggregate, ReleaseError};

use super::batches::records_page;
use crate::{
    answer::{Answer, bytes_of},
    app::App,
    problem::{Refusal, sentence},
    request::{Expected, FromAnalyst, no_query},
    session::{Session, batches::share_bound_to, keys::rng},
    store::{BatchRecord, OnceOutcome},
};

/// `GET /sessions/{sid}/release`
pub(crate) async fn get(State(app): State<App>, request: Request) -> Answer {
    let FromAnalyst { session, parts, .. } = FromAnalyst::read(&app, request, |_| Expected::NOTHING).await?;
    no_query(&parts)?;
    let released = app.store.released(&session.id).await?.ok_or(ProblemKind::WrongPhase)?;
    Ok(bytes_of(StatusCode::OK, media::RELEASE, released))
}

/// `POST /sessions/{sid}/release`
pub(crate) async fn post(State(app): State<App>, request: Request) -> Answer {
    let longest = |session: &Session| 64 + 16 * session.circuit.output_len();
    let FromAnalyst { session, parts, body } =
        FromAnalyst::read(&app, request, |session| Expected::new(media::RELEASE_REQUEST, longest(session)))
            .await?;
    no_query(&parts)?;
    let request = ReleaseRequest::get_decoded(&body).map_err(|_| ProblemKind::Malformed)?;
    if let Some(released) = app.store.released(&session.id).await? {
        return Ok(bytes_of(StatusCode::OK, media::RELEASE, released));
    }
    let release = compute(&app, session.clone(), request).await?;
    let outcome = app.store.release(&session.id, release.clone()).await?;
    app.forget(&session.id);
    let released = match outcome {
        OnceOutcome::Written => release,
        // Another request for the same came first.
        OnceOutcome::Different => app.store.released(&session.id).await?.ok_or(ProblemKind::Unavailable)?,
    };
    Ok(bytes_of(StatusCode::OK, media::RELEASE, released))
}

/// Adds up the batches and seals what may be released.
async fn compute(app: &App, session: Arc<Session>, request: ReleaseRequest) -> Result<Vec<u8>, Refusal> {
    let set = app.store.frozen(&session.id).await?.ok_or(ProblemKind::WrongPhase)?;
    let batches = session.closing_statement(&set).batches();
    let mut sum = Sum { share: LeaderAggregate::new(&session.circuit), accepted: 0, batches: 0 };
    while sum.batches < batches {
        let records = app.store.batch_records(&session.id, sum.batches, records_page(&session)).await?;
        if records.is_empty() {
            return Err(ProblemKind::Unverified.into());
        }
        let session = session.clone();
        sum = app.workers.small(move || sum.with(&session, &records)).await??;
    }
    app.workers.small(move || seal(&session, &sum, &request)).await?
}

/// The leader's share of the first batches.
struct Sum {
    share: LeaderAggregate,
    accepted: u64,
    batches: u32,
}

impl Sum {
    /// Adds the batches that follow.
    fn with(mut self, session: &Session, records: &[BatchRecord]) -> Result<Self, Refusal> {
        let secrets = session.secrets().ok_or(ProblemKind::WrongPhase)?;
        for record in records {
            if record.index != self.batches {
                return Err(ProblemKind::Unverified.into());
            }
            let bytes = secrets
                .vault
                .open(&share_bound_to(&session.id, record.index), &record.sealed_share)
                .map_err(|error| Refusal::fault("an aggregate share can't be opened", &error))?;
            let share = LeaderAggregate::decode(&session.circuit, &bytes)
                .map_err(|error| Refusal::fault("an aggregate share can't be read", &error))?;
            self.share.merge(&share);
            self.accepted += u64::from(record.accepted);
            self.batches += 1;
        }
        Ok(self)
    }
}

fn seal(session: &Session, sum: &Sum, request: &ReleaseRequest) -> Result<Vec<u8>, Refusal> {
    let fault =
        |error: tacit_protocol::codec::CodecError| Refusal::fault("a release can't be encoded", &error);
    let counts: Vec<_> = request.counts.iter().map(|count| count.0).collect();
    let released = sum
        .share
        .release(&session.circuit, &counts, sum.accepted, session.manifest.threshold)
        .map_err(|error: ReleaseError| Refusal::with_detail(ProblemKind::Malformed, sentence(&error)))?;
    let release = Release {
        accepted: released.accepted,
        counts: released.counts.into_iter().map(ShareElement).collect(),
        values: released.values.into_iter().map(|value| value.map(ShareElement)).collect(),
    };
    let plain = zeroize::Zeroizing::new(release.get_encoded().map_err(fault)?);
    let to = &session.manifest.analyst.sealing_key;
    let sealed = sealing::seal(&mut rng(), to, Role::Release, session.id.as_bytes(), &plain);
    let signed = SignedRelease::sign(&session.signing, SealedRelease { session: session.id, sealed })
        .map_err(fault)?;
    signed.get_encoded().map_err(fault)
}
